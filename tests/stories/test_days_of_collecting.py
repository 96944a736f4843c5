"""Days at arXiv, each from the first look to accounts that add up (`House.collect_at` checks)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from adapters.ports import Announced, Announcements, KnownTag, SourceError
from bot.collect import Collector
from storage.records import Batch, BatchState
from tests.fakes.arxiv.faults import Kind
from tests.fakes.arxiv.papers import FakePaper, papers
from tests.stories.conftest import House, eastern

MONDAY, TUESDAY, WEDNESDAY = date(2026, 2, 9), date(2026, 2, 10), date(2026, 2, 11)
THURSDAY, FRIDAY, NEXT_MONDAY = date(2026, 2, 12), date(2026, 2, 13), date(2026, 2, 16)


def only(batches: tuple[Batch, ...]) -> Batch:
    """The one batch there is."""
    (batch,) = batches
    return batch


def usual(house: House, *days: date, count: int = 6) -> None:
    """Announce *count* new papers of cs.CV on each of *days*, a cross-list and a replacement."""
    for place, day in enumerate(days):
        start = 1 + place * 100
        house.arxiv.announce(
            day,
            *papers(count, category="cs.CV", day=day, start=start),
            FakePaper(
                id=f"2602.{start + 50:05d}",
                primary="hep-th",
                categories=("hep-th", "cs.CV"),
                comment="12 pages",
            ),
            FakePaper(id=f"2512.{start:05d}", type="replace", version=2),
        )


async def test_a_normal_tuesday(house: House) -> None:
    """In the evening the listing; after midnight the feed adds what it knows; then nothing more."""
    usual(house, TUESDAY)
    evening = only((await house.collect_at("2026-02-09T20:05", "cs.CV")).batches)
    assert (evening.state, evening.day) == (BatchState.FRESH, TUESDAY)
    assert (evening.declared, evening.new, evening.cross, evening.replaced) == (8, 6, 1, 1)
    assert house.asked() == ["listing"]
    crossed = await house.app.store.paper("2602.00051")
    assert crossed is not None
    assert (crossed.comment, crossed.licence) == ("12 pages", None)
    night = only((await house.collect_at("2026-02-10T00:10", "cs.CV")).batches)
    assert (night.sources, night.received) == (("listing", "feed"), 8)
    assert house.asked() == ["feed"]
    crossed = await house.app.store.paper("2602.00051")
    assert crossed is not None
    assert (crossed.comment, crossed.version) == ("12 pages", 1)
    assert crossed.licence
    morning = await house.collect_at("2026-02-10T08:00", "cs.CV")
    assert (morning.batches, morning.settled) == ((), ("cs.CV",))
    assert house.asked() == []


async def test_a_weekend(house: House) -> None:
    """Friday's batch is the newest until Sunday evening; nobody is asked in between."""
    usual(house, FRIDAY, NEXT_MONDAY)
    await house.collect_at("2026-02-13T09:00", "cs.CV")
    house.asked()
    for moment in ("2026-02-13T21:00", "2026-02-14T12:00", "2026-02-15T19:00"):
        collected = await house.collect_at(moment, "cs.CV")
        assert (collected.day, collected.settled) == (FRIDAY, ("cs.CV",))
        assert collected.next_due == eastern("2026-02-15T20:00")
    assert house.asked() == []
    sunday = await house.collect_at("2026-02-15T20:10", "cs.CV")
    assert (only(sunday.batches).day, sunday.caught_up) == (NEXT_MONDAY, ())


async def test_a_newcomer_on_a_saturday(house: House) -> None:
    """The feed is empty then; the listing still shows Friday's batch."""
    usual(house, FRIDAY)
    batch = only((await house.collect_at("2026-02-14T12:00", "cs.CV")).batches)
    assert (batch.day, batch.state, batch.new) == (FRIDAY, BatchState.FRESH, 6)


