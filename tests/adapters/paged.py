"""Digests to cut into pages, and platforms that count in different ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from adapters.paging import Fits
from adapters.views import Action, Item, Line, Span, View, ViewKind


def line(text: str) -> Line:
    """A line in one style."""
    return Line((Span(text),)) if text else Line()


def item(number: int, text: str = "One sentence.") -> Item:
    """A paper as a digest shows it."""
    return Item(
        paper_id=str(number),
        title=f"Paper {number}",
        link="https://arxiv.org",
        number=number,
        byline="A. One",
        text=text,
    )


def digest(*items: Item, foot: str = "10 announced") -> View:
    """A digest of *items*, with all that a digest has."""
    return View(
        kind=ViewKind.DIGEST,
        head=(line("Fri 12 Dec 2025"), line("cs.CV 8 · cs.AI 2")),
        items=items,
        foot=(line(foot),),
        actions=((Action(label="‹", data="1:page:0"), Action(label="›", data="1:page:2")),),
    )


def told(view: View) -> str:
    """All text of *view*, as a platform would send it."""
    headings = (text for _, text in view.headings)
    lines = (line.text for line in (*view.head, *view.lines, *view.foot))
    return "\n".join((*lines, *headings, *map(told_of, view.items)))


def told_of(paper: Item) -> str:
    """All text of one paper."""
    details = (f"{detail.label}: {detail.text}" for detail in paper.details)
    beside = (paper.byline, paper.text, paper.reason, *paper.marks)
    return "|".join((f"{paper.number}. {paper.title}", *filter(None, beside), *details))


def numbered(view: View, page: int, of: int) -> View:
    """The whole head on the first page, the day and the page on later ones."""
    place = Span(f" · {page}/{of}")
    first, *others = view.head
    return replace(view, head=(Line((*first.spans, place)), *(others if page == 1 else ())))


def at_most(limit: int, measure: Callable[[View], int]) -> Fits:
    """A platform that takes so much."""
    return lambda view: measure(view) <= limit


def characters(view: View) -> int:
    """As Discord counts."""
    return len(told(view))


def units(view: View) -> int:
    """UTF-16 units, as Telegram counts."""
    return len(told(view).encode("utf-16-le")) // 2


def octets(view: View) -> int:
    """Bytes in UTF-8."""
    return len(told(view).encode())


def papers(view: View) -> int:
    """As a terminal counts."""
    return len(view.items)


def as_sent(view: View, page: int, of: int) -> View:
    """The same head on each page."""
    return view
