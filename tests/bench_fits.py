"""
What fits a message where planning is measured.

By itself, as other processes of a planning load it: with it they load no more than for a platform.
"""

from __future__ import annotations

from adapters.views import Item, View

LONGEST = 4_096  # characters of a message, as Telegram has it


def fits(view: View) -> bool:
    """Whether a page has no more characters than a message."""
    return _lines(view) + sum(map(_length, view.items)) <= LONGEST


def _lines(view: View) -> int:
    return sum(
        len(span.text) for part in (view.head, view.foot) for one in part for span in one.spans
    )


def _length(item: Item) -> int:
    told = item.title, item.byline, item.text
    details = item.details
    return sum(map(len, told)) + sum(len(d.label) + len(d.text) for d in details)
