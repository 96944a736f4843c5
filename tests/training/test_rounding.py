"""Whole numbers that come out the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rounding import GRAIN, TooClose, unit, whole


@given(st.lists(st.floats(-3, 3).filter(lambda value: value == 0 or abs(value) > 1e-3), min_size=1))
def test_a_little_noise_moves_no_value_across_a_border(values: list[float]) -> None:
    """The last bits differ from machine to machine; the whole numbers do not."""
    exact = np.array([*values, 3.0])
    chosen = unit([exact], largest=exact)
    for noise in (-1e-10, 1e-10):
        assert whole(exact + noise, chosen) == whole(exact, chosen)


def test_the_largest_value_fills_the_range_and_no_more() -> None:
    """A byte holds what is learnt of roles."""
    values = np.array([0.1, -2.54])
    assert whole(values, unit([values], largest=values))[1] in {-126, -127}


def test_values_that_nothing_keeps_off_the_borders_are_refused() -> None:
    """It is better to say so than to write weights that others cannot make again."""
    halves = np.arange(700, 3_000) * GRAIN / 2  # each is half of one of the units tried
    with pytest.raises(TooClose, match="none of 2000 units keeps 2300 values off"):
        unit([halves], largest=np.array([1.0]))
