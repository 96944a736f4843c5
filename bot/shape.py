"""How a platform wants lists of papers set, beside what fits one of its messages. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adapters.views import Action, Item, View, ViewKind
from bot.buttons import button
from bot.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """
    What a platform's pages look like.

    *a_page*: how many papers are on a page that is turned. *below*: where others read along, a
    digest is one such page, and the rest stands in its thread. *beside*: each paper has a button
    beside it that opens its card, which has the details, where others have a row of numbers.
    *numbered*: buttons have numbers, and are pressed by writing these. *picks*: views may hold a
    menu of places, and buttons may ask for words.
    """

    a_page: int = 5
    below: bool = False
    beside: bool = False
    numbered: bool = False
    picks: bool = False


USUAL = Shape()


def shaped(view: View, shape: Shape, wording: Wording) -> View:
    """*view* as a platform of this *shape* shows it."""
    return _beside(view, wording) if shape.beside else view


def _beside(view: View, wording: Wording) -> View:
    """The numbers below papers as buttons beside them; a row to save them takes their place."""
    numbers = {str(item.number): item for item in view.items if item.number}
    opening = {a.label: a for row in view.actions for a in row if a.label in numbers and a.data}
    if not opening or view.kind is ViewKind.CARD:
        return view
    rows = tuple(tuple(a for a in row if opening.get(a.label) is not a) for row in view.actions)
    saves = tuple(_save(numbers[number], wording) for number in opening)
    return replace(
        view,
        items=tuple(
            _unfolding(item, opening.get(str(item.number)), wording) for item in view.items
        ),
        actions=(saves, *filter(None, rows)),
    )


def _unfolding(item: Item, opens: Action | None, wording: Wording) -> Item:
    if opens is None:
        return replace(item, details=())
    return replace(item, details=(), action=replace(opens, label=wording.say("More")))


def _save(item: Item, wording: Wording) -> Action:
    return button(wording.say("Save {n}", n=item.number), "save", item.paper_id)
