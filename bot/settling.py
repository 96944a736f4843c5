"""What becomes of a message that its platform refused: the chat is gone, waits, or forbids it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from adapters.conversation import DeliveryError, Forbidden, Unacceptable
from bot.lane import Lane
from bot.losing import Losses
from storage.deliveries import Waits
from storage.outbox import Delivery, DeliveryState
from storage.store import Store

log = structlog.get_logger()

ONCE_MORE = timedelta(seconds=40)  # after a doubt
FORBIDDEN_FOR = timedelta(hours=8)  # until a chat is tried again that does not let the bot write
GIVEN_UP_AFTER = timedelta(days=7)  # of that
BACKOFF = (5, 15, 60, 300, 900)  # seconds after each refusal that is no doubt; then the last


class Settling:
    """Writes down what a refusal means for a message, and for its chat."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._losses = Losses(store, now)
        self._now = now
        self._refused: Counter[int] = Counter()

    def arrived(self, delivery: Delivery) -> None:
        """Whatever was refused before is over."""
        self._refused.pop(delivery.key, None)

    async def refused(self, lane: Lane, delivery: Delivery, error: DeliveryError) -> None:
        """Do what the platform's answer asks for."""
        now, key, reason = self._now(), delivery.key, str(error)
        told = {"delivery": key, "platform": lane.platform.name, "reason": reason}
        if error.gone:
            log.info("chat gone", **told)
            chat = delivery.page.chat
            await self._store.chat_gone(chat, now, refused=key, reason=reason)
        elif error.moved_to not in ("", delivery.address.chat_id):
            log.info("chat moved", **told)
            await self._store.move_chat(delivery.address, error.moved_to)
            await self._store.mark_pending_again(key, reason, until=now)
        elif isinstance(error, Forbidden):
            log.warning("chat forbids to write", **told)
            await self._forbidden(lane, delivery, error)
        elif error.retry_after is not None:
            log.warning("told to wait", seconds=error.retry_after, **told)
            await self._wait(lane, delivery, error, error.retry_after)
        elif error.uncertain:
            log.warning("delivery uncertain", **told)
            lane.lose(delivery.page.chat, now)
            again = None if delivery.state is DeliveryState.UNCERTAIN else now + ONCE_MORE
            await self._store.mark_uncertain(key, reason, at=now, again=again)
        elif isinstance(error, Unacceptable):
            log.error("delivery refused for good", **told)
            await self._store.mark_failed(key, reason, at=now)
        else:
            log.warning("delivery refused", **told)
            await self._again(lane, delivery, reason)

    async def _forbidden(self, lane: Lane, delivery: Delivery, error: Forbidden) -> None:
        """
        Take back what waits for the chat: it is planned anew, and tried some hours later.

        So it gets all in one digest when its people let the bot write again; if they do not for a
        week, it is left alone until somebody speaks to the bot there. Who set it up is told once.
        """
        now, chat = self._now(), delivery.page.chat
        since = await self._store.chat_forbids(
            chat, now, refused=delivery.key, reason=str(error), until=now + FORBIDDEN_FOR
        )
        await self._losses.tell(lane.platform, chat, error.lack)
        if now - since >= GIVEN_UP_AFTER:
            log.info("chat given up", chat=str(delivery.address), since=since)
            await self._store.chat_gone(chat, now)

    async def _wait(
        self, lane: Lane, delivery: Delivery, error: DeliveryError, seconds: float
    ) -> None:
        """Let the chat wait, or everyone, exactly as long as the platform told."""
        lane.pacer.pause(seconds, None if error.everyone else delivery.address)
        await self._store.mark_pending_again(
            delivery.key,
            str(error),
            until=self._now() + timedelta(seconds=seconds),
            waits=Waits.PLATFORM if error.everyone else Waits.CHAT,
        )

    async def _again(self, lane: Lane, delivery: Delivery, reason: str) -> None:
        """
        Try again later, and ever later; 24 hours after it was due it expires.

        Where nobody can be reached it waits no longer than all others.
        """
        if lane.lose(delivery.page.chat, self._now()) and lane.away_until:
            await self._store.mark_pending_again(delivery.key, reason, until=lane.away_until)
            return
        times = self._refused[delivery.key]
        self._refused[delivery.key] += 1
        wait = timedelta(seconds=BACKOFF[min(times, len(BACKOFF) - 1)])
        await self._store.mark_pending_again(delivery.key, reason, until=self._now() + wait)
