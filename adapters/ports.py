"""What the bot asks of the world: an adapter fulfils each of these; errors are translated here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from storage.identifiers import Identifier
from storage.records import AnnounceType, Fetch, Paper, Sighting, Summary

KnownTag = Callable[[str], Awaitable[str | None]]
"""The ETag that is remembered for an address, if any."""

Turn = Callable[[], Awaitable[float]]
"""Reserves the next request to arXiv; the seconds to wait before it may start."""


class SourceError(Exception):
    """
    arXiv gave no usable answer; the message says what happened, in one sentence.

    *temporary* tells whether asking again later can help; *blocked* that arXiv refuses this
    program altogether (HTTP 403), when every further request would make it worse.
    """

    def __init__(self, message: str, *, temporary: bool = True, blocked: bool = False) -> None:
        super().__init__(message)
        self.temporary = temporary
        self.blocked = blocked


class Unreadable(SourceError):
    """The answer is not what this address gives: cut XML, an HTML page, a strange document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """
    What one source said of one subject.

    *day* is the US Eastern day that the answer names. *declared* is what the page says it lists
    in all (none: it does not say). *unchanged* means that the server answered "not modified":
    everything else is empty then. *fetches* are to be remembered with what is stored.
    """

    source: str
    day: date | None
    sightings: tuple[Sighting, ...] = ()
    declared: int | None = None
    unchanged: bool = False
    fetches: tuple[Fetch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestPage:
    """
    One page of a harvest; *token* asks for the next (none: this was the last).

    *newest* is the latest day on which a paper of it was changed (none: it has no papers).
    """

    papers: tuple[Paper, ...]
    token: str | None
    token_expires: datetime | None = None
    newest: date | None = None


class BadRecord(ValueError):
    """A line of a file is no record of a paper; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """
    One line of a JSONL file: a paper as it was announced, with its summary if it has one.

    *day* is none where neither the line nor its reader told it. *fallback*: the summary was taken
    from the abstract.
    """

    paper: Paper
    type: AnnounceType = AnnounceType.NEW
    day: date | None = None
    summary: Summary | None = None
    fallback: bool = False


class ReadRecord(Protocol):
    """Reads one line of a JSONL file."""

    def __call__(self, line: str, *, day: date | None, language: str | None) -> Record:
        """
        The record in *line*; raises `BadRecord`.

        *day* and *language* are the caller's word for what a line of the reference pipeline does
        not tell; they win over the line's own.
        """


class Announcements(Protocol):
    """The day's announcement, from its two sources, and days gone by."""

    async def listing(self, subject: str, known: KnownTag) -> Announced:
        """The listing page of *subject*; raises `SourceError`."""

    async def feed(
        self, subjects: Sequence[str], known: KnownTag
    ) -> Mapping[str, Announced | SourceError]:
        """The announcement feed of all *subjects*, in safe chunks, taken apart by subject."""

    async def catch_up(self, subject: str, day: date) -> Announced:
        """What *subject* announced on *day*, at most 90 days ago; raises `SourceError`."""


class Papers(Protocol):
    """Papers by their identifiers."""

    async def papers(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Paper]:
        """Those of *identifiers* that exist; raises `SourceError`."""


class Harvest(Protocol):
    """All papers, page by page, for the local index."""

    def harvest(
        self, *, archive: str | None, since: date, until: date | None, token: str | None
    ) -> AsyncIterator[HarvestPage]:
        """
        Pages of what was last changed from *since* to *until*, both inclusive (none: to now).

        Or from where *token* continues; raises `SourceError`. A page may come again, after a token
        that expired.
        """


class Reach(Protocol):
    """Whether what is asked can be reached at all."""

    async def reach(self) -> Mapping[str, str | None]:
        """Each address by a short name, with what is wrong with it (none: it answers)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    A sentence of an abstract; its *role* is background, objective, method, result or other.

    '' where nobody can tell.
    """

    text: str
    role: str


class Summariser(Protocol):
    """Makes a summary out of a paper's title and abstract."""

    engine: str
    prompt: str

    def summarise(self, paper: Paper) -> Summary:
        """A summary of *paper*; never raises, and never says what the abstract does not."""

    def sentences(self, paper: Paper) -> tuple[Sentence, ...]:
        """The sentences of the abstract, in order; none where it has no text."""


class Progress(Protocol):
    """Tells a waiting person how far long work has come."""

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """*done* of *total* (none: unknown) steps; *what* is under way now."""
