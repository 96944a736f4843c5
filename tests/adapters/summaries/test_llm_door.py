"""The way to an endpoint: keys that are nowhere shown, proxies, paths, time, the library."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adapters.model import ModelError, Trouble
from bot.logs import QUIET
from tests.adapters.summaries.asking import Machine, a_question
from tests.fakes.llm.server import KEY, LocalLlm, local_llm

ROOT = Path(__file__).parents[3]


async def test_the_key_is_nowhere(llm: LocalLlm, caplog: pytest.LogCaptureFixture) -> None:
    """Also where the server echoes it in an error, in a refusal, in a header, on a page."""
    assert {"openai", "httpx2", "httpcore2"} <= QUIET.keys()
    for logger, level in QUIET.items():
        caplog.set_level(level, logger)
    caplog.set_level(logging.DEBUG)
    machine = Machine()
    wrong = "sk-wrong-0123456789abcdefghijklmnop"
    async with machine.model(llm, key=wrong) as model:
        with pytest.raises(ModelError, match=r"does not accept LLM_API_KEY \(401\)") as raised:
            await model.ask(a_question(1))
        said = [repr(model), repr(raised.value), repr(raised.value.__cause__)]
    assert not llm.calls
    for status in (400, 403, 429, 500):
        llm.answers.heal()
        llm.answers.add("reply", status=status, text=f'{{"error": "Bearer {KEY} is bad"}}')
        async with machine.model(llm) as model:
            with pytest.raises(ModelError) as raised:
                await model.ask(a_question(1))
        said += [str(raised.value), repr(raised.value.__cause__)]
    everything = " ".join([*said, caplog.text, machine.memory.text])
    assert KEY[:12] not in everything
    assert wrong[:12] not in everything


@pytest.mark.parametrize("key", ["sk-ключ-0123456789", "sk-012\n345-6789", "sk-012\x00345-6789"])
async def test_a_key_that_cannot_be_sent_is_not_shown(llm: LocalLlm, key: str) -> None:
    """The library would name it in its error; blanks around one are no part of it."""
    async with Machine().model(llm, key=key) as model:
        with pytest.raises(ModelError, match="LLM_API_KEY holds signs") as raised:
            await model.ask(a_question(1))
    assert raised.value.trouble is Trouble.HOPELESS
    async with Machine().model(llm, key=f" {KEY}\n") as model:
        assert (await model.ask(a_question(1))).unread == ""


async def test_without_a_key_none_is_sent() -> None:
    """Local servers ask for none; this one would complain."""
    with local_llm(key="") as llm:
        async with Machine().model(llm) as model:
            await model.ask(a_question(1))
        assert llm.violations == []


async def test_what_the_environment_holds_for_openai_goes_nowhere(
    llm: LocalLlm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its key nor the names of organisation and project, nor its address."""
    for name in ("API_KEY", "ORG_ID", "PROJECT_ID", "ADMIN_KEY"):
        monkeypatch.setenv(f"OPENAI_{name}", "of-somebody-else")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    async with Machine().model(llm) as model:
        await model.ask(a_question(1))
    (headers,) = llm.headers
    assert "of-somebody-else" not in " ".join(headers.values())


@pytest.mark.parametrize("base", ["", "/v1", "/v1beta/openai", "/api/llm/v1"])
async def test_an_endpoint_may_have_any_path(base: str) -> None:
    """As Google's has."""
    with local_llm(base=base) as llm:
        async with Machine().model(llm) as model:
            assert (await model.ask(a_question(1))).unread == ""
        assert llm.violations == []


async def test_others_are_asked_through_the_proxy_but_not_loopback(llm: LocalLlm) -> None:
    """The local endpoint plays the proxy: it is handed a call for another host."""
    machine = Machine()
    proxy = llm.url.removesuffix("/v1")
    async with machine.model(llm, base_url="http://llm.example/v1", proxy=proxy) as model:
        await model.ask(a_question(1))
    assert llm.headers[-1]["Host"] == "llm.example"
    async with machine.model(llm, proxy="http://127.0.0.1:9") as model:
        await model.ask(a_question(2))
    assert len(llm.calls) == 2


async def test_an_endpoint_that_is_not_there_is_told(llm: LocalLlm) -> None:
    """And asked again when it is."""
    async with Machine().model(llm) as model:
        await model.ask(a_question(1))
        llm.go_down()
        with pytest.raises(ModelError, match=r"^127\.0\.0\.1 cannot be reached") as raised:
            await model.ask(a_question(2))
        assert raised.value.trouble is Trouble.BROKEN
        llm.come_back()
        await model.ask(a_question(2))


async def test_an_answer_that_takes_too_long_is_given_up(llm: LocalLlm) -> None:
    """At the time that was set; the library's own tries are off."""
    async with Machine().model(llm, timeout=5.0) as model:
        await model.ask(a_question(1))
        llm.answers.add("slow", seconds=60.0)
        began = time.monotonic()
        with pytest.raises(ModelError, match="did not answer within 5 s") as raised:
            await model.ask(a_question(2))
    assert raised.value.trouble is Trouble.BROKEN
    assert time.monotonic() - began < 30
    assert len(llm.calls) == 2


async def test_whoever_gives_up_is_not_held(llm: LocalLlm) -> None:
    """A cancelled question ends at once, and the next one is answered."""
    async with Machine().model(llm) as model:
        await model.ask(a_question(1))
        llm.answers.add("slow", seconds=60.0, times=1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(model.ask(a_question(2)), 0.2)
        await model.ask(a_question(3))


async def test_many_questions_are_under_way_at_once(llm: LocalLlm) -> None:
    """As many as are asked; who asks sets the bound."""
    llm.latency = 1.0
    async with Machine().model(llm) as model:
        await asyncio.gather(*(model.ask(a_question(number)) for number in range(1, 33)))
    assert llm.most_at_once == 32


def test_the_library_is_loaded_by_the_first_call_only() -> None:
    """A deployment that asks no model has no room for it."""
    program = (
        "import sys\n"
        "from adapters.summaries.door import Door\n"
        "from adapters.summaries.llm import LanguageModel\n"
        "door = Door('https://llm.example/v1', 'key', timeout=1.0, proxy=None)\n"
        "LanguageModel(door, 'model', None, None)\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'openai', 'httpx2', 'httpx'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
