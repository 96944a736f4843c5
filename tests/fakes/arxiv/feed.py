"""
The announcement feeds, /rss/<spec> and /atom/<spec>, as rss.arxiv.org writes them.

Rules: https://github.com/arXiv/arxiv-feed (feed/database.py, feed/serializers/serializer.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from html import escape

from storage.taxonomy import ARCHIVES, CATEGORIES
from tests.fakes.arxiv.book import ORDER, Entry, categories_asked, eastern_day, midnight
from tests.fakes.arxiv.papers import FakePaper
from tests.fakes.arxiv.text import affiliation_of, taken_apart, text_node
from tests.fakes.arxiv.view import View
from tests.fakes.arxiv.wire import Asked, Reply

CAP = 2000  # items of an answer
BUILD = timedelta(seconds=11, microseconds=866_337)  # after midnight

RSS_HEAD = """<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:atom="http://www.w3.org/2005/Atom" \
xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">
  <channel>
    <title>{title}</title>
    <link>{link}</link>
    <description>{about}</description>
    <atom:link href="{link}" rel="self" type="application/rss+xml"/>
    <docs>http://www.rssboard.org/rss-specification</docs>
    <language>en-us</language>
    <lastBuildDate>{built}</lastBuildDate>
    <managingEditor>{editor}</managingEditor>
    <pubDate>{day}</pubDate>
"""
SKIP_DAYS = """    <skipDays>
      <day>Saturday</day>
      <day>Sunday</day>
    </skipDays>
"""
RSS_END = "  </channel>\n</rss>\n"
ATOM_HEAD = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">
  <id>{link}</id>
  <title>{title}</title>
  <updated>{built}</updated>
  <link href="{link}" rel="self" type="application/atom+xml"/>
  <subtitle>{about}</subtitle>
"""


class BadSpec(ValueError):
    """The feed's address names something that arXiv does not have."""


def feed(asked: Asked, view: View) -> Reply:
    """The answer to /rss/… and /atom/…."""
    _, form, spec = asked.path.split("/", 2)
    version = asked.parameters.get("version", "2.0")
    if version != "2.0":
        return _error(form, spec, f"Unsupported feed version '{version}' requested.", view.now)
    if view.has("error feed"):
        return _error(form, spec, "Internal error while the index was queried.", view.now)
    try:
        subjects = _subjects(spec)
    except BadSpec as error:
        return _error(form, spec, str(error), view.now)
    categories = frozenset().union(*(categories_asked(name) or () for name in subjects))
    entries = capped(view.fed(categories))
    names = ", ".join(subjects)
    words = (f"{names} updates on arXiv.org", f"{names} updates on the arXiv.org e-print archive.")
    body = _document(form, "+".join(subjects), words, entries, eastern_day(view.now))
    return _conditional(asked, body, form, view.now)


def capped(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that fit: replacements come first, so of the new ones the lowest ids fall out."""
    ranked = sorted(entries, key=lambda entry: entry.paper.id, reverse=True)
    ranked.sort(key=lambda entry: ORDER.index(entry.type), reverse=True)
    return tuple(reversed(ranked[:CAP]))


def _subjects(spec: str) -> tuple[str, ...]:
    """The archives, then the categories named in *spec*, in arXiv's own spelling."""
    archives: list[str] = []
    categories: list[str] = []
    for written in spec.split("+"):
        archive, dot, letters = written.partition(".")
        if archive.lower() not in ARCHIVES:
            raise BadSpec(_bad_archive(archive.lower()))
        if not dot:
            archives.append(archive.lower())
            continue
        forms = (f"{archive.lower()}.{letters.upper()}", f"{archive.lower()}.{letters.lower()}")
        found = [name for name in forms if name in CATEGORIES]
        if not found:
            raise BadSpec(_bad_class(archive.lower(), letters))
        categories.append(found[0])
    return (*archives, *categories)


def _bad_archive(archive: str) -> str:
    known = ", ".join(name for name, one in ARCHIVES.items() if one.active)
    return f"Bad archive '{archive}'. Valid archive names are: {known}."


def _bad_class(archive: str, letters: str) -> str:
    known = ", ".join(sorted(c.id for c in CATEGORIES.values() if c.archive == archive))
    return (
        f"Bad subject class '{letters}'. Valid subject classes for the archive '{archive}' "
        f"are: {known}."
    )


def _document(
    form: str, spec: str, words: tuple[str, str], entries: Sequence[Entry], day: date
) -> str:
    head = _head(form, spec, words, day)
    if form == "rss":
        items = "".join(line for entry in entries for line in _rss_item(entry, day))
        return f"{head}{SKIP_DAYS}{items}{RSS_END}"
    return (
        f"{head}{''.join(line for entry in entries for line in _atom_entry(entry, day))}</feed>\n"
    )


def _head(
    form: str, spec: str, words: tuple[str, str], day: date, editor: str = "rss-help@arxiv.org"
) -> str:
    built = (midnight(day) + BUILD).astimezone(UTC)
    return (RSS_HEAD if form == "rss" else ATOM_HEAD).format(
        title=text_node(words[0]),
        about=text_node(words[1]),
        link=escape(f"http://rss.arxiv.org/{form}/{spec}"),
        built=format_datetime(built) if form == "rss" else built.isoformat(),
        day=format_datetime(midnight(day)),
        editor=editor,
    )


def _error(form: str, spec: str, reason: str, now: datetime) -> Reply:
    link = f"http://rss.arxiv.org/{form}/{spec}"
    words = (f"Feed error for query: {link}", reason)
    head = _head(form, spec, words, eastern_day(now), editor="rss-help.arxiv.org")
    body = head + (RSS_END if form == "rss" else "</feed>\n")
    return Reply(status=400, content_type=f"application/{form}+xml", body=body)


def _conditional(asked: Asked, body: str, form: str, now: datetime) -> Reply:
    """The feed with its ETag, or "not modified" for whom has it already."""
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()}"'
    until = midnight(eastern_day(now) + timedelta(days=1))
    age = int(until.timestamp() - now.timestamp())
    headers = {"ETag": tag, "Cache-Control": f"max-age={age}"}
    known = [one.strip() for one in asked.headers.get("if-none-match", "").split(",")]
    if tag in known:
        return Reply(status=304, headers=headers)
    return Reply(body=body, headers=headers, content_type=f"application/{form}+xml")


