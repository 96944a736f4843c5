"""OAI-PMH pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from adapters.arxiv.oai import TokenExpired, next_question, question, read_page, set_of
from adapters.ports import HarvestPage, SourceError, Unreadable
from tests.adapters.arxiv.answers import oai, raw_record, resume, version

ARXIV_RECORD = """<record><header><datestamp>2026-08-11</datestamp></header><metadata>
<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>cs/0001024</id><created>2000-01-25</created>
<authors><author><keyname>Lovelace</keyname><forenames>Ada</forenames><suffix>Jr</suffix></author>
<author><keyname>LIGO Collaboration</keyname></author></authors>
<title>On rivers</title><categories>cs.CV I.2.7</categories>
<comments>This paper has been withdrawn</comments>
<abstract>  Rivers
matter.
  Lakes too.</abstract></arXiv></metadata></record>"""


def read(document: str) -> HarvestPage:
    """The page, read."""
    return read_page(document.encode())


def test_a_raw_record_is_a_whole_paper() -> None:
    """With its first and its newest version, in whatever order they come."""
    versions = version(10, 10) + version(1, 3) + version(2, 4)
    [paper] = read(oai(raw_record(versions=versions))).papers
    assert (paper.id, paper.version) == ("2608.00001", 10)
    assert (paper.title.raw, paper.abstract.raw) == ("On rivers", "Rivers matter.")
    assert [author.plain for author in paper.authors] == ["Ada Lovelace", "Wu Li"]
    assert paper.categories == ("cs.AI", "cs.LG")
    assert (paper.comment, paper.journal_ref, paper.doi) == ("5 pages", "J. Rivers 1", "10.1/2")
    assert paper.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert paper.submitted == datetime(2026, 8, 3, 15, 29, 38, tzinfo=UTC)
    assert paper.updated == datetime(2026, 8, 10, 15, 29, 38, tzinfo=UTC)
    assert (paper.withdrawn, paper.source) == (False, "oai")


@pytest.mark.parametrize(("source", "withdrawn"), [("I", True), ("D", False), ("", False)])
def test_the_newest_version_tells_of_a_withdrawal(source: str, withdrawn: bool) -> None:  # noqa: FBT001
    """Its source is marked as ignored."""
    [paper] = read(oai(raw_record(versions=version(1, 3) + version(2, 10, source)))).papers
    assert paper.withdrawn is withdrawn
    [paper] = read(oai(raw_record(versions=version(1, 3, source) + version(2, 10)))).papers
    assert not paper.withdrawn


def test_a_record_without_its_first_version_has_no_date() -> None:
    """Nor has one whose versions have no number."""
    [paper] = read(oai(raw_record(versions=version(2, 10)))).papers
    assert (paper.version, paper.submitted) == (2, None)
    unnumbered = raw_record(versions=version(2, 10).replace('"v2"', '"two"'))
    [paper] = read(oai(unnumbered)).papers
    assert (paper.version, paper.submitted, paper.updated) == (None, None, None)


def test_the_format_arxiv_is_understood_too() -> None:
    """Names in parts, no versions; its `created` is the current version's date, so no date."""
    page = read(oai(ARXIV_RECORD, raw_record()))
    paper = page.papers[0]
    assert (paper.id, paper.version, paper.submitted) == ("cs/0001024", None, None)
    assert [author.plain for author in paper.authors] == ["Ada Lovelace Jr", "LIGO Collaboration"]
    assert paper.categories == ("cs.CV",)
    assert paper.abstract.plain == "Rivers matter.\nLakes too."
    assert paper.withdrawn
    assert page.newest == date(2026, 8, 12)


def test_a_token_leads_on() -> None:
    """With the moment it expires; an empty one ends the list."""
    page = read(oai(raw_record(), token=resume("verb%3DListRecords%26skip%3D54")))
    assert page.token == "verb%3DListRecords%26skip%3D54"  # noqa: S105
    assert page.token_expires == datetime(2026, 8, 13, tzinfo=UTC)
    for last in (resume(""), "<resumptionToken/>", ""):
        assert read(oai(raw_record(), token=last)).token is None


def test_no_records_is_an_answer() -> None:
    """An empty list is an error to OAI-PMH, not to us."""
    assert read(oai(error="noRecordsMatch")) == HarvestPage(papers=(), token=None)
    assert read(oai()).papers == ()


def test_an_expired_token_is_told_apart() -> None:
    """The harvest begins anew then."""
    with pytest.raises(TokenExpired, match="The reason"):
        read(oai(error="badResumptionToken"))


def test_other_errors_are_refusals() -> None:
    """With arXiv's reason, or at least its code."""
    with pytest.raises(SourceError, match="The reason") as caught:
        read(oai(error="badArgument"))
    assert not caught.value.temporary
    assert not isinstance(caught.value, TokenExpired)
    with pytest.raises(SourceError, match="badVerb"):
        read(oai(error="badVerb").replace("The reason.", ""))


def test_deleted_records_are_skipped() -> None:
    """They have no paper."""
    page = read(oai(raw_record(status="deleted"), raw_record("2608.00002")))
    assert [paper.id for paper in page.papers] == ["2608.00002"]
    assert read(oai(raw_record(status="deleted"))).papers == ()


@pytest.mark.parametrize(
    "broken",
    [
        raw_record("nothing"),
        raw_record().replace("On rivers", ""),
        raw_record().replace("cs.AI cs.LG", "68T50"),
        raw_record().replace("arXivRaw", "oai_dc"),
    ],
)
def test_a_broken_record_leaves_the_others(broken: str) -> None:
    """A page of nothing else is unreadable."""
    assert len(read(oai(broken, raw_record("2608.00002"))).papers) == 1
    with pytest.raises(Unreadable):
        read(oai(broken))


@pytest.mark.parametrize("document", ["<rss/>", oai().replace("ListRecords", "ListSets")])
def test_another_document_is_unreadable(document: str) -> None:
    """A feed, or the answer to another verb."""
    with pytest.raises(Unreadable):
        read(document)


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("cs", "cs"),
        ("math", "math"),
        ("q-bio", "q-bio"),
        ("physics", "physics:physics"),
        ("astro-ph", "physics:astro-ph"),
        ("hep-th", "physics:hep-th"),
        ("math-ph", "physics:math-ph"),
        ("cs.CV", "cs:cs:CV"),
        ("cond-mat.mes-hall", "physics:cond-mat:mes-hall"),
    ],
)
def test_sets_are_called_as_oai_does(subject: str, named: str) -> None:
    """Group, archive, category."""
    assert set_of(subject) == named


def test_questions_are_written_as_arxiv_reads_them() -> None:
    """A token goes alone, encoded once more."""
    august = date(2026, 8, 1)
    assert question(None, august, None) == (
        "verb=ListRecords&metadataPrefix=arXivRaw&from=2026-08-01"
    )
    assert question("hep-th", august, date(2026, 8, 31)) == (
        "verb=ListRecords&metadataPrefix=arXivRaw&set=physics:hep-th"
        "&from=2026-08-01&until=2026-08-31"
    )
    assert next_question("skip%3D54") == "verb=ListRecords&resumptionToken=skip%253D54"
