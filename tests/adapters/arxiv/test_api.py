"""The query API, asked by identifiers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.arxiv.api import in_hundreds, matched, question, read_papers
from adapters.ports import SourceError, Unreadable
from storage.identifiers import Identifier
from tests.adapters.arxiv.answers import API_ERROR, api, api_entry


def test_the_question_names_every_identifier() -> None:
    """With the version where one is asked for, and without the default of ten answers."""
    asked = [Identifier("2608.00001"), Identifier("math/0309136", 2)]
    assert question(asked) == "id_list=2608.00001,math/0309136v2&start=0&max_results=2"


def test_at_most_a_hundred_are_asked_for_at_once() -> None:
    """Each once."""
    many = [Identifier(f"2608.{n:05}") for n in range(1, 251)]
    assert [len(part) for part in in_hundreds([*many, *many])] == [100, 100, 50]
    assert in_hundreds([]) == []


def test_an_entry_is_a_whole_paper() -> None:
    """The primary category first, only real categories and authors."""
    more = (
        "<arxiv:comment>5 pages,\n  2 figures</arxiv:comment><arxiv:doi>10.1/2</arxiv:doi>"
        "<arxiv:journal_ref>J. 1</arxiv:journal_ref>"
    )
    [paper] = read_papers(api(api_entry(more=more)).encode())
    assert (paper.id, paper.version) == ("2608.00001", 2)
    assert (paper.title.raw, paper.abstract.raw) == ("On rivers", "Rivers matter.")
    assert [author.plain for author in paper.authors] == ["Ada Lovelace", "Wu Li"]
    assert paper.categories == ("cs.AI", "cs.LG")
    assert (paper.comment, paper.doi, paper.journal_ref) == ("5 pages, 2 figures", "10.1/2", "J. 1")
    assert paper.submitted == datetime(2026, 8, 10, 16, 19, 50, tzinfo=UTC)
    assert paper.updated == datetime(2026, 8, 12, 8, 15, 48, tzinfo=UTC)
    assert (paper.withdrawn, paper.source) == (False, "api")


def test_an_error_entry_is_refused_with_its_reason() -> None:
    """Under whatever status it comes."""
    with pytest.raises(SourceError, match="incorrect id format for abc") as caught:
        read_papers(api(API_ERROR).encode())
    assert not caught.value.temporary


def test_a_paper_may_be_called_error() -> None:
    """The title alone is no error."""
    [paper] = read_papers(api(api_entry(title="Error")).encode())
    assert paper.title.plain == "Error"


@pytest.mark.parametrize(
    "broken",
    [
        api_entry(title=""),
        api_entry().replace("Rivers matter.", ""),
        api_entry("nothing"),
    ],
)
def test_an_entry_without_its_parts_is_left_out(broken: str) -> None:
    """The others stay."""
    assert [p.id for p in read_papers(api(broken, api_entry("2608.00002v1")).encode())] == [
        "2608.00002"
    ]
    assert read_papers(api(broken).encode()) == ()


def test_nothing_found_is_an_answer() -> None:
    """An unknown identifier is simply absent."""
    assert read_papers(api().encode()) == ()


def test_an_empty_page_that_counts_papers_is_unreadable() -> None:
    """It happens in bursts of minutes, and passes."""
    with pytest.raises(Unreadable, match="empty page") as caught:
        read_papers(api(total=3).encode())
    assert caught.value.temporary


def test_another_document_is_unreadable() -> None:
    """A feed of RSS is no answer of the API."""
    with pytest.raises(Unreadable):
        read_papers(b"<rss/>")


def test_answers_are_matched_by_identifier() -> None:
    """Not by their order; a version is matched exactly, none means the newest."""
    papers = read_papers(
        api(*(api_entry(i) for i in ("2608.00002v1", "2608.00001v1", "2608.00001v3"))).encode()
    )
    asked = [
        Identifier("2608.00001"),
        Identifier("2608.00001", 1),
        Identifier("2608.00001", 2),
        Identifier("2608.00002"),
        Identifier("2608.00009"),
    ]
    found = matched(asked, papers)
    assert {str(name): str(paper.version) for name, paper in found.items()} == {
        "2608.00001": "3",
        "2608.00001v1": "1",
        "2608.00002": "1",
    }
