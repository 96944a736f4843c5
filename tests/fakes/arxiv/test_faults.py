"""Everything that can go wrong with arXiv, on demand."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import cast

import httpx
import pytest
from lxml import etree

from tests.fakes.arxiv.conftest import HONEST
from tests.fakes.arxiv.faults import Anywhere, Kind
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv

MONDAY, TUESDAY = date(2026, 2, 9), date(2026, 2, 10)
ALL = (
    "/rss/cs.CV",
    "/list/cs.CV/new",
    "/catchup/cs.CV/2026-02-10",
    "/api/query?id_list=2602.00001",
    "/oai?verb=Identify",
)


@pytest.fixture
def arxiv() -> Iterator[LocalArxiv]:
    """A local arXiv with Monday's and Tuesday's papers, on Tuesday morning."""
    with LocalArxiv() as arxiv:
        arxiv.announce(MONDAY, *papers(3, day=MONDAY))
        arxiv.announce(TUESDAY, *papers(4, day=TUESDAY, start=11))
        yield arxiv


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize(
    ("kind", "status", "text"),
    [
        ("503", 503, "Backend fetch failed"),
        ("429", 429, "Rate exceeded."),
        ("406", 406, "Not Acceptable"),
        ("500", 500, "Internal Server Error"),
        ("403", 403, "playing by our rules"),
        ("busy", 200, "We are busy"),
        ("malformed", 200, "<<&"),
    ],
)
def test_any_service_can_refuse_once(
    arxiv: LocalArxiv, client: httpx.Client, path: str, kind: Kind, status: int, text: str
) -> None:
    """A fault spoils one request, and is gone."""
    arxiv.fault(kind)
    first, second = (client.get(f"{arxiv.base_url}{path}") for _ in range(2))
    assert first.status_code == arxiv.requests[0].status == status
    assert text in first.text
    assert second.status_code == 200
    assert text not in second.text


@pytest.mark.parametrize("wait", [30, "Tue, 10 Feb 2026 13:05:00 GMT"])
def test_a_refusal_says_when_to_come_back(
    arxiv: LocalArxiv, client: httpx.Client, wait: int | str
) -> None:
    """Retry-After in seconds or as a date; arXiv's reason phrase is its own."""
    arxiv.fault("429", retry_after=wait)
    answer = client.get(f"{arxiv.feed_url}/cs.CV")
    assert answer.headers["retry-after"] == str(wait)
    assert answer.reason_phrase == "Unknown Error"
    arxiv.fault("503")
    assert "retry-after" not in client.get(f"{arxiv.feed_url}/cs.CV").headers


@pytest.mark.parametrize("path", ALL)
def test_an_answer_can_be_cut_or_dropped(
    arxiv: LocalArxiv, client: httpx.Client, path: str
) -> None:
    """The connection ends in the middle of the answer, or before any."""
    arxiv.fault("cut")
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        client.get(f"{arxiv.base_url}{path}")
    arxiv.fault("drop")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.get(f"{arxiv.base_url}{path}")
    assert [seen.status for seen in arxiv.requests] == [200, 0]
    assert client.get(f"{arxiv.base_url}{path}").status_code == 200


def test_an_answer_can_be_slow(arxiv: LocalArxiv, client: httpx.Client) -> None:
    """Whoever gives up first may ask again: the first request is not under way any more."""
    arxiv.fault("slow", seconds=60)
    with pytest.raises(httpx.ReadTimeout):
        client.get(f"{arxiv.feed_url}/cs.CV", timeout=0.1)
    arxiv.fault("slow", seconds=0.1)
    answer = client.get(f"{arxiv.feed_url}/cs.CV")
    assert answer.elapsed > timedelta(seconds=0.1)
    assert arxiv.violations == []


async def test_the_end_does_not_wait_for_slow_answers(arxiv: LocalArxiv) -> None:
    """Closing the server ends what is under way."""
    arxiv.fault("slow", seconds=60)
    async with httpx.AsyncClient(headers=HONEST) as client:
        asking = asyncio.create_task(client.get(f"{arxiv.feed_url}/cs.CV"))
        async with asyncio.timeout(30):
            while not arxiv.requests:  # noqa: ASYNC110 - a list tells nobody
                await asyncio.sleep(0.01)
        assert not asking.done()
        await asyncio.to_thread(arxiv.stop)
        with pytest.raises(httpx.RemoteProtocolError):
            await asking


def test_a_fault_strikes_where_and_as_often_as_told(
    arxiv: LocalArxiv, client: httpx.Client
) -> None:
    """By service, by a part of the address, so many times; or until all is healed."""
    arxiv.fault("503", where="feed", times=2, contains="cs.CV")
    arxiv.fault("500", where="listing", times=None)

    def status(path: str) -> int:
        return client.get(f"{arxiv.base_url}{path}").status_code

    assert status("/rss/cs.AI") == 200
    assert status("/oai?verb=Identify") == 200
    assert [status("/rss/cs.CV+cs.AI") for _ in range(3)] == [503, 503, 200]
    assert [status("/list/cs.CV/new") for _ in range(3)] == [500] * 3
    arxiv.heal()
    assert status("/list/cs.CV/new") == 200


