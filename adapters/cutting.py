"""Plain text cut where a reader expects it: at the end of a word, never within a sign. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate, takewhile
from unicodedata import category, east_asian_width

ELLIPSIS = "…"
# Not before an ellipsis: what joins, opens or ends.
TRAILING = " \t\n.,;:-–—…·([{<“‘、，。；：（［｛《〈「『【〔"
# As Pandoc tells formulas from amounts ("$5 and $10"): https://pandoc.org/MANUAL.html#math
FORMULA = re.compile(r"(?<!\\)\$(?![\s$])(?:[^$\\\n]|\\.){1,400}(?<!\s)\$(?!\d)")
JOINER = "\u200d"  # of several emoji into one
# Low surrogates, skin tones, the tags in flags of regions; combining marks go by their category.
EXTENDING = re.compile("[\u200d\udc00-\udfff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")  # two of these letters are one flag


def cut(text: str, most: int) -> str:
    """
    *text* in at most *most* characters, at the end of a word, with an ellipsis where it is cut.

    Between Chinese and Japanese signs any place will do. A sign is never parted from its accents;
    a formula (`$…$`) is cut only where it alone is too long.
    """
    if len(text) <= most:
        return text
    return text[: _end(text, most - 1)].rstrip(TRAILING) + ELLIPSIS if most > 0 else ""


def cut_units(text: str, most: int) -> str:
    """*text* cut to at most *most* UTF-16 units: what lies beyond 16 bits counts twice."""
    ends = list(accumulate((1 + (sign > "\uffff") for sign in text), initial=0))
    if ends[-1] <= most:
        return text
    kept = bisect_right(ends, most - len(ELLIPSIS)) - 1
    # The blank makes it too long also where each of its signs has room but for the last one's half.
    return cut(f"{text} ", kept + len(ELLIPSIS)) if most > 0 else ""


def _end(text: str, most: int) -> int:
    """The best place to cut *text* after *most* characters at most; 0 if there is none."""
    formulas = [found.span() for found in FORMULA.finditer(text)] if "$" in text else []

    def is_free(place: int) -> bool:
        return not any(start < place < stop for start, stop in formulas)

    places = range(most, 0, -1)
    rules: tuple[Callable[[int], bool], ...] = (
        lambda place: _ends_word(text, place) and is_free(place),
        lambda place: not _is_joined(text, place) and is_free(place),
        lambda place: not _is_joined(text, place),
    )
    found = (next((place for place in places if rule(place)), 0) for rule in rules)
    return next(filter(None, found), 0)


def _ends_word(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if after.isspace():
        return True
    return (_is_wide(before) or _is_wide(after)) and not _is_joined(text, place)


def _is_wide(sign: str) -> bool:
    """Whether *sign* is of a script that is set without blanks, by its width."""
    return not sign.isascii() and east_asian_width(sign) in "WF"


def _is_joined(text: str, place: int) -> bool:
    """Whether what stands before and after *place* is one sign to a reader."""
    before, after = text[place - 1], text[place]
    if after.isascii():
        return before == JOINER
    if FLAG.match(after):
        return sum(1 for _ in takewhile(FLAG.match, reversed(text[:place]))) % 2 == 1
    return before == JOINER or category(after)[0] == "M" or bool(EXTENDING.match(after))
