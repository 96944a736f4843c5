"""The digest as one self-contained HTML page: no script, nothing fetched, every text escaped."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import count

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from adapters.files.direction import unturned
from adapters.files.fields import ABSTRACTS, stated
from adapters.files.formula import typeset, typeset_abstract, typeset_plain
from adapters.messages import Digest, Entry, Labels
from storage.identifiers import abstract_page, pdf_page
from storage.records import AnnounceType
from storage.taxonomy import subject_name

NAMED = 3  # authors that are named before the fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One labelled text behind the fold, by paragraphs, in its language."""

    label: str
    language: str
    paragraphs: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category with its English name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One paper as the page shows it; *marks* are its withdrawal or cross-listing, in words."""

    number: int
    id: str
    version: str
    link: str
    pdf: str
    title: Markup
    authors: Markup
    everyone: Markup | None
    categories: tuple[Category, ...]
    marks: tuple[str, ...]
    language: str
    tldr: tuple[Markup, ...]
    offline: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A category with its papers."""

    category: str
    name: str
    items: tuple[Item, ...]


def render_page(digest: Digest) -> str:
    """*digest* as an HTML document of its own, readable on a phone, a desk and paper."""
    style = _style()
    page = _template().render(
        day=digest.day,
        labels=digest.labels,
        chapters=_chapters(digest),
        style=style,
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
    )
    return unturned(page)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("adapters.files"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("digest.html")


@cache
def _style() -> Markup:
    """The style sheet: the page allows this one by its hash, and no other."""
    sheet = files("adapters.files").joinpath("templates", "digest.css")
    return Markup(sheet.read_text(encoding="utf-8"))  # noqa: S704 - our own file


def _chapters(digest: Digest) -> tuple[Chapter, ...]:
    numbers = count(1)
    return tuple(
        Chapter(
            category=section.category,
            name=section.name,
            items=tuple(_item(entry, digest.labels, next(numbers)) for entry in section.entries),
        )
        for section in digest.sections
    )


def _item(entry: Entry, labels: Labels, number: int) -> Item:
    paper = entry.paper
    names = [author.plain for author in paper.authors]
    return Item(
        number=number,
        id=paper.id,
        version=f"v{paper.version}" if paper.version else "",
        link=abstract_page(paper.id),
        pdf=pdf_page(paper.id),
        title=typeset(paper.title.raw),
        authors=_some(names, labels),
        everyone=escape(", ".join(names)) if len(names) > NAMED else None,
        categories=tuple(Category(id=name, name=subject_name(name)) for name in paper.filed_under),
        marks=_marks(entry, labels),
        language=entry.summary.language,
        tldr=_paragraphs(entry.summary.tldr),
        offline=entry.offline,
        parts=tuple(_parts(entry, labels)),
    )


def _some(names: list[str], labels: Labels) -> Markup:
    """The first few authors, and how many more there are."""
    shown = escape(", ".join(names[:NAMED]))
    others = labels.and_others(NAMED, len(names))
    return shown + Markup(' <span class="others">{}</span>').format(others) if others else shown


def _marks(entry: Entry, labels: Labels) -> tuple[str, ...]:
    marks = []
    if entry.type is AnnounceType.CROSS:
        marks.append(labels.cross)
    if entry.paper.withdrawn:
        marks.append(labels.withdrawn)
    return tuple(marks)


def _parts(entry: Entry, labels: Labels) -> list[Part]:
    """What is behind the fold; a field that the abstract does not state is left out."""
    language = entry.summary.language
    parts = [
        Part(label=label, language=language, paragraphs=_paragraphs(text))
        for label, text in stated(entry.summary, labels)
    ]
    abstract = typeset_abstract(entry.paper.abstract.raw)
    if abstract:
        parts.append(Part(label=labels.abstract, language=ABSTRACTS, paragraphs=abstract))
    return parts


def _paragraphs(text: str) -> tuple[Markup, ...]:
    """A field of a summary; every line of it is a paragraph."""
    return tuple(typeset_plain(line) for line in text.splitlines() if line.strip())
