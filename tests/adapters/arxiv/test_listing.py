"""Listing and catch-up pages."""

from __future__ import annotations

from datetime import date

import pytest

from adapters.arxiv.listing import ListingPage, read_listing
from adapters.ports import Unreadable
from storage.records import AnnounceType, Paper
from tests.adapters.arxiv.answers import entry, listing, section

AI, LG = "Artificial Intelligence (cs.AI)", "Machine Learning (cs.LG)"
WEDNESDAY = date(2026, 8, 12)


def read(page: str, subject: str = "cs.AI") -> ListingPage:
    """The page, read."""
    return read_listing(page.encode(), subject)


def only_paper(more: str = "", **facts: object) -> Paper:
    """The paper of a listing that has this one entry."""
    [sighting] = read(listing(section("New", entry(more=more, **facts)))).sightings  # type: ignore[arg-type]
    return sighting.paper


def test_a_page_has_its_sections() -> None:
    """Day, types in order, declared counts, versions."""
    page = read(
        listing(
            section("New", entry("2608.00001", subjects=(AI, LG), version=1)),
            section("Cross", entry("2608.00002", subjects=(LG, AI))),
            section(
                "Replacement",
                entry("2508.00001", version=5),
                entry("cs/0503050", subjects=(LG, AI), version=2),
                total=40,
            ),
        )
    )
    assert page.day == WEDNESDAY
    assert [(s.paper.id, str(s.type), s.paper.version) for s in page.sightings] == [
        ("2608.00001", "new", 1),
        ("2608.00002", "cross", None),
        ("2508.00001", "replace", 5),
        ("cs/0503050", "replace-cross", 2),
    ]
    assert page.sections == (("new", 1), ("cross", 1), ("replacement", 40))
    assert (page.total, page.shown) == (None, 4)


def test_an_entry_is_a_whole_paper() -> None:
    """Everything that the page tells, without its descriptors."""
    paper = only_paper(
        subjects=(LG, "Numerical Analysis (math.NA)", "Imagined (xx.YY)"),
        title="Rivers &amp; <i>lakes</i>",
        more="""<div class='list-comments mathjax'><span class='descriptor'>Comments:</span>
          Code at <a href="https://example.org/code">this https URL</a>, see
          <a href="https://arxiv.org/abs/2501.00001">arXiv:2501.00001</a></div>
        <div class='list-journal-ref'><span class='descriptor'>Journal-ref:</span> J. 1</div>
        <div class='list-doi'><span class='descriptor'>Related DOI:</span>
          <a href="https://doi.org/10.1/2">10.1/2</a></div>""",
    )
    assert paper.title.raw == "Rivers & lakes"
    assert [author.plain for author in paper.authors] == ["Ada Lovelace", "Wu Li"]
    assert paper.categories == ("cs.LG", "math.NA")
    assert paper.comment == "Code at https://example.org/code, see arXiv:2501.00001"
    assert (paper.journal_ref, paper.doi) == ("J. 1", "10.1/2")
    assert paper.abstract.plain == "Rivers matter."
    assert paper.version == 1
    assert (paper.withdrawn, paper.source) == (False, "listing")


def test_a_withdrawn_paper_is_marked() -> None:
    """The comment says so."""
    said = "<div class='list-comments'>This paper has been withdrawn</div>"
    assert only_paper(more=said).withdrawn


def test_line_breaks_are_paragraphs() -> None:
    """ArXiv shows a paragraph of an abstract as a line break."""
    page = listing(section("New", entry())).replace("Rivers matter.", "One.\n<br />Two.")
    [sighting] = read(page).sightings
    assert sighting.paper.abstract.plain == "One.\nTwo."


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Authors: Ada Lovelace (London), Wu Li", ["Ada Lovelace", "Wu Li"]),
        ("(author list is unavailable)", []),
        ("", []),
    ],
)
def test_authors_without_links_are_read(written: str, names: list[str]) -> None:
    """Some are plain text, some are unavailable."""
    linked = '<a href="/search">Ada Lovelace</a>, <a href="/s">Wu Li</a>'
    [sighting] = read(listing(section("New", entry())).replace(linked, written)).sightings
    assert [author.plain for author in sighting.paper.authors] == names


