"""The nouns: papers, announcements, batches, summaries. Facts only; nothing here decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from storage.identifiers import key_of
from storage.taxonomy import canonical, canonical_all
from storage.text import Text

ARXIV_ZONE = ZoneInfo("America/New_York")  # arXiv's days are US Eastern days


class AnnounceType(StrEnum):
    """How a paper appears in a category's batch (arXiv's own words)."""

    NEW = "new"
    CROSS = "cross"
    REPLACE = "replace"
    REPLACE_CROSS = "replace-cross"

    @property
    def is_first(self) -> bool:
        """Whether the paper is announced there for the first time, not replaced."""
        return self in (AnnounceType.NEW, AnnounceType.CROSS)


class BatchState(StrEnum):
    """What is known of a batch: `waiting` and `stale` are looked at again, `quiet` is empty."""

    WAITING = "waiting"
    FRESH = "fresh"
    QUIET = "quiet"
    STALE = "stale"
    FAILED = "failed"

    @property
    def is_settled(self) -> bool:
        """Whether the batch is known: out, or certainly empty."""
        return self in (BatchState.FRESH, BatchState.QUIET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """
    One e-print, without version; *version* is the newest one known (none: the source tells none).

    *categories* are as received, the primary first. *submitted* is the moment of version 1,
    *updated* that of the newest; both in UTC. *source* names where the facts came from.
    """

    id: str
    title: Text
    abstract: Text
    authors: tuple[Text, ...]
    categories: tuple[str, ...]
    version: int | None = None
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    licence: str | None = None
    submitted: datetime | None = None
    updated: datetime | None = None
    withdrawn: bool = False
    source: str = ""

    @property
    def key(self) -> int:
        """The paper's place in date order; see `Identifier.key`."""
        return key_of(self.id)

    @property
    def primary(self) -> str:
        """The primary category, in canonical form."""
        return canonical(self.categories[0]) if self.categories else ""

    @property
    def filed_under(self) -> tuple[str, ...]:
        """The canonical categories, primary first; what rules are matched against."""
        return canonical_all(self.categories)

    @property
    def citation_version(self) -> int:
        """The version that summaries of this paper belong to (1 where none is known)."""
        return self.version or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One paper as a source announced it: the paper, and how it appeared."""

    paper: Paper
    type: AnnounceType


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A paper's appearance in a subject's batch of a day; *position* keeps arXiv's order."""

    paper_id: str
    subject: str
    day: date
    type: AnnounceType
    version: int | None
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """
    What one subject (a category, or an archive asked as a whole) announced on one day.

    *day* is the US Eastern date of the listing's heading. *declared* counts what arXiv said it
    lists, none where it did not say. *received* = *new* + *cross* + *replaced*. *sources* are the
    answers it was put together from, *reason* tells why it is not out.
    """

    subject: str
    day: date
    state: BatchState
    declared: int | None = None
    new: int = 0
    cross: int = 0
    replaced: int = 0
    sources: tuple[str, ...] = ()
    reason: str = ""
    checked_at: datetime

    @property
    def received(self) -> int:
        """How many announcements are stored for this batch."""
        return self.new + self.cross + self.replaced

    @property
    def missing(self) -> int:
        """How many declared announcements were not received."""
        return max(0, (self.declared or 0) - self.received)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """What a server said of an address the last time: its ETag, when, with which status."""

    url: str
    etag: str | None
    at: datetime
    status: int


FIELDS = ("tldr", "motivation", "method", "result", "conclusion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """
    Five fields about one version of a paper, in one language, by one engine and prompt.

    An empty field is one that the abstract does not state; *complete* is false for an imported
    record that came without some field at all. *language* is an ISO 639 code such as `zh`.
    """

    tldr: str
    motivation: str = ""
    method: str = ""
    result: str = ""
    conclusion: str = ""
    language: str
    engine: str
    prompt: str = ""
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarised:
    """A summary and the paper version that it belongs to."""

    paper_id: str
    version: int
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """
    A summary that was asked for in vain: of which version, in which language, of whom.

    *tries* tells how often so far, *at* when last, in UTC; both are the store's to count.
    """

    paper_id: str
    version: int
    language: str
    engine: str
    prompt: str
    reason: str
    tries: int = 1
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """
    What a search looks for: every word and every phrase; in any of *categories*, if named.

    *begun* is one more word, of which perhaps only the beginning is typed so far.
    """

    words: tuple[str, ...] = ()
    begun: str = ""
    phrases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The papers that a search found, best first; *newest_only*: older matches were not ranked."""

    papers: tuple[Paper, ...]
    newest_only: bool = False
