"""
Text -> stems, the same way for what people follow and for what papers say.

"Gaussian-Splatting" and "gaussian splats" meet as `gaussian splat`; accents are no obstacle.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from Stemmer import Stemmer

TOKEN = re.compile(r"[^\W_]+")
ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
# Latin letters that NFKD leaves whole, as names are commonly written without them.
PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
LONGEST_WORD = 40  # characters; what is longer is no English word and stays as it is
CACHED = 1 << 16  # stems kept: the words of some weeks, about 12 MB

_TURN = Lock()  # the stemmer keeps the word that it works on in itself: one thread at a time


def tokens(text: str) -> tuple[str, ...]:
    """The words of *text* without case and accents, split at everything but letters and digits."""
    if text.isascii():
        text = text.lower()
        return (text,) if text.isalnum() else tuple(TOKEN.findall(text))
    text = ACCENTS.sub("", normalize("NFKD", text)).casefold()
    if not text.isascii():
        text = ACCENTS.sub("", normalize("NFKD", text)).translate(PLAIN)
    return tuple(TOKEN.findall(text))


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of *text*, in order; a word with a digit in it is its own stem."""
    return tuple(map(_stem, tokens(text)))


@lru_cache(CACHED)
def _stem(word: str) -> str:
    if not word.isalpha() or len(word) > LONGEST_WORD:
        return word
    with _TURN:
        return str(_stemmer().stemWord(word)) or word  # of a lone "s" nothing would be left


@cache
def _stemmer() -> Stemmer:
    """Its library is loaded with the first word; a bot that waits needs none."""
    from Stemmer import Stemmer

    return Stemmer("porter", 0)
