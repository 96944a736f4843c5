"""The local arXiv as a whole: a book, a clock moved by hand, faults, and an eye on manners."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self, Unpack

from tests.fakes.arxiv.api import api
from tests.fakes.arxiv.book import Book
from tests.fakes.arxiv.faults import Fault, Faults, How, Kind, Where, refusal, spoil
from tests.fakes.arxiv.feed import feed
from tests.fakes.arxiv.listing import catchup, listing
from tests.fakes.arxiv.manners import Manners, Seen
from tests.fakes.arxiv.oai import Repository
from tests.fakes.arxiv.papers import FakePaper
from tests.fakes.arxiv.view import View
from tests.fakes.arxiv.wire import Asked, Reply, Wire

A_TUESDAY = datetime(2026, 2, 10, 13, 0, tzinfo=UTC)  # eight in the morning, Eastern

ADDRESSES: tuple[tuple[Where, str], ...] = (
    ("feed", r"/(rss|atom)/[^/]+"),
    ("listing", r"/list/[^/]+/new"),
    ("catchup", r"/catchup/[^/]+/[^/]+"),
    ("api", r"/api/query"),
    ("oai", r"/oai"),
)


class LocalArxiv:
    """
    arXiv on loopback, for the time of a `with` or `async with`; its loop is a thread of its own.

    Change it from the test at any time. `requests` are all requests received, `violations` all
    that was wrong with them: a test asserts that it is empty. *pause* is how many seconds must
    lie between two starts, *latency* how many each answer takes (the longer, the surer two requests
    at once are noticed), *oai_page* how many records OAI-PMH gives at once.
    """

    def __init__(self, *, pause: float = 0.0, latency: float = 0.005, oai_page: int = 2500) -> None:
        self.now = A_TUESDAY
        self.requests: list[Seen] = []
        self.violations: list[str] = []
        self._latency = latency
        self._book = Book()
        self._faults = Faults()
        self._manners = Manners(pause=pause)
        self._repository = Repository(page=oai_page)
        self._lock = threading.Lock()
        self._wire: Wire | None = None
        self._pages: dict[Where, Callable[[Asked, View], Reply]] = {
            "feed": feed,
            "listing": listing,
            "catchup": catchup,
            "api": api,
            "oai": self._repository.answer,
        }

    @property
    def base_url(self) -> str:
        """Where all of it is."""
        if self._wire is None:
            raise RuntimeError("the local arXiv runs only inside its `with`")
        return f"http://127.0.0.1:{self._wire.port}"

    @property
    def feed_url(self) -> str:
        """Stands for https://rss.arxiv.org/rss; `/atom` is beside it."""
        return f"{self.base_url}/rss"

    @property
    def api_url(self) -> str:
        """Stands for https://export.arxiv.org/api/query."""
        return f"{self.base_url}/api/query"

    @property
    def oai_url(self) -> str:
        """Stands for https://oaipmh.arxiv.org/oai."""
        return f"{self.base_url}/oai"

    @property
    def list_url(self) -> str:
        """Stands for https://arxiv.org/list; `/catchup` is beside it."""
        return f"{self.base_url}/list"

    def at(self, moment: datetime) -> None:
        """Let it be *moment* at arXiv."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs its zone")
        with self._lock:
            self.now = moment

    def announce(self, day: date, *papers: FakePaper) -> None:
        """Let *papers* (perhaps none) be the announcement of *day*, or join it."""
        with self._lock:
            self._book.announce(day, *papers)

    def holiday(self, day: date) -> None:
        """Let *day* pass without an announcement."""
        with self._lock:
            self._book.holiday(day)

    def fault(self, kind: Kind, **how: Unpack[How]) -> None:
        """Let something go wrong with the next request it fits; see `How`."""
        with self._lock:
            self._faults.add(Fault(kind, **how))

    def heal(self) -> None:
        """Let nothing go wrong any more."""
        with self._lock:
            self._faults.heal()

    def start(self) -> None:
        """Begin to answer."""
        self._wire = Wire(self._answer)
        self._wire.start()

    def stop(self) -> None:
        """End every connection; raises what failed in the server itself."""
        if self._wire is not None:
            self._wire.stop()
            self._wire = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    def _answer(self, asked: Asked, at_once: int) -> Reply:
        with self._lock:
            where = _where(asked.path)
            reply = self._reply(asked, where)
            seen = Seen(
                where=where,
                method=asked.method,
                path=asked.path,
                query=asked.query,
                headers=asked.headers,
                target=asked.target,
                started=time.monotonic(),
                clock=self.now,
                at_once=at_once,
                status=0 if reply.ending == "drop" else reply.status,
            )
            self._manners.tokens = set(self._repository.expiries)
            self.requests.append(seen)
            self.violations.extend(self._manners.judge(asked, seen))
            return reply

    def _reply(self, asked: Asked, where: Where | None) -> Reply:
        if where is None:
            return Reply(status=404, body="<html><body><h1>Not Found</h1></body></html>\n")
        fault = self._faults.strike(where, asked.target)
        hidden = self._faults.hidden(where, asked.target, self.now)
        refused = refusal(fault) if fault else None
        view = View(book=self._book, now=self.now, hidden=hidden, fault=fault)
        reply = refused or self._pages[where](asked, view)
        reply = spoil(reply, fault) if fault else reply
        return replace(reply, delay=max(self._latency, reply.delay))


def _where(path: str) -> Where | None:
    """Which of arXiv's services has the address *path*."""
    for where, pattern in ADDRESSES:
        if re.fullmatch(pattern, path):
            return where
    return None
