"""The gate to arXiv: turns, patience, refusals."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from adapters.arxiv.client import MOST_BYTES, user_agent
from adapters.ports import SourceError, Unreadable
from tests.adapters.arxiv.answers import NOON, Asking, by_address, in_turn

URL = "https://user:secret@export.arxiv.org/api/query?id_list=abc"


def read(body: bytes) -> str:
    """The body as text, if it is one that this address gives."""
    if body.startswith(b"<html"):
        raise Unreadable("An HTML page.")
    if body.startswith(b"refused"):
        raise SourceError("The reason that arXiv gives.", temporary=False)
    return body.decode()


async def failure(asking: Asking) -> SourceError:
    """The error that asking once ends with."""
    with pytest.raises(SourceError) as caught:
        await asking.client.get(URL, read)
    return caught.value


async def test_an_answer_is_read_and_its_tag_remembered() -> None:
    """The fetch names the address, the ETag, the moment and the status."""
    asking = Asking(in_turn(httpx.Response(200, text="good", headers={"ETag": '"a"'})))
    answer = await asking.client.get(URL, read)
    assert answer.content == "good"
    assert (answer.fetch.url, answer.fetch.etag) == (URL, '"a"')
    assert (answer.fetch.status, answer.fetch.at) == (200, NOON)
    assert "*/*" in asking.requests[0].headers["Accept"]
    assert asking.requests[0].headers["Accept"] != "*/*"
    assert "If-None-Match" not in asking.requests[0].headers


async def test_what_was_not_modified_has_no_content() -> None:
    """A known ETag is sent, and stays known where the server does not repeat it."""
    asking = Asking(in_turn(httpx.Response(304)))
    answer = await asking.client.get(URL, read, etag='"a"')
    assert asking.requests[0].headers["If-None-Match"] == '"a"'
    assert (answer.content, answer.fetch.etag, answer.fetch.status) == (None, '"a"', 304)


async def test_not_modified_without_a_question_is_an_error() -> None:
    """Who sent no ETag must get the content."""
    with pytest.raises(SourceError, match="nothing changed"):
        await Asking(in_turn(httpx.Response(304))).client.content(URL, read)


async def test_every_request_waits_for_its_turn() -> None:
    """The turn says how long; no wait is no sleep."""
    asking = Asking(in_turn(httpx.Response(200), httpx.Response(200)), turns=2.5)
    client = asking.client
    await client.content(URL, read)
    asking.turns = 0.0
    await client.content(URL, read)
    assert asking.waits == [2.5]
    assert asking.taken == 2


async def test_only_one_request_is_under_way() -> None:
    """Many askers, one connection: the next begins when the last has ended."""
    under_way: list[int] = []
    most = 0

    async def handler(request: httpx.Request) -> httpx.Response:
        nonlocal most
        under_way.append(1)
        most = max(most, len(under_way))
        await asyncio.sleep(0)
        under_way.pop()
        return httpx.Response(200)

    client = Asking(handler).client
    await asyncio.gather(*(client.content(URL, read) for _ in range(5)))
    assert most == 1


@pytest.mark.parametrize("status", [406, 408, 425, 429, 500, 502, 503, 504, 522])
async def test_a_busy_arxiv_is_asked_again(status: int) -> None:
    """With growing waits, told to whoever waits."""
    responses = [httpx.Response(status, text="Rate exceeded.") for _ in range(4)]
    asking = Asking(in_turn(*responses, httpx.Response(200, text="good")))
    assert await asking.client.content(URL, read) == "good"
    assert asking.waits == [30, 60, 120, 300]
    assert asking.notices[0] == "arXiv is busy; trying again in 30 s"
    assert asking.taken == 5


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadTimeout("slow"),
        TimeoutError(),
        httpx.RemoteProtocolError("peer closed connection"),
        httpx.ReadError("reset"),
        httpx.DecodingError("cut gzip"),
    ],
)
async def test_a_broken_answer_is_asked_for_again(fault: Exception) -> None:
    """Timeouts, dropped connections and cut bodies pass."""
    asking = Asking(in_turn(fault, httpx.Response(200, text="good")), chance=1.0)
    assert await asking.client.content(URL, read) == "good"
    assert asking.waits == [36]  # with all of the jitter


async def test_a_page_that_says_busy_is_asked_for_again() -> None:
    """HTML where XML belongs is trouble that passes."""
    asking = Asking(in_turn(httpx.Response(200, text="<html>"), httpx.Response(200, text="good")))
    assert await asking.client.content(URL, read) == "good"


async def test_patience_ends_after_five_tries() -> None:
    """The last failure is told, without what the address may hide."""
    error = await failure(asking := Asking(lambda _: httpx.Response(503)))
    assert str(error) == "export.arxiv.org/api/query answered 503 Service Unavailable."
    assert (error.temporary, error.blocked) == (True, False)
    assert len(asking.requests) == 5


async def test_what_stays_unreadable_is_not_asked_for_again() -> None:
    """A changed page stays changed."""

    def fail(body: bytes) -> str:
        raise Unreadable("Changed.", temporary=False)

    asking = Asking(lambda _: httpx.Response(200))
    with pytest.raises(Unreadable):
        await asking.client.get(URL, fail)
    assert asking.waits == []


@pytest.mark.parametrize(
    ("written", "waited"),
    [
        ("7", 7.0),
        ("Wed, 12 Aug 2026 12:01:30 GMT", 90.0),
        ("Wed, 12 Aug 2026 12:01:30 -0000", 90.0),
        ("Wed, 12 Aug 2026 11:00:00 GMT", 0.0),
        ("soon", 30.0),
        ("Wed, 99 Aug 2026 11:00:00 GMT", 30.0),
        ("-5", 30.0),
        ("", 30.0),
    ],
)
async def test_retry_after_is_obeyed(written: str, waited: float) -> None:
    """In seconds or as a date; what is neither counts for nothing."""
    busy = httpx.Response(429, headers={"Retry-After": written})
    asking = Asking(in_turn(busy, httpx.Response(200, text="good")), chance=0.0)
    await asking.client.content(URL, read)
    assert asking.waits == [waited]


@pytest.mark.parametrize(
    "written", ["901", "99999999999999999999", "Thu, 13 Aug 2026 12:00:00 GMT"]
)
async def test_a_long_retry_after_is_not_waited_for(written: str) -> None:
    """More than a quarter of an hour belongs to the next look."""
    error = await failure(
        asking := Asking(lambda _: httpx.Response(503, headers={"Retry-After": written}))
    )
    assert error.temporary
    assert asking.waits == []


async def test_all_waits_together_are_bounded() -> None:
    """Half an hour, whatever arXiv asks for."""
    await failure(asking := Asking(lambda _: httpx.Response(503, headers={"Retry-After": "899"})))
    assert asking.waits == [899, 899]


@pytest.mark.parametrize(("status", "said"), [(400, "400 Bad Request"), (404, "404"), (299, "299")])
async def test_a_wrong_question_is_not_repeated(status: int, said: str) -> None:
    """Nothing changes by asking again."""
    error = await failure(asking := Asking(lambda _: httpx.Response(status, text="<html>")))
    assert said in str(error)
    assert not error.temporary
    assert len(asking.requests) == 1


async def test_an_error_page_gives_its_reason() -> None:
    """An error status with a readable body is told in arXiv's words."""
    error = await failure(Asking(lambda _: httpx.Response(400, text="refused")))
    assert str(error) == "The reason that arXiv gives."