def test_an_archive_is_at_home_in_all_its_categories() -> None:
    """A replacement from within the archive is no cross-listed one; aliases are one category."""
    body = listing(
        section(
            "Replacement",
            entry("2508.00001", subjects=(LG,)),
            entry("2508.00002", subjects=("Information Theory (math.IT)",)),
            entry("2508.00003", subjects=("Probability (math.PR)", AI)),
        )
    )
    types = [sighting.type for sighting in read(body, "cs").sightings]
    replace = AnnounceType.REPLACE
    assert types == [replace, replace, AnnounceType.REPLACE_CROSS]


def test_an_empty_day_is_not_an_error() -> None:
    """The page says "No updates today", and its day."""
    page = read(listing())
    assert (page.day, page.sightings, page.total, page.shown) == (WEDNESDAY, (), 0, 0)


def test_a_catch_up_page_is_read_alike() -> None:
    """Its heading names the day in short, its total counts the whole day."""
    page = read(
        "<div id='dlpage'><h1>Catchup results for Artificial Intelligence on Tue, 10 Feb 2026</h1>"
        "<div>Total of 2100 entries  View page: <span>1</span></div>"
        f"{section('New', entry(), total=1800, shown=1800)}</div>"
    )
    assert page.day == date(2026, 2, 10)
    assert (page.total, page.sections, page.shown) == (2100, (("new", 1800),), 1800)


@pytest.mark.parametrize("said", ["No updates for Tue, 10 Feb 2026", "No further updates for x"])
def test_an_empty_catch_up_page_is_read(said: str) -> None:
    """A day without papers, or a page after the last."""
    page = read(f"<h1>Catchup results for Vision on Tue, 10 Feb 2026</h1><p>{said}</p>")
    assert (page.day, page.total, page.shown) == (date(2026, 2, 10), 0, 0)


def test_the_older_wording_is_understood() -> None:
    """Headings that name the day themselves, "Cross-lists", no counts."""
    page = read(
        "<dl><h3>New submissions for Wed, 12 Aug 2026</h3>"
        f"{entry()}<h3>Cross-lists for Wed, 12 Aug 2026</h3>{entry('2608.00002')}"
        f"<h3>Replacements for Wed, 12 Aug 2026</h3>{entry('2508.00001')}</dl>"
    )
    assert page.day == WEDNESDAY
    assert [str(s.type) for s in page.sightings] == ["new", "cross", "replace"]
    assert (page.total, page.sections, page.shown) == (None, (), 3)


@pytest.mark.parametrize("day", ["Friday, 31 February 2026", "Sabado, 12 Ago 2026", "today"])
def test_a_day_that_cannot_be_read_is_unknown(day: str) -> None:
    """The papers are kept."""
    page = read(listing(section("New", entry()), day=day))
    assert page.day is None
    assert page.shown == 1


@pytest.mark.parametrize(
    "broken",
    [
        entry("not-an-identifier"),
        entry(title=" "),
        entry(subjects=("Nothing known",)),
        entry().replace("/abs/", "/nowhere/"),
        entry().partition("<dd>")[0],
    ],
)
def test_a_broken_entry_leaves_the_others(broken: str) -> None:
    """The loss shows against the declared count."""
    page = read(listing(section("New", broken, entry("2608.00002"), total=2)))
    assert [sighting.paper.id for sighting in page.sightings] == ["2608.00002"]
    assert page.sections == (("new", 2),)
    assert page.shown == 2


def test_stray_entries_belong_to_no_section() -> None:
    """Before the first section, or under a heading of another kind, nothing is announced."""
    page = read(
        f"<html>{entry('2608.00009')}<h3>New submissions</h3><dd>stray</dd>{entry()}<dd>x</dd>"
        f"<h3>See also</h3>{entry('2608.00008')}</html>"
    )
    assert [sighting.paper.id for sighting in page.sightings] == ["2608.00001"]


@pytest.mark.parametrize(
    ("page", "temporary"),
    [
        ("<html><body><h1>arXiv is busy</h1></body></html>", True),
        ("<html><div id='dlpage'>a new design</div></html>", False),
        (listing(section("New", entry(title=" "))), False),
    ],
)
def test_a_page_without_a_listing_is_unreadable(page: str, temporary: bool) -> None:  # noqa: FBT001
    """Trouble passes; a changed page of arXiv's own stays changed."""
    with pytest.raises(Unreadable) as caught:
        read(page)
    assert caught.value.temporary is temporary
