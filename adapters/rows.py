"""Buttons in rows that a platform takes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import TypeVar

T = TypeVar("T")


def evenly(buttons: Sequence[T], most: int) -> Iterator[tuple[T, ...]]:
    """*buttons* as one row; as several, about alike, where they are more than *most*."""
    rows = ceil(len(buttons) / most)
    for row in range(rows):
        start, stop = row * len(buttons) // rows, (row + 1) * len(buttons) // rows
        yield tuple(buttons[start:stop])
