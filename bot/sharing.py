"""Many chats shared out among those who work on portions: this process, or others as well."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from typing import Any

from bot.hands import Hand, far_hands, unswept
from bot.portion import Drawing

AT_ONCE = 1_000  # chats chosen for together: bounds the memory
AHEAD = 2  # portions under way for each other process: one is worked on, one read or stored
MANY = 5_000  # chats; for fewer it is not worth a second to begin other processes

Work = Callable[[Hand, Iterator[Sequence[int]]], Coroutine[Any, Any, int]]
"""Works with one hand as long as there are chats that no other has taken; how many came of it."""


async def shared_out(
    chats: Sequence[int], near: Hand, drawing: Drawing, work: Work, *, many: int = MANY
) -> int:
    """Let *chats* be worked on, some at a time; from *many* on with more hands than the *near*."""
    some = (chats[start : start + AT_ONCE] for start in range(0, len(chats), AT_ONCE))
    with unswept():
        if len(chats) < many:
            return await work(near, some)
        async with far_hands(drawing) as hands:
            each = (hand for hand in hands for _ in range(AHEAD))
            return sum(await _together(work(hand, some) for hand in each))


async def _together(works: Iterable[Coroutine[Any, Any, int]]) -> list[int]:
    """What *works* come to; where one fails the others end as well, before that is told."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
