"""A model in this process: it answers as a script says, takes its time, and counts what it does."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace

from adapters.model import Answer, ModelError, Question, Tokens, Trouble
from storage.records import Summary
from tests.making import a_summary

SPENT = Tokens(sent=400, cached=100, answered=200)


async def at_once(_: float) -> None:
    """Nobody waits."""
    await asyncio.sleep(0)


def good(question: Question, engine: str = "model") -> Answer:
    """A summary in every language, of which nothing can be said."""
    made = {
        language: a_summary(language=language, engine=engine, prompt="1")
        for language in question.languages
    }
    return Answer(summaries=made, tokens=SPENT)


def saying(tldr: str) -> Callable[[Question], Answer]:
    """Answers whose one sentence is *tldr*."""

    def answer(question: Question) -> Answer:
        whole = good(question)
        made: dict[str, Summary] = {
            language: replace(summary, tldr=tldr) for language, summary in whole.summaries.items()
        }
        return replace(whole, summaries=made)

    return answer


def failing(trouble: Trouble, retry_after: float | None = None) -> Callable[[Question], Answer]:
    """No answer at all."""

    def answer(question: Question) -> Answer:
        raise ModelError(f"it is {trouble.value}", trouble, retry_after=retry_after)

    return answer


@dataclass
class ScriptedModel:
    """Answers *script* one after the other, then well; each call takes *latency* seconds."""

    script: Iterator[Callable[[Question], Answer]] = field(default_factory=lambda: iter(()))
    latency: float = 0.0
    sleep: Callable[[float], Awaitable[None]] = at_once
    engine: str = "model"
    prompt: str = "1"
    questions: list[Question] = field(default_factory=list)
    under_way: int = 0
    highest: int = 0

    async def ask(self, question: Question) -> Answer:
        """As it is scripted."""
        self.questions.append(question)
        self.under_way += 1
        self.highest = max(self.highest, self.under_way)
        try:
            await self.sleep(self.latency)
            return next(self.script, good)(question)
        finally:
            self.under_way -= 1

    @property
    def asked(self) -> Counter[str]:
        """How often each paper was asked for."""
        return Counter(question.paper.id for question in self.questions)
