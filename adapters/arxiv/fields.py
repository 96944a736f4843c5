"""
The parts of a paper as all of arXiv's answers carry them: text, categories, moments.

A text far longer than anything arXiv lets authors write (longest abstract of 2025-26: 3,488
characters, longest title 226) is cut: what is left is enough to see that something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from adapters.tex import as_abstract, as_text
from storage.identifiers import Identifier, find_identifiers
from storage.taxonomy import CATEGORIES
from storage.text import Text, one_line, speakable

LONGEST_LINE = 4_000  # characters of a title, a comment, a journal reference
LONGEST_ABSTRACT = 40_000

WITHDRAWN = re.compile(r"\bwithdrawn\b", re.IGNORECASE)
# An abstract may speak of "drugs withdrawn from the market": the paper itself must be meant.
WITHDRAWN_ABSTRACT = re.compile(
    r"\W*withdrawn\b"
    r"|.{0,60}\b(?:paper|article|submission|manuscript|preprint|e-print|work|note|version|authors?)"
    r"\b.{0,60}\bwithdrawn\b",
    re.IGNORECASE | re.DOTALL,
)


def title_text(raw: str) -> Text:
    """A title as received, and plain."""
    return as_text(_received(raw, LONGEST_LINE))


def abstract_text(raw: str) -> Text:
    """An abstract as received, and plain with its paragraphs."""
    return as_abstract(_received(raw, LONGEST_ABSTRACT))


def line(raw: str) -> str | None:
    """A comment, a reference, a DOI on one line; none where nothing is said."""
    return one_line(raw[:LONGEST_LINE]) or None


def is_withdrawn(comment: str | None, abstract: str) -> bool:
    """
    Whether comment or the start of the abstract say that the paper was withdrawn.

    Only the OAI interface marks it; see https://info.arxiv.org/help/withdraw.html.
    """
    return bool(WITHDRAWN.search(comment or "") or WITHDRAWN_ABSTRACT.match(abstract))


def known_categories(names: Iterable[str]) -> tuple[str, ...]:
    """Those of *names* that are categories, each once: arXiv mixed ACM and MSC classes in."""
    stripped = (name.strip() for name in names)
    return tuple(dict.fromkeys(name for name in stripped if name in CATEGORIES))


def identifier_in(text: str) -> Identifier | None:
    """The first identifier in *text*: a link, a guid, an OAI identifier."""
    found = find_identifiers(text)
    return found[0] if found else None


def iso_moment(written: str) -> datetime | None:
    """A moment such as `2026-04-12T22:59:06Z`, in UTC; none where it is no moment."""
    try:
        return _in_utc(datetime.fromisoformat(written.strip()))
    except (ValueError, OverflowError):
        return None


def mail_moment(written: str) -> datetime | None:
    """A moment such as `Wed, 25 Jun 2008 15:29:38 GMT`, in UTC; none where it is no moment."""
    try:
        return _in_utc(parsedate_to_datetime(written.strip()))
    except (ValueError, OverflowError):
        return None


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _received(raw: str, longest: int) -> str:
    return speakable(raw[:longest]).strip()
