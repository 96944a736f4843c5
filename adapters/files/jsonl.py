"""
Papers as JSON lines: the project's own records and those of the reference pipeline, both ways.

A record has the reference's keys (`id categories pdf abs authors title comment summary AI`; there
`summary` is the abstract), then `version day announce language engine fallback`. What is written
here is read back the same; a record of the reference pipeline lacks the second group.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from adapters.messages import Digest, Entry
from adapters.ports import BadRecord, Record
from adapters.tex import as_abstract, as_text
from storage.identifiers import ANYWHERE, NotAnIdentifier, abstract_page, parse_identifier, pdf_page
from storage.records import FIELDS, AnnounceType, Paper, Summary
from storage.taxonomy import CATEGORIES
from storage.text import Text, speakable

LONGEST_LINE = 2_000_000  # characters; the longest real record, of 3,303 authors, is near 200,000
LONGEST_TEXT = 100_000  # characters of one text; real abstracts end at 3,500
LAST_VERSION = 9_999
IMPORTED = "imported"  # the engine of a record that names none
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# What can be encoded or kept by no database. Other control characters stay in text as received:
# summaries of the reference pipeline hold a form feed where a model wrote an unescaped `\frac`.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def write_record(record: Record) -> str:
    """One line, with its newline; *record* without a summary has no `AI`."""
    paper, summary = record.paper, record.summary
    row: dict[str, Any] = {
        "id": paper.id,
        "categories": paper.categories,
        "pdf": pdf_page(paper.id),
        "abs": abstract_page(paper.id),
        "authors": [author.raw for author in paper.authors],
        "title": paper.title.raw,
        "comment": paper.comment,
        "summary": paper.abstract.raw,
    }
    if summary is not None:
        row["AI"] = _fields(summary)
    row |= {
        "version": paper.version,
        "day": record.day.isoformat() if record.day else None,
        "announce": record.type.value,
        "language": summary.language if summary else None,
        "engine": summary.engine if summary else None,
        "fallback": record.fallback,
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def _fields(summary: Summary) -> dict[str, str]:
    """The five fields; an incomplete summary lacks those it is missing."""
    fields = {name: getattr(summary, name) for name in FIELDS}
    return {name: text for name, text in fields.items() if text or summary.complete}


def render_jsonl(digest: Digest) -> str:
    """Every entry of *digest* as a record, in the digest's order."""
    return "".join(write_record(_record(entry, digest.day)) for entry in digest.entries)


def _record(entry: Entry, day: date) -> Record:
    return Record(
        paper=entry.paper,
        type=entry.type,
        day=day,
        summary=entry.summary,
        fallback=entry.offline,
    )


def read_record(line: str, *, day: date | None = None, language: str | None = None) -> Record:
    """
    The record in *line*, of this project or of the reference pipeline; raises `BadRecord`.

    *day* and *language* are the caller's, and win over the record's own. A summary whose language
    nobody tells has the language "".
    """
    row = _parsed(line)
    return Record(
        paper=_paper(row),
        type=_announce_type(row),
        day=day or _day(row),
        summary=_summary(row, language),
        fallback=_flag(row, "fallback"),
    )


def _parsed(line: str) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise BadRecord(f"has {len(line):,} characters; {LONGEST_LINE:,} are the most.")
    try:
        row = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:  # ValueError: also a number of too many digits
        raise BadRecord("is not JSON.") from error
    if not isinstance(row, dict):
        raise BadRecord("is not a JSON object.")
    return row


def _paper(row: dict[str, Any]) -> Paper:
    identifier = _identifier(row)
    title = as_text(_required(row, "title"))
    if not title.plain:
        raise BadRecord("has an empty 'title'.")
    comment = _optional(row, "comment")
    return Paper(
        id=identifier[0],
        title=title,
        abstract=as_abstract(_required(row, "summary")),
        authors=_authors(row),
        categories=_categories(row),
        version=_version(row) or identifier[1],
        comment=None if comment is None else speakable(comment),
    )


