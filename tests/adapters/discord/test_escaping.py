from __future__ import annotations

import pytest

from adapters.discord.layout import QUOTED, SMALL, TITLE, Piece, Row
from adapters.discord.markdown import escaped, paired, written, written_row
from adapters.views import Style
from tests.adapters.discord.reading import read, read_line

PAGE = "https://arxiv.org/abs/2512.10863"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("plain words, 100 % (all)", "plain words, 100 % (all)"),
        ("a*b_c~d`e|f", r"a\*b\_c\~d\`e\|f"),
        (r"$\mathcal{L}_2$", r"$\\mathcal{L}\_2$"),
        ("<@1> <#2> <t:3:R>", r"\<\@1> \<#2> \<t\:3\:R>"),
        (":+1: a: b", r"\:+1: a: b"),
        ("@everyone", r"\@everyone"),
        ("https://evil.org", r"https\://evil.org"),
        ("[x](https://evil.org)", r"\[x\](https\://evil.org)"),
        ("视频：空间", "视频：空间"),
    ],
)
def test_foreign_text_means_nothing(text: str, told: str) -> None:
    """Each sign that Discord would obey has a backslash, and is shown as it was."""
    assert escaped(text) == told
    assert read(told).text == text
    assert read(told).marks == []
    assert read(text).marks != [] or told == text or text.startswith(("a*", "$", ":+"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# a", r"\# a"),
        ("-# a", r"\-# a"),
        ("- a", r"\- a"),
        (" - a", r" \- a"),
        ("+ a", r"\+ a"),
        ("* a", r"\* a"),
        ("> a", r"\> a"),
        (">>> a", r"\>>> a"),
        ("12. a", r"12\. a"),
        ("1) a", r"1\) a"),
        ("2025 a", "2025 a"),
        ("a - b", "a - b"),
    ],
)
@pytest.mark.parametrize("mark", ["", SMALL, QUOTED, TITLE])
def test_rows_begin_as_text(mark: str, text: str, told: str) -> None:
    """Not as a heading, a list, a quotation, small text: unless it is our own."""
    assert written_row(Row((Piece(text),), mark)) == mark + told
    block, shown = read_line(mark + told)
    assert (block, shown.text) == (mark, text)


def test_rows_begin_as_text_wherever_they_were_parted() -> None:
    """A list's number and its dot may come in two pieces."""
    assert written_row(Row((Piece("1"), Piece(". a")))) == r"1\. a"


@pytest.mark.parametrize(
    ("piece", "told"),
    [
        (Piece("a", Style.BOLD), "**a**"),
        (Piece("a", Style.ITALIC), "*a*"),
        (Piece("a", Style.CODE), "`a`"),
        (Piece(" a b ", Style.BOLD), " **a b** "),
        (Piece("a", link=PAGE), f"[a](<{PAGE}>)"),
        (Piece("a", Style.BOLD, PAGE), f"**[a](<{PAGE}>)**"),
        (Piece("a", Style.CODE, PAGE), f"[a](<{PAGE}>)"),
        (Piece("*", Style.ITALIC), r"*\**"),
        (Piece("\\", Style.BOLD), r"**\\**"),
        (Piece(" ", Style.BOLD, PAGE), " "),
        (Piece("\u200b", Style.CODE), "\u200b"),
        (Piece("a`b", Style.CODE), "`` a`b ``"),
        (Piece("`", Style.CODE), "`` ` ``"),
        (Piece("a``b", Style.CODE), r"a\`\`b"),
        (Piece("*<@1>*", Style.CODE), "`*<@1>*`"),
        (Piece("a [b] c", link=PAGE), rf"[a \[b\] c](<{PAGE}>)"),
        (Piece("on [0, 1)", link=PAGE), f"[on \uff3b0, 1)](<{PAGE}>)"),
        (Piece("a", link="https://a.org/(x)*[y]`|~_"),
         "[a](<https://a.org/%28x%29%2A%5By%5D%60%7C%7E_>)"),
    ],
)  # fmt: skip
def test_pieces_have_their_marks(piece: Piece, told: str) -> None:
    """Nothing seen has none; code is as it is; a link's text and address do not end it."""
    assert written_row(Row((piece,))) == told


def test_marks_are_kept_apart() -> None:
    """Two pieces beside each other do not become one, or none."""
    row = Row((Piece("a", Style.BOLD), Piece("b", Style.ITALIC), Piece("c", Style.CODE)))
    assert read(written_row(row)).marks == [
        ("bold", "a", ""),
        ("italic", "b", ""),
        ("code", "c", ""),
    ]
    twice = Row((Piece("a", Style.CODE), Piece("b", Style.CODE)))
    assert read(written_row(twice)).marks == [("code", "a", ""), ("code", "b", "")]


@pytest.mark.parametrize("behind", ["]()", "](https://evil.org)", " ] [x](https://evil.org)"])
def test_a_link_is_not_led_astray_by_what_is_behind_it(behind: str) -> None:
    """A bracket without a partner would be taken for the end of the link's text."""
    row = Row((Piece("a", link=PAGE), Piece(behind), Piece("b", link=PAGE)))
    assert read(written_row(row)).marks == [("link", "a", PAGE), ("link", "b", PAGE)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no brackets", "no brackets"),
        ("[a [b]]", "[a [b]]"),
        ("[0, 1)", "\uff3b0, 1)"),
        ("(0, 1]", "(0, 1\uff3d"),
        ("]a[", "\uff3da\uff3b"),
        ("[[a]", "\uff3b[a]"),
    ],
)
def test_brackets_are_in_pairs(text: str, told: str) -> None:
    """The odd one looks like one."""
    assert paired(text) == told


def test_a_text_is_its_rows() -> None:
    """Each on a line, also the empty ones."""
    rows = (Row((Piece("a"),), TITLE), Row(()), Row((Piece("b"),), SMALL))
    assert written(rows) == "### a\n\n-# b"
