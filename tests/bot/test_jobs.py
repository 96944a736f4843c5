"""The table of jobs: every one has its queue, and the same job never waits twice."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.jobs import RULES, SLOTS, JobName, ask, put_job
from storage.queue import EmbeddedQueue
from storage.store import Store

MORNING = datetime(2025, 11, 24, 8, 30, tzinfo=UTC)


def test_every_job_has_its_rule_and_every_queue_its_slots() -> None:
    """Nothing that is put can wait for ever."""
    assert set(RULES) == set(JobName)
    assert {rule.queue for rule in RULES.values()} == set(SLOTS)
    assert min(SLOTS.values()) > 0


async def test_the_same_job_waits_once(store: Store) -> None:
    """The same by name and arguments, in whatever order they are given."""
    queue = EmbeddedQueue(store.database, RULES, SLOTS, lambda: MORNING)

    added = [
        await ask(queue, store.database, JobName.COLLECT, run_at=MORNING, a="x", b=1),
        await ask(queue, store.database, JobName.COLLECT, run_at=MORNING, b=1, a="x"),
        await ask(queue, store.database, JobName.COLLECT, run_at=MORNING, a="y", b=1),
        await ask(queue, store.database, JobName.PLAN, run_at=MORNING),
        await store.database.write(lambda tx: put_job(queue, tx, JobName.PLAN, run_at=MORNING)),
    ]
    assert added == [True, False, True, True, False]
    assert await queue.job_counts() == {"waiting": 3}
