"""Plain text: white space as it should be, and nothing that a file or a terminal chokes on."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Control characters (C0 but tab and newline, DEL, C1) and lone surrogates: SQLite, XML or a
# terminal would refuse or obey them.
UNSPEAKABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
PARAGRAPH = re.compile(r"\n[ \t]{2,}(?=\S)")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of foreign text: *raw* as it was received, TeX and all; *plain* as people read it."""

    raw: str
    plain: str


def speakable(text: str) -> str:
    """*text* without control characters; carriage returns become newlines."""
    return UNSPEAKABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """*text* with every run of white space as one blank: titles, names, comments."""
    return " ".join(speakable(text).split())


def paragraphs(text: str) -> str:
    r"""
    *text* with its lines joined, and a newline only between paragraphs.

    arXiv marks a paragraph of an abstract by a newline followed by two blanks (`\n  `).
    """
    parts = PARAGRAPH.split(speakable(text).strip())
    return "\n".join(line for line in (one_line(part) for part in parts) if line)
