"""
The digest and a paper's card on a terminal, by rich.

Foreign text reaches rich only as `Text`, never as markup, and without control signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.style import Style

from adapters.messages import Digest, Entry, Labels, Section
from adapters.terminal.wrapping import (
    DIM,
    Field,
    Prose,
    cells,
    clean,
    clean_paragraphs,
)
from storage.identifiers import abstract_page
from storage.records import AnnounceType

NAMED = 3  # authors that are named
BOLD = Style(bold=True)
ITALIC = Style(italic=True)


def render_digest(digest: Digest, *, folded: bool = False) -> RenderableType:
    """The whole of *digest*; *folded*: without what stands behind the fold of a page."""
    return Group(*_digest(digest, folded=folded))


def _digest(digest: Digest, *, folded: bool) -> Iterator[RenderableType]:
    labels, numbers = digest.labels, count(1)
    margin = len(f"{sum(len(section.entries) for section in digest.sections)}. ")
    yield from _head(digest)
    for section in digest.sections:
        yield from _heading(section)
        for entry in section.entries:
            number = f"{next(numbers)}. ".rjust(margin)
            yield from _entry(entry, labels, number)
            if not folded:
                yield from _fields(_stated(entry, labels), indent=margin)
            yield ""
    yield from (Prose(clean(line), DIM) for line in (*labels.accounts, labels.thanks))


def _head(digest: Digest) -> Iterator[RenderableType]:
    labels = digest.labels
    yield Prose(f"{clean(labels.title)} · {clean(labels.counts)}", BOLD)
    if digest.sections:
        counts = (f"{section.category} {len(section.entries)}" for section in digest.sections)
        yield Prose(clean(" · ".join(counts)), DIM)
    yield from _notices(labels)
    yield ""


def _notices(labels: Labels) -> Iterator[RenderableType]:
    return (Prose(clean(notice), ITALIC) for notice in labels.notices)


def _heading(section: Section) -> Iterator[RenderableType]:
    name = f" {section.name}" if section.name != section.category else ""
    yield Prose(clean(section.category + name), BOLD)
    yield Rule(style=DIM)
    yield ""


def _entry(entry: Entry, labels: Labels, number: str) -> Iterator[RenderableType]:
    facts = [_authors(entry, labels), entry.paper.id, *_marks(entry, labels)]
    yield _title(entry, number)
    yield _facts(facts, indent=len(number))
    yield from _tldr(entry, indent=len(number))


def render_card(entry: Entry, labels: Labels) -> RenderableType:
    """All there is to say of one paper, its abstract included."""
    return Group(*_card(entry, labels))


def _card(entry: Entry, labels: Labels) -> Iterator[RenderableType]:
    paper = entry.paper
    version = f" v{paper.version}" if paper.version else ""
    yield _title(entry)
    yield _facts([_authors(entry, labels)])
    yield _facts([" ".join(paper.filed_under), f"{paper.id}{version}", *_marks(entry, labels)])
    if entry.summary.tldr.strip():
        yield ""
        yield from _tldr(entry)
    fields = _stated(entry, labels)
    if abstract := clean_paragraphs(paper.abstract.plain):
        fields.append((clean(labels.abstract), abstract))
    if fields:
        yield ""
        yield from _fields(fields)
    yield ""
    yield Prose(abstract_page(paper.id), DIM)
    yield from _notices(labels)


def _title(entry: Entry, number: str = "") -> Prose:
    style = Style(bold=True, link=abstract_page(entry.paper.id))
    return Prose(clean(entry.paper.title.plain), style, lead=number, indent=len(number))


def _authors(entry: Entry, labels: Labels) -> str:
    """The first few authors, and how many more there are."""
    names = [clean(author.plain) for author in entry.paper.authors]
    others = clean(labels.and_others(NAMED, len(names)))
    return " ".join(filter(None, (", ".join(names[:NAMED]), others)))


def _facts(facts: list[str], *, indent: int = 0) -> Prose:
    return Prose(" · ".join(fact for fact in facts if fact), DIM, indent=indent)


def _marks(entry: Entry, labels: Labels) -> list[str]:
    """What is to be known of the paper or its summary, in words."""
    marks = {
        labels.cross: entry.type is AnnounceType.CROSS,
        labels.withdrawn: entry.paper.withdrawn,
        labels.offline: entry.offline,
    }
    return [clean(mark) for mark, holds in marks.items() if holds]


def _tldr(entry: Entry, *, indent: int = 0) -> Iterator[RenderableType]:
    if text := clean_paragraphs(entry.summary.tldr):
        yield Prose(text, indent=indent)


def _stated(entry: Entry, labels: Labels) -> list[tuple[str, str]]:
    """The labelled fields; one that the abstract does not state is left out."""
    summary = entry.summary
    fields = (
        (labels.motivation, summary.motivation),
        (labels.method, summary.method),
        (labels.result, summary.result),
        (labels.conclusion, summary.conclusion),
    )
    return [(clean(label), clean_paragraphs(text)) for label, text in fields if text.strip()]


def _fields(fields: list[tuple[str, str]], *, indent: int = 0) -> Iterator[RenderableType]:
    column = max((cells(label) for label, _ in fields), default=0) + 2
    return (Field(label, text, column, indent) for label, text in fields)
