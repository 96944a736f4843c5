"""The feed of many subjects, asked for in chunks."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from adapters.arxiv import combined
from adapters.arxiv.combined import CombinedFeed
from adapters.ports import Announced, KnownTag, SourceError
from storage.taxonomy import categories_of
from tests.adapters.arxiv.answers import Asking, Handler, item, knows, knows_nothing, rss

BASE = "https://rss.arxiv.org/rss"
Q_FIN = [name for name in categories_of("q-fin") if name != "econ.GN"]


async def ask(
    asking: Asking, *subjects: str, known: KnownTag = knows_nothing
) -> Mapping[str, Announced | SourceError]:
    """What the feed says of *subjects*."""
    return await CombinedFeed(asking.client, BASE).ask(subjects, known)


def announced(answer: Announced | SourceError) -> Announced:
    """*answer*, which is no error."""
    assert isinstance(answer, Announced)
    return answer


def ids(answer: Announced | SourceError) -> list[str]:
    """The papers of an answer."""
    return [sighting.paper.id for sighting in announced(answer).sightings]


def serving(feeds: Mapping[str, str], *, tag: str = '"new"') -> Handler:
    """An arXiv with these feeds by their spec; others are empty; an ETag equal to *tag* holds."""

    def handler(request: httpx.Request) -> httpx.Response:
        if request.headers.get("If-None-Match") == tag:
            return httpx.Response(304)
        spec = request.url.path.rpartition("/")[2]
        return httpx.Response(200, text=feeds.get(spec, rss()), headers={"ETag": tag})

    return handler


async def test_one_request_serves_many_subjects() -> None:
    """Every subject gets its own batch, an empty one too, with the day and no declared count."""
    both = rss(item("2608.00001v1", categories=("cs.CV", "cs.AI")))
    asking = Asking(serving({"cs.CV+cs.AI+hep-th": both}))
    answers = await ask(asking, "cs.CV", "cs.AI", "hep-th")
    assert asking.urls == [f"{BASE}/cs.CV+cs.AI+hep-th"]
    assert [ids(answers[subject]) for subject in answers] == [["2608.00001"], ["2608.00001"], []]
    for answer in map(announced, answers.values()):
        assert (str(answer.day), answer.declared) == ("2026-08-12", None)
        assert (answer.source, answer.unchanged) == ("feed", False)
        assert [fetch.etag for fetch in answer.fetches] == ['"new"']


async def test_an_archive_is_asked_for_in_chunks_of_ten() -> None:
    """`cs` has forty categories."""
    asking = Asking(serving({}))
    assert announced((await ask(asking, "cs"))["cs"]).sightings == ()
    assert len(asking.urls) == 4
    assert all(url.count("+") == 9 for url in asking.urls)


async def test_a_full_answer_is_asked_for_in_halves() -> None:
    """Nothing is lost to the cap; the full answer itself is not remembered."""
    full = rss(*(item(f"2608.{n:05}v1") for n in range(1, combined.MOST_ITEMS + 1)))
    feeds = {
        "cs.AI+cs.LG+cs.CV": full,
        "cs.AI": full,
        "cs.LG+cs.CV": rss(item("2608.09999v1", categories=("cs.LG",))),
    }
    asking = Asking(serving(feeds))
    answers = await ask(asking, "cs.AI", "cs.LG", "cs.CV")
    assert [url.rpartition("/")[2] for url in asking.urls] == list(feeds)
    assert len(ids(answers["cs.AI"])) == combined.MOST_ITEMS  # a category alone is kept as it is
    assert ids(answers["cs.LG"]) == ["2608.09999"]
    assert ids(answers["cs.CV"]) == []
    fetched = {f.url for answer in answers.values() for f in announced(answer).fetches}
    assert fetched == {f"{BASE}/cs.AI", f"{BASE}/cs.LG+cs.CV"}


async def test_a_failed_chunk_fails_its_subjects_only() -> None:
    """The others have their result."""

    def handler(request: httpx.Request) -> httpx.Response:
        bad = "q-fin" in request.url.path
        return httpx.Response(404 if bad else 200, text="" if bad else rss(item()))

    subjects = ["cs.AI", *categories_of("stat"), *categories_of("econ"), "q-fin.CP"]
    answers = await ask(Asking(handler), *subjects, "q-fin")
    assert ids(answers["cs.AI"]) == ["2608.00001"]
    for subject in ("q-fin", "q-fin.CP"):
        error = answers[subject]
        assert isinstance(error, SourceError)
        assert "404" in str(error)


async def test_an_error_feed_is_told_by_its_reason() -> None:
    """One bad category spoils the request it is in."""
    error_feed = rss(title="Feed error for query: x")
    asking = Asking(lambda _: httpx.Response(400, text=error_feed))
    error = (await ask(asking, "cs.AI"))["cs.AI"]
    assert isinstance(error, SourceError)
    assert "the reason" in str(error)
    assert len(asking.urls) == 1


async def test_an_unchanged_feed_is_unchanged() -> None:
    """All chunks were answered "not modified"."""
    asking = Asking(serving({}))
    known = knows({f"{BASE}/cs.AI+cs.CV": '"new"'})
    answers = await ask(asking, "cs.AI", "cs.CV", known=known)
    for answer in map(announced, answers.values()):
        assert answer.unchanged
        assert (answer.day, answer.sightings) == (None, ())
        assert [(fetch.status, fetch.etag) for fetch in answer.fetches] == [(304, '"new"')]


async def test_a_half_unchanged_subject_is_asked_for_again() -> None:
    """Its batch is put together from all chunks, so the content of each is needed."""
    first, second = "+".join(Q_FIN), "econ.GN"
    subjects = [*Q_FIN, "stat.ML", "hep-th", "q-fin"]
    assert len(Q_FIN) == 8
    chunk = f"{first}+stat.ML+hep-th"
    feeds = {
        chunk: rss(item("2608.00001v1", categories=("q-fin.CP",))),
        second: rss(item("2608.00002v1", categories=("q-fin.EC",))),
    }
    asking = Asking(serving(feeds))
    answers = await ask(asking, *subjects, known=knows({f"{BASE}/{chunk}": '"new"'}))
    assert [url.rpartition("/")[2] for url in asking.urls] == [chunk, second, chunk]
    assert "If-None-Match" not in asking.requests[2].headers
    assert ids(answers["q-fin"]) == ["2608.00001", "2608.00002"]
    assert ids(answers["q-fin.CP"]) == ["2608.00001"]
    assert not announced(answers["hep-th"]).unchanged


async def test_two_days_at_once_are_an_error() -> None:
    """A cache may serve one chunk of yesterday; the batch would be neither day's."""
    first, stale = (
        "+".join([*Q_FIN, "stat.ML", "hep-th"]),
        rss(day="Tue, 11 Aug 2026 04:00:00 +0000"),
    )
    asking = Asking(serving({first: stale}))
    answers = await ask(asking, *Q_FIN, "stat.ML", "hep-th", "q-fin")
    error = answers["q-fin"]
    assert isinstance(error, SourceError)
    assert error.temporary
    assert str(announced(answers["q-fin.CP"]).day) == "2026-08-11"


