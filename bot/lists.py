"""Several papers -> a list of them, each with a number to press. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from adapters.messages import Entry
from adapters.views import Action, Item, Line, Span, Style, View, ViewKind
from bot.buttons import card_button, line
from bot.compose import entry_of
from bot.digest import byline
from bot.typed import shortened
from bot.wording import Wording
from storage.identifiers import Identifier, abstract_page
from storage.records import AnnounceType, Found, Paper, Summarised

MOST_NAMED = 10  # papers that are listed of one message
MOST_FOUND = 50  # papers that a search brings
A_ROW = 5  # numbers in one row of buttons


def named_view(named: Sequence[Identifier], stored: Mapping[str, Paper], wording: Wording) -> View:
    """Papers that were named together; one that is not stored, by its identifier."""
    shown = list(enumerate(named[:MOST_NAMED], 1))
    cut = wording.say("Only the first {n} are listed.", n=MOST_NAMED)
    return View(
        kind=ViewKind.LIST,
        head=(line(wording.count("{n} paper", "{n} papers", len(named))),),
        items=tuple(_named(number, one, stored.get(one.id), wording) for number, one in shown),
        foot=(line(cut),) if len(named) > MOST_NAMED else (),
        actions=numbers([(number, str(one)) for number, one in shown]),
    )


def found_view(
    text: str, found: Found, entries: Sequence[Entry], first: int, wording: Wording
) -> View:
    """One page of what a search for *text* found: *entries*, numbered from *first* on."""
    view = _paged(shortened(text), len(found.papers), entries, first, wording)
    return replace(view, foot=tuple(map(line, _bounds(found, wording))))


def saved_view(count: int, entries: Sequence[Entry], first: int, wording: Wording) -> View:
    """One page of a reading list of *count* papers: *entries*, numbered from *first* on."""
    return _paged(wording.say("Saved papers"), count, entries, first, wording)


def entries_stored(
    papers: Iterable[Paper], summaries: Mapping[str, Sequence[Summarised]], language: str
) -> list[Entry]:
    """*papers* with the best of the *summaries* that are stored of each; none is made for it."""
    return [
        entry_of(paper, summaries.get(paper.id, ()), language, AnnounceType.NEW) for paper in papers
    ]


def _paged(title: str, count: int, entries: Sequence[Entry], first: int, wording: Wording) -> View:
    """One page of a list that has a *title* and *count* papers in all."""
    items = tuple(
        stored_item(number, entry, wording) for number, entry in enumerate(entries, first)
    )
    counted = wording.count("{n} paper", "{n} papers", count)
    return View(
        kind=ViewKind.LIST,
        head=(Line((Span(title, Style.BOLD), Span(f" · {counted}"))),),
        items=items,
        actions=numbers([(item.number, item.paper_id) for item in items]),
    )


def _named(number: int, named: Identifier, paper: Paper | None, wording: Wording) -> Item:
    if paper is None:
        link = abstract_page(named.id)
        return Item(paper_id=named.id, number=number, title=str(named), link=link)
    return _item(number, paper, wording)


def stored_item(number: int, entry: Entry, wording: Wording) -> Item:
    """A paper with the sentence that is stored of it, if any."""
    text = entry.summary.tldr
    marks = (wording.say("from the abstract"),) if entry.offline and text else ()
    return _item(number, entry.paper, wording, text=text, marks=marks)


def _item(
    number: int,
    paper: Paper,
    wording: Wording,
    *,
    text: str = "",
    marks: tuple[str, ...] = (),
) -> Item:
    withdrawn = (wording.say("withdrawn"),) if paper.withdrawn else ()
    return Item(
        paper_id=paper.id,
        number=number,
        title=paper.title.plain,
        link=abstract_page(paper.id),
        byline=byline([author.plain for author in paper.authors], wording),
        text=text,
        marks=(f"{paper.primary} {paper.id}", *marks, *withdrawn),
    )


def numbers(named: Sequence[tuple[int, str]]) -> tuple[tuple[Action, ...], ...]:
    """Rows of numbers, each of which opens its paper's card."""
    buttons = tuple(card_button(str(number), paper) for number, paper in named)
    return tuple(buttons[first : first + A_ROW] for first in range(0, len(buttons), A_ROW))


def _bounds(found: Found, wording: Wording) -> Iterator[str]:
    """What kept a search from telling everything."""
    if len(found.papers) >= MOST_FOUND:
        yield wording.say("These are the best {n}; more words narrow it.", n=MOST_FOUND)
    if found.newest_only:
        yield wording.say("Many papers match: these are the best among the newest 5,000 matches.")
