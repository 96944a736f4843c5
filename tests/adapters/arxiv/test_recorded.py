"""Every recorded answer of arXiv is understood; skipped where the recordings are not."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from adapters.arxiv.apart import Chunk, take_apart
from adapters.arxiv.api import OPENSEARCH, read_papers
from adapters.arxiv.feed import read_feed
from adapters.arxiv.listing import read_listing
from adapters.arxiv.oai import read_page, set_of
from adapters.ports import SourceError, Unreadable
from storage.records import Paper
from storage.taxonomy import ARCHIVES, CATEGORIES

COUNTS = {
    "api/id_0000.0000_s0_m100_8b51d9633a68.xml": 0,
    "api/id_1605.08386_s0_m100_199195aa31ad.xml": 1,
    "api/id_astro-ph_0601001_s0_m100_3150dca9dc76.xml": 1,
    "api/q_testing_s0_m10_bc5a6c384fe9.xml": 10,
    "api/q_testing_s10_m10_34e56e15aaac.xml": 10,
    "api/q_testing_s50_m10_7f488ab8598c.xml": 10,
    "feeds/generated_atom_empty_cs.CV_2026-04-19.xml": 0,
    "feeds/generated_rss_cs.CV_2026-04-17.xml": 186,
    "feeds/generated_rss_empty_cs.CV_2026-04-18.xml": 0,
    "feeds/real_atom_cs.AI_2025-08-20.xml": 7,
    "html/real_list_new_cs.AI_2026-08-12_trimmed.html": 6,
    "oai/generated_GetRecord_arXivRaw.xml": 1,
    "oai/generated_ListRecords_arXiv_p1.xml": 60,
    "oai/generated_noRecordsMatch.xml": 0,
    "oai/real_2016_ListRecords_arXiv.xml": 12,
}
REFUSED = {"api/id_abc_s0_m100_b79c8dcf6bc3.xml", "feeds/generated_rss_error_cs.XX.xml"}
NO_PAPERS = {"oai/generated_ListSets.xml"}  # the answer to another verb
EMPTY_DAYS = {
    "feeds/generated_rss_empty_cs.CV_2026-04-18.xml": date(2026, 4, 18),
    "feeds/generated_atom_empty_cs.CV_2026-04-19.xml": date(2026, 4, 19),
}


def understood(root: Path, name: str) -> tuple[Paper, ...]:
    """The papers in the recorded answer *name*."""
    body = (root / "arxiv" / name).read_bytes()
    folder = name.partition("/")[0]
    if folder == "api":
        return read_papers(body)
    if folder == "feeds":
        return tuple(sighting.paper for sighting in read_feed(body).items)
    if folder == "html":
        return tuple(sighting.paper for sighting in read_listing(body, "cs.AI").sightings)
    return read_page(body).papers


def test_every_recording_is_accounted_for(recorded: Path) -> None:
    """A recording that is added must be tested."""
    folder = recorded / "arxiv"
    found = {str(path.relative_to(folder)) for path in folder.rglob("*.*ml")}
    assert found == COUNTS.keys() | REFUSED | NO_PAPERS


def test_every_recording_has_its_papers(recorded: Path) -> None:
    """All of them, each whole."""
    for name, count in COUNTS.items():
        papers = understood(recorded, name)
        assert len(papers) == count, name
        for paper in papers:
            assert paper.title.plain
            assert paper.abstract.plain
            assert paper.authors
            assert paper.filed_under
            assert paper.key


def test_refusals_are_told_from_empty_days(recorded: Path) -> None:
    """With arXiv's own reason; what is no answer at all is unreadable."""
    for name in REFUSED:
        with pytest.raises(SourceError, match="refused the question: ") as caught:
            understood(recorded, name)
        assert not caught.value.temporary
    for name in NO_PAPERS:
        with pytest.raises(Unreadable):
            understood(recorded, name)
    for name, day in EMPTY_DAYS.items():
        page = read_feed((recorded / "arxiv" / name).read_bytes())
        assert (page.day, page.size) == (day, 0)


def test_a_whole_friday_is_understood(recorded: Path) -> None:
    """All four types, and the batch of the category it was asked for."""
    body = (recorded / "arxiv/feeds/generated_rss_cs.CV_2026-04-17.xml").read_bytes()
    page = read_feed(body)
    expected = {"new": 95, "cross": 19, "replace": 62, "replace-cross": 10}
    assert page.day == date(2026, 4, 17)
    assert Counter(str(sighting.type) for sighting in page.items) == expected
    batch = take_apart("cs.CV", [Chunk(categories=("cs.CV",), items=page.items)])
    assert batch == page.items
    first = page.items[0].paper
    assert (first.id, first.version) == ("2604.14193", 1)
    assert first.categories == ("cs.CV", "eess.IV", "q-bio.NC")


