from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from adapters.paging import pages, shortened
from adapters.views import Detail, Item, View
from tests.adapters.paged import at_most, characters, line, numbered, octets, papers, units

WORDS = st.text(st.sampled_from("ab $模型，。é\u0301\U0001f44b"), max_size=60)
ITEMS = st.builds(
    Item,
    paper_id=st.just(""),
    title=st.text("ab 模", min_size=1, max_size=40),
    link=st.just("https://arxiv.org"),
    byline=WORDS,
    text=WORDS,
    marks=st.lists(st.text("ab", max_size=5), max_size=2).map(tuple),
    details=st.lists(st.builds(Detail, label=st.just("L"), text=WORDS), max_size=3).map(tuple),
)


def in_order(items: list[Item]) -> tuple[Item, ...]:
    """*items* by running numbers."""
    return tuple(replace(i, paper_id=f"{n}", number=n) for n, i in enumerate(items, 1))


VIEWS = st.builds(
    View,
    head=st.just((line("2025年"), line("cs.CV 8"))),
    lines=st.lists(WORDS.map(line), max_size=4).map(tuple),
    items=st.lists(ITEMS, max_size=25).map(in_order),
    headings=st.lists(st.tuples(st.integers(0, 25), st.text("ab", max_size=4)), max_size=3).map(
        lambda headings: tuple(sorted(headings))
    ),
    foot=st.lists(WORDS.map(line), max_size=2).map(tuple),
)
LIMITS = st.one_of(
    st.tuples(st.integers(120, 600), st.sampled_from([characters, units])),
    st.tuples(st.integers(200, 900), st.just(octets)),
    st.tuples(st.integers(1, 12), st.just(papers)),
)


def begins(part: str, whole: str) -> bool:
    """Whether *part* is *whole*, or its beginning and an ellipsis, or nothing."""
    return part in ("", whole) or (part[-1] == "…" and whole.startswith(part[:-1]))


def is_shortened(after: Item, before: Item) -> bool:
    """Whether *after* says nothing that *before* did not say in its place."""
    pairs = zip(after.details, before.details, strict=False)
    return (
        begins(after.title, before.title)
        and after.title != ""
        and begins(after.text, before.text)
        and after.byline in ("", before.byline)
        and len(after.details) <= len(before.details)
        and all(a.label == b.label and begins(a.text, b.text) for a, b in pairs)
    )


@given(VIEWS, LIMITS)
def test_no_page_is_too_long_and_nothing_is_lost(
    view: View, limit: tuple[int, Callable[[View], int]]
) -> None:
    """Whatever a platform counts: each paper once, in order, at most shortened; no page empty."""
    fits = at_most(*limit)
    found = pages(view, fits, numbered=numbered)
    assert all(map(fits, found))
    items = [item for page in found for item in page.items]
    assert [item.number for item in items] == [item.number for item in view.items]
    assert [(i.paper_id, i.link) for i in items] == [(i.paper_id, i.link) for i in view.items]
    assert all(map(is_shortened, items, view.items))
    lines = [line.text for page in found for line in page.lines]
    assert len(lines) == len(view.lines)
    assert all(begins(a, b.text) for a, b in zip(lines, view.lines, strict=True))
    assert sorted(t for page in found for _, t in page.headings) == sorted(
        t for _, t in view.headings
    )
    assert len(found) == 1 or all(page.items or page.lines for page in found)


@given(VIEWS, LIMITS)
def test_a_view_is_shortened_to_one_message(
    view: View, limit: tuple[int, Callable[[View], int]]
) -> None:
    """Or it is said that it cannot be; what fits stays as it is."""
    fits = at_most(*limit)
    if fits(view):
        assert shortened(view, fits) is view
        return
    try:
        after = shortened(view, fits)
    except ValueError:
        return
    assert fits(after)
    assert all(map(is_shortened, after.items, view.items))
