"""A database whose disk is full from time to time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from storage.database import Database, StorageError, Transaction

R = TypeVar("R")


class FullDisk:
    """The *database*, but while `is_full` is told to refuse, what is written is refused."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.refusals = 0
        self.is_full: Callable[[], bool] = lambda: False

    async def read(self, work: Callable[[Transaction], R]) -> R:
        """Reading goes on."""
        return await self._database.read(work)

    async def write(self, work: Callable[[Transaction], R]) -> R:
        """Write, if there is room."""
        if self.is_full():
            self.refusals += 1
            raise StorageError("The database found the disk full.")
        return await self._database.write(work)

    async def backup(self, path: str) -> None:
        """Copies go elsewhere."""
        await self._database.backup(path)

    async def hold(self, name: str) -> bool:
        """Locks need no room."""
        return await self._database.hold(name)

    async def close(self) -> None:
        """Let go of the database."""
        await self._database.close()
