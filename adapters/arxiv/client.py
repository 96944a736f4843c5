"""
The one gate to arXiv: one request at a time, in turn, with patience, and never against its will.

Rules: https://info.arxiv.org/help/api/tou.md (one request every three seconds, one connection)
and robots.txt (who goes on after a 403 is taken for an attacker).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import ClassVar, Generic, TypeVar

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from adapters.ports import SourceError, Turn, Unreadable
from storage.records import Fetch

T = TypeVar("T")
Read = Callable[[bytes], T]
"""Understands a body, or raises `SourceError` (`Unreadable` where it is no answer at all)."""

# Without an Accept of its own a client may be answered 406 (since 2026-09).
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/xml, text/xml, text/html, */*;q=0.5"
)
MOST_BYTES = 64 * 1024 * 1024
MOST_REDIRECTS = 3
ANSWER_WITHIN = 300.0  # seconds for a whole answer, however slowly it drips
TRIES = 5
PATIENCE = (30.0, 60.0, 120.0, 300.0)  # seconds before each further try
JITTER = 0.2  # of the wait, at most
LONGEST_RETRY_AFTER = 15 * 60.0  # seconds; who asks for more is asked again another day
LONGEST_WAITING = 30 * 60.0  # seconds, all waits of one question together
TRY_AGAIN = frozenset({406, 408, 425, 429})  # and all 5xx; 406 comes while throttled


class Busy(SourceError):
    """ArXiv cannot answer now; *after* are the seconds that it asks to wait, if it says so."""

    def __init__(self, message: str, *, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[T]):
    """What an address gave: its *content*, or none where it was not modified since *etag*."""

    content: T | None
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: bytes
    etag: str | None
    retry_after: float | None


def user_agent(version: str, contact: str) -> str:
    """How the program names itself, with where its keeper can be reached, if that is known."""
    reach = contact.encode("ascii", "ignore").decode().strip()
    return f"paperround/{version} (+{reach})" if reach else f"paperround/{version}"


class ArxivClient:
    """Asks arXiv, one question after the other; clock, turns and chance come from outside."""

    tries: ClassVar[int] = TRIES

    def __init__(
        self,
        http: httpx.AsyncClient,
        turn: Turn,
        sleep: Callable[[float], Awaitable[None]],
        now: Callable[[], datetime],
        chance: Callable[[], float],
        notice: Callable[[str], None],
    ) -> None:
        self._http = http
        self._turn = turn
        self._sleep = sleep
        self._now = now
        self._chance = chance
        self._notice = notice
        self._gate = asyncio.Lock()
        self._refused = ""

    async def get(self, url: str, read: Read[T], *, etag: str | None = None) -> Answer[T]:
        """
        Ask *url*, unless it still is what it was at *etag*, and understand the answer by *read*.

        Raises `SourceError` after patient tries, or at once where trying again cannot help. *read*
        runs on a thread of its own: thousands of papers take longer than the loop may stand still.
        """
        retrying = AsyncRetrying(
            sleep=self._sleep,
            wait=self._wait,
            stop=self._is_enough,
            retry=retry_if_exception(_is_worth_another_try),
            before_sleep=self._tell,
            reraise=True,
        )
        return await retrying(self._once, url, read, etag)

    async def content(self, url: str, read: Read[T]) -> T:
        """Ask *url* whatever was known of it, and understand the answer by *read*."""
        answer = await self.get(url, read)
        if answer.content is None:
            raise SourceError(f"{_place(url)} says that nothing changed, but was not asked that.")
        return answer.content

    async def _once(self, url: str, read: Read[T], etag: str | None) -> Answer[T]:
        reply = await self._exchange(url, etag)
        if reply.status == HTTPStatus.NOT_MODIFIED:
            fetch = Fetch(url=url, etag=reply.etag or etag, at=self._now(), status=reply.status)
            return Answer(content=None, fetch=fetch)
        if reply.status == HTTPStatus.FORBIDDEN:
            self._refused = f"{_place(url)} refused this program (403 Forbidden)."
            raise _blocked(self._refused)
        if reply.status in TRY_AGAIN or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Busy(f"{_place(url)} answered {_status(reply.status)}.", after=reply.retry_after)
        if reply.status != HTTPStatus.OK:
            await _raise_reason(reply.body, read)
            raise SourceError(f"{_place(url)} answered {_status(reply.status)}.", temporary=False)
        content = await asyncio.to_thread(read, reply.body)
        fetch = Fetch(url=url, etag=reply.etag, at=self._now(), status=reply.status)
        return Answer(content=content, fetch=fetch)

    async def _exchange(self, url: str, etag: str | None) -> _Reply:
        """One question and its answer; nothing else is asked meanwhile."""
        async with self._gate:
            try:
                async with asyncio.timeout(ANSWER_WITHIN):
                    return await self._follow(self._request(url, etag))
            except (TimeoutError, httpx.TimeoutException) as error:
                raise Busy(f"{_place(url)} did not answer in time.") from error
            except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
                said = f"{_place(url)} is no address to ask."
                raise SourceError(said, temporary=False) from error
            except httpx.ConnectError as error:
                # Nobody is there, or there is no network: the next look will tell.
                raise SourceError(f"{_place(url)} cannot be reached ({error}).") from error
            except httpx.RequestError as error:
                raise Busy(f"{_place(url)} broke off its answer.") from error

    def _request(self, url: str, etag: str | None) -> httpx.Request:
        headers = {"Accept": ACCEPT} | ({"If-None-Match": etag} if etag else {})
        return self._http.build_request("GET", url, headers=headers)

    async def _follow(self, request: httpx.Request) -> _Reply:
        """The answer to *request*; where it sends on, that takes its own turn."""
        asked = request
        for _ in range(MOST_REDIRECTS + 1):
            await self._take_turn()
            response = await self._http.send(request, stream=True, follow_redirects=False)
            try:
                if response.next_request is None:
                    return await self._reply(response)
                request = response.next_request
            finally:
                await response.aclose()
        raise SourceError(f"{_place(str(asked.url))} sends on without end.", temporary=False)

    async def _take_turn(self) -> None:
        if self._refused:
            raise _blocked(self._refused)
        wait = await self._turn()
        if wait > 0:
            await self._sleep(wait)

    async def _reply(self, response: httpx.Response) -> _Reply:
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                place = _place(str(response.url))
                raise SourceError(f"{place} answered with more than 64 MB.", temporary=False)
        return _Reply(
            status=response.status_code,
            body=bytes(body),
            etag=response.headers.get("ETag"),
            retry_after=self._seconds_until(response.headers.get("Retry-After", "")),
        )

    def _seconds_until(self, written: str) -> float | None:
        """What a Retry-After asks for, in seconds; it is a number or a date (RFC 9110, 10.2.3)."""
        if written.strip().isascii() and written.strip().isdecimal():
            return float(written.strip()[:9])
        try:
            moment = parsedate_to_datetime(written)
        except (ValueError, OverflowError):
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (aware - self._now()).total_seconds())

    def _wait(self, state: RetryCallState) -> float:
        """Seconds until the next try: what arXiv asks for, else longer and longer."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Busy) and error.after is not None:
            return error.after
        patience = PATIENCE[min(state.attempt_number, len(PATIENCE)) - 1]
        return patience * (1 + JITTER * self._chance())

    def _is_enough(self, state: RetryCallState) -> bool:
        waited = state.idle_for + state.upcoming_sleep
        return state.attempt_number >= self.tries or waited > LONGEST_WAITING

    def _tell(self, state: RetryCallState) -> None:
        self._notice(f"arXiv is busy; trying again in {state.upcoming_sleep:.0f} s")


def _is_worth_another_try(error: BaseException) -> bool:
    if isinstance(error, Busy):
        return error.after is None or error.after <= LONGEST_RETRY_AFTER
    return isinstance(error, Unreadable) and error.temporary


async def _raise_reason(body: bytes, read: Read[T]) -> None:
    """Raise what an answer with an error status says of itself, if it says anything."""
    try:
        await asyncio.to_thread(read, body)
    except Unreadable:
        return


def _blocked(message: str) -> SourceError:
    return SourceError(message, temporary=False, blocked=True)


def _place(url: str) -> str:
    """Host and path of *url*: all of it that a message may show."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        return "The address"
    return f"{parts.host}{parts.path}"


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)
