"""Whom a channel's digests may reach beyond its readers: followers of announcements, and roles."""

from __future__ import annotations

from dataclasses import replace

import discord

from adapters.audience import NOBODY_ELSE, Audience, Role
from adapters.views import View

Channel = discord.abc.GuildChannel | discord.Thread
"""A channel as the gateway told of it."""


def audience_of(channel: Channel | None) -> Audience:
    """Of a channel; nobody where the gateway has not told of it. Everybody's role is left out."""
    if channel is None:
        return NOBODY_ELSE
    calls_all = channel.permissions_for(channel.guild.me).mention_everyone
    roles = sorted(channel.guild.roles, reverse=True)  # as the apps show them
    return Audience(
        publishes=_is_news(channel),
        roles=tuple(
            Role(id=str(role.id), name=role.name, hears=role.mentionable or calls_all)
            for role in roles
            if not role.is_default() and not role.is_bot_managed()
        ),
    )


def may_publish(channel: Channel | None) -> bool:
    """Whether what is said in *channel* may be published, as far as it is known."""
    return channel is None or _is_news(channel)


def audible(view: View, channel: Channel | None) -> View:
    """*view*, which calls nobody where it is known that there is no such role any more."""
    if view.ping and channel is not None and channel.guild.get_role(int(view.ping)) is None:
        return replace(view, ping="")
    return view


def _is_news(channel: Channel) -> bool:
    return isinstance(channel, discord.TextChannel) and channel.is_news()
