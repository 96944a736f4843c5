"""
A digest's view -> the messages of one chat: pages with their heads, numbers and arrows. Pure.

In private chats a digest is one message whose arrows turn its pages, a few papers each; elsewhere
pages are messages of their own, at most three, which leave details out before they leave out
papers. Where a platform has threads, the first page stands alone, and the others in its thread.
In the layout `cards` each paper is a message with its own buttons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from adapters.paging import Fits, most, most_details, pages, shortened, with_details
from adapters.views import Action, Item, Line, Span, View
from bot.buttons import button, card_button
from bot.shape import USUAL, Shape, shaped
from bot.wording import Wording
from storage.people import ChatKind, Layout

MOST_PAGES = 3  # messages of one digest in a group or channel
A_ROW = 5  # numbers in one row of buttons
LINES = 3  # revisions, a line each, that take the place of one paper
REMEMBERED = 1 << 14  # buttons; while pages are cut, the same ones are asked for many times


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where a digest goes: what kind of chat, what fits a message there, and its *shape*.

    *day* is the chat's local day, by which its buttons name the digest; *more* counts the papers
    beyond the limit. *is_part*: beside the digest of that day, for a rule that was added to it.
    """

    kind: ChatKind
    layout: Layout
    fits: Fits
    day: date
    more: int
    wording: Wording
    is_part: bool = False
    shape: Shape = USUAL

    @property
    def has_cards(self) -> bool:
        """Whether each paper is a message of its own."""
        return self.layout is Layout.CARDS and self.kind is ChatKind.PRIVATE

    @property
    def turns(self) -> bool:
        """Whether one message's arrows turn the pages."""
        return self.kind is ChatKind.PRIVATE and not self.has_cards and not self.is_part

    @property
    def has_thread(self) -> bool:
        """Whether the first page stands alone, and the others in its thread."""
        return self.kind is not ChatKind.PRIVATE and self.shape.below

    @property
    def is_cut_evenly(self) -> bool:
        """Whether pages have so many papers each, however long they are."""
        return self.turns or self.has_thread

    def has_end(self, at: int, of: int) -> bool:
        """Whether page *at* of so many tells the accounts of all, and leads on."""
        return at == (1 if self.has_thread else of)


@dataclass(frozen=True, slots=True)
class Cut:
    """How many papers are on each page of a digest, and the *messages* that are sent of it."""

    sizes: tuple[int, ...]
    messages: tuple[View, ...]


def cut_digest(view: View, place: Place) -> Cut:
    """A digest as messages, where no arrows turn its pages."""
    if place.has_cards:
        sizes = (1,) * len(view.items) or (0,)
        return Cut(sizes, tuple(page_of(view, sizes, n, place) for n in range(1, len(sizes) + 1)))
    messages = _few(view, place)
    return Cut(tuple(len(message.items) for message in messages), messages)


def sizes_of(papers: int, revisions: int, a_page: int) -> tuple[int, ...]:
    """How much of a digest comes on each page that is turned: so many papers, or more revisions."""
    sizes, room = [0], a_page * LINES
    for takes in (LINES,) * papers + (1,) * revisions:
        if takes > room:
            sizes.append(0)
            room = a_page * LINES
        sizes[-1] += 1
        room -= takes
    return tuple(sizes)


def _few(view: View, place: Place) -> tuple[View, ...]:
    """A digest as few messages: as many details as they hold, if need be none, but all papers."""
    found: dict[int, tuple[View, ...]] = {}

    def are_few(level: int) -> bool:
        found[level] = _messages(with_details(view, level), place)
        return len(found[level]) <= MOST_PAGES

    levels = most_details(view)
    held = most(are_few, levels, guess=levels)
    return found[held] if held in found else _messages(with_details(view, 0), place)


def _messages(view: View, place: Place) -> tuple[View, ...]:
    return pages(view, place.fits, numbered=lambda p, at, of: _numbered(p, at, of, place))


def page_of(view: View, cuts: Sequence[int], at: int, place: Place) -> View:
    """
    Page *at* (from 1) of a digest that is cut so; too long a text is cut at a word.

    Nothing of *view* is looked at that stands on later pages.
    """
    start = sum(cuts[: at - 1])
    has_foot = place.has_end(at, len(cuts))
    page = _part(view, start, start + cuts[at - 1], has_foot=has_foot)
    return shortened(_numbered(page, at, len(cuts), place), place.fits)


def _part(view: View, start: int, stop: int, *, has_foot: bool) -> View:
    return View(  # not by `replace`, see below
        kind=view.kind,
        head=view.head,
        items=view.items[start:stop],
        headings=tuple((n - start, text) for n, text in view.headings if start <= n < stop),
        foot=view.foot if has_foot else (),
    )


def _numbered(page: View, at: int, of: int, place: Place) -> View:
    """A page with its head, its numbers to press, and its arrows."""
    # Not by `replace`, which takes three times as long: while pages are cut, this is asked often.
    numbered = View(
        kind=page.kind,
        head=_head(page, at, of),
        lines=page.lines,
        items=page.items,
        headings=page.headings,
        foot=page.foot,
        actions=tuple(_actions(page, at, of, place)),
    )
    return shaped(numbered, place.shape, place.wording)


def _head(page: View, at: int, of: int) -> tuple[Line, ...]:
    """The whole head on the first page; later pages have only the day, and their number."""
    if of == 1 or not page.head:
        return page.head
    first, *rest = page.head
    number = Span(f" · {at}/{of}")
    if at == 1:
        return (Line((*first.spans, number)), *rest)
    return (Line((first.spans[0], number)),)


def _actions(page: View, at: int, of: int, place: Place) -> list[tuple[Action, ...]]:
    say, day = place.wording.say, place.day
    rows: list[tuple[Action, ...]] = []
    if place.has_cards:
        rows += [_card_row(item.paper_id, place.wording) for item in page.items]
    else:
        rows += _numbers(page.items)
    if place.turns and of > 1:
        rows.append(arrows(at, of, "page", day))
    if place.more and place.has_end(at, of):
        rows.append(_rest(say("{n} more", n=place.more), day))
    return rows


@lru_cache(REMEMBERED)
def _rest(label: str, day: date) -> tuple[Action, ...]:
    return (button(label, "rest", day, 1),)


@lru_cache(REMEMBERED)
def _number(number: int, paper_id: str) -> Action:
    return card_button(str(number), paper_id)


def _numbers(items: Sequence[Item]) -> tuple[tuple[Action, ...], ...]:
    """The numbers of papers as buttons, some in a row."""
    numbers = [_number(item.number, item.paper_id) for item in items]
    return tuple(tuple(numbers[n : n + A_ROW]) for n in range(0, len(numbers), A_ROW))


def _card_row(paper_id: str, wording: Wording) -> tuple[Action, ...]:
    return (
        button(wording.say("Open"), "card", paper_id),
        button(wording.say("Save"), "save", paper_id),
        button(wording.say("More like this"), "more", paper_id),
        button(wording.say("Less"), "less", paper_id),
    )


@lru_cache(REMEMBERED)
def arrows(
    at: int, of: int, verb: str, *parts: object, behind: tuple[object, ...] = ()
) -> tuple[Action, ...]:
    """The row that turns pages: back, where we are, and on; *behind* stands after the number."""
    row = [button(f"{at}/{of}", verb, *parts, at, *behind)]
    if at > 1:
        row.insert(0, button("‹", verb, *parts, at - 1, *behind))
    if at < of:
        row.append(button("›", verb, *parts, at + 1, *behind))
    return tuple(row)
