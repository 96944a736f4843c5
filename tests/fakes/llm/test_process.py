"""The local endpoint as a process of its own, told what to do over HTTP."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator

import httpx
import pytest

from tests.fakes.llm.process import LlmProcess
from tests.fakes.llm.server import KEY, MODEL, LocalLlm
from tests.fakes.llm.test_server import a_body


@pytest.fixture(scope="module")
def process() -> Iterator[LlmProcess]:
    """One process for all tests here: to start it takes a while."""
    with LlmProcess("--base", "/api/v1", "--latency", "0.01") as process:
        yield process
        assert process.ask("violations") == []


def post(process: LlmProcess, number: int) -> int:
    """Ask about the paper *number*; the status of the answer."""
    with httpx.Client(trust_env=False) as client:
        return client.post(
            f"{process.url}/chat/completions",
            json=a_body(number),
            headers={"Authorization": f"Bearer {KEY}"},
        ).status_code


def test_a_story_is_told_over_http(process: LlmProcess) -> None:
    """What is done by methods elsewhere is done by name here."""
    assert process.url.endswith("/api/v1")
    assert process.url == process.ask("url")
    process.ask("forget")
    process.ask("add", kind="500", calls=[2])
    assert [post(process, number) for number in (1, 2, 2)] == [200, 500, 200]
    assert process.ask("kinds") == {"valid": 2, "500": 1}
    assert process.ask("papers") == {"On rivers, part 1": 1, "On rivers, part 2": 2}
    assert process.ask("struck") == [1]
    assert [call["status"] for call in process.ask("calls")] == [200, 500, 200]
    assert process.ask("tokens")[0] > 0
    assert process.ask("most_at_once") == 1
    process.ask("heal")
    assert process.ask("struck") == []
    assert process.ask("cpu") > 0


def test_manners_and_settings_are_set_over_http(process: LlmProcess) -> None:
    """And taken back."""
    process.ask("refuse", parts=["json_schema"], status=422)
    assert post(process, 1) == 422
    assert process.ask("refusals")[-1].startswith("Invalid parameter: 'response_format'")
    process.ask("accept")
    process.ask("set", latency=0.0, model="other")
    assert post(process, 1) == 404
    process.ask("set", model=MODEL)
    assert post(process, 1) == 200


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("dance", {}, "nothing is called 'dance'"),
        ("stop", {}, "nothing is called 'stop'"),
        ("set", {"colour": "red"}, "nothing to set called 'colour'"),
        ("add", {"kind": "song"}, "no answer is called 'song'"),
        ("add", {"kind": "500", "wrong": 1}, "unexpected keyword argument"),
    ],
)
def test_a_mistake_of_the_test_is_told(
    process: LlmProcess, name: str, arguments: dict[str, object], told: str
) -> None:
    """Not hidden."""
    with pytest.raises(ValueError, match=told):
        process.ask(name, **arguments)


def test_it_ends_when_told_and_when_its_parent_ends() -> None:
    """Nothing stays behind; outside its block nothing can be asked."""
    with LlmProcess() as process:
        inner: subprocess.Popen[str] = process._process  # type: ignore[assignment]  # noqa: SLF001
        inner.send_signal(signal.SIGTERM)
        assert inner.wait(10) == 0
    with pytest.raises(RuntimeError, match="inside its `with`"):
        LlmProcess().ask("calls")
    with pytest.raises(RuntimeError, match="did not start"), LlmProcess("--nonsense"):
        pass


def test_what_failed_inside_is_told() -> None:
    """A port that is taken is an error of the test's."""
    with LocalLlm() as first, pytest.raises(OSError, match="in use"):
        LocalLlm().start(int(first.url.split(":")[2].partition("/")[0]))
