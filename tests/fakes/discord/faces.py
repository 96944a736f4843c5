"""How Discord describes people, guilds, roles and channels in JSON."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.permissions import in_channel
from tests.fakes.discord.world import (
    CATEGORY,
    DM,
    FORUM,
    GROUP,
    VOICE,
    Channel,
    Guild,
    Member,
    Person,
    Role,
    World,
)

Json = dict[str, Any]


def person_json(person: Person) -> Json:
    """Somebody, as they stand anywhere."""
    return {
        "id": str(person.id),
        "username": person.username,
        "global_name": person.global_name or None,
        "discriminator": "0000" if person.bot else "0",
        "avatar": None,
        "bot": person.bot,
        "public_flags": 0,
    }


def member_json(world: World, member: Member) -> Json:
    """Somebody as a member of a guild."""
    return {
        "user": person_json(world.people[member.person]),
        "nick": None,
        "avatar": None,
        "roles": [str(role) for role in sorted(member.roles)],
        "joined_at": member.joined_at,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def role_json(role: Role, bot_id: int) -> Json:
    """A role."""
    told: Json = {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.managed,
        "mentionable": role.mentionable,
        "flags": 0,
    }
    return {**told, "tags": {"bot_id": str(bot_id)}} if role.managed else told


def channel_json(world: World, channel: Channel) -> Json:
    """A channel of whatever kind."""
    if channel.kind in (DM, GROUP):
        return _private_json(world, channel)
    if channel.is_thread:
        return thread_json(channel)
    told: Json = {
        "id": str(channel.id),
        "type": channel.kind,
        "guild_id": str(channel.guild),
        "name": channel.name,
        "position": channel.position,
        "parent_id": str(channel.parent) if channel.parent else None,
        "permission_overwrites": [
            {
                "id": str(one.id),
                "type": one.kind,
                "allow": str(one.allow),
                "deny": str(one.deny),
            }
            for one in channel.overwrites.values()
        ],
        "flags": channel.flags,
        "nsfw": False,
    }
    if channel.kind != CATEGORY:
        told |= {
            "topic": channel.topic or None,
            "last_message_id": _last(channel),
            "rate_limit_per_user": 0,
        }
    if channel.kind == VOICE:
        told |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    return {**told, **_forum_part(channel)} if channel.kind == FORUM else told


def _forum_part(channel: Channel) -> Json:
    return {
        "available_tags": [
            {
                "id": str(tag.id),
                "name": tag.name,
                "moderated": tag.moderated,
                "emoji_id": None,
                "emoji_name": None,
            }
            for tag in channel.tags
        ],
        "default_reaction_emoji": None,
        "default_sort_order": None,
        "default_forum_layout": 0,
    }


def _private_json(world: World, channel: Channel) -> Json:
    told: Json = {
        "id": str(channel.id),
        "type": channel.kind,
        "last_message_id": _last(channel),
        "recipients": [person_json(world.people[one]) for one in channel.recipients],
        "flags": 0,
    }
    if channel.kind == GROUP:
        told |= {"name": channel.name, "icon": None, "owner_id": str(channel.owner)}
    return told


def thread_json(channel: Channel) -> Json:
    """A thread, also the post of a forum."""
    count = max(0, len(channel.posts) - (channel.id in channel.posts))
    return {
        "id": str(channel.id),
        "type": channel.kind,
        "guild_id": str(channel.guild),
        "parent_id": str(channel.parent),
        "owner_id": str(channel.owner),
        "name": channel.name,
        "last_message_id": _last(channel),
        "rate_limit_per_user": 0,
        "message_count": count,
        "member_count": len(channel.joined),
        "total_message_sent": count,
        "flags": channel.flags,
        "applied_tags": [str(tag) for tag in channel.applied],
        "thread_metadata": {
            "archived": channel.archived,
            "locked": channel.locked,
            "auto_archive_duration": channel.auto_archive,
            "archive_timestamp": channel.created,
            "create_timestamp": channel.created,
        },
    }


def resolved_channel_json(world: World, channel: Channel, person: int) -> Json:
    """A channel as an option or an interaction tells it: with *person*'s permissions there."""
    told = channel_json(world, channel)
    app = in_channel(world, channel, world.bot_id)
    told["permissions"] = str(in_channel(world, channel, person))
    return {**told, "app_permissions": str(app)}


def _last(channel: Channel) -> str | None:
    shown = [post.id for post in channel.posts.values() if post.only_for is None]
    return str(shown[-1]) if shown else None


def guild_json(world: World, guild: Guild) -> Json:
    """A guild, as it is fetched."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "owner_id": str(guild.owner),
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": [role_json(role, world.bot_id) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": ["COMMUNITY", "NEWS"],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "vanity_url_code": None,
        "description": None,
        "banner": None,
        "premium_tier": 0,
        "preferred_locale": guild.locale,
        "public_updates_channel_id": None,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "safety_alerts_channel_id": None,
        "incidents_data": None,
    }


def whole_guild_json(world: World, guild: Guild) -> Json:
    """A guild as the gateway tells it: with its channels and threads, and the bot as a member."""
    own = guild.members[world.bot_id]
    return {
        **guild_json(world, guild),
        "joined_at": own.joined_at,
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [member_json(world, own)],
        "channels": [channel_json(world, one) for one in world.channels_of(guild.id)],
        "threads": [thread_json(one) for one in world.threads_of(guild.id)],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
