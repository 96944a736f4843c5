"""A memory with an end: what was put in last, by its name."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """The newest *most* things; older ones are forgotten."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: dict[K, V] = {}

    def put(self, name: K, thing: V) -> None:
        """Remember *thing* as the newest one."""
        self._things.pop(name, None)
        self._things[name] = thing
        if len(self._things) > self._most:
            del self._things[next(iter(self._things))]

    def drop(self, name: K) -> None:
        """Forget what was put in as *name*, if anything was."""
        self._things.pop(name, None)

    def get(self, name: K) -> V | None:
        """What was put in as *name*, if it is not forgotten."""
        return self._things.get(name)
