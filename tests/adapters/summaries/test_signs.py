"""The signs of roles: what a sentence has by itself, and what it sees around."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.summaries.extractive.signs import MOST_WORDS, signs


def test_a_sentence_has_its_words_and_its_place() -> None:
    """Numbers and years are alike; words are seen whole, in pairs, and by their beginnings."""
    (found,) = signs(["We measured 12 rivers in 1998."])
    assert {"we", "measured", "0", "1990", "measured 0", "< we", "1990 >", "#1"} <= found
    assert {"~measu", "~< ~we", "~< ~we ~measu", "@0", "@-0", "p:BEGIN", "n:END"} <= found


def test_a_sentence_sees_its_neighbours() -> None:
    """The beginnings of their words, and the phrases of all before and all after it."""
    first, second, third = signs(["However, maps lack.", "Rivers flow.", "We show that maps win."])
    assert {sign for sign in first if sign.startswith("p:")} == {"p:BEGIN"}
    assert {"p:~howev", "n:~show", "<<*background0", ">>*result1"} <= second
    assert {"p:~river", "<<*background0", "pp:*background0", "n:END"} <= third
    assert not any(sign.startswith(">>") for sign in third)


@given(st.lists(st.text(max_size=60), max_size=9))
def test_every_sentence_has_signs(sentences: list[str]) -> None:
    """Whatever is written; a sentence without words still has a place."""
    found = signs(sentences)
    assert len(found) == len(sentences)
    assert all(f"@{min(place, 6)}" in there for place, there in enumerate(found))


def test_an_endless_sentence_is_heard_to_a_bound() -> None:
    """Its signs are few enough to be told in a moment."""
    (found,) = signs([" ".join(f"a{'b' * (n % 50)}{'c' * (n // 50)}" for n in range(5_000))])
    assert len(found) < 8 * MOST_WORDS
