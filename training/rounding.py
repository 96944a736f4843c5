"""
Weights as whole numbers, the same on every machine.

Machines differ in the last bits of what they compute. So the unit is chosen such that no value
lies near the border between two whole numbers: then small differences cannot move one across.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]
GRAIN = 1e-5  # units are whole multiples of it
MARGIN = 1e-6  # of a unit: values differ less than this from machine to machine
TRIES = 2_000


class TooClose(ArithmeticError):
    """No unit was found at which rounding is safe."""


def unit(values: Iterable[Numbers], largest: Numbers, most: int = 127) -> float:
    """
    A unit in which all *values* round safely, and those of *largest* to *most* at most.

    Raises `TooClose`.
    """
    every = np.concatenate([np.ravel(value) for value in values])
    smallest = int(np.ceil(np.abs(largest).max() / most / GRAIN))
    for grains in range(smallest, smallest + TRIES):
        fractions = np.abs(every / (grains * GRAIN)) % 1
        if np.abs(fractions - 0.5).min() > MARGIN:
            return round(grains * GRAIN, 5)
    raise TooClose(f"none of {TRIES} units keeps {every.size} values off the borders")


def whole(values: Numbers, of_unit: float) -> list[int]:
    """*values* in this unit, one list in their order."""
    return [int(value) for value in np.rint(np.ravel(values) / of_unit)]
