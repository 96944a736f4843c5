"""
How quickly a platform is spoken to: evenly, people's answers before digests, and silent when told.

The generic cell rate algorithm: one number, the theoretical arrival time of the next message. A
bucket that starts full lets 59 messages into the first second at 30 a second (measured with two
libraries). Who wakes too late is caught up with by going earlier; that no second holds too many for
all that, and no span of one chat, is counted in sliding windows.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

from storage.people import Address

# A platform counts messages as they arrive, and some are longer on their way than others: what is
# left of the rate, and what is added to a second, pays for that. Measured on two busy cores.
MARGIN = 0.987
SECOND = 1.006
EARLY = 0.03  # seconds: so much lateness of timers is caught up with
FORGOTTEN_AT_ONCE = 2  # chats for each that is written to: so they never become more

Burst: TypeAlias = tuple[int, float]
"""At most so many messages in any so many seconds."""

Limits: TypeAlias = Callable[[Address], tuple[Burst, ...]]
"""What a chat takes; the threads of a chat are one with it."""


def without_limits(_: Address) -> tuple[Burst, ...]:
    """Chats that take whatever comes."""
    return ()


class Bursts:
    """
    What chats were sent lately, and what that leaves them to take.

    *now* is a steady clock in seconds. A chat is forgotten when what it was sent counts no more.
    """

    def __init__(self, limits: Limits, now: Callable[[], float]) -> None:
        self._limits = limits
        self._now = now
        self._went: dict[Address, deque[float]] = {}  # who was written to last comes last
        self._longest = 0.0

    def __len__(self) -> int:
        """How many chats are remembered."""
        return len(self._went)

    def wait(self, chat: Address, *, answer: bool) -> float:
        """
        Seconds until *chat* takes one more; not above 0 where it does now.

        The last place of a burst is kept for an *answer*: who talks to the bot while it delivers
        does not wait for all that is still to come.
        """
        went = self._went.get(chat, ())
        free_at = 0.0
        for count, seconds in self._limits(chat) if went else ():
            places = count if answer else max(1, count - 1)
            if len(went) >= places:
                free_at = max(free_at, went[-places] + seconds)
        return free_at - self._now()

    def count(self, chat: Address) -> None:
        """One more goes to *chat*, now."""
        limits = self._limits(chat)
        if not limits:
            return
        went = self._went.pop(chat, None) or deque(maxlen=max(count for count, _ in limits))
        went.append(self._now())
        self._went[chat] = went
        self._longest = max(self._longest, *(seconds for _, seconds in limits))
        self._forget()

    def _forget(self) -> None:
        """Forget the chats to which nothing went for the longest time that counts."""
        for chat, went in tuple(islice(self._went.items(), FORGOTTEN_AT_ONCE)):
            if went[-1] + self._longest <= self._now():
                del self._went[chat]


class Pacer:
    """
    Lets messages go one after the other, evenly, and never more than *rate* in any second.

    And to each chat no more than its *limits* say. *now* is a steady clock in seconds, *sleep*
    waits on the same clock.
    """

    def __init__(
        self,
        rate: float,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        limits: Limits = without_limits,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._gap = 1 / (MARGIN * rate)
        self._went: deque[tuple[float, Address | None]] = deque(maxlen=max(1, int(rate)))
        self._next = 0.0
        self._silent_until = 0.0
        self._silent: dict[Address, float] = {}
        self._bursts = Bursts(limits, now)
        self._answers, self._others = asyncio.Lock(), asyncio.Lock()
        self._answering = 0

    async def turn(self, chat: Address | None = None, *, answer: bool = False) -> None:
        """
        Wait until the next message may go: to *chat*, where that is known.

        An *answer* to a person goes before everything that is not.
        """
        chat = chat and _whole(chat)
        while True:
            while (wait := self._chat_waits(chat, answer=answer)) > 0:
                await self._sleep(wait)
            self._answering += answer
            try:
                async with self._answers if answer else self._others:
                    if await self._taken(chat, answer=answer):
                        return
            finally:
                self._answering -= answer

    async def turn_unless_held(self, chat: Address) -> bool:
        """Wait for the next turn; false, without one, as soon as *chat* itself is to wait."""
        if self.is_held(chat):
            return False
        async with self._others:
            return await self._taken(_whole(chat), answer=False)

    def leaves(self, chat: Address) -> None:
        """The message to *chat* that had its turn leaves only now: from now on it counts."""
        whole = _whole(chat)
        for place, (_, who) in enumerate(reversed(self._went), start=1):
            if who == whole:
                del self._went[-place]
                self._went.append((self._now(), whole))
                return

    async def _taken(self, chat: Address | None, *, answer: bool) -> bool:
        """Wait at the head of a lane, and go; false where *chat* has to wait."""
        while self._chat_waits(chat, answer=answer) <= 0:
            wait = self._wait(answer=answer)
            if wait <= 0:
                self._go(chat)
                return True
            await self._sleep(wait)
        return False

    def _go(self, chat: Address | None) -> None:
        now = self._now()
        is_first = now > self._next + self._gap  # nothing is late yet, so nothing may be early
        begun = now + min(EARLY, self._gap) if is_first else now
        self._next = max(self._next, begun) + self._gap
        self._went.append((now, chat))
        if chat:
            self._bursts.count(chat)

    def _wait(self, *, answer: bool) -> float:
        """Seconds until the head of a lane may look again; 0 where it may go."""
        free_at = self._went[0][0] + SECOND if len(self._went) == self._went.maxlen else 0.0
        wait = max(self._next - EARLY, free_at, self._silent_until) - self._now()
        if wait <= 0 and self._answering and not answer:
            return self._gap  # somebody's answer takes this turn
        return wait

    def _chat_waits(self, chat: Address | None, *, answer: bool) -> float:
        """Seconds until *chat* may be written to: it was told to wait, or has had its share."""
        if chat is None:
            return 0.0
        return max(self._told_to_wait(chat), self._bursts.wait(chat, answer=answer))

    def _told_to_wait(self, chat: Address) -> float:
        return self._silent.get(chat, 0.0) - self._now()

    def pause(self, seconds: float, chat: Address | None = None) -> None:
        """The platform told *chat*, or everyone, to be silent for *seconds*."""
        now = self._now()
        if chat is None:
            self._silent_until = max(self._silent_until, now + seconds)
            return
        chat = _whole(chat)
        self._silent = {known: until for known, until in self._silent.items() if until > now}
        self._silent[chat] = max(self._silent.get(chat, 0.0), now + seconds)

    def is_silent(self, chat: Address) -> bool:
        """Whether *chat* was told to wait, and still is."""
        return self._told_to_wait(_whole(chat)) > 0

    def is_held(self, chat: Address) -> bool:
        """Whether a digest to *chat* has to wait: the chat was told to, or has had its share."""
        return self._chat_waits(_whole(chat), answer=False) > 0


def _whole(chat: Address) -> Address:
    """*chat* with all its threads: what a platform counts and silences as one."""
    return replace(chat, thread_id="") if chat.thread_id else chat
