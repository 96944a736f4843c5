"""
Which role each sentence of an abstract plays: what it says, where it stands, what stands before.

Cue phrases and position give every sentence a score for every role; the best path through them,
with what usually follows what, is the answer (Viterbi; all weights were set by hand).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from adapters.summaries.extractive.cues import ROLE_CUES, Role, spoken
from adapters.summaries.extractive.headings import Sentence

# How likely each role is in the opening, the four parts between, and the close of an abstract.
PLACES: tuple[tuple[float, ...], ...] = (
    # background, objective, method, result, other
    (1.8, 0.2, -1.2, -2.5, -2.0),
    (1.1, 0.1, -0.3, -2.0, -2.5),
    (0.6, 0.2, 0.3, -1.2, -2.5),
    (-0.3, 0.0, 0.9, -0.3, -2.5),
    (-1.2, -0.6, 0.7, 0.5, -2.0),
    (-2.0, -1.2, -0.4, 1.3, -0.8),
)
# How readily a role (row) is followed by another (column).
FOLLOWS: tuple[tuple[float, ...], ...] = (
    (0.7, 0.3, 0.0, -1.2, -1.5),
    (-0.8, -0.3, 0.6, -0.2, -1.5),
    (-1.6, -1.2, 0.6, 0.3, -1.5),
    (-2.0, -1.6, -0.6, 0.7, -0.4),
    (-1.0, -1.0, -1.0, -1.0, 0.8),
)
SAID_ABOVE = 20.0  # a heading outweighs every cue
ORDER = tuple(Role)
SPOKEN = frozenset({"en", "zh", "ja"})  # languages in which there are cues at all


@dataclass(frozen=True, slots=True)
class Part:
    """The *role* a sentence plays, and how far ahead of the next best it is, by itself."""

    role: Role
    lead: float = 0.0
    odds: tuple[float, ...] = ()


def parts(sentences: Sequence[Sentence], language: str = "en") -> tuple[Part, ...]:
    """The part of each of *sentences*, which are a whole abstract in its order."""
    count = len(sentences)
    fits = [scores(sentence, _place(i, count)) for i, sentence in enumerate(sentences)]
    found = zip(best_path(fits), fits, strict=True)
    return tuple(Part(role, _lead(role, fit), _odds(fit)) for role, fit in found)


def _odds(fit: Mapping[Role, float]) -> tuple[float, ...]:
    most = max(fit.values())
    powers = [exp(fit[role] - most) for role in ORDER]
    return tuple(power / sum(powers) for power in powers)


def _lead(role: Role, fit: Mapping[Role, float]) -> float:
    return fit[role] - max(value for other, value in fit.items() if other is not role)


def scores(sentence: Sentence, place: int) -> dict[Role, float]:
    """How well each role fits *sentence* at *place* (a row of `PLACES`), before its neighbours."""
    fit = dict(zip(ORDER, PLACES[place], strict=True))
    heard = spoken(sentence.text)
    for role, weight, cue in ROLE_CUES:
        if cue.search(heard):
            fit[role] += weight
    if sentence.role is not None:
        fit[sentence.role] += SAID_ABOVE
    return fit


def _place(index: int, count: int) -> int:
    """The row of `PLACES` for the sentence *index* of *count*."""
    if index == 0:
        return 0
    if index == count - 1:
        return len(PLACES) - 1
    return 1 + index * (len(PLACES) - 2) // count


def best_path(fits: Sequence[Mapping[Role, float]]) -> tuple[Role, ...]:
    """The roles that together fit best, each sentence following on the one before."""
    total = [0.0] * len(ORDER)
    ways: list[list[int]] = []
    for fit in fits:
        came, reached = [], []
        for to, role in enumerate(ORDER):
            steps = [
                total[start] + (FOLLOWS[start][to] if ways else 0.0) for start in range(len(ORDER))
            ]
            best = max(range(len(ORDER)), key=steps.__getitem__)
            came.append(best)
            reached.append(steps[best] + fit[role])
        ways.append(came)
        total = reached
    return _walk_back(total, ways)


def _walk_back(total: list[float], ways: list[list[int]]) -> tuple[Role, ...]:
    at = max(range(len(ORDER)), key=total.__getitem__)
    path: list[Role] = []
    for came in reversed(ways):
        path.append(ORDER[at])
        at = came[at]
    return tuple(reversed(path))