async def test_what_is_new_in_a_stale_chunk_is_not_news_elsewhere() -> None:
    """Yesterday's paper is no part of today's batch of its other category."""
    first = "+".join([*Q_FIN, "stat.ML", "hep-th"])
    old = item("2608.00001v1", categories=("q-fin.CP", "cs.AI"))
    asking = Asking(serving({first: rss(old, day="Tue, 11 Aug 2026 04:00:00 +0000")}))
    answers = await ask(asking, *Q_FIN, "stat.ML", "hep-th", "cs.AI")
    assert ids(answers["q-fin.CP"]) == ["2608.00001"]
    assert ids(answers["cs.AI"]) == []


async def test_a_day_that_one_chunk_does_not_tell_comes_from_another() -> None:
    """No day is no contradiction."""
    first = "+".join([*Q_FIN, "stat.ML", "hep-th"])
    asking = Asking(serving({first: rss().replace("Date>", "Dat>")}))
    answers = await ask(asking, *Q_FIN, "stat.ML", "hep-th", "q-fin")
    assert str(announced(answers["q-fin"]).day) == "2026-08-12"
    assert announced(answers["hep-th"]).day is None


async def test_a_refusal_reaches_every_subject() -> None:
    """After a 403 nothing more is asked."""
    asking = Asking(lambda _: httpx.Response(403))
    answers = await ask(asking, "cs", "hep-th")
    assert len(asking.urls) == 1
    assert all(isinstance(a, SourceError) and a.blocked for a in answers.values())
