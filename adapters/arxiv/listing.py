"""
A listing page (`/list/cs.CV/new`) or a catch-up page -> what it announces.

Both come from one template: a heading with the day, a heading for each section with its counts,
and a `dt` and a `dd` for each paper (arXiv/arxiv-browse, templates/list).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from adapters.arxiv.authors import named, split_authors
from adapters.arxiv.fields import (
    abstract_text,
    identifier_in,
    is_withdrawn,
    known_categories,
    line,
    title_text,
)
from adapters.arxiv.markup import parse_html
from adapters.ports import Unreadable
from storage.records import AnnounceType, Paper, Sighting
from storage.taxonomy import canonical, categories_of
from storage.text import Text, one_line

DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY_HEADING = re.compile(r"(?:Showing new listings for|Catchup results for .* on) .*\d{4}$")
SECTION = re.compile(r"(New|Cross|Replacement)[ -]?(?:submissions|lists?|s\b)", re.IGNORECASE)
COUNTS = re.compile(r"(\d+) of (\d+) entries")
TOTAL = re.compile(r"Total of (\d+) entries", re.IGNORECASE)
NOTHING = re.compile(r"No (?:further )?updates (?:today|for )")
VERSION = re.compile(r"/(?:html|pdf)/\S+v([1-9]\d*)$")
LINK_WORDS = re.compile(r"this (?:https?|ftp) URL", re.IGNORECASE)
LAST_BRACKET = re.compile(r"\(([\w.-]+)\)\s*$")
NO_AUTHORS = "(author list is unavailable)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage:
    """
    One page of a listing.

    *sections* are the totals that each section declares, *total* that of the whole listing (none:
    not said); *shown* is how many entries the page itself has.
    """

    day: date | None
    sightings: tuple[Sighting, ...] = ()
    sections: tuple[tuple[str, int], ...] = ()
    total: int | None = None
    shown: int = 0


def read_listing(body: bytes, subject: str) -> ListingPage:
    """The listing of *subject* in *body*; raises `Unreadable` where no part of one is found."""
    page = parse_html(body)
    text = " ".join(page.text_content().split())
    sections = list(_sections(page))
    entries = sum(len(section.entries) for section in sections)
    sightings = tuple(_sightings(sections, subject))
    total = TOTAL.search(text)
    if not sightings and (entries or not NOTHING.search(text)):
        # A page of arXiv's that has changed stays so; any other page is a passing trouble.
        known = bool(entries or page.xpath("//*[@id='dlpage' or @id='articles']"))
        raise Unreadable(f"The listing of {subject} cannot be read.", temporary=not known)
    counted = tuple((s.kind, s.total) for s in sections if s.total is not None)
    return ListingPage(
        day=_day(page),
        sightings=sightings,
        sections=counted,
        total=int(total[1]) if total else (None if counted or entries else 0),
        shown=max(entries, sum(section.shown for section in sections)),
    )


@dataclass(slots=True)
class _Section:
    """A heading, what it says is *shown* here of how many in *total*, and its entries."""

    kind: str
    shown: int
    total: int | None
    entries: list[tuple[Any, Any]] = field(default_factory=list)


def _sections(page: Any) -> Iterator[_Section]:
    section = None
    for element in page.iter("h3", "dt", "dd"):
        if element.tag == "h3":
            section = _begun(one_line(element.text_content()))
            if section is not None:
                yield section
        elif section is None:
            continue  # before the first section, or in one of another kind
        elif element.tag == "dt":
            section.entries.append((element, None))
        elif section.entries and section.entries[-1][1] is None:
            section.entries[-1] = (section.entries[-1][0], element)


def _begun(heading: str) -> _Section | None:
    named_so = SECTION.match(heading)
    if named_so is None:
        return None
    counts = COUNTS.search(heading)
    shown, total = (int(counts[1]), int(counts[2])) if counts else (0, None)
    return _Section(named_so[1].lower(), shown, total)


def _day(page: Any) -> date | None:
    """The day of the page's heading, else (older pages) the one that a section names."""
    headings = [one_line(heading.text_content()) for heading in page.iter("h1", "h3")]
    of_page = [heading for heading in headings if DAY_HEADING.match(heading)]
    of_sections = [heading for heading in headings if SECTION.match(heading)]
    for heading in (*of_page, *of_sections):
        for day, month, year in DAY.findall(heading)[-1:]:
            try:
                return date(int(year), MONTHS.index(month) + 1, int(day))
            except ValueError:
                continue  # 31 February, or a month in another language
    return None


