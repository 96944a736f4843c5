"""
The one gate to arXiv: one request at a time, in turn, with patience, and never against its will.

Rules: https://info.arxiv.org/help/api/tou.md (one request every three seconds, one connection)
and robots.txt (who goes on after a 403 is taken for an attacker).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import ClassVar, Generic, TypeVar

import httpx
from tenacity import AsyncRetrying, retry_if_exception

from adapters.arxiv.patience import (
    TRIES,
    Busy,
    Host,
    is_enough,
    is_worth_another_try,
    next_wait,
    seconds_until,
)
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
TRY_AGAIN = frozenset({406, 408, 425, 429})  # and all 5xx; 406 comes while throttled


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
        self._hosts: dict[str, Host] = {}

    async def get(self, url: str, read: Read[T], *, etag: str | None = None) -> Answer[T]:
        """
        Ask *url*, unless it still is what it was at *etag*, and understand the answer by *read*.

        Raises `SourceError` after patient tries, or at once where trying again cannot help; with
        one try where another question to its host has just waited in vain, with none where the
        host asked to be left alone for long. *read* runs on a thread of its own: thousands of
        papers take longer than the loop may stand still.
        """
        host = self._hosts.setdefault(_place(url).partition("/")[0], Host())
        tries = host.tries(self.tries, self._now())
        retrying = self._retrying(tries, waited=await self._heed(host, tries))
        try:
            answer: Answer[T] = await retrying(self._ask, host, url, read, etag)
        except SourceError as error:
            if tries > 1 and is_worth_another_try(error):
                host.exhaust(self._now())
            raise
        host.recover()
        return answer

    async def _heed(self, host: Host, tries: int) -> float:
        """Wait as *host* asked earlier and tell how long, or raise what it said then."""
        wait = host.wait(self._now())
        if wait == 0:
            return wait
        warning = Busy(host.said, after=wait)
        if tries == 1 or not is_worth_another_try(warning):
            raise warning
        self._tell(wait)
        await self._sleep(wait)
        return wait

    def _retrying(self, tries: int, *, waited: float) -> AsyncRetrying:
        return AsyncRetrying(
            sleep=self._sleep,
            wait=lambda state: next_wait(state, self._chance()),
            stop=partial(is_enough, tries=tries, waited=waited),
            retry=retry_if_exception(is_worth_another_try),
            before_sleep=lambda state: self._tell(state.upcoming_sleep),
            reraise=True,
        )

    def _tell(self, wait: float) -> None:
        self._notice(f"arXiv is busy; trying again in {wait:.0f} s")

    async def _ask(self, host: Host, url: str, read: Read[T], etag: str | None) -> Answer[T]:
        try:
            return await self._once(url, read, etag)
        except Busy as error:
            host.remember(error, self._now())
            raise

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
            retry_after=seconds_until(response.headers.get("Retry-After", ""), self._now()),
        )


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
