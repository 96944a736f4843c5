"""The contract of the store; it runs on every engine in turn."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.announced import Seen
from storage.database import StorageError
from storage.records import (
    AnnounceType,
    Batch,
    BatchState,
    Fetch,
    Query,
    Sighting,
    Summarised,
    Try,
)
from storage.store import Store
from storage.text import Text
from tests.making import a_paper, a_summary, sighted

NOW = datetime(2025, 11, 24, 14, 5, 6, 789, tzinfo=UTC)
MONDAY, TUESDAY = date(2025, 11, 24), date(2025, 11, 25)


def a_batch(**changes: object) -> Batch:
    """Monday's batch of cs.CV."""
    batch = Batch(subject="cs.CV", day=MONDAY, state=BatchState.FRESH, checked_at=NOW)
    return replace(batch, **changes)  # type: ignore[arg-type]  # any field of the record


async def test_a_paper_is_kept_whole(store: Store) -> None:
    """Every fact comes back as it was stored."""
    paper = a_paper(
        7,
        title=r"The G\"odel $\alpha$ of rivers",
        categories=("math.IT", "cs.IT", "68T50"),
        authors=('Jakob G\\"unther', "Two\nLines", ""),
        version=3,
        comment="5 pages",
        journal_ref="Rivers 5",
        doi="10.1/x",
        licence="http://example.org/licence",
        submitted=NOW,
        updated=NOW,
        withdrawn=True,
    )
    assert await store.keep_papers([paper]) == 1
    assert await store.paper(paper.id) == paper
    assert await store.papers([paper.id, "2511.99999"]) == {paper.id: paper}
    assert await store.paper("2511.99999") is None
    assert await store.count_papers() == 1


@pytest.mark.parametrize("authors", [(), ("",), ("", "")])
async def test_authors_may_be_lacking(store: Store, authors: tuple[str, ...]) -> None:
    """None at all, or names that are nothing."""
    await store.keep_papers([a_paper(authors=authors)])
    assert await store.paper(a_paper().id) == a_paper(authors=authors)


async def test_a_newer_version_replaces_and_an_older_one_fills_gaps(store: Store) -> None:
    """What is known of the newest version stands; older news only adds what was lacking."""
    await store.keep_papers([a_paper(version=2, title="Second", withdrawn=True)])
    await store.keep_papers([a_paper(version=1, title="First", comment="5 pages")])
    kept = await store.paper(a_paper().id)
    assert kept is not None
    assert (kept.title.plain, kept.version, kept.comment) == ("Second", 2, "5 pages")
    assert kept.withdrawn
    await store.keep_papers([a_paper(version=3, title="Third", comment="6 pages")])
    kept = await store.paper(a_paper().id)
    assert kept is not None
    assert (kept.title.plain, kept.version, kept.comment) == ("Third", 3, "6 pages")
    assert not kept.withdrawn


async def test_an_untold_version_never_replaces(store: Store) -> None:
    """A source that tells no version adds facts, and takes none away."""
    await store.keep_papers([a_paper(version=1, licence="l", title="Told")])
    await store.keep_papers([a_paper(version=None, comment="c", title="Untold")])
    kept = await store.paper(a_paper().id)
    assert kept == a_paper(version=1, licence="l", title="Told", comment="c")


async def test_a_listing_tells_of_the_newest_version(store: Store) -> None:
    """Also where it does not tell which that is: new words, and that it was withdrawn."""
    await store.keep_papers([a_paper(version=1, title="Old", comment="5 pages")])
    told = a_paper(version=None, title="New", comment="withdrawn", withdrawn=True)
    await store.keep_papers([replace(told, source="listing")])
    kept = await store.paper(a_paper().id)
    assert kept is not None
    assert (kept.title.plain, kept.comment, kept.withdrawn) == ("New", "withdrawn", True)
    assert kept.version == 1


async def test_what_was_cut_does_not_replace_what_is_whole(store: Store) -> None:
    """Of the same version; a newer one may well have fewer authors."""
    many = tuple(f"Author {number}" for number in range(150))
    whole = a_paper(authors=many, updated=NOW)
    await store.keep_papers([whole])
    cut = replace(whole, authors=whole.authors[:100], abstract=Text("", ""))
    await store.keep_papers([cut])
    assert await store.paper(whole.id) == whole
    newer = replace(cut, version=2, updated=None)
    await store.keep_papers([newer])
    assert await store.paper(whole.id) == newer


