"""A string of authors -> the authors, without their affiliations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapters.tex import as_text
from storage.text import Text, one_line

AND = re.compile(r"\s(?:and|\\?&)\s")
SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
LONGEST = 500_000  # characters; the longest list of 2025-26 has 3,303 names


def split_authors(raw: str) -> tuple[Text, ...]:
    r"""
    The authors that arXiv gives as one string (`Jakob G\"unther (MIT, USA), Ankit Khandelwal`).

    Commas and colons (after a collaboration) part names where no parenthesis is open; what
    stands in parentheses is an affiliation. A parenthesis that is never closed parts nothing.
    """
    names: list[str] = []
    for part in _parts(" ".join(raw[:LONGEST].split())):
        for name in filter(None, map(one_line, AND.split(f" {part} "))):
            if names and SUFFIX.fullmatch(name):
                names[-1] = f"{names[-1]} {name}"
            else:
                names.append(name)
    return named(names)


def named(names: list[str]) -> tuple[Text, ...]:
    """The *names* as texts; what has no letter is none (the query API gives `:` as an author)."""
    texts = (as_text(one_line(name)) for name in names)
    return tuple(text for text in texts if any(map(str.isalpha, text.raw)))


def _parts(raw: str) -> Iterator[str]:
    """What stands between commas and colons outside parentheses, without the parentheses."""
    if not _is_balanced(raw):
        yield from re.split("[,:]", re.sub("[()]", " ", raw))
        return
    depth, part = 0, ""
    for letter in raw:
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and letter in ",:":
            yield part
            part = ""
        elif depth == 0:
            part += letter if letter != ")" else " "
    yield part


def _is_balanced(raw: str) -> bool:
    depth = 0
    for letter in raw:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return depth == 0
