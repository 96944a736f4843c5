"""Does a summary say something of its own? A title, or a field, said again tells nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from storage.records import FIELDS, Paper, Summary

# Words; of scripts that do not part words, each two signs that stand together.
WORDS = re.compile("[^\\W_\u3040-\u30ff\u3400-\u9fff]+")
SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff]+")
ALIKE = 0.8  # of the words of both, from which on two fields say the same
ECHO = 0.8  # of the words of a sentence, from which on it is the title
OWN = 3  # words beyond the title that make a sentence one of its own
FEW = 3  # words: so short a field may well be like another one


def pieces(text: str) -> frozenset[str]:
    """What *text* is made of, without order and case."""
    plain = text.casefold()
    signs = (run[at : at + 2] for run in SIGNS.findall(plain) for at in range(len(run)))
    return frozenset((*WORDS.findall(plain), *signs))


def echoes(summary: Summary, paper: Paper) -> Iterator[str]:
    """What *summary* of *paper* only says again, in English sentences for whoever wrote it."""
    if _is_title(pieces(summary.tldr), pieces(paper.title.plain)):
        yield "The tldr only repeats the title; say what the paper does or finds."
    stated = [(name, pieces(text)) for name in FIELDS if (text := getattr(summary, name))]
    for (first, its), (second, others) in combinations(stated, 2):
        both = len(its | others)
        if min(len(its), len(others)) > FEW and len(its & others) > ALIKE * both:
            yield f'The {second} repeats the {first}; leave "" where the text states no more.'


def _is_title(said: frozenset[str], title: frozenset[str]) -> bool:
    known = len(said & title)
    return bool(said) and known > ECHO * len(said) and len(said) - known < OWN
