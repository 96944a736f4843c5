"""The embedded queue: at least once, again after errors, and never two where one is meant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from storage.queue import EmbeddedQueue, Handler, JobRule
from storage.store import Store
from tests.fakes.sink.disk import FullDisk

MORNING = datetime(2025, 11, 24, 8, 30, tzinfo=UTC)
SOON = 0.005  # seconds between looks at the table
RULES = {
    "read": JobRule(queue="quick", retries=(60.0, 300.0)),
    "write": JobRule(queue="slow", retries=(60.0,)),
    "once": JobRule(queue="quick"),
}


@dataclass
class House:
    """A queue with a clock moved by hand, and what its jobs did."""

    store: Store
    now: datetime = MORNING
    did: list[str] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Two at once in one queue, one at a time in the other."""
        self.disk = FullDisk(self.store.database)
        self.queue = EmbeddedQueue(
            self.disk, RULES, {"quick": 2, "slow": 1}, lambda: self.now, poll=SOON
        )

    async def put(
        self, name: str, text: str, *, queue: str = "quick", dedup: str | None = None
    ) -> bool:
        """Put a job that is due now."""
        return await self.store.database.write(
            lambda tx: self.queue.put(
                tx, name, {"text": text}, queue=queue, run_at=self.now, dedup=dedup
            )
        )

    @asynccontextmanager
    async def running(self, **handlers: Handler) -> AsyncIterator[None]:
        """Let the queue run meanwhile; what is under way at the end is finished."""
        stop = asyncio.Event()
        task = asyncio.create_task(self.queue.run(handlers, stop))
        try:
            yield
        finally:
            stop.set()
            await task

    async def read(self, text: str) -> None:
        """Do a job."""
        self.did.append(text)
        self.done.set()

    async def is_over(self, **counts: int) -> None:
        """Wait until the table has so many jobs in these states, and no others."""
        while await self.queue.job_counts() != counts:  # noqa: ASYNC110 - a table tells
            await asyncio.sleep(0)

    async def has_done(self, count: int) -> None:
        """Wait until so many jobs have run."""
        while len(self.did) < count:
            self.done.clear()
            await self.done.wait()


@pytest.fixture
def house(store: Store) -> House:
    """A queue on an empty store."""
    return House(store)


async def test_a_job_runs_once_with_its_arguments(house: House) -> None:
    """Then nothing is left of it."""
    assert await house.put("read", "rivers é 河")
    async with house.running(read=house.read):
        await house.is_over()
    assert house.did == ["rivers é 河"]


async def test_a_job_belongs_to_the_transaction_it_is_put_in(house: House) -> None:
    """What is rolled back is not done."""

    def half() -> None:
        raise ZeroDivisionError

    def put(tx: object) -> None:
        house.queue.put(tx, "read", {}, queue="quick", run_at=MORNING)  # type: ignore[arg-type]  # a transaction
        half()

    with suppress(ZeroDivisionError):
        await house.store.database.write(put)
    assert await house.queue.job_counts() == {}


async def test_a_job_waits_for_its_moment(house: House) -> None:
    """Not before, and the oldest first."""
    house.now = MORNING + timedelta(hours=1)
    await house.put("read", "later", queue="slow")
    house.now = MORNING
    await house.put("read", "now", queue="slow")
    async with house.running(read=house.read):
        await house.is_over(waiting=1)
        assert house.did == ["now"]
        house.now = MORNING + timedelta(hours=1)
        await house.is_over()
    assert house.did == ["now", "later"]


async def test_the_same_job_is_not_put_twice(house: House) -> None:
    """While one waits; once it runs, the next may wait."""
    assert await house.put("read", "a", dedup="rivers")
    assert not await house.put("read", "b", dedup="rivers")
    let_go = asyncio.Event()

    async def read(text: str) -> None:
        await house.read(text)
        await let_go.wait()

    async with house.running(read=read):
        await house.has_done(1)
        assert await house.put("read", "c", dedup="rivers")
        let_go.set()
        await house.is_over()
    assert house.did == ["a", "c"]


