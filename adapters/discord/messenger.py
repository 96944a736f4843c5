"""Views -> the bot's messages and its edits, in channels, threads, forums, private chats."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import discord
from discord.ui import LayoutView

from adapters.conversation import DeliveryError, Unacceptable
from adapters.discord.audiences import audible, may_publish
from adapters.discord.channels import Channels, Known
from adapters.discord.errors import (
    IS_PUBLISHED,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NO_TEXT_CHANNEL,
    THREAD_LOCKED,
    UNKNOWN_CHANNEL,
    code_of,
    told,
)
from adapters.discord.forums import Forums
from adapters.discord.headline import subheadline
from adapters.discord.message_ids import Standing, read, written
from adapters.discord.one_at_a_time import OneAtATime
from adapters.discord.private import PrivateChats
from adapters.discord.render import Rendered, rendered
from adapters.discord.said import NOBODY, called, files, nonce_of, written_or_plain
from adapters.discord.threads import Threads
from adapters.views import View
from storage.people import Address

ME = "@me"  # the thread id of a private chat, whose chat id is that of the person
PATIENCE = 90.0  # seconds for one message, waiting for limits and the library's own tries included
PUBLISHED_WITHIN = 10.0  # seconds
EDITED_FOR = timedelta(hours=1)  # then Discord counts edits (30046)


class Messenger:
    """
    Speaks as *client*, which need only be logged in: everything goes by REST.

    Raises `DeliveryError` where Discord does not take what is said. *private* knows the channels of
    people, *channels* those of guilds. Build a new one for a new client.
    """

    def __init__(
        self,
        client: discord.Client,
        *,
        now: Callable[[], datetime] = discord.utils.utcnow,
        patience: float = PATIENCE,
    ) -> None:
        self._client = client
        self._now = now
        self._turns = OneAtATime(patience)
        self._edits = OneAtATime(patience)  # they have limits of their own
        self._threads = Threads(client)
        self._forums = Forums(client, now)
        self.channels = Channels(client)
        self.private = PrivateChats(client)

    async def send(self, address: Address, view: View, *, key: str = "", below: str = "") -> str:
        """
        A new message; its id, see `message_ids`.

        The same *key* within some minutes gives the first message back. *below* is the id of the
        first message of the same digest: the new one goes to its thread, or into the same post.
        """
        self._check_logged_in()
        home = await self._home(address)
        view = audible(view, self.channels.heard(home))
        message, nonce = rendered(view), nonce_of(key)
        if address.thread_id:  # a person, or a thread, which has no threads
            return str(await self._say(home, message, nonce))
        if not below:
            return await self._say_or_post(home, view, message, nonce)
        with told(writes=False):
            channel = await self.channels.channel(home)
        return await self._say_below(channel, below, message, nonce, subheadline(view))

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Let a message show *view*; raises `Unacceptable` for one that is older than an hour."""
        self._check_logged_in()
        home = await self._home(address)
        channel, number = read(home, message_id)
        if self._now() - discord.utils.snowflake_time(number) > EDITED_FOR:
            raise Unacceptable("the message is older than an hour")
        message = rendered(audible(view, self.channels.heard(home)))
        place = self._client.get_partial_messageable(channel).get_partial_message(number)

        async def change(view: LayoutView) -> object:
            return await place.edit(view=view, attachments=files(message), allowed_mentions=NOBODY)

        with told():
            async with self._edits.turn(channel):
                await written_or_plain(message, change)

    async def publish(self, address: Address, message_id: str) -> None:
        """
        Show a message of an announcement channel to all who follow it; again, it changes nothing.

        For who asked for it, and after the delivery: Discord takes ten an hour in a channel.
        """
        self._check_logged_in()
        channel, number = read(await self._home(address), message_id)
        if not may_publish(self.channels.heard(channel)):
            raise Unacceptable("no announcement channel")
        place = self._client.get_partial_messageable(channel).get_partial_message(number)
        with told(writes=False):
            async with asyncio.timeout(PUBLISHED_WITHIN):
                await _published(place)

    def _check_logged_in(self) -> None:
        if self._client.user is None or self._client.is_closed():
            raise DeliveryError("not logged in")

    async def _home(self, address: Address) -> int:
        """The channel, thread or private channel of a chat."""
        if address.thread_id != ME:
            return int(address.thread_id or address.chat_id)
        with told(writes=False):
            return await self.private.channel(int(address.chat_id))

    async def _say(self, place: int, message: Rendered, nonce: str | None) -> int:
        """Write *message* in the channel or thread *place*; its id."""
        channel = self._client.get_partial_messageable(place)

        async def write(view: LayoutView) -> discord.Message:
            return await channel.send(
                view=view,
                files=files(message),
                nonce=nonce,  # type: ignore[arg-type]  # none is its default
                allowed_mentions=called(message),
            )

        with told():
            async with self._turns.turn(place):
                return (await written_or_plain(message, write)).id

    async def _say_or_post(
        self, home: int, view: View, message: Rendered, nonce: str | None
    ) -> str:
        """
        Write *message* in a channel; as a post, where Discord says that it takes no others.

        So most channels need not be looked at before.
        """
        if not self.channels.is_forum(home):
            try:
                return str(await self._say(home, message, nonce))
            except DeliveryError as error:
                if code_of(error) != NO_TEXT_CHANNEL:
                    raise
        with told(writes=False):
            channel = await self.channels.channel(home)
        if channel.forum is None:  # a category, say
            raise Unacceptable("no messages can stand in this channel")
        return await self._post(channel.forum, view, message)

    async def _post(self, forum: discord.ForumChannel, view: View, message: Rendered) -> str:
        async def write(layout: LayoutView) -> int:
            return await self._forums.post(forum, view, layout, files(message), called(message))

        with told():
            async with self._turns.turn(forum.id):
                post = await written_or_plain(message, write)
        return written(forum.id, Standing(post, post))

    async def _say_below(
        self, channel: Known, below: str, message: Rendered, nonce: str | None, name: str
    ) -> str:
        """Write *message* below another one."""
        place, first = read(channel.id, below)
        if place == channel.id:
            with told(writes=False):
                async with self._turns.turn(channel.id):
                    place = await self._threads.place_below(channel, first, name)
        try:
            number = await self._say(place, message, nonce)
        except DeliveryError as error:
            if place == channel.id:
                raise
            await self._check_rest_is_wanted(channel, error)
            place = channel.id
            number = await self._say(place, message, nonce)
            self._threads.remember(first, place)
        return written(channel.id, Standing(place, number))

    async def _check_rest_is_wanted(self, channel: Known, error: DeliveryError) -> None:
        """
        Raise what it means for the message that its thread refuses it by *error*.

        Only where the bot may not write in threads at all, it may stand in the channel itself.
        """
        code = code_of(error)
        if code == UNKNOWN_CHANNEL:  # who deletes the thread does not want it; is the channel left?
            with told(writes=False):
                await self.channels.check(channel.id)
        if code in (UNKNOWN_CHANNEL, THREAD_LOCKED):
            raise Unacceptable(str(error)) from error
        if channel.forum is not None or code not in (MISSING_ACCESS, MISSING_PERMISSIONS):
            raise error


async def _published(message: discord.PartialMessage) -> None:
    """Publish *message*, unless that was done before."""
    try:
        await message.publish()
    except discord.HTTPException as error:
        if error.code != IS_PUBLISHED:
            raise
