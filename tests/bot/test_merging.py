"""Two answers about one batch become one; what is stale, quiet or late is told apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from adapters.ports import Announced
from bot.merging import Evidence, Known, answered_day, judge
from storage.announced import Seen
from storage.records import AnnounceType, Batch, BatchState, Sighting
from tests.making import a_paper, sighted

DAY, BEFORE = date(2025, 11, 25), date(2025, 11, 24)
MORNING = datetime(2025, 11, 25, 10, tzinfo=UTC)
AFTERNOON = datetime(2025, 11, 25, 18, tzinfo=UTC)
NEW, CROSS, REPLACE = AnnounceType.NEW, AnnounceType.CROSS, AnnounceType.REPLACE


def listing(*sightings: Sighting, day: date | None = DAY, declared: int | None = None) -> Announced:
    """What the listing page says."""
    count = len(sightings) if declared is None else declared
    return Announced(source="listing", day=day, sightings=sightings, declared=count)


def feed(*sightings: Sighting, day: date | None = DAY, unchanged: bool = False) -> Announced:
    """What the feed says."""
    return Announced(source="feed", day=day, sightings=sightings, unchanged=unchanged)


def judged(
    *answers: Announced,
    faults: Sequence[str] = (),
    stored: Batch | None = None,
    held: Sequence[Sighting] = (),
    seen: Sequence[Sighting] = (),
    now: datetime = MORNING,
) -> tuple[Batch, tuple[Sighting, ...]]:
    """The judgement on one batch."""
    evidence = Evidence(
        subject="cs.CV",
        day=DAY,
        answers=answers,
        faults=faults,
        stored=stored,
        held=held,
        known=known(*seen),
    )
    return judge(evidence, now=now)


def known(*sightings: Sighting) -> Known:
    """A memory of what was announced on earlier days."""
    return Known([Seen(s.paper.id, s.paper.version, s.type) for s in sightings])


def test_two_sources_make_one_batch() -> None:
    """The listing tells comments and counts, the feed versions and licences; the union counts."""
    told = listing(*sighted(1, 2, version=None, comment="5 pages"), declared=3)
    batch, sightings = judged(feed(*sighted(2, 3, licence="free")), told)
    assert [s.paper.id[-1] for s in sightings] == ["1", "2", "3"]
    both = sightings[1].paper
    assert (both.version, both.comment, both.licence) == (1, "5 pages", "free")
    assert (batch.state, batch.declared, batch.new) == (BatchState.FRESH, 3, 3)
    assert batch.sources == ("listing", "feed")
    assert batch.missing == 0


def test_accounts_add_up_whatever_the_types() -> None:
    """Received is new, cross-listed and replaced; what arXiv declared beyond that is missing."""
    batch, sightings = judged(
        listing(
            *sighted(5, kind=REPLACE),
            *sighted(3, kind=CROSS),
            *sighted(1),
            *sighted(6, kind=AnnounceType.REPLACE_CROSS),
            declared=7,
        )
    )
    assert (batch.new, batch.cross, batch.replaced, batch.received) == (1, 1, 2, 4)
    assert batch.missing == 3
    assert [s.type for s in sightings] == list(AnnounceType)


def test_a_batch_that_was_all_announced_before_is_stale() -> None:
    """Yesterday's content under today's date is no news."""
    batch, sightings = judged(feed(*sighted(1, 2)), seen=sighted(1, 2))
    assert (batch.state, sightings) == (BatchState.STALE, ())
    assert "earlier batch" in batch.reason
    told = listing(*sighted(1, version=None))
    assert judged(told, seen=sighted(1))[0].state is BatchState.STALE


def test_one_stale_source_does_not_spoil_the_other() -> None:
    """Only what is fresh counts."""
    batch, sightings = judged(feed(*sighted(1)), listing(*sighted(7)), seen=sighted(1))
    assert [s.paper.id for s in sightings] == [a_paper(7).id]
    assert batch.sources == ("listing",)


def test_a_new_version_of_a_known_paper_is_fresh() -> None:
    """Freshness compares paper, version and type; a version told by nobody fits any."""
    again = sighted(1, kind=REPLACE, version=3)
    before = sighted(1, kind=REPLACE, version=2)
    assert judged(feed(*again), seen=before)[0].state is BatchState.FRESH
    untold = sighted(1, kind=REPLACE, version=None)
    assert judged(feed(*again), seen=untold)[0].state is BatchState.STALE


def test_an_empty_answer_of_the_day_is_a_quiet_day() -> None:
    """As on a holiday; it is settled, with zero declared."""
    batch, _ = judged(feed(), listing(*sighted(1), day=BEFORE))
    assert (batch.state, batch.declared, batch.sources) == (BatchState.QUIET, 0, ("feed",))


def test_an_answer_of_the_day_before_means_waiting() -> None:
    """Before noon it may still come; afterwards it is said that it did not."""
    old = listing(*sighted(1), day=BEFORE)
    assert judged(old)[0].reason == "arXiv has not announced it yet"
    late, _ = judged(old, now=AFTERNOON)
    assert (late.state, late.reason) == (BatchState.WAITING, "arXiv did not announce it")


def test_faults_alone_are_a_failure_with_its_reason() -> None:
    """What went wrong is told; one good answer beside it is enough."""
    batch, _ = judged(faults=["arXiv was busy."])
    assert (batch.state, batch.reason) == (BatchState.FAILED, "arXiv was busy.")
    good, _ = judged(feed(*sighted(1)), faults=["The listing was busy."])
    assert (good.state, good.reason) == (BatchState.FRESH, "The listing was busy.")


def test_a_later_look_adds_and_takes_nothing_away() -> None:
    """What was stored in the evening stays when the feed tells less at midnight."""
    evening, held = judged(listing(*sighted(1, 2), declared=2))
    batch, sightings = judged(feed(*sighted(2, 3)), stored=evening, held=held)
    assert len(sightings) == 3
    assert (batch.declared, batch.sources) == (2, ("listing", "feed"))
    same, still = judged(feed(unchanged=True), stored=batch, held=sightings)
    assert (still, same.sources) == (sightings, batch.sources)


def test_an_unchanged_answer_changes_nothing() -> None:
    """What was stale stays stale, what was quiet stays quiet, also when arXiv then fails."""
    stale, _ = judged(feed(*sighted(1)), seen=sighted(1))
    assert judged(feed(unchanged=True), stored=stale)[0].state is BatchState.STALE
    quiet, _ = judged(feed())
    assert judged(faults=["busy"], stored=quiet)[0].state is BatchState.QUIET
    assert judged(feed(unchanged=True))[0].state is BatchState.WAITING


def test_a_cross_list_known_from_before_is_not_news_in_a_combined_feed() -> None:
    """The feed does not say into which category a paper was newly cross-listed; memory does."""
    old = sighted(1, kind=CROSS, version=2)
    fresh = sighted(9)
    _, sightings = judged(feed(*fresh, *old), seen=sighted(1))
    assert sightings == fresh
    _, sightings = judged(listing(*fresh, *old), seen=sighted(1))
    assert sightings == (*fresh, *old)


def test_the_longer_list_of_authors_counts() -> None:
    """Listing pages cut theirs after about a hundred names."""
    many = tuple(f"Author {number}" for number in range(120))
    short = listing(*sighted(1, authors=many[:100]))
    _, (sighting,) = judged(short, feed(*sighted(1, authors=many)))
    assert len(sighting.paper.authors) == 120


def test_a_feed_whose_date_lags_is_known_by_its_content() -> None:
    """New papers under the date of a settled day belong to the batch that is due."""
    settled = {BEFORE}
    lagging = feed(*sighted(1, 2), day=BEFORE)
    assert answered_day(lagging, DAY, settled=settled, known=known()) == DAY
    assert answered_day(lagging, DAY, settled=settled, known=known(*sighted(1, 2))) == BEFORE
    assert answered_day(lagging, DAY, settled=set(), known=known()) == BEFORE
    page = listing(*sighted(1, 2), day=BEFORE)
    assert answered_day(page, DAY, settled=settled, known=known()) == BEFORE
    assert answered_day(feed(unchanged=True, day=None), DAY, settled=settled, known=known()) == DAY
