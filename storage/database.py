"""
The Database port: one synchronous transaction at a time, on the engine's own threads.

A `Store` method is written synchronously over a `Transaction` and awaited by its callers: `@read`
and `@write` hand the whole method to the engine. So there is no `await` inside a transaction, and
nothing of it ever blocks the event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from storage.records import Query

P = ParamSpec("P")
R = TypeVar("R")
Q = TypeVar("Q", bound="Queries")

Value = str | int | float | None
Row = Mapping[str, Any]


class StorageError(Exception):
    """The database could not do what was asked; the message is a sentence for a person."""


class DatabaseUnusable(StorageError):
    """The database cannot be opened at all: corrupt, read-only, or newer than this program."""


class Transaction(Protocol):
    """What a method may do inside its one transaction; values are bound by name (`:name`)."""

    def rows(self, sql: str, **values: Value) -> list[Row]:
        """All rows of a query."""

    def run(self, sql: str, **values: Value) -> int:
        """Run one statement; how many rows it touched."""

    def many(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> int:
        """Run one statement once for each of *rows*; how many rows it touched in all."""

    def search(self, query: Query, *, limit: int) -> tuple[Sequence[int], bool]:
        """The keys of the papers that fit *query*, best first; whether older ones were left out."""


CHUNK = 500  # values in one statement; engines bound how many they take


def rows_for(tx: Transaction, sql: str, keys: Sequence[int], **values: Value) -> list[Row]:
    """The rows of *sql* for all *keys*: its `{}` takes the names of some of them at a time."""
    found: list[Row] = []
    for start in range(0, len(keys), CHUNK):
        part: dict[str, Value] = {f"k{i}": key for i, key in enumerate(keys[start : start + CHUNK])}
        found.extend(tx.rows(sql.format(", ".join(f":{name}" for name in part)), **part, **values))
    return found


class Database(Protocol):
    """An engine: it runs whole transactions, reading and writing beside each other."""

    async def read(self, work: Callable[[Transaction], R]) -> R:
        """Run *work* on a consistent snapshot."""

    async def write(self, work: Callable[[Transaction], R]) -> R:
        """Run *work* as one transaction: all of it is kept, or nothing."""

    async def backup(self, path: str) -> None:
        """Write a consistent copy of everything to the new file *path*."""

    async def hold(self, name: str) -> bool:
        """
        Hold the lock *name* on this database until it is closed; false where another process does.

        A process that was killed holds nothing.
        """

    async def close(self) -> None:
        """Finish what is running and let go of the database."""


class Queries:
    """The base of all query families: they share one database."""

    def __init__(self, database: Database) -> None:
        self.database = database


def read(
    method: Callable[Concatenate[Q, Transaction, P], R],
) -> Callable[Concatenate[Q, P], Coroutine[Any, Any, R]]:
    """Make *method* one reading transaction; callers await it and do not see the transaction."""

    @wraps(method)
    async def awaited(self: Q, /, *args: P.args, **values: P.kwargs) -> R:
        return await self.database.read(lambda tx: method(self, tx, *args, **values))

    return awaited


def write(
    method: Callable[Concatenate[Q, Transaction, P], R],
) -> Callable[Concatenate[Q, P], Coroutine[Any, Any, R]]:
    """Make *method* one writing transaction: `begin immediate` … `commit`, awaited by callers."""

    @wraps(method)
    async def awaited(self: Q, /, *args: P.args, **values: P.kwargs) -> R:
        return await self.database.write(lambda tx: method(self, tx, *args, **values))

    return awaited