async def test_an_unannounced_holiday(house: House) -> None:
    """The listing stays as it was, the feed is empty: quiet, looked at until past noon."""
    usual(house, MONDAY, WEDNESDAY)
    house.arxiv.holiday(TUESDAY)
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    evening = only((await house.collect_at("2026-02-09T21:00", "cs.CV")).batches)
    assert (evening.state, evening.reason) == (BatchState.WAITING, "arXiv has not announced it yet")
    night = only((await house.collect_at("2026-02-10T00:30", "cs.CV")).batches)
    assert (night.state, night.received, night.declared) == (BatchState.QUIET, 0, 0)
    house.asked()
    await house.collect_at("2026-02-10T09:00", "cs.CV")
    assert set(house.asked()) == {"listing", "feed"}
    await house.collect_at("2026-02-10T13:00", "cs.CV")
    assert set(house.asked()) == {"listing", "feed"}
    afternoon = await house.collect_at("2026-02-10T14:00", "cs.CV")
    assert (afternoon.settled, house.asked()) == (("cs.CV",), [])
    wednesday = await house.collect_at("2026-02-11T08:00", "cs.CV")
    assert only(wednesday.batches).new == 6
    quiet = only(wednesday.caught_up)  # once more when the day was over, and never again
    assert (quiet.day, quiet.state) == (TUESDAY, BatchState.QUIET)
    assert (await house.collect_at("2026-02-11T09:00", "cs.CV")).caught_up == ()


async def test_an_announcement_in_the_afternoon(house: House) -> None:
    """At noon it looked like a holiday; the next look finds it all the same."""
    usual(house, MONDAY, TUESDAY, WEDNESDAY)
    house.arxiv.fault(
        "late", where="any", times=None, day=TUESDAY, until=eastern("2026-02-10T15:00")
    )
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    noon = only((await house.collect_at("2026-02-10T12:05", "cs.CV")).batches)
    assert noon.state is BatchState.QUIET
    house.arxiv.heal()
    wednesday = await house.collect_at("2026-02-11T08:00", "cs.CV")
    late = only(wednesday.caught_up)
    assert (late.day, late.state, late.new) == (TUESDAY, BatchState.FRESH, 6)


async def test_a_newcomer_on_a_holiday(house: House) -> None:
    """There is no batch of the day, so the one before it is what they get."""
    usual(house, MONDAY)
    house.arxiv.holiday(TUESDAY)
    collected = await house.collect_at("2026-02-10T13:00", "cs.CV")
    assert only(collected.batches).state is BatchState.QUIET
    assert (only(collected.caught_up).day, only(collected.caught_up).new) == (MONDAY, 6)


async def test_arxiv_is_late(house: House) -> None:
    """Waiting in the evening, an empty feed at midnight, and the batch at half past nine."""
    usual(house, MONDAY, TUESDAY)
    house.arxiv.fault("late", times=None, day=TUESDAY, until=eastern("2026-02-10T09:30"))
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    assert only((await house.collect_at("2026-02-09T20:30", "cs.CV")).batches).state == "waiting"
    early = only((await house.collect_at("2026-02-10T06:00", "cs.CV")).batches)
    assert early.state in (BatchState.QUIET, BatchState.WAITING)
    late = only((await house.collect_at("2026-02-10T09:45", "cs.CV")).batches)
    assert (late.state, late.new, late.declared) == (BatchState.FRESH, 6, 8)


async def test_an_empty_dawn_is_looked_at_again_the_next_day(house: House) -> None:
    """Who looks once a morning misses no batch that came later that day."""
    usual(house, MONDAY, TUESDAY, WEDNESDAY)
    house.arxiv.fault("late", times=None, day=TUESDAY, until=eastern("2026-02-10T14:00"))
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    dawn = only((await house.collect_at("2026-02-10T06:00", "cs.CV")).batches)
    assert dawn.state is not BatchState.FRESH
    next_day = await house.collect_at("2026-02-11T06:00", "cs.CV")
    assert [(b.day, b.new, b.declared) for b in next_day.caught_up] == [(TUESDAY, 6, 8)]
    assert only(next_day.batches).new == 6


