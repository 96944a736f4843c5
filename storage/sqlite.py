"""
The SQLite engine: one writer and one reader, each on a thread of its own.

Measured and decided in docs/decisions.md: WAL lets readers never wait for the writer;
`synchronous=FULL` because a forgotten "sent" would be a duplicate; `begin immediate` because a
deferred transaction that reads first fails at once when another process wrote in between.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import BaseFileLock, FileLock, Timeout

from storage.database import DatabaseUnusable, Row, StorageError, Transaction, Value
from storage.records import Query
from storage.schema import STEPS

R = TypeVar("R")

BUSY_SECONDS = 30.0  # how long to wait for another process that is writing
WAL_PAUSE = 0.05  # seconds between two tries
SHORTEST_BEGINNING = 3  # characters; what begins with less is half of all words
ENDS = ("e", "g", "l", "n", "y", "ng", "on", "ion")  # of words of which only so much is not typed
RANKED = 5_000  # the newest matches that are ranked; bm25 costs by match, not by limit
NOTED = "select 1 from sqlite_master where type = 'table' and name = '_sqlite_migrations'"
DONE = "select name from _sqlite_migrations where migration_set = 'paperround'"

BEST = """
    select rowid from papers_fts
    where papers_fts match :match and rowid >= :oldest
      and (:categories is null or exists (
        select 1 from paper_categories join json_each(:categories) on category = value
        where paper = papers_fts.rowid))
    order by bm25(papers_fts, 4.0, 1.0, 3.0), rowid desc limit :limit"""
NTH_NEWEST = """
    select rowid from papers_fts where papers_fts match :match
    order by rowid desc limit 1 offset :offset"""


class SqliteTransaction:
    """One open transaction on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, **values: Value) -> list[Row]:
        """All rows of a query, read to the end: an open cursor would block the next write."""
        cursor = self._connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def run(self, sql: str, **values: Value) -> int:
        """Run one statement; how many rows it touched."""
        return self._connection.execute(sql, values).rowcount

    def many(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> int:
        """Run one statement for each of *rows* (3 to 10 times quicker than one by one)."""
        return self._connection.executemany(sql, rows).rowcount

    def search(self, query: Query, *, limit: int) -> tuple[Sequence[int], bool]:
        """The best of the newest 5,000 matches; see notes on bounded ranking in the decisions."""
        match = _match(query)
        if not match:
            return (), False
        edge = self.rows(NTH_NEWEST, match=match, offset=RANKED)
        wanted = json.dumps(query.categories) if query.categories else None
        oldest = edge[0]["rowid"] + 1 if edge else 0
        found = self.rows(BEST, match=match, oldest=oldest, categories=wanted, limit=limit)
        return [row["rowid"] for row in found], bool(edge)


def _match(query: Query) -> str:
    """*query* in FTS5's language; every part is quoted: nothing a person types is syntax."""
    parts = [quoted for part in (*query.words, *query.phrases) if (quoted := _quoted(part))]
    if begun := _quoted(query.begun):
        parts.append(_begun(query.begun, begun))
    return " AND ".join(parts)


def _quoted(part: str) -> str:
    """*part* as it is looked for; nothing where there is nothing to look for in it."""
    spoken = part.replace('"', " ").replace("\0", " ")
    return f'"{spoken}"' if any(map(str.isalnum, spoken)) else ""


def _begun(word: str, quoted: str) -> str:
    """
    What begins like *word*.

    Stored are stems, and the beginning of a word can be longer than its stem: so its likely ends
    are looked for as well (of the beginnings of words in abstracts, 19 in 20 find them then).
    """
    if len(word) < SHORTEST_BEGINNING:
        return quoted
    whole = (f'{quoted[:-1]}{end}"' for end in ENDS)
    return f"({' OR '.join((f'{quoted} *', *whole))})"


class SqliteDatabase:
    """A database file; see `storage.database.Database`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="sqlite-write")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="sqlite-read")
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        self._held: list[BaseFileLock] = []

    async def open(self) -> None:
        """Connect, and bring the tables up to date; raises `DatabaseUnusable`."""
        try:
            await self._on(self._writing, self._open)
        except BaseException:
            await self.close()
            raise

    def _open(self) -> None:
        with _opening(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = _connect(self._path)
            _turn_to_wal(self._writer)
            _bring_up_to_date(self._writer, self._path)
            self._reader = _connect(self._path)
            self._reader.execute("pragma query_only = on")

    async def read(self, work: Callable[[Transaction], R]) -> R:
        """Run *work* on one snapshot, beside whatever is being written."""
        return await self._on(self._reading, lambda: _within(self._reader, "begin", work))

    async def write(self, work: Callable[[Transaction], R]) -> R:
        """Run *work* as one transaction, after those that were asked for before it."""
        return await self._on(self._writing, lambda: _within(self._writer, "begin immediate", work))

    async def backup(self, path: str) -> None:
        """Copy everything to the new file *path*, which appears only when it is whole."""
        await self._on(self._reading, lambda: self._backup(Path(path)))

    def _backup(self, target: Path) -> None:
        if target.exists():
            raise StorageError(f"{target} exists already; name a new file for the backup.")
        try:
            handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        except OSError as error:
            raise StorageError(f"{target} cannot be written: {error.strerror}.") from error
        os.close(handle)
        part = Path(name)
        try:
            self._copy(part)
            os.link(part, target)  # unlike a rename, this never replaces a file
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"{target} could not be written: {error}.") from error
        finally:
            part.unlink(missing_ok=True)

    def _copy(self, target: Path) -> None:
        with closing(sqlite3.connect(target)) as copy:
            _opened(self._reader).backup(copy)
            copy.execute("pragma journal_mode = delete")

    async def hold(self, name: str) -> bool:
        """
        A lock of the system on a file beside the database; see the port.

        The file stays, its lock ends with the process: nothing has to be cleared after a kill.
        """
        path = self._path.with_name(f"{self._path.name}.{name}.lock")
        lock = FileLock(path, thread_local=False, fallback_to_soft=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
        except (OSError, NotImplementedError) as error:
            raise StorageError(f"{path} cannot be locked: {error}.") from error
        self._held.append(lock)
        return True

    async def close(self) -> None:
        """Close both connections on their own threads; what was asked for before still runs."""
        for thread, connection in ((self._reading, self._reader), (self._writing, self._writer)):
            if connection is not None:
                await self._on(thread, connection.close)
            thread.shutdown(wait=False)
        self._reader = self._writer = None
        for lock in self._held:
            lock.release()
        self._held.clear()

    @staticmethod
    async def _on(thread: ThreadPoolExecutor, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(thread, work)


def _connect(path: Path) -> sqlite3.Connection:
    # sqlite-utils' own Database(path) would keep foreign keys off, wait 5 s and bind to one thread.
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        connection.execute("pragma recursive_triggers = on")  # a replaced row leaves the index
    except BaseException:
        connection.close()
        raise
    return connection


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Turn the file to WAL; SQLite does not wait for another process that does so just now."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(WAL_PAUSE)
        else:
            return


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    applied = set(_applied(connection))
    newer = sorted(applied - STEPS)
    if newer:
        raise DatabaseUnusable(
            f"{path} was written by a newer Paperround (it knows {newer[-1]!r}): update the"
            " program, or name another database in DATABASE_URL."
        )
    if STEPS - applied:
        from storage.migrating import migrate  # sqlite-utils takes 3 MB: only where it is needed

        migrate(connection)


def has_every_step(path: Path) -> bool:
    """Whether the file at *path* is up to date; raises `DatabaseUnusable`."""
    with _opening(path):
        if not path.exists():
            return False
        with closing(sqlite3.connect(path)) as connection:
            return set(_applied(connection)) >= STEPS


def _applied(connection: sqlite3.Connection) -> list[str]:
    """The steps that sqlite-utils wrote down as done; in its own table, so that it need not run."""
    if not connection.execute(NOTED).fetchone():
        return []
    return [name for (name,) in connection.execute(DONE).fetchall()]


def _within(
    connection: sqlite3.Connection | None, begin: str, work: Callable[[Transaction], R]
) -> R:
    connection = _opened(connection)
    with _translated():
        connection.execute(begin)
        try:
            result = work(SqliteTransaction(connection))
            connection.execute("commit")
        except BaseException:
            if connection.in_transaction:  # a full disk rolls back by itself
                connection.execute("rollback")
            raise
    return result


def _opened(connection: sqlite3.Connection | None) -> sqlite3.Connection:
    if connection is None:
        raise StorageError("The database is closed.")
    return connection


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """Say what is wrong with the file at *path*, as one sentence with a way out."""
    try:
        yield
    except OSError as error:
        raise DatabaseUnusable(
            f"The folder of {path} cannot be used ({error.strerror}); name another in DATABASE_URL."
        ) from error
    except sqlite3.Error as error:
        raise DatabaseUnusable(f"{path} {_complaint(error)}") from error


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(f"The database {_complaint(error)}") from error


COMPLAINTS = (
    ("file is not a database", "is no database, or is encrypted; name another in DATABASE_URL."),
    ("malformed", "is damaged; restore a backup, or name another in DATABASE_URL."),
    ("readonly", "is read-only; make it and its folder writable, or name another in DATABASE_URL."),
    ("unable to open", "cannot be opened; look at its folder's permissions, or name another in"
     " DATABASE_URL."),
    ("full", "found the disk full; nothing stored before is lost: free some space and try again."),
    ("disk i/o", "could not write to its disk (full or failing); nothing stored before is lost:"
     " free some space and try again."),
    ("locked", "is being written by another process; try again when that has finished."),
)  # fmt: skip


def _complaint(error: sqlite3.Error) -> str:
    said = str(error).lower()
    for sign, sentence in COMPLAINTS:
        if sign in said:
            return sentence
    return f"refused: {error}."
