"""The words of a text as they are compared: lower case, endings off, small words told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

PIECE = re.compile(r"[a-z0-9]+|[\u3040-\u9fff]|[^\W_a-z0-9]+")
ENDING = re.compile(r"(?:ies|es|s|ed|ing|ly|e)$")
LONG = 8  # letters of a term; what comes after is taken for an ending
SHORT = 3  # letters of a word that is never cut
SMALL = frozenset(
    """a an the of for and in on to with by from as is are be we our via using at or this that it its
    can how not also such than then these those there which while when where who into over under
    between both more most other each all any some been has have was were will may but if so no do
    does they them their he she his her""".split()
)
Pair = tuple[str, str]


@lru_cache(maxsize=20_000)
def term(word: str) -> str:
    """What is left of a lower-case *word*: the same for its plural and its other forms."""
    return word if len(word) <= SHORT else ENDING.sub("", word)[:LONG]


def pieces(text: str) -> list[str]:
    """The words of *text* in lower case; those with a hyphen in their parts."""
    return PIECE.findall(text.lower())


def terms(text: str) -> list[str]:
    """The terms of *text*, in order."""
    return [term(piece) for piece in pieces(text)]


def pairs(found: Sequence[str]) -> Iterable[Pair]:
    """Each term with the one after it."""
    return zip(found, found[1:], strict=False)


def in_order(wanted: Sequence[str], there: Iterable[str]) -> int:
    """How many terms of *wanted* stand in *there* in this order (longest common subsequence)."""
    masks: dict[str, int] = {}
    for i, one in enumerate(wanted):
        masks[one] = masks.get(one, 0) | 1 << i
    every = open_ = (1 << len(wanted)) - 1  # bits of `open_` that are 0 count (Hyyrö 2004)
    for one in there:
        if mask := masks.get(one):
            both = open_ & mask
            open_ = ((open_ + both) | (open_ - both)) & every
    return len(wanted) - open_.bit_count()
