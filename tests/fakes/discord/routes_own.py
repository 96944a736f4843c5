"""The bot itself, its guilds, people, private channels."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.asked import Asked
from tests.fakes.discord.checking import Checked
from tests.fakes.discord.faces import (
    channel_json,
    guild_json,
    member_json,
    person_json,
    role_json,
)
from tests.fakes.discord.permissions import in_guild
from tests.fakes.discord.refusal import refused
from tests.fakes.discord.rooms import joined
from tests.fakes.discord.scene import Scene


def me(scene: Scene, _: Asked) -> Any:
    """The bot, as a person."""
    told = person_json(scene.world.people[scene.world.bot_id])
    return {**told, "verified": True, "mfa_enabled": True, "flags": 0, "locale": "en-US"}


def application(scene: Scene, _: Asked) -> Any:
    """The bot, as an application."""
    bot = scene.world.people[scene.world.bot_id]
    owner = {**person_json(bot), "id": "1", "username": "operator", "bot": False}
    return {
        "id": str(bot.id),
        "name": bot.username,
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": owner,
        "team": None,
        "verify_key": "0" * 64,
        "flags": 0,
        "tags": [],
        "bot": person_json(bot),
        "approximate_guild_count": len(scene.world.guilds),
        "integration_types_config": {"0": {}, "1": {}},
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
    }


def gateway(scene: Scene, _: Asked) -> Any:
    """Where the gateway is."""
    return {"url": scene.gateway_url}


def gateway_bot(scene: Scene, _: Asked) -> Any:
    """The same, and how many shards and sessions there should be."""
    limit = {
        "total": scene.identify_limit,
        "remaining": max(0, scene.identify_limit - scene.sessions.identifies),
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    return {"url": scene.gateway_url, "shards": scene.shards, "session_start_limit": limit}


def user(scene: Scene, asked: Asked) -> Any:
    """Somebody."""
    person = scene.world.people.get(asked.id("user"))
    if person is None:
        raise refused(10013)
    return person_json(person)


def open_dm(scene: Scene, asked: Asked) -> Any:
    """The private channel with somebody, opened anew where there was none."""
    named = str(asked.thing.get("recipient_id", ""))
    checked = Checked()
    checked.text(("recipient_id",), named, 1)
    checked.settle()
    person = scene.world.people.get(int(named) if named.isdecimal() else 0)
    if person is None:
        raise refused(10013)
    if person.id == scene.world.bot_id:
        raise refused(50007, malformed=True)
    if person.dm is None and not scene.buckets.room("direct", scene.limits.direct):
        raise refused(40003)
    return channel_json(scene.world, scene.world.direct(person.id))


def guilds(scene: Scene, _: Asked) -> Any:
    """The guilds that the bot is in."""
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "owner": False,
            "permissions": str(in_guild(guild, scene.world.bot_id)),
            "features": [],
        }
        for guild in scene.world.guilds.values()
        if scene.world.has_bot(guild)
    ]


def leave(scene: Scene, asked: Asked) -> None:
    """The bot leaves a guild."""
    guild = joined(scene, asked.id("guild"))
    told = {"id": str(guild.id)}
    scene.sessions.dispatch("GUILD_DELETE", told, guild=guild.id)
    del guild.members[scene.world.bot_id]


def guild(scene: Scene, asked: Asked) -> Any:
    """One guild."""
    return guild_json(scene.world, joined(scene, asked.id("guild")))


def channels(scene: Scene, asked: Asked) -> Any:
    """Its channels, threads left out."""
    found = joined(scene, asked.id("guild"))
    return [channel_json(scene.world, one) for one in scene.world.channels_of(found.id)]


def roles(scene: Scene, asked: Asked) -> Any:
    """Its roles."""
    found = joined(scene, asked.id("guild"))
    return [role_json(role, scene.world.bot_id) for role in found.roles.values()]


def member(scene: Scene, asked: Asked) -> Any:
    """One of its members."""
    found = joined(scene, asked.id("guild")).members.get(asked.id("user"))
    if found is None:
        raise refused(10007)
    return member_json(scene.world, found)
