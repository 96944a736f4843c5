"""What is wanted next: what chats will be shown, looked at before their hour, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demand import AHEAD, WANTED_FOR, Demand
from bot.shape import Shape
from bot.writing.wanted import Wanted
from storage.store import Store
from tests.bot.planned import LONGEST, SINK, TUESDAY, WEDNESDAY, World, numbered

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEFORE = datetime(2025, 11, 26, 6, 45, tzinfo=UTC)  # a quarter to eight in Berlin


@dataclass
class Waiting(World):
    """Chats whose hour has not come yet, and what looks ahead for them."""

    def __init__(self, store: Store, *, many: int = 5_000) -> None:
        World.__init__(self, store, heals=True)
        self.now = BEFORE
        self.demand = Demand(
            store,
            self.summaries,
            lambda _: self.platform.fits,
            {SINK: Shape(a_page=LONGEST)},
            self._now,
            many=many,
        )


def told(wanted: Sequence[Wanted]) -> list[tuple[str, tuple[str, ...], int]]:
    """Papers by the end of their ids, with languages and numbers of chats."""
    return [(one.paper.id[-1], one.languages, one.chats) for one in wanted]


@pytest.fixture
async def waiting(store: Store) -> Waiting:
    """Three papers are out."""
    world = Waiting(store)
    await world.announce(WEDNESDAY, *numbered(1, 3))
    return world


async def test_what_most_chats_will_see_comes_first(waiting: Waiting) -> None:
    """Each with its languages; limits are kept, so that nothing is made that nobody sees."""
    await waiting.chat("cs.CV", name="1", limit=1)
    await waiting.chat("cs.CV", name="2", limit=2, language="zh")
    await waiting.chat('"part 3"', name="3", limit=2)
    await waiting.chat("hep-th", name="4")
    assert told(await waiting.demand.coming()) == [
        ("1", ("en", "zh"), 2),
        ("2", ("zh",), 1),
        ("3", ("en",), 1),
    ]


async def test_chats_are_looked_at_once_for_what_has_arrived(waiting: Waiting) -> None:
    """And again when something new arrives; what is there is wanted no more."""
    await waiting.chat("cs.CV")
    assert told(await waiting.demand.coming()) == [(n, ("en",), 1) for n in "123"]
    assert told(await waiting.demand.coming()) == [(n, ("en",), 1) for n in "123"]
    await waiting.summarise("2511.00001", "2511.00002")
    assert told(await waiting.demand.coming()) == [("3", ("en",), 1)]
    await waiting.announce(WEDNESDAY, *numbered(1, 4))
    assert [name for name, *_ in told(await waiting.demand.coming())] == ["3", "4"]


async def test_only_the_next_hour_matters(waiting: Waiting) -> None:
    """Whoever is due later is looked at later; whoever is due is due."""
    await waiting.chat("cs.CV", hour=time(10, 0))
    assert await waiting.demand.coming() == []
    waiting.now = datetime(2025, 11, 26, 9, 0, tzinfo=UTC) - AHEAD
    assert await waiting.demand.due() == []
    assert len(await waiting.demand.coming()) == 3
    again = Waiting(waiting.store)
    again.now = datetime(2025, 11, 26, 9, 0, tzinfo=UTC)
    assert len(await again.demand.due()) == 3


async def test_an_hour_before_midnight_is_seen_as_well(waiting: Waiting) -> None:
    """Though it is another day when the hour ahead is over."""
    await waiting.chat("cs.CV", hour=time(23, 50), zone=SHANGHAI)
    waiting.now = datetime(2025, 11, 26, 15, 30, tzinfo=UTC)  # half past eleven at night there
    assert len(await waiting.demand.coming()) == 3


async def test_what_a_chat_had_is_not_wanted(waiting: Waiting) -> None:
    """The next day only what is new."""
    await waiting.chat("cs.CV")
    waiting.now += AHEAD
    assert len(await waiting.demand.due()) == 3
    await waiting.planned()
    waiting.now += timedelta(hours=23)
    await waiting.announce(WEDNESDAY + timedelta(days=1), *numbered(2, 5))
    assert [name for name, *_ in told(await waiting.demand.coming())] == ["4", "5"]


async def test_many_chats_are_shared_out(store: Store) -> None:
    """Other processes count the same."""
    alone, together = Waiting(store), Waiting(store, many=2)
    await alone.announce(TUESDAY, *numbered(1, 3))
    for name in "123":
        await alone.chat("cs.CV", name=name, limit=int(name))
    wanted = told(await alone.demand.coming())
    assert wanted == [("1", ("en",), 3), ("2", ("en",), 2), ("3", ("en",), 1)]
    assert told(await together.demand.coming()) == wanted


async def test_what_was_sent_without_is_wanted_still(waiting: Waiting) -> None:
    """By how many messages lack it, for most of a day; a paper that is gone is passed over."""
    counts = {("2511.00001", "en"): 2, ("2511.00002", "en"): 3, ("2511.99999", "en"): 9}
    await waiting.demand.add(counts)
    await waiting.demand.add(counts)  # the next minute
    lacking = [("2", ("en",), 3), ("1", ("en",), 2)]
    assert told(await waiting.demand.due()) == lacking
    waiting.now += WANTED_FOR
    assert told(await waiting.demand.due()) == lacking
    waiting.now += timedelta(seconds=1)
    assert await waiting.demand.due() == []


async def test_a_process_that_begins_sees_what_was_shown_before(waiting: Waiting) -> None:
    """All pages of it, also those that are turned to only later."""
    await waiting.announce(WEDNESDAY, *numbered(1, 9))
    await waiting.chat("cs.CV")
    waiting.now += AHEAD
    await waiting.planned()
    await waiting.summarise("2511.00001")
    again = Waiting(waiting.store)
    again.now = waiting.now
    assert [name for name, *_ in told(await again.demand.coming())] == list("23456789")
