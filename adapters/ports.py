"""What the bot asks of the world: an adapter fulfils each of these; errors are translated here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from adapters.views import View
from storage.identifiers import Identifier
from storage.people import Address, ChatKind
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


class Summariser(Protocol):
    """Makes a summary out of a paper's title and abstract."""

    engine: str
    prompt: str

    def summarise(self, paper: Paper) -> Summary:
        """A summary of *paper*; never raises, and never says what the abstract does not."""


class Progress(Protocol):
    """Tells a waiting person how far long work has come."""

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """*done* of *total* (none: unknown) steps; *what* is under way now."""


class DeliveryError(Exception):
    """
    A platform did not take a message; the message says why, and never holds a secret.

    *gone*: the chat is no more there for the bot (blocked, kicked, deleted): pause it, no retry.
    *uncertain*: the request was written, no answer came; the message may have arrived.
    *retry_after*: seconds that the platform told to wait (flood limit); the chat is paused for
    them, or the whole platform where *everyone*. *moved_to*: the chat's new id on its platform.
    Otherwise it was surely not delivered, and may be tried again.
    """

    def __init__(
        self,
        message: str,
        *,
        gone: bool = False,
        uncertain: bool = False,
        retry_after: float | None = None,
        everyone: bool = False,
        moved_to: str = "",
    ) -> None:
        super().__init__(message)
        self.gone = gone
        self.uncertain = uncertain
        self.retry_after = retry_after
        self.everyone = everyone
        self.moved_to = moved_to


class Unwelcome(Exception):
    """A platform does not let this bot in at all: its token is wrong, or was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    What a person typed or pressed, the same on every platform.

    *text* is a command with its words, or free text; *data* is an action that was pressed. *reader*
    is the person's id on the platform; *may_settle*: they administer the chat (always so in a
    private one). *language* is what the platform says of the person, '' where it says nothing.
    *message_id* is the message that the pressed button is on.
    """

    address: Address
    kind: ChatKind
    reader: str
    text: str = ""
    data: str = ""
    may_settle: bool = True
    language: str = ""
    message_id: str = ""


class Answer(Protocol):
    """What a platform asks of the bot: views in answer to a request."""

    def __call__(self, request: Request) -> AsyncIterator[View]:
        """
        One view or several: the first is shown at once, each further one replaces it by an edit.

        Where a view belongs is its `Manner`; one that is said aside is neither replaced nor
        replaces. Never raises; what cannot be done is a view that says so.
        """


class Platform(Protocol):
    """A place where people talk: it listens, and it speaks."""

    name: str

    async def listen(self, answer: Answer) -> None:
        """
        Receive requests and answer them until cancelled; handlers under way are finished.

        Raises `Unwelcome` where trying again is no use.
        """

    async def send(self, address: Address, view: View, key: str) -> str:
        """Send *view*, once for each *key*; the id of the message. Raises `DeliveryError`."""

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Replace what a message says. Raises `DeliveryError`."""

    def fits(self, view: View) -> bool:
        """Whether *view* fits one message of this platform."""
