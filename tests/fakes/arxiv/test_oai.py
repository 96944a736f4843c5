"""OAI-PMH."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from lxml import etree

from tests.fakes.arxiv.conftest import Ask
from tests.fakes.arxiv.papers import FakePaper, papers
from tests.fakes.arxiv.server import LocalArxiv

MONDAY, TUESDAY = date(2026, 2, 9), date(2026, 2, 10)
NAMES = {"o": "http://www.openarchives.org/OAI/2.0/", "r": "http://arxiv.org/OAI/arXivRaw/"}
LIST = {"verb": "ListRecords", "metadataPrefix": "arXiv"}


def harvested(answer: httpx.Response) -> list[str]:
    """The ids of the records, or the code of the error."""
    root = etree.fromstring(answer.content)
    error = root.find("o:error", NAMES)
    if error is not None:
        return [str(error.get("code"))]
    ids = root.findall(".//o:header/o:identifier", NAMES)
    return [str(one.text).removeprefix("oai:arXiv.org:") for one in ids]


def token_of(answer: httpx.Response) -> str | None:
    """The resumption token as it stands in the answer; empty at the end, none without."""
    found = etree.fromstring(answer.content).find(".//o:resumptionToken", NAMES)
    return None if found is None else found.text or ""


def test_records_are_listed_by_date_and_id(arxiv: LocalArxiv, ask: Ask) -> None:
    """The latest announcement of each paper, dated with its day or as the paper says."""
    first, second = papers(2, day=MONDAY)
    arxiv.announce(MONDAY, first, second)
    arxiv.announce(
        TUESDAY,
        first.revised(2),
        FakePaper(id="cs/0001024", categories=("cs.CV",), datestamp=date(2005, 9, 17)),
    )
    answer = ask(arxiv.oai_url, **LIST)
    assert harvested(answer) == ["cs/0001024", "2602.00002", "2602.00001"]
    assert token_of(answer) is None
    assert harvested(ask(arxiv.oai_url, **LIST, **{"from": "2026-02-10"})) == ["2602.00001"]
    assert harvested(ask(arxiv.oai_url, **LIST, until="2026-02-09")) == ["cs/0001024", "2602.00002"]


def test_records_come_late_in_the_evening(arxiv: LocalArxiv, ask: Ask) -> None:
    """OAI-PMH has a batch from 22:30 Eastern on."""
    arxiv.announce(TUESDAY, *papers(1, day=TUESDAY))
    arxiv.at(datetime(2026, 2, 10, 3, 29, tzinfo=UTC))
    assert harvested(ask(arxiv.oai_url, **LIST)) == ["noRecordsMatch"]
    arxiv.at(datetime(2026, 2, 10, 3, 30, tzinfo=UTC))
    assert harvested(ask(arxiv.oai_url, **LIST)) == ["2602.00001"]


def test_sets_select_groups_archives_and_categories(arxiv: LocalArxiv, ask: Ask) -> None:
    """`physics:hep-th` holds its papers, `physics` too, `cs` and `cs:cs:CV` none of them."""
    strings = papers(1, category="hep-th", also=("math.AG",), day=TUESDAY)
    arxiv.announce(TUESDAY, *strings, *papers(1, day=TUESDAY, start=2))
    for wanted in ("physics:hep-th", "physics", "math:math:AG", "math:math", "math"):
        assert harvested(ask(arxiv.oai_url, **LIST, set=wanted)) == ["2602.00001"]
    assert harvested(ask(arxiv.oai_url, **LIST, set="cs:cs:CV")) == ["2602.00002"]
    assert harvested(ask(arxiv.oai_url, **LIST, set="cs:cs:CL")) == ["noRecordsMatch"]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_every_record_comes_once(ask: Ask, size: int) -> None:
    """Whatever the page size: the token moves on to the last day and skips what it has shown."""
    with LocalArxiv(oai_page=size) as arxiv:
        arxiv.announce(MONDAY, *papers(3, day=MONDAY))
        arxiv.announce(TUESDAY, *papers(4, day=TUESDAY, start=10))
        answer = ask(arxiv.oai_url, **LIST)
        found = harvested(answer)
        while token := token_of(answer):
            answer = ask(arxiv.oai_url, verb="ListRecords", resumptionToken=token)
            found += harvested(answer)
        assert token == ""
        assert len(found) == len(set(found)) == 7
        assert arxiv.violations == []


def test_a_token_is_encoded_and_expires(ask: Ask) -> None:
    """It is a query encoded once more, good until the next midnight in UTC."""
    with LocalArxiv(oai_page=2) as arxiv:
        arxiv.announce(TUESDAY, *papers(3, day=TUESDAY))
        answer = ask(arxiv.oai_url, **LIST, set="cs:cs:CV")
        expected = "verb%3DListRecords%26metadataPrefix%3DarXiv%26set%3Dcs%253Acs%253ACV%26skip%3D2"
        token = token_of(answer)
        assert token == expected
        assert "<resumptionToken expirationDate='2026-02-11T00:00:00Z'>" in answer.text
        arxiv.at(arxiv.now + timedelta(days=1))
        late = ask(arxiv.oai_url, verb="ListRecords", resumptionToken=expected)
        assert harvested(late) == ["badResumptionToken"]
        assert arxiv.violations == []


def test_a_badly_encoded_token_works_but_is_noticed(ask: Ask) -> None:
    """A token that lost its encoding, and one that was made up, are bad manners."""
    with LocalArxiv(oai_page=2) as arxiv:
        arxiv.announce(TUESDAY, *papers(3, day=TUESDAY))
        token = str(token_of(ask(arxiv.oai_url, **LIST)))
        decoded = httpx.URL(f"{arxiv.oai_url}?verb=ListRecords&resumptionToken={token}")
        assert harvested(ask(str(decoded))) == ["2602.00003"]
        invented = ask(arxiv.oai_url, verb="ListRecords", resumptionToken="skip%3D3")
        assert harvested(invented) == ["badResumptionToken"]
        assert [line.partition(": ")[2][:18] for line in arxiv.violations] == [
            "a resumption token"
        ] * 2


def test_one_record_in_both_formats(arxiv: LocalArxiv, ask: Ask) -> None:
    """`arXiv` has taken names apart, `arXivRaw` has all versions and marks a withdrawn one."""
    paper = FakePaper(
        id="2601.00001",
        categories=("math-ph", "math.MP"),
        authors=(r"Waldyr A. Rodrigues Jr.", r"Erd\H{o}s"),
        abstract="If a < b, 'then'.",
        withdrawn=True,
        version=3,
        doi="10.1/x",
        submitted=datetime(2026, 1, 2, 14, 57, 58, tzinfo=UTC),
        updated=datetime(2026, 1, 12, 14, 57, 58, tzinfo=UTC),
    )
    arxiv.announce(TUESDAY, paper)
    what = {"verb": "GetRecord", "identifier": "oai:arXiv.org:2601.00001"}
    plain = ask(arxiv.oai_url, **what, metadataPrefix="arXiv").text
    assert (
        "<setSpec>physics:math-ph</setSpec>\n            <setSpec>math:math:MP</setSpec>" in plain
    )
    assert "<created>2026-01-12</created>\n            <updated>2026-01-12</updated>" in plain
    assert "<keyname>Rodrigues</keyname>" in plain
    assert "<forenames>Waldyr A.</forenames>" in plain
    assert "<suffix>Jr.</suffix>" in plain
    assert "<abstract>  If a &lt; b, &#39;then&#39;.</abstract>" in plain
    raw = ask(arxiv.oai_url, **what, metadataPrefix="arXivRaw")
    dates = etree.fromstring(raw.content).findall(".//r:version/r:date", NAMES)
    assert [one.text for one in dates] == [
        "Fri, 02 Jan 2026 14:57:58 GMT",
        "Wed, 07 Jan 2026 14:57:58 GMT",
        "Mon, 12 Jan 2026 14:57:58 GMT",
    ]
    assert "<size>0kb</size>\n                <source_type>I</source_type>" in raw.text
    assert r"<authors>Waldyr A. Rodrigues Jr., Erd\H{o}s</authors>" in raw.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "ListIdentifiers"}, "badVerb"),
        ({"verb": "Identify", "set": "cs"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc"}, "cannotDisseminateFormat"),
        ({**LIST, "from": "2026-02"}, "badArgument"),
        ({**LIST, "from": "2026-02-30"}, "badArgument"),
        ({**LIST, "from": "2026-02-03", "until": "2026-02-01"}, "badArgument"),
        ({**LIST, "set": "cs:XX"}, "badArgument"),
        ({**LIST, "from": "2026-02-11"}, "noRecordsMatch"),
        ({"verb": "GetRecord", "identifier": "oai:arXiv.org:2602.00001"}, "badArgument"),
        (
            {"verb": "GetRecord", "identifier": "2602.00001", "metadataPrefix": "arXiv"},
            "badArgument",
        ),
        (
            {"verb": "GetRecord", "identifier": "oai:arXiv.org:1", "metadataPrefix": "oai_dc"},
            "cannotDisseminateFormat",
        ),
        (
            {"verb": "GetRecord", "identifier": "oai:arXiv.org:1", "metadataPrefix": "arXiv"},
            "idDoesNotExist",
        ),
    ],
)
def test_errors_are_answers(arxiv: LocalArxiv, ask: Ask, query: dict[str, str], code: str) -> None:
    """HTTP 200 and an error element with its code."""
    arxiv.announce(TUESDAY, *papers(1, day=TUESDAY))
    answer = ask(arxiv.oai_url, **query)
    assert (answer.status_code, harvested(answer)) == (200, [code])


def test_a_token_stands_alone(ask: Ask) -> None:
    """Beside it only the verb is allowed; a repeated argument never is."""
    with LocalArxiv() as arxiv:
        both = ask(arxiv.oai_url, **LIST, resumptionToken="x")
        assert harvested(both) == ["badArgument"]
        twice = ask(f"{arxiv.oai_url}?verb=ListRecords&metadataPrefix=arXiv&metadataPrefix=arXiv")
        assert harvested(twice) == ["badArgument"]


def test_the_repository_says_who_it_is_and_what_it_has(arxiv: LocalArxiv, ask: Ask) -> None:
    """Identify, and all 183 sets."""
    assert (
        "<earliestDatestamp>2005-09-16</earliestDatestamp>"
        in ask(arxiv.oai_url, verb="Identify").text
    )
    listed = ask(arxiv.oai_url, verb="ListSets").text
    for name in (
        "cs",
        "cs:cs",
        "cs:cs:CV",
        "physics:hep-th",
        "physics:astro-ph:GA",
        "stat:stat:TH",
    ):
        assert f"<setSpec>{name}</setSpec>" in listed
