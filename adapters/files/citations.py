r"""
Papers as citations, for BibTeX and biber.

A title keeps the TeX it was received with; what TeX would stumble over (`%`, `_`) is escaped.
BibTeX counts every brace, also one behind a backslash, so that none without a partner may be left:
https://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from adapters.files.direction import unturned
from adapters.tex import ASIDE, LONGEST
from storage.identifiers import abstract_page
from storage.records import Paper
from storage.text import one_line

FORMULAS = frozenset({"environment", "display", "bracket", "paren", "ensured", "inline"})
SIGN = re.compile(r"\\.|.")
IN_FORMULA = {"%": r"\%", "#": r"\#", r"\{": r"\lbrace ", r"\}": r"\rbrace "}
IN_TEXT = {
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "_": r"\_",
    "$": r"\$",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    r"\{": r"\textbraceleft{}",
    r"\}": r"\textbraceright{}",
}
IN_NAMES = {**IN_TEXT, "~": " ", "{": IN_TEXT[r"\{"], "}": IN_TEXT[r"\}"]}
# BibTeX would take such a name apart: into two authors, or into first names and a family name.
WHOLE = re.compile(r",|\band\b|\b(?:collaboration|consortium|team|group)$", re.IGNORECASE)
SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV")
SMALL_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "towards", "with"}
)
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe"})
YEARS = 100_000_000  # a paper's key, divided by this, is the year of its identifier


def bibtex(paper: Paper) -> str:
    """*paper* as an entry of a bibliography; its year is that of its first version."""
    doi = re.sub(r"[{}\\\s].*", "", paper.doi or "")
    fields = {
        "title": f"{{{_tex(paper.title.raw)}}}",  # in two braces its capitals stay as they are
        "author": " and ".join(_name(author.plain) for author in paper.authors),
        "year": str(_year(paper)),
        "eprint": paper.id,
        "archivePrefix": "arXiv",
        "primaryClass": paper.primary,
        "journal": _tex(paper.journal_ref or ""),
        "doi": doi,
        "url": abstract_page(paper.id),
    }
    said = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    return f"@misc{{{_key(paper)},\n{said}}}\n"


def _year(paper: Paper) -> int:
    return paper.submitted.year if paper.submitted else paper.key // YEARS


def _key(paper: Paper) -> str:
    """Who, when, and the first word that says something: `karhade2025any4d`."""
    names = re.findall(r"\S+", paper.authors[0].plain) if paper.authors else []
    family = [name for name in names if not SUFFIX.fullmatch(name)]
    words = (_letters(word) for word in re.split(r"[\W_]+", paper.title.plain))
    word = next((word for word in words if word and word not in SMALL_WORDS), "")
    who = _letters(family[-1]) if family else ""
    return f"{who or 'arxiv'}{_year(paper)}{word}"


def _letters(word: str) -> str:
    """The letters and digits of *word* as every keyboard has them."""
    apart = unicodedata.normalize("NFKD", word.lower().translate(LETTERS))
    return re.sub(r"[^a-z0-9]", "", apart)


def _name(plain: str) -> str:
    """One author, as BibTeX takes first names, family name and suffix apart."""
    name = one_line(unturned(plain))
    escaped = "".join(IN_NAMES.get(sign, sign) for sign in name)
    if WHOLE.search(name):
        return f"{{{escaped}}}"
    *first, last = escaped.split(" ")
    if len(first) > 1 and SUFFIX.fullmatch(last):
        return f"{first[-1]}, {last}, {' '.join(first[:-1])}"
    return escaped


def _tex(raw: str) -> str:
    """*raw*, TeX and all, as the value of a field."""
    signs = list(_signs(unturned(one_line(raw[:LONGEST]))))
    lonely = _lonely([sign for sign, _ in signs])
    return "".join(
        table.get(f"\\{sign}" if at in lonely else sign, sign)
        for at, (sign, table) in enumerate(signs)
    )


def _lonely(signs: Sequence[str]) -> set[int]:
    """Where a brace stands that has no partner."""
    opened: list[int] = []
    lonely: set[int] = set()
    for at, sign in enumerate(signs):
        if sign == "{":
            opened.append(at)
        elif sign == "}" and opened:
            opened.pop()
        elif sign == "}":
            lonely.add(at)
    return lonely.union(opened)


def _signs(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every sign of *text*, with what stands for some in its place: in a formula, or outside."""
    end = 0
    for match in ASIDE.finditer(text):
        if match.lastgroup in FORMULAS:
            yield from ((sign, IN_TEXT) for sign in SIGN.findall(text[end : match.start()]))
            yield from ((sign, IN_FORMULA) for sign in SIGN.findall(match[0]))
            end = match.end()
    yield from ((sign, IN_TEXT) for sign in SIGN.findall(text[end:]))
