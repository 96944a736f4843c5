"""What arrived after one watermark, and what the rules of each chat want of it, as bits. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.choose import Candidate, Chosen, Match, Memory, choose
from bot.cover import Counted, those
from bot.fit import Fit
from bot.matching import Words
from bot.paper_index import PaperIndex, Sought, lowest, places
from bot.pool import News
from storage.people import ChatSettings


class Offer:
    """
    News made ready for many chats to be asked about; see `PaperIndex` and `Counted`.

    It takes some megabytes for a thousand papers. *words*: a candidate's paper as rules see it.
    """

    def __init__(self, news: News, words: Callable[[Candidate], Words]) -> None:
        self.news = news
        self.counted = Counted.of(news)
        candidates = self.counted.candidates
        self._index = PaperIndex(map(words, candidates))
        # All but the cross-lists that are news in some subjects only, and those by subject.
        self._anywhere = those(candidates, lambda one: one.paper.id not in news.where)
        self._where: dict[str, int] = {}
        for place, one in enumerate(candidates):
            for subject in news.where.get(one.paper.id, ()):
                self._where[subject] = self._where.get(subject, 0) | 1 << place

    def sought(self, rules: Iterable[str]) -> list[Sought]:
        """What each of *rules*, as they are stored, wants of all candidates."""
        return list(map(self._index.sought, rules))

    def found(self, rules: Iterable[tuple[str, Sought]], within: int) -> Found:
        """What *rules*, each with what it seeks, find among the candidates *within* these bits."""
        by_fit: dict[Fit, list[tuple[str, int]]] = {}
        at_home = 0
        for text, sought in rules:
            for fit, bits in sought.fits(self._wanted(sought) & within):
                by_fit.setdefault(fit, []).append((text, bits))
                at_home |= 0 if fit.is_crossed else bits
        groups: list[Group] = []
        taken = 0
        for fit in sorted(by_fit):
            for text, bits in by_fit[fit]:
                fresh, taken = bits & ~taken, bits | taken
                groups.append(Group(fit, text, fresh & at_home, fresh & ~at_home))
        return Found(self.counted, tuple(groups))

    def _wanted(self, sought: Sought) -> int:
        """What a rule wants; no cross-list that was announced only where it does not look."""
        found = sought.wanted
        if not sought.subjects or not found & ~self._anywhere:
            return found
        announced = self._anywhere
        for subject in sought.subjects:
            announced |= self._where.get(subject, 0)
        return found & announced


class Group(NamedTuple):
    """What a *rule* fits so, and no rule better: *at_home* for any of the rules, or for none."""

    fit: Fit
    rule: str
    at_home: int
    abroad: int


@dataclass(frozen=True, slots=True)
class Found:
    """
    What the rules of one chat want of the *candidates* of an offer, the best first.

    Each candidate once, by the rule that it fits best, the first of equals.
    """

    candidates: Counted
    groups: tuple[Group, ...]

    @property
    def matches(self) -> tuple[Match, ...]:
        """All of it."""
        return tuple(self._matches(self.candidates.every))

    def chosen(self, settings: ChatSettings, memory: Memory, *, limit: int) -> Chosen:
        """
        What a chat gets of it: what `choose` says of all matches, without its `rest`.

        A planning has some forty matches a chat, and shows ten of them at most: the others are
        counted only.
        """
        had = sum(1 << place for place in self.candidates.those_of(memory.keys))
        fresh = self.candidates.first & ~had
        wanted = best = 0
        for bits in self._in_order(cross_lists=settings.cross_lists):
            wanted |= bits & fresh
            best |= lowest(bits & fresh, limit - best.bit_count())
        revised = self.candidates.every & ~self.candidates.first
        chosen = choose(self._matches(best | revised), settings, memory, limit=limit)
        return Chosen(
            shown=chosen.shown,
            beyond=(wanted & ~best).bit_count(),
            revisions=chosen.revisions,
            before=(self._every & self.candidates.first & had).bit_count() if had else 0,
        )

    @property
    def _every(self) -> int:
        found = 0
        for group in self.groups:
            found |= group.at_home | group.abroad
        return found

    def _in_order(self, *, cross_lists: bool) -> Iterator[int]:
        """The candidates by section and fit, as they come when not all can be shown."""
        new: dict[Fit, int] = {}
        crossed: dict[Fit, int] = {}
        for group in self.groups:
            is_new = group.at_home & self.candidates.new
            new[group.fit] = new.get(group.fit, 0) | is_new
            others = (group.at_home | group.abroad) & ~is_new
            crossed[group.fit] = crossed.get(group.fit, 0) | others
        yield from new.values()
        if cross_lists:
            yield from crossed.values()

    def _matches(self, among: int) -> Iterator[Match]:
        """The matches *among* these bits."""
        candidates = self.candidates.candidates
        for fit, rule, at_home, abroad in self.groups:
            for place in places(at_home & among):
                yield Match(candidates[place], rule, at_home=True, fit=fit)
            for place in places(abroad & among):
                yield Match(candidates[place], rule, at_home=False, fit=fit)
