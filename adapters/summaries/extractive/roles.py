"""
Which role each sentence of an abstract plays: what it says, where it stands, what stands around.

Its signs give every sentence a score for every role; the best path through them, with what usually
follows what, is the answer (Viterbi). For English the weights were learnt (`training/roles.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from typing import Any

from adapters.summaries.extractive import far_east
from adapters.summaries.extractive.cues import Role
from adapters.summaries.extractive.headings import Sentence
from adapters.summaries.extractive.language import ENGLISH
from adapters.summaries.extractive.signs import signs
from adapters.summaries.extractive.weights import learnt

SAID_ABOVE = 4.0  # a heading outweighs most signs; a copyright below it stays what it is
ORDER = tuple(Role)
SPOKEN = far_east.LANGUAGES | {ENGLISH}  # languages in which roles are told at all
Fit = Sequence[float]
"""How well each role fits a sentence, in the order of `Role`: logarithms of odds."""


@dataclass(frozen=True, slots=True)
class Part:
    """
    The *role* a sentence plays, and how far ahead of the next best it is, by itself.

    *odds* are the probabilities of all roles by itself, in the order of `Role`.
    """

    role: Role
    lead: float = 0.0
    odds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: what each sign *says* for each role, in units of *scale*; what *follows*."""

    says: dict[str, tuple[int, ...]]
    before_all: tuple[int, ...]
    follows: tuple[Fit, ...]
    scale: float

    def fits(self, sentences: Sequence[str]) -> list[list[float]]:
        """How well each role fits each of *sentences*, before its neighbours' roles are known."""
        return [self._fit(there) for there in signs(sentences)]

    def _fit(self, there: set[str]) -> list[float]:
        known = [self.says[sign] for sign in there & self.says.keys()]
        return [self.scale * sum(column) for column in zip(self.before_all, *known, strict=True)]


@cache
def model() -> Model:
    """The model of English abstracts."""
    return unpacked(learnt("roles"))


def unpacked(content: Mapping[str, Any]) -> Model:
    """The model in the section `roles` of the weights."""
    scale: float = content["scale"]
    numbers = iter(content["weights"])
    by_sign = zip(*[numbers] * len(ORDER), strict=True)
    return Model(
        dict(zip(content["signs"].split("\n"), by_sign, strict=True)),
        tuple(content["bias"]),
        tuple(tuple(scale * step for step in row) for row in content["follows"]),
        scale,
    )


def parts(sentences: Sequence[Sentence], language: str = ENGLISH) -> tuple[Part, ...]:
    """
    The part of each of *sentences*, which are a whole abstract in its order.

    None in a *language* in which roles are not told.
    """
    if language not in SPOKEN:
        return ()
    texts = [sentence.text for sentence in sentences]
    english = language not in far_east.LANGUAGES
    fits = model().fits(texts) if english else far_east.fits(texts)
    for sentence, fit in zip(sentences, fits, strict=True):
        if sentence.role is not None:
            fit[ORDER.index(sentence.role)] += SAID_ABOVE
    path = best_path(fits, model().follows if english else far_east.FOLLOWS)
    return tuple(_part(role, fit) for role, fit in zip(path, fits, strict=True))


def _part(role: int, fit: Fit) -> Part:
    """The part of a sentence that *fit*s this well and plays the *role* at this place of `Role`."""
    highest = max(fit)
    powers = [exp(value - highest) for value in fit]
    total = sum(powers)
    lead = fit[role] - max(value for other, value in enumerate(fit) if other != role)
    return Part(ORDER[role], lead, tuple(power / total for power in powers))


def best_path(fits: Sequence[Fit], follows: Sequence[Fit]) -> tuple[int, ...]:
    """The roles (places in `Role`) that together fit best, each following on the one before."""
    every = range(len(ORDER))
    total = [0.0] * len(ORDER)
    ways: list[list[int]] = []
    for place, fit in enumerate(fits):
        steps = follows if place else [total] * len(ORDER)
        came = [
            max(every, key=[total[a] + steps[a][to] for a in every].__getitem__) for to in every
        ]
        total = [total[came[to]] + steps[came[to]][to] + fit[to] for to in every]
        ways.append(came)
    return _walk_back(total, ways)


def _walk_back(total: Sequence[float], ways: Sequence[Sequence[int]]) -> tuple[int, ...]:
    at = max(range(len(ORDER)), key=total.__getitem__)
    path: list[int] = []
    for came in reversed(ways):
        path.append(at)
        at = came[at]
    return tuple(reversed(path))
