from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.addresses import accepted
from adapters.cleaning import cleaned
from adapters.paging import pages, shortened
from adapters.telegram.render import fits, rendered
from adapters.views import View
from tests.adapters.anything import line, views
from tests.adapters.telegram.accepting import ADDRESSES, ANYTHING, KEYBOARDS, LONG, keys, taken
from tests.fakes.telegram.links import checked_link

VIEWS = views(ANYTHING, links=ADDRESSES, actions=KEYBOARDS)
LONG_VIEWS = views(LONG, links=ADDRESSES, most=6)
slowly = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@given(VIEWS)
@slowly
def test_anything_is_taken_as_it_is_meant(view: View) -> None:
    """Short views of any text and any link: nothing refused, nothing dropped in silence."""
    message = rendered(view, "https://t.me/paperround_bot?start={}".format)
    assert taken(message).text == message.plain
    keys(message)


@given(LONG_VIEWS)
@slowly
def test_anything_that_was_shortened_is_taken(view: View) -> None:
    """However long its texts were."""
    with suppress(ValueError):  # no room even for the shortest form: too many lines, long headings
        message = rendered(shortened(view, fits))
        assert taken(message).text == message.plain


@given(LONG_VIEWS)
@slowly
def test_pages_of_anything_are_taken(view: View) -> None:
    """Whichever way a long view is cut."""
    with suppress(ValueError):
        for page in pages(view, fits, numbered=lambda page, at, of: page):
            taken(rendered(page))


@given(VIEWS)
@slowly
def test_what_is_clean_stays_as_it_is(view: View) -> None:
    """Cleaning twice changes nothing."""
    once = cleaned(view)
    assert cleaned(once) == once
    assert rendered(once).html == rendered(view).html


@given(st.one_of(ADDRESSES, st.from_regex(r"https?://[\w.:-]+([/?#]\S*)?", fullmatch=True)))
def test_links_are_those_that_telegram_takes(link: str) -> None:
    """Kept as Telegram keeps them, and not asked about twice."""
    if kept := accepted(link):
        assert checked_link(kept) == checked_link(link) != ""
        assert accepted(kept) == kept


@pytest.mark.parametrize("sign", ["&", ">", '"', "模", "\U0001f600", "a"])
def test_the_longest_text_is_taken_whole(sign: str) -> None:
    """4,096 UTF-16 units; one more, and its end gives way."""
    most = 4096 if len(sign.encode("utf-16-le")) == 2 else 2048
    whole = View(lines=(line(sign * most),))
    assert fits(whole)
    assert taken(rendered(whole)).text == sign * most
    longer = View(lines=(line(sign * (most + 1)),))
    assert not fits(longer)
    assert taken(rendered(shortened(longer, fits))).text.endswith(f"{sign}…")
