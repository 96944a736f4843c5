"""Updates: kept until they are confirmed, waited for by long polls, or pushed to a webhook."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from threading import RLock
from typing import Any

from tests.fakes.clock import HandClock
from tests.fakes.telegram.refusal import refused

MOST = 100  # of one answer
LONGEST = 50.0  # seconds of one poll
KEPT = 24 * 3600.0  # seconds; https://core.telegram.org/bots/api#getupdates
KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "message_reaction",
    "message_reaction_count",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "purchased_paid_media",
    "managed_bot",
    "guest_message",
)
# These come to who asks for them by name (telegram-bot-api, DEFAULT_ALLOWED_UPDATE_TYPES)
ON_DEMAND = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
USUAL = frozenset(KINDS) - ON_DEMAND
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_IS_SET = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True, slots=True)
class Update:
    """Something that happened, as it is told."""

    number: int
    kind: str
    told: dict[str, Any]
    at: float


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to, and how that goes."""

    url: str = ""
    secret: str = ""
    most_connections: int = 40
    failures: int = 0
    last_error: str = ""
    last_error_date: int = 0


@dataclass(slots=True)
class Poll:
    """A call that waits for updates; *gone* tells whether its caller has hung up."""

    woken: asyncio.Future[None]
    gone: Callable[[], bool]


@dataclass(slots=True)
class Updates:
    """The queue of one bot."""

    clock: HandClock
    loop: asyncio.AbstractEventLoop
    lock: RLock
    allowed: frozenset[str] = USUAL
    webhook: Webhook = field(default_factory=Webhook)
    conflicts: int = 0
    polls: int = 0
    pushed: asyncio.Event = field(default_factory=asyncio.Event)
    _queue: deque[Update] = field(default_factory=deque)
    _poll: Poll | None = None
    _numbers: count[int] = field(default_factory=lambda: count(870_000_001))

    @property
    def pending(self) -> int:
        """How many are not confirmed yet."""
        return len(self._queue)

    def push(self, kind: str, content: dict[str, Any] | None) -> int | None:
        """Tell the bot; none where it has not asked for this *kind*, and never will hear of it."""
        if kind and kind not in self.allowed:
            return None
        number = next(self._numbers)
        told = {"update_id": number, kind: content} if kind else {"update_id": number}
        self._queue.append(Update(number, kind, told, self.clock.now()))
        self.wake()
        return number

    def point(self, webhook: Webhook) -> None:
        """Push to *webhook* from now on; a poll that waits is ended."""
        self.webhook = webhook
        if webhook.url:
            self._displace("terminated by setWebhook request")
        self.wake()

    def wake(self) -> None:
        """Let whoever waits for updates look again; from any thread."""
        if not self.loop.is_closed() and (self._poll is not None or self.webhook.url):
            self.loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self.pushed.set()
        if self._poll is not None and not self._poll.woken.done():
            self._poll.woken.set_result(None)

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Let only *kinds* be told from now on; none leaves it, an empty list is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or USUAL

    def first(self) -> Update | None:
        """The oldest one, which a webhook gets next."""
        with self.lock:
            self._expire()
            return self._queue[0] if self._queue else None

    def confirm(self, offset: int) -> None:
        """Forget what is before *offset*; a negative one keeps so many of the newest."""
        if offset < 0:
            offset = self._queue[max(0, len(self._queue) + offset)].number if self._queue else 0
        while self._queue and self._queue[0].number < offset:
            self._queue.popleft()

    def drop(self) -> None:
        """Forget all."""
        self._queue.clear()

    async def poll(
        self, offset: int, limit: int, seconds: float, gone: Callable[[], bool]
    ) -> list[dict[str, Any]]:
        """The next updates, as soon as there are any; an older call that still waits loses."""
        with self.lock:
            self.polls += 1
            if self.webhook.url:
                raise refused(409, WEBHOOK_IS_SET)
            self._displace()
            self.confirm(offset)
            ready = self._ready(limit)
            if ready or seconds <= 0:
                return ready
            mine = self._poll = Poll(self.loop.create_future(), gone)
        await self._wait(mine, min(seconds, LONGEST))
        with self.lock:
            if self._poll is mine:
                self._poll = None
            return self._ready(limit)

    async def _wait(self, mine: Poll, seconds: float) -> None:
        """Until there is an update, or *seconds* are over, or another call came."""
        over = self.loop.call_later(seconds, self._end, mine)
        try:
            await mine.woken
        finally:
            over.cancel()

    def _end(self, mine: Poll) -> None:
        if not mine.woken.done():
            mine.woken.set_result(None)

    def _displace(self, reason: str = OTHER_POLLER) -> None:
        older, self._poll = self._poll, None
        if older is not None and not older.woken.done():
            self.conflicts += not older.gone()
            older.woken.set_exception(refused(409, reason))

    def _ready(self, limit: int) -> list[dict[str, Any]]:
        self._expire()
        limit = limit if 1 <= limit <= MOST else MOST
        return [update.told for update in list(self._queue)[:limit]]

    def _expire(self) -> None:
        while self._queue and self._queue[0].at < self.clock.now() - KEPT:
            self._queue.popleft()
