"""Where something is asked on Discord, by whom, and what may be done there, in the bot's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import discord

from adapters.discord.messenger import ME
from storage.people import Address, ChatKind

PLATFORM = "discord"
# By the names that Discord shows: what digests need, and what those need that have a thread.
TO_BE_THERE = (("view_channel", "View Channel"),)
TO_WRITE = (("send_messages", "Send Messages"), ("embed_links", "Embed Links"))
IN_THREADS = (("send_messages_in_threads", "Send Messages in Threads"),)
TO_OPEN_THREADS = (("create_public_threads", "Create Public Threads"), *IN_THREADS)
IN_A_THREAD = (*TO_BE_THERE, *IN_THREADS, ("embed_links", "Embed Links"))
IN_A_CHANNEL = (*TO_BE_THERE, *TO_WRITE, *TO_OPEN_THREADS)
WITHOUT_THREADS = (*TO_BE_THERE, *TO_WRITE)
# In forums the same permissions have other names.
TO_POST = (
    ("send_messages", "Create Posts"),
    ("send_messages_in_threads", "Send Messages in Posts"),
)
IN_A_FORUM = (*TO_BE_THERE, *TO_POST, ("embed_links", "Embed Links"))

Interaction: TypeAlias = discord.Interaction[Any]
Permissions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where somebody asks: *address* is the chat that is meant, *channel* where they are.

    *home* is the channel of the chat itself; *is_direct*: they are alone there with the bot.
    *may_settle* and *lacks* are those of a `Request`.
    """

    address: Address
    kind: ChatKind
    channel: int
    home: int
    is_direct: bool = False
    may_settle: bool = True
    lacks: tuple[str, ...] = ()


def place_of(interaction: Interaction) -> Place:
    """
    Where *interaction* comes from.

    Where the bot itself is not (a guild or a group that only the person has brought it to), the
    private chat of that person is meant.
    """
    channel = interaction.channel
    if isinstance(channel, _IN_GUILDS) and interaction.is_guild_integration():
        address, needed = _chat_in(channel, interaction.client.user.id)
        return Place(
            address=address,
            kind=ChatKind.GROUP,
            channel=channel.id,
            home=int(address.thread_id or address.chat_id),
            may_settle=may_settle(interaction.permissions),
            lacks=lacking(interaction.app_permissions, needed),
        )
    here = interaction.channel_id or 0
    return Place(
        address=private_address(interaction.user.id),
        kind=ChatKind.PRIVATE,
        channel=here,
        home=here,
        is_direct=interaction.context.dm_channel,
    )


def private_address(person: int) -> Address:
    """The private chat of a person and the bot."""
    return Address(platform=PLATFORM, chat_id=str(person), thread_id=ME)


def channel_address(channel: int, thread: int | None = None) -> Address:
    """A channel or forum, or a thread that people opened there."""
    return Address(platform=PLATFORM, chat_id=str(channel), thread_id=str(thread or ""))


_IN_GUILDS = (discord.abc.GuildChannel, discord.Thread)


def _chat_in(
    channel: discord.abc.GuildChannel | discord.Thread, bot: int
) -> tuple[Address, Permissions]:
    """The chat of a channel, and what it needs; a thread of the bot's belongs to its channel."""
    if not isinstance(channel, discord.Thread):
        return channel_address(channel.id), needed_in(channel)
    if channel.owner_id == bot:
        return channel_address(channel.parent_id), needed_in(channel.parent)
    return channel_address(channel.parent_id, channel.id), IN_A_THREAD


def needed_in(channel: discord.abc.GuildChannel | None) -> Permissions:
    """What digests need in a channel; as most channels are, where it is not known."""
    if isinstance(channel, discord.ForumChannel):
        return IN_A_FORUM
    return IN_A_CHANNEL if isinstance(channel, discord.TextChannel | None) else WITHOUT_THREADS


def held_in(channel: discord.abc.GuildChannel, member: discord.Member) -> discord.Permissions:
    """
    What *member* may do in *channel*, each permission by itself.

    Not as the library has it for each kind of channel: without one permission it takes others away
    as well, and people would be told to give what is given.
    """
    return discord.abc.GuildChannel.permissions_for(channel, member)


def may_settle(permissions: discord.Permissions) -> bool:
    """Whether who holds *permissions* changes what is followed there."""
    return permissions.manage_channels or permissions.manage_guild or permissions.administrator


def lacking(held: discord.Permissions, needed: Permissions) -> tuple[str, ...]:
    """Those of *needed* that are not *held*, as Discord shows them."""
    if held.administrator:
        return ()
    return tuple(shown for name, shown in needed if not getattr(held, name))
