"""
Planning, measured: 100,000 chats due at once for a day of 1,000 papers, from a cold start.

Rules and papers are those of `bench_matching`; the platform takes 4,096 characters a message. It
all happens: rules are read, papers matched and chosen, pages cut, and everything stored, with
`synchronous=FULL`, in an SQLite file.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from adapters.summaries.extractive.summariser import ExtractiveSummariser
from bot.hands import MOST
from bot.lean import ONE_ARENA, SMALL
from bot.plan import Planner
from bot.shape import Shape
from bot.summarise import Summaries
from storage.connect import connect
from storage.database import Transaction, Value
from storage.following import settings_text
from storage.people import ChatSettings
from storage.records import AnnounceType, Batch, BatchState, Sighting
from storage.store import Store
from tests.bench_fits import fits
from tests.bench_matching import PAPERS, Making

CHATS = 100_000
NOW = datetime(2025, 11, 25, 9, 0, tzinfo=UTC)
DAY = date(2025, 11, 25)
GOAL_SECONDS, GOAL_MEMORY = 60, 600
ADDITIONS = 10_000_000
HANDS = min(MOST, os.cpu_count() or 1)  # processes that work beside this one


async def fill(store: Store, making: Making, chats: int) -> int:
    """Store papers, chats and rules; how many rules."""
    sightings = [Sighting(paper=p, type=AnnounceType.NEW) for p in making.papers(PAPERS)]
    batch = Batch(subject="cs", day=DAY, state=BatchState.FRESH, new=PAPERS, checked_at=NOW)
    await store.keep_batch(batch, sightings)
    settings = settings_text(ChatSettings())
    rows: list[dict[str, Value]] = [
        {"key": n, "id": str(n), "settings": settings} for n in range(1, chats + 1)
    ]
    followed: list[dict[str, Value]] = [
        {"chat": chat, "rule": rule}
        for chat in range(1, chats + 1)
        for rule in dict.fromkeys(making.rules(1))
    ]

    def put(tx: Transaction) -> None:
        tx.many(
            """insert into chats (key, platform, chat_id, kind, settings, hour, zone, state)
            values (:key, 'telegram', :id, 'private', :settings, '08:30', 'UTC', 'active')""",
            rows,
        )
        tx.many(
            "insert into rules (chat, rule, at) values (:chat, :rule, '2025-11-24T00:00:00+00:00')",
            followed,
        )

    await store.database.write(put)
    return len(followed)


async def prepared(folder: Path, chats: int) -> int:
    """A database with all that is looked at; how many rules are in it."""
    store = await connect(f"sqlite:///{folder}/bench.db")
    try:
        rules = await fill(store, Making(), chats)
        summaries = Summaries(store, ExtractiveSummariser(), lambda: NOW, lambda *_: None)
        await summaries.make_missing(list((await store.papers(await _ids(store))).values()))
        return rules
    finally:
        await store.close()


async def measured(folder: Path) -> tuple[int, float, float, int]:
    """Digests, seconds by the wall and by the CPU of this process, and pages."""
    store = await connect(f"sqlite:///{folder}/bench.db")
    try:
        summaries = Summaries(store, ExtractiveSummariser(), lambda: NOW, lambda *_: None)
        planner = Planner(store, summaries, lambda _: fits, {"telegram": Shape()}, lambda: NOW)
        wall, cpu = time.perf_counter(), time.process_time()
        digests = await planner.plan_due()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        counts = await store.delivery_counts(since=NOW)
        return digests, wall, cpu, sum(counts.states.values())
    finally:
        await store.close()


async def _ids(store: Store) -> list[str]:
    return [told.paper_id for _, told in await store.arrivals(since=DAY)]


def _most(whose: int) -> float:
    """MB that this process had at most, or the largest of those that worked for it."""
    return resource.getrusage(whose).ru_maxrss / 1024


def filled(folder: str, chats: int) -> None:
    """Make the database, and print how many rules are in it."""
    print(asyncio.run(prepared(Path(folder), chats)))  # noqa: T201


def planned(folder: str) -> None:
    """Plan, and print the figures, with the CPU of the processes beside and the memory of all."""
    figures = asyncio.run(measured(Path(folder)))
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = _most(resource.RUSAGE_SELF) + HANDS * _most(resource.RUSAGE_CHILDREN)
    print(*figures, beside.ru_utime + beside.ru_stime, memory)  # noqa: T201


def apart(call: str) -> list[float]:
    """
    The figures that *call* prints last, in a process of its own, as small as `paperround run`.

    So the memory that the database was filled with is not counted.
    """
    program = f"from tests.bench_planning import *; {call}"
    done = subprocess.run(
        [sys.executable, *SMALL, "-c", program],
        env={**os.environ, **ONE_ARENA},
        stdout=subprocess.PIPE,
        check=True,
    )
    return list(map(float, done.stdout.splitlines()[-1].split()))


def speed() -> float:
    """CPU seconds of ten million additions: what this machine takes for them just now."""
    total, since = 0, time.process_time()
    for number in range(ADDITIONS):
        total += number
    return time.process_time() - since


def main(chats: int = CHATS) -> None:
    """Print how long it takes, and how much memory."""
    before = speed()
    with tempfile.TemporaryDirectory() as folder:
        (rules,) = apart(f"filled({folder!r}, {chats})")
        digests, wall, cpu, pages, beside, memory = apart(f"planned({folder!r})")
    lines = (
        f"{chats:,} chats, {rules:,.0f} rules, {PAPERS:,} papers: {digests:,.0f} digests,"
        f" {pages:,.0f} messages",
        f"  planned in               {wall:9.1f} s   (goal: under {GOAL_SECONDS});"
        f" CPU {cpu:.1f} s here, {beside:.1f} s in {HANDS} others",
        f"  memory at most           {memory:9.0f} MB  (goal: under {GOAL_MEMORY})",
        f"  beside that, {ADDITIONS:,} additions took {before:.2f} s before, {speed():.2f} s after",
    )
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CHATS)
