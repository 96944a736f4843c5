"""How well a paper fits a rule, and what keeps them apart."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from bot.matching import Words, says, wrote
from bot.rules import Parts, Rule, shown_author


class Place(IntEnum):
    """Where a paper meets a rule, the best place first."""

    PHRASE_IN_TITLE = 0  # also an author whom the rule asks for by name, and no words
    WORD_IN_TITLE = 1
    IN_ABSTRACT = 2
    BY_CATEGORY = 3  # the rule asks for no words


class Fit(NamedTuple):
    """The smaller the better: the place first, then primary before cross-list."""

    place: Place
    is_crossed: bool


FITS = {(place, crossed): Fit(place, crossed) for place in Place for crossed in (False, True)}


def fit(rule: Rule, words: Words) -> Fit:
    """How well the paper fits *rule*, which wants it."""
    crossed = bool(rule.categories) and words.primary.isdisjoint(rule.categories)
    return FITS[_place(rule, words), crossed]


def _place(rule: Rule, words: Words) -> Place:
    if not rule.runs:
        return Place.PHRASE_IN_TITLE if rule.names else Place.BY_CATEGORY
    in_title = [f" {run} " in words.title for run in rule.runs]
    if any(in_title[len(rule.words) :]):
        return Place.PHRASE_IN_TITLE
    return Place.WORD_IN_TITLE if any(in_title) else Place.IN_ABSTRACT


def lack(rule: Rule, words: Words) -> tuple[str, ...]:
    """
    What keeps the paper from *rule*, in the person's words; nothing where it is wanted.

    A word or a phrase that is missing stands as it is; the categories or the authors, of which
    none holds, together (`cs.CV cs.AI`); an exclusion that struck with its sign (`-survey`).
    """
    missing = []
    if rule.categories and words.subjects.isdisjoint(rule.categories):
        missing.append(" ".join(rule.categories))
    texts = (*rule.words, *rule.phrases)
    missing += [text for text, run in zip(texts, rule.runs, strict=True) if not says(words, run)]
    if rule.names and not any(wrote(name, words) for name in rule.names):
        missing.append(" ".join(map(shown_author, rule.authors)))
    return (*missing, *(f"-{text}" for text in _struck(rule.without, words)))


def _struck(without: Parts, words: Words) -> tuple[str, ...]:
    """The exclusions that hold, without their sign."""
    texts = (*without.words, *without.phrases)
    return (
        *(subject for subject in without.categories if subject in words.subjects),
        *(text for text, run in zip(texts, without.runs, strict=True) if says(words, run)),
        *(
            shown_author(text)
            for text, name in zip(without.authors, without.names, strict=True)
            if wrote(name, words)
        ),
    )
