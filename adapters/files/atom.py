"""The digest as an Atom feed (RFC 4287): an entry a paper, for feed readers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from markupsafe import Markup

from adapters.files.direction import unturned
from adapters.files.fields import ABSTRACTS, stated
from adapters.messages import Digest, Entry, Labels
from storage.identifiers import abstract_page, pdf_page
from storage.records import ARXIV_ZONE
from storage.taxonomy import subject_name
from storage.text import one_line, speakable

ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEME = "http://arxiv.org/schemas/atom"  # as arXiv's own feeds name their categories
NOT_XML = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")


def render_atom(digest: Digest) -> str:
    """
    *digest* as a feed, the same whenever it is made: a reader of feeds sees each paper once.

    The feed's id is that of its day and language, an entry's the address of its abstract page;
    both are dated with the day.
    """
    labels, moment = digest.labels, _beginning(digest.day)
    identity = uuid5(NAMESPACE_URL, f"paperround/{digest.day.isoformat()}/{digest.language}")
    feed = etree.Element(_name("feed"), nsmap={None: ATOM})  # type: ignore[dict-item]
    feed.set(LANG, labels.language)
    _add(feed, "id", identity.urn)
    _add(feed, "title", f"Paperround · {labels.title}")
    _add(feed, "subtitle", " · ".join((labels.counts, *labels.accounts)))
    _add(feed, "updated", moment)
    _add(_add(feed, "author"), "name", "Paperround")
    _add(feed, "generator", "Paperround")
    _add(feed, "rights", labels.thanks)
    for entry in digest.entries:
        _add_entry(feed, entry, labels, moment)
    etree.indent(feed)
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8").decode() + "\n"


def _name(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, _name(tag), {k: _clean(v) for k, v in attributes.items()})
    child.text = _clean(text) or None
    return child


def _clean(text: str) -> str:
    """*text* without what XML cannot hold, and without what turns its direction."""
    return NOT_XML.sub("", unturned(speakable(text)))


def _beginning(day: date) -> str:
    """The moment at which *day* begins at arXiv, whose own feeds date their entries so."""
    midnight = datetime.combine(day, time(), ARXIV_ZONE)
    return midnight.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _add_entry(feed: etree._Element, entry: Entry, labels: Labels, moment: str) -> None:
    paper = entry.paper
    item = _add(feed, "entry")
    _add(item, "id", abstract_page(paper.id))
    _add(item, "title", one_line(paper.title.plain)).set(LANG, ABSTRACTS)
    _add(item, "updated", moment)
    for author in paper.authors:
        _add(_add(item, "author"), "name", one_line(author.plain))
    for category in paper.filed_under:
        _add(item, "category", term=category, scheme=SCHEME, label=subject_name(category))
    _add(item, "link", rel="alternate", type="text/html", href=abstract_page(paper.id))
    _add(item, "link", rel="related", type="application/pdf", href=pdf_page(paper.id), title="PDF")
    summary = _add(item, "summary", entry.summary.tldr, type="text")
    content = _add(item, "content", _content(entry, labels), type="html")
    for element in (summary, content):
        element.set(LANG, entry.summary.language)


def _content(entry: Entry, labels: Labels) -> str:
    """The fields and the abstract as HTML; what is foreign in it is escaped."""
    paper, summary = entry.paper, entry.summary
    mark = Markup(" <em>({})</em>").format(labels.offline) if entry.offline else ""
    parts = [Markup("<p>{}{}</p>").format(summary.tldr, mark)] if summary.tldr.strip() else []
    parts += [_field(label, text, summary.language) for label, text in stated(summary, labels)]
    parts += [_field(labels.abstract, paper.abstract.plain, ABSTRACTS)] * bool(paper.abstract.plain)
    return "\n".join(parts)


def _field(label: str, text: str, language: str) -> Markup:
    lines = Markup("<br>").join(line for line in text.splitlines() if line.strip())
    return Markup('<p lang="{}"><b>{}</b> {}</p>').format(language, label, lines)
