"""The first message of a day's digest -> who follows its chat from elsewhere, after it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from adapters.conversation import DeliveryError, Forbidden, Platform, Unacceptable
from bot.losing import Losses
from storage.outbox import Sent
from storage.store import Store

log = structlog.get_logger()

AT_ONCE = 2  # a channel that lets us wait keeps only one other from being published
AGAIN = timedelta(minutes=5)  # after something that may be over then


class Publisher:
    """
    Publishes what waits for it, beside all deliveries: a platform may let it wait for long.

    What was published and not marked, since the process was killed, is published again, which
    changes nothing.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        losses: Losses,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._losses = losses
        self._now = now
        self._waits: dict[int, datetime] = {}  # chats that were told to wait, until when

    async def publish(self) -> int:
        """Publish what can be now; how many messages."""
        now = self._now()
        self._waits = {chat: until for chat, until in self._waits.items() if until > now}
        room = asyncio.Semaphore(AT_ONCE)
        waiting = await self._store.to_publish(now)
        return sum(await asyncio.gather(*(self._in_turn(sent, room) for sent in waiting)))

    async def _in_turn(self, sent: Sent, room: asyncio.Semaphore) -> bool:
        platform = self._platforms.get(sent.address.platform)
        if platform is None or sent.chat in self._waits:
            return False
        async with room:
            return await self._publish(sent, platform)

    async def _publish(self, sent: Sent, platform: Platform) -> bool:
        try:
            await platform.publish(sent.address, sent.message_id)
        except DeliveryError as error:
            log.warning("not published", chat=str(sent.address), reason=str(error))
            await self._refused(sent, platform, error)
            return False
        await self._store.mark_published(sent)
        return True

    async def _refused(self, sent: Sent, platform: Platform, error: DeliveryError) -> None:
        """Give it up where that is the last word, else let it wait."""
        if isinstance(error, Forbidden):
            await self._losses.tell(platform, sent.chat, error.lack)
        if error.gone or isinstance(error, Forbidden | Unacceptable):
            await self._store.mark_published(sent)
        else:
            wait = max(AGAIN, timedelta(seconds=error.retry_after or 0))
            self._waits[sent.chat] = self._now() + wait
