"""What each job does, bound to the parts that do it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.broadcast import Broadcasting
from bot.days import due_day
from bot.demand import Demand
from bot.heal import Healer
from bot.jobs import JobName
from bot.plan import Planner
from bot.publish import Publisher
from bot.rules import Rule, stored_rule
from bot.summarise import Summaries
from bot.writing.wanted import Outcome
from storage.queue import EmbeddedQueue, Handler
from storage.store import Store
from storage.taxonomy import ARCHIVES, categories_of

log = structlog.get_logger()

A_DAY = timedelta(hours=24)
PATIENCE = 20.0  # seconds that planning waits for summaries


class Collects(Protocol):
    """Brings subjects up to date."""

    async def collect(self, subjects: Sequence[str]) -> object:
        """Look at arXiv, once."""


class NoCollector:
    """Collects nothing: for the demonstration, whose day is stored already."""

    async def collect(self, subjects: Sequence[str]) -> None:
        """Let *subjects* be."""


class Put(Protocol):
    """Puts a job that is to run now."""

    async def __call__(self, name: JobName, **arguments: str | int) -> bool:
        """False where the same job waits already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """
    The jobs of one process.

    *collector* is made when it is first needed, *wake* lets the deliverer look at once, *keep* is
    for how long deliveries and messages are remembered.
    """

    store: Store
    collector: Callable[[], Awaitable[Collects]]
    summaries: Summaries
    demand: Demand
    planner: Planner
    healer: Healer
    publisher: Publisher
    broadcasting: Broadcasting
    queue: EmbeddedQueue
    put: Put
    wake: Callable[[], Awaitable[None]]
    now: Callable[[], datetime]
    keep: timedelta

    def handlers(self) -> Mapping[str, Handler]:
        """Each job by its name."""
        return {
            JobName.COLLECT: self.collect,
            JobName.SUMMARISE: self.summarise,
            JobName.PLAN: self.plan,
            JobName.HEAL: self.heal,
            JobName.PUBLISH: self.publish,
            JobName.BROADCAST: self.broadcasting.go_on,
            JobName.TIDY: self.tidy,
            JobName.REPORT: self.report,
        }

    async def collect(self, subjects: str | None = None, chat: int = 0, rule: int = 0) -> None:
        """
        Bring *subjects* up to date ('': all archives; none: all that is followed); then plan.

        *chat* and *rule* say for whose new rule it is.
        """
        if subjects is None:
            asked = await followed_subjects(self.store)
        else:
            asked = tuple(subjects.split()) or EVERYTHING
        if asked:
            await (await self.collector()).collect(asked)
        if rule:
            await self.put(JobName.PLAN, chat=chat, rule=rule)
        else:
            await self.put(JobName.PLAN)

    async def summarise(self) -> None:
        """Have written what the digests of the next hour, and messages sent before, lack."""
        await self.demand.add(self.healer.lacking)
        made = await self.summaries.write(await self.demand.coming())
        if made[Outcome.MADE] and self.healer.lacking:
            await self.put(JobName.HEAL)

    async def write_for_due(self, patience: float | None = PATIENCE) -> None:
        """
        Wait for what a model writes for the chats that are due; so many seconds (none: for all).

        What comes later is stored as well, and heals what was sent.
        """
        if self.summaries.writer:
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self.summaries.write(await self.demand.due())

    async def plan(self, chat: int = 0, rule: int = 0) -> None:
        """Plan for all that are due; and what a further *rule* of a *chat* brings."""
        await self.write_for_due()
        await self.planner.plan_due()
        if rule:
            await self.planner.plan_rule(chat, rule)
        await self.wake()

    async def heal(self) -> None:
        """Edit what was sent before its summaries were there."""
        await self.healer.heal()

    async def publish(self) -> None:
        """Show what was sent to those who follow its chats from elsewhere."""
        await self.publisher.publish()

    async def tidy(self) -> None:
        """Give up what is too old to be sent, and forget what is too old to be kept."""
        now = self.now()
        await self.store.expire(now)
        await self.store.tidy(now - self.keep)
        await self.store.tidy_broadcasts(now - self.keep)
        await self.store.tidy_spending(now, now - self.keep)
        await self.queue.tidy(now - self.keep)

    async def report(self) -> None:
        """One line of log about the day: what arXiv announced, and what became of the messages."""
        now = self.now()
        day = due_day(now)
        batches = await self.store.batches(day=day)
        counts = await self.store.delivery_counts(since=now - A_DAY)
        states = Counter(batch.state.value for batch in batches)
        log.info(
            "day",
            day=day.isoformat(),
            announced=sum(batch.new + batch.cross for batch in batches),
            missing=sum(batch.missing for batch in batches),
            digests=await self.store.count_digests(day=day),
            **{f"batches_{state}": n for state, n in sorted(states.items())},
            **{f"messages_{state.value}": n for state, n in sorted(counts.states.items())},
            unsettled=counts.unsettled,
            second_sends=counts.second_sends,
        )


EVERYTHING = tuple(sorted(name for name, archive in ARCHIVES.items() if archive.active))


async def followed_subjects(store: Store) -> tuple[str, ...]:
    """What arXiv is to be asked for: all that any active chat follows."""
    texts = await store.rule_texts()
    return subjects_of(map(stored_rule, texts))


def subjects_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The categories and archives that *rules* name; an archive that is asked for holds its own."""
    named: set[str] = set()
    for rule in rules:
        if not rule.categories:
            return EVERYTHING
        named.update(rule.categories)
    archives = {name for name in named if name in ARCHIVES}
    held = {category for name in archives for category in categories_of(name)} - archives
    return tuple(sorted(named - held))
