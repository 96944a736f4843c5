"""
Discord as a platform: one client that writes, and one that listens, in the one loop of the program.

Who writes needs no gateway: a digest goes out while the other reconnects. Who listens is made anew
where the library does not get over what happened to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar

import discord
import structlog
from discord.ext import commands

from adapters.audience import NOBODY_ELSE, Audience
from adapters.conversation import Bot, Forbidden, Unavailable, Unwelcome
from adapters.destinations import Destination
from adapters.discord.audiences import audience_of
from adapters.discord.destinations import destination_at
from adapters.discord.door import Door
from adapters.discord.errors import NO_ANSWER, code_of, reason_of
from adapters.discord.lacking import lack_of
from adapters.discord.messenger import ME, Messenger
from adapters.discord.sizes import fits
from adapters.unknown import unsent
from adapters.views import View
from storage.people import Address

log = structlog.get_logger()

T = TypeVar("T")

NOT_KNOWN = (
    "Discord does not know DISCORD_BOT_TOKEN; reset it at https://discord.com/developers/"
    "applications and write it anew. Discord is off until then."
)
NOT_ALLOWED = "Discord refuses the intents of this bot. Discord is off until the next start."
STUCK_AFTER = 300.0  # seconds without a gateway; a bot may identify 1,000 times a day
NOT_AUTHENTICATED = 4004  # a gateway's word of good-bye
LOOK = 5.0  # seconds between two looks at the gateway

Finish = Callable[[], Awaitable[None]]
"""Takes nothing more up, and waits until what is being answered is answered."""


class Listener(commands.AutoShardedBot):
    """Who hears commands and presses: of messages it needs to know nothing."""

    def __init__(self, door: Door) -> None:
        super().__init__(commands.when_mentioned, help_command=None, **door.options())


@dataclass(frozen=True, slots=True)
class _Writing:
    """Who writes."""

    client: discord.Client
    messenger: Messenger


Hear = Callable[[Listener, Bot, Messenger], Awaitable[Finish]]
"""Lets a client that is not logged in yet hear commands and presses for the bot."""


class DiscordPlatform:
    """The bot on Discord; it fulfils `Platform`."""

    name = "discord"
    fits = staticmethod(fits)

    def __init__(self, door: Door, hear: Hear, *, stuck_after: float = STUCK_AFTER) -> None:
        self._door = door
        self._hear = hear
        self._stuck_after = stuck_after
        self._beginning = asyncio.Lock()
        self._is_refused = False
        self._writing: _Writing | None = None
        door.point()

    async def listen(self, bot: Bot) -> None:
        """Hear what people ask until cancelled; what is being answered is finished."""
        writing = await self._begin()
        try:
            await self._door.point_gateway(writing.client)
        except NO_ANSWER as error:
            raise Unavailable(reason_of(error)) from None
        while True:
            await self._listen_once(bot, writing.messenger)
            log.warning("no gateway for too long, connecting anew", platform=self.name)

    async def send(self, address: Address, view: View, key: str, below: str = "") -> str:
        """Send a message; the same *key* gives the message that it gave some minutes before."""
        messenger = await self._messenger()
        return await _explained(
            messenger, address, messenger.send(address, view, key=key, below=below)
        )

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Replace what a message says."""
        messenger = await self._messenger()
        await _explained(messenger, address, messenger.edit(address, message_id, view))

    async def publish(self, address: Address, message_id: str) -> None:
        """Show a message of an announcement channel to all who follow it."""
        messenger = await self._messenger()
        await _explained(messenger, address, messenger.publish(address, message_id))

    async def audience(self, address: Address) -> Audience:
        """Whom a channel reaches beyond its readers, as the gateway tells."""
        if address.thread_id == ME or self._writing is None:
            return NOBODY_ELSE
        channel = int(address.thread_id or address.chat_id)
        return audience_of(self._writing.messenger.channels.heard(channel))

    async def destination(self, address: Address, reader: str) -> Destination | None:
        """A channel, forum or thread, and what *reader* may do there."""
        if self._writing is None:
            return None
        return await destination_at(self._writing.messenger.channels, address, reader)

    def private(self, reader: str) -> Address:
        """The private chat with *reader*."""
        return Address(platform=self.name, chat_id=reader, thread_id=ME)

    async def has_member(self, address: Address, reader: str) -> bool:
        """Whether *reader* is in the guild of a channel."""
        if address.thread_id == ME:
            return address.chat_id == reader
        try:
            client = (await self._begin()).client
            channel = await client.fetch_channel(int(address.chat_id))
            guild = getattr(channel, "guild", None)
            if guild is None:
                return False
            await client.http.get_member(guild.id, int(reader))
        except (*NO_ANSWER, ValueError, Unwelcome, Unavailable):
            return False
        return True

    def link(self, payload: str) -> str:
        """Discord has no links into a private chat."""
        return ""

    async def close(self) -> None:
        """Close the connections; nothing is sent any more."""
        async with self._beginning:
            if self._writing:
                await self._writing.client.close()

    async def _begin(self) -> _Writing:
        """Ask Discord who we are, once; raises `Unwelcome` or `Unavailable`."""
        async with self._beginning:
            if self._is_refused:  # each question with a wrong token counts against our address
                raise Unwelcome(NOT_KNOWN)
            if self._writing is None:
                self._writing = await self._introduced()
            return self._writing

    async def _introduced(self) -> _Writing:
        client = discord.Client(**self._door.options())
        try:
            await client.login(self._door.token)
        except BaseException as error:
            await client.close()
            if isinstance(error, discord.LoginFailure):
                self._is_refused = True
                raise Unwelcome(NOT_KNOWN) from None
            if isinstance(error, NO_ANSWER):
                raise Unavailable(reason_of(error)) from None
            raise
        return _Writing(client, Messenger(client))

    async def _messenger(self) -> Messenger:
        """Who speaks; before Discord knows us nothing is sent, to nobody, for a while."""
        with unsent():
            return (await self._begin()).messenger

    async def _listen_once(self, bot: Bot, messenger: Messenger) -> None:
        """Listen until that is stuck; raises `Unwelcome` or `Unavailable` where it broke down."""
        listener = Listener(self._door)
        messenger.channels.learn_from(listener)
        finish = await self._hear(listener, bot, messenger)
        working = asyncio.create_task(listener.start(self._door.token))
        watching = asyncio.create_task(_until_stuck(listener, self._stuck_after))
        try:
            await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                await _told(working)
        finally:
            watching.cancel()
            await finish()
            await listener.close()
            working.cancel()
            await asyncio.gather(working, watching, return_exceptions=True)


