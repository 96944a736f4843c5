"""One platform as deliveries see it: how fast it takes them, and what is on its way to whom."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import structlog

from adapters.conversation import Platform
from bot.pacing import Pacer
from storage.outbox import Delivery
from storage.people import Address

log = structlog.get_logger()

LOST = 4  # chats in a row to which nothing went through: then it is the platform
AWAY = (5, 15, 30, 60)  # seconds that nothing is tried then, ever longer
IN_FLIGHT = 8  # more make httpx slower, and a kill dearer


@dataclass(slots=True)
class Lane:
    """One platform: how fast it is spoken to, and what is on its way to which chat."""

    platform: Platform
    pacer: Pacer
    sending: dict[asyncio.Task[None], int] = field(default_factory=dict)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    claiming: asyncio.Lock = field(default_factory=asyncio.Lock)
    passed_over: list[Address] = field(default_factory=list)  # in the last look: they have to wait
    lost: set[int] = field(default_factory=set)  # chats, since a message last arrived
    away: int = 0  # how often nothing was tried for a while, since then
    away_until: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether nothing more may be under way."""
        return len(self.sending) >= IN_FLIGHT

    def may_take(self, delivery: Delivery) -> bool:
        """Whether nothing is on its way to that chat, and it need not wait."""
        if delivery.page.chat in self.sending.values():
            return False
        return not self.pacer.is_held(delivery.address) or self._pass_over(delivery)

    async def turn(self, delivery: Delivery) -> bool:
        """Wait for the turn of *delivery*; false where its chat has to wait, and nobody else."""
        return await self.pacer.turn_unless_held(delivery.address) or self._pass_over(delivery)

    def _pass_over(self, delivery: Delivery) -> Literal[False]:
        self.passed_over.append(delivery.address)
        return False

    @property
    def is_held_up(self) -> bool:
        """Whether there is a chat that only waits until it takes more, at the platform's pace."""
        return not all(map(self.pacer.is_silent, self.passed_over))

    def is_away(self, now: datetime) -> bool:
        """Whether the platform did not answer at all, and is given a while."""
        return self.away_until is not None and now < self.away_until

    def found(self) -> None:
        """A message arrived: the platform is there."""
        self.lost.clear()
        self.away, self.away_until = 0, None

    def lose(self, chat: int, now: datetime) -> bool:
        """Nothing went through to *chat*; whether that is so with many, and nobody is tried now."""
        self.lost.add(chat)
        if len(self.lost) >= LOST and not self.is_away(now):
            seconds = AWAY[min(self.away, len(AWAY) - 1)]
            self.away += 1
            self.away_until = now + timedelta(seconds=seconds)
            log.warning("platform away", platform=self.platform.name, seconds=seconds)
        return self.is_away(now)

    async def one_arrived(self) -> None:
        """Wait until one of the messages under way is settled."""
        if self.sending:
            await asyncio.wait(self.sending, return_when=asyncio.FIRST_COMPLETED)
