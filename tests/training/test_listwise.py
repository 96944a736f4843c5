"""Learning which of a few is best: one answer, the same every time, and the right one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.listwise import Lists, fitted, lists
from training.rounding import Numbers

PAIRS = [[{"good": 1.0, "long": 2.0}, {"long": 2.0}], [{"long": 1.0}, {"good": 1.0}]]
WORTH = np.array([30.0, 10.0, 10.0, 30.0])


def _best(of: Lists, scores: Numbers) -> list[int]:
    """The place in each list of the first candidate with the highest of *scores*."""
    return [int(one.argmax()) for one in np.split(scores, of.starts[1:])]


def test_what_is_worth_more_comes_to_weigh_more() -> None:
    """A trait that both candidates of a list have teaches nothing."""
    every = lists(PAIRS, ["good", "long", "never"])
    good, long, never = fitted(every, WORTH, warmth=4.0, strength=0.01)
    assert good > 1
    assert abs(long) < good / 2
    assert never == 0
    assert _best(every, every.features @ np.array([good, long, never])) == [0, 1]


def test_the_answer_is_the_best_one() -> None:
    """Whichever way the weights are moved from it, the loss grows."""
    every, names = lists(PAIRS, ["good", "long"]), ("good", "long")
    right = every.chances(WORTH / 4)

    def loss(weights: Numbers) -> float:
        missed = -(right * np.log(every.chances(every.features @ weights))).sum()
        return float(missed / len(every.starts) + 0.01 * (weights @ weights) / 2)

    best = fitted(every, WORTH, warmth=4.0, strength=0.01)
    for step in np.vstack([np.eye(len(names)), -np.eye(len(names))]) * 1e-3:
        assert loss(best + step) > loss(best)


@settings(max_examples=50)
@given(
    st.lists(st.lists(st.integers(-40, 40), min_size=1, max_size=6), min_size=1, max_size=8),
    st.floats(1, 10),
)
def test_chances_add_up_to_one_in_each_list(scores: list[list[int]], warmth: float) -> None:
    """And the highest score has the greatest chance; lists may be of one candidate."""
    every = lists([[{"a": float(value)} for value in one] for one in scores], ["a"])
    chances = every.chances(every.features[:, 0] / warmth)
    assert np.add.reduceat(chances, every.starts) == pytest.approx(np.ones(len(scores)))
    assert list(every.sizes) == [len(one) for one in scores]
    assert _best(every, chances) == _best(every, every.features[:, 0])


def test_a_warmer_teacher_sees_less_difference() -> None:
    """Ten points are much where five count as one step, and little where fifty do."""
    every = lists(PAIRS, ["good"])
    strict, mild = (fitted(every, WORTH, warmth=warmth, strength=0.01)[0] for warmth in (5.0, 50.0))
    assert strict > 2 * mild > 0
