"""What was announced in what chats follow: on which days, and how many papers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.choose import Candidate
from bot.pool import News
from bot.rules import Rule
from storage.taxonomy import categories_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Followings:
    """What the rules of a chat cover: canonical categories, or everything."""

    categories: frozenset[str]
    is_all: bool

    def covers(self, paper_categories: Iterable[str]) -> bool:
        """Whether a paper filed so is among what is followed."""
        return self.is_all or not self.categories.isdisjoint(paper_categories)

    def covers_subject(self, subject: str) -> bool:
        """Whether the batch of *subject* holds something of what is followed."""
        return self.covers(categories_of(subject))


def followings(rules: Iterable[Rule]) -> Followings:
    """What *rules* cover together."""
    asked = list(rules)
    named = (
        name for rule in asked for subject in rule.categories for name in categories_of(subject)
    )
    return Followings(
        categories=frozenset(named), is_all=any(not rule.categories for rule in asked)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """
    What was announced in what a chat follows: on which days, and how many papers.

    *within* are the bits of all candidates of these days.
    """

    days: frozenset[date]
    announced: int
    within: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """
    The candidates after one watermark, as bits, in the order of their keys.

    Sets of candidates are the bits of whole numbers: a hundred thousand chats follow nearly as many
    different sets of categories, and each would have to look at every paper. *first* are those
    announced for the first time, *new* those of them that are no cross-lists; *places* are those of
    papers by their keys.
    """

    candidates: Sequence[Candidate]
    every: int
    first: int
    new: int
    by_category: Mapping[str, int]
    by_day: Mapping[date, int]
    places: Mapping[int, int]

    @classmethod
    def of(cls, news: News) -> Counted:
        """Number the candidates of *news*."""
        candidates = sorted(news.candidates.values(), key=lambda one: one.key)
        by_category: dict[str, int] = {}
        by_day: dict[date, int] = {}
        for place, candidate in enumerate(candidates):
            bit = 1 << place
            by_day[candidate.day] = by_day.get(candidate.day, 0) | bit
            for name in candidate.paper.filed_under:
                by_category[name] = by_category.get(name, 0) | bit
        return cls(
            candidates=candidates,
            every=(1 << len(candidates)) - 1,
            first=those(candidates, lambda one: one.is_first),
            new=those(candidates, lambda one: one.is_new),
            by_category=by_category,
            by_day=dict(sorted(by_day.items(), reverse=True)),
            places={one.key: place for place, one in enumerate(candidates)},
        )

    def those_of(self, keys: Iterable[int]) -> Mapping[int, Candidate]:
        """The candidates among the papers with these *keys*, by place."""
        found = (self.places[key] for key in keys if key in self.places)
        return {place: self.candidates[place] for place in found}

    def covered(self, follows: Followings, *, newest_only: bool) -> Covered:
        """How much of it is followed, and on which days."""
        inside = self.every if follows.is_all else 0
        for name in follows.categories:
            inside |= self.by_category.get(name, 0)
        days = [day for day, bits in self.by_day.items() if bits & inside]
        if newest_only:
            days = days[:1]
        within = 0
        for day in days:
            within |= self.by_day[day]
        announced = (inside & within & self.first).bit_count()
        return Covered(days=frozenset(days), announced=announced, within=within)


def those(candidates: Iterable[Candidate], holds: Callable[[Candidate], bool]) -> int:
    """The bits of *candidates* for which something *holds*."""
    return sum(1 << place for place, one in enumerate(candidates) if holds(one))
