"""
What stands where in a message: a view -> blocks of rows, before any markup. Pure.

A message is written from them, and measured by them: what fits is what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from adapters.addresses import accepted
from adapters.cleaning import clean, cleaned_item, cleaned_line, is_visible
from adapters.views import Action, Detail, Item, Line, Span, Style, View, ViewKind

APART = " · "
NOTHING = "·"  # a message that says nothing would be refused
ID = re.compile(r"[0-9]{1,20}")  # of a role
SMALL, QUOTED, TITLE = "-# ", "> ", "### "  # https://support.discord.com/hc/articles/210298617


class Piece(NamedTuple):
    """A text in one style; *link* is one that may be opened."""

    text: str
    style: Style = Style.PLAIN
    link: str = ""


class Row(NamedTuple):
    """One line of a text, set as its *mark* says."""

    pieces: tuple[Piece, ...]
    mark: str = ""

    @property
    def plain(self) -> str:
        """What is seen of it."""
        return "".join(piece.text for piece in self.pieces)


class Block(NamedTuple):
    """Rows that are one text, perhaps with a button beside it."""

    rows: tuple[Row, ...]
    beside: Action | None = None


def call(view: View) -> str:
    """The line that calls a role, which stands above all; '' where it calls none."""
    return f"<@&{view.ping}>" if ID.fullmatch(view.ping) else ""


def top_blocks(view: View) -> tuple[Block, ...]:
    """What stands above the separator, if the view has one."""
    return lines_block(view.head)


def main_blocks(view: View) -> Iterator[Block]:
    """The lines and the papers, each below its headings; then headings that no paper follows."""
    yield from lines_block(view.lines, keeps_empty=True)
    last = len(view.items)
    for place, item in enumerate(view.items):
        yield from (block for at, text in view.headings if at == place for block in _heading(text))
        yield from item_blocks(item, view.kind)
    yield from (block for at, text in view.headings if at >= last for block in _heading(text))


def foot_blocks(view: View) -> tuple[Block, ...]:
    """The small text below all."""
    return lines_block(view.foot, mark=SMALL)


def lines_block(
    lines: Iterable[Line], *, mark: str = "", keeps_empty: bool = False
) -> tuple[Block, ...]:
    """*lines* as one text; none where nothing of it is seen."""
    rows = [line_row(line, mark) for line in lines]
    seen = tuple(row for row in rows if row.pieces)
    return (Block(tuple(rows) if keeps_empty else seen),) if seen else ()


def line_row(line: Line, mark: str = "") -> Row:
    """One line; without pieces where nothing of it is seen."""
    pieces = tuple(map(_piece, cleaned_line(line).spans))
    row = Row(tuple(piece for piece in pieces if piece.text), mark)
    return row if is_visible(row.plain) else Row(())


def _piece(span: Span) -> Piece:
    return Piece(span.text, span.style, accepted(span.link))


def _heading(text: str) -> tuple[Block, ...]:
    row = heading_row(text)
    return (Block((row,)),) if row.pieces else ()


def heading_row(text: str) -> Row:
    """A heading before a paper; without pieces where nothing of it is seen."""
    told = clean(text)
    return Row((Piece(told),), TITLE) if is_visible(told) else Row(())


def item_blocks(item: Item, kind: ViewKind) -> tuple[Block, ...]:
    """One paper, its button beside the first of its texts."""
    told = cleaned_item(item)
    texts = [*(_card(told) if kind is ViewKind.CARD else _on_page(told))]
    rows = [seen for rows in texts if (seen := tuple(_seen(rows)))]
    return tuple(Block(part, item.action if not n else None) for n, part in enumerate(rows))


def _seen(rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if is_visible(row.plain))


def _on_page(item: Item) -> Iterator[list[Row]]:
    """
    A paper on a page: its title, who wrote it, what it is about, why it stands there.

    What is said of a revision is so short that it stands beside its title.
    """
    beside = APART.join(filter(None, (item.byline, *item.marks)))
    behind = f"{APART}{beside}" if beside and not item.byline else ""
    yield [
        Row((*_title(item, Style.BOLD), Piece(behind))),
        Row((Piece("" if behind else beside),), SMALL),
        *_rows(item.text),
        Row((Piece(item.reason, Style.ITALIC),), SMALL),
        *(row for detail in item.details for row in _detail(detail)),
    ]


def _card(item: Item) -> Iterator[list[Row]]:
    """A paper alone: what it is; what it is about; the last of its details, the abstract."""
    details = [detail for detail in item.details if is_visible(detail.text)]
    yield [
        Row(_title(item, Style.PLAIN), TITLE),
        Row((Piece(item.byline),)),
        Row((Piece(APART.join(filter(None, item.marks))),), SMALL),
    ]
    yield [
        *_rows(item.text),
        *(row for detail in details[:-1] for row in _detail(detail)),
        Row((Piece(item.reason, Style.ITALIC),), SMALL),
    ]
    yield [row._replace(mark=QUOTED) for detail in details[-1:] for row in _detail(detail)]


def _title(item: Item, style: Style) -> tuple[Piece, ...]:
    """Its number and its linked title."""
    number = Piece(f"{item.number}. " if item.number else "")
    return number, Piece(item.title, style, accepted(item.link))


def _rows(text: str) -> list[Row]:
    return [Row((Piece(line),)) for line in text.split("\n")]


def _detail(detail: Detail) -> list[Row]:
    """Its label, and its text beside it; further paragraphs below."""
    if not is_visible(detail.text):
        return []
    first, *others = _rows(detail.text)
    if detail.label:
        first = Row((Piece(detail.label, Style.BOLD), Piece(" "), *first.pieces))
    return [first, *others]
