"""The listing page and the catch-up page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from lxml import html

from tests.fakes.arxiv.conftest import Ask
from tests.fakes.arxiv.papers import FakePaper, papers
from tests.fakes.arxiv.server import LocalArxiv

MONDAY, TUESDAY = date(2026, 2, 9), date(2026, 2, 10)
OLD = FakePaper(id="2501.00001", categories=("cs.CV",), type="replace")


def sections(page: str) -> list[tuple[str, list[str]]]:
    """Each heading of entries with the ids under it."""
    return [
        (
            str(part.findtext("h3")),
            [str(a.get("id")) for a in part.iterfind("dt/a[@title='Abstract']")],
        )
        for part in html.fromstring(page).iterfind(".//dl")
    ]


def test_a_listing_has_three_sections(arxiv: LocalArxiv, ask: Ask) -> None:
    """New, cross and replacement submissions of the newest announcement, declared and numbered."""
    elsewhere = papers(1, category="cs.LG", also=("cs.CV",), day=TUESDAY, start=50)
    arxiv.announce(MONDAY, *papers(1, day=MONDAY, start=900))
    arxiv.announce(TUESDAY, *papers(2, day=TUESDAY), *elsewhere, OLD)
    page = ask(f"{arxiv.list_url}/cs.CV/new").text
    assert "<h3>Showing new listings for Tuesday, 10 February 2026</h3>" in page
    assert "Total of 4 entries" in page
    assert sections(page) == [
        ("New submissions (showing 2 of 2 entries)", ["2602.00001", "2602.00002"]),
        ("Cross submissions (showing 1 of 1 entries)", ["2602.00050"]),
        ("Replacement submissions (showing 1 of 1 entries)", ["2501.00001"]),
    ]
    assert re.findall(r"\[(\d)\]</a>", page) == ["1", "2", "3", "4"]
    assert "(cross-list from cs.LG)" in page
    assert "(replaced)" in page


def test_an_entry_tells_what_arxiv_tells(arxiv: LocalArxiv, ask: Ask) -> None:
    """Comments, journal, subjects and abstract; the version only where there is HTML."""
    paper = FakePaper(
        id="2602.00007",
        categories=("cs.CV", "math.NA"),
        authors=(r"Jos\'e \"Oz (CERN, Geneva)", "Linus"),
        abstract="First.\n  Second <b>.",
        comment="Code: https://example.org/x",
        journal_ref="Nature 1 (2026)",
        version=3,
    )
    arxiv.announce(TUESDAY, paper, *(replace(paper, id="2602.00009", comment=None),))
    page = ask(f"{arxiv.list_url}/cs.CV/new").text
    assert 'query=%C3%96z,+J">José Öz</a> (CERN, Geneva), <a' in page
    assert "query=Linus" in page
    assert ">this https URL</a>" in page
    assert "Journal-ref:</span>\n          Nature 1 (2026)" in page
    assert (
        '<span class="primary-subject">Computer Vision and Pattern Recognition (cs.CV)</span>'
        "; Numerical Analysis (math.NA)" in page
    )
    assert "First.\n<br>Second &lt;b&gt;." in page
    assert re.findall(r"arxiv.org/html/(\S+)\"", page) == ["2602.00007v3"]


def test_a_listing_changes_at_eight_in_the_evening(arxiv: LocalArxiv, ask: Ask) -> None:
    """At 20:00 Eastern the page of the next day appears; a day later it still stands."""
    arxiv.announce(MONDAY, *papers(1, day=MONDAY))
    arxiv.announce(TUESDAY)
    arxiv.at(datetime(2026, 2, 10, 0, 59, tzinfo=UTC))
    assert "Monday, 9 February 2026" in ask(f"{arxiv.list_url}/cs.CV/new").text
    arxiv.at(datetime(2026, 2, 10, 1, 0, tzinfo=UTC))
    page = ask(f"{arxiv.list_url}/cs.CV/new").text
    assert "Tuesday, 10 February 2026" in page
    assert "<p>No updates today.</p>" in page


def test_before_any_announcement_there_is_an_empty_page(arxiv: LocalArxiv, ask: Ask) -> None:
    """A book without a day is no error."""
    assert "No updates today." in ask(f"{arxiv.list_url}/cs/new").text


def test_a_listing_is_cut_into_pages(arxiv: LocalArxiv, ask: Ask) -> None:
    """`skip` and `show` move a window over all sections, and the headings say so."""
    crossed = papers(30, category="cs.LG", also=("cs.CV",), day=TUESDAY, start=100)
    arxiv.announce(TUESDAY, *papers(60, day=TUESDAY), *crossed, OLD)

    def headings(skip: int) -> list[str]:
        page = ask(f"{arxiv.list_url}/cs.CV/new", skip=skip, show=50).text
        assert "Total of 91 entries :" in page
        return [heading for heading, _ in sections(page)]

    assert headings(0) == ["New submissions (showing first 50 of 60 entries)"]
    assert headings(50) == [
        "New submissions (continued, showing last 10 of 60 entries)",
        "Cross submissions (showing 30 of 30 entries)",
        "Replacement submissions (showing 1 of 1 entries)",
    ]
    assert headings(70)[0] == "Cross submissions (continued, showing last 20 of 30 entries)"
    assert "No updates today." in ask(f"{arxiv.list_url}/cs.CV/new", skip=100, show=50).text


def test_a_cross_list_within_an_archive_is_not_listed(arxiv: LocalArxiv, ask: Ask) -> None:
    """To whom asks for all of cs, a cs paper cross-listed in cs is no news."""
    crossed = FakePaper(id="2601.00001", categories=("cs.LG", "cs.CV"), type="cross")
    arxiv.announce(TUESDAY, crossed)
    assert "2601.00001" in ask(f"{arxiv.list_url}/cs.CV/new").text
    assert "2601.00001" not in ask(f"{arxiv.list_url}/cs/new").text


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/list/cs.CV/new", {"show": 30}),
        ("/list/cs.CV/new", {"show": "all"}),
        ("/list/cs.CV/new", {"skip": "x"}),
        ("/list/cs.XX/new", {}),
        ("/catchup/cs.XX/2026-02-09", {}),
        ("/catchup/cs.CV/2026-2-9", {}),
        ("/catchup/cs.CV/2026-02-30", {}),
        ("/catchup/cs.CV/2026-02-11", {}),
        ("/catchup/cs.CV/2025-11-11", {}),
        ("/catchup/cs.CV/2026-02-09", {"abs": "yes"}),
        ("/catchup/cs.CV/2026-02-09", {"page": "0"}),
    ],
)
def test_what_cannot_be_listed_is_refused(
    arxiv: LocalArxiv, ask: Ask, path: str, query: dict[str, str | int]
) -> None:
    """A strange size, subject, day or page gets HTTP 400."""
    assert ask(f"{arxiv.base_url}{path}", **query).status_code == 400


def test_a_day_gone_by_is_caught_up(arxiv: LocalArxiv, ask: Ask) -> None:
    """The catch-up page lists a past day like the listing did, and leads on to the next day."""
    arxiv.announce(MONDAY, *papers(2, day=MONDAY), OLD)
    arxiv.announce(TUESDAY)
    page = ask(f"{arxiv.base_url}/catchup/cs.CV/2026-02-09", abs="True", page=1).text
    name = "Computer Vision and Pattern Recognition"
    assert f"<h1>Catchup results for {name} on Mon, 09 Feb 2026</h1>" in page
    assert "Total of 3 entries" in page
    assert "Continue catchup on Tue, 10 Feb 2026" in page
    assert len(sections(page)) == 2
    assert "<p class='mathjax'>" in page
    bare = ask(f"{arxiv.base_url}/catchup/cs.CV/2026-02-09").text
    assert sections(bare) == sections(page)
    assert "<p class='mathjax'>" not in bare


def test_catch_up_has_2000_entries_a_page(arxiv: LocalArxiv, ask: Ask) -> None:
    """A busy day has a second page; there is nothing behind it."""
    arxiv.announce(MONDAY, *papers(2003, day=MONDAY))
    address = f"{arxiv.base_url}/catchup/cs/2026-02-09"
    first, second = (ask(address, abs="True", page=number).text for number in (1, 2))
    assert sections(first)[0][0] == "New submissions (showing first 2000 of 2003 entries)"
    assert sections(second)[0][0] == "New submissions (continued, showing last 3 of 2003 entries)"
    assert "View page:" in first
    assert "No further updates for Mon, 09 Feb 2026" in ask(address, page=3).text


def test_a_day_without_announcement_has_no_updates(arxiv: LocalArxiv, ask: Ask) -> None:
    """Weekends, holidays and the day whose batch is not out yet are empty, not an error."""
    arxiv.announce(TUESDAY + timedelta(days=1), *papers(1, day=TUESDAY))
    page = ask(f"{arxiv.base_url}/catchup/cs.CV/2026-02-08", abs="True").text
    assert "No updates for Sun, 08 Feb 2026" in page
    assert "Total of 0 entries" in page


def test_an_alias_is_caught_up_under_its_canonical_name(arxiv: LocalArxiv, ask: Ask) -> None:
    """`math.IT` is moved permanently to `cs.IT`."""
    moved = ask(f"{arxiv.base_url}/catchup/math.IT/2026-02-09", abs="True", page=1)
    assert moved.status_code == 301
    assert moved.headers["location"] == "/catchup/cs.IT/2026-02-09?abs=True&page=1"


def test_very_long_author_lists_are_cut(arxiv: LocalArxiv, ask: Ask) -> None:
    """A hundred authors are shown, the others counted."""
    many = FakePaper(id="2602.00001", authors=tuple(f"Ann Author{n}" for n in range(103)))
    arxiv.announce(TUESDAY, many)
    assert "et al. (3 additional authors not shown)" in ask(f"{arxiv.list_url}/cs.CV/new").text
