"""The parts of a bot that stays: what it plans, sends and answers, on the platforms there are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from adapters.audience import NOBODY_ELSE, Audience
from adapters.conversation import Platform, Unavailable, Unwelcome
from adapters.destinations import Destination
from adapters.paging import Fits
from bot.broadcast import Broadcasting
from bot.commands.access import recipients_of
from bot.commands.desk import Deployment, Desk
from bot.commands.reception import Reception
from bot.commands.table import table_of
from bot.deliver import Deliverer
from bot.demand import Demand
from bot.digests import Digests
from bot.heal import Healer
from bot.jobs import RULES, SLOTS, JobName, ask
from bot.lookup import Lookup
from bot.losing import Losses
from bot.pacing import Pacer
from bot.plan import Planner
from bot.publish import Publisher
from bot.schedule import TIMES, Schedule
from bot.shape import Shape
from bot.summarise import Summaries
from bot.tries import Tries
from bot.work import Collects, Work
from storage.people import Address
from storage.queue import EmbeddedQueue
from storage.records import Paper
from storage.store import Store

log = structlog.get_logger()

ANY_RATE = 30.0  # messages a second, where a platform does not say
SETTLED_WITHIN = 60.0  # seconds
LOOK = 0.05  # seconds between two looks whether all is done


class Service(Protocol):
    """Something that runs as long as the bot lives."""

    async def serve(self) -> None:
        """Until cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """
    What a living bot is made of.

    *pacers* are those that platforms know of; others are made here. *services* run beside them
    until the end. *fits* says what fits one message, by the platform's name, also for platforms
    that this process does not speak to; *planned* are the platforms whose chats it plans for, with
    the shape of their pages. *finder* looks papers up, *bibtex* writes a citation,
    *token* is a thing that nobody can guess.
    """

    store: Store
    summaries: Summaries
    platforms: Mapping[str, Platform]
    fits: Callable[[str], Fits]
    planned: Mapping[str, Shape]
    collector: Callable[[], Awaitable[Collects]]
    finder: Callable[[], Awaitable[Lookup]]
    bibtex: Callable[[Paper], str]
    deployment: Deployment
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    token: Callable[[], str]
    asks_arxiv: bool = True
    pacers: Mapping[str, Pacer] = field(default_factory=dict)
    services: Sequence[Service] = ()

    def shape(self, platform: str) -> Shape:
        """How pages look on a platform; as usual on one that is not planned for."""
        return self.planned.get(platform, Shape())


