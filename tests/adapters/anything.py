"""Views made of anything, for what every platform has to show."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from adapters.views import Action, Detail, Item, Line, Span, Style, View, ViewKind

NO_ACTIONS: st.SearchStrategy[tuple[tuple[Action, ...], ...]] = st.just(())
NO_ACTION: st.SearchStrategy[Action | None] = st.none()
NO_TEXT = st.just("")


def line(*spans: str | Span) -> Line:
    """A line of spans, plain where they are text alone."""
    return Line(tuple(Span(span) if isinstance(span, str) else span for span in spans))


def views(
    texts: st.SearchStrategy[str],
    *,
    links: st.SearchStrategy[str],
    most: int = 4,
    actions: st.SearchStrategy[tuple[tuple[Action, ...], ...]] = NO_ACTIONS,
    beside: st.SearchStrategy[Action | None] = NO_ACTION,
    files: st.SearchStrategy[str] = NO_TEXT,
) -> st.SearchStrategy[View]:
    """
    Views of *texts* and *links*, with at most so many of everything.

    *actions* are rows below them, *beside* is what stands beside a paper; *files* are names and
    texts of files that go with them.
    """
    spans = st.builds(Span, texts, st.sampled_from(Style), links)
    lines = several(st.builds(Line, several(spans, most)), most)
    items = st.builds(
        Item,
        paper_id=texts,
        title=texts,
        link=links,
        number=st.integers(0, 120),
        byline=texts,
        text=texts,
        marks=several(texts, 2),
        details=several(st.builds(Detail, label=texts, text=texts), most),
        reason=texts,
        action=beside,
    )
    return st.builds(
        View,
        kind=st.sampled_from(ViewKind),
        head=lines,
        lines=lines,
        items=several(items, most),
        headings=several(st.tuples(st.integers(0, most), texts), 2),
        foot=lines,
        actions=actions,
        file_name=st.one_of(st.just(""), files),
        file_text=files,
    )


def several(one: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """At most so many of them."""
    return st.lists(one, max_size=most).map(tuple)
