"""What was made of an object, as long as that very object is asked about again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Of = TypeVar("Of")
Made = TypeVar("Made")


class Held(Generic[Of, Made]):
    """
    Lets *make* be asked once for each object, of at most so many; then it begins anew.

    An object's identity is found eight times as quickly as its value, which for a paper is that of
    all its texts. So the objects must never change, and be the same ones: equal ones are made anew.
    """

    def __init__(self, make: Callable[[Of], Made], most: int) -> None:
        self._make = make
        self._most = most
        self._made: dict[int, tuple[Of, Made]] = {}  # with the object, so that its id stays its

    def __call__(self, one: Of) -> Made:
        """What is made of *one*."""
        held = self._made.get(id(one))
        if held is None:
            if len(self._made) >= self._most:
                self._made.clear()
            held = self._made[id(one)] = one, self._make(one)
        return held[1]
