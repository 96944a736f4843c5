"""
Which papers a chat gets, why, and in which order. Pure.

DESIGN 9.13 to 9.16: a paper shown once is never pushed to that chat again; beyond the limit the
best fits are shown and the rest counted; cross-lists come after the new ones; replacements are a
section of their own, outside the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from storage.people import ChatSettings, Order, Revisions
from storage.records import AnnounceType, Paper


class Why(StrEnum):
    """What became of a paper that a chat's rules matched."""

    SHOWN = "shown"
    MORE = "more"  # matched, beyond the limit
    BEFORE = "before"  # shown in an earlier digest
    CROSS_LIST = "cross-list"  # the chat wants none
    REVISION = "revision"  # the chat does not follow this paper's revisions


class Section(StrEnum):
    """Where in a digest a paper stands."""

    NEW = "new"
    CROSS = "cross"
    REVISION = "revision"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """
    One paper as it was announced since a chat's last digest: once, however many announced it.

    *type* is the best of its announcements (new before cross before replaced), *subjects* where it
    was announced, *place* its place in arXiv's order within its day.
    """

    paper: Paper
    type: AnnounceType
    day: date
    subjects: frozenset[str]
    place: int

    @cached_property
    def key(self) -> int:
        """The paper's, kept: a planning asks for it millions of times."""
        return self.paper.key

    @cached_property
    def is_first(self) -> bool:
        """Whether it is announced for the first time, and no replacement."""
        return self.type.is_first

    @cached_property
    def is_new(self) -> bool:
        """Whether it is announced as new in one of its categories, and not as a cross-list."""
        return self.type is AnnounceType.NEW

    @cached_property
    def by_arxiv(self) -> tuple[date, int, int]:
        """What sorts it as arXiv does."""
        return self.day, self.place, self.key


class Match(NamedTuple):  # not a dataclass: a planning makes millions of them
    """A candidate that rules of a chat match; *rule* is the first of them, *fit* the best fit."""

    candidate: Candidate
    rule: str
    at_home: bool  # the primary category is one that the rule names, or it names none
    fit: Any  # ordered, the best smallest; see `bot.matching`


class Choice(NamedTuple):
    """One paper of a digest: in which section, at which rank (from 1), by which rule."""

    candidate: Candidate
    section: Section
    rank: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """
    What a chat gets of what it matched.

    *shown* are new papers, then cross-lists; *revisions* come behind them. *beyond* counts those
    that matched beyond the limit, *before* those shown in earlier digests. *rest* holds what is
    beyond the limit, the best first, where it was asked for.
    """

    shown: tuple[Choice, ...] = ()
    beyond: int = 0
    revisions: tuple[Choice, ...] = ()
    before: int = 0
    rest: tuple[Match, ...] = ()

    @property
    def more(self) -> tuple[Choice, ...]:
        """What is beyond the limit, at its ranks."""
        return tuple(_choices(self.rest, first=len(self.shown) + 1))

    @property
    def matched(self) -> int:
        """Each matching paper once: shown + more + received before."""
        return len(self.shown) + self.beyond + self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """
    What a chat has had: papers *shown* with the newest version told of, papers *saved* there.

    *keys* are those of the papers shown.
    """

    shown: Mapping[str, int]
    saved: Collection[str] = ()
    keys: Collection[int] = ()


def choose(
    matches: Iterable[Match], settings: ChatSettings, memory: Memory, *, limit: int | None = None
) -> Chosen:
    """What a chat with these *settings* and this *memory* gets of *matches*."""
    limit = settings.limit if limit is None else limit
    first: list[_Ranked] = []
    revised: list[Match] = []
    before = 0
    for match in matches:  # millions in a planning
        candidate, _, at_home, fit = match
        if not candidate.is_first:
            revised.append(match)
        elif candidate.paper.id in memory.shown:
            before += 1
        elif at_home and candidate.is_new:
            first.append((False, fit, candidate.key, match))
        elif settings.cross_lists:
            first.append((True, fit, candidate.key, match))
    ranked = _ranked(first, settings, limit)
    wanted = sorted(filter(_wants(settings, memory), revised), key=lambda m: m.candidate.by_arxiv)
    return Chosen(
        shown=tuple(_choices(ranked[:limit])),
        beyond=max(0, len(ranked) - limit),
        revisions=tuple(_choices(wanted)),
        before=before,
        rest=tuple(ranked[limit:]),
    )


def fate_of(match: Match, settings: ChatSettings, memory: Memory) -> Why:
    """What becomes of one matching paper, before any limit; `/why` tells it."""
    chosen = choose([match], settings, memory, limit=1)
    if chosen.shown or chosen.revisions:
        return Why.SHOWN
    if chosen.before:
        return Why.BEFORE
    return Why.CROSS_LIST if match.candidate.is_first else Why.REVISION


def section_of(match: Match) -> Section:
    """New where the paper is announced as new in a category that the rule is at home in."""
    if not match.candidate.is_first:
        return Section.REVISION
    return Section.NEW if match.at_home and match.candidate.is_new else Section.CROSS


def _wants(settings: ChatSettings, memory: Memory) -> Callable[[Match], bool]:
    """Whether the chat follows a paper's revisions, and was not told of this one."""
    is_all, saved = settings.revisions is Revisions.ALL, settings.revisions is Revisions.SAVED

    def is_wanted(match: Match) -> bool:
        paper = match.candidate.paper
        told = memory.shown.get(paper.id)
        is_followed = is_all or (saved and paper.id in memory.saved)
        return is_followed and (told is None or (paper.version or 0) > told)

    return is_wanted


_Ranked = tuple[bool, Any, int, Match]
"""A match with all that sorts it: whether it is a cross-list, its fit, its paper's key."""


def _ranked(matches: list[_Ranked], settings: ChatSettings, limit: int) -> list[Match]:
    """New ones before cross-lists; in arXiv's order, or by fit where not all can be shown."""
    by_arxiv = settings.order is Order.ARXIV
    if len(matches) > limit or not by_arxiv:
        matches.sort()
    if by_arxiv:
        matches[:limit] = sorted(matches[:limit], key=_as_arxiv)
    return [match for _, _, _, match in matches]


def _as_arxiv(one: _Ranked) -> tuple[bool, tuple[date, int, int]]:
    return one[0], one[3].candidate.by_arxiv


def _choices(matches: Iterable[Match], first: int = 1) -> Iterator[Choice]:
    """*matches* at their ranks, of which *first* is the first."""
    for rank, match in enumerate(matches, first):
        yield Choice(match.candidate, section_of(match), rank, match.rule)
