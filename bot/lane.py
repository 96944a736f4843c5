"""One platform as deliveries see it: how fast it takes them, and what is on its way to whom."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from adapters.conversation import Platform
from bot.pacing import Pacer
from storage.outbox import Delivery
from storage.people import Address

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

    async def one_arrived(self) -> None:
        """Wait until one of the messages under way is settled."""
        if self.sending:
            await asyncio.wait(self.sending, return_when=asyncio.FIRST_COMPLETED)
