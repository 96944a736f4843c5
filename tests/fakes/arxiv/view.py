"""What an endpoint sees of the book: the time, what goes wrong, and the batches that are out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from tests.fakes.arxiv.book import Book, Entry, categories_asked, eastern_day
from tests.fakes.arxiv.faults import Fault, Kind
from tests.fakes.arxiv.wire import Reply

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The book at one moment, for one request."""

    book: Book
    now: datetime
    hidden: frozenset[date] = frozenset()
    fault: Fault | None = None

    def has(self, kind: Kind) -> bool:
        """Whether this is what goes wrong with the request."""
        return self.fault is not None and self.fault.kind == kind

    @property
    def listed_day(self) -> date | None:
        """The day of the listing page: the newest that is out, or (stale) the one before."""
        day = self.book.newest(self.now, hidden=self.hidden)
        return self.book.previous(day) if self.has("stale") else day

    def fed(self, asked: frozenset[str]) -> tuple[Entry, ...]:
        """What the feed holds: the batch of this Eastern day and of no other."""
        today = eastern_day(self.now)
        if self.has("empty") or (today in self.hidden and not self.has("stale")):
            return ()
        fresh = self.book.batch(today, asked)
        if not self.has("stale"):
            return fresh
        old, stale = self.book.batch(self.book.previous(today), asked), self._stale_categories()
        if stale is None:
            return old
        of_it = [entry for entry in old if stale.intersection(entry.paper.announced_in)]
        others = [entry for entry in fresh if not stale.intersection(entry.paper.announced_in)]
        return (*of_it, *others)

    def _stale_categories(self) -> frozenset[str] | None:
        """What alone is stale in a combined answer; none: all of it."""
        category = self.fault.category if self.fault else None
        return categories_asked(category) if category else None

    def batch(self, day: date | None, asked: frozenset[str]) -> tuple[Entry, ...]:
        """What the categories *asked* announced on *day*."""
        return () if self.has("empty") or day in self.hidden else self.book.batch(day, asked)

    def kept(self, entries: Sequence[T]) -> Sequence[T]:
        """Those *entries* that a `partial` answer still has."""
        if self.fault is None or self.fault.kind != "partial":
            return entries
        keep = len(entries) // 2 if self.fault.keep is None else self.fault.keep
        return entries[:keep]


def bad_request(reason: str) -> Reply:
    """The page that answers a request which cannot be understood."""
    return Reply(
        status=400,
        body="<!DOCTYPE html>\n<html lang=\"en\"><head><title>400 Bad Request</title></head>\n"
        f"<body><h1>Bad Request</h1>\n<p>{reason}</p></body></html>\n",
    )  # fmt: skip
