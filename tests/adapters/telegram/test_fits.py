from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.cleaning import cleaned
from adapters.paging import shortened
from adapters.telegram.render import fits, rendered
from adapters.telegram.sizes import (
    HELD,
    LIMIT,
    Size,
    size_of,
    size_of_heading,
    size_of_item,
    size_of_line,
    total,
)
from adapters.views import Action, Detail, Item, Span, Style, View, ViewKind
from tests.adapters.anything import line
from tests.adapters.telegram.accepting import taken

LINK = "https://arxiv.org/abs/2512.10863"
PAPER = Item(
    paper_id="2512.10863",
    title="A Title & More",
    link=LINK,
    number=12,
    byline="A. One, B. Two + 3",
    text="One sentence 😀.",
    marks=("withdrawn",),
    details=(
        Detail(label="Result", text="p < 0.05"),
        Detail(label="Abstract", text="We present it."),
        Detail(label="Empty", text=""),
    ),
    reason="because you saved it",
)


def test_what_is_measured_is_what_is_sent() -> None:
    """To the unit: 4,096 may be shown, and the newline below the last part is not."""
    view = View(head=(line("Head"),), lines=(line("a"), line()), foot=(line("b"),))
    assert size_of(view).units == len(rendered(view).plain) + 1
    item = View(kind=ViewKind.DIGEST, items=(PAPER,))
    assert size_of(item).units == len(rendered(item).plain.encode("utf-16-le")) // 2 + 1
    card = View(kind=ViewKind.CARD, items=(PAPER,))
    assert size_of(card).units == len(rendered(card).plain.encode("utf-16-le")) // 2 + 1


@pytest.mark.parametrize(("kind", "entities"), [(ViewKind.DIGEST, 5), (ViewKind.CARD, 6)])
def test_entities_are_counted(kind: ViewKind, entities: int) -> None:
    """The link, the reason, the fold, two labels; a card's title is bold as well."""
    view = View(kind=kind, items=(PAPER,))
    assert size_of(view).entities == len(taken(rendered(view)).entities) == entities


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", Size(1, 0, 0, 1)),
        ("abc", Size(4, 0, 0, 10)),
        ("模", Size(2, 0, 0, 4)),
        ("\U0001f600", Size(3, 0, 0, 7)),
        ("\ud800", Size(2, 0, 0, 4)),
        ("<&>", Size(4, 0, 0, 14)),
    ],
)
def test_a_line_takes_its_signs_and_a_newline(text: str, size: Size) -> None:
    """Bytes as if each unit took three, or as many as its reference."""
    assert size_of_line(line(text)) == size


def test_marks_take_entities_and_bytes() -> None:
    """An address counts as data, and as it is escaped in HTML."""
    bold = size_of_line(line(Span("x", Style.BOLD)))
    assert bold == Size(2, 1, 16, len("xxx<b></b>\n"))
    linked = size_of_line(line(Span("x", link="https://a.org/?a&b")))
    assert linked == Size(2, 1, 16 + 18, len('<a href="https://a.org/?a&amp;b">xxx</a>\n'))
    assert size_of_line(line(Span("x", link="no link"))) == Size(2, 0, 0, 4)


def test_sizes_are_sums() -> None:
    """A page's size is that of its parts, and a newline between two sections."""
    head, foot = line(Span("Head", Style.BOLD)), line("Foot")
    page = View(
        kind=ViewKind.DIGEST,
        head=(head,),
        items=(PAPER, replace(PAPER, number=3)),
        headings=((1, "Cross-lists"),),
        foot=(foot,),
    )
    parts = (
        size_of_line(head),
        size_of_item(PAPER, page.kind),
        size_of_heading("Cross-lists"),
        size_of_item(page.items[1], page.kind),
        size_of_line(foot),
        Size(units=2, raw=2),
    )
    assert size_of(page) == total(parts)
    assert sum(parts, Size()) == total(parts)


def test_a_size_is_within_a_limit_in_each_of_its_parts() -> None:
    """One too many of any is too many."""
    assert LIMIT.is_within(LIMIT)
    for more in (Size(1), Size(0, 1), Size(0, 0, 1), Size(0, 0, 0, 1)):
        assert not (LIMIT + more).is_within(LIMIT)


@pytest.mark.parametrize(
    ("view", "more"),
    [
        (View(lines=(line("a" * 4096),)), View(lines=(line("a" * 4097),))),
        (View(lines=(line("模" * 4096),)), View(lines=(line("模" * 4095, "😀"),))),
        (View(lines=(line("&" * 4096),)), View(lines=(line("&" * 4095), line("b")))),
        (
            View(lines=(line(*[Span("a", Style.BOLD)] * 100),)),
            View(lines=(line(*[Span("a", Style.BOLD)] * 101),)),
        ),
        (
            View(lines=(line(*[Span("a", link=f"https://a.org/{'b' * 160}")] * 49),)),
            View(lines=(line(*[Span("a", link=f"https://a.org/{'b' * 165}")] * 49),)),
        ),
        (
            View(lines=(line("x"),), actions=((Action(label="a", data="1:a"),) * 50,) * 2),
            View(lines=(line("x"),), actions=((Action(label="a", data="1:a"),) * 101,)),
        ),
    ],
)
def test_each_limit_is_kept(view: View, more: View) -> None:
    """Units, entities, bytes of addresses, buttons: what is just within, and one more."""
    assert fits(view)
    taken(rendered(view))
    assert not fits(more)


def test_raw_bytes_are_limited() -> None:
    """Where all signs are escaped and all is linked, HTML is eight times as long as its text."""
    spans = [Span("&" * 60, Style.BOLD, f"https://a.org/?{'&' * 85}")] * 45
    view = View(lines=(line(*spans),))
    assert size_of(view)._replace(raw=0).is_within(LIMIT)
    assert not fits(view)
    assert len(rendered(view).html.encode()) > LIMIT.raw
    assert fits(View(lines=(line(*spans[:40]),)))


def test_a_day_of_long_papers_is_measured_in_turn() -> None:
    """However many papers there were, each is measured as itself."""
    papers = [replace(PAPER, number=n, text="a" * (1 + n % 90)) for n in range(1, 3 * HELD)]
    first = size_of_item(replace(PAPER, number=0, text="a"), ViewKind.DIGEST)
    for _ in range(2):
        for n, paper in enumerate(papers, 1):
            more = size_of_item(paper, ViewKind.DIGEST).units - first.units
            assert more == n % 90 + len(f"{n}. ")


def test_a_paper_too_long_is_cut_to_what_a_message_holds() -> None:
    """As much of its abstract as there is room for."""
    long = replace(PAPER, details=(Detail(label="Abstract", text="word 模型 & " * 900),))
    view = View(kind=ViewKind.DIGEST, head=(line("Head"),), items=(long,), foot=(line("Foot"),))
    after = shortened(view, fits)
    assert 4080 < len(taken(rendered(after)).text) <= 4096


def test_clean_text_is_never_longer() -> None:
    """So what came is measured, before it is cleaned."""
    told = "a \0 b\u202e"
    view = View(items=(replace(PAPER, title=told, text=told),), lines=(line(told),))
    assert size_of(cleaned(view)).is_within(size_of(view))
