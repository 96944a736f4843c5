"""
Measurements, each beside the raw figure of the same run: `make bench`.

Machines differ and are noisy: read the ratios. Every figure is the median of its rounds, with the
spread (fastest to slowest) behind it.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from storage.connect import connect
from storage.papers import row_of
from storage.records import AnnounceType, Batch, BatchState, Paper, Query, Sighting, Summarised
from storage.store import Store
from storage.text import Text
from tests.making import a_summary

ROUNDS = 5
PAPERS = 1_000
LIBRARY = 20_000
NOW = datetime(2025, 11, 24, tzinfo=UTC)
LETTERS = "etaoinshrdlucmfwyp"
TICK = 0.001


def words(chance: random.Random, count: int) -> str:
    """Made-up words, common ones more often than rare ones."""
    return " ".join(
        "".join(LETTERS[n % len(LETTERS)] for n in divmod(int(chance.paretovariate(0.6)), 331))
        + LETTERS[int(chance.paretovariate(1)) % len(LETTERS)]
        for _ in range(count)
    )


def made(count: int, seed: int) -> list[Paper]:
    """Papers of the usual size: titles of 10 words, abstracts of about 1,300 characters."""
    chance = random.Random(seed)  # noqa: S311 - made-up text
    papers = []
    for number in range(1, count + 1):
        title, abstract = words(chance, 10), words(chance, 330)
        papers.append(
            Paper(
                id=f"{24 - seed // 12}{seed % 12 + 1:02d}.{number:05d}",
                title=Text(title, title),
                abstract=Text(abstract, abstract),
                authors=tuple(Text(name, name) for name in ("Ada Lovelace", "Wu Li", "K. Ito")),
                categories=("cs.CV", "cs.LG"),
                version=1,
            )
        )
    return papers


def told(name: str, seconds: list[float], *, raw: float | None = None) -> None:
    """One line: the median, its spread, and the ratio to the raw figure."""
    middle = statistics.median(seconds)
    spread = f"{min(seconds) * 1e3:.1f}-{max(seconds) * 1e3:.1f}"
    ratio = f"   {middle / raw:5.2f}x raw" if raw else ""
    print(f"{name:<52}{middle * 1e3:9.1f} ms   ({spread}){ratio}")  # noqa: T201


def raw_store(folder: Path, papers: list[Paper], *, indexed: bool) -> float:
    """The same rows by plain sqlite3, in one transaction, with or without a full-text index."""
    rows = [row_of(paper) for paper in papers]
    names = list(rows[0])
    with closing(sqlite3.connect(folder / "raw.db", isolation_level=None)) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = full")
        database.execute(f"create table papers ({', '.join(names)}, primary key (key))")
        if indexed:
            database.execute(
                "create virtual table words using fts5"
                " (title, abstract, authors, tokenize = 'porter unicode61', content = '')"
            )
        begun = time.perf_counter()
        database.execute("begin immediate")
        places = ", ".join(f":{name}" for name in names)
        database.executemany(f"insert into papers values ({places})", rows)  # noqa: S608
        if indexed:
            database.executemany(
                "insert into words (rowid, title, abstract, authors)"
                " values (:key, :title, :abstract, :authors)",
                rows,
            )
        database.execute("commit")
        return time.perf_counter() - begun


async def timed(work: Awaitable[object]) -> float:
    """The seconds that *work* took."""
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


async def store_a_day(store: Store, papers: list[Paper]) -> None:
    """A batch of papers with their summaries, stored and indexed."""
    batch = Batch(
        subject="cs.CV",
        day=date(2025, 11, 24),
        state=BatchState.FRESH,
        new=len(papers),
        checked_at=NOW,
    )
    sightings = [Sighting(paper=paper, type=AnnounceType.NEW) for paper in papers]
    await store.keep_batch(batch, sightings)
    summaries = [Summarised(paper_id=paper.id, version=1, summary=a_summary()) for paper in papers]
    await store.keep_summaries(summaries, at=NOW)


async def longest_gap(work: Callable[[], Awaitable[object]]) -> float:
    """The longest time that the event loop did not turn while *work* ran."""
    longest, done = 0.0, False

    async def tick() -> None:
        nonlocal longest
        last = time.perf_counter()
        while not done:
            await asyncio.sleep(TICK)
            now = time.perf_counter()
            longest, last = max(longest, now - last - TICK), now

    ticking = asyncio.create_task(tick())
    await work()
    done = True
    await ticking
    return longest


async def storing() -> None:
    """A day's papers, beside plain sqlite3."""
    ours, plain, indexed = [], [], []
    for round_ in range(ROUNDS):
        papers = made(PAPERS, seed=round_)
        with tempfile.TemporaryDirectory() as folder:
            store = await connect(f"sqlite:///{folder}/a.db")
            ours.append(await timed(store_a_day(store, papers)))
            await store.close()
            plain.append(raw_store(Path(folder), papers, indexed=False))
            (Path(folder) / "raw.db").unlink()
            indexed.append(raw_store(Path(folder), papers, indexed=True))
    told(f"raw sqlite3: {PAPERS} papers", plain)
    told(f"raw sqlite3: {PAPERS} papers, indexed", indexed)
    told(f"store: {PAPERS} papers with summaries, indexed", ours, raw=statistics.median(indexed))