def _identifier(row: dict[str, Any]) -> tuple[str, int | None]:
    written = _required(row, "id").strip()
    try:
        found = parse_identifier(written) if ANYWHERE.fullmatch(written) else None
    except NotAnIdentifier:
        found = None
    if found is None:
        raise BadRecord(f"has an 'id' that is no arXiv identifier: {written[:40]!r}.")
    return found.id, found.version


def _categories(row: dict[str, Any]) -> tuple[str, ...]:
    categories = _texts(row, "categories")
    if not categories:
        raise BadRecord("lacks 'categories'.")
    if categories[0] not in CATEGORIES:
        raise BadRecord(f"has an unknown primary category: {categories[0][:40]!r}.")
    return categories


def _authors(row: dict[str, Any]) -> tuple[Text, ...]:
    """The authors, none nameless, each on one line: they are kept a line each."""
    lines = (re.sub(r"[\r\n]+", " ", name) for name in _texts(row, "authors"))
    return tuple(name for name in map(as_text, lines) if name.plain)


def _version(row: dict[str, Any]) -> int | None:
    version = row.get("version")
    if version is None:
        return None
    if type(version) is not int or not 1 <= version <= LAST_VERSION:
        raise BadRecord("has a 'version' that is not a number from 1 on.")
    return version


def _announce_type(row: dict[str, Any]) -> AnnounceType:
    written = _optional(row, "announce")
    try:
        return AnnounceType.NEW if written is None else AnnounceType(written)
    except ValueError as error:
        raise BadRecord(f"has an unknown 'announce': {str(written)[:40]!r}.") from error


def _day(row: dict[str, Any]) -> date | None:
    written = _optional(row, "day")
    if written is None:
        return None
    try:
        return date.fromisoformat(written if DAY.fullmatch(written) else "")
    except ValueError as error:
        raise BadRecord(f"has a 'day' that is no date: {written[:40]!r}.") from error


def _summary(row: dict[str, Any], language: str | None) -> Summary | None:
    fields = row.get("AI")
    if fields is None:
        return None
    if not isinstance(fields, dict):
        raise BadRecord("has an 'AI' that is not a JSON object.")
    if "tldr" not in fields and "task" in fields:  # so the reference named it before April 2025
        fields = {**fields, "tldr": fields["task"]}
    texts = {name: fields[name] for name in FIELDS if isinstance(fields.get(name), str)}
    return Summary(
        **{name: _cleaned(texts.get(name, ""), name) for name in FIELDS},
        language=language or _language(row),
        engine=speakable(_optional(row, "engine") or "") or IMPORTED,
        complete=len(texts) == len(FIELDS),
    )


def _language(row: dict[str, Any]) -> str:
    written = _optional(row, "language") or ""
    if written and not LANGUAGE.fullmatch(written):
        raise BadRecord(f"has a 'language' that is no code such as 'en': {written[:40]!r}.")
    return written


def _flag(row: dict[str, Any], key: str) -> bool:
    value = row.get(key)
    if value is not None and not isinstance(value, bool):
        raise BadRecord(f"has a {key!r} that is neither true nor false.")
    return bool(value)


def _required(row: dict[str, Any], key: str) -> str:
    text = _optional(row, key)
    if text is None:
        raise BadRecord(f"lacks {key!r}.")
    return text


def _optional(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRecord(f"has no text as its {key!r}.")
    return _cleaned(value, key)


def _texts(row: dict[str, Any], key: str) -> tuple[str, ...]:
    values = row.get(key)
    values = [] if values is None else values
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadRecord(f"has {key!r} that are not a list of texts.")
    return tuple(_cleaned(value, key) for value in values)


def _cleaned(text: str, key: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise BadRecord(f"has {len(text):,} characters in {key!r}; {LONGEST_TEXT:,} are the most.")
    return UNSTORABLE.sub("", text)
