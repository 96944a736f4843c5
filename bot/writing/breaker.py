"""
Once a model says that every call will fail (a bad key, no balance), it is left alone for a while.

Whoever runs the bot is told once, however often it fails afterwards, also after a restart; when a
call succeeded in between, it is news again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from adapters.conversation import Remembered

log = structlog.get_logger()

PROBED_AFTER = timedelta(minutes=30)  # one who pays the bill should not have to restart the bot
STORM_FOR = timedelta(minutes=1)  # until the next look
STORM = 12  # calls in a row that broke: the server is down, and each more costs a reader time


class Breaker:
    """
    Whether a model is asked at all.

    *tell* tells the operators why not; *told* remembers the reason that they were told.
    """

    def __init__(
        self,
        told: Remembered,
        tell: Callable[[str], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._told = told
        self._tell = tell
        self._now = now
        self._open_until: datetime | None = None
        self._broken = 0  # calls in a row
        self._is_known_to_work = False

    @property
    def is_open(self) -> bool:
        """Whether calls are held back now."""
        return self._open_until is not None and self._now() < self._open_until

    async def gave_up(self, reason: str) -> None:
        """A call failed as every other will, for that *reason*."""
        self._is_known_to_work = False
        was_open, self._open_until = self.is_open, self._now() + PROBED_AFTER
        if was_open:
            return
        log.error("the model is asked no more for a while", reason=reason)
        if not await self._told.read():
            await self._told.write(reason)
            await self._tell(reason)

    def broke(self, *, most: int = STORM) -> None:
        """A call broke on its way; many in a row are left for later, at least *most* of them."""
        self._broken += 1
        if self._broken >= max(STORM, most) and not self.is_open:
            self._open_until = self._now() + STORM_FOR
            self._broken = 0
            log.warning("the model does not answer; it is asked again in a minute")

    async def worked(self) -> None:
        """A call was answered."""
        self._broken = 0
        self._open_until = None
        if not self._is_known_to_work:
            self._is_known_to_work = True
            if await self._told.read():
                await self._told.write("")
