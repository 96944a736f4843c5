"""The book and its papers: what is out when, and who sees a paper as what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.fakes.arxiv.book import EASTERN, Book, categories_asked
from tests.fakes.arxiv.papers import FakePaper, papers
from tests.fakes.arxiv.text import affiliation_of, html_text, letters, name_of, taken_apart

FRIDAY, MONDAY, TUESDAY = date(2026, 2, 6), date(2026, 2, 9), date(2026, 2, 10)


def eastern(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by arXiv's clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=EASTERN)


def test_a_paper_is_made_from_its_id() -> None:
    """Text, authors and dates are always the same, and differ from paper to paper."""
    many = papers(3000, day=TUESDAY)
    assert many[0] == papers(1, day=TUESDAY)[0]
    assert many[0].id == "2602.00001"
    assert len({paper.title for paper in many}) == len({paper.abstract for paper in many}) == 3000
    assert all(paper.authors and paper.submitted for paper in many)


def test_what_is_given_is_kept() -> None:
    """Only what was left out is made up."""
    paper = FakePaper(
        id="hep-th/9901001", categories=("hep-th", "gr-qc"), title="T", version=3, withdrawn=True
    )
    assert (paper.primary, paper.title) == ("hep-th", "T")
    assert paper.comment is not None
    assert "withdrawn" in paper.comment
    assert paper.submitted is not None
    assert paper.submitted == datetime(1998, 12, 29, 9, 30, 15, tzinfo=UTC)
    assert paper.moment(1) < paper.moment(2) < paper.moment(3) == paper.updated


def test_a_replacement_is_version_two_unless_told() -> None:
    """A first version cannot replace anything."""
    assert FakePaper(id="2602.00001", type="replace").version == 2
    first = FakePaper(id="2602.00001")
    assert first.version == 1
    third = first.revised(3)
    assert (third.id, third.title, third.type, third.version) == (
        first.id,
        first.title,
        "replace",
        3,
    )
    assert third.moment(3) - third.moment(1) == timedelta(days=2)


def test_a_batch_is_out_on_the_evening_before() -> None:
    """Monday's batch appears on Sunday at 20:00 Eastern; on Friday and Saturday evening none."""
    book = Book()
    book.announce(FRIDAY)
    book.announce(MONDAY)
    sunday = MONDAY - timedelta(days=1)
    assert book.newest(eastern(FRIDAY, 23)) == FRIDAY
    assert book.newest(eastern(sunday, 19, 59)) == FRIDAY
    assert book.newest(eastern(sunday, 20)) == MONDAY
    assert book.newest(datetime(2026, 2, 9, 1, 0, tzinfo=UTC)) == MONDAY
    assert book.newest(eastern(sunday, 20), hidden={MONDAY}) == FRIDAY
    assert book.newest(eastern(date(2026, 1, 1), 1)) is None


def test_nothing_is_announced_on_weekends_and_holidays() -> None:
    """A test that says otherwise is wrong."""
    book = Book()
    book.holiday(MONDAY)
    book.announce(TUESDAY)
    for day in (MONDAY, date(2026, 2, 7), date(2026, 2, 8)):
        with pytest.raises(ValueError, match="announces nothing"):
            book.announce(day)
    with pytest.raises(ValueError, match="already"):
        book.holiday(TUESDAY)


def test_a_paper_appears_as_its_reader_asks() -> None:
    """New where its primary category is asked for, a cross-list elsewhere, or not at all."""
    book = Book()
    vision = FakePaper(id="2602.00001", categories=("cs.CV", "cs.AI"))
    crossed = FakePaper(id="2601.00009", categories=("cs.LG", "cs.AI", "stat.ML"), type="cross")
    narrow = replace(crossed, id="2601.00010", newly_cross_to=("stat.ML",))
    book.announce(TUESDAY, vision, crossed, narrow)

    def seen(*asked: str) -> list[tuple[str, str]]:
        batch = book.batch(TUESDAY, frozenset(asked))
        return [(entry.type, entry.paper.id) for entry in batch]

    assert seen("cs.CV") == [("new", "2602.00001")]
    assert seen("cs.AI") == [("cross", "2601.00009"), ("cross", "2602.00001")]
    assert seen("cs.LG") == []
    assert seen("cs.AI", "cs.CV") == [("new", "2602.00001"), ("cross", "2601.00009")]
    assert seen("stat.ML") == [("cross", "2601.00009"), ("cross", "2601.00010")]


def test_replacements_are_announced_up_to_version_five() -> None:
    """Later ones appear nowhere; those of other categories' papers are `replace-cross`."""
    book = Book()
    fifth = FakePaper(id="2501.00001", categories=("cs.CV", "cs.AI"), type="replace", version=5)
    book.announce(TUESDAY, fifth, replace(fifth, id="2501.00002", version=6))
    assert [e.type for e in book.batch(TUESDAY, frozenset({"cs.CV"}))] == ["replace"]
    assert [e.type for e in book.batch(TUESDAY, frozenset({"cs.AI"}))] == ["replace-cross"]


def test_aliases_are_asked_for_by_themselves() -> None:
    """Asking one name of a pair asks both; an archive asks all its categories."""
    both = frozenset({"cs.IT", "math.IT"})
    assert categories_asked("cs.IT") == categories_asked("math.IT") == both
    assert (categories_asked("cs") or frozenset()) > {"cs.CV", "math.NA", "eess.SY"}
    assert categories_asked("quant-ph") == frozenset({"quant-ph"})
    assert categories_asked("cs.XX") is None


def test_a_later_announcement_is_what_is_known_of_a_paper() -> None:
    """The version announced last counts, once it is out."""
    book = Book()
    first = FakePaper(id="2602.00001")
    book.announce(MONDAY, first)
    book.announce(TUESDAY, first.revised(2))
    assert book.known(eastern(MONDAY, 19))["2602.00001"] == (first, MONDAY)
    assert book.known(eastern(MONDAY, 21))["2602.00001"][0].version == 2


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"Stanis{\l}aw \'Swierczewski", "Stanisław Świerczewski"),
        (r"Jakob G\"unther, Erd\H{o}s", "Jakob Günther, Erdős"),
        (r"M{\o}ller and Fran\c{c}ois", "Møller and François"),
        (r"{\'E}mile \v{C}ech \\", "Émile Čech \\\\"),
        (r"Poincar\'e on $\'e + \alpha$, stra\ss e", r"Poincaré on $\'e + \alpha$, straße"),
        ("plain \\alpha text", "plain \\alpha text"),
    ],
)
def test_pages_and_the_api_show_letters(tex: str, plain: str) -> None:
    """Accents become letters, formulas and other TeX stay."""
    assert letters(tex) == plain


def test_names_are_taken_apart() -> None:
    """Forenames, key name, suffix; the affiliation apart."""
    author = "M. R. Nirmal Jr. (Department of Chemistry, Chennai, India)"
    assert taken_apart(author) == ("M. R.", "Nirmal", "Jr.")
    assert taken_apart("Linus") == ("", "Linus", "")
    assert (name_of(author), affiliation_of("Linus")) == ("M. R. Nirmal Jr.", "")
    assert affiliation_of(author) == "Department of Chemistry, Chennai, India"


def test_pages_hide_addresses() -> None:
    """An address in a comment is shown as `this https URL`."""
    shown = html_text('Code at https://github.com/a/b. "Yes" & no')
    assert 'href="https://github.com/a/b" rel="external noopener nofollow"' in shown
    assert shown.endswith(">this https URL</a>. &#34;Yes&#34; &amp; no")
