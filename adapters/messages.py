"""What is said, before any markup: a day's digest, its entries and its accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from storage.records import AnnounceType, Paper, Summary


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """
    One paper of a digest, with the summary it is shown with; each is equal to itself alone.

    *offline*: the summary was taken from the abstract, in the abstract's language.
    *left_out*: an imported record whose own summary is incomplete; the reference format counts it
    in its totals but does not print it.
    """

    paper: Paper
    summary: Summary
    type: AnnounceType
    offline: bool
    left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The entries of one primary category, in arXiv's order."""

    category: str
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """
    How a digest adds up: announced = new + cross; shown = summarised + offline.

    *announced* counts each paper of the day once, *matched* those that were asked for; *missing*
    is what arXiv declared beyond what was received.
    """

    announced: int
    new: int
    cross: int
    matched: int
    shown: int
    summarised: int
    offline: int
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words that a digest is printed with, in the reader's language."""

    language: str
    title: str  # "Fri 12 Dec 2025"
    counts: str  # "10 papers"
    accounts: tuple[str, ...]  # the lines at the foot
    thanks: str  # to arXiv
    contents: str
    details: str
    abstract: str
    motivation: str
    method: str
    result: str
    conclusion: str
    offline: str  # "from the abstract"
    cross: str  # "cross-listed"
    withdrawn: str
    others: str  # "+ {count}": authors beyond those named, or "等 {total} 人": all of them
    notices: tuple[str, ...] = ()  # what is late or lacking, one sentence each

    def and_others(self, named: int, total: int) -> str:
        """What follows the first *named* of *total* authors; nothing where they are all."""
        return self.others.format(count=total - named, total=total) if total > named else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The papers of one day, by primary category, with every word that a reader sees."""

    day: date
    language: str
    sections: tuple[Section, ...]
    accounts: Accounts
    labels: Labels

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries in the order of the digest."""
        for section in self.sections:
            yield from section.entries
