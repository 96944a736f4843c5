"""Many who write at once: in order in each chat, and nobody is kept waiting by the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from adapters.conversation import Request
from adapters.telegram.door import Door
from adapters.telegram.platform import TelegramPlatform
from adapters.views import View
from tests.adapters.telegram.conftest import Listener, echo
from tests.adapters.telegram.platforms import AnyTime, closing, listening
from tests.fakes.telegram.process import TelegramProcess

CHATS, EACH = 50, 10
PATIENCE = 60.0  # seconds; normally a few


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


async def test_nobody_waits_for_a_flood(telegram: TelegramProcess, listener: Listener) -> None:
    """One more chat is answered while 500 updates of others wait, and each chat in order."""
    go = asyncio.Event()

    async def held(request: Request) -> AsyncIterator[View]:
        if request.text.startswith("/paper"):
            await go.wait()
        async for view in echo(request):
            yield view

    listener.answering = held
    ada, *crowd = [telegram.ask("person", first_name=f"Reader {n}") for n in range(CHATS + 1)]
    door = Door(token=telegram.ask("token"), api_url=telegram.base_url.removesuffix("/bot"))
    platform = TelegramPlatform(door, AnyTime())
    async with closing(platform), listening(platform, listener):
        telegram.ask("begin", person=ada)
        await told(telegram, ada, 1)
        await asyncio.to_thread(flood, telegram, crowd)
        telegram.ask("tell", person=ada, text="/saved")
        await told(telegram, ada, 2)
        assert len(telegram.ask("sent")) == 2  # both hers: the flood waits
        go.set()
        in_order = [f"heard /paper {number}" for number in range(EACH)]
        for person in crowd:
            texts = [message["text"] for message in await told(telegram, person, EACH)]
            assert texts == in_order


def flood(telegram: TelegramProcess, crowd: list[int]) -> None:
    """Everybody asks for papers."""
    for number in range(EACH):
        for person in crowd:
            telegram.ask("tell", person=person, text=f"/paper {number}")
