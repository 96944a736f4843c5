"""The Store: every query of the program, one family a file, over one Database port."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storage.announced import AnnouncementQueries, put_batch
from storage.arrived import ArrivedQueries
from storage.broadcasting import BroadcastQueries
from storage.database import Transaction, read, write
from storage.deliveries import DeliveryQueries
from storage.following import FollowQueries
from storage.keeping import ReaderQueries
from storage.losing import LosingQueries
from storage.moving import MovingQueries
from storage.papers import PaperQueries, put_papers
from storage.planning import PlanQueries
from storage.publishing import PublishingQueries
from storage.records import Batch, Paper, Sighting, Summarised
from storage.spending import SpendingQueries
from storage.standing import StandingQueries
from storage.summaries import SummaryQueries, put_summaries
from storage.withdrawing import WithdrawQueries

LONGEST_QUEUE = 600.0  # seconds; a reservation further off than this comes from a clock set back


class Store(
    PaperQueries,
    AnnouncementQueries,
    SummaryQueries,
    FollowQueries,
    ReaderQueries,
    DeliveryQueries,
    ArrivedQueries,
    MovingQueries,
    PlanQueries,
    WithdrawQueries,
    PublishingQueries,
    LosingQueries,
    BroadcastQueries,
    SpendingQueries,
    StandingQueries,
):
    """What the bot remembers; each method is one transaction, awaited by its caller."""

    @write
    def keep_import(
        self,
        tx: Transaction,
        batches: Sequence[tuple[Batch, Sequence[Sighting]]],
        summaries: Sequence[Summarised],
        *,
        at: datetime,
    ) -> None:
        """Store imported batches with their papers and summaries: all of it, or nothing."""
        for batch, sightings in batches:
            put_batch(tx, batch, sightings)
        put_summaries(tx, summaries, at=at)

    @read
    def fact(self, tx: Transaction, name: str) -> str | None:
        """The fact remembered under *name*."""
        rows = tx.rows("select value from facts where name = :name", name=name)
        return rows[0]["value"] if rows else None

    @write
    def keep_fact(self, tx: Transaction, name: str, value: str) -> None:
        """Remember *value* under *name*, in place of what was there."""
        _put_fact(tx, name, value)

    @write
    def keep_harvest(self, tx: Transaction, papers: Sequence[Paper], name: str, place: str) -> None:
        """Store a page of a harvest together with the place behind it, the fact *name*."""
        put_papers(tx, papers)
        _put_fact(tx, name, place)

    @write
    def reserve(self, tx: Transaction, name: str, *, now: float, pause: float) -> float:
        """
        Reserve the next turn at *name*, *pause* seconds after the one before it.

        *now* is in seconds since the epoch; returned are the seconds to wait. Shared by every
        process on this database: arXiv counts all requests of an installation together.
        """
        rows = tx.rows("select tat from pace where name = :name", name=name)
        free = float(rows[0]["tat"]) if rows else now
        start = now if free - now > LONGEST_QUEUE else max(free, now)
        tx.run(
            """insert into pace values (:name, :tat)
            on conflict (name) do update set tat = excluded.tat""",
            name=name,
            tat=start + pause,
        )
        return start - now

    async def hold(self, name: str) -> bool:
        """Hold the lock *name* until `close`; false where another process holds it."""
        return await self.database.hold(name)

    async def close(self) -> None:
        """Let go of the database."""
        await self.database.close()

    async def backup(self, path: str) -> None:
        """Write a consistent copy of everything to the new file *path*."""
        await self.database.backup(path)


def _put_fact(tx: Transaction, name: str, value: str) -> None:
    tx.run(
        """insert into facts values (:name, :value)
        on conflict (name) do update set value = excluded.value""",
        name=name,
        value=value,
    )
