"""What takes long: what is known shows first, the rest follows by an edit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from adapters.ports import Papers
from adapters.summaries.extractive.summariser import ExtractiveSummariser
from adapters.views import View
from bot.commands.command import Asked, Handler
from bot.commands.desk import Desk
from bot.commands.read import Read
from bot.lookup import Lookup
from bot.summarise import Summaries
from storage.identifiers import Identifier
from storage.records import Paper, Summary
from storage.store import Store
from tests.bot.commands.conftest import NOW, AskFor
from tests.making import a_paper


async def impatient(_: float) -> None:
    """Everybody has waited long, at once."""


class Slow:
    """A door that opens only when the first view was shown; what is behind it waits."""

    def __init__(self) -> None:
        self.opened = threading.Event()

    def behind(self, handler: Handler) -> Handler:
        """*handler*, whose first view opens the door."""

        async def opening(asked: Asked) -> AsyncIterator[View]:
            async for view in handler(asked):
                self.opened.set()
                yield view

        return opening


class SlowSummariser(ExtractiveSummariser):
    """Makes summaries behind a door."""

    def __init__(self, door: Slow) -> None:
        self._door = door

    def summarise(self, paper: Paper) -> Summary:
        """A summary of *paper*, once the door is open."""
        self._door.opened.wait(30)
        return super().summarise(paper)


class SlowArchive:
    """Answers behind a door."""

    def __init__(self, door: Slow, *papers: Paper) -> None:
        self._door = door
        self._papers = {Identifier(paper.id): paper for paper in papers}

    async def papers(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Paper]:
        """Those that exist, once the door is open."""
        await asyncio.to_thread(self._door.opened.wait, 30)
        return {name: self._papers[name] for name in identifiers if name in self._papers}


def finding(store: Store, archive: Papers) -> Callable[[], Awaitable[Lookup]]:
    """A finder that asks *archive*."""

    async def finder() -> Lookup:
        return Lookup(store, archive)

    return finder


async def test_a_summary_that_takes_long_follows_by_an_edit(
    desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """What is known shows first."""
    await store.keep_papers([a_paper()])
    door = Slow()
    summaries = Summaries(store, SlowSummariser(door), lambda: NOW, lambda *_: None)
    read = Read(replace(desk, summaries=summaries), str, impatient)
    first, whole = await ask_for(door.behind(read.paper), "2511.00001")
    assert (first.items[0].text, first.items[0].title) == ("", "On rivers, part 1")
    assert first.foot[0].text == "The summary follows here."
    assert whole.items[0].text
    assert whole.foot[0].text == "Sentences taken from the abstract"


@pytest.mark.parametrize(
    ("language", "asking"),
    [("en", "Asking arXiv about 2511.00004 …"), ("zh", "正在向 arXiv 查询 2511.00004……")],
)
async def test_an_arxiv_that_takes_long_is_said(
    desk: Desk, store: Store, ask_for: AskFor, language: str, asking: str
) -> None:
    """The card replaces it."""
    door = Slow()
    finder = finding(store, SlowArchive(door, a_paper(4)))
    read = Read(replace(desk, finder=finder), str, impatient)
    first, *_, last = await ask_for(door.behind(read.paper), "2511.00004", language=language)
    assert first.lines[0].text == asking
    assert last.items[0].title == "On rivers, part 4"
    assert last.items[0].text


async def test_what_nobody_waits_for_any_more_is_given_up(
    desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """Whoever closes the answer after its first view ends what was under way."""
    ended = asyncio.Event()

    class Endless:
        async def papers(self, _: Sequence[Identifier]) -> Mapping[Identifier, Paper]:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
            raise AssertionError

    read = Read(replace(desk, finder=finding(store, Endless())), str, impatient)

    async def only_first(asked: Asked) -> AsyncIterator[View]:
        answer = read.paper(asked)
        yield await anext(answer)
        await answer.aclose()  # type: ignore[attr-defined]

    await ask_for(only_first, "2511.00004")
    await asyncio.wait_for(ended.wait(), 30)
