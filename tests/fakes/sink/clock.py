"""A clock moved by hand: sleeping takes no time, and nobody wakes before the test says so."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from itertools import count
from typing import Any

SETTLING = 10  # turns of the loop in which everything that can go on has gone on


@dataclass
class Clock:
    """
    Seconds that pass when nobody has anything left to do but wait.

    *late* says how many seconds after its time the next sleeper wakes, as busy machines are.
    """

    time: float = 1_000.0
    late: Callable[[], float] = lambda: 0.0
    _sleepers: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    def now(self) -> float:
        """The seconds."""
        return self.time

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock is there."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        until = self.time + seconds + self.late()
        heapq.heappush(self._sleepers, (until, next(self._numbers), woken))
        await woken

    async def until(self, moment: float) -> None:
        """Let the time pass up to *moment*, waking everybody in turn."""
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= moment:
            time, _, woken = heapq.heappop(self._sleepers)
            self.time = max(self.time, time)
            if not woken.done():
                woken.set_result(None)
            await self._settle()
        self.time = max(self.time, moment)

    async def all(self, *work: Coroutine[Any, Any, object]) -> None:
        """Let the time pass until all of *work* is done."""
        tasks = [asyncio.create_task(item) for item in work]
        await self._settle()
        while self._sleepers and not all(task.done() for task in tasks):
            await self.until(self._sleepers[0][0])
        await asyncio.gather(*tasks)

    async def _settle(self) -> None:
        for _ in range(SETTLING):
            await asyncio.sleep(0)
