"""Whoever writes in a channel waits until the one before is done; other channels do not wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class OneAtATime:
    """
    Gives turns in each channel for itself.

    For the library sleeps a whole bucket when several write in one channel at once. *patience* is
    how many seconds a turn may take, waiting for its limits included; then it is a `TimeoutError`.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._doors: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, channel: int) -> AsyncIterator[None]:
        """The time of one turn in *channel*."""
        door = self._doors.setdefault(channel, asyncio.Lock())  # kept while anybody is at it
        async with door, asyncio.timeout(self._patience):
            yield
