"""What a source writes and relates in formulas, to hold the formulas of others against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.checks.rows import Side
from bot.checks.symbols import Formula, formulas

FLIPPED = {"<": ">", "≤": "≥", "≪": "≫", ">": "<", "≥": "≤", "≫": "≪"}
ALIKE = {"≈": "=", "~": "=", "∝": "=", "≡": "=", "≪": "<", "≫": ">"}


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a source, to hold others against: all that it writes, and what it relates."""

    rows: str
    relations: frozenset[tuple[str, str, str]]  # both ways: n ≥ 3, and 3 ≤ n
    related: frozenset[tuple[str, str]]
    bounded: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, texts: tuple[str, ...]) -> Formulas:
        """Those of linear *texts*."""
        rows: list[str] = []
        related: set[tuple[str, str, str]] = set()
        for text in texts:
            for one in formulas(text):
                rows += [row for side in one.sides for row in (side.row, side.bare)]
                rows.append("".join(f"{side.row}," for side in one.sides))
                related.update(_related(one))
        return cls(
            "|".join(rows),
            frozenset(related),
            frozenset((left, right) for left, _, right in related),
            frozenset((left, sign) for left, sign, _ in related),
        )

    def has(self, side: Side) -> bool:
        """Whether *side* stands there, as a whole or as a part."""
        return not side.row or side.row in self.rows

    def contradicts(self, left: Side, relation: str, right: Side) -> bool:
        """Whether the source relates the two otherwise, or a symbol of them to another thing."""
        if not left.row or not right.row:
            return False
        if any((left.row, sign, right.row) in self.relations for sign in _alike(relation)):
            return False
        if (left.row, right.row) in self.related:
            return True
        if right.is_symbol and not left.is_symbol:
            left, relation, right = right, _flipped(relation), left
        if not left.is_symbol or right.is_symbol or " - " in right.row:  # d = 1-3
            return False
        return (left.row, relation) in self.bounded


def _flipped(relation: str) -> str:
    return FLIPPED.get(relation, relation)


def _alike(relation: str) -> set[str]:
    plain = ALIKE.get(relation, relation)
    more = {"≤": {"≪"}, "≥": {"≫"}}.get(relation, set())
    return {relation, plain, *(sign for sign, other in ALIKE.items() if other == plain), *more}


def _related(one: Formula) -> Iterator[tuple[str, str, str]]:
    """Who stands in which relation to whom in it; in `N = 1, 2, 3` N to all three."""
    left, relation = one.sides[0], ","
    for before, sign, right in zip(one.sides, one.relations, one.sides[1:], strict=False):
        if sign != ",":
            left, relation = before, sign
        if relation == "," or not left.row or not right.row:
            continue
        for a, b in {(left.row, right.row), (left.bare, right.bare)}:
            yield a, relation, b
            yield b, _flipped(relation), a