def _rss_item(entry: Entry, day: date) -> Iterator[str]:
    paper = entry.paper
    yield "    <item>\n"
    yield f"      <title>{text_node(paper.title)}</title>\n"
    yield f"      <link>https://arxiv.org/abs/{paper.id}</link>\n"
    yield f"      <description>{_description(entry)}</description>\n"
    yield f'      <guid isPermaLink="false">oai:arXiv.org:{paper.id}v{paper.version}</guid>\n'
    for category in paper.categories:
        yield f"      <category>{category}</category>\n"
    yield f"      <pubDate>{format_datetime(midnight(day))}</pubDate>\n"
    doi = _optional("arxiv:DOI", paper.doi)
    journal = _optional("arxiv:journal_reference", paper.journal_ref)
    yield from (f"  {line}" for line in _extension(entry, (doi, journal)))
    yield "    </item>\n"


def _atom_entry(entry: Entry, day: date) -> Iterator[str]:
    paper = entry.paper
    built = (midnight(day) + BUILD).astimezone(UTC)
    yield "  <entry>\n"
    yield f"    <id>oai:arXiv.org:{paper.id}v{paper.version}</id>\n"
    yield f"    <title>{text_node(paper.title)}</title>\n"
    yield f"    <updated>{built.isoformat()}</updated>\n"
    yield (
        f'    <link href="https://arxiv.org/abs/{paper.id}" rel="alternate" type="text/html"/>\n'
    )
    yield f"    <summary>{_description(entry)}</summary>\n"
    for category in paper.categories:
        yield f'    <category term="{category}"/>\n'
    yield f"    <published>{midnight(day).isoformat()}</published>\n"
    journal = _optional("arxiv:journal_reference", paper.journal_ref)
    yield from _extension(entry, (journal, _optional("arxiv:DOI", paper.doi)))
    yield "  </entry>\n"


def _extension(entry: Entry, optional: tuple[str, str]) -> Iterator[str]:
    """What both forms have in common: in RSS the DOI comes first, in Atom the journal."""
    yield f"    <arxiv:announce_type>{entry.type}</arxiv:announce_type>\n"
    yield f"    <dc:rights>{text_node(entry.paper.licence)}</dc:rights>\n"
    yield from (f"    {line}\n" for line in optional if line)
    yield f"    <dc:creator>{text_node(_creator(entry.paper))}</dc:creator>\n"


def _description(entry: Entry) -> str:
    paper = entry.paper
    return text_node(
        f"arXiv:{paper.id}v{paper.version} Announce Type: {entry.type} \nAbstract: {paper.abstract}"
    )


def _optional(name: str, value: str | None) -> str:
    return f"<{name}>{text_node(value)}</{name}>" if value else ""


def _creator(paper: FakePaper) -> str:
    """All authors in one string; one name alone comes with a blank before it, as at arXiv."""
    return ", ".join(_author(author) for author in paper.authors)


def _author(author: str) -> str:
    forenames, key, suffix = taken_apart(author)
    name = f"{forenames} {key}{f' {suffix}' if suffix else ''}"
    affiliation = affiliation_of(author)
    return f"{name} ({affiliation})" if affiliation else name
