"""
How OAI-PMH writes: the envelope, a paper's record in the two formats that are served, the sets.

Shapes: https://github.com/arXiv/oaipmh (templates/record_formats.xml, templates/macros.xml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from html import escape

from storage.taxonomy import ARCHIVES, CATEGORIES
from tests.fakes.arxiv.papers import FakePaper
from tests.fakes.arxiv.text import taken_apart

FORMATS = ("arXiv", "arXivRaw")
GROUPS = {
    "physics": "Physics", "math": "Mathematics", "q-bio": "Quantitative Biology",
    "cs": "Computer Science", "q-fin": "Quantitative Finance", "stat": "Statistics",
    "eess": "Electrical Engineering and Systems Science", "econ": "Economics",
}  # fmt: skip

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" 
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ \
http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">
    <responseDate>{now:%Y-%m-%dT%H:%M:%SZ}</responseDate>
            <request{given}>http://oaipmh.arxiv.org/oai</request>


{inside}
</OAI-PMH>"""  # noqa: W291 - arXiv's own blank
IDENTIFY = """    <Identify>
        <repositoryName>arXiv</repositoryName>
        <baseURL>https://oaipmh.arxiv.org/oai</baseURL>
        <protocolVersion>2.0</protocolVersion>
        <adminEmail>help@arxiv.org</adminEmail>
        <earliestDatestamp>{earliest}</earliestDatestamp>
        <deletedRecord>no</deletedRecord>
        <granularity>YYYY-MM-DD</granularity>
    </Identify>"""


@dataclass(frozen=True, slots=True)
class Record:
    """A paper as it is harvested, and the day it was last touched."""

    paper: FakePaper
    datestamp: date

    @property
    def name(self) -> str:
        """The identifier within OAI-PMH."""
        return f"oai:arXiv.org:{self.paper.id}"

    @property
    def sets(self) -> tuple[str, ...]:
        """The sets it belongs to, one a category."""
        return tuple(_set_of(name) for name in self.paper.categories)

    def belongs_to(self, wanted: str) -> bool:
        """Whether the record is in the set *wanted* or in a part of it."""
        return any(f"{name}:".startswith(f"{wanted}:") for name in self.sets)

    def written(self, form: str) -> str:
        """The record in the metadata format *form*."""
        lines = _arxiv(self.paper) if form == "arXiv" else _raw(self.paper)
        sets_ = "".join(f"            <setSpec>{name}</setSpec>\n" for name in self.sets)
        return (
            "                    <record>\n                <header>\n"
            f"        <identifier>{self.name}</identifier>\n"
            f"        <datestamp>{self.datestamp}</datestamp>\n{sets_}    </header>\n\n"
            f"            <metadata>\n{''.join(lines)}\n            </metadata>\n"
            "        </record>\n\n"
        )


def record_of(paper: FakePaper, day: date) -> Record:
    """The record of *paper*, which was announced last on *day*."""
    return Record(paper, paper.datestamp or day)


def document(now: datetime, given: Mapping[str, str], inside: str) -> str:
    """A whole answer; *given* are the arguments that it repeats."""
    arguments = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
    return DOCUMENT.format(now=now.astimezone(UTC), given=arguments, inside=inside)


def identify(earliest: date) -> str:
    """Who this repository is."""
    return IDENTIFY.format(earliest=earliest)


@cache
def sets() -> Mapping[str, str]:
    """Every set and its name: groups, archives within them, categories within those."""
    archives = {_set_of(a.id): a.name for a in ARCHIVES.values() if a.active}
    for one in ARCHIVES.values():
        if one.active:
            archives[f"{_group(one.id)}:{one.id}"] = one.name
    return {
        **GROUPS,
        **archives,
        **{_set_of(c.id): c.name for c in CATEGORIES.values() if c.active},
    }


def set_list() -> str:
    """The answer to ListSets."""
    listed = "".join(
        f"                <set>\n        <setSpec>{name}</setSpec>\n"
        f"        <setName>{escape(words, quote=False)}</setName>\n    </set>\n\n"
        for name, words in sets().items()
    )
    return f"    <ListSets>\n{listed}    </ListSets>"


def _group(archive: str) -> str:
    known = ARCHIVES.get(archive)
    return "physics" if known and known.group == "Physics" else archive


def _set_of(category: str) -> str:
    """`cs:cs:CV`, `physics:hep-th`: group, archive, class."""
    return f"{_group(category.partition('.')[0])}:{category.replace('.', ':')}"


def _open(form: str) -> str:
    return (
        f'                        <{form} xmlns="http://arxiv.org/OAI/{form}/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://arxiv.org/OAI/{form}/ '
        f'https://oaipmh.arxiv.org/OAI/{form}.xsd">\n        '
    )


def _arxiv(paper: FakePaper) -> Iterator[str]:
    newest = paper.moment(paper.version)
    yield _open("arXiv") + f"<id>{paper.id}</id>\n"
    # The date of the current version, whatever its name says.
    yield f"        <created>{newest:%Y-%m-%d}</created>\n"
    if paper.version > 1:
        yield f"            <updated>{newest:%Y-%m-%d}</updated>\n"
    yield "        <authors>\n"
    for author in paper.authors:
        forenames, key, suffix = taken_apart(author)
        yield f"                <author>\n                    {_tag('keyname', key)}\n"
        yield from (
            f"                        {_tag(name, value)}\n"
            for name, value in (("forenames", forenames), ("suffix", suffix))
            if value
        )
        yield "                </author>\n"
    yield "        </authors>\n"
    yield from _common(paper)
    yield "    </arXiv>\n"


def _raw(paper: FakePaper) -> Iterator[str]:
    yield _open("arXivRaw") + f"<id>{paper.id}</id>\n"
    yield f"        {_tag('submitter', taken_apart(paper.authors[0])[1])}\n"
    for version in range(1, paper.version + 1):
        gone = paper.withdrawn and version == paper.version
        yield f'            <version version="v{version}">\n'
        moment = paper.moment(version).astimezone(UTC)
        yield f"                <date>{moment:%a, %d %b %Y %H:%M:%S} GMT</date>\n"
        yield f"                <size>{0 if gone else 100 + version}kb</size>\n"
        yield "                <source_type>I</source_type>\n" if gone else ""
        yield "            </version>\n"
    yield from _common(paper, f"        {_tag('authors', ', '.join(paper.authors))}\n")
    yield "    </arXivRaw>\n"


def _common(paper: FakePaper, authors: str = "") -> Iterator[str]:
    yield f"        {_tag('title', paper.title)}\n{authors}"
    yield f"        {_tag('categories', ' '.join(paper.categories))}\n"
    optional = (
        ("comments", paper.comment),
        ("journal-ref", paper.journal_ref),
        ("doi", paper.doi),
        ("license", paper.licence),
        ("abstract", f"  {paper.abstract}"),
    )
    yield from (f"            {_tag(name, value)}\n" for name, value in optional if value)


def _tag(name: str, text: str) -> str:
    written = escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    return f"<{name}>{written}</{name}>"