async def test_search_finds_stems_phrases_and_authors(store: Store) -> None:
    """Words are stemmed, phrases run on, authors count, and every part must be there."""
    await store.keep_papers(
        [
            a_paper(1, title="Gaussian splatting for rivers"),
            a_paper(2, title="Splatting the Gaussian way", authors=("Deva Ramanan",)),
            a_paper(3, title="Lakes", abstract="A lake.", categories=("hep-th",)),
        ]
    )

    async def found(**query: Any) -> list[str]:
        result = await store.search(Query(**query), limit=5)
        assert not result.newest_only
        return [paper.id for paper in result.papers]

    assert await found(phrases=("gaussian splat",)) == [a_paper(1).id]
    assert sorted(await found(words=("splats", "gaussian"))) == [a_paper(1).id, a_paper(2).id]
    assert await found(words=("ramanan",)) == [a_paper(2).id]
    assert await found(words=("lakes",), categories=("hep-th", "hep-ph")) == [a_paper(3).id]
    assert await found(words=("lakes",), categories=("cs.CV",)) == []
    assert await found(words=("desert",)) == []
    assert await found() == []


@pytest.mark.parametrize("typed", ["spl", "splat", "splatti", "splattin", "splatting", "Spl"])
async def test_a_word_that_is_being_typed_finds_what_begins_so(store: Store, typed: str) -> None:
    """Also where so much is typed that it is longer than the word's stem."""
    await store.keep_papers([a_paper(1, title="Gaussian splatting"), a_paper(2, title="Lakes")])

    async def found(query: Query) -> list[str]:
        return [paper.id for paper in (await store.search(query, limit=5)).papers]

    assert await found(Query(begun=typed)) == [a_paper(1).id]
    assert await found(Query(words=("gaussian",), begun=typed)) == [a_paper(1).id]
    for query in (
        Query(words=("lakes",), begun=typed),
        Query(words=(typed[:3],)),
        Query(begun=typed[:2]),
    ):
        assert await found(query) == []


async def test_search_follows_what_is_stored(store: Store) -> None:
    """A replaced title is found by its new words and no more by its old ones."""
    await store.keep_papers([a_paper(title="Ponds")])
    await store.keep_papers([a_paper(title="Oceans", version=2)])
    assert (await store.search(Query(words=("oceans",)), limit=1)).papers
    assert not (await store.search(Query(words=("ponds",)), limit=1)).papers


@pytest.mark.parametrize(
    "typed", ['"', "a AND", "NEAR(", "title:x", "*", "-", "(", "^x", "'; drop table papers", "\0"]
)
async def test_nothing_that_is_typed_is_syntax(store: Store, typed: str) -> None:
    """Signs that mean something to a search engine are only looked for."""
    await store.search(Query(words=(typed, "x"), phrases=(typed,)), limit=1)
    await store.search(Query(words=("x",), begun=typed), limit=1)
    await store.search(Query(begun=f"{typed}xyz{typed}"), limit=1)


async def test_a_batch_is_kept_with_its_announcements(store: Store) -> None:
    """What was announced comes back in arXiv's order, with the day's accounts."""
    sightings = (*sighted(2, 1), *sighted(3, kind=AnnounceType.CROSS, categories=("cs.LG",)))
    batch = a_batch(declared=4, new=2, cross=1, sources=("listing", "feed"), reason="one lacks")
    fetch = Fetch(url="https://example.org/a", etag='"x"', at=NOW, status=200)
    await store.keep_batch(batch, sightings, fetches=[fetch])
    assert await store.batches(day=MONDAY) == (batch,)
    assert (batch.received, batch.missing) == (3, 1)
    assert await store.sightings("cs.CV", day=MONDAY) == sightings
    announced = await store.announced(day=MONDAY)
    assert [(a.paper_id, a.position) for a, _ in announced] == [
        ("2511.00002", 1), ("2511.00001", 2), ("2511.00003", 3),
    ]  # fmt: skip
    assert await store.etag(fetch.url) == '"x"'
    assert await store.etag("https://example.org/b") is None
    (only,) = await store.announcements_of("2511.00003")
    assert (only.subject, only.type) == ("cs.CV", AnnounceType.CROSS)


async def test_a_batch_that_is_told_again_has_no_doubles(store: Store) -> None:
    """A second answer joins the first; an empty one leaves what was."""
    await store.keep_batch(a_batch(new=2), sighted(1, 2))
    await store.keep_batch(a_batch(new=3), sighted(1, 2, 3))
    await store.keep_batch(a_batch(new=3, reason="looked again"))
    assert len(await store.sightings("cs.CV", day=MONDAY)) == 3
    assert [b.reason for b in await store.batches(day=MONDAY)] == ["looked again"]


async def test_what_was_seen_before_is_of_earlier_days(store: Store) -> None:
    """Freshness compares with earlier batches of the same subject only."""
    await store.keep_batch(a_batch(new=1), sighted(1))
    await store.keep_batch(a_batch(day=TUESDAY, new=1), sighted(2))
    await store.keep_batch(a_batch(subject="cs.LG", new=1), sighted(3))
    assert await store.seen_before("cs.CV", day=TUESDAY, since=MONDAY) == {
        Seen("2511.00001", 1, AnnounceType.NEW)
    }
    assert await store.seen_before("cs.CV", day=MONDAY, since=MONDAY) == frozenset()
    assert await store.seen_before("cs.CV", day=TUESDAY, since=TUESDAY) == frozenset()
    assert await store.subjects() == ("cs.CV", "cs.LG")
    assert [b.day for b in await store.batches_of("cs.CV", since=MONDAY)] == [MONDAY, TUESDAY]
    assert [b.day for b in await store.batches_of("cs.CV", since=TUESDAY)] == [TUESDAY]


