"""
A view on a terminal, by rich: what is said, its papers, and its actions with numbers to press.

Foreign text reaches rich as it is, never as markup, and without control signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.style import Style as Look

from adapters.terminal.wrapping import (
    DIM,
    PLAIN,
    Field,
    Piece,
    Prose,
    Spoken,
    cells,
    clean,
    clean_paragraphs,
    clean_piece,
    text_of,
)
from adapters.views import Action, Item, Line, Span, Style, View, ViewKind

BOLD = Look(bold=True)
ITALIC = Look(italic=True)
DIM_ITALIC = DIM + ITALIC
LOOKS = {Style.PLAIN: PLAIN, Style.BOLD: BOLD, Style.ITALIC: ITALIC, Style.CODE: BOLD}
DIGITS = 3  # a label with more of them is a year or an amount


def numbers_of(view: View) -> tuple[int, ...]:
    """
    A number for each action of *view*, in reading order, no two alike.

    A label that is a number ("12": open the twelfth paper) keeps it; the others count on from the
    greatest of those, from 1 where there is none.
    """
    own = [_own_number(action) for row in view.actions for action in row]
    first = [number not in own[:place] and number for place, number in enumerate(own)]
    free = count(max(own, default=0) + 1)
    return tuple(number or next(free) for number in first)


def _own_number(action: Action) -> int:
    """The number that the label is, 0 if it is none."""
    label = action.label
    is_number = label.isascii() and label.isdecimal() and not label.startswith("0")
    return int(label) if is_number and len(label) <= DIGITS else 0


def render_view(view: View, *, numbers: Sequence[int] = (), name: str = "") -> RenderableType:
    """
    The whole of *view*; its actions by their *numbers*, beside the message's *name* ("m3").

    Without numbers nobody can press anything, and no action is shown.
    """
    said = ([*_head(view)], [*_lines(view.lines)], *_items(view), [*_foot(view)])
    return Group(*_apart([*said, [*_actions(view, numbers, name)]]))


def _apart(parts: Iterable[list[RenderableType]]) -> Iterator[RenderableType]:
    """The *parts* that are not empty, with an empty line between two."""
    for place, part in enumerate(filter(None, parts)):
        if place:
            yield ""
        yield from part


def _head(view: View) -> Iterator[RenderableType]:
    """The lines of the head, the first of them bold."""
    for place, line in enumerate(view.head):
        yield Spoken(_spoken(line, PLAIN if place else BOLD))


def _foot(view: View) -> Iterator[RenderableType]:
    return (Spoken(_spoken(line, DIM)) for line in view.foot)


def _lines(lines: Iterable[Line]) -> Iterator[RenderableType]:
    return (Spoken(_spoken(line)) for line in lines)


def _spoken(line: Line, look: Look = PLAIN) -> tuple[Piece, ...]:
    """*line* in its styles upon *look*; a link is followed by where it leads."""
    return tuple(piece for span in line.spans for piece in _pieces(span, look))


def _pieces(span: Span, look: Look) -> Iterator[Piece]:
    text, link = clean_piece(span.text), clean(span.link)
    own = look + LOOKS[span.style]
    yield text, own + Look(link=link) if link else own
    if link and text.strip() != link:
        yield f" <{link}>", look + DIM


def _items(view: View) -> Iterator[list[RenderableType]]:
    """Each paper below its headings; then headings that no paper follows."""
    margin = max((len(_lead(item)) for item in view.items), default=0)
    for place, item in enumerate(view.items):
        above = [text for at, text in view.headings if at == place]
        # A terminal has no folds: in a digest the details stay behind the number, on the card.
        shown = replace(item, details=()) if view.kind is ViewKind.DIGEST else item
        yield [*_headings(above), *_item(shown, margin)]
    yield [*_headings([text for at, text in view.headings if at >= len(view.items)])]


def _headings(texts: Iterable[str]) -> Iterator[RenderableType]:
    return (Prose(clean(text), BOLD) for text in texts)


def _lead(item: Item) -> str:
    return f"{item.number}. " if item.number else ""


def _item(item: Item, margin: int) -> Iterator[RenderableType]:
    beside = [item.byline, *item.marks]
    is_told = any(item.paper_id in text for text in beside)
    yield titled(item.title, item.link, _lead(item).rjust(margin))
    yield from facts([item.byline, "" if is_told else item.paper_id, *item.marks], margin)
    yield from sentence(item.text, margin)
    if reason := clean(item.reason):
        yield Prose(reason, DIM_ITALIC, indent=margin)
    yield from labelled([(detail.label, detail.text) for detail in item.details], margin)


def titled(title: str, link: str, lead: str = "") -> RenderableType:
    """The title of a paper, which leads to *link*; *lead* is its number."""
    address = clean(link)
    look = BOLD + Look(link=address) if address else BOLD
    return Prose(clean(title), look, lead=lead, indent=len(lead))


def facts(told: Iterable[str], indent: int = 0) -> Iterator[RenderableType]:
    """What is to be known of a paper, on one line."""
    if line := " · ".join(filter(None, map(clean, told))):
        yield Prose(line, DIM, indent=indent)


def sentence(text: str, indent: int = 0) -> Iterator[RenderableType]:
    """What a paper is about, by paragraphs."""
    if said := clean_paragraphs(text):
        yield Prose(said, indent=indent)


def labelled(texts: Iterable[tuple[str, str]], indent: int = 0) -> Iterator[RenderableType]:
    """Texts beside their labels, or below them where it is narrow; none that is empty."""
    fields = [(clean(label), clean_paragraphs(text)) for label, text in texts]
    column = max((cells(label) for label, text in fields if text), default=0) + 2
    return (Field(label, text, column, indent) for label, text in fields if text)


def _actions(view: View, numbers: Sequence[int], name: str) -> Iterator[RenderableType]:
    """The rows of actions; the first begins with the name of the message."""
    indent, free = len(name) + 2 if name else 0, iter(numbers)
    for row in view.actions:
        buttons = tuple(_button(action, number) for action, number in zip(row, free, strict=False))
        if buttons:
            yield _Row(buttons, lead=name, indent=indent)
            name = ""


def _button(action: Action, number: int) -> tuple[Piece, ...]:
    """`[1] More`; a link with its address."""
    label, link = clean(action.label), clean(action.link)
    said = [f"[{number}]", "" if label == str(number) else label]
    told = (" ".join(filter(None, said)), BOLD if action.strong else PLAIN)
    return (told, (f" {link}", DIM + Look(link=link))) if link else (told,)


@dataclass(frozen=True, slots=True)
class _Row:
    """Buttons side by side, as many on a line as it holds."""

    buttons: tuple[tuple[Piece, ...], ...]
    lead: str
    indent: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lead = self.lead
        for line in self._lines(options.max_width - self.indent):
            yield Spoken(line, lead, self.indent)
            lead = ""

    def _lines(self, width: int) -> Iterator[tuple[Piece, ...]]:
        line, *others = self.buttons
        for button in others:
            longer = (*line, ("  ", PLAIN), *button)
            if cells(text_of(longer)) > width:
                yield line
                line = button
            else:
                line = longer
        yield line