def _sightings(sections: list[_Section], subject: str) -> Iterator[Sighting]:
    within = {*categories_of(subject), canonical(subject)}
    for section in sections:
        for head, body in section.entries:
            paper = None if body is None else _paper(head, body, is_new=section.kind == "new")
            if paper is not None:
                yield Sighting(paper=paper, type=_type(section.kind, paper.primary in within))


def _type(kind: str, is_at_home: bool) -> AnnounceType:  # noqa: FBT001
    if kind == "new":
        return AnnounceType.NEW
    if kind == "cross":
        return AnnounceType.CROSS
    return AnnounceType.REPLACE if is_at_home else AnnounceType.REPLACE_CROSS


def _paper(head: Any, body: Any, *, is_new: bool) -> Paper | None:
    """The paper of one entry, or nothing where its identifier, title or subjects are missing."""
    links = head.xpath(".//a[contains(@href, '/abs/')]/@href")
    identifier = identifier_in(links[0]) if links else None
    title = title_text(_said(body, "list-title"))
    categories = _categories(body)
    if identifier is None or not title.plain or not categories:
        return None
    comment = line(_said(body, "list-comments"))
    abstract = abstract_text(_words_of(body.xpath(".//p[contains(@class, 'mathjax')]")))
    return Paper(
        id=identifier.id,
        title=title,
        abstract=abstract,
        authors=_authors(body),
        categories=categories,
        version=_version(head) or (1 if is_new else None),
        comment=comment,
        journal_ref=line(_said(body, "list-journal-ref")),
        doi=line(_said(body, "list-doi")),
        withdrawn=is_withdrawn(comment, abstract.plain),
        source="listing",
    )


def _version(head: Any) -> int | None:
    """The version in a link to the HTML or PDF of the paper; those without either tell none."""
    found = (VERSION.search(link) for link in head.xpath(".//a/@href"))
    return next((int(match[1]) for match in found if match), None)


def _categories(body: Any) -> tuple[str, ...]:
    first = _words_of(body.xpath(".//*[contains(@class, 'primary-subject')]"))
    subjects = (first, *_said(body, "list-subjects").split(";"))
    found = (LAST_BRACKET.search(subject) for subject in subjects)
    return known_categories(match[1] for match in found if match)


def _authors(body: Any) -> tuple[Text, ...]:
    links = body.xpath(".//*[contains(@class, 'list-authors')]//a")
    if links:
        return named([link.text_content() for link in links])
    written = _said(body, "list-authors").strip().removeprefix("Authors:")
    return () if written.strip() == NO_AUTHORS else split_authors(written)


def _said(body: Any, name: str) -> str:
    """The words of the part with the class *name*, without its descriptor ("Title:")."""
    return _words_of(body.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]"))


def _words_of(found: list[Any]) -> str:
    return "".join(_words(found[0])) if found else ""


def _words(element: Any) -> Iterator[str]:
    """The text of *element*: links as their addresses, line breaks as arXiv's own paragraphs."""
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield "\n  "
        elif child.tag == "a" and LINK_WORDS.fullmatch(child.text_content().strip()):
            yield child.get("href", "")
        elif isinstance(child.tag, str) and child.get("class") != "descriptor":
            yield from _words(child)
        yield child.tail or ""
