"""
What a model said, read: JSON if it is any, else what can be saved, else nothing. Pure.

Nothing of it is believed here: an answer that is read may still be wrong in every word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.summaries.fields import Fields, by_language, in_lines, languages_in
from adapters.summaries.objects import answer_in, objects_in
from adapters.summaries.prompt import name_of

LONGEST = 64_000  # characters that are read of an answer; five fields in nine languages have 20,000
EMPTY = "The answer is empty."
CUT = "The answer was cut off before its end."
NO_JSON = "The answer is not the JSON object that was asked for."


def read_answer(
    said: str, languages: Sequence[str], *, cut: bool = False
) -> tuple[Mapping[str, Fields], str]:
    """
    The fields for each of *languages* that can be read, and why others are missing ('': none is).

    *cut* tells that the endpoint says so of its answer. What was whole before the cut is kept.
    """
    text = said[:LONGEST]
    found, cut_inside = _read(text, languages, cut=cut)
    missing = [language for language in languages if language not in found]
    if not missing:
        return found, ""
    if cut or cut_inside or len(said) > LONGEST:
        return found, CUT
    if not answer_in(text).strip():
        return found, EMPTY
    lacking = f"The answer lacks {' and '.join(map(name_of, missing))}."
    return found, lacking if found else NO_JSON


def _read(said: str, languages: Sequence[str], *, cut: bool) -> tuple[dict[str, Fields], bool]:
    best: dict[str, Fields] = {}
    objects = objects_in(said)
    for found in objects:
        # In one that is cut, languages may be whole, but not the fields of a single one.
        reading = languages_in if found.cut else by_language
        read = reading(found.members, languages)
        if _worth(read) >= _worth(best):
            best = read
    if not best and not objects and not cut:
        best = in_lines(answer_in(said), languages)
    return best, any(found.cut for found in objects)


def _worth(read: Mapping[str, Fields]) -> int:
    return sum(map(len, read.values()))
