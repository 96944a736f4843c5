"""What was announced in what chats follow: on which days, and how many papers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    return followed([rule.categories for rule in rules])


def followed(subjects: Collection[Sequence[str]]) -> Followings:
    """What rules that name these *subjects* cover together; one that names none covers all."""
    named = (name for some in subjects for subject in some for name in categories_of(subject))
    return Followings(categories=frozenset(named), is_all=not all(subjects))


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
    papers by their keys. *by_subject* fills as archives are asked for.
    """

    candidates: Sequence[Candidate]
    every: int
    first: int
    new: int
    by_category: Mapping[str, int]
    by_day: Mapping[date, int]
    places: Mapping[int, int]
    by_subject: dict[str, int] = field(default_factory=dict)

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

    def covered(self, subjects: Iterable[Sequence[str]], *, newest_only: bool) -> Covered:
        """How much is followed by rules for such *subjects* (none: for all), and on which days."""
        inside = 0
        for named in subjects:
            if not named:
                inside = self.every
            for name in named:
                inside |= self._inside(name)
        days = [day for day, bits in self.by_day.items() if bits & inside]
        if newest_only:
            days = days[:1]
        within = 0
        for day in days:
            within |= self.by_day[day]
        announced = (inside & within & self.first).bit_count()
        return Covered(days=frozenset(days), announced=announced, within=within)

    def _inside(self, subject: str) -> int:
        """The candidates of one category, or of an archive's."""
        inside = self.by_subject.get(subject)
        if inside is None:
            inside = 0
            for name in categories_of(subject):
                inside |= self.by_category.get(name, 0)
            self.by_subject[subject] = inside
        return inside


def those(candidates: Iterable[Candidate], holds: Callable[[Candidate], bool]) -> int:
    """The bits of *candidates* for which something *holds*."""
    return sum(1 << place for place, one in enumerate(candidates) if holds(one))
