"""
Which papers a chat gets, why, and in which order. Pure.

DESIGN 9.13 to 9.16: a paper shown once is never pushed to that chat again; beyond the limit the
best fits are shown and the rest counted; cross-lists come after the new ones; replacements are a
section of their own, outside the limit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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


@dataclass(frozen=True, slots=True, kw_only=True)
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

    *shown* are new papers, then cross-lists; *revisions* come behind them. *more* matched beyond
    the limit, *before* counts those shown in earlier digests.
    """

    shown: tuple[Choice, ...] = ()
    more: tuple[Choice, ...] = ()
    revisions: tuple[Choice, ...] = ()
    before: int = 0

    @property
    def matched(self) -> int:
        """Each matching paper once: shown + more + received before."""
        return len(self.shown) + len(self.more) + self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a chat has had: papers *shown* with the newest version told of, papers *saved* there."""

    shown: Mapping[str, int]
    saved: Collection[str] = ()


def choose(
    matches: Sequence[Match], settings: ChatSettings, memory: Memory, *, limit: int | None = None
) -> Chosen:
    """What a chat with these *settings* and this *memory* gets of *matches*."""
    limit = settings.limit if limit is None else limit
    first: list[_Ranked] = []
    revised: list[Match] = []
    before = 0
    for match in matches:
        section = section_of(match)
        fate = _fate(match, section, settings, memory)
        if fate is Why.BEFORE:
            before += 1
        elif fate is Why.SHOWN and section is Section.REVISION:
            revised.append(match)
        elif fate is Why.SHOWN:
            key = match.candidate.paper.key
            first.append(_Ranked(section is Section.CROSS, match.fit, key, match))
    ranked = _ranked(first, settings, limit)
    return Chosen(
        shown=tuple(ranked[:limit]),
        more=tuple(ranked[limit:]),
        revisions=tuple(
            Choice(candidate=m.candidate, section=Section.REVISION, rank=rank, rule=m.rule)
            for rank, m in enumerate(sorted(revised, key=_by_arxiv), 1)
        ),
        before=before,
    )


def fate_of(match: Match, settings: ChatSettings, memory: Memory) -> Why:
    """What becomes of one matching paper, before any limit; `/why` tells it."""
    return _fate(match, section_of(match), settings, memory)


def _fate(match: Match, section: Section, settings: ChatSettings, memory: Memory) -> Why:
    paper = match.candidate.paper
    told = memory.shown.get(paper.id)
    if section is Section.REVISION:
        wanted = settings.revisions is Revisions.ALL or (
            settings.revisions is Revisions.SAVED and paper.id in memory.saved
        )
        news = told is None or (paper.version or 0) > told
        return Why.SHOWN if wanted and news else Why.REVISION
    if told is not None:
        return Why.BEFORE
    if section is Section.CROSS and not settings.cross_lists:
        return Why.CROSS_LIST
    return Why.SHOWN


def section_of(match: Match) -> Section:
    """New where the paper is announced as new in a category that the rule is at home in."""
    if not match.candidate.type.is_first:
        return Section.REVISION
    is_new = match.candidate.type is AnnounceType.NEW and match.at_home
    return Section.NEW if is_new else Section.CROSS


class _Ranked(NamedTuple):
    """A match with all that sorts it: new before cross-lists, then by fit, then by its own key."""

    is_cross: bool
    fit: Any
    key: int
    match: Match


def _ranked(matches: Sequence[_Ranked], settings: ChatSettings, limit: int) -> list[Choice]:
    """New ones before cross-lists; in arXiv's order, or by fit where not all can be shown."""
    chosen = list(matches)
    by_arxiv = settings.order is Order.ARXIV
    if len(chosen) > limit or not by_arxiv:
        chosen.sort()
    if by_arxiv:
        chosen[:limit] = sorted(chosen[:limit], key=lambda r: (r.is_cross, _by_arxiv(r.match)))
    return [
        Choice(
            candidate=one.match.candidate,
            section=Section.CROSS if one.is_cross else Section.NEW,
            rank=rank,
            rule=one.match.rule,
        )
        for rank, one in enumerate(chosen, 1)
    ]


def _by_arxiv(match: Match) -> tuple[date, int, int]:
    candidate = match.candidate
    return candidate.day, candidate.place, candidate.paper.key
