"""
How long the lists in a text are: who names a planner, a drafter and a verifier may say "three".

So a small number in words is founded by a list of that length. Pure.
"""

from __future__ import annotations

import re

LONGEST_ITEM = 8  # words
LONGEST_SIGNS = 16  # of an item in Chinese or Japanese
MOST = 10  # nobody counts longer lists
LAST = re.compile(r",? (?:and|or|und|oder|et|ou|y|e|o|и|или) ")
CLAUSE = re.compile(r"[.;:()](?: |$)|[:;()]")
CHINESE = re.compile(
    rf"[^，。；：、,;:.()\s]{{1,{LONGEST_SIGNS}}}(?:、[^，。；：、,;:.()]{{1,{LONGEST_SIGNS}}})+"
    r"(?P<last>(?<!、)(?:以及|和|与|及|或|と|및))?"
)
LABELS = re.compile(r"\((?:i{1,3}|iv|v|vi|\d)\)|(?<![\w(])(?:i{1,3}|iv|v|vi|\d)\)|[①-⑨]")
IN_BRACKETS = re.compile(r"\(([^()]{3,200})\)|（([^（）]{3,200})）")


def lengths(text: str) -> frozenset[int]:
    """The lengths of the lists in *text*, from three to ten."""
    found = {len(LABELS.findall(text)), *_with_and(text), *_in_brackets(text)}
    for match in CHINESE.finditer(text):
        items = match[0].count("、") + 1
        found |= {items, items + 1} if re.search("以及|[和与及或と및]", match[0]) else {items}
    return frozenset(count for count in found if 3 <= count <= MOST)  # noqa: PLR2004  # no list below


def _with_and(text: str) -> set[int]:
    """Lists of the form `a, b and c`."""
    found = set()
    begun = 0
    for match in LAST.finditer(text):
        clause = CLAUSE.split(text[begun : match.start()])[-1]
        items = 0
        for item in reversed(clause.split(", ")):
            items += 1
            if len(item.split()) > LONGEST_ITEM:
                break
        found |= {items, items + 1}  # "tasks such as a, b and c": the first one may lead in
        begun = match.end()
    return found


def _in_brackets(text: str) -> set[int]:
    """Lists of the form `(a, b, c)`."""
    return {
        len(re.split(r", |,|、|，| (?:and|or) ", match[1] or match[2]))
        for match in IN_BRACKETS.finditer(text)
    }
