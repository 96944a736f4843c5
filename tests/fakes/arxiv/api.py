"""
The query API, /api/query, as export.arxiv.org answers since November 2025.

Rules: https://info.arxiv.org/help/api/user-manual.html and https://github.com/arXiv/arxiv-search
(controllers/classic_api).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode

from tests.fakes.arxiv.papers import FakePaper
from tests.fakes.arxiv.text import affiliation_of, letters, name_of, text_node
from tests.fakes.arxiv.view import View
from tests.fakes.arxiv.wire import Asked, Reply

ATOM = "application/atom+xml; charset=utf-8"
SLICE, WINDOW = 2000, 10_000  # entries of one answer, entries that can be reached at all
ID = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v[1-9]\d*)?")
TERM = re.compile(r"(?:(ti|au|abs|co|jr|cat|id|all|doi):)?(?:\"([^\"]*)\"|(\S+))")
MOMENT = "%Y-%m-%dT%H:%M:%SZ"

HEAD = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" \
xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
"""
COUNTS = """  <opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
"""
ERROR = """  <entry>
    <id>{link}</id>
    <title>Error</title>
    <updated>{now}</updated>
    <link href="{link}" rel="alternate" type="text/html"/>
    <summary>{reason}</summary>
    <author>
      <name>arXiv api core</name>
    </author>
  </entry>
</feed>
"""


class BadQuery(ValueError):
    """The request is answered by an entry that says what is wrong with it."""


def api(asked: Asked, view: View) -> Reply:
    """The answer to /api/query."""
    parameters = asked.parameters
    if view.has("error feed"):
        return _error("internal error", view.now)
    try:
        start, size = _window(parameters)
        found = _found(parameters, view)
    except BadQuery as error:
        return _error(str(error), view.now)
    shown = view.kept(found[start : start + size])
    counts = COUNTS.format(size=size, total=len(found), start=start)
    entries = "".join(line for paper, version in shown for line in _entry(paper, version))
    body = f"{HEAD}{_top(parameters, start, size, view.now)}{counts}{entries}</feed>\n"
    return Reply(content_type=ATOM, body=body)


def _window(parameters: Mapping[str, str]) -> tuple[int, int]:
    """From which entry on, and how many."""
    start, size = _number(parameters, "start", 0), _number(parameters, "max_results", 10)
    if size > SLICE or start + size > WINDOW:
        raise BadQuery(f"max_results must be at most {SLICE}, start at most {WINDOW}")
    return start, size


def _number(parameters: Mapping[str, str], name: str, default: int) -> int:
    written = parameters.get(name, str(default))
    if not re.fullmatch(r"-?\d+", written):
        raise BadQuery(f"{name} must be an integer")
    if int(written) < 0:
        raise BadQuery(f"{name} must be non-negative")
    return int(written)


def _found(parameters: Mapping[str, str], view: View) -> Sequence[tuple[FakePaper, int]]:
    """All papers that the request means, with the version of each, in an order of arXiv's own."""
    query, ids = parameters.get("search_query", ""), parameters.get("id_list", "")
    if not query and not ids:
        raise BadQuery("Either a search_query or id_list must be specified for the classic API.")
    if query.count('"') % 2:
        raise BadQuery("unbalanced quotation marks in search_query")
    known = {paper_id: paper for paper_id, (paper, _) in view.book.known(view.now).items()}
    wanted = _wanted(ids, known) if ids else [(paper, paper.version) for paper in known.values()]
    found = [] if view.has("empty") else [pair for pair in wanted if _matches(pair[0], query)]
    by_date = parameters.get("sortBy", "relevance") != "relevance"
    descending = parameters.get("sortOrder", "descending") == "descending"
    # Not the order of the request: answers must be told apart by their ids.
    return sorted(found, key=lambda pair: _rank(*pair, by_date=by_date), reverse=descending)


def _rank(paper: FakePaper, version: int, *, by_date: bool) -> tuple[str, str]:
    stamp = paper.moment(version).isoformat() if by_date else ""
    return stamp, hashlib.sha256(paper.id.encode()).hexdigest()


