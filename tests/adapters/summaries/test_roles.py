"""Roles: what each sentence does for its abstract."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.summaries.extractive.cues import Role, spoken
from adapters.summaries.extractive.headings import Sentence, marked, without_headings
from adapters.summaries.extractive.roles import best_path, model, parts

ABSTRACT = (
    "Rivers are an important part of many landscapes in recent years.",
    "However, little work has been done on their sources.",
    "The aim of this paper is to find them.",
    "We use a network which is trained on maps.",
    "Experimental results show that our method outperforms others by 12%.",
    "© 2012 Elsevier Ltd. All rights reserved.",
)


def _roles(*texts: str, language: str = "en") -> list[Role]:
    return [part.role for part in parts([Sentence(text) for text in texts], language)]


def test_a_plain_abstract_is_read_as_its_author_meant_it() -> None:
    """Each of the five roles is known by its phrases and its place."""
    background, objective, method, result, other = Role
    assert _roles(*ABSTRACT) == [background, background, objective, method, result, other]


def test_a_chinese_abstract_has_cues_too() -> None:
    """A few phrases carry the roles where there are no English ones."""
    texts = ("近年来河流受到关注。", "我们提出一种网络。", "实验结果表明它优于其他方法。")
    assert _roles(*texts, language="zh") == [Role.BACKGROUND, Role.METHOD, Role.RESULT]


def test_a_link_is_no_result() -> None:
    """Where the code lies is neither method nor result."""
    assert _roles(ABSTRACT[0], ABSTRACT[3], "Code is available at https://x.org.")[-1] is Role.OTHER


@given(st.lists(st.text(max_size=40), max_size=12))
def test_every_sentence_gets_one_role(texts: list[str]) -> None:
    """Whatever is written, there are as many parts as sentences."""
    assert len(_roles(*texts)) == len(texts)


def test_no_sentences_have_no_roles() -> None:
    """An empty abstract is read without complaint."""
    assert parts([]) == ()
    assert best_path([], model().follows) == ()


def test_the_best_path_heeds_what_follows_what() -> None:
    """A sentence in doubt plays the role that its neighbours ask for."""
    even, first = [0.0] * 5, [1.0, 0.0, 0.0, 0.0, 0.0]
    stays = [[0.5 if a == b else 0.0 for b in range(5)] for a in range(5)]
    assert best_path([first, even, even], stays) == (0, 0, 0)
    after_all = [[0.0, 0.0, 0.0, 0.0, 0.2]] * 5
    assert best_path([first, even], after_all) == (0, 4)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_the_odds_of_all_roles_make_one(texts: list[str]) -> None:
    """They are probabilities, whatever is written."""
    for part in parts([Sentence(text) for text in texts]):
        assert sum(part.odds) == pytest.approx(1)
        assert all(0 <= one <= 1 for one in part.odds)


def test_what_is_spoken_has_no_marks_but_those_of_numbers() -> None:
    """Words in lower case, a blank around each; 3.5 and 12% stay numbers."""
    assert spoken("State-of-the-Art: by 3.5 (12%).") == " state of the art by 3.5 12% "


def test_headings_decide_the_roles_below_them() -> None:
    """A structured abstract says itself what is what; its headings are taken off."""
    lines = ("Context. Rivers flow.", "They end.", "Aims.", "We look.", "Conclusions: We saw.")
    sentences = without_headings(lines)
    assert [sentence.text for sentence in sentences] == [
        "Rivers flow.",
        "They end.",
        "We look.",
        "We saw.",
    ]
    assert [sentence.closes for sentence in sentences] == [False, False, False, True]
    roles = [part.role for part in parts(sentences)]
    assert roles == [Role.BACKGROUND, Role.BACKGROUND, Role.OBJECTIVE, Role.RESULT]


def test_marked_sentences_keep_their_headings() -> None:
    """Where each sentence is asked for, none is lost, and each knows what stands above it."""
    lines = ("Context. Rivers flow.", "They end.", "Aims.", "We look.")
    sentences = marked(lines)
    assert tuple(sentence.text for sentence in sentences) == lines
    assert [one.role for one in sentences] == [*[Role.BACKGROUND] * 2, *[Role.OBJECTIVE] * 2]


def test_headings_of_journals_are_known() -> None:
    """Some ask for "Purpose –", "Design/methodology/approach –", "Originality/value –"."""
    lines = (
        "Purpose – To find rivers.",
        "Design/methodology/approach – Maps are read.",
        "Findings – Rivers end.",
        "Research limitations/implications – Maps are old.",
    )
    objective, method, result = Role.OBJECTIVE, Role.METHOD, Role.RESULT
    assert [one.role for one in marked(lines)] == [objective, method, result, result]
    assert [one.closes for one in marked(lines)] == [False, False, False, True]


def test_a_single_heading_may_be_chance() -> None:
    """One sentence that begins like a heading is left as it is."""
    lines = ("Results: none.", "We go on.")
    assert without_headings(lines) == (Sentence("Results: none."), Sentence("We go on."))


def test_a_heading_may_stand_late() -> None:
    """What comes before the first heading has no role of its own."""
    lines = ("Rivers flow.", "Methods. We look.", "Results. We saw.")
    assert [sentence.role for sentence in without_headings(lines)] == [
        None,
        Role.METHOD,
        Role.RESULT,
    ]


def test_headings_without_anything_below_are_kept() -> None:
    """An abstract of headings alone still has text to show."""
    lines = ("Methods.", "Results:")
    assert without_headings(lines) == (Sentence("Methods."), Sentence("Results:"))
