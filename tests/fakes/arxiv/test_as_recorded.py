"""What the local arXiv sends is shaped as what arXiv sent: element by element."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree, html

from tests.fakes.arxiv.conftest import Ask
from tests.fakes.arxiv.papers import FakePaper
from tests.fakes.arxiv.server import LocalArxiv

RECORDED = os.environ.get("PAPERROUND_TEST_DATA")
pytestmark = pytest.mark.skipif(RECORDED is None, reason="PAPERROUND_TEST_DATA is not set")
TUESDAY = date(2026, 2, 10)


def recorded(name: str) -> bytes:
    """A recorded answer."""
    return (Path(str(RECORDED)) / "arxiv" / name).read_bytes()


def shape(xml: bytes) -> list[tuple[str, tuple[str, ...]]]:
    """Every element in order, with the names of its attributes; repeated ones once."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for element in etree.fromstring(xml).iter("{*}*"):
        one = (str(element.tag), tuple(str(name) for name in element.keys()))  # noqa: SIM118
        if one not in found[-2:]:
            found.append(one)
    return found


def item_shapes(xml: bytes, name: str) -> set[tuple[str, ...]]:
    """The orders of elements that occur within the elements called *name*, repeated ones once."""
    return {
        tuple(dict.fromkeys(str(part.tag) for part in item.iter("{*}*")))
        for item in etree.fromstring(xml).iter(f"{{*}}{name}")
    }


@pytest.fixture
def full() -> FakePaper:
    """A paper with everything."""
    return FakePaper(
        id="2602.00011",
        categories=("cs.AI", "cs.CV"),
        authors=("Ann Bee (Delft)", "Cee Dee"),
        comment="5 pages",
        journal_ref="J. 1",
        doi="10.1/x",
        version=2,
    )


@pytest.fixture
def plain() -> FakePaper:
    """A paper with as little as can be."""
    return FakePaper(id="2602.00012", categories=("cs.AI", "cs.CV"), authors=("Ann Bee",))


def test_feeds(arxiv: LocalArxiv, ask: Ask, plain: FakePaper) -> None:
    """RSS and Atom, with items, empty, and with an error."""
    arxiv.announce(TUESDAY, plain)
    rss, atom = (ask(f"{arxiv.base_url}/{form}/cs.AI").content for form in ("rss", "atom"))
    real_rss, real_atom = (
        recorded(f"feeds/{name}.xml")
        for name in ("generated_rss_cs.CV_2026-04-17", "real_atom_cs.AI_2025-08-20")
    )
    assert shape(rss) == shape(real_rss)[: len(shape(rss))]
    assert item_shapes(rss, "item") <= item_shapes(real_rss, "item")
    assert shape(atom) == shape(real_atom)[: len(shape(atom))]
    assert item_shapes(atom, "entry") <= item_shapes(real_atom, "entry")


@pytest.mark.parametrize(
    ("path", "moment", "name"),
    [
        (
            "/rss/cs.CV",
            datetime(2026, 4, 18, 12, tzinfo=UTC),
            "generated_rss_empty_cs.CV_2026-04-18",
        ),
        (
            "/atom/cs.CV",
            datetime(2026, 4, 19, 12, tzinfo=UTC),
            "generated_atom_empty_cs.CV_2026-04-19",
        ),
        ("/rss/cs.XX", datetime(2026, 4, 21, 12, tzinfo=UTC), "generated_rss_error_cs.XX"),
    ],
)
def test_feeds_without_items_are_the_same_but_for_the_second(
    arxiv: LocalArxiv, ask: Ask, path: str, moment: datetime, name: str
) -> None:
    """Byte for byte, except for the moment they were built."""
    arxiv.at(moment)
    built = ("<lastBuildDate>", "<updated>")

    def lines(text: str) -> Iterator[str]:
        return (line for line in text.splitlines() if not line.strip().startswith(built))

    assert list(lines(ask(f"{arxiv.base_url}{path}").text)) == list(
        lines(recorded(f"feeds/{name}.xml").decode())
    )


