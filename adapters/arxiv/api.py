"""
The query API, asked by identifiers -> papers (https://info.arxiv.org/help/api/user-manual.html).

The order of an entry's children changed when the server was rewritten in 2025, so all are looked
up by their qualified names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from adapters.arxiv.authors import named
from adapters.arxiv.fields import (
    abstract_text,
    identifier_in,
    is_withdrawn,
    iso_moment,
    known_categories,
    line,
    title_text,
)
from adapters.arxiv.markup import ARXIV, ATOM, parse_xml, text_at
from adapters.ports import SourceError, Unreadable
from storage.identifiers import Identifier
from storage.records import Paper
from storage.text import one_line

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
MOST_AT_ONCE = 100
ERRORS = "/api/errors"


def question(identifiers: Sequence[Identifier]) -> str:
    """The query string that asks for *identifiers*; without `max_results` ten come at most."""
    asked = {
        "id_list": ",".join(map(str, identifiers)),
        "start": 0,
        "max_results": len(identifiers),
    }
    return urlencode(asked, safe=",/")


def in_hundreds(identifiers: Iterable[Identifier]) -> list[tuple[Identifier, ...]]:
    """The *identifiers*, each once, as many at a time as may be asked for."""
    wanted = tuple(dict.fromkeys(identifiers))
    return [wanted[at : at + MOST_AT_ONCE] for at in range(0, len(wanted), MOST_AT_ONCE)]


def read_papers(body: bytes) -> tuple[Paper, ...]:
    """
    The papers in *body*; entries without title, abstract or identifier are left out.

    Raises `Unreadable` also where the page is empty though it counts papers (it happens, in bursts
    of minutes), and `SourceError` with arXiv's reason where the question was wrong.
    """
    root = parse_xml(body)
    if root.tag != f"{ATOM}feed":
        raise Unreadable("arXiv's answer is an XML document, but not of its query API.")
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        _refuse_error(entry)
    papers = tuple(paper for paper in map(_paper, entries) if paper is not None)
    counted = text_at(root, f"{OPENSEARCH}totalResults").strip()
    if not entries and counted.strip("0"):
        raise Unreadable("arXiv's query API answered with an empty page, though it found papers.")
    return papers


def matched(asked: Iterable[Identifier], papers: Iterable[Paper]) -> Mapping[Identifier, Paper]:
    """Which of *papers* answers which of *asked*: the version asked for, else the newest."""
    versions: dict[str, dict[int, Paper]] = {}
    for paper in papers:
        versions.setdefault(paper.id, {})[paper.citation_version] = paper
    found = {}
    for identifier in asked:
        known = versions.get(identifier.id, {})
        version = identifier.version or max(known, default=0)
        if version in known:
            found[identifier] = known[version]
    return found


def _refuse_error(entry: Any) -> None:
    identity = text_at(entry, f"{ATOM}id")
    if ERRORS in identity:
        reason = one_line(text_at(entry, f"{ATOM}summary"))[:300].rstrip(".")
        raise SourceError(f"arXiv's query API refused the question: {reason}.", temporary=False)


def _paper(entry: Any) -> Paper | None:
    identifier = identifier_in(text_at(entry, f"{ATOM}id"))
    title = title_text(text_at(entry, f"{ATOM}title"))
    abstract = abstract_text(text_at(entry, f"{ATOM}summary"))
    if identifier is None or not title.plain or not abstract.plain:
        return None
    comment = line(text_at(entry, f"{ARXIV}comment"))
    primary = entry.findall(f"{ARXIV}primary_category")
    terms = (*primary, *entry.findall(f"{ATOM}category"))
    return Paper(
        id=identifier.id,
        title=title,
        abstract=abstract,
        authors=named([text_at(a, f"{ATOM}name") for a in entry.findall(f"{ATOM}author")]),
        categories=known_categories(element.get("term", "") for element in terms),
        version=identifier.version,
        comment=comment,
        journal_ref=line(text_at(entry, f"{ARXIV}journal_ref")),
        doi=line(text_at(entry, f"{ARXIV}doi")),
        submitted=iso_moment(text_at(entry, f"{ATOM}published")),
        updated=iso_moment(text_at(entry, f"{ATOM}updated")),
        withdrawn=is_withdrawn(comment, abstract.plain),
        source="api",
    )
