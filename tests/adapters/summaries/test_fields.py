"""The four fields: which sentences they hold, and when they stay empty."""

from __future__ import annotations

import pytest

from adapters.summaries.extractive.cues import Role
from adapters.summaries.extractive.fields import Fields, fields
from adapters.summaries.extractive.headings import Sentence
from adapters.summaries.extractive.roles import Part

LONG = "word " * 50


def _part(role: Role, sure: float) -> Part:
    """A sentence that plays *role* with this probability, and the others alike."""
    rest = (1 - sure) / (len(Role) - 1)
    return Part(role, 0.0, tuple(sure if one is role else rest for one in Role))


def _fields(*told: tuple[str, Role, float], tldr: int = -1) -> Fields:
    """The fields of sentences with their roles, and how sure these are."""
    sentences = [Sentence(text) for text, _, _ in told]
    place = tldr if tldr >= 0 else len(sentences)
    return fields(sentences, [_part(role, sure) for _, role, sure in told], place)


def test_the_motivation_is_what_is_lacking() -> None:
    """The sentence that names the gap is chosen, not the first that is known."""
    told = ("Rivers flow.", Role.BACKGROUND, 1), ("Maps of rivers are missing.", Role.BACKGROUND, 1)
    assert _fields(*told).motivation == "Maps of rivers are missing."


def test_a_gap_that_may_be_none_stands_back_behind_what_is_surely_known() -> None:
    """A word such as "problem" makes no motive of a sentence that rather tells the method."""
    told = ("Rivers flow.", Role.BACKGROUND, 1), ("The problem has layers.", Role.BACKGROUND, 0.6)
    assert _fields(*told).motivation == "Rivers flow."


def test_a_motivation_keeps_the_sentence_it_leans_on() -> None:
    """Whoever reads "However" wants to know what came before; a very long sentence is left out."""
    gap = ("However, maps are missing.", Role.BACKGROUND, 1.0)
    brief = _fields(("Rivers flow.", Role.BACKGROUND, 1), gap)
    assert brief.motivation == "Rivers flow. However, maps are missing."
    assert (
        _fields((LONG + "flow. ", Role.BACKGROUND, 1), (LONG, Role.METHOD, 1), gap).motivation
        == gap[0]
    )
    assert _fields((LONG + "and " * 8, Role.BACKGROUND, 1), gap).motivation == gap[0]


def test_an_aim_is_a_motivation_where_nothing_is_known() -> None:
    """What is hardly background explains less than an aim, and nothing where there is no aim."""
    told = (
        ("We aim high.", Role.OBJECTIVE, 1.0),
        ("We propose it.", Role.METHOD, 1.0),
        ("Rivers flow.", Role.BACKGROUND, 0.3),
    )
    assert _fields(*told, tldr=1).motivation == "We aim high."
    assert _fields(*told[1:], tldr=0).motivation == ""


@pytest.mark.parametrize(
    "text",
    [
        "We report the flow of rivers.",
        "Their flow is then measured.",
        "In our maps rivers flow.",
        "Such rivers can be divided.",
    ],
)
def test_what_was_done_is_no_motive(text: str) -> None:
    """In physics and mathematics abstracts often begin with it, where others tell what is known."""
    told = ("We study rivers.", Role.BACKGROUND, 1.0), (text, Role.BACKGROUND, 0.9)
    assert _fields(*told, tldr=0).motivation == ""


def test_the_clearest_sentence_fills_a_field() -> None:
    """The one right after it joins it where both are brief; an improbable one fills no field."""
    told = (
        ("We first look.", Role.METHOD, 0.4),
        ("We train a network.", Role.METHOD, 0.9),
        ("It has layers.", Role.METHOD, 0.7),
        ("Perhaps it wins.", Role.OTHER, 0.6),
    )
    found = _fields(*told)
    assert found.method == "We train a network. It has layers."
    assert found.result == ""


def test_an_empty_field_takes_what_most_probably_fills_it() -> None:
    """A sentence that other roles share may still be the only one that tells the method."""
    odds = {Role.BACKGROUND: 0.05, Role.OBJECTIVE: 0.4, Role.METHOD: 0.38, Role.RESULT: 0.17}
    part = Part(Role.OBJECTIVE, 0.0, tuple(odds.get(role, 0.0) for role in Role))
    assert fields([Sentence("Rivers are mapped.")], [part], 9).method == "Rivers are mapped."


def test_what_only_adds_to_others_stands_back() -> None:
    """Whoever reads "moreover" looks for more; it begins a field only if far the clearest."""
    told = (
        ("Moreover, we look.", Role.METHOD, 0.9),
        ("Rivers flow.", Role.BACKGROUND, 1.0),
        ("It is a network.", Role.METHOD, 0.8),
    )
    assert _fields(*told).method == "It is a network."


def test_a_result_says_so() -> None:
    """What "we find" is a result rather than a method, and before one that only might be."""
    found = _fields(
        ("We find that rivers end.", Role.METHOD, 0.5),
        ("The network has layers.", Role.METHOD, 0.5),
        ("It is cheap.", Role.RESULT, 0.5),
    )
    assert found.method == "The network has layers."


def test_a_field_has_about_sixty_words_at_most() -> None:
    """Two long sentences are one too many; one beyond all measure is none."""
    told = (LONG, Role.METHOD, 0.9), (LONG + "end", Role.METHOD, 0.8), (LONG * 3, Role.RESULT, 1.0)
    assert _fields(*told) == Fields(method=LONG.strip())


def test_the_sentence_of_the_tldr_stands_in_no_field() -> None:
    """Better an empty field than the same sentence twice."""
    assert _fields(("We train a network.", Role.METHOD, 1), tldr=0) == Fields()


def test_a_conclusion_needs_a_clear_word_at_the_end() -> None:
    """What the results suggest, what is expected; no field repeats it, nor is the result lost."""
    told = (
        ("We conclude early.", Role.RESULT, 0.7),
        ("We look.", Role.METHOD, 0.9),
        ("It wins.", Role.RESULT, 0.6),
        ("These results suggest that rivers end.", Role.RESULT, 1.0),
    )
    found = _fields(*told)
    assert found.conclusion == "These results suggest that rivers end."
    assert found.result == "We conclude early."
    assert _fields(*told[:3]).conclusion == ""
    only = _fields(*told[1::2])
    assert (only.result, only.conclusion) == (told[3][0], "")


def test_what_stands_under_conclusions_is_one() -> None:
    """A heading is clearer than any word."""
    sentences = [Sentence("It wins."), Sentence("Rivers end.", Role.RESULT, closes=True)]
    found = fields(sentences, [_part(Role.RESULT, 0.7), _part(Role.RESULT, 1.0)], 9)
    assert (found.result, found.conclusion) == ("It wins.", "Rivers end.")


def test_chinese_sentences_are_joined_without_a_blank() -> None:
    """The ideographic full stop brings its own space."""
    told = ("我们训练网络。", Role.METHOD, 0.9), ("它有两层。", Role.METHOD, 0.8)
    assert _fields(*told).method == "我们训练网络。它有两层。"