async def test_the_newest_day_is_known(store: Store) -> None:
    """Days count when papers were announced on them."""
    assert await store.newest_day() is None
    await store.keep_batch(a_batch(new=1), sighted(1))
    await store.keep_batch(a_batch(day=TUESDAY, state=BatchState.QUIET))
    assert await store.newest_day() == MONDAY


async def test_summaries_are_one_a_version_language_engine_and_prompt(store: Store) -> None:
    """A summary told again replaces itself; the newest version comes first."""
    await store.keep_papers([a_paper()])

    def of(version: int, **changes: str) -> Summarised:
        summary = a_summary(**changes)
        return Summarised(paper_id=a_paper().id, version=version, summary=summary)

    await store.keep_summaries([of(1), of(1, engine="other"), of(2)], at=NOW)
    await store.keep_summaries([of(1, tldr="Better.")], at=NOW)
    kept = (await store.summaries([a_paper().id, "2511.99999"]))[a_paper().id]
    assert [item.version for item in kept] == [2, 1, 1]
    assert {item.summary.tldr for item in kept if item.summary.engine == "model"} == {
        "一句话。",
        "Better.",
    }


async def test_what_was_asked_in_vain_is_counted(store: Store) -> None:
    """Each version, language, engine and prompt by itself, with the last reason and moment."""
    await store.keep_papers([a_paper(), a_paper(2)])
    first = Try(
        paper_id=a_paper().id,
        version=1,
        language="zh",
        engine="model",
        prompt="1",
        reason="number",
    )
    other = replace(first, prompt="2")
    await store.note_tries([first, other], at=NOW)
    later = NOW + timedelta(minutes=5)
    await store.note_tries([replace(first, reason="language")], at=later)
    tries = await store.tries([a_paper().id, a_paper(2).id])
    assert sorted(tries, key=lambda one: one.prompt) == [
        replace(first, reason="language", tries=2, at=later),
        replace(other, tries=1, at=NOW),
    ]


async def test_an_import_is_kept_whole_or_not_at_all(store: Store) -> None:
    """One broken batch takes the whole import back."""
    good = (a_batch(new=1), sighted(1))
    broken = (a_batch(day=TUESDAY, new=1), sighted(2, source=None))
    with pytest.raises(StorageError, match=r"(?i)null"):
        await store.keep_import([good, broken], [], at=NOW)
    assert await store.count_papers() == 0
    summary = Summarised(paper_id="2511.00001", version=1, summary=a_summary())
    await store.keep_import([good], [summary], at=NOW)
    assert await store.summaries(["2511.00001"]) == {"2511.00001": (summary,)}


async def test_a_harvest_keeps_its_place_with_its_page(store: Store) -> None:
    """The papers of a page and the place behind it are one."""
    assert await store.fact("harvest all") is None
    await store.keep_harvest([a_paper()], "harvest all", "page 2")
    await store.keep_harvest([a_paper(2)], "harvest all", "page 3")
    assert await store.fact("harvest all") == "page 3"
    assert await store.count_papers() == 2


async def test_turns_are_shared_by_all_who_ask(store: Store) -> None:
    """Reservations queue up; a clock that was set back does not make anybody wait for hours."""
    waits = await asyncio.gather(*(store.reserve("arxiv", now=100.0, pause=3.0) for _ in range(3)))
    assert sorted(waits) == [0.0, 3.0, 6.0]
    assert await store.reserve("arxiv", now=200.0, pause=3.0) == 0.0
    assert await store.reserve("other", now=200.0, pause=3.0) == 0.0
    assert await store.reserve("arxiv", now=-10_000.0, pause=3.0) == 0.0


async def test_reading_goes_on_beside_writing(store: Store) -> None:
    """A thousand papers are written while a reader looks; every look sees all or nothing."""
    many = sighted(*range(1, 1001))
    writing = asyncio.create_task(store.keep_batch(a_batch(new=1000), many))
    seen = set()
    while not writing.done():
        seen.add(await store.count_papers())
    await writing
    assert seen <= {0, 1000}
    assert await store.count_papers() == 1000


async def test_replacements_and_versions_are_kept(store: Store) -> None:
    """An announcement remembers which version it announced."""
    replaced = Sighting(paper=a_paper(version=3), type=AnnounceType.REPLACE)
    await store.keep_batch(a_batch(replaced=1), [replaced])
    ((announcement, paper),) = await store.announced(day=MONDAY)
    assert (announcement.version, announcement.type) == (3, AnnounceType.REPLACE)
    assert paper.version == 3
