"""What a channel would have to allow, so that the bot may write there again."""

from __future__ import annotations

import discord

from adapters.audience import Lack
from adapters.discord.audiences import Channel
from adapters.discord.channels import Channels
from adapters.discord.errors import (
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NEEDS_TAG,
    NO_ANSWER,
    THREAD_LOCKED,
)
from adapters.discord.places import IN_THREADS, TO_BE_THERE, TO_POST, Permissions, held_in

TO_SEND = (("send_messages", "Send Messages"),)
TO_MODERATE = (("manage_threads", "Manage Threads"),)
# What is lacking by the code of the refusal, where nothing more is known.
BY_CODE: dict[int, Permissions] = {
    MISSING_ACCESS: TO_BE_THERE,
    MISSING_PERMISSIONS: TO_SEND,
    THREAD_LOCKED: TO_MODERATE,
    NEEDS_TAG: TO_MODERATE,  # all of the forum's tags are its moderators'
}


async def lack_of(channels: Channels, number: int, code: int) -> Lack:
    """What lacks in a channel or thread that refused a message with this *code*."""
    heard = channels.heard(number)
    channel = heard or await _asked(channels, number)
    if channel is None:
        return Lack(permissions=_names(BY_CODE.get(code, ())))
    lacking = _lacking(heard) if heard and code in (MISSING_ACCESS, MISSING_PERMISSIONS) else ()
    guild = f" ({channel.guild.name})" if channel.guild.name else ""
    name = channel.name if isinstance(channel, discord.Thread) else f"#{channel.name}"
    return Lack(
        permissions=_names(lacking or _by_code(code, channel)),
        place=f"{name}{guild}",
        link=channel.jump_url,
    )


async def _asked(channels: Channels, number: int) -> Channel | None:
    """The channel as Discord tells of it, if it does."""
    try:
        return await channels.ask(number)
    except NO_ANSWER:
        return None


def _lacking(channel: Channel) -> Permissions:
    """What the bot has not of all that it needs to write there, by what the gateway told."""
    parent = channel.parent if isinstance(channel, discord.Thread) else channel
    if parent is None:
        return ()
    held = held_in(parent, parent.guild.me)
    return tuple(one for one in (*TO_BE_THERE, *_to_send(channel)) if not getattr(held, one[0]))


def _by_code(code: int, channel: Channel) -> Permissions:
    return _to_send(channel) if code == MISSING_PERMISSIONS else BY_CODE.get(code, ())


def _to_send(channel: Channel) -> Permissions:
    if isinstance(channel, discord.Thread):
        return IN_THREADS
    return TO_POST if isinstance(channel, discord.ForumChannel) else TO_SEND


def _names(permissions: Permissions) -> tuple[str, ...]:
    return tuple(shown for _, shown in permissions)
