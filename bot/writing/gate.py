"""
How many calls to a model are under way at once: fewer where it is busy, people's own first.

The number of calls grows slowly while they are answered and is halved when the server says that it
is too many, as TCP does it: what the server takes at the moment is found out, whoever else uses it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds, where a busy server does not say how long
SLACK = 0.25  # of a pause at random, so that several bots do not come back at the same moment


class Gate:
    """
    Lets in at most *most* calls at once.

    *clock* and *sleep* are in seconds, *chance* is between 0 and 1.
    """

    def __init__(
        self,
        most: int,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        chance: Callable[[], float],
    ) -> None:
        self.most = most
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._width = float(most)
        self._under_way = 0
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._closed_until = 0.0
        self._opening: asyncio.Task[None] | None = None
        self._refusals = 0  # in a row
        self._entered = 0  # calls in all
        self._narrowed_at = 0  # of them: what entered before that brings no news any more

    @property
    def width(self) -> int:
        """How many calls may be under way now."""
        return max(1, int(self._width))

    @asynccontextmanager
    async def turn(self, *, urgent: bool = False) -> AsyncIterator[int]:
        """The time of one call, with its number; an *urgent* one passes those that wait."""
        await self._enter(urgent=urgent)
        self._entered += 1
        try:
            yield self._entered
        finally:
            self._under_way -= 1
            self._let_in()

    async def _enter(self, *, urgent: bool) -> None:
        mine = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (not urgent, next(self._numbers), mine))
        self._let_in()
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._under_way -= 1
                self._let_in()
            raise

    def _let_in(self) -> None:
        """Let in as many as there is room for."""
        while self._waiting and self._under_way < self.width and not self._is_closed():
            *_, first = heappop(self._waiting)
            if not first.done():
                self._under_way += 1
                first.set_result(None)

    def _is_closed(self) -> bool:
        """Whether the server wants to be left alone; then the gate opens by itself."""
        left = self._closed_until - self._clock()
        if left <= 0:
            return False
        if self._opening is None:
            self._opening = asyncio.create_task(self._open_after(left))
        return True

    async def _open_after(self, seconds: float) -> None:
        await self._sleep(seconds)
        self._opening = None
        self._let_in()

    def answered(self) -> None:
        """A call was answered: there may be one more in every round."""
        self._refusals = 0
        self._width = min(self.most, self._width + 1 / self._width)
        self._let_in()

    def was_too_much(self, number: int, retry_after: float | None) -> None:
        """
        The call of this *number* was refused, as the server is busy; for so many seconds, or some.

        Calls that began before the last such refusal tell of the same crowd, and narrow nothing.
        """
        if number > self._narrowed_at:
            self._narrowed_at = self._entered
            self._width = max(1.0, self._width / 2)
            self._refusals += 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self._refusals - 1))
        pause = (pause if retry_after is None else retry_after) * (1 + SLACK * self._chance())
        self._closed_until = max(self._closed_until, self._clock() + pause)