async def searching() -> None:
    """Searches beside raw FTS5, and how long the loop stands still meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        store = await connect(f"sqlite:///{folder}/a.db")
        for seed in range(LIBRARY // PAPERS):
            await store.keep_papers(made(PAPERS, seed=seed))
        chance = random.Random(1)  # noqa: S311
        asked = [words(chance, 2).split() for _ in range(100)]
        with closing(sqlite3.connect(f"{folder}/a.db")) as database:
            plain = [raw_search(database, pair) for pair in asked]
        ours = [await timed(store.search(Query(words=tuple(pair)), limit=10)) for pair in asked]
        told("raw FTS5: two words, best ten ids", plain)
        told("store: two words, best ten papers", ours, raw=statistics.median(plain))

        async def all_at_once() -> None:
            fresh = made(PAPERS, seed=11)
            searches = [store.search(Query(words=tuple(pair)), limit=10) for pair in asked]
            await asyncio.gather(store_a_day(store, fresh), *searches)

        gaps = [await longest_gap(all_at_once) for _ in range(ROUNDS)]
        told("event loop: longest standstill, storing and searching", gaps)
        await store.close()


def raw_search(database: sqlite3.Connection, pair: list[str]) -> float:
    """The ten best rowids by bm25."""
    begun = time.perf_counter()
    database.execute(
        "select rowid from papers_fts where papers_fts match ?"
        " order by bm25(papers_fts, 4.0, 1.0, 3.0) limit 10",
        (" ".join(f'"{word}"' for word in pair),),
    ).fetchall()
    return time.perf_counter() - begun


def starting() -> None:
    """The command line, beside a Python that does nothing."""
    bare = [process("-c", "pass") for _ in range(ROUNDS)]
    told("python that does nothing", bare)
    raw = statistics.median(bare)
    told("paperround --help", [process("-m", "bot", "--help") for _ in range(ROUNDS)], raw=raw)
    told("paperround demo", [process("-m", "bot", "demo") for _ in range(ROUNDS)], raw=raw)


def process(*arguments: str) -> float:
    """The seconds that a fresh Python takes."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, stdin=subprocess.DEVNULL
    )
    return time.perf_counter() - begun


def main() -> None:
    """All measurements, a line each."""
    asyncio.run(storing())
    asyncio.run(searching())
    starting()
    # Their memory is their own.
    for name in ("matching", "planning", "broadcast", "discord", "writing"):
        subprocess.run([sys.executable, "-m", f"tests.bench_{name}"], check=True)


if __name__ == "__main__":
    main()
