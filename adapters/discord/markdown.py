r"""
Rows of pieces -> Discord's markdown, in which nothing foreign is obeyed. Pure.

What Discord's apps understand: https://support.discord.com/hc/articles/210298617, and mentions,
emoji, times: https://docs.discord.com/developers/reference#message-formatting. They follow
https://github.com/ariabuckles/simple-markdown, where a backslash before any sign that is no letter,
number or blank takes its meaning away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from adapters.cleaning import is_visible
from adapters.discord.layout import Piece, Row
from adapters.views import Style

# Emphasis, spoilers, code; mentions, times, addresses in brackets (all begin with `<`); links; and
# each colon that could begin an emoji or belong to an address: `:+1:`, `https://`.
MEANT = re.compile(r"(?=[\\*_~`|<\[\]@]|:(?!\s))")
# What makes a heading, a list, a quote or small text of a whole row.
BEGINNING = re.compile(r"\s*(?:[0-9]+(?=[.)])|(?=[#>+-]))")
# Where a link is, brackets count also behind a backslash: an odd one may but look like one.
BRACKETS = re.compile(r"[\[\]]")
LOOKALIKES = {"[": "\uff3b", "]": "\uff3d"}
# In an address these would end the link, or what is around it.
ENCODED = {ord(sign): f"%{ord(sign):02X}" for sign in "()[]*`|~"}
BETWEEN = "\u200b"  # zero wide; keeps the marks of two pieces apart
FENCES = ("`", "``")
MARKS = {Style.BOLD: "**", Style.ITALIC: "*"}


def written(rows: Iterable[Row]) -> str:
    """A text of *rows*."""
    return "\n".join(map(written_row, rows))


def written_row(row: Row) -> str:
    """One row; a piece that looks like a list or a heading makes none."""
    text, pieces = "", row.pieces
    if any(piece.link for piece in pieces):
        pieces = tuple(piece._replace(text=paired(piece.text)) for piece in pieces)
    for piece in pieces:
        more = _piece(piece)
        text += BETWEEN + more if text[-1:] in ("*", "`") and text[-1] == more[:1] else more
    if found := BEGINNING.match(text):
        text = f"{found[0]}\\{text[found.end() :]}"
    return row.mark + text


def escaped(text: str) -> str:
    """*text* on one line, which then means nothing but itself."""
    return MEANT.sub(r"\\", text)


def _piece(piece: Piece) -> str:
    """A piece in its marks; what nobody sees has none."""
    is_plain = piece.style is Style.PLAIN and not piece.link
    if is_plain or not is_visible(piece.text):
        return escaped(piece.text)
    core = piece.text.strip()
    before, _, after = piece.text.partition(core)
    return f"{before}{_marked(core, piece)}{after}"


def _marked(text: str, piece: Piece) -> str:
    if piece.style is Style.CODE and not piece.link:
        return _code(text)
    told, mark = escaped(text), MARKS.get(piece.style, "")
    if piece.link:
        told = f"[{told}](<{piece.link.translate(ENCODED)}>)"
    return f"{mark}{told}{mark}"


def paired(text: str) -> str:
    """*text* with all its brackets in pairs: what has no partner is a sign that looks like it."""
    if not BRACKETS.search(text):
        return text
    opened, odd = list[int](), list[int]()
    for found in BRACKETS.finditer(text):
        if found[0] == "[":
            opened.append(found.start())
        elif opened:
            opened.pop()
        else:
            odd.append(found.start())
    signs = list(text)
    for place in (*odd, *opened):
        signs[place] = LOOKALIKES[signs[place]]
    return "".join(signs)


def _code(text: str) -> str:
    """*text* as code, where nothing is escaped; plain where its own backticks would end it."""
    fence = next((fence for fence in FENCES if fence not in text), "")
    if not fence:
        return escaped(text)
    blank = " " if fence != FENCES[0] else ""
    return f"{fence}{blank}{text}{blank}{fence}"
