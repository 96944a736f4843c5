"""
Long polling: updates are asked for, one call after the other.

The library's own `Updater` sleeps up to 30 seconds through the wish to end, and ends without a word
where the token is refused
(https://github.com/python-telegram-bot/python-telegram-bot/blob/v22.8/src/telegram/ext/_utils/networkloop.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from adapters.telegram.errors import delivery_error, seconds_of
from adapters.telegram.reading import UNREADABLE, Polls

log = structlog.get_logger()

LONG = 10  # seconds that Telegram may keep a poll waiting for something to tell
FULL = 900  # updates that are not answered yet: a poll brings up to 100 more
LOOK = 0.1  # seconds until it is seen whether there are fewer
AGAIN = (1.0, 2.0, 5.0, 10.0)  # seconds between two tries
CONFIRMED_WITHIN = 5.0  # seconds


class Polling:
    """
    Asks for what is told to *bot*, which asks through *polls*, and puts it into *updates*.

    While too much *waits* to be answered nothing is asked for: it is kept at Telegram, for a day.
    """

    def __init__(
        self,
        bot: Bot,
        polls: Polls,
        updates: asyncio.Queue[object],
        waits: Callable[[], int] = lambda: 0,
    ) -> None:
        self._bot = bot
        self._polls = polls
        self._updates = updates
        self._waits = waits
        self._next = 0  # the number of the update that we have not got yet
        self._is_unhooked = False
        self._trouble: type[TelegramError] | None = None  # of which the log was told

    async def run(self) -> NoReturn:
        """
        Poll until cancelled, and confirm what was got; raises `InvalidToken`.

        While Telegram cannot be reached it is tried again and again, and the log is told once.
        """
        tries = 0
        try:
            while True:
                try:
                    await self._poll()
                except InvalidToken:
                    raise
                except TelegramError as error:
                    self._tell(error)
                    await asyncio.sleep(_pause(error, tries))
                    tries += 1
                else:
                    tries = 0
        finally:
            await self._confirm()

    async def _poll(self) -> None:
        if not self._is_unhooked:  # where a webhook is set nobody may poll
            await self._bot.delete_webhook()
            self._is_unhooked = True
        while self._waits() > FULL:  # noqa: ASYNC110 - the library tells nobody
            await asyncio.sleep(LOOK)
        updates = await self._told()
        if self._trouble is not None:
            self._trouble = None
            log.info("polled again", platform="telegram")
        for update in updates:
            self._updates.put_nowait(update)
            self._next = update.update_id + 1

    async def _told(self) -> tuple[Update, ...]:
        """What there is, as soon as there is something; nothing where it could not be read."""
        is_cut_off = self._trouble is not None and self._trouble is not Conflict
        try:
            updates = await self._bot.get_updates(
                offset=self._next,
                timeout=0 if is_cut_off else LONG,  # so that it is known at once when that is over
                allowed_updates=Update.ALL_TYPES,
            )
        except UNREADABLE:
            if self._polls.is_wary:
                raise
            self._polls.is_wary = True
            return ()
        self._polls.is_wary = False
        return updates

    def _tell(self, error: TelegramError) -> None:
        """Tell the log of a trouble, unless it is told already."""
        trouble = Conflict if isinstance(error, Conflict) else TelegramError
        if trouble is self._trouble:
            return
        self._trouble = trouble
        if trouble is Conflict:
            log.warning(
                "another program polls with this token: stop it, or take a token of its own",
                platform="telegram",
            )
        else:
            log.warning("not polled", platform="telegram", reason=str(delivery_error(error)))

    async def _confirm(self) -> None:
        """What we have got is ours: it is not told again at the next start."""
        if not self._next:
            return
        with suppress(TelegramError, TimeoutError, *UNREADABLE):  # what it answers is for later
            async with asyncio.timeout(CONFIRMED_WITHIN):
                await self._bot.get_updates(
                    offset=self._next, limit=1, timeout=0, allowed_updates=Update.ALL_TYPES
                )


def _pause(error: TelegramError, tries: int) -> float:
    """Seconds until the next try: as long as Telegram told, else ever longer."""
    if isinstance(error, RetryAfter):
        return seconds_of(error)
    return AGAIN[min(tries, len(AGAIN) - 1)]
