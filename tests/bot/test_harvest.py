"""Harvests: one pass by windows of days, resumed where it stopped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.arxiv.client import ArxivClient, user_agent
from adapters.arxiv.connection import open_http
from adapters.arxiv.source import Addresses, ArxivSource
from adapters.ports import HarvestPage, SourceError
from bot.harvest import EARLIEST, Harvested, Harvester, windows
from storage.store import Store
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.making import a_paper

NOW = datetime(2025, 11, 24, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
FIRST = date(2025, 11, 1)


@dataclass
class Field:
    """
    Three pages of a paper each in every window but the *empty* ones.

    It may break before one of them, or give the first two again as after a token that expired.
    """

    breaks_at: tuple[date, int] | None = None
    empty: tuple[date, ...] = ()
    repeats: bool = False
    asked: list[tuple[str | None, date, date | None, str | None]] = field(default_factory=list)

    async def harvest(
        self, *, archive: str | None, since: date, until: date | None, token: str | None
    ) -> AsyncIterator[HarvestPage]:
        """Pages of a window from where *token* says."""
        self.asked.append((archive, since, until, token))
        if since in self.empty:
            yield HarvestPage(papers=(), token=None)
            return
        numbers = [*range(int(token or "1"), 4)]
        for number in [*numbers[:2], *numbers] if self.repeats else numbers:
            if (since, number) == self.breaks_at:
                raise SourceError("the field is wet")
            last = number == 3
            yield HarvestPage(
                papers=(a_paper(since.month * 10 + number),),
                token=None if last else str(number + 1),
                token_expires=None if last else TOMORROW,
                newest=since + timedelta(days=19 + number),
            )


class Told:
    """Remembers what a waiting person was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """One more line."""
        self.lines.append(f"{done} {what}")


@asynccontextmanager
async def oai_of(arxiv: LocalArxiv) -> AsyncIterator[ArxivSource]:
    """The real source on a local arXiv."""

    async def no_wait() -> float:
        return 0.0

    async with open_http(user_agent("1", "me@example.org"), None) as http:
        client = ArxivClient(
            http,
            turn=no_wait,
            sleep=asyncio.sleep,
            now=lambda: arxiv.now,
            chance=lambda: 0.0,
            notice=lambda _: None,
        )
        yield ArxivSource(client, Addresses(oai=arxiv.oai_url))


async def pass_over(
    store: Store, wheat: Field, since: date | None = None, *, at: datetime = NOW
) -> Harvested:
    """One run over everything."""
    return await Harvester(store, wheat, lambda: at, Told()).harvest(None, since)


async def test_a_pass_brings_everything(store: Store) -> None:
    """And the next pass begins at the newest day seen; one window is enough for it."""
    wheat, told = Field(), Told()
    harvester = Harvester(store, wheat, lambda: NOW, told)
    brought = await harvester.harvest("cs", FIRST)
    assert (brought.papers, brought.since, brought.resumed) == (3, FIRST, False)
    assert told.lines[-1] == "3 papers, up to 2025-11-23"
    assert await store.count_papers() == 3
    again = await harvester.harvest("cs", None)
    assert (again.since, again.resumed) == (date(2025, 11, 23), False)
    await harvester.harvest(None, date(2025, 11, 5))
    assert wheat.asked == [
        ("cs", FIRST, None, None),
        ("cs", date(2025, 11, 23), None, None),
        (None, date(2025, 11, 5), None, None),
    ]


def test_windows_are_calendar_months() -> None:
    """From the day it begins to today; what is recent is one window, and no window ends today."""
    today = date(2026, 3, 3)
    assert list(windows(date(2025, 11, 20), today)) == [
        (date(2025, 11, 20), date(2025, 11, 30)),
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), None),
    ]
    assert list(windows(date(2026, 1, 31), today)) == [(date(2026, 1, 31), None)]
    assert list(windows(date(2026, 1, 30), today)) == [
        (date(2026, 1, 30), date(2026, 1, 31)),
        (date(2026, 2, 1), None),
    ]
    assert list(windows(date(2027, 1, 1), today)) == [(date(2027, 1, 1), None)]


async def test_the_first_pass_goes_over_all_months(store: Store) -> None:
    """From arXiv's earliest day on, also where an earlier one is asked for."""
    wheat, now = Field(), datetime(2006, 1, 5, tzinfo=UTC)
    assert (await pass_over(store, wheat, at=now)).since is None
    assert [(since, until) for _, since, until, _ in wheat.asked] == [
        (date(2005, 9, 16), date(2005, 9, 30)),
        (date(2005, 10, 1), date(2005, 10, 31)),
        (date(2005, 11, 1), date(2005, 11, 30)),
        (date(2005, 12, 1), date(2005, 12, 31)),
        (date(2006, 1, 1), None),
    ]
    other = Field()
    await pass_over(store, other, date(1991, 8, 14), at=now)
    assert other.asked == wheat.asked


