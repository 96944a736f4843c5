"""White space and control characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.text import UNSPEAKABLE, one_line, paragraphs


@given(st.text(st.characters(codec=None)))
def test_text_becomes_speakable(text: str) -> None:
    """No control character, no lone surrogate, no double blank survives."""
    for cleaned in (one_line(text), paragraphs(text)):
        assert not UNSPEAKABLE.search(cleaned)
        assert "  " not in cleaned
        cleaned.encode("utf-8")


def test_paragraphs_are_kept_where_arxiv_marks_them() -> None:
    """A newline and two blanks begin a paragraph; other lines are joined."""
    assert paragraphs("One\ntwo.\n  Three\r\nfour. \n") == "One two.\nThree four."
