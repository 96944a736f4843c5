"""
Which of a day's papers a rule wants, and how well each fits it: an index of papers, as bits. Pure.

A set of papers is the bits of one whole number, each paper at its place. So a rule costs a few
`and`s and `or`s for each of its parts, however many papers and rules there are (measured:
tests/bench_matching.py); what it finds equals the plain definitions in `matching` and `fit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from bot.fit import FITS, Fit, Place
from bot.matching import Words, says, wrote
from bot.rules import Name, Parts, Rule

REMEMBERED = 1 << 13  # phrases and names; many people follow the same ones


class PaperIndex:
    """Papers in a row, the first at bit 0; so many phrases and names are *remembered*."""

    def __init__(self, papers: Iterable[Words], *, remembered: int = REMEMBERED) -> None:
        self._papers = tuple(papers)
        self._remembered = remembered
        self.every = (1 << len(self._papers)) - 1
        self._filed = self._marked(lambda words: words.subjects)
        self._primary = self._marked(lambda words: words.primary)
        self._stems = self._marked(lambda words: words.stems)
        self._in_title = self._marked(lambda words: frozenset(words.title.split()))
        self._named = self._marked(_marks_of_authors)
        self._runs: dict[str, tuple[int, int]] = {}
        self._wrote: dict[Name, int] = {}

    def wanted(self, rule: Rule) -> int:
        """The papers that *rule* wants."""
        found = self._any(self._filed, rule.categories) if rule.categories else self.every
        for run in rule.runs:
            if not found:
                return 0
            found &= self._said(run)[0]
        if found and rule.names:
            found &= self._by_any(rule.names)
        if found and rule.without:
            found &= ~self._struck(rule.without)
        return found

    def fits(self, rule: Rule, found: int) -> Iterator[tuple[Fit, int]]:
        """How well the papers that were *found* for *rule* fit it, the best first."""
        home = self._any(self._primary, rule.categories) if rule.categories else self.every
        for place, bits in self._places(rule, found):
            if at_home := bits & home:
                yield FITS[place, False], at_home
            if crossed := bits & ~home:
                yield FITS[place, True], crossed

    def _places(self, rule: Rule, found: int) -> Iterator[tuple[Place, int]]:
        if not rule.runs:
            yield (Place.PHRASE_IN_TITLE if rule.names else Place.BY_CATEGORY), found
            return
        words = len(rule.words)
        for place, runs in (
            (Place.PHRASE_IN_TITLE, rule.runs[words:]),
            (Place.WORD_IN_TITLE, rule.runs[:words]),
        ):
            titled = 0
            for run in runs:
                titled |= self._said(run)[1]
            yield place, found & titled
            found &= ~titled
        yield Place.IN_ABSTRACT, found

    def _struck(self, without: Parts) -> int:
        struck = self._any(self._filed, without.categories)
        for run in without.runs:
            struck |= self._said(run)[0]
        return struck | self._by_any(without.names)

    def _said(self, run: str) -> tuple[int, int]:
        """The papers that say a *run* of stems, and those of them that do in their titles."""
        if " " not in run:
            return self._stems.get(run, 0), self._in_title.get(run, 0)
        known = self._runs.get(run)
        if known is None:
            self._make_room(self._runs)
            known = self._runs[run] = self._looked_up(run)
        return known

    def _looked_up(self, run: str) -> tuple[int, int]:
        """See `_said`, for a phrase: what has all its stems is looked at."""
        found = self.every
        for stem in run.split(" "):
            found &= self._stems.get(stem, 0)
        said = self._that(found, lambda words: says(words, run))
        return said, self._that(said, lambda words: f" {run} " in words.title)

    def _by_any(self, names: Iterable[Name]) -> int:
        """The papers that any of *names* wrote."""
        found = 0
        for name in names:
            known = self._wrote.get(name)
            if known is None:
                self._make_room(self._wrote)
                known = self._wrote[name] = self._by(name)
            found |= known
        return found

    def _by(self, name: Name) -> int:
        likely = self._named.get(name.parts[-1], 0)
        return self._that(likely, lambda words: wrote(name, words))

    def _that(self, found: int, holds: Callable[[Words], bool]) -> int:
        """Those of *found* for which something *holds*."""
        return sum(1 << place for place in places(found) if holds(self._papers[place]))

    def _marked(self, marks_of: Callable[[Words], Iterable[str]]) -> Mapping[str, int]:
        """The papers that bear each mark."""
        marked: dict[str, int] = {}
        for place, words in enumerate(self._papers):
            bit = 1 << place
            for mark in marks_of(words):
                marked[mark] = marked.get(mark, 0) | bit
        return marked

    def _make_room(self, known: dict[str, tuple[int, int]] | dict[Name, int]) -> None:
        if len(known) >= self._remembered:
            known.clear()

    @staticmethod
    def _any(marked: Mapping[str, int], marks: Iterable[str]) -> int:
        found = 0
        for mark in marks:
            found |= marked.get(mark, 0)
        return found


def places(bits: int) -> Iterator[int]:
    """The places of *bits* that are set, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def lowest(bits: int, most: int) -> int:
    """So many of *bits*, the lowest; all of them where they are fewer."""
    if bits.bit_count() <= most:
        return bits
    return sum(1 << place for place in islice(places(bits), max(0, most)))


def _marks_of_authors(words: Words) -> frozenset[str]:
    """Each part of a name and its initial: one of them is the last part of whoever is asked for."""
    parts = [part for author in words.authors for part in author]
    return frozenset((*parts, *(part[0] for part in parts)))