async def _explained(messenger: Messenger, address: Address, saying: Awaitable[T]) -> T:
    """What comes of *saying* something; a refusal tells what the channel would have to allow."""
    try:
        return await saying
    except Forbidden as error:
        if address.thread_id == ME:  # no channel's permissions matter there
            raise
        channel = int(address.thread_id or address.chat_id)
        lack = await lack_of(messenger.channels, channel, code_of(error))
        raise Forbidden(str(error), lack=lack) from error


async def _told(working: Awaitable[None]) -> NoReturn:
    """Raise what became of a client that does not listen any more."""
    try:
        await working
    except discord.LoginFailure:
        raise Unwelcome(NOT_KNOWN) from None
    except discord.PrivilegedIntentsRequired:
        raise Unwelcome(NOT_ALLOWED) from None
    except discord.ConnectionClosed as error:
        if error.code == NOT_AUTHENTICATED:
            raise Unwelcome(NOT_KNOWN) from None
        raise Unavailable(f"the gateway closed the connection: {error.code}") from None
    except NO_ANSWER as error:
        raise Unavailable(reason_of(error)) from None
    raise Unavailable("the gateway ended the connection")


async def _until_stuck(listener: Listener, stuck_after: float) -> None:
    """Wait until *listener* has had no gateway for so many seconds."""
    clock = asyncio.get_running_loop().time
    well_at = clock()
    while clock() - well_at < stuck_after:
        await asyncio.sleep(min(LOOK, stuck_after / 4))
        if _has_gateway(listener):
            well_at = clock()


def _has_gateway(listener: Listener) -> bool:
    """Whether every part of it is connected, and heard lately."""
    shards = listener.shards.values()
    return listener.is_ready() and all(not shard.is_closed() for shard in shards)