def _wanted(ids: str, known: Mapping[str, FakePaper]) -> list[tuple[FakePaper, int]]:
    """The papers of an `id_list`: a badly written one spoils all, an unknown one is left out."""
    wanted: dict[tuple[str, int], FakePaper] = {}
    for written in ids.split(","):
        if not ID.fullmatch(written):
            raise BadQuery(f"incorrect id format for {written}")
        paper_id, _, version = written.partition("v") if "v" in written[-5:] else (written, "", "")
        paper = known.get(paper_id)
        if paper is not None and int(version or 1) <= paper.version:
            wanted[paper_id, int(version or paper.version)] = paper
    return [(paper, version) for (_, version), paper in wanted.items()]


def _matches(paper: FakePaper, query: str) -> bool:
    """A simple reading of *query*: every term must hold, whatever stands between them."""
    fields = {
        "ti": paper.title,
        "au": " ".join(map(letters, paper.authors)),
        "abs": paper.abstract,
        "co": paper.comment or "",
        "jr": paper.journal_ref or "",
        "cat": " ".join(paper.categories),
        "id": paper.id,
        "doi": paper.doi or "",
    }
    for field, phrase, word in TERM.findall(query):
        wanted = phrase or word.strip("()")
        within = fields.get(field, " ".join(fields.values()))
        if wanted not in ("AND", "OR", "") and wanted.rstrip("*").lower() not in within.lower():
            return False
    return True


def _top(parameters: Mapping[str, str], start: int, size: int, now: datetime) -> str:
    query, ids = parameters.get("search_query", ""), parameters.get("id_list", "")
    words = f"search_query={query}&id_list={ids}&start={start}&max_results={size}"
    asked = {"search_query": query, "start": start, "max_results": size, "id_list": ids}
    name = base64.b64encode(hashlib.sha1(words.encode(), usedforsecurity=False).digest())
    link = f"https://arxiv.org/api/query?{urlencode(asked, safe='/,:')}"
    return (
        f"  <id>https://arxiv.org/api/{name.decode().rstrip('=')}</id>\n"
        f"  <title>arXiv Query: {text_node(words)}</title>\n"
        f"  <updated>{_utc(now)}</updated>\n"
        f'  <link href="{escape(link)}" type="application/atom+xml"/>\n'
    )


def _error(reason: str, now: datetime) -> Reply:
    top = (
        "  <id>https://arxiv.org/</id>\n  <title>arXiv Search Results</title>\n"
        f"  <updated>{_utc(now)}</updated>\n"
    )
    link = f"https://arxiv.org/api/errors#{reason.replace(' ', '_')}"
    entry = ERROR.format(link=escape(link), now=_utc(now), reason=text_node(reason))
    counts = COUNTS.format(size=1, total=1, start=0)
    return Reply(status=400, content_type=ATOM, body=f"{HEAD}{top}{counts}{entry}")


def _entry(paper: FakePaper, version: int) -> Iterator[str]:
    name = f"{paper.id}v{version}"
    yield "  <entry>\n"
    yield f"    <id>http://arxiv.org/abs/{name}</id>\n"
    yield f"    <title>{text_node(paper.title)}</title>\n"
    yield f"    <updated>{_utc(paper.moment(version))}</updated>\n"
    yield f'    <link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>\n'
    yield (
        f'    <link href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf" '
        'title="pdf"/>\n'
    )
    yield f"    <summary>{text_node(paper.abstract)}</summary>\n"
    for category in paper.categories:
        yield f'    <category term="{category}" scheme="http://arxiv.org/schemas/atom"/>\n'
    yield f"    <published>{_utc(paper.moment(1))}</published>\n"
    yield from _line("arxiv:comment", letters(paper.comment or ""))
    yield f'    <arxiv:primary_category term="{paper.primary}"/>\n'
    yield from _line("arxiv:journal_ref", paper.journal_ref or "")
    for author in paper.authors:
        yield "    <author>\n"
        yield f"      <name>{text_node(letters(name_of(author)))}</name>\n"
        yield from (f"  {line}" for line in _line("arxiv:affiliation", affiliation_of(author)))
        yield "    </author>\n"
    if paper.doi:
        yield from _line("arxiv:doi", paper.doi)
        yield f'    <link rel="related" href="https://doi.org/{escape(paper.doi)}" title="doi"/>\n'
    yield "  </entry>\n"


def _line(name: str, value: str) -> Iterator[str]:
    if value:
        yield f"    <{name}>{text_node(value)}</{name}>\n"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(MOMENT)
