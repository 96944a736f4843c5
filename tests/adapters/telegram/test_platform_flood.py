"""Many who write at once: in order in each chat, and nobody is kept waiting by the others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.telegram.door import Door
from adapters.telegram.platform import TelegramPlatform
from tests.adapters.telegram.conftest import Listener
from tests.adapters.telegram.platforms import AnyTime, closing, listening
from tests.fakes.telegram.process import TelegramProcess

CHATS, EACH = 50, 10
WITHIN = 1.0  # seconds
PATIENCE = 20.0  # seconds


@pytest.fixture
def telegram() -> Iterator[TelegramProcess]:
    """A Telegram that takes no time from the bot, and whatever it is told."""
    with TelegramProcess() as telegram:
        telegram.ask("set", overall=None, burst=None)
        yield telegram
        assert telegram.ask("violations") == []


async def told(telegram: TelegramProcess, person: int, count: int) -> list[dict[str, Any]]:
    """What somebody was told, as soon as it is so many messages."""
    async with asyncio.timeout(PATIENCE):
        while len(found := telegram.ask("messages", chat=person)) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        return list(found)


@pytest.mark.alone
async def test_nobody_waits_for_a_flood(telegram: TelegramProcess, listener: Listener) -> None:
    """500 updates come at once; one more chat is answered meanwhile, and each chat in order."""
    ada, *crowd = [telegram.ask("person", first_name=f"Reader {n}") for n in range(CHATS + 1)]
    door = Door(token=telegram.ask("token"), api_url=telegram.base_url.removesuffix("/bot"))
    platform = TelegramPlatform(door, AnyTime())
    async with closing(platform), listening(platform, listener):
        telegram.ask("begin", person=ada)
        await told(telegram, ada, 1)
        await asyncio.to_thread(flood, telegram, crowd)
        begun = time.monotonic()
        telegram.ask("tell", person=ada, text="/saved")
        await told(telegram, ada, 2)
        assert time.monotonic() - begun < WITHIN
        in_order = [f"heard /paper {number}" for number in range(EACH)]
        for person in crowd:
            texts = [message["text"] for message in await told(telegram, person, EACH)]
            assert texts == in_order


def flood(telegram: TelegramProcess, crowd: list[int]) -> None:
    """Everybody asks for papers."""
    for number in range(EACH):
        for person in crowd:
            telegram.ask("tell", person=person, text=f"/paper {number}")