async def test_a_readable_answer_under_an_error_status_stays_an_error() -> None:
    """A status is believed."""
    error = await failure(Asking(lambda _: httpx.Response(404, text="good")))
    assert "404 Not Found" in str(error)


async def test_after_a_refusal_nothing_is_asked_any_more() -> None:
    """403 means stop: arXiv takes further requests for an attack."""
    asking = Asking(lambda _: httpx.Response(403))
    client = asking.client
    for _ in range(2):
        with pytest.raises(SourceError, match="403 Forbidden") as caught:
            await client.get(URL, read)
        assert caught.value.blocked
        assert not caught.value.temporary
    assert len(asking.requests) == 1


async def test_an_absent_arxiv_is_told_at_once() -> None:
    """Without a network nobody waits for minutes."""
    error = await failure(asking := Asking(in_turn(httpx.ConnectError("no route"))))
    assert str(error) == "export.arxiv.org/api/query cannot be reached (no route)."
    assert error.temporary
    assert asking.waits == []


@pytest.mark.parametrize("url", ["ftp://export.arxiv.org/", "https://arxiv.org:port/", "nowhere"])
async def test_a_bad_address_is_one_sentence(url: str) -> None:
    """Settings may be wrong."""
    asking = Asking(in_turn(httpx.UnsupportedProtocol("no such protocol")))
    with pytest.raises(SourceError, match="no address") as caught:
        await asking.client.get(url, read)
    assert not caught.value.temporary


async def test_sending_on_takes_a_turn_of_its_own() -> None:
    """A redirect is one more request to arXiv."""
    moved = httpx.Response(301, headers={"Location": "/list/math.NA/new"})
    asking = Asking(in_turn(moved, httpx.Response(200, text="good")), turns=3.0)
    assert await asking.client.content("https://arxiv.org/list/cs.NA/new", read) == "good"
    assert asking.urls[1] == "https://arxiv.org/list/math.NA/new"
    assert asking.waits == [3.0, 3.0]


async def test_sending_on_without_end_is_an_error() -> None:
    """A circle is left."""
    asking = Asking(lambda _: httpx.Response(302, headers={"Location": "/again"}))
    assert "sends on without end" in str(await failure(asking))
    assert len(asking.requests) == 4


async def test_an_enormous_answer_is_refused() -> None:
    """Nobody sends 64 MB of announcements."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(MOST_BYTES // 2**23 + 1):
            yield bytes(2**23)

    error = await failure(Asking(lambda _: httpx.Response(200, content=pieces())))
    assert "more than 64 MB" in str(error)
    assert not error.temporary


async def test_an_unknown_address_is_told() -> None:
    """Host and path, and what happened."""
    with pytest.raises(SourceError, match=r"^arxiv.org/list/x answered 404 Not Found\.$"):
        await Asking(by_address({})).client.content("https://arxiv.org/list/x", read)


def test_the_program_names_itself() -> None:
    """Honestly, and in ASCII."""
    assert user_agent("0.1.0", "") == "paperround/0.1.0"
    assert user_agent("0.1.0", "me@example.org") == "paperround/0.1.0 (+me@example.org)"
    assert user_agent("0.1.0", "mé@example.org") == "paperround/0.1.0 (+m@example.org)"
