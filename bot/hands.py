"""
Who works on portions: a thread of this process, or other processes where there is much to do.

Planning for a hundred thousand chats is a minute of arithmetic. Beside the loop, in a thread, it
would keep people waiting for their answers, and use one core.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Protocol, TypeVar

from bot.packed import Lent, Packed, hold
from bot.portion import Drawing, Material, Outline, Portion, Portions
from storage.planning import Plan

Given = TypeVar("Given")
Made = TypeVar("Made")

MOST = 4  # processes; whoever has more cores has other use for them


class Hand(Protocol):
    """Works on portions, as `Portions` does."""

    async def choose(self, portion: Portion) -> Outline:
        """See `Portions.choose`."""

    async def compose(self, material: Material) -> list[Plan]:
        """See `Portions.compose`."""


class NearHand:
    """A hand in this process, beside the loop."""

    def __init__(self, portions: Portions) -> None:
        self._portions = portions

    async def choose(self, portion: Portion) -> Outline:
        """In a thread."""
        return await asyncio.to_thread(self._portions.choose, portion)

    async def compose(self, material: Material) -> list[Plan]:
        """In a thread."""
        return await asyncio.to_thread(self._portions.compose, material)


class FarHand:
    """A hand in a process of its own, to which everything is sent and which sends back."""

    def __init__(self, process: ProcessPoolExecutor) -> None:
        self._process = process
        self._lent = Lent()

    async def choose(self, portion: Portion) -> Outline:
        """In that process."""
        return await self._do(_choose, portion, portion.reading.news.values())

    async def compose(self, material: Material) -> list[Plan]:
        """In that process."""
        return await self._do(_compose, material, material.entries.values())

    async def _do(
        self, work: Callable[[Given], Made], given: Given, used: Iterable[Packed] = ()
    ) -> Made:
        """Let it do *work*; before that it gets what it lacks of what is *used*."""
        loop = asyncio.get_running_loop()
        over, lacking = self._lent.over(), self._lent.lacking(used)
        # It does one after the other, so nothing is waited for in between.
        ready = loop.run_in_executor(self._process, hold, lacking, over)
        made = loop.run_in_executor(self._process, work, given)
        await ready
        return await made


@asynccontextmanager
async def far_hands(drawing: Drawing) -> AsyncIterator[list[FarHand]]:
    """As many hands as there are cores, for as long as there is much to do."""
    # Each of them costs about a second to begin.
    processes = [_process(drawing) for _ in range(min(MOST, os.cpu_count() or 1))]
    try:
        yield [FarHand(process) for process in processes]
    finally:
        # Beside the loop: to end takes a second, and longer where they are in the middle of it.
        await asyncio.gather(*(asyncio.to_thread(process.shutdown) for process in processes))


def _process(drawing: Drawing) -> ProcessPoolExecutor:
    """A process that begins now, and passes over Ctrl-C from its first moment on."""
    context = multiprocessing.get_context("spawn")  # not forked: this process has threads
    process = ProcessPoolExecutor(1, context, initializer=_begin, initargs=(drawing,))
    # What is blocked here is blocked there as well, while it still reads its modules.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.submit(int)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return process


@contextmanager
def unswept() -> Iterator[None]:
    """
    Without Python's search for circles of objects, of which planning makes none.

    It would go through millions of drafts again and again, which took a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# What follows happens in the other process, which works for one planning and has one `Portions`.
_mine: list[Portions] = []


def _begin(drawing: Drawing) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.disable()
    _mine.append(Portions(drawing))


def _end_with_parent() -> None:
    """A killed process says no word to those that work for it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _choose(portion: Portion) -> Outline:
    return _mine[0].choose(portion)


def _compose(material: Material) -> list[Plan]:
    return _mine[0].compose(material)
