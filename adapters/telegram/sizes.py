"""
How much of a message's limits each part of a view takes, by sums: no message is made for it. Pure.

The limits are Telegram's: https://core.telegram.org/bots/api#sendmessage (characters), and what
bots met: https://github.com/tdlib/telegram-bot-api/issues/820 (entities, and their bytes).
Measured is the text as it came; clean, it is never longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from operator import le
from typing import NamedTuple

from adapters.held import Held
from adapters.telegram.layout import (
    Block,
    Piece,
    heading_block,
    item_blocks,
    line_block,
    number_of,
)
from adapters.views import Detail, Item, Line, View, ViewKind

REMEMBERED = 1 << 12  # lines; papers of a day, with all of their details or fewer
HELD = 1 << 13  # papers of a day, each at the places where digests show it
ENTITY = 16  # bytes of an entity beside its address: kind, place, length, and what fills it up
FOLD = len("<blockquote expandable></blockquote>")
FRAMES = {"": 0, "b": len("<b></b>"), "i": len("<i></i>"), "code": len("<code></code>")}
LINK = len('<a href=""></a>')


class Size(NamedTuple):
    """
    UTF-16 *units* that are shown, *entities*, bytes of their *data*, and *raw* bytes of HTML.

    A part's size includes the newlines below it.
    """

    units: int = 0
    entities: int = 0
    data: int = 0
    raw: int = 0

    def __add__(self, other: Size) -> Size:  # type: ignore[override]  # tuples would be joined
        return total((self, other))

    def is_within(self, limit: Size) -> bool:
        """Whether none of the four is over *limit*."""
        return all(map(le, self, limit))


LIMIT = Size(units=4096 + 1, entities=100, data=9500, raw=32_768)  # the last newline is not sent
# An empty line between two sections is one newline more.
BREAKS = tuple(Size(units=newlines, raw=newlines) for newlines in (0, 0, 1, 2, 3))


def total(sizes: Iterable[Size]) -> Size:
    """All of *sizes* together."""
    units = entities = data = raw = 0
    for size in sizes:
        more_units, more_entities, more_data, more_raw = size
        units += more_units
        entities += more_entities
        data += more_data
        raw += more_raw
    return Size(units, entities, data, raw)


def size_of(view: View) -> Size:
    """At least what *view* takes as a message: a newline too many here and there is counted."""
    sections = (view.head, view.lines, view.items or view.headings, view.foot)
    of_item = _on_cards if view.kind is ViewKind.CARD else _on_pages
    return total(
        (
            BREAKS[sum(map(bool, sections))],
            *map(size_of_line, view.head),
            *map(size_of_line, view.lines),
            *map(of_item, view.items),
            *(size_of_heading(text) for _, text in view.headings),
            *map(size_of_line, view.foot),
        )
    )


@lru_cache(REMEMBERED)
def size_of_line(line: Line) -> Size:
    """One line of the head, the lines, or the foot."""
    return _block(line_block(line))


@lru_cache(REMEMBERED)
def size_of_heading(text: str) -> Size:
    """A heading before a paper."""
    return _block(heading_block(text))


def size_of_item(item: Item, kind: ViewKind) -> Size:
    """One paper with its details, in a view of that *kind*."""
    return _on_cards(item) if kind is ViewKind.CARD else _on_pages(item)


def _measured(item: Item, kind: ViewKind) -> Size:
    number = len(number_of(item))
    units, entities, data, raw = _told(_Told.of(item), kind)
    return Size(units + number, entities, data, raw + number)


# While digests are cut, the same objects are asked about.
_on_pages: Held[Item, Size] = Held(lambda item: _measured(item, ViewKind.DIGEST), HELD)
_on_cards: Held[Item, Size] = Held(lambda item: _measured(item, ViewKind.CARD), HELD)


class _Told(NamedTuple):
    """A paper without its number: alike in the digests of many chats."""

    title: str
    link: str
    byline: str
    text: str
    marks: tuple[str, ...]
    details: tuple[Detail, ...]
    reason: str

    @classmethod
    def of(cls, item: Item) -> _Told:
        """What is told of *item*."""
        return cls(
            item.title, item.link, item.byline, item.text, item.marks, item.details, item.reason
        )


@lru_cache(REMEMBERED)
def _told(told: _Told, kind: ViewKind) -> Size:
    item = Item(paper_id="", **told._asdict())
    return total(map(_block, item_blocks(item, kind)))


def _block(block: Block) -> Size:
    newlines = len(block.rows) - 1 + block.above - 1 + block.below
    frame = Size(newlines, raw=newlines)
    if block.is_folded:
        frame += Size(entities=1, data=ENTITY, raw=FOLD)
    return total((frame, *(_piece(piece) for row in block.rows for piece in row)))


def _piece(piece: Piece) -> Size:
    units, raw = _text(piece.text)
    entities = data = 0
    if piece.tag:
        entities, data, raw = 1, ENTITY, raw + FRAMES[piece.tag]
    if piece.link:
        address = len(piece.link.encode())
        entities, data = entities + 1, data + ENTITY + address
        raw += LINK + len(escape(piece.link).encode())
    return Size(units, entities, data, raw)


def _text(text: str) -> tuple[int, int]:
    """
    The units of *text*, and at most how many bytes it takes in HTML.

    Three bytes a unit is the most that UTF-8 takes: so a text that is cut, and gets an ellipsis of
    three bytes, is never larger for it.
    """
    units = len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
    return units, 3 * units + 2 * text.count("&") + text.count("<") + text.count(">")
