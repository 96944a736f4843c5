"""Days gone by get the summaries that they lack: first what chats were shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.summaries.extractive.summariser import ExtractiveSummariser
from bot.backfill import Backfill
from bot.summarise import Summaries
from bot.writing.wanted import Outcome
from storage.records import AnnounceType
from storage.store import Store
from tests.bot.planned import TUESDAY, WEDNESDAY, World, numbered
from tests.bot.test_writing import Office
from tests.making import sighted


@pytest.fixture
async def office(store: Store) -> Office:
    """Two days: a chat was shown two papers of the second; of the first nobody saw anything."""
    world = World(store)
    await world.announce(TUESDAY, *numbered(1, 3))
    await world.announce(
        WEDNESDAY, *numbered(4, 8), *sighted(1, kind=AnnounceType.REPLACE, version=2)
    )
    return Office(store)


async def shown(store: Store, language: str = "zh") -> None:
    """A chat gets its digest of both days, in which only two papers have room."""
    world = World(store)
    await world.chat("cs.CV", limit=2, language=language)
    await world.planned()


def backfill(office: Office) -> Backfill:
    """What makes up for them, with the model."""
    summaries = Summaries(
        office.store,
        ExtractiveSummariser(),
        lambda: office.now,
        lambda *_: None,
        writer=office.writer,
    )
    return Backfill(office.store, summaries, ["en"])


def asked(office: Office) -> set[tuple[str, tuple[str, ...]]]:
    """What the model was asked for, papers by the end of their ids."""
    return {(one.paper.id[-1], one.languages) for one in office.model.questions}


async def test_where_nobody_was_shown_anything_all_is_written(office: Office) -> None:
    """In the deployment's language; revisions are told in one line, and need none."""
    filled = await backfill(office).fill(TUESDAY, WEDNESDAY)
    assert (filled.papers, filled.offline) == (8, 8)
    assert filled.written == {Outcome.MADE: 8}
    assert asked(office) == {(str(n), ("en",)) for n in range(1, 9)}
    again = await backfill(office).fill(TUESDAY, WEDNESDAY)
    assert (again.offline, again.written) == (0, {})


async def test_what_chats_were_shown_is_written_in_their_languages(office: Office) -> None:
    """And nothing else, unless all is asked for."""
    await shown(office.store)
    filled = await backfill(office).fill(WEDNESDAY, WEDNESDAY)
    assert filled.written.total() == 2
    assert {languages for _, languages in asked(office)} == {("zh",)}
    everything = await backfill(office).fill(TUESDAY, WEDNESDAY, everything=True)
    assert everything.written == {Outcome.MADE: 8}
    assert {languages for _, languages in asked(office)} == {("zh",), ("en",)}


async def test_a_day_without_papers_is_nothing_to_do(office: Office) -> None:
    """Nothing is made."""
    before = TUESDAY - timedelta(days=3)
    filled = await backfill(office).fill(before, before)
    assert (filled.papers, filled.offline, filled.written) == (0, 0, {})