async def test_months_without_records_are_passed_over(store: Store) -> None:
    """They are done, and who waits sees it go on."""
    wheat, told = Field(empty=(date(2025, 9, 1), date(2025, 10, 1), FIRST)), Told()
    brought = await Harvester(store, wheat, lambda: NOW, told).harvest(None, date(2025, 9, 1))
    assert brought.papers == 0
    assert told.lines == [
        "0 papers, up to 2025-09-30",
        "0 papers, up to 2025-10-31",
        "0 papers",
    ]
    wheat = Field()
    await pass_over(store, wheat, at=datetime(2005, 10, 1, tzinfo=UTC))
    assert wheat.asked == [(None, EARLIEST, None, None)]  # no day was seen to begin with


async def test_a_broken_pass_goes_on_where_it_stopped(store: Store) -> None:
    """As long as arXiv's token lives; what was stored is kept."""
    wheat = Field(breaks_at=(FIRST, 3))
    with pytest.raises(SourceError):
        await pass_over(store, wheat, FIRST)
    assert await store.count_papers() == 2
    wheat.breaks_at = None
    brought = await pass_over(store, wheat)
    assert (brought.papers, brought.since, brought.resumed) == (1, FIRST, True)
    assert wheat.asked[-1] == (None, FIRST, None, "3")
    assert await store.count_papers() == 3


async def test_a_token_that_died_costs_one_window(store: Store) -> None:
    """The windows before it are done, also on the next day."""
    start, now = date(2025, 8, 10), NOW + timedelta(days=1)
    wheat = Field(breaks_at=(date(2025, 10, 1), 3))
    with pytest.raises(SourceError):
        await pass_over(store, wheat, start)
    assert await store.count_papers() == 8
    again = Field()
    brought = await pass_over(store, again, at=now)
    assert again.asked == [
        (None, date(2025, 10, 1), date(2025, 10, 31), None),
        (None, FIRST, None, None),
    ]
    assert (brought.papers, brought.since, brought.resumed) == (6, start, True)
    assert await store.count_papers() == 12
    after = Field()
    await pass_over(store, after, at=now)
    assert after.asked == [(None, date(2025, 11, 23), None, None)]


async def test_a_token_that_died_in_the_first_window_begins_the_pass_anew(store: Store) -> None:
    """It was not whole, so the days it had seen do not count."""
    wheat = Field(breaks_at=(FIRST, 3))
    with pytest.raises(SourceError):
        await pass_over(store, wheat, FIRST)
    again = Field()
    assert not (await pass_over(store, again, at=TOMORROW)).resumed
    assert again.asked == [(None, FIRST, None, None)]


async def test_a_paper_that_comes_twice_counts_once(store: Store) -> None:
    """A window is begun anew in the middle of a run, when its token has expired."""
    brought = await pass_over(store, Field(repeats=True), FIRST)
    assert brought.papers == await store.count_papers() == 3


async def test_another_beginning_is_another_pass(store: Store) -> None:
    """Who names a day gets that day; who names the day it began with goes on."""
    wheat = Field(breaks_at=(FIRST, 2))
    with pytest.raises(SourceError):
        await pass_over(store, wheat, FIRST)
    wheat.breaks_at = None
    assert (await pass_over(store, wheat, FIRST)).resumed
    assert not (await pass_over(store, wheat, FIRST)).resumed
    await pass_over(store, wheat, date(2025, 11, 3))
    assert [asked[1:] for asked in wheat.asked] == [
        (FIRST, None, None), (FIRST, None, "2"), (FIRST, None, None),
        (date(2025, 11, 3), None, None),
    ]  # fmt: skip


async def test_a_harvest_of_many_days_ends(store: Store) -> None:
    """Midnight passes in every window, and each is begun anew once; nothing else is."""
    day = date(2026, 2, 10)
    with LocalArxiv(oai_page=2) as arxiv:
        for start, stamp in ((1, date(2025, 12, 9)), (10, date(2026, 1, 8)), (20, None)):
            three = papers(3, day=day, start=start)
            arxiv.announce(day, *(replace(paper, datestamp=stamp) for paper in three))

        def midnight_passes(done: int, total: int | None, what: str) -> None:
            if len(arxiv.requests) % 4 == 1:  # a first page, a dead token, two pages
                arxiv.at(arxiv.now + timedelta(days=1))

        async with oai_of(arxiv) as source:
            harvester = Harvester(store, source, lambda: arxiv.now, midnight_passes)
            brought = await harvester.harvest(None, date(2025, 12, 1))
            assert (brought.papers, await store.count_papers()) == (9, 9)
            assert (arxiv.now.date(), len(arxiv.requests)) == (date(2026, 2, 13), 12)
            again = await harvester.harvest(None, None)
            assert (again.papers, again.since) == (3, day)
        assert arxiv.violations == []


@pytest.mark.parametrize(
    ("token", "asked"), [(None, date(2025, 11, 20)), ("2", date(2025, 11, 10))]
)
async def test_a_place_from_before_the_windows_is_understood(
    store: Store, token: str | None, asked: date
) -> None:
    """Whole where it has no token."""
    place = {"since": "2025-11-10", "token": token, "expires": None, "newest": "2025-11-20"}
    await store.keep_harvest((), "harvest all", json.dumps(place))
    wheat = Field()
    await pass_over(store, wheat)
    assert wheat.asked == [(None, asked, None, token)]
