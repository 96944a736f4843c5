"""
Which papers a rule wants: the plain definition, and an index that answers for all rules at once.

The index reaches a rule through one of its positive parts, so that a paper costs what it says,
not how many rules there are (notes of the measurement: tests/bench_matching.py).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from types import MappingProxyType

from bot.rules import Name, Parts, Rule
from bot.stems import stems, tokens
from storage.records import Paper
from storage.taxonomy import ARCHIVES, CATEGORIES, canonical, categories_of

# What may stand behind a family name.
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "collaboration"})
LONGEST_REACH = 3  # words; a longer phrase is reached through its first three


def _subjects() -> Mapping[str, frozenset[str]]:
    """Each canonical category -> itself and the archives that it belongs to."""
    found = {canonical(name): {canonical(name), CATEGORIES[name].archive} for name in CATEGORIES}
    for archive in ARCHIVES.values():
        for name in categories_of(archive.id) if archive.active else ():
            found[name].add(archive.id)
    return MappingProxyType({name: frozenset(subjects) for name, subjects in found.items()})


SUBJECTS_OF = _subjects()
ANY = ("*",)  # the subjects of a rule without categories; every paper is filed there
EVERY = "*"  # a mark that every paper bears; no stem is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """
    A paper as rules see it: its categories and their archives, its stems, its authors' names.

    *primary* are the subjects of the primary category. *title* and *abstract* are stems joined by
    blanks, with a blank at either end; *stems* are those of both.
    """

    subjects: frozenset[str]
    primary: frozenset[str]
    title: str
    abstract: str
    stems: frozenset[str]
    authors: tuple[tuple[str, ...], ...]


def words_of(paper: Paper) -> Words:
    """Prepare *paper*, once for all rules."""
    filed = paper.filed_under
    title, abstract = stems(paper.title.plain), stems(paper.abstract.plain)
    return Words(
        subjects=frozenset().union(*(SUBJECTS_OF[name] for name in filed)),
        primary=SUBJECTS_OF[filed[0]] if filed else frozenset(),
        title=f" {' '.join(title)} ",
        abstract=f" {' '.join(abstract)} ",
        stems=frozenset((*title, *abstract)),
        authors=tuple(filter(None, (tokens(author.plain) for author in paper.authors))),
    )


def matches(rule: Rule, words: Words) -> bool:
    """Whether *rule* wants the paper: any category, all words, any author, no exclusion."""
    return (
        (not rule.categories or not words.subjects.isdisjoint(rule.categories))
        and all(says(words, run) for run in rule.runs)
        and (not rule.names or any(wrote(name, words) for name in rule.names))
        and not (rule.without and _is_struck(rule.without, words))
    )


def says(words: Words, run: str) -> bool:
    """Whether title or abstract hold this *run* of stems."""
    if " " not in run:
        return run in words.stems
    return f" {run} " in words.title or f" {run} " in words.abstract


def wrote(name: Name, words: Words) -> bool:
    """Whether one of the paper's authors is called *name*."""
    is_called = _is_family if name.is_family else _is_named
    return any(is_called(name.parts, author) for author in words.authors)


def _is_struck(without: Parts, words: Words) -> bool:
    return (
        not words.subjects.isdisjoint(without.categories)
        or any(says(words, run) for run in without.runs)
        or any(wrote(name, words) for name in without.names)
    )


def _is_family(parts: tuple[str, ...], author: tuple[str, ...]) -> bool:
    """`lecun` is the family name of Yann LeCun, `berg` that of Jan van der Berg."""
    if len(author) > 1 and author[-1] in SUFFIXES:
        author = author[:-1]
    return author[-len(parts) :] == parts


def _is_named(parts: tuple[str, ...], author: tuple[str, ...]) -> bool:
    """
    Whether the *author* has these *parts*, in order; an initial matches a part that it begins.

    The last part asked for is a family name: no author's initial stands for it ("W. L. Zhang" is
    not "Wei Li").
    """
    rest = iter(author)
    *given, family = parts
    if not all(any(_agree(part, other) for other in rest) for part in given):
        return False
    return any(_begins(family, other) for other in rest)


def _agree(part: str, other: str) -> bool:
    return _begins(part, other) or (len(other) == 1 and part.startswith(other))


def _begins(part: str, other: str) -> bool:
    return part == other or (len(part) == 1 and other.startswith(part))


class _Shelf:
    """Keys of rules, each under a mark that papers bear and a subject that they are filed under."""

    def __init__(self) -> None:
        # Arrays, since a hundred thousand keys strewn over the memory are slow to visit.
        self._keys: dict[str, dict[str, array[int]]] = {}

    def put(self, key: int, marks: Iterable[str], subjects: Iterable[str]) -> None:
        for mark, subject in product(marks, subjects):
            bucket = self._keys.get(mark) or self._keys.setdefault(mark, {})
            if subject in bucket:
                bucket[subject].append(key)
            else:
                bucket[subject] = array("q", (key,))

    def take(self, key: int, marks: Iterable[str], subjects: Iterable[str]) -> None:
        for mark, subject in product(marks, subjects):
            bucket = self._keys[mark]
            bucket[subject].remove(key)
            if not bucket[subject]:
                del bucket[subject]
            if not bucket:
                del self._keys[mark]

    def count(self, mark: str) -> int:
        return sum(map(len, self._keys.get(mark, {}).values()))

    def under(self, marks: set[str], subjects: Iterable[str]) -> Iterator[array[int]]:
        for mark in self._keys.keys() & marks:
            bucket = self._keys[mark]
            yield from (bucket[subject] for subject in subjects if subject in bucket)


