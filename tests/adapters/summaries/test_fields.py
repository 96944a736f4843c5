"""The four fields: which sentences they hold, and when they stay empty."""

from __future__ import annotations

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
    """Background that comes after the TL;DR and lacks nothing explains no motive."""
    told = (
        ("We aim high.", Role.OBJECTIVE, 1.0),
        ("We propose it.", Role.METHOD, 1.0),
        ("Rivers flow.", Role.BACKGROUND, 1.0),
    )
    assert _fields(*told, tldr=1).motivation == "We aim high."


def test_the_clearest_sentence_fills_a_field() -> None:
    """The one right after it joins it where both are brief; the unclear ones stay out."""
    told = (
        ("We first look.", Role.METHOD, 0.5),
        ("We train a network.", Role.METHOD, 2.0),
        ("It has layers.", Role.METHOD, 1.0),
        ("Perhaps it wins.", Role.RESULT, 0.1),
    )
    found = _fields(*told)
    assert found.method == "We train a network. It has layers."
    assert found.result == ""


def test_what_only_adds_to_others_stands_back() -> None:
    """Whoever reads "moreover" looks for more; it begins a field only if far the clearest."""
    told = ("Moreover, we look.", Role.METHOD, 2.5), ("It is a network.", Role.METHOD, 2.0)
    assert _fields(*told).method == "It is a network."


def test_a_field_has_about_sixty_words_at_most() -> None:
    """Two long sentences are one too many; one beyond all measure is none."""
    told = (LONG, Role.METHOD, 2.0), (LONG + "end", Role.METHOD, 1.0), (LONG * 3, Role.RESULT, 3.0)
    assert _fields(*told) == Fields(method=LONG.strip())


def test_the_sentence_of_the_tldr_stands_in_no_field() -> None:
    """Better an empty field than the same sentence twice."""
    assert _fields(("We train a network.", Role.METHOD, 2), tldr=0) == Fields()


def test_a_conclusion_needs_a_clear_word_at_the_end() -> None:
    """What the results suggest, what is expected; and no field repeats it."""
    told = (
        ("We conclude early.", Role.RESULT, 1.0),
        ("We look.", Role.METHOD, 1.0),
        ("It wins.", Role.RESULT, 1.0),
        ("These results suggest that rivers end.", Role.RESULT, 5.0),
    )
    found = _fields(*told)
    assert found.conclusion == "These results suggest that rivers end."
    assert found.result == "We conclude early."
    assert _fields(*told[:3]).conclusion == ""


def test_what_stands_under_conclusions_is_one() -> None:
    """A heading is clearer than any word."""
    sentences = [Sentence("It wins."), Sentence("Rivers end.", Role.RESULT, closes=True)]
    found = fields(sentences, [Part(Role.RESULT, 1.0), Part(Role.RESULT, 20.0)], 9)
    assert (found.result, found.conclusion) == ("It wins.", "Rivers end.")


def test_chinese_sentences_are_joined_without_a_blank() -> None:
    """The ideographic full stop brings its own space."""
    told = ("我们训练网络。", Role.METHOD, 2.0), ("它有两层。", Role.METHOD, 1.0)
    assert _fields(*told).method == "我们训练网络。它有两层。"
