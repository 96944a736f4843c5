"""
What arrived since a chat's last digest, as candidates for its next one.

A paper counts once for a chat, on the first of its days: what a second subject announces of it on
the same day, however late, is no news, as rules look at all categories of a paper anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.choose import Candidate
from bot.matching import SUBJECTS_OF
from bot.packed import Packed
from storage.records import Announcement, AnnounceType, Paper
from storage.store import Store
from storage.taxonomy import ARCHIVES, CATEGORIES

MOST_DAYS = 7  # batch days that one digest joins
FURTHEST = timedelta(days=90)  # what is older than that is never pushed
ORDER = (AnnounceType.NEW, AnnounceType.CROSS, AnnounceType.REPLACE, AnnounceType.REPLACE_CROSS)
RANK: Mapping[AnnounceType, int] = {kind: rank for rank, kind in enumerate(ORDER)}


@dataclass(frozen=True, kw_only=True)
class News(Packed):
    """
    What arrived after one watermark: candidates by paper id, and the days too old to be joined.

    *where* holds, for each cross-listed candidate, the subjects in which it was announced: a rule
    that names others has had it before.
    """

    candidates: Mapping[str, Candidate]
    where: Mapping[str, frozenset[str]]
    older: tuple[date, ...] = ()


class Pool:
    """Reads what arrived, for all watermarks of one planning."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def news(
        self, watermarks: Iterable[int], today: date, *, upto: int
    ) -> Mapping[int, News]:
        """What arrived after each of *watermarks* and not after *upto*; *today* is the day due."""
        since = today - FURTHEST
        days = {
            mark: await self._store.days_arrived(after=mark, since=since, upto=upto)
            for mark in sorted(set(watermarks))
        }
        joined = {mark: found[:MOST_DAYS] for mark, found in days.items()}
        firsts = [found[-1] for found in joined.values() if found]
        if not firsts:
            return {mark: News(candidates={}, where={}) for mark in days}
        rows = [row for row in await self._store.arrivals(since=min(firsts)) if row[0] <= upto]
        after = min(mark for mark, found in joined.items() if found)
        ids = sorted({told.paper_id for arrival, told in rows if arrival > after})
        papers = await self._store.papers(ids)
        return {
            mark: _news(rows, papers, mark, frozenset(joined[mark]), days[mark][MOST_DAYS:])
            for mark in days
        }


def _news(
    rows: Sequence[tuple[int, Announcement]],
    papers: Mapping[str, Paper],
    mark: int,
    days: frozenset[date],
    older: tuple[date, ...],
) -> News:
    had = {(told.paper_id, told.day) for arrival, told in rows if arrival <= mark}
    found: dict[str, list[Announcement]] = {}
    for arrival, told in rows:
        if arrival > mark and told.day in days and (told.paper_id, told.day) not in had:
            found.setdefault(told.paper_id, []).append(told)
    candidates = {name: _candidate(papers[name], told) for name, told in found.items()}
    where = {
        name: _announced_in(papers[name], found[name])
        for name, candidate in candidates.items()
        if candidate.type is AnnounceType.CROSS
    }
    return News(candidates=candidates, where=where, older=older)


def _candidate(paper: Paper, told: Sequence[Announcement]) -> Candidate:
    best = min(told, key=lambda one: (RANK[one.type], one.day, not _at_home(paper, one)))
    return Candidate(
        paper=paper,
        type=best.type,
        day=best.day,
        subjects=frozenset(one.subject for one in told),
        place=best.position,
    )


def _at_home(paper: Paper, told: Announcement) -> bool:
    return told.subject in SUBJECTS_OF.get(paper.primary, ())


def _announced_in(paper: Paper, told: Sequence[Announcement]) -> frozenset[str]:
    """
    The categories and archives in which a cross-listed paper may have been announced.

    A whole archive's list does not tell into which of its categories.
    """
    names: set[str] = set()
    for one in told:
        if one.subject in CATEGORIES:
            names |= SUBJECTS_OF.get(one.subject, frozenset({one.subject}))
        elif one.subject in ARCHIVES:
            within = [SUBJECTS_OF[c] for c in paper.filed_under if one.subject in SUBJECTS_OF[c]]
            names |= {one.subject}.union(*within)
    return frozenset(names)
