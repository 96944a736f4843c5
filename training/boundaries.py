"""How well sentences are told apart: the ends that were found, and those that were made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def ends_found(
    marked: Sequence[dict[str, Any]], found: Sequence[Sequence[str]]
) -> tuple[float, int]:
    """F1 of the ends inside texts in percent, and how many texts have all their ends right."""
    right = wrong = whole = 0
    for row, sentences in zip(marked, found, strict=True):
        unsure = set(row["skip_ends"])
        wanted, got = ends(row["sentences"]) - unsure, ends(sentences) - unsure
        right, wrong, whole = (
            right + len(wanted & got),
            wrong + len(wanted ^ got),
            whole + (wanted == got),
        )
    return 200 * right / (2 * right + wrong), whole


def ends(sentences: Sequence[str]) -> set[int]:
    """The ends of *sentences* but the last, as places among the characters that are no blanks."""
    place, found = 0, set()
    for sentence in sentences:
        place += len("".join(sentence.split()))
        found.add(place)
    return found - {place}
