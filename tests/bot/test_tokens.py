"""Guesses of tokens, and how those of one call are shared by its languages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Tokens
from bot.money.tokens import ANSWER, PROMPT, answer_tokens, expected, paper_tokens, shared
from tests.making import a_paper

LANGUAGES = st.lists(st.sampled_from(["en", "zh", "ja", "xx"]), min_size=1, max_size=5)
COUNTS = st.integers(0, 10_000)


def test_a_paper_takes_a_token_for_four_characters() -> None:
    """Of title, abstract and comment; the prompt comes beside it."""
    paper = a_paper(title="A" * 40, abstract="b" * 400, comment="c" * 41)
    assert paper_tokens(paper) == 121
    assert expected(paper, ["en"]) == Tokens(sent=PROMPT + 121, answered=ANSWER)
    assert paper_tokens(a_paper(title="A" * 40, abstract="b" * 400)) == 110


def test_other_languages_take_more_tokens() -> None:
    """A paper is sent once for all of them."""
    one, both = expected(a_paper(), ["en"]), expected(a_paper(), ["en", "zh"])
    assert both.sent == one.sent
    assert both.answered == one.answered + answer_tokens("zh")
    assert answer_tokens("xx") > answer_tokens("zh") > answer_tokens("en")


@given(sent=COUNTS, cached=COUNTS, answered=COUNTS, languages=LANGUAGES)
def test_what_languages_share_adds_up(
    sent: int, cached: int, answered: int, languages: list[str]
) -> None:
    """No token is lost, and none is negative; a language that is named twice counts once."""
    tokens = Tokens(sent=sent, cached=cached, answered=answered)
    parts = shared(tokens, languages)
    assert sum(parts.values(), Tokens()) == tokens
    assert set(parts) == set(languages)
    assert all(min(part.sent, part.cached, part.answered) >= 0 for part in parts.values())


def test_a_call_for_no_language_is_counted_all_the_same() -> None:
    """It was paid."""
    assert shared(Tokens(sent=5), []) == {"": Tokens(sent=5)}
