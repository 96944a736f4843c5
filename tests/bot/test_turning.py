"""A digest's pages: their heads, numbers, arrows, and the way to what was not shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.views import Detail, Item, Line, Span, Style, View, ViewKind
from bot.shape import Shape
from bot.turning import MOST_PAGES, Place, arrows, cut_digest, page_of, sizes_of
from bot.wording import Wording
from storage.people import ChatKind, Layout
from tests.bot.planned import labels, text_of

DAY = date(2025, 11, 26)
HEAD = (Line((Span("Wed 26 Nov", Style.BOLD), Span(" · 7 papers"))), Line((Span("cs.CV 7"),)))
FOOT = (Line((Span("7 shown"),)),)


def a_digest(papers: int, headings: tuple[tuple[int, str], ...] = ()) -> View:
    """A digest of so many papers."""
    items = tuple(
        Item(paper_id=f"2511.{n:05}", title=f"Paper {n}", link="", number=n, text="One. " * n)
        for n in range(1, papers + 1)
    )
    return View(kind=ViewKind.DIGEST, head=HEAD, items=items, headings=headings, foot=FOOT)


def a_place(kind: ChatKind = ChatKind.PRIVATE, *, a_page: int = 5, **changes: object) -> Place:
    """A chat whose messages hold so many papers."""
    place = Place(
        kind=kind,
        layout=Layout.COMPACT,
        fits=lambda view: len(view.items) <= a_page,
        shape=Shape(a_page=a_page),
        day=DAY,
        more=0,
        wording=Wording("en", ZoneInfo("UTC")),
    )
    return replace(place, **changes)  # type: ignore[arg-type]


def cut(view: View, place: Place) -> tuple[View, ...]:
    """All pages of a digest, those that are turned as well."""
    if not place.turns:
        return cut_digest(view, place).messages
    sizes = sizes_of(len(view.items), 0, place.shape.a_page)
    return tuple(page_of(view, sizes, at, place) for at in range(1, len(sizes) + 1))


def test_one_page_needs_no_number_and_no_arrow() -> None:
    """All of the head, all of the foot, a number for each paper."""
    (page,) = cut(a_digest(5), a_place())
    assert (page.head, page.foot, labels(page)) == (HEAD, FOOT, [["1", "2", "3", "4", "5"]])


def test_numbers_come_five_in_a_row() -> None:
    """More than five side by side are too small to be pressed."""
    (page,) = cut(a_digest(7), a_place(a_page=9))
    assert labels(page) == [["1", "2", "3", "4", "5"], ["6", "7"]]
    assert page.actions[1][1].data == "1:card:2511.00007"
    assert page.actions[1][1].payload == "p_2511_00007"


def test_in_private_the_pages_of_one_message_turn() -> None:
    """The whole head on the first page, the day and the number on the others; the foot last."""
    first, second, third = cut(a_digest(11), a_place())
    assert text_of(first) == "Wed 26 Nov · 7 papers · 1/3\ncs.CV 7"
    assert text_of(second) == "Wed 26 Nov · 2/3"
    assert text_of(third) == "Wed 26 Nov · 3/3\n7 shown"
    assert [labels(page)[-1] for page in (first, second, third)] == [
        ["1/3", "›"],
        ["‹", "2/3", "›"],
        ["‹", "3/3"],
    ]
    assert [action.data for action in second.actions[-1]] == [
        "1:page:2025-11-26:1",
        "1:page:2025-11-26:2",
        "1:page:2025-11-26:3",
    ]


@pytest.mark.parametrize("kind", [ChatKind.GROUP, ChatKind.CHANNEL])
@pytest.mark.parametrize("layout", Layout)
def test_where_many_read_each_page_is_a_message(kind: ChatKind, layout: Layout) -> None:
    """Nobody turns a page under the eyes of another; cards are for private chats."""
    place = a_place(kind, layout=layout)
    assert not place.turns
    assert not place.has_cards
    assert [labels(page) for page in cut(a_digest(7), place)] == [
        [["1", "2", "3", "4", "5"]],
        [["6", "7"]],
    ]


def test_revisions_take_less_room_on_a_page() -> None:
    """They are a line each: fifteen where five papers are, or what the papers leave."""
    assert sizes_of(11, 0, 5) == (5, 5, 1)
    assert sizes_of(4, 20, 5) == (7, 15, 2)
    assert sizes_of(0, 0, 5) == (0,)


def with_details(view: View, *lengths: int) -> View:
    """*view* with so many details behind each paper, of so many characters."""
    details = tuple(Detail(label=f"D{n}", text="x" * length) for n, length in enumerate(lengths))
    return replace(view, items=tuple(replace(item, details=details) for item in view.items))


@pytest.mark.parametrize(("room", "level"), [(10_000, 2), (1_000, 1), (500, 0)])
def test_details_go_before_papers_where_many_read(room: int, level: int) -> None:
    """Three messages hold all papers, each with as many details as they have room for."""

    def fits(view: View) -> bool:
        texts = [len(d.text) for item in view.items for d in item.details]
        return sum(texts) + 50 * len(view.items) <= room

    view = with_details(a_digest(12), 150, 900)
    messages = cut_digest(view, a_place(ChatKind.GROUP, fits=fits)).messages
    assert len(messages) <= MOST_PAGES
    assert [item.number for page in messages for item in page.items] == [*range(1, 13)]
    assert {len(item.details) for page in messages for item in page.items} == {level}


def test_a_part_has_no_arrows() -> None:
    """It stands beside the digest of that day, whose pages the arrows name."""
    place = a_place(is_part=True)
    assert [labels(page)[-1] for page in cut(a_digest(6), place)] == [
        ["1", "2", "3", "4", "5"],
        ["6"],
    ]


def test_what_was_not_shown_is_behind_the_last_page() -> None:
    """One button, which names the chat's day."""
    pages = cut(a_digest(7), a_place(more=37))
    assert ["37 more"] not in labels(pages[0])
    assert labels(pages[1])[-1] == ["37 more"]
    assert pages[1].actions[-1][0].data == "1:rest:2025-11-26:1"


