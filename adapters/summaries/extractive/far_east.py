"""
The roles of sentences in Chinese and Japanese abstracts, by a few phrases and by place.

Nobody marked such abstracts for us, so all weights here were set by hand.
"""

from __future__ import annotations

import re

from adapters.summaries.extractive.cues import Role, spoken

LANGUAGES = frozenset({"zh", "ja"})
# How likely each role is in the opening, the four parts between, and the close of an abstract.
PLACES: tuple[tuple[float, ...], ...] = (
    # background, objective, method, result, other
    (1.8, 0.2, -1.2, -2.5, -2.0),
    (1.1, 0.1, -0.3, -2.0, -2.5),
    (0.6, 0.2, 0.3, -1.2, -2.5),
    (-0.3, 0.0, 0.9, -0.3, -2.5),
    (-1.2, -0.6, 0.7, 0.5, -2.0),
    (-2.0, -1.2, -0.4, 1.3, -0.8),
)
# How readily a role (row) is followed by another (column).
FOLLOWS: tuple[tuple[float, ...], ...] = (
    (0.7, 0.3, 0.0, -1.2, -1.5),
    (-0.8, -0.3, 0.6, -0.2, -1.5),
    (-1.6, -1.2, 0.6, 0.3, -1.5),
    (-2.0, -1.6, -0.6, 0.7, -0.4),
    (-1.0, -1.0, -1.0, -1.0, 0.8),
)
SAID = 2.0
ORDER = tuple(Role)
CUES = (
    (Role.BACKGROUND, "^ (?:然而|但是|但|目前|近年来|随着|由于|尽管|虽然)|しかし|近年|従来"),
    (
        Role.OBJECTIVE,
        "(?:本文|该文|本研究)(?:旨在|研究|探讨|讨论|考虑)|目的|について(?:研究|議論|考察)",
    ),
    (
        Role.METHOD,
        "我们(?:提出|采用|使用|设计|利用|引入)|(?:本文|该文)(?:提出|采用|设计)|该方法|提案|用いて",
    ),
    (
        Role.RESULT,
        "(?:结果|实验|研究|仿真|数值).{0,8}(?:表明|显示|证明|证实)|优于|达到了|提高了|示した|結果",
    ),
)
PHRASES = tuple((ORDER.index(role), re.compile(cue)) for role, cue in CUES)


def fits(sentences: list[str]) -> list[list[float]]:
    """How well each role fits each of *sentences*, before its neighbours are looked at."""
    count = len(sentences)
    return [_fit(sentence, PLACES[_place(i, count)]) for i, sentence in enumerate(sentences)]


def _fit(sentence: str, place: tuple[float, ...]) -> list[float]:
    fit, heard = list(place), spoken(sentence)
    for role, cue in PHRASES:
        if cue.search(heard):
            fit[role] += SAID
    return fit


def _place(index: int, count: int) -> int:
    """The row of `PLACES` for the sentence *index* of *count*."""
    if index == 0:
        return 0
    if index == count - 1:
        return len(PLACES) - 1
    return 1 + index * (len(PLACES) - 2) // count