async def test_an_error_is_told_and_tried_again(house: House) -> None:
    """With its traceback; after the last wait the job has failed, and is kept to be seen."""
    await house.put("read", "a", dedup="rivers")

    async def read(text: str) -> None:
        await house.read(text)
        raise ValueError("the river is dry")

    with capture_logs() as logs:
        async with house.running(read=read):
            for tries, wait in enumerate((60, 300), 1):
                await house.has_done(tries)
                await house.is_over(waiting=1)
                assert not await house.put("read", "b", dedup="rivers")
                house.now += timedelta(seconds=wait)
            await house.is_over(failed=1)
    assert house.did == ["a", "a", "a"]
    assert [(log["job"], log["tries"], log["exc_info"]) for log in logs] == [
        ("read", tries, True) for tries in (1, 2, 3)
    ]
    assert await house.put("read", "b", dedup="rivers")
    assert await house.queue.tidy(house.now) == 0
    assert await house.queue.tidy(house.now + timedelta(seconds=1)) == 1


async def test_a_job_that_failed_makes_way_for_the_same_one(house: House) -> None:
    """What was put meanwhile stands for both."""
    await house.put("read", "a", dedup="rivers")

    async def read(text: str) -> None:
        if text == "a":
            await house.put("read", "b", dedup="rivers")
            raise ValueError("the river is dry")
        await house.read(text)

    with capture_logs():
        async with house.running(read=read):
            await house.is_over()
    assert house.did == ["b"]


async def test_a_job_without_retries_or_hands_fails_at_once(house: House) -> None:
    """One whose rule allows none, and one that nobody knows how to do."""
    await house.put("once", "a")
    await house.put("unknown", "b")

    async def once(text: str) -> None:
        raise ValueError(text)

    with capture_logs() as logs:
        async with house.running(once=once):
            await house.is_over(failed=2)
    assert sorted(log["job"] for log in logs) == ["once", "unknown"]


async def test_queues_have_their_own_slots(house: House) -> None:
    """Two run at once in one queue, and a full queue holds up no other."""
    let_go, most = asyncio.Event(), {"quick": 0, "slow": 0}
    now = {"quick": 0, "slow": 0}

    async def work(text: str) -> None:
        now[text] += 1
        most[text] = max(most[text], now[text])
        if most == {"quick": 2, "slow": 1}:
            let_go.set()
        await let_go.wait()
        now[text] -= 1

    for queue in ("quick", "slow") * 4:
        await house.put("work", queue, queue=queue)
    async with house.running(work=work):
        await house.is_over()
    assert most == {"quick": 2, "slow": 1}


async def test_stopping_lets_running_jobs_finish_and_starts_none(house: House) -> None:
    """What waits is still there for the next start."""
    for text in "abc":
        await house.put("read", text, queue="slow")
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def read(text: str) -> None:
        begun.set()
        await let_go.wait()
        await house.read(text)

    stop = asyncio.Event()
    running = asyncio.create_task(house.queue.run({"read": read}, stop))
    await begun.wait()
    stop.set()
    let_go.set()
    await running
    assert house.did == ["a"]
    assert await house.queue.job_counts() == {"waiting": 2}


async def test_what_a_killed_process_was_doing_is_done_again(house: House) -> None:
    """Found running at the start, it runs once more."""
    await house.put("read", "a")
    await house.store.database.write(lambda tx: tx.run("update jobs set state = 'running'"))
    async with house.running(read=house.read):
        await house.is_over()
    assert house.did == ["a"]


async def test_a_full_disk_stops_no_queue(house: House) -> None:
    """What cannot be taken is taken later."""
    await house.put("read", "a")
    looks = iter([False, True, True, True])  # taking up what was running is the first
    house.disk.is_full = lambda: next(looks, False)
    with capture_logs() as logs:
        async with house.running(read=house.read):
            await house.is_over()
    assert house.did == ["a"]
    assert [log["event"] for log in logs] == ["jobs not read"] * 3


async def test_a_job_that_cannot_be_settled_runs_again_at_the_next_start(house: House) -> None:
    """Its work is done, but nobody could write that down."""
    await house.put("read", "a")
    house.disk.is_full = lambda: bool(house.did)
    with capture_logs() as logs:
        async with house.running(read=house.read):
            await house.has_done(1)
    assert [log["event"] for log in logs] == ["job not settled"]
    assert await house.queue.job_counts() == {"running": 1}
    house.disk.is_full = lambda: False
    async with house.running(read=house.read):
        await house.is_over()
    assert house.did == ["a", "a"]
