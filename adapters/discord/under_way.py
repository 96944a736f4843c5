"""What is being answered, so that it can be finished before the end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 20.0  # seconds for what is under way in the end


class UnderWay:
    """Counts tasks while they answer somebody."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is taken up."""
        return self._is_closed

    @contextmanager
    def counted(self) -> Iterator[None]:
        """The task that is running answers somebody meanwhile."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("nobody is answered outside of a task")
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    async def finish(self, *, patience: float = PATIENCE) -> None:
        """Take nothing more up, and wait for the rest; what takes too long is given up."""
        self._is_closed = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
