"""The parts of a paper that all answers share."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.arxiv.fields import (
    abstract_text,
    identifier_in,
    is_withdrawn,
    iso_moment,
    known_categories,
    line,
    mail_moment,
    title_text,
)
from storage.identifiers import Identifier


@pytest.mark.parametrize(
    ("comment", "abstract"),
    [
        ("This paper has been withdrawn by the author", "We study rivers."),
        ("Withdrawn", ""),
        (None, "This paper has been withdrawn by the authors due to an error."),
        (None, "The article (v1) was temporarily withdrawn."),
        (None, "Authors have withdrawn it."),
        (None, "(Withdrawn)"),
    ],
)
def test_a_withdrawal_is_seen(comment: str | None, abstract: str) -> None:
    """In the comment, or where the abstract begins."""
    assert is_withdrawn(comment, abstract)


@pytest.mark.parametrize(
    ("comment", "abstract"),
    [
        (None, "Some drugs are withdrawn from the market."),
        ("12 pages", "We study rivers. " * 10 + "The paper was withdrawn."),
        ("", ""),
    ],
)
def test_the_word_alone_is_no_withdrawal(comment: str | None, abstract: str) -> None:
    """Drugs are withdrawn too."""
    assert not is_withdrawn(comment, abstract)


def test_text_is_kept_as_received_and_plain() -> None:
    """White space around it belongs to the page, not to the text."""
    title = title_text("\n   On\n  rivers  ")
    assert (title.raw, title.plain) == ("On\n  rivers", "On rivers")
    abstract = abstract_text("  One\ntwo.\n  Three.\n")
    assert abstract.plain == "One two.\nThree."


def test_a_line_is_one_line_or_nothing() -> None:
    """An empty comment is none."""
    assert line(" 12 pages,\n  3 figures ") == "12 pages, 3 figures"
    assert line(" \n ") is None


def test_only_categories_of_the_taxonomy_count() -> None:
    """The query API mixed ACM and MSC classes in until 2025."""
    found = known_categories([" cs.CV", "I.2.7", "68T50 (Primary)", "cs.CV", "math.IT"])
    assert found == ("cs.CV", "math.IT")


def test_identifiers_are_found_in_links_and_guids() -> None:
    """Old and new ones."""
    assert identifier_in("oai:arXiv.org:2604.14193v1") == Identifier("2604.14193", 1)
    assert identifier_in("/abs/math/0309136") == Identifier("math/0309136")
    assert identifier_in("oai:arXiv.org:math/0309136v2") == Identifier("math/0309136", 2)
    assert identifier_in("https://arxiv.org/api/errors") is None


def test_moments_are_in_utc_or_none() -> None:
    """What names no zone is UTC; what is no moment is nothing."""
    noon = datetime(2026, 8, 12, 12, tzinfo=UTC)
    assert iso_moment(" 2026-08-12T12:00:00Z ") == noon
    assert iso_moment("2026-08-12T08:00:00-04:00") == noon
    assert iso_moment("2026-08-12T12:00:00") == noon
    assert iso_moment("0001-01-01T00:00:00+14:00") is None
    assert iso_moment("yesterday") is None
    assert mail_moment("Wed, 12 Aug 2026 08:00:00 -0400") == noon
    assert mail_moment("Wed, 12 Aug 2026 12:00:00 -0000") == noon
    assert mail_moment("") is None
