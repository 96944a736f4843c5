"""
The digest as a Markdown file, exactly as the reference pipeline writes it.

The format is that of https://github.com/dw-dengwei/daily-arXiv-ai-enhanced (`to_md/`), byte for
byte, blank lines and all. Foreign text stands in it as it was received, without any escaping.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from adapters.messages import Digest, Entry, Section
from storage.identifiers import abstract_page

NOT_STATED = "Not stated in the abstract."
IMPORTED = "imported"  # the engine of a record that came without one: its fields are left alone
HEAD = "<div id=toc></div>\n\n# Table of Contents\n\n"
ENTRY = """\
### [{number}] [{title}]({link})
*{authors}*

Main category: {category}

TL;DR: {tldr}


<details>
  <summary>Details</summary>
Motivation: {motivation}

Method: {method}

Result: {result}

Conclusion: {conclusion}

Abstract: {abstract}

</details>
"""


def render_markdown(digest: Digest, *, order: Sequence[str] | None = None) -> str:
    """
    *digest* in the reference format, its labels in English whatever the language of the summaries.

    The categories named in *order* come first and in that order, the others follow as they are.
    """
    sections = _in_order(digest.sections, order or ())
    contents = "".join(_contents_line(section) for section in sections)
    numbers = count(1)
    return HEAD + contents + "".join(_section(section, numbers) for section in sections)


def _in_order(sections: Sequence[Section], order: Sequence[str]) -> list[Section]:
    ranks = {category: rank for rank, category in enumerate(order)}
    return sorted(sections, key=lambda section: ranks.get(section.category, len(ranks)))


def _contents_line(section: Section) -> str:
    """A line of the table of contents; its total counts the entries left out as well."""
    category = section.category
    return f"- [{category}](#{category}) [Total: {len(section.entries)}]\n"


def _section(section: Section, numbers: Iterator[int]) -> str:
    category = section.category
    entries = (entry for entry in section.entries if not entry.left_out)
    items = "\n\n".join(_entry(entry, next(numbers)) for entry in entries)
    return f"\n\n<div id='{category}'></div>\n\n# {category} [[Back]](#toc)\n\n{items}"


def _entry(entry: Entry, number: int) -> str:
    paper, summary = entry.paper, entry.summary
    empty = "" if summary.engine == IMPORTED else NOT_STATED
    return ENTRY.format(
        number=number,
        title=_joined(paper.title.raw),
        link=abstract_page(paper.id),
        authors=_comma_joined(author.raw for author in paper.authors),
        category=paper.categories[0],
        tldr=summary.tldr or empty,
        motivation=summary.motivation or empty,
        method=summary.method or empty,
        result=summary.result or empty,
        conclusion=summary.conclusion or empty,
        abstract=paper.abstract.raw,
    )


def _comma_joined(names: Iterable[str]) -> str:
    return ",".join(_joined(name) for name in names)


def _joined(text: str) -> str:
    """*text* on one line: the reference never holds a broken title or name."""
    return " ".join(text.split()) if "\n" in text or "\r" in text else text
