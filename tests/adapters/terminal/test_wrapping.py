from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from adapters.terminal.wrapping import clean, clean_paragraphs, wrapped

READER = "模型（感知、规划）落后人类近60%。"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("一二三四五", 4, ["一二", "三四", "五"]),
        ("一二，三四", 4, ["一", "二，", "三四"]),
        ("一（二）三", 6, ["一", "（二）", "三"]),
        ("MMSI是一个", 6, ["MMSI是", "一个"]),
        ("包含1,106个", 6, ["包含", "1,106", "个"]),
        ("abcdefghij k", 4, ["abcd", "efgh", "ij k"]),
        ("字", 1, ["字"]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, width: int, lines: list[str]) -> None:
    """At blanks, between wide signs; no closing mark begins a line; a word too long is cut."""
    assert list(wrapped(text, width)) == lines


def test_wide_signs_count_twice() -> None:
    """No line is wider than the terminal's."""
    for width in range(6, 34):
        assert all(cell_len(line) <= width for line in wrapped(READER, width))


@given(st.text(st.sampled_from("ab 一（。，\"'-"), max_size=50), st.integers(2, 12))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    """Only blanks at the end of a line fall away; every line fits."""
    text = " ".join(text.split())
    lines = list(wrapped(text, width))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


def test_control_signs_are_taken_out() -> None:
    """Escapes, bells, and the signs that turn the direction of the text or that nobody sees."""
    assert clean("a\x1b[2J\x07b\nc\u202ed\u200be\x9bf") == "a[2Jb cdef"
    assert clean_paragraphs("one\x1b\n\n two  words\r\nthree") == "one\ntwo words\nthree"
