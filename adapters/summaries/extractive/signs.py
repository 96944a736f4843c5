"""
The signs by which a sentence's role is told: its words, phrases and place, its neighbours.

Training and reading share this module: weights belong to signs by their names. In a name, `~`
marks words cut to their first letters, `*` a phrase of `cues`, `@` a place, `#` a length; `p:` and
`n:` the sentence before and the one after, `<<` and `>>` all before and all after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from adapters.summaries.extractive.cues import PHRASES, spoken

WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|[%:;?()\[\]©,&]")
YEAR = re.compile(r"(?:19|20)\d\d")
STEM = 5  # letters by which two words are taken for kin
MOST_WORDS = 150  # of a sentence; the signs of a longer one are in its beginning
PARTS = 8  # of an abstract
FAR = 6  # sentences from either end; beyond, all places are alike


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one sentence has by itself: its own signs, and those that its neighbours see."""

    own: frozenset[str]
    stems: frozenset[str]
    phrases: tuple[str, ...]


def signs(sentences: Sequence[str]) -> list[set[str]]:
    """The signs of each of *sentences*, which are a whole abstract in its order."""
    heard = [_heard(sentence) for sentence in sentences]
    before: set[str] = set()
    after = _all_after(heard)
    found = []
    for i, one in enumerate(heard):
        there = {*one.own, *before, *after[i], *_place(i, len(heard))}
        there |= _beside("p:", heard[i - 1]) if i else {"p:BEGIN"}
        there |= _beside("n:", heard[i + 1]) if i + 1 < len(heard) else {"n:END"}
        if i > 1:
            there.update(f"pp:{phrase}" for phrase in heard[i - 2].phrases)
        if i + 2 < len(heard):
            there.update(f"nn:{phrase}" for phrase in heard[i + 2].phrases)
        found.append(there)
        before.update(f"<<{phrase}" for phrase in one.phrases)
    return found


def _all_after(heard: Sequence[_Heard]) -> list[set[str]]:
    """For each sentence the phrases of all that come after it."""
    found: list[set[str]] = []
    after: set[str] = set()
    for one in reversed(heard):
        found.append(set(after))
        after.update(f">>{phrase}" for phrase in one.phrases)
    return found[::-1]


def _beside(side: str, neighbour: _Heard) -> set[str]:
    """What a sentence sees of a neighbour on this *side*."""
    return {f"{side}{sign}" for sign in (*neighbour.stems, *neighbour.phrases)}


def _heard(sentence: str) -> _Heard:
    tokens = [_token(token) for token in WORD.findall(sentence.lower())][:MOST_WORDS]
    words = [token for token in tokens if token[0].isalnum()]
    stems = [f"~{word[:STEM]}" for word in words]
    said = spoken(sentence)
    phrases = tuple(f"*{name}" for name, cue in PHRASES.items() if cue.search(said))
    framed, opened = ["<", *words, ">"], ["~<", *stems]
    own = {
        *tokens,
        *map(" ".join, pairwise(framed)),
        *stems,
        *map(" ".join, zip(opened, stems, strict=False)),
        *map(" ".join, zip(opened, stems, stems[1:], strict=False)),
        *phrases,
        f"#{min(len(words) // 6, 8)}",
    }
    return _Heard(frozenset(own), frozenset(stems), phrases)


def _token(token: str) -> str:
    """*token* itself; one sign for all years, and one for all other numbers."""
    if not token[0].isdigit():
        return token
    return "1990" if YEAR.fullmatch(token) else "0"


def _place(index: int, count: int) -> set[str]:
    """Where the sentence *index* of *count* stands."""
    left = count - 1 - index
    return {
        f"@{index * PARTS // count}/{PARTS}",
        f"@{min(index, FAR)}",
        f"@-{min(left, FAR)}",
        f"@of{min(count, 12) // 2}",
    }