async def test_a_holiday_is_confirmed_once(house: House) -> None:
    """The catch-up page says that there was nothing; then nobody is asked again."""
    usual(house, MONDAY, WEDNESDAY, THURSDAY)
    house.arxiv.holiday(TUESDAY)
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    assert only((await house.collect_at("2026-02-10T06:00", "cs.CV")).batches).state == "quiet"
    caught_up = only((await house.collect_at("2026-02-11T06:00", "cs.CV")).caught_up)
    assert (caught_up.day, caught_up.state) == (TUESDAY, BatchState.QUIET)
    assert (await house.collect_at("2026-02-12T06:00", "cs.CV")).caught_up == ()


async def test_one_category_is_stale(house: House) -> None:
    """Yesterday's papers under today's date are not today's batch; the other category is out."""
    usual(house, MONDAY, TUESDAY)
    for number, day in enumerate((MONDAY, TUESDAY)):
        house.arxiv.announce(day, *papers(3, category="hep-th", day=day, start=900 + 10 * number))
    await house.collect_at("2026-02-09T08:00", "cs.CV", "hep-th")
    house.arxiv.fault("stale", where="listing", times=None, contains="cs.CV")
    house.arxiv.fault("stale", where="feed", times=None, category="cs.CV")
    collected = await house.collect_at("2026-02-10T08:00", "cs.CV", "hep-th")
    states = {batch.subject: batch.state for batch in collected.batches}
    assert states["cs.CV"] is BatchState.STALE
    assert states["hep-th"] is BatchState.FRESH
    house.arxiv.heal()
    mended = await house.collect_at("2026-02-10T08:30", "cs.CV", "hep-th")
    assert {b.subject: b.new for b in mended.batches}["cs.CV"] == 6


async def test_the_feed_is_down_and_the_listing_up(house: House) -> None:
    """The listing alone makes the batch; what went wrong is told; the feed joins later."""
    usual(house, TUESDAY)
    house.arxiv.fault("503", where="feed", times=None)
    batch = only((await house.collect_at("2026-02-10T08:00", "cs.CV")).batches)
    assert (batch.state, batch.sources, batch.received) == (BatchState.FRESH, ("listing",), 8)
    assert batch.reason
    house.arxiv.heal()
    later = only((await house.collect_at("2026-02-10T08:30", "cs.CV")).batches)
    assert (later.sources, later.reason) == (("listing", "feed"), "")


async def test_the_listing_is_down_and_the_feed_up(house: House) -> None:
    """The feed alone makes the batch, and the query API tells the comments."""
    usual(house, TUESDAY)
    house.arxiv.fault("busy", where="listing", times=None)
    batch = only((await house.collect_at("2026-02-10T08:00", "cs.CV")).batches)
    assert (batch.state, batch.sources, batch.declared) == (BatchState.FRESH, ("feed",), None)
    assert (batch.new, batch.cross, batch.replaced) == (6, 1, 1)
    crossed = await house.app.store.paper("2602.00051")
    assert crossed is not None
    assert crossed.comment == "12 pages"
    assert crossed.submitted
    assert "api" in house.asked()


async def test_only_the_feed_is_up(house: House) -> None:
    """The batch is whole without comments; they come with the next look."""
    usual(house, TUESDAY)
    house.arxiv.fault("drop", where="listing", times=None)
    house.arxiv.fault("drop", where="api", times=None)
    batch = only((await house.collect_at("2026-02-10T08:00", "cs.CV")).batches)
    assert (batch.state, batch.received) == (BatchState.FRESH, 8)
    assert "without comments" in batch.reason
    assert [b.reason for b in await house.app.store.batches(day=TUESDAY)] == [batch.reason]
    house.arxiv.heal()
    await house.collect_at("2026-02-10T08:30", "cs.CV")
    crossed = await house.app.store.paper("2602.00051")
    assert crossed is not None
    assert crossed.comment == "12 pages"


