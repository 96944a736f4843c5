"""The thread below the first message of a digest, for its other messages."""

from __future__ import annotations

import discord
import structlog

from adapters.conversation import Unacceptable
from adapters.discord.channels import Known
from adapters.discord.errors import (
    HAS_THREAD,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_MESSAGE,
    reason_of,
)

log = structlog.get_logger()

REMEMBERED = 1000  # threads; who is forgotten is asked for once more


class Threads:
    """Opens each thread once; it has the id of its message, so nothing can be opened twice."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._places: dict[int, int] = {}

    async def place_below(self, channel: Known, message: int, name: str) -> int:
        """
        Where messages below *message* go: its thread, or *channel* where there are none.

        Raises the errors of discord.py, and `Unacceptable` where the message was deleted.
        """
        if message not in self._places:
            self.remember(message, await self._opened(channel, message, name))
        return self._places[message]

    def remember(self, message: int, place: int) -> None:
        """What belongs below *message* goes to *place* from now on."""
        self._places[message] = place
        while len(self._places) > REMEMBERED:
            del self._places[next(iter(self._places))]

    async def _opened(self, channel: Known, message: int, name: str) -> int:
        if not channel.has_threads:
            return channel.id
        try:
            # As `Message.create_thread` does, which wants to know the guild.
            await self._client.http.start_thread_with_message(
                channel.id, message, name=name, auto_archive_duration=channel.quiet
            )
        except discord.HTTPException as error:
            if error.code == UNKNOWN_MESSAGE:  # who deleted it does not want the rest either
                raise Unacceptable(reason_of(error)) from error
            if error.code in (MISSING_ACCESS, MISSING_PERMISSIONS):
                log.warning("no thread", channel=channel.id, reason=reason_of(error))
                return channel.id
            if error.code != HAS_THREAD:
                raise
        return message
