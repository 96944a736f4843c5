"""What a place of a guild is as a destination of digests: its kind, what lacks, who manages it."""

from __future__ import annotations

from dataclasses import dataclass

import discord
from discord.abc import GuildChannel

from adapters.destinations import Destination, DestinationKind
from adapters.discord.channels import Channels
from adapters.discord.errors import NO_ANSWER
from adapters.discord.messenger import ME
from adapters.discord.places import (
    IN_A_THREAD,
    channel_address,
    held_in,
    lacking,
    may_settle,
    needed_in,
)
from storage.people import Address

TO_MODERATE = "Manage Threads"  # as Discord shows it
SPOKEN_IN = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A channel, or a *thread* of people's in it; what may be done there is said by the channel."""

    channel: GuildChannel
    thread: discord.Thread | None = None

    @property
    def address(self) -> Address:
        """That of its chat."""
        return channel_address(self.channel.id, self.thread.id if self.thread else None)

    @property
    def title(self) -> str:
        """Its name; channels have their sign."""
        return self.thread.name if self.thread else f"#{self.channel.name}"

    @property
    def kind(self) -> DestinationKind | None:
        """None where nothing can be said."""
        if self.thread:
            return DestinationKind.THREAD
        if isinstance(self.channel, discord.ForumChannel):
            return DestinationKind.FORUM
        if isinstance(self.channel, discord.TextChannel) and self.channel.is_news():
            return DestinationKind.ANNOUNCEMENTS
        return DestinationKind.CHANNEL if isinstance(self.channel, SPOKEN_IN) else None


async def destination_at(channels: Channels, address: Address, reader: str) -> Destination | None:
    """
    The place at *address* for *reader*, about whom Discord is asked; the gateway has told the rest.

    None where it is not known: it is gone, or hidden from the bot, or its guild is out of order.
    """
    if address.thread_id == ME:
        return None
    try:
        spot = await _spot(channels, int(address.thread_id or address.chat_id))
        if spot is None or spot.kind is None:
            return None
        return Destination(
            address=spot.address,
            kind=spot.kind,
            title=spot.title,
            server=str(spot.channel.guild.id),
            lacks=_lacks(spot),
            may_settle=await _manages(spot.channel, int(reader)),
        )
    except (*NO_ANSWER, ValueError):
        return None


async def _spot(channels: Channels, number: int) -> _Spot | None:
    """A channel or thread; one of the bot's own threads is its channel."""
    found = channels.heard(number) or await channels.ask(number)  # it is put away, say
    channel = channels.heard(found.parent_id) if isinstance(found, discord.Thread) else found
    if not isinstance(channel, GuildChannel) or channel.guild.me is None:
        return None
    if isinstance(found, discord.Thread) and found.owner_id != channel.guild.me.id:
        return _Spot(channel, found)
    return _Spot(channel)


def _lacks(spot: _Spot) -> tuple[str, ...]:
    """What the bot is not allowed there, by the names that Discord shows."""
    held = held_in(spot.channel, spot.channel.guild.me)
    lacks = lacking(held, IN_A_THREAD if spot.thread else needed_in(spot.channel))
    is_moderated = _is_moderated(spot) and not held.manage_threads
    return (*lacks, TO_MODERATE) if is_moderated else lacks


def _is_moderated(spot: _Spot) -> bool:
    """Whether only who manages threads may write: it is locked, or each tag of a post is theirs."""
    if spot.thread:
        return spot.thread.locked
    forum = spot.channel
    if not isinstance(forum, discord.ForumChannel) or not forum.flags.require_tag:
        return False
    return all(tag.moderated for tag in forum.available_tags)


async def _manages(channel: GuildChannel, reader: int) -> bool:
    """Whether *reader* changes what is followed there; raises the errors of discord.py."""
    try:
        member = await channel.guild.fetch_member(reader)
    except discord.NotFound:
        return False
    held = held_in(channel, member)
    return held.view_channel and may_settle(held)
