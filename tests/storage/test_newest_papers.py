"""The contract of the store about the newest papers; it runs on every engine in turn."""

from __future__ import annotations

from datetime import UTC, date, datetime

from storage.records import AnnounceType, Batch, BatchState, Sighting
from storage.store import Store
from tests.making import a_paper, sighted

NOW = datetime(2025, 11, 26, 14, tzinfo=UTC)
MONDAY, TUESDAY, WEDNESDAY = (date(2025, 11, day) for day in (24, 25, 26))


async def announce(store: Store, day: date, *sightings: Sighting, subject: str = "cs.CV") -> None:
    """Let *subject* announce these on *day*."""
    batch = Batch(subject=subject, day=day, state=BatchState.FRESH, checked_at=NOW)
    await store.keep_batch(batch, sightings)


async def newest(store: Store, limit: int = 9) -> list[str]:
    """The ids of the newest papers."""
    return [paper.id for paper in await store.newest_papers(limit=limit)]


async def test_the_newest_papers_are_those_of_the_newest_day(store: Store) -> None:
    """New ones, each once, the newest first; a day of revisions and cross-lists has none."""
    assert await newest(store) == []
    await announce(store, MONDAY, *sighted(1, 2))
    await announce(store, TUESDAY, *sighted(4, 3), *sighted(1, kind=AnnounceType.CROSS))
    await announce(store, TUESDAY, *sighted(5, 4), subject="cs.AI")
    await announce(store, WEDNESDAY, *sighted(2, kind=AnnounceType.REPLACE))
    assert await newest(store) == [a_paper(number).id for number in (5, 4, 3)]
    assert await newest(store, limit=2) == [a_paper(number).id for number in (5, 4)]
