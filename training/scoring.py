"""How well roles were told: F1 over all sentences, of each role, and where annotators agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from adapters.summaries.extractive.cues import Role


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    Percentages: *micro* of sentences, *macro* of F1 over roles, *trusted* weighted by confidence.

    *f1* of each role, in the order of `Role`.
    """

    micro: float
    macro: float
    trusted: float
    f1: tuple[float, ...]

    def __str__(self) -> str:
        each = ", ".join(f"{role} {f1:.1f}" for role, f1 in zip(Role, self.f1, strict=True))
        return f"micro-F1 {self.micro:.2f}, macro-F1 {self.macro:.2f} ({each})"


def agreement(marked: Sequence[dict[str, Any]], found: Sequence[Sequence[str]]) -> Agreement:
    """How the roles *found* agree with those that people *marked*, an abstract after another."""
    pairs = [
        (label, guess)
        for row, guesses in zip(marked, found, strict=True)
        for label, guess in zip(row["labels"], guesses, strict=True)
    ]
    confidence = list(chain.from_iterable(row["confs"] for row in marked))
    right = [label == guess for label, guess in pairs]
    trusted = sum(value for value, is_right in zip(confidence, right, strict=True) if is_right)
    f1 = tuple(_f1(pairs, role) for role in Role)
    return Agreement(
        100 * sum(right) / max(len(right), 1),
        sum(f1) / len(f1),
        100 * trusted / max(sum(confidence), 1),
        f1,
    )


def _f1(pairs: Sequence[tuple[str, str]], role: Role) -> float:
    both = sum(label == guess == role for label, guess in pairs)
    either = sum((label == role) + (guess == role) for label, guess in pairs)
    return 200 * both / either if either else 0.0
