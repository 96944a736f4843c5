"""
What stands where in a message: a view -> blocks of pieces, before any markup. Pure.

A message is written from them, and measured by them: what fits is what is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from adapters.addresses import accepted
from adapters.views import Detail, Item, Line, Span, Style, View, ViewKind

APART = " · "
TAGS = {Style.PLAIN: "", Style.BOLD: "b", Style.ITALIC: "i", Style.CODE: "code"}


class Piece(NamedTuple):
    """A text in one style, by its tag; *link* is one that Telegram takes."""

    text: str
    tag: str = ""
    link: str = ""


Rows = tuple[tuple[Piece, ...], ...]


class Block(NamedTuple):
    """
    Rows of pieces, perhaps behind a fold.

    *above* and *below* are the newlines it wants to its neighbours, one at least; between two
    blocks is the greater of what they want.
    """

    rows: Rows
    is_folded: bool = False
    above: int = 1
    below: int = 1


def blocks(view: View) -> Iterator[Block]:
    """All of *view*, from its head to its foot, an empty line between two of these."""
    said = (_lines(view.head), _lines(view.lines), [*_items(view)], _lines(view.foot))
    before = Block(())
    for section in filter(None, said):
        # The source of a card's sentences stands right below its fold.
        is_close = view.kind is ViewKind.CARD and before.is_folded
        first, *others = section
        yield first if is_close or not before.rows else first._replace(above=2)
        yield from others
        before = section[-1]


def _lines(lines: Iterable[Line]) -> list[Block]:
    return [line_block(line) for line in lines]


def line_block(line: Line) -> Block:
    """One line, perhaps empty."""
    return Block((tuple(map(_piece, line.spans)),))


def _piece(span: Span) -> Piece:
    link = accepted(span.link)
    # Telegram keeps one of the two; what can be opened matters more than how it looks.
    is_code = span.style is Style.CODE
    return Piece(span.text, "" if link and is_code else TAGS[span.style], link)


def _items(view: View) -> Iterator[Block]:
    """Each paper below its headings; then headings that no paper follows."""
    last = len(view.items)
    for place, item in enumerate(view.items):
        yield from (heading_block(text) for at, text in view.headings if at == place and text)
        yield from item_blocks(item, view.kind)
    yield from (heading_block(text) for at, text in view.headings if at >= last and text)


def heading_block(text: str) -> Block:
    """A heading, which an empty line sets off."""
    return Block(((Piece(text, "b"),),), above=2)


def item_blocks(item: Item, kind: ViewKind) -> Iterator[Block]:
    """One paper, with its details."""
    if (told := told_block(item, kind)).rows:
        yield told
    yield from detail_blocks(item.details, kind)


def told_block(item: Item, kind: ViewKind) -> Block:
    """What is told of a paper before its details."""
    return _card_told(item) if kind is ViewKind.CARD else _page_told(item)


def _page_told(item: Item) -> Block:
    """
    A paper on a page: its title, who wrote it, what it is about, why it stands there.

    Where all is said in one row (a revision), such rows follow each other; a fold sets papers
    apart as well as an empty line does.
    """
    beside = APART.join(filter(None, (item.byline, *item.marks)))
    is_revision = beside and not item.byline
    rows = (
        *_title(item, "", f"{APART}{beside}" if is_revision else ""),
        *_row("" if is_revision else beside),
        *_row(item.text),
        *_row(item.reason, "i"),
    )
    is_set_off = len(rows) == 1 or _has_details(item)
    return Block(rows, below=1 if is_set_off else 2)


def _card_told(item: Item) -> Block:
    """A paper alone: its title, who wrote it, where it is filed; then what it is about."""
    marks = APART.join(filter(None, item.marks))
    top = (*_title(item, "b"), *_row(item.byline), *_row(marks))
    about = (*_row(item.text), *_row(item.reason, "i"))
    parted = ((),) if top and about else ()
    is_continued = about and _has_details(item)
    return Block((*top, *parted, *about), below=1 if is_continued else 2)


def _has_details(item: Item) -> bool:
    return any(detail.text for detail in item.details)


def _title(item: Item, tag: str, behind: str = "") -> Rows:
    """The row of its number, its linked title, and what stands right behind that."""
    title = Piece(item.title, tag, accepted(item.link))
    pieces = (Piece(number_of(item)), title, Piece(behind))
    row = tuple(piece for piece in pieces if piece.text)
    return (row,) if row else ()


def _row(text: str, tag: str = "") -> Rows:
    """A row of its own for *text*, if there is any."""
    return ((Piece(text, tag),),) if text else ()


def number_of(item: Item) -> str:
    """What stands before its title."""
    return f"{item.number}. " if item.number else ""


def detail_blocks(details: tuple[Detail, ...], kind: ViewKind) -> tuple[Block, ...]:
    """The details behind one fold; on a card only the last of them, the abstract."""
    rows = tuple(_detail(detail) for detail in details if detail.text)
    folded = rows[-1:] if kind is ViewKind.CARD else rows
    shown = rows[: len(rows) - len(folded)]
    return tuple(Block(part, is_folded=part is folded) for part in (shown, folded) if part)


def _detail(detail: Detail) -> tuple[Piece, ...]:
    if not detail.label:
        return (Piece(detail.text),)
    return Piece(detail.label, "b"), Piece(f" {detail.text}")
