"""Whether an endpoint can be asked at all: by its list of models, which costs nothing."""

from __future__ import annotations

import pytest

from adapters.summaries.door import Door
from adapters.summaries.reach import ModelReach
from tests.fakes.llm.server import KEY, MODEL, LocalLlm


async def fault(url: str, *, key: str = KEY, model: str = MODEL) -> str | None:
    """What is said of it."""
    (said,) = (await ModelReach(Door(url, key, timeout=30, proxy=None), model).reach()).values()
    return said


async def test_an_endpoint_that_answers_is_well(llm: LocalLlm) -> None:
    """No call is made that costs anything."""
    assert await fault(llm.url) is None
    assert llm.calls == []


@pytest.mark.parametrize("listed", ["models/gemini", "gemini:latest", "google/gemini"])
async def test_models_are_listed_under_longer_names(llm: LocalLlm, listed: str) -> None:
    """With what the provider puts before and behind them."""
    llm.models = ["another", listed]
    assert await fault(llm.url, model="gemini") is None


async def test_what_is_wrong_is_told(llm: LocalLlm) -> None:
    """A key that is not taken, a model that is not there, an endpoint that is down."""
    said = await fault(llm.url, key="sk-another-key-0123456789")
    assert said == "127.0.0.1 does not take the key LLM_API_KEY (HTTP 401)"
    llm.models = [f"model-{n}" for n in range(7)]
    said = await fault(llm.url, model="mine")
    assert said is not None
    assert said.endswith("does not list the model LLM_MODEL; it has "
                         "model-0, model-1, model-2, model-3, model-4 …")  # fmt: skip
    llm.models_status = 503
    assert await fault(llm.url) == "127.0.0.1 answers HTTP 503"
    llm.models_status = 404
    assert await fault(llm.url) is None  # it keeps no list
    llm.go_down()
    said = await fault(llm.url)
    assert said is not None
    assert "127.0.0.1 cannot be reached" in said
