"""What many portions of a planning hold alike: sent to another process, it is packed only once."""

from __future__ import annotations

import pickle
from functools import cached_property, lru_cache
from typing import Any, TypeVar

T = TypeVar("T", bound="Packed")

UNPACKED = 3  # things of some megabytes that a process keeps as it got them


class Packed:
    """
    The base of a dataclass without slots that is sent again and again, and is never changed.

    Who gets it again has the same object again, so that what was made of it can be kept beside it.
    """

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps({k: v for k, v in vars(self).items() if k != "_packed"}, -1)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpacked, (type(self), self._packed)


@lru_cache(UNPACKED)
def _unpacked(kind: type[T], packed: bytes) -> T:
    return kind(**pickle.loads(packed))  # noqa: S301 - from a process of our own
