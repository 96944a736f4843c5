"""How far two texts say the same: by words that are kin, since they begin alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from itertools import pairwise
from math import sqrt

WORD = re.compile(r"[\u3040-\u9fff]|[^\W_]+")
SMALL_WORDS = """a an the of for and in on to with by from as is are be we our via using at or this
that it its can how"""
EMPTY = frozenset(SMALL_WORDS.split())
STEM = 6  # letters by which two words are taken for kin
ECHO = 0.8  # a sentence with more of its words than this in the title is its echo


def stems(text: str) -> list[str]:
    """The beginnings of the words of *text* that mean something, in their order."""
    return [word[:STEM] for word in WORD.findall(text.lower()) if word not in EMPTY]


def is_echo(sentence: str, title: str) -> bool:
    """Whether *sentence* says little beyond *title*."""
    said, known = (set(WORD.findall(text.lower())) for text in (sentence, title))
    return len(said & known) > ECHO * len(said)


def share(part: Iterable[Hashable], whole: Iterable[Hashable]) -> float:
    """How much of *part*, each once, is in *whole* too: from 0 to 1."""
    said = set(part)
    return len(said & set(whole)) / len(said) if said else 0.0


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How alike two counts of words are: from 0 to 1."""
    both = sum(count * other.get(word, 0) for word, count in one.items())
    size = sqrt(_square(one) * _square(other))
    return both / size if size else 0.0


def _square(counts: Mapping[str, float]) -> float:
    return sum(count * count for count in counts.values())


def pairs(words: list[str]) -> Counter[tuple[str, str]]:
    """Each word of *words* with the next one."""
    return Counter(pairwise(words))
