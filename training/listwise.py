"""
Which one of a few: a softmax over the candidates of each list, solved to the end.

Not one candidate is taken for right: each is for as much as it is worth beside the others, so that
a near best one costs little. The loss is strictly convex, so Newton's steps lead to one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from adapters.summaries.extractive.traits import Traits
from training.rounding import Numbers, Places

LEFT = 1e-11  # of the gradient, at most
STEPS = 50


@dataclass(frozen=True, slots=True)
class Lists:
    """Candidates, a row each, one list after another; *starts* are the first rows of the lists."""

    features: Numbers
    starts: Places

    @property
    def sizes(self) -> Places:
        """How many candidates each list has."""
        return np.diff(self.starts, append=len(self.features))

    def chances(self, scores: Numbers) -> Numbers:
        """The softmax of *scores* within each list."""
        sizes = self.sizes
        powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, self.starts), sizes))
        among: Numbers = powers / np.repeat(np.add.reduceat(powers, self.starts), sizes)
        return among


def lists(found: Sequence[Sequence[Traits]], names: Sequence[str]) -> Lists:
    """The lists of candidates of which each has some of *names*, each with its value."""
    column = {name: i for i, name in enumerate(names)}
    rows = [there for one in found for there in one]
    features = np.zeros((len(rows), len(names)))
    for i, there in enumerate(rows):
        for name in there.keys() & column.keys():
            features[i, column[name]] = there[name]
    return Lists(features, np.cumsum([0, *map(len, found)])[:-1])


def fitted(of: Lists, worth: Numbers, *, warmth: float, strength: float) -> Numbers:
    """
    The best weights of the features, for what each candidate is *worth*.

    *warmth* is the difference in worth that makes a candidate e times as right as another;
    *strength* weighs against large weights. Raises `ArithmeticError` where it finds no end.
    """
    right = of.chances(worth / warmth)
    weights = np.zeros(of.features.shape[1])
    for _ in range(STEPS):
        chances = of.chances(of.features @ weights)
        slope = of.features.T @ (chances - right) / len(of.starts) + strength * weights
        if np.abs(slope).max() < LEFT:
            return weights
        weights = weights - np.linalg.solve(_curve(of, chances, strength), slope)
    raise ArithmeticError(f"no end after {STEPS} steps")


def _curve(of: Lists, chances: Numbers, strength: float) -> Numbers:
    """How the slope changes with the weights: a square."""
    weighed = of.features * chances[:, None]
    means = np.add.reduceat(weighed, of.starts)
    square: Numbers = (of.features.T @ weighed - means.T @ means) / len(of.starts)
    return square + strength * np.eye(len(square))
