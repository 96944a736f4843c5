"""A language model at a local endpoint, with a memory and a clock moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.model import Question
from adapters.summaries.door import Door
from adapters.summaries.llm import LanguageModel
from tests.fakes.llm.server import LocalLlm
from tests.making import a_paper

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass
class Memory:
    """A fact that outlives a model; it fulfils `Remembered`."""

    text: str = ""
    writes: int = 0

    async def read(self) -> str:
        """The text as it was last written."""
        return self.text

    async def write(self, text: str) -> None:
        """Let it be *text*."""
        self.text = text
        self.writes += 1


@dataclass
class HandClock:
    """The time, which passes where a test says so."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        """The time."""
        return self.moment

    def pass_by(self, **span: float) -> None:
        """Let so much time pass, as `timedelta` takes it."""
        self.moment += timedelta(**span)


@dataclass
class Machine:
    """What stays while models come and go: what is remembered, and the time."""

    memory: Memory = field(default_factory=Memory)
    clock: HandClock = field(default_factory=HandClock)

    @asynccontextmanager
    async def model(self, llm: LocalLlm, **options: Any) -> AsyncIterator[LanguageModel]:
        """A model at the endpoint *llm*, as after a start of the program."""
        facts = {"timeout": 10.0, "proxy": None, "key": llm.key, "base_url": llm.url, **options}
        door = Door(facts.pop("base_url"), facts.pop("key"), **facts)
        model = LanguageModel(door, llm.model, self.memory, self.clock)
        try:
            yield model
        finally:
            await model.close()


def a_question(number: int = 1, *languages: str, **changes: Any) -> Question:
    """A question about the paper *number*, in English where no language is named."""
    return Question(paper=a_paper(number, **changes), languages=languages or ("en",))


def forms(llm: LocalLlm) -> list[str]:
    """How each call that was answered wished its answer formed."""
    return [call.asked.form for call in llm.calls]
