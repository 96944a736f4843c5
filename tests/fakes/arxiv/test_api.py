"""The query API."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import httpx
import pytest
from lxml import etree

from tests.fakes.arxiv.conftest import Ask
from tests.fakes.arxiv.papers import FakePaper, papers
from tests.fakes.arxiv.server import LocalArxiv

TUESDAY = date(2026, 2, 10)
NAMES = {"a": "http://www.w3.org/2005/Atom"}


def entries(page: str) -> list[str]:
    """The ids of the entries, as the feed writes them."""
    root = etree.fromstring(page.encode())
    ids = root.findall("a:entry/a:id", NAMES)
    return [str(one.text).removeprefix("http://arxiv.org/abs/") for one in ids]


def test_papers_are_found_by_their_ids(arxiv: LocalArxiv, ask: Ask) -> None:
    """In an order of arXiv's own; the newest version, or the one that was asked for."""
    *others, last = papers(20, day=TUESDAY)
    arxiv.announce(TUESDAY, *others, last.revised(3))
    wanted = [paper.id for paper in (*others, last)]
    found = entries(ask(arxiv.api_url, id_list=",".join(wanted), max_results=100).text)
    assert sorted(found) == [*(f"{paper.id}v1" for paper in others), "2602.00020v3"]
    assert found != sorted(found)
    older = ask(arxiv.api_url, id_list="2602.00020v2").text
    assert entries(older) == ["2602.00020v2"]


def test_an_entry_tells_what_arxiv_tells(arxiv: LocalArxiv, ask: Ask) -> None:
    """Names in letters, affiliations apart, dates of the first and of this version."""
    paper = FakePaper(
        id="astro-ph/0601001",
        categories=("astro-ph", "math.CO"),
        authors=(r"Aurora Ram\'irez (Ohio State)", "B"),
        comment="62 pages",
        doi="10.1/x",
        journal_ref="A&A",
        version=2,
        submitted=datetime(2006, 1, 2, 14, 57, 58, tzinfo=UTC),
        updated=datetime(2006, 2, 2, 1, 2, 3, tzinfo=UTC),
    )
    arxiv.announce(TUESDAY, paper)
    page = ask(arxiv.api_url, id_list="astro-ph/0601001").text
    for part in (
        "<id>http://arxiv.org/abs/astro-ph/0601001v2</id>",
        "<updated>2006-02-02T01:02:03Z</updated>",
        "<published>2006-01-02T14:57:58Z</published>",
        "<name>Aurora Ramírez</name>\n      <arxiv:affiliation>Ohio State</arxiv:affiliation>",
        '<arxiv:primary_category term="astro-ph"/>',
        "<arxiv:comment>62 pages</arxiv:comment>",
        "<arxiv:journal_ref>A&amp;A</arxiv:journal_ref>",
        '<link rel="related" href="https://doi.org/10.1/x" title="doi"/>',
        "&amp;id_list=astro-ph/0601001",
    ):
        assert part in page


def test_ten_results_come_unless_more_are_asked_for(arxiv: LocalArxiv, ask: Ask) -> None:
    """`max_results` is 10 by default; the total tells the truth."""
    arxiv.announce(TUESDAY, *papers(12, day=TUESDAY))
    page = ask(arxiv.api_url, search_query="cat:cs.CV").text
    assert len(entries(page)) == 10
    assert "<opensearch:totalResults>12</opensearch:totalResults>" in page
    assert len(entries(ask(arxiv.api_url, search_query="cat:cs.*", start=10).text)) == 2


def test_unknown_papers_are_left_out(arxiv: LocalArxiv, ask: Ask) -> None:
    """Well-formed but unknown, not yet announced, or a version too high: HTTP 200, no entry."""
    arxiv.announce(date(2026, 2, 12), *papers(1, day=TUESDAY))
    arxiv.announce(TUESDAY, *papers(1, day=TUESDAY, start=2))
    answer = ask(arxiv.api_url, id_list="0000.0000,0808.05394,2602.00001,2602.00002v2")
    assert (answer.status_code, entries(answer.text)) == (200, [])
    assert "<opensearch:totalResults>0</opensearch:totalResults>" in answer.text


def test_a_badly_written_id_spoils_the_request(arxiv: LocalArxiv, ask: Ask) -> None:
    """HTTP 400, and an entry named Error that says which."""
    answer = ask(arxiv.api_url, id_list="2602.00001,abc")
    assert answer.status_code == 400
    assert "<id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id>" in answer.text
    assert "<title>Error</title>" in answer.text
    assert "<summary>incorrect id format for abc</summary>" in answer.text


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({}, "Either a search_query or id_list must be specified"),
        ({"search_query": "x", "start": "y"}, "start must be an integer"),
        ({"search_query": "x", "start": -1}, "start must be non-negative"),
        ({"search_query": "x", "max_results": "-3"}, "max_results must be non-negative"),
        ({"search_query": "x", "max_results": 2001}, "max_results must be at most 2000"),
        ({"search_query": "x", "start": 9999}, "start at most 10000"),
        ({"search_query": 'ti:"x'}, "unbalanced quotation marks"),
    ],
)
def test_a_bad_query_is_refused(
    arxiv: LocalArxiv, ask: Ask, query: dict[str, str | int], reason: str
) -> None:
    """HTTP 400 with an error entry."""
    answer = ask(arxiv.api_url, **query)
    assert answer.status_code == 400
    assert reason in answer.text


def test_a_search_is_read_simply(arxiv: LocalArxiv, ask: Ask) -> None:
    """Every term must hold; sorted by date on demand, upwards or downwards."""
    one, two, other = papers(3, day=TUESDAY)
    frogs, toads = replace(one, title="Green Frogs"), replace(two, title="Green Toads")
    arxiv.announce(TUESDAY, frogs, toads, other)

    def found(query: str, **more: str) -> list[str]:
        return entries(ask(arxiv.api_url, search_query=query, **more).text)

    assert found('ti:"green frogs" AND cat:cs.CV') == ["2602.00001v1"]
    assert found("green frogs toads") == []
    by_date = {"sortBy": "submittedDate", "sortOrder": "ascending"}
    assert found("ti:green", **by_date) == ["2602.00001v1", "2602.00002v1"]
    assert found("ti:green", sortBy="submittedDate") == ["2602.00002v1", "2602.00001v1"]


def test_ids_can_be_posted(arxiv: LocalArxiv, client: httpx.Client) -> None:
    """A form does what an address does."""
    arxiv.announce(TUESDAY, *papers(1, day=TUESDAY))
    answer = client.post(arxiv.api_url, data={"id_list": "2602.00001"})
    assert entries(answer.text) == ["2602.00001v1"]
