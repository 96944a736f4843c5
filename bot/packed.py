"""What many portions of a planning hold alike: to another process it is sent only once."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import fields
from functools import cached_property
from itertools import count
from typing import Any
from weakref import WeakValueDictionary

_NUMBERS = count()


class Packed:
    """
    The base of a dataclass without slots that is sent again and again, and is never changed.

    Pickled it is its number alone: who gets it must `hold` it, and then has the same object each
    time, so that what was made of it can be kept beside it.
    """

    @cached_property
    def number(self) -> int:
        """Its own, and no other's of this process."""
        return next(_NUMBERS)

    def __reduce__(self) -> tuple[Any, ...]:
        return _held, (self.number,)

    def packed(self) -> bytes:
        """All of it, for another process to `hold`."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        return pickle.dumps((type(self), told), pickle.HIGHEST_PROTOCOL)


class Lent:
    """What was sent to one process; it keeps there as long as it is in use here."""

    def __init__(self) -> None:
        self._here: WeakValueDictionary[int, Packed] = WeakValueDictionary()
        self._there: set[int] = set()

    def lacking(self, used: Iterable[Packed]) -> dict[int, bytes]:
        """What that process lacks of what is *used*; it is taken to be sent now."""
        fresh = [one for one in used if one.number not in self._there]
        self._there.update(one.number for one in fresh)
        self._here.update({one.number: one for one in fresh})
        return {one.number: one.packed() for one in fresh}

    def over(self) -> set[int]:
        """What nobody uses here any more; it is taken to be dropped there now."""
        over = self._there.difference(self._here)
        self._there -= over
        return over


# What follows happens in the other process.
_HELD: dict[int, Packed] = {}


def hold(packed: dict[int, bytes], over: Iterable[int] = ()) -> None:
    """Keep what was *packed*, by its number; drop what is *over*."""
    for number in over:
        del _HELD[number]
    for number, one in packed.items():
        kind, told = pickle.loads(one)  # noqa: S301 - from a process of our own
        _HELD[number] = kind(**told)


def _held(number: int) -> Packed:
    return _HELD[number]
