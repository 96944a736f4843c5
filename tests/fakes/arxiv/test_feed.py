"""The announcement feeds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from lxml import etree

from tests.fakes.arxiv.conftest import Ask
from tests.fakes.arxiv.papers import FakePaper, papers
from tests.fakes.arxiv.server import LocalArxiv

MONDAY, TUESDAY = date(2026, 2, 9), date(2026, 2, 10)
NAMES = {
    "arxiv": "http://arxiv.org/schemas/atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
}


def items(answer: httpx.Response) -> list[tuple[str, str]]:
    """Type and OAI id of every item, RSS or Atom."""
    assert answer.status_code == 200
    root = etree.fromstring(answer.content)
    found = root.findall(".//item") or root.findall(".//atom:entry", NAMES)
    return [
        (
            str(item.findtext("arxiv:announce_type", None, NAMES)),
            str(item.findtext("guid") or item.findtext("atom:id", None, NAMES)),
        )
        for item in found
    ]


def test_types_depend_on_what_is_asked(arxiv: LocalArxiv, ask: Ask) -> None:
    """One paper is `cross` in one category's feed and `new` in a combined one."""
    arxiv.announce(TUESDAY, *papers(1, category="cs.CV", also=("cs.AI",), day=TUESDAY))
    assert items(ask(f"{arxiv.feed_url}/cs.AI")) == [("cross", "oai:arXiv.org:2602.00001v1")]
    assert items(ask(f"{arxiv.feed_url}/CS.ai+cs.cv")) == [("new", "oai:arXiv.org:2602.00001v1")]
    assert items(ask(f"{arxiv.feed_url}/quant-ph")) == []


def test_a_feed_is_in_order(arxiv: LocalArxiv, ask: Ask) -> None:
    """New, cross, replace, replace-cross; within each by id, in RSS and in Atom."""
    arxiv.announce(
        TUESDAY,
        FakePaper(id="2401.00002", categories=("cs.LG", "cs.CV"), type="replace"),
        FakePaper(id="2401.00001", type="replace", version=5),
        FakePaper(id="2401.00003", type="replace", version=6),
        FakePaper(id="2501.00009", categories=("cs.LG", "cs.CV"), type="cross"),
        *reversed(papers(2, day=TUESDAY)),
    )
    expected = [
        ("new", "oai:arXiv.org:2602.00001v1"),
        ("new", "oai:arXiv.org:2602.00002v1"),
        ("cross", "oai:arXiv.org:2501.00009v1"),
        ("replace", "oai:arXiv.org:2401.00001v5"),
        ("replace-cross", "oai:arXiv.org:2401.00002v2"),
    ]
    assert items(ask(f"{arxiv.feed_url}/cs.CV")) == expected
    assert items(ask(f"{arxiv.base_url}/atom/cs.CV")) == expected


def test_a_cross_list_stays_a_cross_list_in_an_archive_feed(arxiv: LocalArxiv, ask: Ask) -> None:
    """Unlike the listing, the feed of cs carries a cs paper cross-listed within cs."""
    arxiv.announce(TUESDAY, FakePaper(id="2501.00009", categories=("cs.LG", "cs.CV"), type="cross"))
    assert items(ask(f"{arxiv.feed_url}/cs")) == [("cross", "oai:arXiv.org:2501.00009v1")]


def test_the_cap_drops_new_papers_with_the_lowest_ids(arxiv: LocalArxiv, ask: Ask) -> None:
    """2000 items: replacements are kept, the oldest new papers vanish without a word."""
    replaced = papers(1300, day=date(2025, 1, 6), appears="replace")
    arxiv.announce(TUESDAY, *papers(1300, day=TUESDAY), *replaced)
    found = items(ask(f"{arxiv.feed_url}/cs.CV"))
    assert len(found) == 2000
    assert [kind for kind, _ in found].count("new") == 700
    assert found[0] == ("new", "oai:arXiv.org:2602.00601v1")


def test_a_feed_changes_at_eastern_midnight(arxiv: LocalArxiv, ask: Ask) -> None:
    """Four hours after the listing, and it keeps that one day only."""
    arxiv.announce(MONDAY, *papers(1, day=MONDAY))
    arxiv.announce(TUESDAY, *papers(1, day=TUESDAY, start=2))
    address = f"{arxiv.feed_url}/cs.CV"
    arxiv.at(datetime(2026, 2, 10, 4, 59, tzinfo=UTC))
    assert items(ask(address)) == [("new", "oai:arXiv.org:2602.00001v1")]
    arxiv.at(datetime(2026, 2, 10, 5, 0, tzinfo=UTC))
    assert items(ask(address)) == [("new", "oai:arXiv.org:2602.00002v1")]
    arxiv.at(datetime(2026, 2, 11, 5, 0, tzinfo=UTC))
    assert items(ask(address)) == []