class RuleIndex:
    """
    Many rules, each under a key (a whole number), and which of them want a paper.

    Not to be changed while another thread matches.
    """

    def __init__(self, rules: Iterable[tuple[int, Rule]] = ()) -> None:
        self._rules: dict[int, tuple[Rule, tuple[str, ...]]] = {}
        self._sure = _Shelf()  # what is reached there is wanted, unless it is struck
        self._struck = _Shelf()
        self._maybe = _Shelf()  # what is reached there has to be looked at
        # The words that follow the first word of a phrase; none is taken out: they spare looks.
        self._second: dict[str, set[str]] = {}
        for key, rule in rules:
            self.add(key, rule)

    def __len__(self) -> int:
        return len(self._rules)

    def add(self, key: int, rule: Rule) -> None:
        """Keep *rule* under *key*, in place of what is kept there."""
        self.remove(key)
        marks = self._marks_to(rule)
        self._rules[key] = rule, marks
        self._note_phrases(marks)
        if _is_simple(rule):
            against = _marks_against(rule)
            self._note_phrases(against)
            self._sure.put(key, marks, rule.categories or ANY)
            self._struck.put(key, against, ANY)
        else:
            self._maybe.put(key, marks, rule.categories or ANY)

    def remove(self, key: int) -> None:
        """Forget the rule under *key*; nothing happens where there is none."""
        if key not in self._rules:
            return
        rule, marks = self._rules.pop(key)
        if _is_simple(rule):
            self._sure.take(key, marks, rule.categories or ANY)
            self._struck.take(key, _marks_against(rule), ANY)
        else:
            self._maybe.take(key, marks, rule.categories or ANY)

    def match(self, words: Words) -> set[int]:
        """The keys of all rules that want the paper."""
        marks, subjects = self._marks_of(words), (*ANY, *words.subjects)
        found = set[int]().union(*self._sure.under(marks, subjects))
        found.difference_update(*self._struck.under(marks, ANY))
        maybe = set[int]().union(*self._maybe.under(marks, subjects))
        found.update(key for key in maybe if matches(self._rules[key][0], words))
        return found

    def _marks_to(self, rule: Rule) -> tuple[str, ...]:
        """Marks of which a paper that *rule* wants surely bears one."""
        runs = tuple(map(_reach, rule.runs))
        if len(runs) > 1:
            # Phrases are rarer than words; of equals, what fewest people follow.
            return (min(runs, key=lambda run: (-run.count(" "), self._count(run))),)
        if runs:
            return runs
        if rule.names:
            return tuple({f"@{name.parts[-1]}" for name in rule.names})
        return (EVERY,)

    def _count(self, mark: str) -> int:
        return self._sure.count(mark) + self._maybe.count(mark)

    def _note_phrases(self, marks: Iterable[str]) -> None:
        for mark in marks:
            if " " in mark:
                first, second = mark.split(" ", 2)[:2]
                self._second.setdefault(first, set()).add(second)

    def _marks_of(self, words: Words) -> set[str]:
        """All that rules may be reached through: stems, phrases, subjects, names, initials."""
        marks = {EVERY, *words.stems, *(f"#{subject}" for subject in words.subjects)}
        for text in (words.title, words.abstract):
            run = text.split()
            for at, (first, second) in enumerate(pairwise(run)):
                if first in self._second and second in self._second[first]:
                    marks.add(f"{first} {second}")
                    marks.add(" ".join(run[at : at + LONGEST_REACH]))
        for author in words.authors:
            for part in author:
                marks.add(f"@{part}")
                marks.add(f"@{part[0]}")
        return marks


def _reach(run: str) -> str:
    """As much of *run* as one mark of a paper holds."""
    return run if _is_short(run) else " ".join(run.split(" ")[:LONGEST_REACH])


def _is_short(run: str) -> bool:
    return run.count(" ") < LONGEST_REACH


def _is_simple(rule: Rule) -> bool:
    """Whether one run of stems and the categories decide, and marks tell all exclusions."""
    if len(rule.runs) > 1 or rule.names or rule.without.names:
        return False
    return all(map(_is_short, (*rule.runs, *rule.without.runs)))


def _marks_against(rule: Rule) -> tuple[str, ...]:
    """What keeps a paper from a simple *rule* as soon as it is marked so."""
    return (*(f"#{subject}" for subject in rule.without.categories), *rule.without.runs)
