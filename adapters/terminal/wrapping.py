"""
Foreign text on a terminal: without anything it would obey, and broken into lines as it is read.

rich breaks lines at blanks only; Chinese and Japanese have none. A line may end between two of
their signs, but no closing mark begins one and no opening mark ends one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from storage.text import one_line, speakable

PLAIN = Style.null()
DIM = Style(dim=True)
DIM_BOLD = Style(dim=True, bold=True)
NARROW = 30  # cells that a text needs beside its label; with less, it stands under it
# Signs that turn the direction of what follows, and signs that nobody sees.
# https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
WIDE = "[\u2e80-\u30ff\u3100-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60]"
OPENING = "[（［｛《〈「『【〔“‘(\\[{]"
CLOSING = "[、。，．：；？！）］｝》〉」』】〕”’…—)\\]},.;:?!%]"
BREAK = re.compile(
    rf"(?<=\s)(?=\S)|(?<={WIDE})(?<!{OPENING})(?=\S)(?!{CLOSING})"
    rf"|(?<=\S)(?<!{OPENING})(?={WIDE})(?!{CLOSING})"
)


def clean(text: str) -> str:
    """*text* on one line, without control signs: it can neither colour nor clear the terminal."""
    return one_line(UNSEEN.sub("", text))


def clean_piece(text: str) -> str:
    """A piece of a line without control signs; the blanks at its ends stay."""
    return re.sub(r"\s+", " ", verbatim(text))


def verbatim(text: str) -> str:
    """*text* without control signs, each line and blank where it was."""
    return speakable(UNSEEN.sub("", text))


def clean_paragraphs(text: str) -> str:
    """*text* without control signs; its lines stay apart."""
    lines = (one_line(line) for line in verbatim(text).split("\n"))
    return "\n".join(line for line in lines if line)


Piece = tuple[str, Style]
"""A text in one style, which may carry a link."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """
    A line of *pieces*, broken to the width it is given, *indent* cells from the left.

    *lead* stands in the first line's indent.
    """

    pieces: tuple[Piece, ...]
    lead: str = ""
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        before = self.lead + " " * (self.indent - cells(self.lead))
        text, place = text_of(self.pieces), 0
        for line in wrapped(text, max(1, options.max_width - self.indent)):
            yield Segment(before, DIM)
            yield from _between(self.pieces, place, place + len(line))
            yield Segment.line()
            place += len(line)
            while text[place : place + 1] == " ":  # what a line ends with
                place += 1
            before = " " * self.indent


def text_of(pieces: Iterable[Piece]) -> str:
    """*pieces* without their styles."""
    return "".join(text for text, _ in pieces)


def _between(pieces: Iterable[Piece], start: int, stop: int) -> Iterator[Segment]:
    """What stands from *start* to *stop* in *pieces*, counted through all of them."""
    for text, style in pieces:
        if start < len(text) and stop > 0:
            yield Segment(text[max(0, start) : stop], style)
        start, stop = start - len(text), stop - len(text)


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs in one *style*, indented and led as `Spoken` is."""

    text: str
    style: Style = PLAIN
    lead: str = ""
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        first, *others = self.text.split("\n")
        yield Spoken(((first, self.style),), self.lead, self.indent)
        yield from (Spoken(((other, self.style),), "", self.indent) for other in others)


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled text; the label has *column* cells to itself where that leaves room enough."""

    label: str
    text: str
    column: int
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width - self.indent - self.column >= NARROW:
            lead = " " * self.indent + self.label
            yield Prose(self.text, DIM, lead=lead, indent=self.indent + self.column)
        else:
            yield Prose(self.label, DIM_BOLD, indent=self.indent)
            yield Prose(self.text, DIM, indent=self.indent)


def cells(text: str) -> int:
    """How wide *text* is on a terminal, where a Chinese sign takes two cells."""
    return len(text) if text.isascii() else cell_len(text)


def wrapped(text: str, width: int) -> Iterator[str]:
    """The lines of *text*, at most *width* cells each; what has no break is cut."""
    line, filled = "", 0
    for unit in _units(text, width):
        if line and filled + cells(unit.rstrip()) > width:
            yield line.rstrip()
            line, filled = "", 0
        line += unit
        filled += cells(unit)
    yield line.rstrip()


def _units(text: str, width: int) -> Iterator[str]:
    """The parts of *text* between which a line may end, none wider than *width*."""
    for unit in BREAK.split(text):
        rest = unit
        while cells(rest.rstrip()) > width:
            head = _head(rest, width)
            yield head
            rest = rest[len(head) :]
        if rest:
            yield rest


def _head(text: str, width: int) -> str:
    """As much of *text* as *width* cells hold, and one sign at least."""
    length = 1
    while length < len(text) and cells(text[: length + 1]) <= width:
        length += 1
    return text[:length]
