from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.cleaning import cleaned
from adapters.cutting import cut
from adapters.telegram.render import fits, rendered
from adapters.telegram.sizes import LIMIT, Size, size_of
from adapters.views import Item, Line, View
from tests.adapters.anything import views
from tests.adapters.telegram.accepting import ADDRESSES, LONG, room, taken

CLEAN = st.builds(
    lambda text, times: text * times,
    st.text('ab<&"模\U0001f600$', min_size=1, max_size=12),
    st.sampled_from([1, 1, 1, 20, 200]),
)
SPARE = 12  # units: a newline between sections, above headings, below the last paper
slowly = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@given(views(LONG, links=ADDRESSES, most=8))
@slowly
def test_what_fits_is_taken(view: View) -> None:
    """Measured is at least what is sent, of everything there is a limit for."""
    message = rendered(view)
    if fits(view):
        taken(message)
    assert size_of(cleaned(view)).is_within(size_of(view))


@given(views(CLEAN, links=ADDRESSES, most=6))
@slowly
def test_what_is_taken_with_room_to_spare_fits(view: View) -> None:
    """Clean text is measured almost to the unit, so nothing is cut for no reason."""
    message = rendered(view)
    size = size_of(view)
    units = len(message.plain.encode("utf-16-le")) // 2
    raw = len(message.html.encode())
    blanks = sum(not line.text for line in (*view.head, *view.lines, *view.foot))
    assert 0 <= size.units - units <= SPARE + blanks or message.plain == "·"
    assert 0 <= size.raw - raw <= 2 * size.units + SPARE + blanks or message.plain == "·"
    if size.is_within(LIMIT):
        found = taken(message)
        _, entities, data, _ = room(found, message.html)
        assert size.entities == entities
        assert 0 <= size.data - data - 16 * entities <= entities  # a `#` with nothing behind it


@given(views(LONG, links=ADDRESSES), st.data())
@slowly
def test_less_of_a_view_never_fits_worse(view: View, data: st.DataObject) -> None:
    """Whatever is left out or cut: no part of its size grows."""
    whole = size_of(view)
    part = data.draw(st.sampled_from([*lesser(view), view]))
    assert size_of(part).is_within(whole)


def lesser(view: View) -> Iterator[View]:
    """*view* with a little less of it, in every way in which pages are cut."""
    for name in ("head", "lines", "items", "headings", "foot"):
        parts = getattr(view, name)
        for place in range(len(parts)):
            less: dict[str, Any] = {name: (*parts[:place], *parts[place + 1 :])}
            yield replace(view, **less)
    for place, item in enumerate(view.items):
        for less_item in lesser_items(item):
            yield replace(view, items=(*view.items[:place], less_item, *view.items[place + 1 :]))
    for place, line in enumerate(view.lines):
        for less_line in lesser_lines(line):
            yield replace(view, lines=(*view.lines[:place], less_line, *view.lines[place + 1 :]))


def lesser_items(item: Item) -> Iterator[Item]:
    """*item* with a little less of it."""
    yield replace(item, byline="", marks=(), reason="")
    yield replace(item, byline="")
    yield replace(item, reason="")
    for most in (0, 1, 12, len(item.text) // 2):
        yield replace(item, text=cut(item.text, most))
        yield replace(item, title=cut(item.title, most + 1))
    for kept in range(len(item.details)):
        before, last = item.details[:kept], item.details[kept]
        yield replace(item, details=before)
        yield replace(item, details=(*before, replace(last, text=cut(last.text, 12))))
    yield from (replace(item, marks=item.marks[:kept]) for kept in range(len(item.marks)))


def lesser_lines(line: Line) -> Iterator[Line]:
    """*line* with a little less of it."""
    for place, span in enumerate(line.spans):
        yield Line(line.spans[:place])
        yield Line((*line.spans[:place], replace(span, text=cut(span.text, 5))))


def test_a_size_counts_what_is_seen() -> None:
    """Nothing takes nothing."""
    assert size_of(View()) == Size()
