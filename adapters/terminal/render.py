"""
The digest and a paper's card on a terminal, by rich.

Foreign text reaches rich as it is, never as markup, and without control signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from rich.console import Group, RenderableType
from rich.rule import Rule

from adapters.messages import Digest, Entry, Labels, Section
from adapters.terminal.views import BOLD, ITALIC, facts, labelled, sentence, titled
from adapters.terminal.wrapping import DIM, Prose, clean
from storage.identifiers import abstract_page
from storage.records import AnnounceType

NAMED = 3  # authors that are named


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
                yield from labelled(_stated(entry, labels), margin)
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
    yield _title(entry, number)
    told = [_authors(entry, labels), entry.paper.id, *_marks(entry, labels)]
    yield from facts(told, len(number))
    yield from sentence(entry.summary.tldr, len(number))


def render_card(entry: Entry, labels: Labels) -> RenderableType:
    """All there is to say of one paper, its abstract included."""
    return Group(*_card(entry, labels))


def _card(entry: Entry, labels: Labels) -> Iterator[RenderableType]:
    paper = entry.paper
    version = f" v{paper.version}" if paper.version else ""
    yield _title(entry)
    yield from facts([_authors(entry, labels)])
    filed = " ".join(paper.filed_under)
    yield from facts([filed, f"{paper.id}{version}", *_marks(entry, labels)])
    yield from _apart(sentence(entry.summary.tldr))
    yield from _apart(labelled([*_stated(entry, labels), (labels.abstract, paper.abstract.plain)]))
    yield ""
    yield Prose(abstract_page(paper.id), DIM)
    yield from _notices(labels)


def _title(entry: Entry, number: str = "") -> RenderableType:
    return titled(entry.paper.title.plain, abstract_page(entry.paper.id), number)


def _apart(told: Iterator[RenderableType]) -> Iterator[RenderableType]:
    """What is *told*, if anything, after an empty line."""
    for place, line in enumerate(told):
        if not place:
            yield ""
        yield line


def _authors(entry: Entry, labels: Labels) -> str:
    """The first few authors, and how many more there are."""
    names = [author.plain for author in entry.paper.authors]
    others = labels.and_others(NAMED, len(names))
    return " ".join(filter(None, (", ".join(names[:NAMED]), others)))


def _marks(entry: Entry, labels: Labels) -> list[str]:
    """What is to be known of the paper or its summary, in words."""
    marks = {
        labels.cross: entry.type is AnnounceType.CROSS,
        labels.withdrawn: entry.paper.withdrawn,
        labels.offline: entry.offline,
    }
    return [mark for mark, holds in marks.items() if holds]


def _stated(entry: Entry, labels: Labels) -> list[tuple[str, str]]:
    """The labelled fields; one that the abstract does not state is empty."""
    summary = entry.summary
    return [
        (labels.motivation, summary.motivation),
        (labels.method, summary.method),
        (labels.result, summary.result),
        (labels.conclusion, summary.conclusion),
    ]