def test_a_listing_is_understood(recorded: Path) -> None:
    """Two papers of each section, with what is declared."""
    name = "arxiv/html/real_list_new_cs.AI_2026-08-12_trimmed.html"
    page = read_listing((recorded / name).read_bytes(), "cs.AI")
    assert page.day == date(2026, 8, 12)
    assert page.sections == (("new", 2), ("cross", 2), ("replacement", 2))
    told = [(str(s.type), s.paper.id, s.paper.version) for s in page.sightings]
    assert told == [
        ("new", "2608.09949", 1),
        ("new", "2608.09967", 1),
        ("cross", "2505.11635", 2),
        ("cross", "2607.28646", None),
        ("replace", "2112.07752", 5),
        ("replace", "2505.23399", 2),
    ]
    comments = [sighting.paper.comment for sighting in page.sightings]
    assert comments[-1] == (
        "Accepted at NeurIPS 2025. Code available at https://github.com/jushengzhang/Gam-Agent"
    )
    assert page.sightings[3].paper.journal_ref == "2026 Narrative Inquiry 23 (2)"


def test_the_query_api_is_read_field_by_field(recorded: Path) -> None:
    """Against the body that was recorded beside it, read in another way."""
    for path in sorted((recorded / "arxiv/api").glob("*.json")):
        answer = json.loads(path.read_text())
        if answer["status_code"] == 200:
            body = answer["body"].encode("latin-1")  # so it was recorded: one letter a byte
            entries = [_plainly(entry) for entry in etree.fromstring(body).iter("{*}entry")]
            assert [_told(paper) for paper in read_papers(body)] == entries


def _plainly(entry: Any) -> dict[str, Any]:
    """An entry's elements by their local names."""
    texts: dict[str, str] = {}
    names: list[str] = []
    terms: list[str] = []
    for element in entry:
        name = etree.QName(element).localname
        texts[name] = element.text or ""
        names += [element[0].text] if name == "author" else []
        terms += [element.get("term")] if name == "category" else []
        if name == "primary_category":
            texts["primary"] = element.get("term")
    categories = [term for term in terms if term in CATEGORIES and term != texts["primary"]]
    return {
        "id": texts["id"].removeprefix("http://arxiv.org/abs/"),
        "title": texts["title"].split(),
        "abstract": texts["summary"].split(),
        "authors": names,
        "categories": [texts["primary"], *categories],
        "submitted": texts["published"],
        "updated": texts["updated"],
        "comment": texts.get("comment", "").split(),
        "journal_ref": texts.get("journal_ref", "").split(),
        "doi": texts.get("doi"),
    }


def _told(paper: Paper) -> dict[str, Any]:
    return {
        "id": f"{paper.id}v{paper.version}",
        "title": paper.title.raw.split(),
        "abstract": paper.abstract.raw.split(),
        "authors": [author.raw for author in paper.authors],
        "categories": list(paper.categories),
        "submitted": f"{paper.submitted:%Y-%m-%dT%H:%M:%SZ}",
        "updated": f"{paper.updated:%Y-%m-%dT%H:%M:%SZ}",
        "comment": (paper.comment or "").split(),
        "journal_ref": (paper.journal_ref or "").split(),
        "doi": paper.doi,
    }


def test_totals_of_the_query_api_are_those_recorded(recorded: Path) -> None:
    """A page holds fewer papers than were found, and is no error."""
    body = (recorded / "arxiv/api/q_testing_s0_m10_bc5a6c384fe9.xml").read_bytes()
    assert etree.fromstring(body).findtext(f"{OPENSEARCH}totalResults") == "214881"
    assert len(read_papers(body)) == 10


def test_oai_pages_are_understood(recorded: Path) -> None:
    """Token, expiry, newest datestamp, version history, withdrawals."""
    folder = recorded / "arxiv/oai"
    page = read_page((folder / "generated_ListRecords_arXiv_p1.xml").read_bytes())
    assert (page.token or "").endswith("skip%3D54")
    assert page.token_expires == datetime(2026, 4, 17, tzinfo=UTC)
    assert page.newest == date(2011, 2, 3)
    assert sum(paper.withdrawn for paper in page.papers) == 3
    [paper] = read_page((folder / "generated_GetRecord_arXivRaw.xml").read_bytes()).papers
    assert (paper.id, paper.version) == ("0806.4129", 6)
    assert paper.submitted == datetime(2008, 6, 25, 15, 29, 38, tzinfo=UTC)
    assert paper.updated == datetime(2014, 12, 12, 13, 15, 28, tzinfo=UTC)
    [*_, old] = read_page((folder / "real_2016_ListRecords_arXiv.xml").read_bytes()).papers
    assert old.authors


def test_every_set_that_is_asked_for_exists(recorded: Path) -> None:
    """All archives and all categories, as OAI calls them."""
    root = etree.parse(recorded / "arxiv/oai/generated_ListSets.xml")
    sets = {element.text for element in root.iter("{*}setSpec")}
    archives = {set_of(archive.id) for archive in ARCHIVES.values() if archive.active}
    categories = {set_of(category.id) for category in CATEGORIES.values() if category.active}
    assert archives | categories <= sets
