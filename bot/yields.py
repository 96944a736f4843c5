"""What rules would have brought: how much in the last days, and the latest of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cover import Followings, followings
from bot.fit import fit
from bot.matching import Words, matches
from bot.prepared import Prepared
from bot.rules import Rule
from bot.wording import Wording
from storage.records import Paper
from storage.store import Store

DAYS = 5  # announcement days: a week of arXiv's
FURTHEST = timedelta(days=14)  # back; what is older says little of tomorrow
LATEST = 3  # papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
    """
    What one rule finds in what is stored of its categories.

    *matched* of *announced* papers on so many *days*; *latest* are the best of the newest *day*.
    """

    announced: int = 0
    matched: int = 0
    days: int = 0
    day: date | None = None
    latest: tuple[Paper, ...] = ()


class Yields:
    """Looks through the last days; keeps what it has prepared."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._prepared = Prepared()

    async def of(self, rules: Sequence[Rule], today: date) -> list[Yield]:
        """The yield of each of *rules* up to *today*, an Eastern day."""
        days = await self._store.days_arrived(after=0, since=today - FURTHEST)
        papers = {day: await self._announced(day) for day in days if day <= today}
        return await asyncio.to_thread(self._of_all, rules, papers)

    async def _announced(self, day: date) -> list[Paper]:
        """The papers announced on *day* for the first time, each once, in arXiv's order."""
        told = await self._store.announced(day=day)
        return list({p.id: p for one, p in told if one.type.is_first}.values())

    def _of_all(self, rules: Sequence[Rule], papers: Mapping[date, list[Paper]]) -> list[Yield]:
        self._prepared.forget()
        return [self._of(rule, papers) for rule in rules]

    def _of(self, rule: Rule, papers: Mapping[date, list[Paper]]) -> Yield:
        follows = followings([rule])
        within = {day: _covered(found, follows) for day, found in papers.items()}
        days = sorted((day for day, found in within.items() if found), reverse=True)[:DAYS]
        if not days:
            return Yield()
        wanted = {day: self._wanted(rule, within[day]) for day in days}
        newest = next((day for day in days if wanted[day]), None)
        best = sorted(wanted[newest], key=lambda one: fit(rule, one[1])) if newest else []
        return Yield(
            announced=sum(len(within[day]) for day in days),
            matched=sum(map(len, wanted.values())),
            days=len(days),
            day=newest,
            latest=tuple(paper for paper, _ in best[:LATEST]),
        )

    def _wanted(self, rule: Rule, papers: Sequence[Paper]) -> list[tuple[Paper, Words]]:
        prepared = ((paper, self._prepared.words(paper)) for paper in papers)
        return [(paper, words) for paper, words in prepared if matches(rule, words)]


def _covered(papers: Sequence[Paper], follows: Followings) -> list[Paper]:
    return [paper for paper in papers if follows.covers(paper.filed_under)]


def yield_in_words(found: Yield, wording: Wording) -> str:
    """How much is to be expected; nothing where nothing is stored yet."""
    if not found.days:
        return ""
    told = {"matched": found.matched, "announced": found.announced}
    if not found.matched:
        return wording.count(
            "None of {announced} papers on the last day.",
            "None of {announced} papers in {n} days.",
            found.days,
            **told,
        )
    return f"{_pace(found, wording)}{_counts(found, wording, told)}"


def _pace(found: Yield, wording: Wording) -> str:
    """So many a day, or a week (five announcement days) where that is less than one."""
    a_day = found.matched / found.days
    if a_day >= 1:
        return wording.say("About {count} a day: ", count=round(a_day))
    return wording.say("About {count} a week: ", count=max(1, round(a_day * DAYS)))


def _counts(found: Yield, wording: Wording, told: Mapping[str, int]) -> str:
    return wording.count(
        "{matched} of {announced} on one day.",
        "{matched} of {announced} in {n} days.",
        found.days,
        **told,
    )
