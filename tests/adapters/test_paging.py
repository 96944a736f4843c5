from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.paging import pages, shortened
from adapters.views import Detail, Line, Span, Style, View
from tests.adapters.paged import (
    as_sent,
    at_most,
    characters,
    digest,
    item,
    line,
    numbered,
    papers,
    told_of,
)


def test_what_fits_is_one_page() -> None:
    """With its head, numbered 1/1, its foot and its file."""
    view = replace(digest(item(1), item(2)), file_name="a.bib", file_text="@misc{}")
    assert pages(view, at_most(10, papers), numbered=numbered) == (numbered(view, 1, 1),)


def test_pages_hold_as_many_papers_as_fit() -> None:
    """The whole head on the first, the foot and the file on the last; numbers run on."""
    view = replace(digest(*map(item, range(1, 24))), file_name="a.bib", file_text="@misc{}")
    found = pages(view, at_most(10, papers), numbered=numbered)
    assert [[item.number for item in page.items] for page in found] == [
        [*range(1, 11)],
        [*range(11, 21)],
        [*range(21, 24)],
    ]
    assert [[line.text for line in page.head] for page in found] == [
        ["Fri 12 Dec 2025 · 1/3", "cs.CV 8 · cs.AI 2"],
        ["Fri 12 Dec 2025 · 2/3"],
        ["Fri 12 Dec 2025 · 3/3"],
    ]
    assert [page.foot for page in found] == [(), (), view.foot]
    assert [page.file_name for page in found] == ["", "", "a.bib"]
    assert {page.actions for page in found} == {view.actions}


def test_a_heading_stays_with_its_paper() -> None:
    """Also where its paper begins a page; one that no paper follows ends the last page."""
    places = ((0, "New"), (10, "Cross-listed"), (12, "Replaced"), (13, "Late"))
    view = replace(digest(*map(item, range(1, 14))), headings=places)
    first, last = pages(view, at_most(10, papers), numbered=numbered)
    assert first.headings == ((0, "New"),)
    assert last.headings == ((0, "Cross-listed"), (2, "Replaced"), (3, "Late"))


def test_the_foot_takes_a_paper_along() -> None:
    """A page of nothing but accounts tells a reader little."""
    view = digest(*map(item, range(1, 4)), foot="a" * 60)
    limit = characters(numbered(replace(view, foot=()), 1, 1))
    first, last = pages(view, at_most(limit, characters), numbered=numbered)
    assert [item.number for item in last.items] == [3]
    assert last.foot == view.foot
    assert not first.foot


def test_lines_come_before_papers() -> None:
    """A list of lines is cut as well, and a page may hold the last lines and the first papers."""
    view = replace(digest(item(1), item(2)), lines=tuple(line(f"Rule {n}") for n in range(5)))
    found = pages(view, lambda v: len(v.items) + len(v.lines) <= 3, numbered=numbered)
    assert [(len(page.lines), len(page.items)) for page in found] == [(3, 0), (2, 1), (0, 1)]
    assert tuple(line for page in found for line in page.lines) == view.lines


def test_ten_pages_leave_room_for_their_number() -> None:
    """Where 1/2 fits but 1/12 does not, papers move on."""
    view = digest(*(item(100 + n, "a" * (n % 7)) for n in range(60)))
    for limit in range(120, 160):
        found = pages(view, at_most(limit, characters), numbered=numbered)
        assert max(map(characters, found)) <= limit
        assert [page.head[0].text for page in found][-1].endswith(f"{len(found)}/{len(found)}")
        assert [item.number for page in found for item in page.items] == [*range(100, 160)]


DETAILS = (
    Detail(label="Method", text="We build one model for all of it."),
    Detail(label="Abstract", text="In this paper we present one model, and more than that."),
)
LONG = replace(
    item(1, "One model does what many did before."),
    title="A Model of Everything There Is",
    marks=("cross-listed",),
    details=DETAILS,
)
TITLE = "1. A Model of Everything There Is"
TEXT = f"{TITLE}|A. One|One model does what many did before.|cross-listed"
METHOD = f"{TEXT}|Method: We build one model for all of it."


@pytest.mark.parametrize(
    ("room", "left"),
    [
        (192, f"{METHOD}|Abstract: In this paper we present one model, and more…"),
        (159, f"{METHOD}|Abstract: In this paper…"),
        (150, METHOD),
        (117, f"{TEXT}|Method: We build one…"),
        (107, TEXT),
        (78, f"{TITLE}|A. One|One model does what…|cross-listed"),
        (63, f"{TITLE}|A. One|cross-listed"),
        (52, TITLE),
        (30, "1. A Model of Everything…"),
        (10, "1. A…"),
        (4, "1. …"),
    ],
)
def test_a_paper_too_long_is_shortened_in_steps(room: int, left: str) -> None:
    """Its abstract first, its other details, its text, what stands beside it, its title."""
    bare = characters(numbered(digest(), 1, 1)) + 1
    (page,) = pages(digest(LONG), at_most(bare + room, characters), numbered=numbered)
    assert told_of(page.items[0]) == left


def test_a_head_that_grows_where_pages_are_fewer() -> None:
    """Whatever the head says of their number, it has room."""

    def in_words(view: View, page: int, of: int) -> View:
        return replace(view, head=(line("one of very, very few" if of < 5 else f"{page}/{of}"),))

    fits = at_most(100, characters)
    found = pages(digest(*map(item, range(1, 8))), fits, numbered=in_words)
    assert all(map(fits, found))
    assert [item.number for page in found for item in page.items] == [*range(1, 8)]


def test_longer_texts_are_cut_before_shorter_ones() -> None:
    """A message that was sent grows no second page: its longest texts give way."""
    view = digest(item(1, "short"), item(2, "word " * 30), item(3, "word " * 40))
    after = shortened(view, at_most(200, characters))
    assert [len(item.text) for item in after.items] == [5, 45, 45]
    assert characters(after) <= 200


def test_a_line_too_long_is_cut_with_its_styles() -> None:
    """Spans that are left keep style and link."""
    spans = (Span("Nearest: "), Span("A Title of Many Words", Style.ITALIC, "https://arxiv.org"))
    view = View(lines=(Line((*spans, Span(" (lacks it)"))), line("short")))
    (cut,) = {page.lines[0] for page in pages(view, at_most(20, characters), numbered=as_sent)[:1]}
    assert cut == Line((Span("Nearest: "), Span("A Title of…", Style.ITALIC, "https://arxiv.org")))


def test_a_foot_too_long_is_cut_last() -> None:
    """Then nothing else is left to cut."""
    view = View(head=(line("Head"),), foot=(line("one two three four"), line("")))
    (page,) = pages(view, at_most(14, characters), numbered=as_sent)
    assert [line.text for line in page.foot] == ["one two…", ""]


def test_a_platform_that_takes_nothing_is_a_fault() -> None:
    """It is told rather than sent."""
    with pytest.raises(ValueError, match="shortest form"):
        pages(digest(LONG), lambda view: False, numbered=numbered)


@pytest.mark.parametrize(("length", "questions"), [(300, 5), (5000, 20)])
def test_few_questions_are_asked(length: int, questions: int) -> None:
    """500 papers, short or each too long for a page: rendering them is what takes time."""
    asked = 0

    def fits(view: View) -> bool:
        nonlocal asked
        asked += 1
        return characters(view) <= 4096

    view = digest(*(item(n, "word " * (length // 5)) for n in range(1, 501)))
    found = pages(view, fits, numbered=numbered)
    assert asked < questions * len(found)
