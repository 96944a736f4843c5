"""
One after the other in each chat, while chats do not wait for each other.

python-telegram-bot handles updates side by side, and loses their order with it
(https://github.com/python-telegram-bot/python-telegram-bot/issues/3575).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

LONGEST = 30  # updates under way and waiting in one line; more are a flood


class Crowded(Exception):
    """Too many wait here already; this one is given up."""


@dataclass(slots=True)
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Lines:
    """
    A line for each person in each chat, and one for each chat as a whole.

    Whoever comes after a chat's own turn waits for it: the bot is moved, or introduces itself.
    """

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._lines: dict[tuple[str, str], _Line] = {}

    @asynccontextmanager
    async def turn(self, chat: str, person: str = "") -> AsyncIterator[None]:
        """Wait for the turn of *person* in *chat*, who may be `Crowded` out, or of the chat."""
        if person:
            async with self._turn(chat, "", self._longest):
                pass
        async with self._turn(chat, person, self._longest if person else None):
            yield

    @asynccontextmanager
    async def _turn(self, chat: str, person: str, longest: int | None) -> AsyncIterator[None]:
        line = self._lines.setdefault((chat, person), _Line())
        if longest is not None and line.length >= longest:
            raise Crowded(f"{longest} updates wait in one line already")
        line.length += 1
        try:
            async with line.lock:  # first come, first served
                yield
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[chat, person]
