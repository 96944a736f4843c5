"""
Which of a day's papers a rule wants, and how well each fits it: an index of papers, as bits. Pure.

A set of papers is the bits of one whole number, each paper at its place. So a rule costs a few
`and`s and `or`s for each of its parts, however many papers and rules there are (measured:
tests/bench_matching.py); what it finds equals the plain definitions in `matching` and `fit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from bot.fit import FITS, Fit, Place
from bot.matching import Words, says, wrote
from bot.rules import KINDS, Part, part_of, parts_of

REMEMBERED = 1 << 16  # parts of rules; many people follow the same ones
CATEGORIES, WORDS, PHRASES, AUTHORS = range(len(KINDS))


def _rest(named: int) -> Place:
    """Where papers meet a rule that has nothing in their titles; *named* are its kinds, as bits."""
    if named & (1 << WORDS | 1 << PHRASES):
        return Place.IN_ABSTRACT
    return Place.PHRASE_IN_TITLE if named & 1 << AUTHORS else Place.BY_CATEGORY


RESTS = tuple(map(_rest, range(1 << len(KINDS))))


class Mark(NamedTuple):
    """
    What one part of a rule comes to: its *kind* (a place in KINDS), if it leaves out, and which.

    *found* are the papers that it names, *best* those of them that have it in their titles, or as
    their primary category. *subject* is the category or archive that it is, if it is one.
    """

    kind: int
    is_excluded: bool
    found: int
    best: int
    subject: str


class Sought(NamedTuple):
    """
    What one rule wants: of the papers those that are *wanted*, in the *subjects* that it names.

    *home* are all papers with one of these as their primary category. *phrases* and *words* are
    those with one of its own in their titles; *place* is where all others meet the rule.
    """

    wanted: int
    subjects: tuple[str, ...]
    home: int
    phrases: int
    words: int
    place: Place

    def fits(self, found: int) -> Iterator[tuple[Fit, int]]:
        """How well those that were *found* of the wanted ones fit the rule, the best first."""
        for place, met in (
            (Place.PHRASE_IN_TITLE, self.phrases),
            (Place.WORD_IN_TITLE, self.words),
            (self.place, found),
        ):
            if bits := found & met:
                found ^= bits
                if at_home := bits & self.home:
                    yield FITS[place, False], at_home
                if crossed := bits & ~self.home:
                    yield FITS[place, True], crossed


class PaperIndex:
    """Papers in a row, the first at bit 0; so many parts of rules are *remembered*."""

    def __init__(self, papers: Iterable[Words], *, remembered: int = REMEMBERED) -> None:
        self._papers = tuple(papers)
        self._remembered = remembered
        self.every = (1 << len(self._papers)) - 1
        self._filed = self._marked(lambda words: words.subjects)
        self._primary = self._marked(lambda words: words.primary)
        self._in_title = self._marked(lambda words: frozenset(words.title.split()))
        self._said = self._marked(lambda words: frozenset(words.abstract.split()))
        self._named = self._marked(_marks_of_authors)
        self._marks: dict[str, Mark] = {}

    def sought(self, rule: str) -> Sought:
        """What a *rule*, as it is stored, wants of the papers."""
        wanted, struck = self.every, 0
        found_by, best_by = [0] * len(KINDS), [0] * len(KINDS)
        named = 0
        subjects: list[str] = []
        for part in parts_of(rule):
            kind, is_excluded, found, best, subject = self._marks.get(part) or self._mark(part)
            if is_excluded:
                struck |= found
                continue
            named |= 1 << kind
            found_by[kind] |= found
            best_by[kind] |= best
            if subject:
                subjects.append(subject)
            elif kind != AUTHORS:
                wanted &= found
        for kind in (CATEGORIES, AUTHORS):  # any of them does
            if named & 1 << kind:
                wanted &= found_by[kind]
        return Sought(
            wanted=wanted & ~struck,
            subjects=tuple(subjects),
            home=best_by[CATEGORIES] if named & 1 << CATEGORIES else self.every,
            phrases=best_by[PHRASES],
            words=best_by[WORDS],
            place=RESTS[named],
        )

    def _mark(self, written: str) -> Mark:
        """What a part of a rule comes to, as it is *written* there."""
        if len(self._marks) >= self._remembered:
            self._marks.clear()
        part = part_of(written)
        kind = KINDS.index(part.kind)
        subject = part.text if kind == CATEGORIES else ""
        mark = Mark(kind, part.excluded, *self._looked_up(kind, part), subject)
        self._marks[written] = mark
        return mark

    def _looked_up(self, kind: int, part: Part) -> tuple[int, int]:
        """The papers that a part names, and the best of them."""
        if kind == CATEGORIES:
            return self._filed.get(part.text, 0), self._primary.get(part.text, 0)
        if kind == AUTHORS:
            name = part.name
            likely = self._named.get(name.parts[-1], 0)
            return self._that(likely, lambda words: wrote(name, words)), 0
        run = part.run
        if " " in run:
            return self._in_a_row(run)
        in_title = self._in_title.get(run, 0)
        return in_title | self._said.get(run, 0), in_title

    def _in_a_row(self, run: str) -> tuple[int, int]:
        """The papers that say several stems in a row: what has all of them is looked at."""
        found = self.every
        for stem in run.split(" "):
            found &= self._in_title.get(stem, 0) | self._said.get(stem, 0)
            if not found:
                return 0, 0
        said = self._that(found, lambda words: says(words, run))
        return said, self._that(said, lambda words: f" {run} " in words.title)

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