class Living:
    """Planner, queue, deliverer and answers on one store; `run` lets it live."""

    def __init__(self, means: Means) -> None:
        self.means = means
        self.queue = EmbeddedQueue(means.store.database, RULES, SLOTS, means.now)
        self.digests = Digests(means.store, means.summaries, means.fits, means.now, means.shape)
        self.planner = Planner(means.store, means.summaries, means.fits, means.planned, means.now)
        self.deliverer = Deliverer(
            means.store, means.platforms, self._pacers(), means.now, means.sleep
        )
        self.publisher = Publisher(
            means.store, means.platforms, Losses(means.store, means.now), means.now
        )
        self.desk = self._desk()
        self.reception = Reception(self.desk, table_of(self.desk, self.planner, means.bibtex))
        self.work = Work(
            store=means.store,
            collector=means.collector,
            summaries=means.summaries,
            demand=Demand(means.store, means.summaries, means.fits, means.planned, means.now),
            planner=self.planner,
            healer=Healer(means.store, self.digests, means.platforms, means.now),
            publisher=self.publisher,
            broadcasting=self._broadcasting(),
            queue=self.queue,
            put=self.put,
            wake=self.deliverer.wake,
            now=means.now,
            keep=timedelta(days=means.deployment.keep_days),
        )

    def _broadcasting(self) -> Broadcasting:
        means, deployment = self.means, self.means.deployment
        return Broadcasting(
            store=means.store,
            who=recipients_of(deployment),
            operator_name=deployment.operator_name,
            now=means.now,
            wake=self.deliverer.wake,
        )

    def _pacers(self) -> Mapping[str, Pacer]:
        clock = asyncio.get_running_loop().time
        known = self.means.pacers
        return {
            name: known[name] if name in known else Pacer(ANY_RATE, clock, self.means.sleep)
            for name in self.means.platforms
        }

    def _desk(self) -> Desk:
        means = self.means
        return Desk(
            store=means.store,
            finder=means.finder,
            summaries=means.summaries,
            digests=self.digests,
            ask=self.put,
            under_way=self.is_under_way,
            fits=means.fits,
            shape=means.shape,
            now=means.now,
            deployment=means.deployment,
            token=means.token,
            has_member=self.has_member,
            audience=self.audience,
            destination=self.destination,
            link=lambda address, payload: self.link_from(address.platform, payload),
            asks_arxiv=means.asks_arxiv,
        )

    def link_from(self, platform: str, payload: str) -> str:
        """A deep link into a private chat with the bot on *platform*; '' where it has none."""
        there = self.means.platforms.get(platform)
        return there.link(payload) if there else ""

    async def has_member(self, address: Address, reader: str) -> bool:
        """Whether *reader* is in the chat at *address*."""
        there = self.means.platforms.get(address.platform)
        return there is not None and await there.has_member(address, reader)

    async def audience(self, address: Address) -> Audience:
        """Whom the digests of the chat at *address* may reach beyond its readers."""
        there = self.means.platforms.get(address.platform)
        return await there.audience(address) if there else NOBODY_ELSE

    async def destination(self, address: Address, reader: str) -> Destination | None:
        """The place at *address*, for *reader*, where a platform lets people pick one."""
        there = self.means.platforms.get(address.platform)
        return await there.destination(address, reader) if there else None

    async def put(self, name: JobName, **arguments: str | int) -> bool:
        """Put a job that is to run now; false where the same one waits already."""
        database, now = self.means.store.database, self.means.now()
        added = await ask(self.queue, database, name, run_at=now, **arguments)
        self.queue.wake()
        return added

    async def is_under_way(self, name: JobName, **arguments: str | int) -> bool:
        """Whether a job that was put is still to be done for the first time."""
        return await self.queue.is_under_way(name.value, arguments)

    async def run(
        self, stop: asyncio.Event | None = None, *, works: bool = True, settles: bool = False
    ) -> None:
        """
        Live until *stop*: then what people asked is answered, and what is being sent arrives.

        Or until nobody can speak any more (none), and if it *settles*, what was asked for is done.
        Without *works* nothing is collected and planned: another process on this database does.
        """
        log.info("running", platforms=" ".join(self.means.platforms) or "none", works=works)
        over = asyncio.Event()
        parts = [asyncio.create_task(self.deliverer.run())]
        if works:
            parts.append(asyncio.create_task(self._work(over)))
        serving = [asyncio.create_task(self._serve(service)) for service in self.means.services]
        listening = [
            asyncio.create_task(self._listen(platform))
            for platform in self.means.platforms.values()
        ]
        ending = asyncio.create_task(
            stop.wait() if stop else self._silence(listening, settles=settles)
        )
        try:
            await asyncio.wait({ending, *parts}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _ended([ending, *listening])
            await _ended(serving)
            over.set()
            await self.means.summaries.close()
            await self.deliverer.drain()
            await asyncio.gather(*parts)
            log.info("ended")

    async def _silence(self, listening: Sequence[asyncio.Task[None]], *, settles: bool) -> None:
        """Until every platform has heard its last word."""
        await asyncio.wait(listening)
        if settles:
            await self.settle()

    async def _work(self, over: asyncio.Event) -> None:
        """Do what is scheduled, and first what was missed, until *over*."""
        # Where no model writes summaries, there is nothing to look for every minute.
        left_out = () if self.means.summaries.writer else (JobName.SUMMARISE,)
        schedule = Schedule(self.put, {n: at for n, at in TIMES.items() if n not in left_out})
        schedule.start()
        try:
            await self.put(JobName.COLLECT)
            await self.put(JobName.PLAN)
            await self.put(JobName.BROADCAST)
            await self.queue.run(self.work.handlers(), over)
        finally:
            schedule.stop()

    async def _serve(self, service: Service) -> None:
        """Let *service* run; when it cannot, everything else goes on."""
        tries = Tries(self.means.now)
        while True:
            tries.begin()
            try:
                await service.serve()
            except OSError as error:
                if tries.is_news(str(error)):
                    log.warning("web server not started", reason=str(error))
            except Exception:
                log.exception("web server broke down")
            await self.means.sleep(tries.pause())

    async def _listen(self, platform: Platform) -> None:
        """Answer people on *platform*; one that breaks down is listened to again."""
        tries = Tries(self.means.now)
        while True:
            tries.begin()
            try:
                await platform.listen(self.reception)
            except Unwelcome as error:
                log.warning("platform refuses this bot", platform=platform.name, reason=str(error))
                return
            except Unavailable as error:
                log.warning("platform not reached", platform=platform.name, reason=str(error))
            except Exception:  # whatever it is, the other platforms go on
                log.exception("platform broke down", platform=platform.name)
            else:
                return
            await self.means.sleep(tries.pause())

    async def settle(self) -> None:
        """Wait until what was asked for is done and sent; not longer than a person would."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLED_WITHIN):
                while not await self.queue.is_idle():  # noqa: ASYNC110 - another process may work
                    await asyncio.sleep(LOOK)
        await self.deliverer.deliver_due()

    async def deliver_once(self) -> None:
        """Plan what is due, send what is due, and be done."""
        await self.deliverer.take_up()
        await self.work.write_for_due(patience=None)  # nobody is there to edit it later
        await self.planner.plan_due()
        await self.deliverer.deliver_due()
        await self.deliverer.drain()
        await self.publisher.publish()


async def _ended(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """End *tasks*, each after what it is just doing."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
