"""How well fields are filled: with sentences of the right role, and wherever there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WORD = re.compile(r"\w+")
MAY_TELL = {
    "motivation": {"background", "objective"},
    "method": {"method"},
    "result": {"result"},
    "conclusion": {"result", "other"},  # nobody marked conclusions; this is only a hint
}


@dataclass(frozen=True, slots=True)
class Filled:
    """
    *precision*: how many filled fields hold a sentence of a role that may fill them, in percent.

    *coverage*: how many abstracts with such a sentence have the field filled; *filled*: how many.
    """

    precision: float
    coverage: float
    filled: int


def filled(marked: Sequence[dict[str, Any]], texts: Sequence[str], name: str) -> Filled:
    """How well *texts* fill the field *name* of the abstracts that people *marked*."""
    right = found = wanted = both = 0
    for row, text in zip(marked, texts, strict=True):
        may = MAY_TELL[name]
        is_wanted, is_found = any(label in may for label in row["labels"]), bool(text)
        wanted, found, both = wanted + is_wanted, found + is_found, both + (is_wanted and is_found)
        right += is_found and row["labels"][_source(text, row["sentences"])] in may
    return Filled(100 * right / max(found, 1), 100 * both / max(wanted, 1), found)


def _source(text: str, sentences: Sequence[str]) -> int:
    """The place of the sentence that *text* shares most words with."""
    words = _words(text)

    def likeness(place: int) -> float:
        there = _words(sentences[place])
        return len(words & there) / max(len(words | there), 1)

    return max(range(len(sentences)), key=likeness)


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.lower()))
