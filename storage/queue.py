"""
What a queue of jobs can do, and the embedded one, on the table `jobs`.

A job is a named async function of plain arguments. It runs at least once: put in the same
transaction as what it is about, tried again after an error, and run again when a kill came between.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from storage.database import Database, Queries, Row, StorageError, Transaction, read, write
from storage.papers import moment_text

log = structlog.get_logger()

Handler = Callable[..., Awaitable[None]]
"""Does a job; its arguments come by name."""

POLL = 1.0  # seconds between looks at the table while nothing ends

DUE = """
    select * from jobs where queue = :queue and state = 'waiting' and run_at <= :now
    order by run_at, key"""


class Queue(Protocol):
    """Where jobs wait for their moment."""

    def put(
        self,
        tx: Transaction,
        name: str,
        arguments: Mapping[str, Any],
        *,
        queue: str,
        run_at: datetime,
        dedup: str | None = None,
    ) -> bool:
        """
        Put the job *name* in *queue*, to run from *run_at* on, if the transaction is kept.

        False where a job with the same *dedup* waits already: that one will do. *arguments* are
        what JSON can hold.
        """

    async def run(self, handlers: Mapping[str, Handler], stop: asyncio.Event) -> None:
        """Do jobs until *stop* is set; those under way are then finished first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRule:
    """
    How the jobs of one name are run: in which queue, and after an error how often again.

    *retries* are the seconds to wait before each further try; after the last the job has failed.
    """

    queue: str
    retries: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job under way."""

    key: int
    name: str
    queue: str
    arguments: Mapping[str, Any]
    dedup: str | None
    tries: int


class EmbeddedQueue(Queries):
    """
    The queue of one process: no leases and no heartbeats, as whoever starts is alone.

    *slots* says how many jobs of each queue may run at once.
    """

    def __init__(
        self,
        database: Database,
        rules: Mapping[str, JobRule],
        slots: Mapping[str, int],
        now: Callable[[], datetime],
        *,
        poll: float = POLL,
    ) -> None:
        super().__init__(database)
        self._rules = rules
        self._slots = slots
        self._now = now
        self._poll = poll
        self._running: dict[asyncio.Task[None], Job] = {}
        self._woken = asyncio.Event()

    def put(
        self,
        tx: Transaction,
        name: str,
        arguments: Mapping[str, Any],
        *,
        queue: str,
        run_at: datetime,
        dedup: str | None = None,
    ) -> bool:
        """Insert a row; see the port."""
        added = tx.run(
            """insert into jobs (name, queue, arguments, dedup, run_at, state)
            values (:name, :queue, :arguments, :dedup, :run_at, 'waiting')
            on conflict (dedup) do nothing""",
            name=name,
            queue=queue,
            arguments=json.dumps(arguments, ensure_ascii=False),
            dedup=dedup,
            run_at=moment_text(run_at),
        )
        return added == 1

    async def run(self, handlers: Mapping[str, Handler], stop: asyncio.Event) -> None:
        """Do jobs until *stop*; what a killed process was doing is done again."""
        await self._take_up()
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._woken.clear()
                try:
                    await self._start_due(handlers)
                except StorageError as error:  # a full disk, say: the next look may find it well
                    log.warning("jobs not read", reason=str(error))
                await self._rest(stopping)
        finally:
            stopping.cancel()
            await asyncio.gather(*self._running)

    async def _rest(self, stopping: asyncio.Task[bool]) -> None:
        """Until a job is done, somebody calls, or some time has passed."""
        woken = asyncio.create_task(self._woken.wait())
        try:
            await asyncio.wait(
                {stopping, woken, *self._running},
                timeout=self._poll,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            woken.cancel()

    def wake(self) -> None:
        """A job may have been put: look now."""
        self._woken.set()

    async def _start_due(self, handlers: Mapping[str, Handler]) -> None:
        """Start what is due, as far as there are free slots."""
        taken = Counter(job.queue for job in self._running.values())
        for queue, slots in self._slots.items():
            free = slots - taken[queue]
            if free <= 0 or not await self._is_due(queue):
                continue
            for job in await self._take(queue, free):
                task = asyncio.create_task(self._do(job, handlers.get(job.name, _nobody)))
                self._running[task] = job
                task.add_done_callback(self._running.pop)

    async def _do(self, job: Job, handler: Handler) -> None:
        """Run one job and settle it; whatever goes wrong, the others go on."""
        reason = ""
        try:
            await handler(**job.arguments)
        except Exception as error:
            log.exception("job failed", job=job.name, tries=job.tries)
            reason = f"{type(error).__name__}: {error}"
        try:
            await (self._again(job, reason) if reason else self._done(job))
        except StorageError as error:  # it stays `running`, and runs again at the next start
            log.warning("job not settled", job=job.name, reason=str(error))

    @read
    def _is_due(self, tx: Transaction, queue: str) -> bool:
        return bool(tx.rows(f"{DUE} limit 1", queue=queue, now=moment_text(self._now())))

    @write
    def _take(self, tx: Transaction, queue: str, limit: int) -> list[Job]:
        """The jobs of *queue* that are due, now running; another of their dedup may be put."""
        rows = tx.rows(
            f"{DUE} limit :limit", queue=queue, now=moment_text(self._now()), limit=limit
        )
        tx.many(
            """update jobs set state = 'running', dedup = null, tries = tries + 1
            where key = :key""",
            [{"key": row["key"]} for row in rows],
        )
        return [_as_job(row) for row in rows]

    @write
    def _take_up(self, tx: Transaction) -> None:
        tx.run("update jobs set state = 'waiting' where state = 'running'")

    @write
    def _done(self, tx: Transaction, job: Job) -> None:
        tx.run("delete from jobs where key = :key", key=job.key)

    @write
    def _again(self, tx: Transaction, job: Job, reason: str) -> None:
        """Put a job back for its next try; after the last it has failed, and is kept to be seen."""
        if job.dedup and tx.rows("select 1 from jobs where dedup = :dedup", dedup=job.dedup):
            tx.run("delete from jobs where key = :key", key=job.key)  # that one will do
            return
        rule = self._rules.get(job.name, JobRule(queue=job.queue))
        left = rule.retries[job.tries - 1 :]
        run_at = self._now() + timedelta(seconds=left[0] if left else 0)
        tx.run(
            """update jobs set state = :state, reason = :reason, run_at = :run_at, dedup = :dedup
            where key = :key""",
            key=job.key,
            state="waiting" if left else "failed",
            reason=reason,
            run_at=moment_text(run_at),
            dedup=job.dedup if left else None,
        )

    @read
    def is_idle(self, tx: Transaction) -> bool:
        """Whether nothing is to be done now."""
        now = moment_text(self._now())
        rows = tx.rows(
            """select 1 from jobs where state = 'running'
            or (state = 'waiting' and run_at <= :now) limit 1""",
            now=now,
        )
        return not rows

    @read
    def is_under_way(self, tx: Transaction, name: str, arguments: Mapping[str, Any]) -> bool:
        """Whether a job with these *arguments* is still to be done for the first time."""
        rows = tx.rows(
            """select 1 from jobs where name = :name and arguments = :arguments
            and (state = 'running' or (state = 'waiting' and tries = 0)) limit 1""",
            name=name,
            arguments=json.dumps(arguments, ensure_ascii=False),
        )
        return bool(rows)

    @read
    def job_counts(self, tx: Transaction) -> Mapping[str, int]:
        """How many jobs are waiting, running and failed."""
        rows = tx.rows("select state, count(*) as n from jobs group by state")
        return {row["state"]: row["n"] for row in rows}

    @write
    def tidy(self, tx: Transaction, before: datetime) -> int:
        """Forget the jobs that failed before that moment; how many."""
        return tx.run(
            "delete from jobs where state = 'failed' and run_at < :before",
            before=moment_text(before),
        )


async def _nobody(**_: object) -> None:
    raise LookupError("nobody does jobs of this name")


def _as_job(row: Row) -> Job:
    return Job(
        key=row["key"],
        name=row["name"],
        queue=row["queue"],
        arguments=json.loads(row["arguments"]),
        dedup=row["dedup"],
        tries=row["tries"] + 1,
    )
