"""The local arXiv as a server: its clock, its eye on manners, and its own failures."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from tests.fakes.arxiv.conftest import HONEST
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.arxiv.wire import Asked, Reply, Wire

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


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """An honest client."""
    with httpx.Client(headers=HONEST, timeout=10) as client:
        yield client


def problems(arxiv: LocalArxiv) -> list[str]:
    """What was wrong, without the addresses."""
    return [line.partition(": ")[2] for line in arxiv.violations]


async def test_it_serves_a_loop_and_ends_with_it() -> None:
    """In an `async with` it answers, all addresses on one port; afterwards nobody is there."""
    async with LocalArxiv() as arxiv, httpx.AsyncClient(headers=HONEST) as client:
        urls = (f"{arxiv.feed_url}/cs", arxiv.api_url, arxiv.oai_url, f"{arxiv.list_url}/cs/new")
        answers = [await client.get(url) for url in urls]
        assert [answer.status_code for answer in answers] == [200, 400, 200, 200]
        assert [seen.where for seen in arxiv.requests] == ["feed", "api", "oai", "listing"]
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(urls[0])
    with pytest.raises(RuntimeError, match="inside its `with`"):
        assert arxiv.base_url
    arxiv.stop()


def test_its_clock_is_moved_by_hand(arxiv: LocalArxiv, client: httpx.Client) -> None:
    """A moment has a zone; each request is recorded with it."""
    with pytest.raises(ValueError, match="zone"):
        arxiv.at(datetime(2026, 2, 10, 12, 0))  # noqa: DTZ001 - that is what is wrong with it
    arxiv.at(datetime(2026, 2, 10, 12, 0, tzinfo=UTC))
    client.get(f"{arxiv.list_url}/cs.CV/new?show=25")
    (seen,) = arxiv.requests
    assert seen.clock == arxiv.now == datetime(2026, 2, 10, 12, 0, tzinfo=UTC)
    assert (seen.method, seen.path, seen.query) == ("GET", "/list/cs.CV/new", (("show", "25"),))
    assert (seen.status, seen.at_once, seen.started > 0) == (200, 1, True)
    assert seen.headers["accept"] == HONEST["Accept"]


def test_good_manners_are_no_violation(arxiv: LocalArxiv, client: httpx.Client) -> None:
    """Every service, asked properly, also a second time and by HEAD."""
    for path in (*ALL, *ALL):
        assert client.get(f"{arxiv.base_url}{path}").status_code == 200
    assert client.head(f"{arxiv.feed_url}/cs").content == b""
    assert client.get(f"{arxiv.feed_url}/cs", headers={"Connection": "close"}).is_success
    assert arxiv.violations == []


@pytest.mark.parametrize(
    ("headers", "violation"),
    [
        ({"User-Agent": ""}, "no honest User-Agent ('')"),
        ({"User-Agent": "python-httpx/0.28.1"}, "no honest User-Agent ('python-httpx/0.28.1')"),
        ({"User-Agent": "curl/8"}, "no honest User-Agent ('curl/8')"),
        ({"Accept": "*/*"}, "no Accept of its own"),
    ],
)
def test_a_client_says_who_it_is_and_what_it_takes(
    arxiv: LocalArxiv, client: httpx.Client, headers: dict[str, str], violation: str
) -> None:
    """The names that libraries give themselves are no names."""
    client.get(f"{arxiv.feed_url}/cs.CV", headers=headers)
    assert problems(arxiv) == [violation]


@pytest.mark.parametrize(
    ("path", "violation"),
    [
        ("/rss/cs.CV?date=today", "unknown parameters: date"),
        ("/list/cs.CV/new?show=25&page=2", "unknown parameters: page"),
        ("/oai?verb=Identify&a=1&b=2", "unknown parameters: a, b"),
        ("/list/cs.CV/recent", "nothing of arXiv's has this address"),
        (
            f"/api/query?max_results=200&id_list={','.join(['2602.00001'] * 101)}",
            "101 ids in one request, 100 at most",
        ),
        (
            f"/api/query?id_list={','.join(['2602.00001'] * 11)}",
            "11 ids, but max_results is 10: the rest would be cut off",
        ),
    ],
)
def test_a_client_asks_for_what_there_is(
    arxiv: LocalArxiv, client: httpx.Client, path: str, violation: str
) -> None:
    """Unknown parameters and addresses, too many ids."""
    client.get(f"{arxiv.base_url}{path}")
    assert problems(arxiv) == [violation]


async def test_two_requests_at_once_are_noticed() -> None:
    """While one is under way no other may start; one after the other they are fine."""
    async with LocalArxiv(latency=0.1) as arxiv, httpx.AsyncClient(headers=HONEST) as client:
        for _ in range(3):
            await client.get(f"{arxiv.feed_url}/cs.CV")
        assert arxiv.violations == []
        await asyncio.gather(*(client.get(f"{arxiv.feed_url}/cs.CV") for _ in range(2)))
        assert problems(arxiv) == ["2 requests at once"]


def test_starts_keep_their_distance(client: httpx.Client) -> None:
    """With a pause, the second of two requests in a row comes too soon."""
    with LocalArxiv(pause=30) as arxiv:
        client.get(f"{arxiv.feed_url}/cs.CV")
        assert arxiv.violations == []
        client.get(f"{arxiv.feed_url}/cs.CV")
        assert "s after the one before, not 30 s" in problems(arxiv)[0]


def test_who_was_forbidden_stays_away(arxiv: LocalArxiv, client: httpx.Client) -> None:
    """Any request after a 403 is an attack."""
    arxiv.fault("403")
    assert client.get(f"{arxiv.feed_url}/cs.CV").status_code == 403
    assert arxiv.violations == []
    client.get(f"{arxiv.list_url}/cs.CV/new")
    assert problems(arxiv) == ["asked again after a 403"]


def test_a_bad_request_is_not_repeated(arxiv: LocalArxiv, client: httpx.Client) -> None:
    """Not within a minute of the clock that is moved by hand."""
    for minutes in (0, 2):
        arxiv.at(arxiv.now + timedelta(minutes=minutes))
        client.get(f"{arxiv.feed_url}/cs.XX")
    assert arxiv.violations == []
    client.get(f"{arxiv.feed_url}/cs.XX")
    assert problems(arxiv) == ["the same request again within a minute of a 400"]


def test_a_fault_of_the_server_itself_is_raised_at_its_end() -> None:
    """A mistake in this fake must not look like arXiv being down."""

    def broken(asked: Asked, at_once: int) -> Reply:
        raise LookupError(f"{asked.path} {at_once}")

    wire = Wire(broken)
    wire.start()
    with httpx.Client() as client, pytest.raises(httpx.RemoteProtocolError):
        client.get(f"http://127.0.0.1:{wire.port}/x")
    with pytest.raises(LookupError, match="/x 1"):
        wire.stop()