def test_an_empty_day_is_a_feed_without_items(arxiv: LocalArxiv, ask: Ask) -> None:
    """Saturday and Sunday, and a holiday: HTTP 200, the days of rest named every day."""
    arxiv.announce(date(2026, 2, 6), *papers(3, day=TUESDAY))
    arxiv.holiday(MONDAY)
    for day in (7, 8, 9):
        arxiv.at(datetime(2026, 2, day, 13, 0, tzinfo=UTC))
        answer = ask(f"{arxiv.feed_url}/cs.CV")
        assert items(answer) == []
        assert "<day>Saturday</day>\n      <day>Sunday</day>" in answer.text
        assert f"0{day} Feb 2026 00:00:00 -0500</pubDate>" in answer.text
    assert items(ask(f"{arxiv.base_url}/atom/cs.CV")) == []


def test_an_item_tells_what_arxiv_tells(arxiv: LocalArxiv, ask: Ask) -> None:
    """TeX stays as it is, affiliations stand in parentheses, a lone name after two blanks."""
    paper = FakePaper(
        id="2602.00001",
        authors=(r"Jakob G\"unther (MPI, Jena)", "Linus", "A. Bee Jr."),
        title="A < B & C",
        doi="10.1/x",
        journal_ref="Nature 1",
    )
    arxiv.announce(TUESDAY, paper)
    rss = ["DOI", "journal_reference"]
    for form, order in (("rss", rss), ("atom", rss[::-1])):
        root = etree.fromstring(ask(f"{arxiv.base_url}/{form}/cs.CV").content)
        creator = root.findtext(".//dc:creator", None, NAMES)
        assert creator == r"Jakob G\"unther (MPI, Jena),  Linus, A. Bee Jr."
        tags = [etree.QName(str(element.tag)).localname for element in root.iter("{*}*")]
        assert [tag for tag in tags if tag in order] == order
        assert "A &lt; B &amp; C" in ask(f"{arxiv.base_url}/{form}/cs.CV").text
        assert "arXiv:2602.00001v1 Announce Type: new \nAbstract: " in etree.tostring(
            root, encoding=str, method="text"
        )


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ("cs.XX", "Bad subject class 'XX'. Valid subject classes for the archive 'cs' are: cs.AI,"),
        ("cs.CV+none", "Bad archive 'none'. Valid archive names are: astro-ph,"),
        ("cs.CV?version=1.0", "Unsupported feed version '1.0' requested."),
    ],
)
def test_a_bad_category_spoils_the_whole_feed(
    arxiv: LocalArxiv, ask: Ask, spec: str, reason: str
) -> None:
    """HTTP 400 with a feed that says why, in RSS and in Atom."""
    for form in ("rss", "atom"):
        answer = ask(f"{arxiv.base_url}/{form}/{spec}")
        assert answer.status_code == 400
        root = etree.fromstring(answer.content)
        title = root.findtext(".//title") or root.findtext("atom:title", None, NAMES)
        assert str(title).startswith("Feed error for query: http://rss.arxiv.org/")
        assert reason in answer.text


def test_an_unchanged_feed_is_not_sent_again(
    arxiv: LocalArxiv, ask: Ask, client: httpx.Client
) -> None:
    """ETag, If-None-Match and Cache-Control work until Eastern midnight."""
    arxiv.announce(TUESDAY, *papers(2, day=TUESDAY))
    first = ask(f"{arxiv.feed_url}/cs.CV")
    assert first.headers["cache-control"] == "max-age=57600"  # from 8 in the morning
    tag = {"If-None-Match": f'"other", {first.headers["etag"]}'}
    again = client.get(f"{arxiv.feed_url}/cs.CV", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    arxiv.announce(TUESDAY, *papers(1, day=TUESDAY, start=9))
    assert client.get(f"{arxiv.feed_url}/cs.CV", headers=tag).status_code == 200
    arxiv.at(arxiv.now + timedelta(days=1))
    assert client.get(f"{arxiv.feed_url}/cs.CV", headers=tag).status_code == 200
