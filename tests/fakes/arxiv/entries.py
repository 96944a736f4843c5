"""
The entries of a listing page under their headings, as arxiv.org shows them.

Rules: https://github.com/arXiv/arxiv-browse (templates/list/list_macros.html,
controllers/list_page).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote_plus

from storage.taxonomy import subject_name
from tests.fakes.arxiv.book import Entry
from tests.fakes.arxiv.papers import FakePaper
from tests.fakes.arxiv.text import affiliation_of, html_text, letters, name_of, taken_apart

MOST_AUTHORS = 100
WITHOUT_HTML = "0369"  # papers whose number ends so have no HTML version
HEADINGS = {"new": "New", "cross": "Cross", "replace": "Replacement"}

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"/><title>{title}</title></head>
<body>
<div id='content-inner'>
<div id='dlpage'>
  <h1>{heading}</h1>
{content}
</div>
</div>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The part of a day's entries that one page shows, and which papers of it the page carries."""

    day: Sequence[Entry]
    skip: int
    show: int
    carried: Collection[str]
    abstracts: bool = True


def page(title: str, heading: str, content: str) -> str:
    """A whole page."""
    return PAGE.format(title=escape(title), heading=escape(heading), content=content)


def listed(entries: Sequence[Entry], asked: frozenset[str]) -> tuple[Entry, ...]:
    """The entries that pages show: a cross-list within what was asked for is none."""
    return tuple(e for e in entries if e.type != "cross" or e.paper.primary not in asked)


def section_of(entry: Entry) -> str:
    """The heading that *entry* stands under."""
    return "replace" if entry.type == "replace-cross" else entry.type


def sections(part: Slice) -> str:
    """All sections of one page."""
    first = dict.fromkeys(HEADINGS, 0)
    for entry in part.day:
        first[section_of(entry)] += 1
    shown = part.day[part.skip : part.skip + part.show]
    numbered = list(enumerate(shown, start=part.skip + 1))
    pieces = []
    for name in HEADINGS:
        within = [(number, entry) for number, entry in numbered if section_of(entry) == name]
        if within:
            heading = _heading(name, len(within), first, part)
            items = "".join(
                _item(number, entry, abstracts=part.abstracts)
                for number, entry in within
                if entry.paper.id in part.carried
            )
            pieces.append(f"<dl id='articles'>\n    <h3>{heading}</h3>\n{items}</dl>\n")
    return "".join(pieces)


def _heading(name: str, here: int, counts: dict[str, int], part: Slice) -> str:
    """`New submissions (showing first 25 of 79 entries)`, as the page is cut."""
    cross_start, rep_start = counts["new"] + 1, counts["new"] + counts["cross"] + 1
    continued, last = {
        "new": (part.skip > 0, part.skip >= counts["new"] - part.show),
        "cross": (part.skip + 1 > cross_start, part.skip >= rep_start - part.show),
        "replace": (part.skip + 1 > rep_start, part.skip + part.show >= len(part.day)),
    }[name]
    showing = "continued, showing " if continued else "showing "
    if continued == last:
        showing += "last " if last else "first "
    return f"{HEADINGS[name]} submissions ({showing}{here} of {counts[name]} entries)"


def _item(number: int, entry: Entry, *, abstracts: bool) -> str:
    paper = entry.paper
    lines = [
        f"    <dt>\n      <a name='item{number}'>[{number}]</a>\n"
        f'      <a href ="/abs/{paper.id}" title="Abstract" id="{paper.id}">\n'
        f"        arXiv:{paper.id}\n      </a>\n      {_mark(entry)}\n",
        f"        [{_downloads(paper)}]\n    </dt>\n",
        "    <dd>\n      <div class='meta'>\n"
        "        <div class='list-title mathjax'><span class='descriptor'>Title:</span>\n"
        f"          {html_text(paper.title)}\n        </div>\n"
        f"        <div class='list-authors'>{_authors(paper)}</div>\n\n",
        *_optional(paper),
        "        <div class='list-subjects'><span class='descriptor'>Subjects:</span>\n"
        f"          {_subjects(paper)}\n        </div>\n\n",
        _abstract(paper) if abstracts else "",
        "      </div>\n    </dd>\n",
    ]
    return "".join(lines)


def _mark(entry: Entry) -> str:
    if entry.type == "cross":
        return f"    (cross-list from {entry.paper.primary})"
    return "" if entry.type == "new" else "    (replaced)"


def _downloads(paper: FakePaper) -> str:
    name = paper.id
    yield_html = name[-1] not in WITHOUT_HTML
    pdf = (
        f'<a href="/pdf/{name}" title="Download PDF" id="pdf-{name}" aria-labelledby="pdf-{name}">'
    )
    html = (
        f', <a href="https://arxiv.org/html/{name}v{paper.version}" title="View HTML" '
        f'id="html-{name}" aria-labelledby="html-{name}" rel="noopener noreferrer" '
        'target="_blank">html</a>'
    )
    other = (
        f', <a href="/format/{name}" title="Other formats" id="oth-{name}" '
        f'aria-labelledby="oth-{name}">other</a>'
    )
    return f"{pdf}pdf</a>{html if yield_html else ''}{other}"


def _authors(paper: FakePaper) -> str:
    links = [_author(author, paper.primary) for author in paper.authors[:MOST_AUTHORS]]
    more = len(paper.authors) - MOST_AUTHORS
    rest = f" et al. ({more} additional authors not shown)" if more > 0 else ""
    return f"{', '.join(links)}{rest}"


def _author(author: str, primary: str) -> str:
    name, affiliation = letters(name_of(author)), letters(affiliation_of(author))
    forenames, key, _ = taken_apart(name)
    initials = "+".join(quote_plus(word[0]) for word in forenames.split())
    archive = primary.partition(".")[0]
    address = f"https://arxiv.org/search/{archive}?searchtype=author&query={quote_plus(key)}"
    link = f'<a href="{escape(address)}{f",+{initials}" if initials else ""}">{escape(name)}</a>'
    return f"{link} ({escape(affiliation)})" if affiliation else link


def _optional(paper: FakePaper) -> Iterator[str]:
    if paper.comment:
        yield (
            "        <div class='list-comments mathjax'><span class='descriptor'>Comments:</span>\n"
            f"          {html_text(paper.comment)}\n        </div>\n\n"
        )
    if paper.journal_ref:
        yield (
            "        <div class='list-journal-ref'><span class='descriptor'>Journal-ref:</span>\n"
            f"          {html_text(paper.journal_ref)}\n        </div>\n\n"
        )


def _subjects(paper: FakePaper) -> str:
    primary, *others = (f"{subject_name(name)} ({name})" for name in paper.categories)
    rest = "".join(f"; {escape(other)}" for other in others)
    return f'<span class="primary-subject">{escape(primary)}</span>{rest}'


def _abstract(paper: FakePaper) -> str:
    text = re.sub(r"\n\s+", "\n<br>", html_text(paper.abstract.strip()))
    return f"        <p class='mathjax'>\n          {text}\n        </p>\n"