async def test_everything_is_down(house: House) -> None:
    """The day failed, with its reason; the next day catches it up."""
    usual(house, MONDAY, TUESDAY, WEDNESDAY)
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    house.arxiv.fault("drop", times=None)
    batch = only((await house.collect_at("2026-02-10T08:00", "cs.CV")).batches)
    assert (batch.state, batch.received) == (BatchState.FAILED, 0)
    assert batch.reason
    house.arxiv.heal()
    collected = await house.collect_at("2026-02-11T08:00", "cs.CV")
    assert (only(collected.caught_up).day, only(collected.caught_up).new) == (TUESDAY, 6)
    assert only(collected.batches).new == 6


async def test_two_days_were_missed(house: House) -> None:
    """Each has its own catch-up page; nothing is announced twice."""
    usual(house, MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    house.asked()
    collected = await house.collect_at("2026-02-12T08:00", "cs.CV")
    assert [(b.day, b.new, b.declared) for b in collected.caught_up] == [
        (TUESDAY, 6, 8), (WEDNESDAY, 6, 8),
    ]  # fmt: skip
    assert only(collected.batches).day == THURSDAY
    assert house.asked() == ["catchup", "catchup", "listing", "feed"]
    days = ("2026-02-09", "2026-02-10", "2026-02-11", "2026-02-12")
    ids = [paper_id for day in days for paper_id in await house.ids("cs.CV", day)]
    assert len(ids) == len(set(ids)) == 32


async def test_more_than_two_thousand_items(house: House) -> None:
    """The listing goes on page by page, the feed is asked in smaller pieces; nothing is lost."""
    many = papers(1300, category="cs.CV", day=TUESDAY, start=1)
    others = papers(400, category="cs.LG", day=TUESDAY, start=2000)
    replaced = [
        FakePaper(id=f"2511.{number:05d}", type="replace", version=2) for number in range(1, 1001)
    ]
    house.arxiv.announce(TUESDAY, *many, *others, *replaced)
    collected = await house.collect_at("2026-02-10T08:00", "cs.CV", "cs.LG")
    counts = {b.subject: (b.declared, b.new, b.replaced, b.missing) for b in collected.batches}
    assert counts == {"cs.CV": (2300, 1300, 1000, 0), "cs.LG": (400, 400, 0, 0)}


async def test_a_whole_archive(house: House) -> None:
    """Asked as one: its page declares its counts, its feed is asked category by category."""
    usual(house, TUESDAY)
    house.arxiv.announce(TUESDAY, *papers(4, category="cs.LG", day=TUESDAY, start=700))
    batch = only((await house.collect_at("2026-02-10T08:00", "cs")).batches)
    assert (batch.declared, batch.new, batch.cross, batch.missing) == (12, 10, 1, 0)
    assert batch.sources == ("listing", "feed")


async def test_a_page_that_carries_less_than_it_declares(house: House) -> None:
    """What is missing is said, and looked for again until it is there."""
    usual(house, TUESDAY)
    house.arxiv.fault("partial", where="listing", keep=3)
    short = only((await house.collect_at("2026-02-09T21:00", "cs.CV")).batches)
    assert short.state is BatchState.FRESH
    assert (short.declared, short.missing) == (8, 8 - short.received)
    assert short.missing > 0
    whole = only((await house.collect_at("2026-02-09T21:30", "cs.CV")).batches)
    assert (whole.declared, whole.received, whole.missing) == (8, 8, 0)


async def test_a_replacement_whose_version_the_listing_does_not_tell(house: House) -> None:
    """The listing's new words count at once, the feed's version at midnight."""
    paper = FakePaper(id="2602.00003", title="Old title")
    house.arxiv.announce(MONDAY, paper, FakePaper(id="2602.00002"))
    revised = FakePaper(id="2602.00003", title="New title", type="replace", version=2)
    house.arxiv.announce(TUESDAY, revised, FakePaper(id="2602.00102"))
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    await house.collect_at("2026-02-09T20:30", "cs.CV")
    await house.collect_at("2026-02-10T00:30", "cs.CV")
    kept = await house.app.store.paper("2602.00003")
    assert kept is not None
    assert (kept.version, kept.title.plain) == (2, "New title")
    announced = await house.app.store.announcements_of("2602.00003")
    assert [(a.type, a.version) for a in announced] == [("new", 1), ("replace", 2)]


async def test_a_withdrawal_told_by_the_listing_alone(house: House) -> None:
    """It is marked, though the version is not told."""
    withdrawn = "This paper has been withdrawn by the authors"
    house.arxiv.announce(MONDAY, FakePaper(id="2602.00003"), FakePaper(id="2602.00002"))
    house.arxiv.announce(
        TUESDAY,
        FakePaper(id="2602.00003", type="replace", version=2, comment=withdrawn),
        FakePaper(id="2602.00102"),
    )
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    house.arxiv.fault("503", where="feed", times=None)
    await house.collect_at("2026-02-10T08:00", "cs.CV")
    kept = await house.app.store.paper("2602.00003")
    assert kept is not None
    assert (kept.withdrawn, kept.comment) == (True, withdrawn)


async def test_down_for_a_hundred_days(house: House) -> None:
    """As far back as the catch-up pages reach."""
    usual(house, MONDAY, date(2026, 5, 25), date(2026, 5, 26))
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    collected = await house.collect_at("2026-05-26T08:00", "cs.CV")
    assert collected.caught_up[0].day == date(2026, 2, 25)
    assert collected.caught_up[-1].new == 6
    assert len(await house.ids("cs.CV", "2026-05-25")) == 8


RECORD = '{"id": "%s", "categories": ["cs.CV"], "title": "x", "summary": "y", "authors": ["A"]}\n'


async def test_an_import_is_no_batch_of_arxivs(house: House, tmp_path: Path) -> None:
    """A file with one paper of a day does not make that day complete; the rest is collected."""
    usual(house, MONDAY, TUESDAY, WEDNESDAY)
    await house.collect_at("2026-02-09T08:00", "cs.CV")
    for paper_id, name in (("2602.00101", "2026-02-10"), ("2602.00201", "2026-02-11")):
        file = tmp_path / f"{name}.jsonl"
        file.write_text(RECORD % paper_id, encoding="utf-8")
        await house.app.importer().bring_in(file)
    collected = await house.collect_at("2026-02-11T13:00", "cs.CV")
    assert (only(collected.caught_up).new, only(collected.batches).new) == (6, 6)


async def test_an_import_is_no_wish_to_collect(house: House) -> None:
    """What was only imported is not collected by itself, and its days are not caught up."""
    usual(house, TUESDAY)
    await house.app.load_demo()
    assert await house.app.store.subjects() == ()
    collected = await house.collect_at("2026-02-10T08:00", "cs.CV")
    assert (collected.caught_up, only(collected.batches).new) == ((), 6)


class Lagging:
    """arXiv whose feed carries the date of the day before."""

    def __init__(self, source: Announcements) -> None:
        self.listing = source.listing
        self.catch_up = source.catch_up
        self._feed = source.feed

    async def feed(
        self, subjects: Sequence[str], known: KnownTag
    ) -> Mapping[str, Announced | SourceError]:
        """The feed, under yesterday's date."""
        answers = await self._feed(subjects, known)
        return {
            subject: replace(answer, day=answer.day - timedelta(days=1))
            if isinstance(answer, Announced) and answer.day
            else answer
            for subject, answer in answers.items()
        }


@pytest.mark.parametrize("day", [TUESDAY, NEXT_MONDAY])
async def test_a_feed_whose_date_lags(house: House, day: date) -> None:
    """On a Monday, and for a newcomer: its papers are the due batch's all the same."""
    usual(house, day)
    house.arxiv.at(eastern(f"{day}T08:00"))
    source = await house.app.source()
    lagging = Lagging(source)
    collector = Collector(
        house.app.store, lagging, source, lambda: house.arxiv.now, lambda *_: None
    )
    batch = only((await collector.collect(["cs.CV"])).batches)
    assert (batch.day, batch.state, batch.received) == (day, BatchState.FRESH, 8)
    assert batch.sources == ("listing", "feed")


async def test_arxiv_refuses_this_program(house: House) -> None:
    """A 403 ends every further request at once; what is stored stays."""
    usual(house, MONDAY, TUESDAY)
    await house.collect_at("2026-02-09T08:00", "cs.CV", "hep-th")
    house.asked()
    house.arxiv.fault("403", times=None)
    collected = await house.collect_at("2026-02-10T08:00", "cs.CV", "hep-th")
    assert {batch.state for batch in collected.batches} == {BatchState.FAILED}
    assert len(house.asked()) == 1
    assert len(await house.ids("cs.CV", "2026-02-09")) == 8


async def test_a_flood_limit_is_waited_for(house: House) -> None:
    """A 429 with Retry-After is obeyed to the second, and the batch is whole."""
    usual(house, TUESDAY)
    house.arxiv.fault("429", where="listing", retry_after=47)
    batch = only((await house.collect_at("2026-02-10T08:00", "cs.CV")).batches)
    assert (batch.state, batch.received) == (BatchState.FRESH, 8)
    assert 47 in house.waits


async def test_cut_and_malformed_answers_are_asked_for_again(house: House) -> None:
    """Half an answer is none."""
    usual(house, TUESDAY)
    page: tuple[Kind, ...] = ("cut", "drop", "500", "406")
    feed: tuple[Kind, ...] = ("malformed", "cut", "busy")
    for kind in page:
        house.arxiv.fault(kind, where="listing")
    for kind in feed:
        house.arxiv.fault(kind, where="feed")
    batch = only((await house.collect_at("2026-02-10T08:00", "cs.CV")).batches)
    assert (batch.state, batch.received, batch.missing) == (BatchState.FRESH, 8, 0)
    assert batch.sources == ("listing", "feed")


async def test_an_old_paper_newly_cross_listed(house: House) -> None:
    """It is news in the category it came to, and none in the one it was in."""
    usual(house, MONDAY, TUESDAY)
    house.arxiv.announce(
        TUESDAY,
        FakePaper(
            id="2602.00001",
            primary="cs.CV",
            categories=("cs.CV", "cs.AI"),
            type="cross",
            newly_cross_to=("cs.AI",),
        ),
    )
    await house.collect_at("2026-02-09T08:00", "cs.CV", "cs.AI")
    collected = await house.collect_at("2026-02-10T08:00", "cs.CV", "cs.AI")
    counts = {batch.subject: (batch.new, batch.cross) for batch in collected.batches}
    assert counts == {"cs.CV": (6, 1), "cs.AI": (0, 1)}


async def test_looking_twice_at_once_changes_nothing(house: House) -> None:
    """Only what can still add something is asked, and what is there stays as it is."""
    usual(house, TUESDAY)
    house.arxiv.fault("503", where="feed", times=None)
    await house.collect_at("2026-02-10T08:00", "cs.CV")
    before = await house.ids("cs.CV", "2026-02-10")
    house.arxiv.heal()
    house.asked()
    await house.collect_at("2026-02-10T08:15", "cs.CV")
    assert house.asked() == ["feed"]
    house.arxiv.fault("partial", where="listing", keep=1)
    assert await house.ids("cs.CV", "2026-02-10") == before
    await house.collect_at("2026-02-10T08:30", "cs.CV")
    assert house.asked() == []
    assert await house.ids("cs.CV", "2026-02-10") == before
