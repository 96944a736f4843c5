"""How long a sentence is in words, and its beginning where it is far too long for one line."""

from __future__ import annotations

import re
from itertools import accumulate

from adapters.summaries.extractive.splitter import FORMULA

LONGEST, CUT = 75, 60  # words: a sentence longer than the first is cut to the second at most
PIECE = re.compile(rf"(?:{FORMULA.pattern}|[^\s$\u3040-\u9fff])+|[\u3040-\u9fff]|\$", re.DOTALL)
IDEOGRAPH = 0.5  # of a word
MARKS = "[ ,;:，；：、—–]*"
TRAILING = re.compile(  # what nothing follows any more
    rf"(?:{MARKS}\s(?:e\.g\.?|i\.e\.?|such as|that|and|or|for|with|to|of|we|in|by|the|an?"
    rf"|\(\w{{1,3}}\))){{0,3}}{MARKS}$"
)
PAUSE = re.compile(r"[,;:，；：、—–]$")


def length(sentence: str) -> float:
    """How many words *sentence* has; a formula counts as one, an ideograph as half."""
    if sentence.isascii() and not FORMULA.search(sentence):
        return len(sentence.split())
    return sum(_weight(piece[0]) for piece in PIECE.finditer(sentence))


def shortened(sentence: str) -> str:
    """*sentence* itself, or its beginning up to a pause where it is far too long for one line."""
    if length(sentence) <= LONGEST:
        return sentence
    pieces = list(PIECE.finditer(sentence))
    reached = zip(pieces, accumulate(_weight(piece[0]) for piece in pieces), strict=True)
    within = [(piece, so_far) for piece, so_far in reached if so_far <= CUT]
    pauses = [piece for piece, so_far in within if so_far > CUT / 2 and PAUSE.search(piece[0])]
    end = pauses[-1] if pauses else within[-1][0]
    return TRAILING.sub("", sentence[: end.end()]) + "…"


def _weight(piece: str) -> float:
    return IDEOGRAPH if len(piece) == 1 and "\u3040" <= piece <= "\u9fff" else 1.0
