"""
The outbox -> the platforms: claim, wait for the turn, send, settle.

At least once, with the narrowest window a platform allows: `sending` is committed before the call,
the message's id right after it. What became of a message is always written down, as often as it
takes; a message nobody knows about is sent once more, and counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from hashlib import blake2s

import structlog

from adapters.conversation import DeliveryError, Forbidden, Platform
from adapters.views import View, load
from bot.lane import IN_FLIGHT, Lane
from bot.pacing import Pacer
from bot.settling import Settling
from storage.database import StorageError
from storage.outbox import Delivery
from storage.store import Store

log = structlog.get_logger()

BATCH = 2 * IN_FLIGHT
POLL = 1.0  # seconds between looks at an outbox in which nothing is due
SETTLE_AGAIN = 5.0  # seconds until an outcome that could not be written down is tried again


def key_of(delivery: Delivery) -> str:
    """
    What names this message to its platform, the same at each try: 24 signs.

    Discord takes at most 25 (https://docs.discord.com/developers/resources/message).
    """
    page = delivery.page
    name = f"{delivery.address} {page.kind} {page.day} {page.part}"
    return blake2s(name.encode(), digest_size=12).hexdigest()


async def _put(platform: Platform, delivery: Delivery, view: View) -> str:
    """Edit the message that this one replaces, or send it where that is not to be; its id."""
    edits = delivery.page.edits
    if edits:
        try:
            await platform.edit(delivery.address, edits, view)
        except DeliveryError as error:
            if _is_about_the_chat(error):
                raise
        else:
            return edits
    return await platform.send(delivery.address, view, key_of(delivery), delivery.below)


def _is_about_the_chat(error: DeliveryError) -> bool:
    """Whether a new message would fare no better than the edit, or might be a second one."""
    is_doubtful = error.uncertain or error.retry_after is not None
    return is_doubtful or error.gone or bool(error.moved_to) or isinstance(error, Forbidden)


class Deliverer:
    """Sends what is due, each platform beside the others, each chat beside the others."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        pacers: Mapping[str, Pacer],
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._store = store
        self._lanes = [Lane(platform, pacers[name]) for name, platform in platforms.items()]
        self._now = now
        self._sleep = sleep
        self._over = asyncio.Event()
        self._settling = Settling(store, now)

    async def take_up(self) -> None:
        """Decide about what a killed process left: once, before anything is sent."""
        now = self._now()
        await self._store.expire(now)
        for lane in self._lanes:
            name = lane.platform.name
            found = await self._store.found_sending_at_start(name, now)
            if found.again or found.closed:
                log.warning(
                    "found sending at start", platform=name, again=found.again, closed=found.closed
                )

    async def run(self) -> None:
        """Send what becomes due, until `drain`."""
        await self.take_up()
        async with asyncio.TaskGroup() as lanes:
            lanes.create_task(self._over.wait())  # also where there is no platform to send on
            for lane in self._lanes:
                lanes.create_task(self._serve(lane))
        await self.drain()

    async def deliver_due(self) -> None:
        """Send what is due now, and come back when all of it is settled."""
        await asyncio.gather(*map(self._empty, self._lanes))

    async def wake(self) -> None:
        """There may be something to send: look now."""
        for lane in self._lanes:
            lane.woken.set()

    async def drain(self) -> None:
        """Claim nothing more, and wait until what is being sent is settled."""
        self._over.set()
        for lane in self._lanes:
            async with lane.claiming:  # what is being claimed just now is sent as well
                under_way = tuple(lane.sending)
            await asyncio.gather(*under_way)

    async def _serve(self, lane: Lane) -> None:
        while not self._over.is_set():
            try:
                started = await self._start_due(lane)
            except StorageError as error:  # a full disk, say: the next look may find it well
                log.warning("outbox not read", platform=lane.platform.name, reason=str(error))
                started = 0
            if not started:
                await self._unless_over(self._rest(lane))

    async def _empty(self, lane: Lane) -> None:
        idle = False
        while not idle:
            # What arrives during a look makes the chat's next part due: only a look that began
            # with nothing under way, and found nothing, is the last.
            idle = not lane.sending
            if await self._start_due(lane) or lane.sending:
                idle = False
                await lane.one_arrived()
            elif lane.is_held_up:
                idle = False
                await self._sleep(POLL)

    async def _rest(self, lane: Lane) -> None:
        """Until a message has arrived, somebody calls, or some time has passed."""
        waiting = [
            asyncio.ensure_future(self._sleep(POLL)),
            asyncio.ensure_future(lane.woken.wait()),
        ]
        try:
            await asyncio.wait({*waiting, *lane.sending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            lane.woken.clear()
            for task in waiting:
                task.cancel()

    async def _unless_over(self, waiting: Awaitable[object]) -> bool:
        """Wait for *waiting*; false, and at once, where all is over."""
        task, over = asyncio.ensure_future(waiting), asyncio.create_task(self._over.wait())
        try:
            await asyncio.wait({task, over}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                await task  # raises what went wrong there
        finally:
            task.cancel()
            over.cancel()
        return not self._over.is_set()

    async def _start_due(self, lane: Lane) -> int:
        """Take up what is due; how many messages. Chats that have to wait delay nobody."""
        while True:
            limit = BATCH + len(lane.passed_over)
            due = await self._store.due(lane.platform.name, self._now(), limit=limit)
            lane.passed_over = []
            started = await self._start_all(lane, due)
            if started or len(lane.passed_over) < limit:
                return started

    async def _start_all(self, lane: Lane, due: Iterable[Delivery]) -> int:
        """
        Begin to send those of *due* that need not wait, each at its turn; how many were taken up.

        Also those that another was quicker to take: what follows them is due next.
        """
        started = 0
        for delivery in due:
            while lane.is_full:
                await lane.one_arrived()
            if lane.is_away(self._now()):
                break
            if not lane.may_take(delivery):
                continue
            turn = asyncio.ensure_future(lane.turn(delivery))
            if not await self._unless_over(turn):
                break
            if turn.result():
                await self._start(lane, delivery)
                started += 1
        return started

    async def _start(self, lane: Lane, delivery: Delivery) -> None:
        """
        Claim *delivery* and begin to send it, unless it is no longer to be sent.

        One after the other: claims that waited for the disk together would leave together.
        """
        async with lane.claiming:
            if self._over.is_set() or not await self._store.claim(delivery.key, self._now()):
                return
            lane.pacer.leaves(delivery.address)
            task = asyncio.create_task(self._send(lane, delivery))
            lane.sending[task] = delivery.page.chat
            task.add_done_callback(lane.sending.pop)

    async def _send(self, lane: Lane, delivery: Delivery) -> None:
        """Send what is claimed, and write down what became of it."""
        try:
            view = load(delivery.page.view)
            message_id = await _put(lane.platform, delivery, view)
        except DeliveryError as error:
            refusal = error
            await self._write_down(
                delivery, lambda: self._settling.refused(lane, delivery, refusal)
            )
        except Exception as error:  # a fault of ours in one message, which is a job of its own
            reason = f"{type(error).__name__}: {error}"
            log.exception("delivery failed", delivery=delivery.key)
            await self._write_down(
                delivery,
                lambda: self._store.mark_failed(delivery.key, reason, at=self._now()),
            )
        else:
            lane.found()
            self._settling.arrived(delivery)
            await self._write_down(
                delivery, lambda: self._store.mark_sent(delivery.key, message_id, self._now())
            )

    async def _write_down(
        self, delivery: Delivery, outcome: Callable[[], Awaitable[object]]
    ) -> None:
        """Try until *outcome* is stored: forgotten, the message would be sent a second time."""
        while True:
            try:
                await outcome()
            except StorageError as error:
                log.warning("outcome not stored", delivery=delivery.key, reason=str(error))
            else:
                return
            if not await self._unless_over(self._sleep(SETTLE_AGAIN)):
                return  # it stays `sending`, and is found at the next start