def test_api_answers(arxiv: LocalArxiv, ask: Ask, full: FakePaper, plain: FakePaper) -> None:
    """Entries with everything and with little, an empty feed, an error."""
    arxiv.announce(TUESDAY, full, plain)
    known = item_shapes(recorded("api/q_testing_s0_m10_bc5a6c384fe9.xml"), "entry")
    known |= item_shapes(recorded("api/id_1605.08386_s0_m100_199195aa31ad.xml"), "entry")
    affiliated = item_shapes(recorded("api/id_astro-ph_0601001_s0_m100_3150dca9dc76.xml"), "author")
    answer = ask(arxiv.api_url, id_list=f"{full.id},{plain.id}", max_results=100).content
    without = answer.replace(b"<arxiv:affiliation>Delft</arxiv:affiliation>", b"")
    assert item_shapes(answer, "author") >= affiliated
    assert len(item_shapes(without, "entry") & known) >= 1
    assert shape(without)[:7] == shape(recorded("api/q_testing_s0_m10_bc5a6c384fe9.xml"))[:7]


@pytest.mark.parametrize(
    ("ids", "name"),
    [("abc", "id_abc_s0_m100_b79c8dcf6bc3"), ("0000.0000", "id_0000.0000_s0_m100_8b51d9633a68")],
)
def test_api_answers_without_papers_are_the_same_but_for_the_moment(
    arxiv: LocalArxiv, ask: Ask, ids: str, name: str
) -> None:
    """Line for line, except for the moment and the name of the query."""

    def lines(text: str) -> list[str]:
        kept = (line for line in text.splitlines() if "<updated>" not in line)
        return [line for line in kept if not line.startswith("  <id>https://arxiv.org/api/")]

    answer = ask(arxiv.api_url, search_query="", id_list=ids, start=0, max_results=100)
    assert lines(answer.text) == lines(recorded(f"api/{name}.xml").decode())


def test_oai_answers(arxiv: LocalArxiv, ask: Ask, full: FakePaper, plain: FakePaper) -> None:
    """Both formats, the sets, and the error."""
    arxiv.announce(TUESDAY, full, plain)
    listed = ask(arxiv.oai_url, verb="ListRecords", metadataPrefix="arXiv").content
    real = recorded("oai/generated_ListRecords_arXiv_p1.xml")
    known = {part for shaped in item_shapes(real, "record") for part in shaped}
    for shaped in item_shapes(listed, "record"):
        assert set(shaped) <= known
        order = next(iter(item_shapes(real, "record")))
        assert [part for part in order if part in shaped] == [p for p in shaped if p in order]
    raw = ask(
        arxiv.oai_url,
        verb="GetRecord",
        metadataPrefix="arXivRaw",
        identifier=f"oai:arXiv.org:{full.id}",
    ).content
    real_raw = next(iter(item_shapes(recorded("oai/generated_GetRecord_arXivRaw.xml"), "record")))
    assert item_shapes(raw, "record") == {tuple(p for p in real_raw if "msc-class" not in p)}
    sets = etree.fromstring(ask(arxiv.oai_url, verb="ListSets").content)
    real_sets = etree.fromstring(recorded("oai/generated_ListSets.xml"))
    name = "{http://www.openarchives.org/OAI/2.0/}setSpec"
    assert {one.text for one in sets.iter(name)} == {one.text for one in real_sets.iter(name)}
    none = {"verb": "ListRecords", "metadataPrefix": "arXiv", "from": "2026-02-11"}
    assert shape(ask(arxiv.oai_url, **none).content) == shape(
        recorded("oai/generated_noRecordsMatch.xml")
    )


def test_listing(arxiv: LocalArxiv, ask: Ask, full: FakePaper, plain: FakePaper) -> None:
    """The entries of a listing: every element, its class, and the words between."""
    arxiv.announce(TUESDAY, full, plain)
    page = html.fromstring(ask(f"{arxiv.list_url}/cs.AI/new").text)
    real = html.fromstring(recorded("html/real_list_new_cs.AI_2026-08-12_trimmed.html"))

    def classes(tree: html.HtmlElement, name: str) -> set[tuple[tuple[str, ...], ...]]:
        return {
            tuple(
                dict.fromkeys(
                    (str(part.tag), str(part.get("class")), str(part.get("title")))
                    for part in entry.iter("*")
                )
            )
            for entry in tree.iter(name)
        }

    assert classes(page, "dt") <= classes(real, "dt")
    assert classes(page, "dd") <= classes(real, "dd")
    heading = "Showing new listings for Tuesday, 10 February 2026"
    assert next(page.iter("h3")).text == heading
