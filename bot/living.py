"""The parts of a bot that stays: what it plans, sends and answers, on the platforms there are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.paging import Fits
from adapters.ports import Platform
from bot.commands.desk import Deployment
from bot.deliver import Deliverer
from bot.digests import Digests
from bot.heal import Healer
from bot.jobs import RULES, SLOTS, JobName, ask
from bot.pacing import Pacer
from bot.plan import Planner
from bot.summarise import Summaries
from bot.work import Collects, Work
from storage.queue import EmbeddedQueue
from storage.store import Store

RATES = {"telegram": 30.0, "discord": 50.0}  # messages a second that a platform takes
ANY_RATE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """
    What a living bot is made of.

    *fits* says what fits one message, by the platform's name, also for platforms that this process
    does not speak to; *planned* are the platforms whose chats it plans for.
    """

    store: Store
    summaries: Summaries
    platforms: Mapping[str, Platform]
    fits: Callable[[str], Fits]
    planned: frozenset[str]
    collector: Callable[[], Awaitable[Collects]]
    deployment: Deployment
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]


class Living:
    """Planner, queue and deliverer on one store; `put` asks for a job now."""

    def __init__(self, means: Means) -> None:
        self.means = means
        self.queue = EmbeddedQueue(means.store.database, RULES, SLOTS, means.now)
        self.digests = Digests(means.store, means.summaries, means.fits, means.now)
        self.planner = Planner(means.store, means.summaries, means.fits, means.planned, means.now)
        self.deliverer = Deliverer(
            means.store, means.platforms, self._pacers(), means.now, means.sleep
        )
        self.work = Work(
            store=means.store,
            collector=means.collector,
            planner=self.planner,
            healer=Healer(means.store, self.digests, means.platforms, means.now),
            queue=self.queue,
            put=self.put,
            wake=self.deliverer.wake,
            now=means.now,
            keep=timedelta(days=means.deployment.keep_days),
        )

    def _pacers(self) -> Mapping[str, Pacer]:
        clock = asyncio.get_running_loop().time
        return {
            name: Pacer(RATES.get(name, ANY_RATE), clock, self.means.sleep)
            for name in self.means.platforms
        }

    async def put(self, name: JobName, **arguments: str | int) -> bool:
        """Put a job that is to run now; false where the same one waits already."""
        database, now = self.means.store.database, self.means.now()
        return await ask(self.queue, database, name, run_at=now, **arguments)

    async def deliver_once(self) -> None:
        """Plan what is due, send what is due, and be done."""
        await self.deliverer.take_up()
        await self.planner.plan_due()
        await self.deliverer.deliver_due()
        await self.deliverer.drain()
