"""What may go at the end of a long sentence: never what it needs to be whole and true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.summaries.extractive.additions import LEAST, LONG, without_additions
from adapters.summaries.extractive.length import length

OFFER = "We propose a network that finds the sources of rivers in old and damaged maps of the north"
GOES = (
    ", where each river is a line with a source and a mouth, drawn in ink",
    " -- which was long thought to be too hard for a network of this size",
    ", while people who are trained for years find half of them in a day",
    ", thereby saving the work of the many people who have done it by hand so far",
    ", outperforming all that has been tried before on three sets of maps by a wide margin",
    ", and show that it finds far more of them than people who are trained for years",
    ", and we compare it with people who have been trained for years to do so",
    "; moreover, the network reads the names of the rivers and of the towns beside them",
)
STAYS = (
    ", which is of use only if the maps have been scanned at a very high resolution",
    ", while no map of the south and none of the islands has been tried in this way",
    ", assuming that each of the rivers has been drawn with a source and with a mouth",
    ", making use of ink, of paper, or of the many small marks beside the lines",
    ", lakes, springs, bridges and towns, and in many other things that people drew there",
    ", which in the end, we believe, makes old maps as useful as new ones have been",
    ", where $n$ is the number of rivers that are drawn on each of the maps of the north",
    ", which is what our network was asked for, is a network that people can read as well",
    ", while leaving a measurable gap between it and people who are trained for years",
    ", but the gain depends on the map and on the ink with which the rivers were drawn",
    "; a network that reads their names; and a third one that puts both on a new map",
    " and of the south and of all the islands that lie between the two of them",
)
BEGINNINGS = (
    "In a world of old and damaged maps of the rivers of the far and cold north",
    "Networks for old and damaged maps of the many rivers of the far and cold north",
    "We show that when an old and damaged map of a river of the north has been scanned",
    "We propose two networks: one that finds the sources of rivers in old maps of the north",
    "We show that for old maps of the rivers of the far and cold north, in some cases",
    "We show that the sources of rivers on old and damaged maps of the cold north",
    "We propose either a network that finds the sources of rivers in old maps of the north",
    "We propose (i) a network that finds the sources of rivers in old maps of the north",
    "We draw both the sources of all the rivers that stand on old maps of the north",
    'We propose what is called "a network that finds the sources of rivers in old maps',
    "We propose a network (it finds the sources of rivers in old maps of the cold north",
)


@pytest.mark.parametrize("addition", GOES)
def test_an_addition_to_a_whole_statement_goes(addition: str) -> None:
    """What is left is that statement, with the mark that ended it."""
    assert without_additions(f"{OFFER}{addition}.") == f"{OFFER}."
    assert without_additions(f"{OFFER}{addition}") == OFFER


@pytest.mark.parametrize("clause", STAYS)
def test_conditions_denials_and_items_stay(clause: str) -> None:
    """Without them the rest might be untrue, or half a list."""
    assert without_additions(f"{OFFER}{clause}.") == f"{OFFER}{clause}."


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_half_a_statement_is_never_left(beginning: str) -> None:
    """A main clause, a pair, a list or a bracket that is still open keeps all that follows."""
    sentence = f"{beginning}, training on them leads to a better map of the sources of the rivers."
    assert without_additions(sentence) == sentence


def test_a_sentence_of_good_length_keeps_its_additions() -> None:
    """Only what is too long for a line at a glance becomes briefer."""
    brief = "We propose a network for rivers, which draws them on maps."
    assert without_additions(brief) == brief


def test_no_formula_is_cut() -> None:
    """A comma in it is none of the sentence's."""
    sentence = f"{OFFER} with $f(x), which is y$ for each of the maps and each of their rivers."
    assert without_additions(sentence) == sentence


CLAUSES = st.lists(st.sampled_from((*GOES, *STAYS, *BEGINNINGS, OFFER, "$x, which$", " we", ".")))


@given(CLAUSES.map("".join))
def test_what_is_left_begins_the_sentence_and_is_long_enough(sentence: str) -> None:
    """Whatever it is made of; nothing is cut of a sentence that is brief."""
    kept = without_additions(sentence)
    assert sentence.startswith(kept.rstrip(".!?"))
    assert kept == sentence or (length(sentence) > LONG and length(kept) >= LEAST)
