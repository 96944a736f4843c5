"""How far two texts say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.summaries.extractive.kin import cosine, is_echo, pairs, share, stems


def test_words_that_begin_alike_are_kin() -> None:
    """Small words mean nothing; an ideograph is a word."""
    assert stems("The networks of a Network: 河 1998") == ["networ", "networ", "河", "1998"]


def test_an_echo_says_hardly_more_than_the_title() -> None:
    """Four of five words are not yet too many."""
    assert is_echo("River networks for maps!", "River networks for maps")
    assert not is_echo("River networks for maps win", "River networks for maps")
    assert not is_echo("", "River networks")


def test_shares_and_pairs_of_words() -> None:
    """Each word counts once; nothing shares nothing."""
    assert share(["a", "a", "b"], ["b"]) == 0.5
    assert share([], ["a"]) == 0
    assert pairs(["a", "b", "a", "b"]) == {("a", "b"): 2, ("b", "a"): 1}


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 9)), st.integers(1, 5))
def test_what_is_only_longer_is_alike(counts: dict[str, int], times: int) -> None:
    """The same words twice as often point the same way; without words there is no way."""
    longer = {word: times * count for word, count in counts.items()}
    assert cosine(counts, longer) == pytest.approx(float(any(counts.values())))
    assert cosine(counts, {"another": 1}) == 0
