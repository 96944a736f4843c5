from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.cleaning import is_visible
from adapters.conversation import Unacceptable
from adapters.discord.layout import Block, Piece, foot_blocks, main_blocks, top_blocks
from adapters.discord.markdown import ENCODED
from adapters.discord.render import rendered
from adapters.discord.sizes import fits, size_of
from adapters.paging import pages, shortened
from adapters.views import Style, View
from tests.adapters.anything import views
from tests.adapters.discord.accepting import (
    ADDRESSES,
    ANYTHING,
    BESIDE,
    KEYBOARDS,
    LONG,
    MENUS,
    lines_of,
    marks_of,
    seen,
    taken,
    texts,
)


def with_menus(found: st.SearchStrategy[View]) -> st.SearchStrategy[View]:
    """Those views, some of them with a menu."""
    return st.builds(lambda view, picks: replace(view, picks=picks), found, MENUS)


VIEWS = with_menus(
    views(ANYTHING, links=ADDRESSES, most=3, actions=KEYBOARDS, beside=BESIDE, files=ANYTHING)
)
LONG_VIEWS = with_menus(
    views(LONG, links=ADDRESSES, most=5, actions=KEYBOARDS, beside=BESIDE, files=LONG)
)
slowly = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def blocks(view: View) -> list[Block]:
    """All that *view* says."""
    return [*top_blocks(view), *main_blocks(view), *foot_blocks(view)]


def meant(piece: Piece) -> list[tuple[str, str, str]]:
    """The marks that are meant with *piece*."""
    words = piece.text.strip()
    if not is_visible(words):
        return []
    link = [("link", seen(words), piece.link.translate(ENCODED))] if piece.link else []
    if piece.style is Style.PLAIN or (link and piece.style is Style.CODE):
        return link
    if piece.style is Style.CODE and "``" in words:
        return []
    return [(piece.style.value, seen(words), ""), *link]


@given(VIEWS)
@slowly
def test_what_is_shown_is_what_was_said(view: View) -> None:
    """Line by line, to the sign: no markup of foreign text's, and all of our own."""
    if not fits(view):
        return
    message, said = rendered(view), blocks(view)
    expected = [(row.mark if row.pieces else "", row.plain) for b in said for row in b.rows]
    found = [(block, seen(shown)) for block, shown in lines_of(message)]
    assert found == [(mark, seen(text)) for mark, text in expected or [("", "·")]]
    pieces = (piece for block in said for row in block.rows for piece in row.pieces)
    marks = [(kind, seen(words), link) for kind, words, link in marks_of(message)]
    assert marks == [mark for piece in pieces for mark in meant(piece)]


@given(LONG_VIEWS)
@slowly
def test_what_fits_is_taken_and_measured_to_the_unit(view: View) -> None:
    """Components, characters and bytes are those of the library and of the local Discord."""
    if not fits(view):
        return
    message, size = rendered(view), size_of(view)
    taken(message)
    said = texts(message)
    assert size.components == message.view.total_children_count
    assert size.units == sum(len(text.encode("utf-16-le")) // 2 for text in said)
    assert size.units >= message.view.content_length()
    assert size.octets == sum(len(text.encode()) + 12 for text in said)


@given(LONG_VIEWS)
@slowly
def test_anything_that_is_too_long_is_shortened_or_refused(view: View) -> None:
    """Nothing leaves on which Discord would break."""
    with suppress(Unacceptable):
        taken(rendered(view))
    with suppress(ValueError):
        taken(rendered(shortened(view, fits)))


@given(LONG_VIEWS)
@slowly
def test_pages_of_anything_are_taken(view: View) -> None:
    """Whichever way a long view is cut."""
    with suppress(ValueError):
        for page in pages(view, fits, numbered=lambda page, at, of: page):
            taken(rendered(page))