def test_a_card_is_a_message_with_the_buttons_of_its_paper() -> None:
    """Each by itself, with its number in the day; headings go with the paper they are above."""
    place = a_place(layout=Layout.CARDS, more=4)
    first, second, third = cut(a_digest(3, headings=((1, "Cross-lists"),)), place)
    buttons = ["Open", "Save", "More like this", "Less"]
    assert labels(first) == labels(second) == [buttons]
    assert labels(third) == [buttons, ["4 more"]]
    assert [action.data for action in second.actions[0]] == [
        f"1:{verb}:2511.00002" for verb in ("card", "save", "more", "less")
    ]
    assert [page.headings for page in (first, second, third)] == [(), ((0, "Cross-lists"),), ()]
    assert [page.foot for page in (first, second, third)] == [(), (), FOOT]
    assert text_of(second) == "Wed 26 Nov · 2/3"


def test_a_digest_without_papers_is_one_message_in_either_layout() -> None:
    """Its head and foot are not lost."""
    for layout in Layout:
        (page,) = cut(a_digest(0), a_place(layout=layout))
        assert (page.head, page.foot, page.actions) == (HEAD, FOOT, ())


def test_a_page_without_a_head_gets_none() -> None:
    """There is no day to repeat on later pages."""
    pages = cut(replace(a_digest(6), head=()), a_place())
    assert [page.head for page in pages] == [(), ()]


def test_a_page_that_is_put_together_again_is_cut_where_it_was() -> None:
    """A summary that grew meanwhile ends at a word: what stands on the page stays there."""

    def fits(view: View) -> bool:
        return sum(len(item.text) for item in view.items) <= 60

    grown = replace(
        a_digest(4),
        items=tuple(replace(item, text="long words " * 9) for item in a_digest(4).items),
    )
    page = page_of(grown, (3, 1), 1, a_place(fits=fits))
    assert [item.number for item in page.items] == [1, 2, 3]
    assert all(item.text.endswith("…") for item in page.items)
    assert labels(page)[-1] == ["1/2", "›"]


def test_arrows_carry_what_stands_behind_the_page() -> None:
    """A token of words, or that an arrow was pressed."""
    row = arrows(2, 3, "day", "2025-11-26", behind=("=cs.CV",))
    assert [action.data for action in row] == [f"1:day:2025-11-26:{at}:=cs.CV" for at in (1, 2, 3)]
    assert [action.label for action in arrows(1, 1, "subs")] == ["1/1"]


@given(
    papers=st.integers(0, 40),
    a_page=st.integers(1, 9),
    kind=st.sampled_from(ChatKind),
    layout=st.sampled_from(Layout),
    crossed=st.integers(0, 39),
)
def test_every_paper_is_on_one_page_and_each_page_comes_back_as_it_was(
    papers: int, a_page: int, kind: ChatKind, layout: Layout, crossed: int
) -> None:
    """Whatever the place: nothing is lost, doubled or moved by turning back and forth."""
    headings = ((crossed, "Cross-lists"),) if crossed < papers else ()
    view, place = a_digest(papers, headings), a_place(kind, a_page=a_page, layout=layout, more=1)
    pages = cut(view, place)
    assert [item for page in pages for item in page.items] == list(view.items)
    assert sum(len(page.headings) for page in pages) == len(headings)
    assert [bool(page.foot) for page in pages] == [False] * (len(pages) - 1) + [True]
    cuts = [len(page.items) for page in pages]
    again = [page_of(view, cuts, at, place) for at in range(1, len(pages) + 1)]
    assert again == list(pages)
