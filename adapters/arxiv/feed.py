"""
An announcement feed, RSS 2.0 or Atom -> its items.

Formats: https://info.arxiv.org/help/rss_specifications.html and atom_specifications.html.
The type of an item is relative to what was asked for; `apart.py` makes it absolute.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from adapters.arxiv.authors import split_authors
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
from adapters.arxiv.markup import ARXIV, ATOM, DUBLIN_CORE, parse_xml, text_at, texts_at
from adapters.ports import SourceError, Unreadable
from storage.records import ARXIV_ZONE, AnnounceType, Paper, Sighting
from storage.text import one_line

ERROR = "Feed error for query:"
PREFIX = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s+(\S+)\s+Abstract:\s*")
TYPES = {str(kind): kind for kind in AnnounceType}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """One answer: the batch of *day*; *size* counts its items, those that cannot be read too."""

    day: date | None
    items: tuple[Sighting, ...]
    size: int


def read_feed(body: bytes) -> FeedPage:
    """The feed in *body*; raises `Unreadable`, or the reason of an error feed."""
    root = parse_xml(body)
    channel = root.find("channel")
    if root.tag == "rss" and channel is not None:
        return _rss(channel)
    if root.tag == f"{ATOM}feed":
        return _atom(root)
    raise Unreadable("arXiv's answer is an XML document, but no feed.")


def _rss(channel: Any) -> FeedPage:
    _refuse_error(text_at(channel, "title"), text_at(channel, "description"))
    elements = channel.findall("item")
    moments = (mail_moment(text_at(channel, name)) for name in ("pubDate", "lastBuildDate"))
    items = [
        _sighting(
            element,
            identity=f"{text_at(element, 'guid')} {text_at(element, 'link')}",
            title=text_at(element, "title"),
            description=text_at(element, "description"),
            categories=texts_at(element, "category"),
        )
        for element in elements
    ]
    return _page(items, next(filter(None, moments), None))


def _atom(feed: Any) -> FeedPage:
    _refuse_error(text_at(feed, f"{ATOM}title"), text_at(feed, f"{ATOM}subtitle"))
    elements = feed.findall(f"{ATOM}entry")
    published = [text_at(element, f"{ATOM}published") for element in elements]
    moments = map(iso_moment, (*published, text_at(feed, f"{ATOM}updated")))
    items = [
        _sighting(
            element,
            identity=text_at(element, f"{ATOM}id"),
            title=text_at(element, f"{ATOM}title"),
            description=text_at(element, f"{ATOM}summary"),
            categories=[c.get("term", "") for c in element.findall(f"{ATOM}category")],
        )
        for element in elements
    ]
    return _page(items, next(filter(None, moments), None))


def _refuse_error(title: str, reason: str) -> None:
    if title.strip().startswith(ERROR):
        said = one_line(reason)[:300].rstrip(".")
        raise SourceError(f"arXiv's feed refused the question: {said}.", temporary=False)


def _page(items: Sequence[Sighting | None], moment: datetime | None) -> FeedPage:
    readable = tuple(item for item in items if item is not None)
    if items and not readable:
        raise Unreadable("No item of arXiv's feed can be read.", temporary=False)
    day = moment.astimezone(ARXIV_ZONE).date() if moment else None
    return FeedPage(day=day, items=readable, size=len(items))


def _sighting(
    element: Any, *, identity: str, title: str, description: str, categories: list[str]
) -> Sighting | None:
    """One item, or nothing where its identifier, title, type or categories are missing."""
    identifier = identifier_in(identity)
    prefix = PREFIX.match(description[:1_000])
    told = text_at(element, f"{ARXIV}announce_type").strip() or (prefix[1] if prefix else "")
    kind, filed_under, named = TYPES.get(told), known_categories(categories), title_text(title)
    if identifier is None or kind is None or not filed_under or not named.plain:
        return None
    abstract = abstract_text(description[prefix.end() :] if prefix else description)
    paper = Paper(
        id=identifier.id,
        title=named,
        abstract=abstract,
        authors=split_authors(", ".join(texts_at(element, f"{DUBLIN_CORE}creator"))),
        categories=filed_under,
        version=identifier.version,
        journal_ref=line(text_at(element, f"{ARXIV}journal_reference")),
        doi=line(text_at(element, f"{ARXIV}DOI")),
        licence=line(text_at(element, f"{DUBLIN_CORE}rights")),
        withdrawn=is_withdrawn(None, abstract.plain),
        source="feed",
    )
    return Sighting(paper=paper, type=kind)