def test_impossible_faults_are_refused(arxiv: LocalArxiv) -> None:
    """A test that orders them is wrong."""
    with pytest.raises(ValueError, match="no fault is called 'fire'"):
        arxiv.fault(cast("Kind", "fire"))
    with pytest.raises(ValueError, match="does not happen"):
        arxiv.fault("stale", where="oai")
    with pytest.raises(ValueError, match="until when"):
        arxiv.fault("late", day=TUESDAY)


def test_a_stale_feed_has_todays_dates(arxiv: LocalArxiv, client: httpx.Client) -> None:
    """One address still gives the day before, dated today; others are fresh."""
    arxiv.fault("stale", where="feed", contains="/cs.CV", times=None)
    stale = client.get(f"{arxiv.feed_url}/cs.CV").text
    assert "<pubDate>Tue, 10 Feb 2026" in stale
    assert stale.count("<item>") == 3
    assert client.get(f"{arxiv.feed_url}/cs").text.count("<item>") == 4


def test_one_category_of_a_combined_feed_can_be_stale(
    arxiv: LocalArxiv, client: httpx.Client
) -> None:
    """Of that one all papers are those of the day before, of the others today's."""
    arxiv.announce(TUESDAY, *papers(2, category="cs.LG", day=TUESDAY, start=51))
    arxiv.fault("stale", where="feed", category="cs.CV")
    combined = client.get(f"{arxiv.feed_url}/cs.CV+cs.LG").text
    found = re.findall(r"abs/2602\.000(\d\d)", combined)
    assert found == ["01", "02", "03", "51", "52"]


def test_a_stale_listing_is_the_page_of_the_day_before(
    arxiv: LocalArxiv, client: httpx.Client
) -> None:
    """Its heading tells."""
    arxiv.fault("stale", where="listing")
    stale, fresh = (client.get(f"{arxiv.list_url}/cs.CV/new").text for _ in range(2))
    assert "Monday, 9 February 2026" in stale
    assert "Tuesday, 10 February 2026" in fresh


@pytest.mark.parametrize(
    ("path", "where", "text"),
    [
        ("/rss/cs.CV", "feed", "<channel>"),
        ("/atom/cs.CV", "feed", "<feed "),
        ("/list/cs.CV/new", "listing", "No updates today."),
        ("/catchup/cs.CV/2026-02-10", "catchup", "No updates for Tue, 10 Feb 2026"),
        ("/api/query?id_list=2602.00011", "api", "<opensearch:totalResults>0<"),
        ("/oai?verb=ListRecords&metadataPrefix=arXiv", "oai", "noRecordsMatch"),
        (
            "/oai?verb=GetRecord&metadataPrefix=arXiv&identifier=oai:arXiv.org:2602.00011",
            "oai",
            "idDoesNotExist",
        ),
    ],
)
def test_an_answer_can_be_empty_though_there_is_something(
    arxiv: LocalArxiv, client: httpx.Client, path: str, where: Anywhere, text: str
) -> None:
    """Well-formed and valid, but nothing in it."""
    arxiv.fault("empty", where=where)
    answer = client.get(f"{arxiv.base_url}{path}")
    assert answer.status_code == 200
    assert text in answer.text
    (paper,) = papers(1, day=TUESDAY, start=11)
    assert paper.title not in answer.text
    assert paper.title in client.get(f"{arxiv.base_url}{path}").text


def test_a_partial_answer_declares_more_than_it_has(
    arxiv: LocalArxiv, client: httpx.Client
) -> None:
    """Listing, catch-up and API: the count stays, entries are missing."""
    for path in ("/list/cs.CV/new", "/catchup/cs.CV/2026-02-10?abs=True"):
        arxiv.fault("partial")
        page = client.get(f"{arxiv.base_url}{path}").text
        assert "Total of 4 entries" in page
        assert "showing 4 of 4 entries" in page
        assert page.count("<dt>") == 2
    arxiv.fault("partial", where="api", keep=1)
    found = client.get(f"{arxiv.api_url}?search_query=cat:cs.CV").text
    assert "<opensearch:totalResults>7" in found
    assert found.count("<entry>") == 1


def test_an_error_can_come_as_a_feed(arxiv: LocalArxiv, client: httpx.Client) -> None:
    """With HTTP 400, from the feeds and from the API; the other services know none."""
    arxiv.fault("error feed", times=2)
    assert client.get(f"{arxiv.list_url}/cs.CV/new").status_code == 200
    feed = client.get(f"{arxiv.feed_url}/cs.CV")
    query = client.get(f"{arxiv.api_url}?id_list=2602.00011")
    assert feed.status_code == query.status_code == 400
    assert "<title>Feed error for query:" in feed.text
    assert "<title>Error</title>" in query.text
    assert etree.fromstring(query.content) is not None


def test_a_batch_can_be_late(arxiv: LocalArxiv, client: httpx.Client) -> None:
    """Until then the listing is yesterday's, and feed and catch-up have nothing of that day."""
    noon = datetime(2026, 2, 10, 17, 0, tzinfo=UTC)
    arxiv.fault("late", day=TUESDAY, until=noon, times=None)

    def seen() -> tuple[bool, int, int]:
        feed, listing, past = (client.get(f"{arxiv.base_url}{path}").text for path in ALL[:3])
        return "Tuesday, 10" in listing, feed.count("<item>"), past.count("<dt>")

    assert seen() == (False, 0, 0)
    arxiv.at(noon)
    assert seen() == (True, 4, 4)
