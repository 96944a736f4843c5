"""
Which language an abstract is written in: by its script, or by its smallest words.

English unless something else is plain; arXiv asks for English abstracts, so others are rare.
"""

from __future__ import annotations

import re
from collections import Counter

ENGLISH = "en"
# Scripts by their Unicode blocks, each with the one language that abstracts in it are taken for; a
# script that holds the rarer letters of another language comes after that.
SCRIPTS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "zh": re.compile("[\u3400-\u9fff\uf900-\ufaff]"),
    "ko": re.compile("[\u1100-\u11ff\uac00-\ud7af]"),
    "uk": re.compile("[іїєґ]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "fa": re.compile("[پچژگ]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
}
KIN = {"ja": "zh", "uk": "ru", "fa": "ar"}  # languages told apart by a few letters of their own
PLAINLY = 0.3  # of the letters; the Greek ones of formulas stay below
A_FEW = 0.02  # of the letters
BEYOND_LATIN = re.compile("[^\x00-\u024f]")
WORD = re.compile(r"[^\W\d_]+")
SMALL_WORDS = {
    "en": "the of and to we is that for with are this by on an be which from it",
    "fr": "le la les des et du une nous est que pour dans sur par qui ces au aux",
    "de": "der die das und den dem des ein eine ist wir mit von zu für auf wird",
    "es": "el los las del una que se es para con por su como este esta y lo",
    "pt": "o os do da dos das uma que se para com por são não este esta em e",
    "it": "il di che della dei delle un una per sono nel con questo è e gli",
}
OFTEN = 0.15  # of the words are small ones in any of these languages
SURELY = 1.5  # times the English ones
ENOUGH = 8  # words; a shorter text is taken for English


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language of *text*; English where in doubt."""
    words = WORD.findall(text.lower())
    letters = "".join(words)
    if len(BEYOND_LATIN.findall(letters)) > PLAINLY * len(letters):
        return _by_script(letters)
    return _by_small_words(words)


def _by_script(letters: str) -> str:
    share = {name: len(block.findall(letters)) / len(letters) for name, block in SCRIPTS.items()}
    for language, own in share.items():
        kin = share[KIN[language]] if language in KIN else 0.0
        if own > A_FEW and own + kin > PLAINLY:
            return language
    return ENGLISH


def _by_small_words(words: list[str]) -> str:
    counted = Counter(words)
    counts = {
        language: sum(counted[word] for word in listed.split())
        for language, listed in SMALL_WORDS.items()
    }
    best = max(counts, key=counts.__getitem__)
    often = counts[best] > OFTEN * max(len(words), ENOUGH)
    return best if often and counts[best] > SURELY * counts[ENGLISH] else ENGLISH
