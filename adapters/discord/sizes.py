"""
How much of a message's limits each part of a view takes, by sums: no message is made for it. Pure.

Components and characters: https://docs.discord.com/developers/components/reference; the bytes
beyond which Discord breaks: https://github.com/discord/discord-api-docs/issues/8554. This module
does without the library: other processes ask as well what fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from adapters.discord.buttons import key_of, key_rows, menu_of
from adapters.discord.layout import NOTHING, SMALL, Block, call, heading_row, item_blocks, line_row
from adapters.discord.markdown import written, written_row
from adapters.views import Action, Item, Line, View, ViewKind

REMEMBERED = 1 << 12  # lines; papers of a day, with all of their details or fewer
HELD = 1 << 9  # papers of the digest that is being cut
SET_APART = (ViewKind.DIGEST, ViewKind.LIST, ViewKind.MENU)  # their head has a separator below

T = TypeVar("T")


class Size(NamedTuple):
    """*components* with all that they hold, UTF-16 *units* and UTF-8 *octets* of their texts."""

    components: int = 0
    units: int = 0
    octets: int = 0

    def is_within(self, limit: Size) -> bool:
        """Whether none of the three is over *limit*."""
        return (
            self.components <= limit.components
            and self.units <= limit.units
            and self.octets <= limit.octets
        )


LIMIT = Size(components=40, units=4000, octets=10_170)
NOTHING_SEEN = Size()
CONTAINER = SEPARATOR = FILE = Size(components=1)
A_TEXT = Size(components=1, octets=12)  # beside what it says
A_SECTION = Size(components=2)  # and its button, beside its text
A_MENU = Size(components=2)  # in a row of its own


def fits(view: View) -> bool:
    """Whether *view* is one message; less of a view never fits worse, but for a few bytes."""
    return size_of(view).is_within(LIMIT)


def total(sizes: Iterable[Size]) -> Size:
    """All of *sizes* together."""
    components = units = octets = 0
    for more_components, more_units, more_octets in sizes:
        components += more_components
        units += more_units
        octets += more_octets
    return Size(components, units, octets)


def size_of(view: View) -> Size:
    """What *view* takes as a message, to the unit."""
    of_item = _on_cards if view.kind is ViewKind.CARD else _on_pages
    top, foot = _lines(view.head, _of_line), _lines(view.foot, _of_small_line)
    lines = _lines(view.lines, _of_line, keeps_empty=True)
    main = total((lines, *map(of_item, view.items), *map(_of_heading, view.headings)))
    parts = [CONTAINER, top, main, foot]
    if not (top.components or main.components or foot.components):
        parts.append(A_DOT)
    elif top.components and main.components and view.kind in SET_APART:
        parts.append(SEPARATOR)
    if view.picks and menu_of(view.picks):
        parts.append(A_MENU)
    if told := call(view):
        parts += (A_TEXT, size_of_text(told))
    if view.actions:
        parts.append(_of_actions(view.actions))
    if view.file_name and view.file_text:
        parts.append(FILE)
    return total(parts)


def size_of_item(item: Item, kind: ViewKind) -> Size:
    """One paper with its details and its button, in a view of that *kind*."""
    return _on_cards(item) if kind is ViewKind.CARD else _on_pages(item)


def size_of_text(text: str) -> Size:
    """The characters of *text*, which is written in markdown."""
    if text.isascii():
        return Size(0, len(text), len(text))
    return Size(0, len(text.encode("utf-16-le")) // 2, len(text.encode()))


def _lines(
    lines: tuple[Line, ...], size_of_line: Callable[[Line], Size], *, keeps_empty: bool = False
) -> Size:
    """*lines* as one text, if anything of it is seen."""
    sizes = list(map(size_of_line, lines))
    seen = [size for size in sizes if size.units]
    if not seen:
        return NOTHING_SEEN
    kept = sizes if keeps_empty else seen
    newlines = len(kept) - 1
    return total((A_TEXT, Size(0, newlines, newlines), *kept))


def _block(block: Block) -> Size:
    size = total((A_TEXT, size_of_text(written(block.rows))))
    return total((size, A_SECTION)) if block.beside and key_of(block.beside) else size


class _Held(Generic[T]):
    """
    The sizes of parts while a digest is cut: of those that *measure* has measured.

    The same objects are asked about then, and a part's identity is found many times as quickly as
    its value, which is that of all its texts.
    """

    def __init__(self, measure: Callable[[T], Size]) -> None:
        self._measure = measure
        self._sizes: dict[int, tuple[T, Size]] = {}  # with the part, so that its id stays its

    def __call__(self, part: T) -> Size:
        held = self._sizes.get(id(part))
        return held[1] if held else self._measured(part)

    def _measured(self, part: T) -> Size:
        size = self._measure(part)
        if len(self._sizes) >= HELD:
            self._sizes.clear()
        self._sizes[id(part)] = part, size
        return size


def _item(item: Item, kind: ViewKind) -> Size:
    """One paper; but for their numbers, papers are alike in the digests of many chats."""
    if not item.number:
        return _told(item, kind)
    digits = len(str(item.number)) - 1
    return total((_told(replace(item, number=1), kind), Size(0, digits, digits)))


@lru_cache(REMEMBERED)
def _told(item: Item, kind: ViewKind) -> Size:
    return total(map(_block, item_blocks(item, kind)))


@lru_cache(REMEMBERED)
def _line(line: Line, mark: str) -> Size:
    return size_of_text(written_row(line_row(line, mark)))


@lru_cache(REMEMBERED)
def _of_heading(heading: tuple[int, str]) -> Size:
    row = heading_row(heading[1])
    return _block(Block((row,))) if row.pieces else NOTHING_SEEN


def _actions(actions: tuple[tuple[Action, ...], ...]) -> Size:
    return Size(components=sum(1 + len(row) for row in key_rows(actions)))


A_DOT = total((A_TEXT, size_of_text(NOTHING)))
_of_line = _Held[Line](lambda line: _line(line, ""))
_of_small_line = _Held[Line](lambda line: _line(line, SMALL))
_on_pages = _Held[Item](lambda item: _item(item, ViewKind.DIGEST))
_on_cards = _Held[Item](lambda item: _item(item, ViewKind.CARD))
_of_actions = _Held[tuple[tuple[Action, ...], ...]](_actions)
