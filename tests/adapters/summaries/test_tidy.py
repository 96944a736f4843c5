"""Tidying: a sentence stands alone, and nothing is added to it."""

from __future__ import annotations

import pytest

from adapters.summaries.extractive.length import length, shortened
from adapters.summaries.extractive.tidy import tidy


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("In this paper, we propose a method.", "We propose a method."),
        ("In this paper a method is proposed.", "A method is proposed."),
        ("Here we show it.", "We show it."),
        ("However, deep nets fail.", "Deep nets fail."),
        ("To this end, in this work, we build it.", "We build it."),
        ("To address these two issues, we build it.", "We build it."),
        ("Motivated by this, a theory is given.", "A theory is given."),
        ("Abstract. We build it.", "We build it."),
        ("Thus we build it.", "We build it."),
        ("For such graphs, we prove it.", "For such graphs, we prove it."),
        ("As such, in this paper, we also build it.", "We build it."),
        ("Notably, we build it.", "We build it."),
        ("Inspired by birds, we build one.", "We build one."),
        ("Inspired by birds, we build it.", "Inspired by birds, we build it."),
        ("While nets win, here we show how.", "We show how."),
        ("Although they do not win, we use nets.", "Although they do not win, we use nets."),
        ("Based on $a, b$, this paper proves more.", "This paper proves more."),
        ("Since rivers flow, maps differ.", "Since rivers flow, maps differ."),
        ("However, $k$ is odd.", "$k$ is odd."),
        ("However, k-means fails.", "k-means fails."),
        ("However, iPhones fail.", "iPhones fail."),
        ("However,", "However,"),
        ("We use nets (e.g. deep ones) here.", "We use nets here."),
        ("We use nets (deep ones) here.", "We use nets (deep ones) here."),
        ("We use nets (NN), and an NN wins.", "We use nets (NN), and an NN wins."),
        ("We use nets (NN) and more.", "We use nets and more."),
        ("It is fast, O (log n) only.", "It is fast, O (log n) only."),
        ("We show (i) this, (b) that, (3) more.", "We show (i) this, (b) that, (3) more."),
        ("We take f (xyz) at (1, 2) now.", "We take f (xyz) at (1, 2) now."),
        (
            "We follow others [1], [2-4] and [Li et al. 2020].",
            "We follow others and [Li et al. 2020].",
        ),
        ("We keep $x (mod p) [3] y$ (i.e. so).", "We keep $x (mod p) [3] y$."),
        ("(non-)linear", "(non-)linear"),
        ("[12]", "[12]"),
    ],
)
def test_a_sentence_is_freed_of_what_only_leads_over_to_it(written: str, shown: str) -> None:
    """Leads, plain asides and citations go; formulas, conditions and enumerations stay."""
    assert tidy(written) == shown


@pytest.mark.parametrize(
    "sentence",
    [
        "The bound is optimal (up to logarithmic factors).",
        "All (except one) of the nuclei decay.",
        "It is (nearly) reversible and (worst case) optimal.",
        "Pairs (state, action) are congruent (mod 24).",
        "The upper (resp. lower) bound holds.",
        "Deep nets (DNNs) have a surface that no other DNN has.",
        "The approach of [2] wins.",
        "We go on as in (Li et al., 2018).",
        "Works such as (Soudry et al., 2018) win.",
        "Our bounds explain what was observed by Zhang et al. (2017).",
        "Although our sample is small, we find it.",
        "While these are upper limits, we quote them.",
        "While filtered samples are removed, we use them.",
        "Based on a single event, we estimate a rate.",
        "Despite being limited to dwarfs, this work finds more.",
        "To achieve this, a very strong field is required.",
        "First, second, and third harmonics are measured.",
        "In this review, which is brief, we cover nets.",
        "We further the study of nets.",
        "Following Witten, the theory is solved, and, as a check, we compute its index.",
    ],
)
def test_what_a_sentence_needs_to_be_true_and_whole_stays(sentence: str) -> None:
    """Hedges, conditions, caveats; what is taken up again, and what grammar asks for."""
    assert tidy(sentence) == sentence


def test_a_very_long_sentence_is_cut_at_a_pause() -> None:
    """The cut is marked, and stands at the last pause that leaves most of a line."""
    assert shortened("word " * 50 + "pause, " + "word " * 50) == "word " * 50 + "pause…"


def test_a_very_long_sentence_without_a_pause_is_cut_between_words() -> None:
    """A pause right at the beginning is none to cut at."""
    assert shortened("So, " + "word " * 100) == "So, " + " ".join(["word"] * 59) + "…"


def test_nothing_trails_behind_the_cut() -> None:
    """No word is left that only leads to the next."""
    assert shortened("word " * 50 + "that, e.g., and, " + "x " * 50) == "word " * 49 + "word…"


def test_a_formula_is_never_cut() -> None:
    """It counts as one word, however many blanks it has."""
    formula = "$" + "x + " * 100 + "y$"
    assert length(f"We show {formula}.") == 3
    assert tidy(f"We show {formula}.") == f"We show {formula}."


def test_an_ideograph_counts_as_half_a_word() -> None:
    """Chinese is written without blanks; a long sentence of it is cut between characters."""
    assert length("中文") == 1
    assert shortened("中" * 200) == "中" * 120 + "…"


def test_one_endless_word_is_left_whole() -> None:
    """There is no place to cut it at."""
    assert shortened("é" * 5000) == "é" * 5000
