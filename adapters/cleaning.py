"""Foreign text as platforms take it: no sign they refuse, none that turns what is around. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from unicodedata import category

from adapters.views import Item, Line, View
from storage.text import one_line, speakable

# What turns the direction of all that follows, and the mark of a byte order.
# https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
VISIBLE = "LNPS"  # letters, numbers, punctuation, symbols; all others need one of them to be seen
BLANK = "\u115f\u1160\u2800\u3164\uffa0\ufffc"  # fillers, which count as letters or symbols


def clean(text: str) -> str:
    """*text* on one line: titles, names, labels."""
    # What is printable has none of the signs to look for, and no blank but the plain one.
    return " ".join(text.split()) if text.isprintable() else one_line(TURNING.sub("", text))


def is_visible(text: str) -> bool:
    """Whether a reader sees anything of *text*; a message of nothing visible is refused."""
    return any(category(sign)[0] in VISIBLE and sign not in BLANK for sign in text)


def cleaned(view: View) -> View:
    """*view* with all that it says in clean text; nothing becomes longer by it."""
    return replace(
        view,
        head=tuple(map(cleaned_line, view.head)),
        lines=tuple(map(cleaned_line, view.lines)),
        items=tuple(map(cleaned_item, view.items)),
        headings=tuple((place, clean(text)) for place, text in view.headings),
        foot=tuple(map(cleaned_line, view.foot)),
    )


def cleaned_line(line: Line) -> Line:
    """*line* in clean text."""
    return Line(tuple(replace(span, text=_piece(span.text)) for span in line.spans))


def _piece(text: str) -> str:
    """A piece of a line; the blanks at its ends stay."""
    if text.isprintable() and "  " not in text:
        return text
    return re.sub(r"\s+", " ", speakable(TURNING.sub("", text)))


def cleaned_item(item: Item) -> Item:
    """*item* in clean text."""
    return replace(
        item,
        title=clean(item.title),
        byline=clean(item.byline),
        text=_paragraphs(item.text),
        marks=tuple(map(clean, item.marks)),
        details=tuple(
            replace(detail, label=clean(detail.label), text=_paragraphs(detail.text))
            for detail in item.details
        ),
        reason=clean(item.reason),
    )


def _paragraphs(text: str) -> str:
    """*text* with its lines apart, but no empty ones."""
    lines = map(clean, text.replace("\r", "\n").split("\n"))
    return "\n".join(filter(None, lines))
