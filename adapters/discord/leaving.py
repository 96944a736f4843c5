"""What the gateway tells of places that are no more, or that the bot is let into again."""

from __future__ import annotations

from collections.abc import Iterator

import discord

from adapters.conversation import Bot
from adapters.discord.places import channel_address
from storage.people import Address

# Where somebody may write, or post; nothing is ever said in the others.
WRITTEN_IN = (discord.TextChannel, discord.ForumChannel, discord.VoiceChannel, discord.StageChannel)


class Leaving:
    """
    Tells the bot which chats are gone.

    Of an outage the library tells otherwise (`guild_unavailable`), and that is no removal.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def guild_removed(self, guild: discord.Guild) -> None:
        """The bot was thrown out, or the guild is no more."""
        for address in _chats_in(guild):
            await self._bot.left(address)

    async def guild_joined(self, guild: discord.Guild) -> None:
        """The bot was let in, perhaps not for the first time."""
        for address in _chats_in(guild):
            await self._bot.returned(address)

    async def channel_changed(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Perhaps its people let the bot write again."""
        if not _may_write(before) and _may_write(after):
            await self._bot.returned(channel_address(after.id))

    async def role_changed(self, before: discord.Role, after: discord.Role) -> None:
        """Perhaps it is the bot's, and lets it write again."""
        if after.permissions.value & ~before.permissions.value:
            await self.guild_joined(after.guild)

    async def channel_deleted(self, channel: discord.abc.GuildChannel) -> None:
        """With all of its threads."""
        await self._bot.left(channel_address(channel.id))

    async def thread_deleted(self, event: discord.RawThreadDeleteEvent) -> None:
        """The thread alone; one that the bot itself opened has no chat of its own."""
        await self._bot.left(channel_address(event.parent_id, event.thread_id))


def _may_write(channel: discord.abc.GuildChannel) -> bool:
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.view_channel and allowed.send_messages


def _chats_in(guild: discord.Guild) -> Iterator[Address]:
    return (channel_address(one.id) for one in guild.channels if isinstance(one, WRITTEN_IN))
