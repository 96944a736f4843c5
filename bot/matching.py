"""Which papers a rule wants: the plain definition, which `paper_index` answers for many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.rules import Name, Parts, Rule
from bot.stems import stems, tokens
from storage.records import Paper
from storage.taxonomy import ARCHIVES, CATEGORIES, canonical, categories_of

# What may stand behind a family name.
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "collaboration"})


def _subjects() -> Mapping[str, frozenset[str]]:
    """Each canonical category -> itself and the archives that it belongs to."""
    found = {canonical(name): {canonical(name), CATEGORIES[name].archive} for name in CATEGORIES}
    for archive in ARCHIVES.values():
        for name in categories_of(archive.id) if archive.active else ():
            found[name].add(archive.id)
    return MappingProxyType({name: frozenset(subjects) for name, subjects in found.items()})


SUBJECTS_OF = _subjects()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """
    A paper as rules see it: its categories and their archives, its stems, its authors' names.

    *primary* are the subjects of the primary category. *title* and *abstract* are stems joined by
    blanks, with a blank at either end.
    """

    subjects: frozenset[str]
    primary: frozenset[str]
    title: str
    abstract: str
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
    return bool(run) and (f" {run} " in words.title or f" {run} " in words.abstract)


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
