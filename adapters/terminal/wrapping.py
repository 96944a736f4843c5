"""
Foreign text on a terminal: without anything it would obey, and broken into lines as it is read.

rich breaks lines at blanks only; Chinese and Japanese have none. A line may end between two of
their signs, but no closing mark begins one and no opening mark ends one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def clean_paragraphs(text: str) -> str:
    """*text* without control signs; its lines stay apart."""
    lines = (one_line(line) for line in speakable(UNSEEN.sub("", text)).split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class Prose:
    """
    Text that is broken to the width it is given, *indent* cells from the left.

    *lead* stands in the first line's indent; *style* may carry a link.
    """

    text: str
    style: Style = PLAIN
    lead: str = ""
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        before = self.lead + " " * (self.indent - cells(self.lead))
        for paragraph in self.text.split("\n"):
            for line in wrapped(paragraph, max(1, options.max_width - self.indent)):
                yield Segment(before, DIM)
                yield Segment(line, self.style)
                yield Segment.line()
                before = " " * self.indent


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
