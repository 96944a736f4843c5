"""Pages as platforms want them: a button beside each paper, the rest of a digest below it."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from adapters.views import Detail, ViewKind
from bot.shape import USUAL, Shape, shaped
from bot.turning import cut_digest, page_of, sizes_of
from bot.wording import Wording
from storage.people import ChatKind
from tests.bot.planned import labels
from tests.bot.test_turning import FOOT, a_digest, a_place

BESIDE = Shape(below=True, beside=True)


def wording(language: str = "en") -> Wording:
    """How a chat speaks."""
    return Wording(language, ZoneInfo("UTC"))


@pytest.mark.parametrize(("language", "more"), [("en", "More"), ("zh", "展开")])
def test_each_paper_has_its_button_beside_it(language: str, more: str) -> None:
    """It does what the number did; what it opens is not on the page, and can be saved there."""
    details = (Detail(label="Method", text="Sharp."),)
    plain = a_digest(2)
    plain = replace(plain, items=tuple(replace(i, details=details) for i in plain.items))
    place = a_place(ChatKind.GROUP, wording=wording(language))
    (numbered,) = cut_digest(plain, place).messages
    (page,) = cut_digest(plain, replace(place, shape=BESIDE)).messages
    assert [item.action and item.action.label for item in page.items] == [more, more]
    opened = [item.action and item.action.data for item in page.items]
    assert opened == [action.data for action in numbered.actions[0]]
    assert [item.details for item in page.items] == [(), ()]
    assert [action.data for row in page.actions for action in row] == [
        f"1:save:{item.paper_id}" for item in page.items
    ]


def test_other_buttons_stay_where_they_are() -> None:
    """Arrows, and what leads to the rest."""
    place = a_place(shape=BESIDE, more=3)
    sizes = sizes_of(7, 0, 5)
    first, last = (page_of(a_digest(7), sizes, at, place) for at in (1, 2))
    assert labels(first) == [[f"Save {n}" for n in range(1, 6)], ["1/2", "›"]]
    assert labels(last) == [["Save 6", "Save 7"], ["‹", "2/2"], ["3 more"]]


def test_elsewhere_nothing_changes() -> None:
    """Where numbers are usual, and where there is nothing to open; a card has its own buttons."""
    page = a_digest(3)
    assert shaped(page, USUAL, wording()) is page
    assert shaped(page, BESIDE, wording()) is page
    card = replace(page, kind=ViewKind.CARD, actions=page_of(page, (3,), 1, a_place()).actions)
    assert shaped(card, BESIDE, wording()) is card


def test_a_paper_without_a_number_has_no_button() -> None:
    """A revision among them, say."""
    page = page_of(a_digest(2), (2,), 1, a_place())
    first, second = page.items
    page = replace(page, items=(first, replace(second, number=0)), actions=page.actions)
    beside = shaped(page, BESIDE, wording())
    assert [item.action is not None for item in beside.items] == [True, False]


def test_in_a_thread_stands_what_is_beyond_the_first_page() -> None:
    """All of it, however many pages; the accounts and the way on are where everybody looks."""
    place = a_place(ChatKind.GROUP, shape=BESIDE, more=4)
    sizes = sizes_of(23, 0, 5)
    pages = [page_of(a_digest(23), sizes, at, place) for at in range(1, len(sizes) + 1)]
    assert [len(page.items) for page in pages] == [5, 5, 5, 5, 3]
    assert [page.foot for page in pages] == [FOOT, (), (), (), ()]
    assert labels(pages[0])[-1] == ["4 more"]
    assert all("4 more" not in row for page in pages[1:] for row in labels(page))
    numbers = [item.number for page in pages for item in page.items]
    assert numbers == list(range(1, 24))
