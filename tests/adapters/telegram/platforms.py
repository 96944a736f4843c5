"""A `TelegramPlatform` on the local Telegram, which listens as long as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from adapters.conversation import Bot
from adapters.telegram.door import Door, Webhook
from adapters.telegram.platform import TelegramPlatform
from storage.people import Address
from tests.fakes.telegram.server import LocalTelegram

ENDED_WITHIN = 20.0  # seconds; normally tenths at most


class AnyTime:
    """Fulfils `Turns` for those who never wait."""

    async def turn(self, chat: Address | None = None, *, answer: bool = False) -> None:
        """Now."""

    def pause(self, seconds: float, chat: Address | None = None) -> None:
        """Nobody is waited for."""


def a_platform(
    telegram: LocalTelegram, *, token: str = "", webhook: Webhook | None = None
) -> TelegramPlatform:
    """The bot of this *telegram*, not begun yet."""
    door = Door(token=token or telegram.token, api_url=telegram.url, webhook=webhook)
    return TelegramPlatform(door, AnyTime())


@asynccontextmanager
async def closing(platform: TelegramPlatform) -> AsyncIterator[TelegramPlatform]:
    """*platform*, closed in the end."""
    try:
        yield platform
    finally:
        await platform.close()


@asynccontextmanager
async def listening(platform: TelegramPlatform, bot: Bot) -> AsyncIterator[asyncio.Task[None]]:
    """*platform* listens for *bot* meanwhile, and ends in time."""
    task = asyncio.create_task(platform.listen(bot))
    try:
        yield task
    finally:
        await ended(task)


async def ended(task: asyncio.Task[None]) -> None:
    """End a *task* as SIGTERM does."""
    task.cancel()
    async with asyncio.timeout(ENDED_WITHIN):
        with suppress(asyncio.CancelledError):
            await task
