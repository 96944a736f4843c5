"""
A process that is killed at any moment while it delivers, and started again: nothing is lost.

Real processes, a real database file, a sink that answers after 40 ms. What a kill may cost is what
was under way: rate x answer time messages, by Little's law, and never more than are sent at once.
Where the machine is busy, the answer time is what it was: since when the oldest had been under way.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

import pytest

from adapters.views import Line, Span, View, dump
from bot.lane import IN_FLIGHT
from storage.arrived import DeliveryCounts
from storage.connect import connect
from storage.outbox import DeliveryState, Page
from storage.people import Address, ChatKind, ChatSettings
from tests.fakes.sink.process import Work, main
from tests.fakes.sink.server import Got, LocalSink

CHATS, PARTS = 100, 3
DELIVERIES = CHATS * PARTS
RATE = 76.0  # a second: 300 take about four
ANSWER = 0.04  # seconds
KILLS, ENDS = 50, 12
EARLY = 10  # each how many lives one ends before it has begun to send
# Half of the work is for the last life: what wakes late to end one lets it do more than its share.
LONGEST_LIFE = 2 * (ANSWER + 0.5 * DELIVERIES / RATE / KILLS)  # seconds
SEED = 20251212
PATIENCE = 60.0  # seconds for the last life to finish

# A fork of a process that has everything imported: a life costs milliseconds, not a second.
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.fakes.sink.process"])


@dataclass(frozen=True, slots=True)
class Outbox:
    """A database with everything waiting, and the sink it goes to."""

    database: str
    sink: LocalSink
    ended: dict[int, float] = field(default_factory=dict)

    def live(self, life: int, *, longest: float, end: signal.Signals) -> int | None:
        """One life, ended with *end* *longest* seconds after it began to send; how it ended."""
        work = Work(database=self.database, sink=self.sink.url, life=life, rate=RATE)
        here, there = FORKING.Pipe()
        process = FORKING.Process(target=main, args=(work, there))
        process.start()
        there.close()
        here.poll(longest if life % EARLY == EARLY - 1 else PATIENCE)
        process.join(longest)
        if process.is_alive() and process.pid is not None:
            os.kill(process.pid, end)
            self.ended[life] = time.perf_counter()
        process.join(PATIENCE)
        here.close()
        return process.exitcode


async def accounts(database: str) -> DeliveryCounts:
    """What the outbox says of itself."""
    store = await connect(database)
    counts = await store.delivery_counts(since=datetime(2025, 1, 1, tzinfo=UTC))
    await store.close()
    return counts


@pytest.fixture
async def full(tmp_path: Path) -> str:
    """A database with 100 chats, three pages for each."""
    database = f"sqlite:///{tmp_path}/outbox.db"
    store = await connect(database)
    now = datetime.now(UTC)
    for number in range(CHATS):
        address = Address(platform="sink", chat_id=str(number))
        chat = await store.open_chat(address, ChatKind.PRIVATE, ChatSettings())
        await store.enqueue(
            Page(
                kind="digest",
                chat=chat.key,
                day=now.date(),
                part=part,
                view=dump(View(lines=(Line((Span(f"{number}.{part}"),)),))),
                due_at=now,
            )
            for part in range(1, PARTS + 1)
        )
    await store.close()
    return database


@pytest.fixture
def outbox(full: str) -> Iterator[Outbox]:
    """Everything waiting, and a sink that answers after 40 ms."""
    with LocalSink(latency=ANSWER) as sink:
        yield Outbox(full, sink)


def costs(sink: LocalSink) -> dict[int, list[Got]]:
    """The messages of each life that had to be sent again: what its kill cost, whoever paid."""
    cost: dict[int, list[Got]] = {}
    last: dict[str, Got] = {}
    for got in sink.got:
        if got.key in last:
            cost.setdefault(last[got.key].life, []).append(last[got.key])
        last[got.key] = got
    return cost


def allowed(lost: list[Got], ended: float) -> int:
    """How many messages a kill may cost, at the answer time that there was."""
    answer = max(ANSWER, ended - min(got.sent for got in lost))
    return min(ceil(RATE * answer) + 1, IN_FLIGHT)


def in_order(sink: LocalSink) -> bool:
    """Whether the first arrivals in each chat are its parts in order."""
    firsts: dict[str, list[str]] = {}
    for text in dict.fromkeys(sink.texts):
        chat, part = text.split(".")
        firsts.setdefault(chat, []).append(part)
    return all(parts == ["1", "2", "3"] for parts in firsts.values())


@pytest.mark.alone
async def test_fifty_kills_lose_nothing(outbox: Outbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Killed at 50 random moments of 300 deliveries: none lost, and few sent twice."""
    chance = random.Random(SEED)  # noqa: S311 - moments, no secrets
    lives = [chance.uniform(0, LONGEST_LIFE) for _ in range(KILLS)]
    begun = time.perf_counter()
    ends = [
        outbox.live(life, longest=longest, end=signal.SIGKILL) for life, longest in enumerate(lives)
    ]
    kills = ends.count(-signal.SIGKILL)
    before_the_last = len(outbox.sink.counts)
    assert outbox.live(KILLS, longest=PATIENCE, end=signal.SIGKILL) == 0  # to the end
    took = time.perf_counter() - begun
    sink, cost = outbox.sink, costs(outbox.sink)
    most = max(map(len, cost.values()), default=0)
    usual = ceil(RATE * ANSWER) + 1
    told = await accounts(outbox.database)
    with capsys.disabled():
        print(  # noqa: T201 - the counts are what people want of this test
            f"\n{kills} kills (seed {SEED}, {took:.0f} s, {before_the_last} sent before the last):"
            f" {DELIVERIES - len(sink.counts)} lost, {len(sink.got) - DELIVERIES} doubled,"
            f" at most {most} a kill, {sum(len(lost) > usual for lost in cost.values())} times over"
            f" {usual}; {told.second_sends} sent again"
        )
    assert kills == KILLS
    assert len(sink.counts) == DELIVERIES
    assert told.states == {DeliveryState.SENT: DELIVERIES}
    assert all(len(lost) <= allowed(lost, outbox.ended[life]) for life, lost in cost.items())
    assert len(sink.got) - DELIVERIES <= told.second_sends
    assert in_order(sink)


@pytest.mark.alone
async def test_ended_gently_nothing_is_sent_twice(
    outbox: Outbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """SIGTERM lets what is being sent arrive: none lost, none doubled, none in doubt."""
    chance = random.Random(SEED)  # noqa: S311 - moments, no secrets
    ends = [
        outbox.live(
            life, longest=chance.uniform(0, 2 * DELIVERIES / RATE / ENDS), end=signal.SIGTERM
        )
        for life in range(ENDS)
    ]
    assert outbox.live(ENDS, longest=PATIENCE, end=signal.SIGTERM) == 0
    sink = outbox.sink
    told = await accounts(outbox.database)
    with capsys.disabled():
        print(  # noqa: T201 - the counts are what people want of this test
            f"\n{ENDS} gentle ends (seed {SEED}): {DELIVERIES - len(sink.counts)} lost,"
            f" {len(sink.got) - DELIVERIES} doubled; {told.second_sends} sent again"
        )
    assert set(ends) <= {0, -signal.SIGTERM}  # before it listens for it, it just ends
    assert (len(sink.counts), len(sink.got)) == (DELIVERIES, DELIVERIES)
    assert told.states == {DeliveryState.SENT: DELIVERIES}
    assert told.second_sends == 0
    assert in_order(sink)
