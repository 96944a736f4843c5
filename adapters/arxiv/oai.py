"""
OAI-PMH -> papers, page by page (https://info.arxiv.org/help/oa/index.html).

Asked for in the format arXivRaw, which tells every version; the format arXiv is understood too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from adapters.arxiv.authors import named, split_authors
from adapters.arxiv.fields import (
    abstract_text,
    identifier_in,
    is_withdrawn,
    iso_moment,
    known_categories,
    line,
    mail_moment,
    title_text,
)
from adapters.arxiv.markup import local_name, parse_xml
from adapters.ports import HarvestPage, SourceError, Unreadable
from storage.records import Paper
from storage.taxonomy import ARCHIVES, CATEGORIES
from storage.text import Text, one_line

VERB = "ListRecords"
FORMATS = ("arXivRaw", "arXiv")
WITHDRAWN_SOURCE = "I"  # "ignore": the version has no source, and is a withdrawal


class TokenExpired(SourceError):
    """The resumption token is no longer known (they end at midnight UTC): begin anew."""


def question(archive: str | None, since: date, until: date | None) -> str:
    """The query string of the first page: all of *archive* last changed in these days."""
    asked = {"verb": VERB, "metadataPrefix": "arXivRaw"}
    if archive is not None:
        asked["set"] = set_of(archive)
    asked["from"] = since.isoformat()
    if until is not None:
        asked["until"] = until.isoformat()
    return urlencode(asked, safe=":")


def next_question(token: str) -> str:
    """The query string of a further page: nothing but verb and token is allowed."""
    return urlencode({"verb": VERB, "resumptionToken": token})


def set_of(subject: str) -> str:
    """An archive or category as OAI calls it: `cs`, `physics:hep-th`, `cs:cs:CV`."""
    category = CATEGORIES.get(subject)
    archive = category.archive if category else subject
    group = "physics" if archive in ARCHIVES and ARCHIVES[archive].group == "Physics" else archive
    _, _, letters = subject.partition(".")
    if letters:
        return f"{group}:{archive}:{letters}"
    return archive if group == archive != "physics" else f"{group}:{archive}"


def read_page(body: bytes) -> HarvestPage:
    """The records in *body*; raises `Unreadable`, `TokenExpired`, or what arXiv refused for."""
    root = parse_xml(body)
    if local_name(root) != "OAI-PMH":
        raise Unreadable("arXiv's answer is an XML document, but not of its OAI interface.")
    for error in _all(root, "error"):
        if error.get("code") == "noRecordsMatch":
            return HarvestPage(papers=(), token=None)
        raise _refusal(error)
    records = [record for record in _all(root, "record") if not _is_deleted(record)]
    papers = tuple(paper for paper in map(_paper, records) if paper is not None)
    if not papers and (records or not _all(root, VERB)):
        raise Unreadable("No record of arXiv's OAI interface can be read.", temporary=not records)
    token = next(iter(_all(root, "resumptionToken")), None)
    expires = None if token is None else iso_moment(token.get("expirationDate", ""))
    return HarvestPage(
        papers=papers,
        token=((token.text or "").strip() or None) if token is not None else None,
        token_expires=expires,
        newest=_newest(root),
    )


def _refusal(error: Any) -> SourceError:
    reason = one_line(error.text or "") or str(error.get("code"))
    said = f"arXiv's OAI interface refused the question: {reason[:300].rstrip('.')}."
    kind = TokenExpired if error.get("code") == "badResumptionToken" else SourceError
    return kind(said, temporary=False)


def _is_deleted(record: Any) -> bool:
    return any(header.get("status") == "deleted" for header in _all(record, "header"))


def _newest(root: Any) -> date | None:
    moments = (iso_moment(stamp.text or "") for stamp in _all(root, "datestamp"))
    return max((moment.date() for moment in moments if moment), default=None)


def _paper(record: Any) -> Paper | None:
    """The paper of one record, or nothing where its identifier, title or categories are missing."""
    facts = next((facts for name in FORMATS for facts in _all(record, name)), None)
    if facts is None:
        return None
    identifier = identifier_in(_said(facts, "id"))
    title = title_text(_said(facts, "title"))
    categories = known_categories(_said(facts, "categories").split())
    if identifier is None or not title.plain or not categories:
        return None
    versions = sorted(_versions(facts), key=lambda version: version[0])
    oldest, newest = (versions[0], versions[-1]) if versions else (None, None)
    comment = line(_said(facts, "comments"))
    abstract = abstract_text(_said(facts, "abstract"))
    marked = newest is not None and _said(newest[1], "source_type").strip() == WITHDRAWN_SOURCE
    return Paper(
        id=identifier.id,
        title=title,
        abstract=abstract,
        authors=_authors(facts),
        categories=categories,
        version=newest[0] if newest else None,
        comment=comment,
        journal_ref=line(_said(facts, "journal-ref")),
        doi=line(_said(facts, "doi")),
        licence=line(_said(facts, "license")),
        submitted=mail_moment(_said(oldest[1], "date")) if oldest and oldest[0] == 1 else None,
        updated=mail_moment(_said(newest[1], "date")) if newest else None,
        withdrawn=marked or is_withdrawn(comment, abstract.plain),
        source="oai",
    )


def _versions(facts: Any) -> Iterator[tuple[int, Any]]:
    for version in _all(facts, "version"):
        number = version.get("version", "").removeprefix("v")
        if number.isascii() and number.isdecimal():
            yield int(number), version


def _authors(facts: Any) -> tuple[Text, ...]:
    """One string in arXivRaw; keyname, forenames and suffix of each in arXiv."""
    authors = _all(facts, "author")
    if not authors:
        return split_authors(_said(facts, "authors"))
    parts = ("forenames", "keyname", "suffix")
    return named([" ".join(_said(author, part) for part in parts) for author in authors])


def _all(element: Any, name: str) -> list[Any]:
    """Every descendant called *name* in whatever namespace: recorded answers mix them."""
    return list(element.iter(f"{{*}}{name}"))


def _said(element: Any, name: str) -> str:
    found = element.find(f"{{*}}{name}")
    return "" if found is None else "".join(found.itertext())
