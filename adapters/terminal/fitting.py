"""What fits one message of a terminal; asked also by programs that show nothing there."""

from __future__ import annotations

from adapters.views import View

LONGEST_PAGE = 10  # papers on one page


def fits(view: View) -> bool:
    """Whether *view* has no more papers than a screen or two show."""
    return len(view.items) <= LONGEST_PAGE
