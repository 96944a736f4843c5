"""Markup from outside: read safely, or refused as unreadable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.arxiv.api import read_papers
from adapters.arxiv.feed import read_feed
from adapters.arxiv.listing import read_listing
from adapters.arxiv.markup import local_name, parse_html, parse_xml
from adapters.arxiv.oai import read_page
from adapters.ports import SourceError, Unreadable
from storage.records import Paper
from tests.adapters.arxiv.answers import (
    api,
    api_entry,
    entry,
    item,
    listing,
    oai,
    raw_record,
    rss,
    section,
)

BOMB = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
"""
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
BUSY = "<!DOCTYPE html><html><body><h1>arXiv is busy</h1></body></html>"
DOCUMENTS = {"rss": rss(item()), "api": api(api_entry()), "oai": oai(raw_record())}


def papers_in(body: str | bytes) -> list[Paper]:
    """The papers that any reader finds in *body*; each reader may only raise `SourceError`."""
    raw = body if isinstance(body, bytes) else body.encode()
    found: list[Paper] = []
    refusals = 0
    for read in (read_feed, read_papers, read_page, _listed):
        try:
            answer = read(raw)
        except SourceError:
            refusals += 1
        else:
            items = getattr(answer, "items", ()) or getattr(answer, "sightings", ())
            found += [sighting.paper for sighting in items]
            found += answer if isinstance(answer, tuple) else getattr(answer, "papers", ())
    assert refusals >= 3  # no answer is two things at once
    return found


def _listed(body: bytes) -> object:
    return read_listing(body, "cs.AI")


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.999])
def test_cut_xml_is_unreadable(kind: str, cut: float) -> None:
    """Half an answer is none."""
    document = DOCUMENTS[kind]
    assert papers_in(document[: int(len(document) * cut)]) == []


@pytest.mark.parametrize("prologue", [BOMB, OUTSIDE])
@pytest.mark.parametrize("entity", ["&c;", "&x;", "&a;"])
def test_entities_are_refused(prologue: str, entity: str) -> None:
    """Neither a billion laughs nor a file of this machine comes in by a title."""
    feed = rss(item(title="TITLE")).partition("?>")[2].replace("TITLE", entity)
    assert papers_in(prologue + feed) == []


def test_a_busy_page_is_told_apart_from_xml() -> None:
    """HTML where XML belongs is named as what it is."""
    with pytest.raises(Unreadable, match="HTML page") as caught:
        parse_xml(b"\xef\xbb\xbf\n " + BUSY.encode())
    assert caught.value.temporary


@pytest.mark.parametrize("body", [b"", b"   ", b"Rate exceeded.", b"\0\0", b"<a>\xff</a>"])
def test_what_is_no_markup_is_unreadable(body: bytes) -> None:
    """An empty body, plain text, bytes that are no text."""
    with pytest.raises(Unreadable):
        parse_xml(body)


def test_an_empty_page_is_unreadable() -> None:
    """HTML forgives much, but not nothing at all."""
    with pytest.raises(Unreadable, match="no HTML page"):
        parse_html(b"")


def test_an_unknown_encoding_is_unreadable() -> None:
    """Whatever a document claims to be written in."""
    with pytest.raises(Unreadable):
        parse_xml(b'<?xml version="1.0" encoding="klingon"?><rss/>')


def test_comments_have_no_name_and_say_nothing() -> None:
    """A comment inside a title is not part of it."""
    [paper] = papers_in(rss(item(title="TITLE")).replace("TITLE", "On <!-- no -->rivers"))
    assert paper.title.plain == "On rivers"
    page = parse_html(b"<html><body><!-- a comment --></body></html>")
    assert local_name(page.xpath("//comment()")[0]) == ""


def test_an_enormous_title_is_cut() -> None:
    """Five megabytes are no title; the paper stays."""
    long = "rivers " * 750_000
    [fed] = papers_in(rss(item(title=long)))
    [listed] = papers_in(listing(section("New", entry(title=long))))
    for paper in (fed, listed):
        assert paper.id == "2608.00001"
        assert len(paper.title.plain) < 5_000


def test_nul_bytes_and_controls_do_not_come_in() -> None:
    """XML forbids them, HTML loses them."""
    assert papers_in(rss(item(title="a\0b"))) == []
    assert papers_in(rss(item(title="TITLE")).replace("TITLE", "a&#0;b")) == []
    [paper] = papers_in(listing(section("New", entry(title="On\0 riv\x01ers"))))
    assert paper.title.raw == "On rivers"


def test_deep_markup_is_no_trouble() -> None:
    """Thousands of elements inside each other end without harm."""
    deep = "<b>" * 20_000 + "rivers" + "</b>" * 20_000
    papers_in(listing(section("New", entry(title=deep))))
    papers_in(rss(item(title="TITLE")).replace("TITLE", deep))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """No body whatever ends in another error."""
    assert papers_in(body) == []


@given(st.integers(0, 4_000), st.binary(max_size=8), st.sampled_from(sorted(DOCUMENTS)))
def test_any_damage_is_read_or_refused(place: int, damage: bytes, kind: str) -> None:
    """A real answer with some bytes written over."""
    whole = DOCUMENTS[kind].encode()
    papers_in(whole[:place] + damage + whole[place + len(damage) :])


@given(st.integers(0, 4_000), st.binary(max_size=8))
def test_a_damaged_listing_is_read_or_refused(place: int, damage: bytes) -> None:
    """The same for a page of HTML."""
    whole = listing(section("New", entry(), entry("2608.00002"))).encode()
    papers_in(whole[:place] + damage + whole[place + len(damage) :])
