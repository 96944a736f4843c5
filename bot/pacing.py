"""
How quickly a platform is spoken to: evenly, people's answers before digests, and silent when told.

The generic cell rate algorithm: one number, the theoretical arrival time of the next message. A
bucket that starts full lets 59 messages into the first second at 30 a second (measured with two
libraries); this lets 31 into none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from storage.people import Address

MARGIN = 0.99  # of the rate: pays for the tolerance below


class Pacer:
    """
    Lets messages go one after the other, at *rate* a second and never more than *rate* + 1.

    *now* is a steady clock in seconds, *sleep* waits on the same clock.
    """

    def __init__(
        self, rate: float, now: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._gap = 1 / (MARGIN * rate)
        # How early a message may come, and so how late a timer may wake us without a loss. Any
        # second holds at most (1 + early) / gap + 1 messages: a third of what `rate + 1` leaves,
        # as the way to the platform is not even either.
        self._early = ((rate + 1) * self._gap - 1) / 3
        self._next = 0.0
        self._silent_until = 0.0
        self._chats: dict[Address, float] = {}
        self._answers, self._others = asyncio.Lock(), asyncio.Lock()
        self._answering = 0

    async def turn(self, chat: Address | None = None, *, answer: bool = False) -> None:
        """
        Wait until the next message may go: to *chat*, where that is known.

        An *answer* to a person goes before everything that is not.
        """
        while True:
            while (wait := self._told_to_wait(chat)) > 0:
                await self._sleep(wait)
            self._answering += answer
            try:
                async with self._answers if answer else self._others:
                    if await self._taken(chat, answer=answer):
                        return
            finally:
                self._answering -= answer

    async def _taken(self, chat: Address | None, *, answer: bool) -> bool:
        """Wait at the head of a lane, and go; false where *chat* was told to wait meanwhile."""
        while (wait := self._wait(answer=answer)) > 0:
            await self._sleep(wait)
            if self._told_to_wait(chat) > 0:
                return False
        self._next = max(self._next, self._now()) + self._gap
        return True

    def _wait(self, *, answer: bool) -> float:
        """Seconds until the head of a lane may look again; 0 where it may go."""
        now = self._now()
        wait = max(self._next - self._early, self._silent_until) - now
        if wait <= 0 and self._answering and not answer:
            return self._gap  # somebody's answer takes this turn
        return wait

    def _told_to_wait(self, chat: Address | None) -> float:
        return self._chats.get(chat, 0.0) - self._now() if chat else 0.0

    def pause(self, seconds: float, chat: Address | None = None) -> None:
        """The platform told *chat*, or everyone, to be silent for *seconds*."""
        now = self._now()
        if chat is None:
            self._silent_until = max(self._silent_until, now + seconds)
            return
        self._chats = {known: until for known, until in self._chats.items() if until > now}
        self._chats[chat] = max(self._chats.get(chat, 0.0), now + seconds)

    def is_silent(self, chat: Address) -> bool:
        """Whether *chat* was told to wait, and still is."""
        return self._told_to_wait(chat) > 0
