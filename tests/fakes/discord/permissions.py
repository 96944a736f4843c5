"""Who may do what in which channel: bits, roles, overwrites."""

from __future__ import annotations

from collections.abc import Iterable

from tests.fakes.discord.world import Channel, Guild, World

NAMES = (  # by their bits, from 0: docs/topics/permissions; those without a name are not used here
    "create_instant_invite", "kick_members", "ban_members", "administrator", "manage_channels",
    "manage_guild", "add_reactions", "view_audit_log", "priority_speaker", "stream",
    "view_channel", "send_messages", "send_tts_messages", "manage_messages", "embed_links",
    "attach_files", "read_message_history", "mention_everyone", "use_external_emojis",
    "view_guild_insights", "connect", "speak", "mute_members", "deafen_members", "move_members",
    "use_vad", "change_nickname", "manage_nicknames", "manage_roles", "manage_webhooks",
    "manage_expressions", "use_application_commands", "request_to_speak", "manage_events",
    "manage_threads", "create_public_threads", "create_private_threads", "use_external_stickers",
    "send_messages_in_threads", "use_embedded_activities", "moderate_members",
)  # fmt: skip
BITS = {name: 1 << place for place, name in enumerate(NAMES)}
BITS |= {"send_polls": 1 << 49, "use_external_apps": 1 << 50, "pin_messages": 1 << 51}
EVERYTHING = sum(BITS.values())

PEOPLE_MAY = (
    "view_channel", "send_messages", "read_message_history", "embed_links", "attach_files",
    "add_reactions", "use_application_commands", "create_public_threads",
    "send_messages_in_threads", "use_external_apps",
)  # fmt: skip
BOT_MAY = (
    "view_channel", "send_messages", "embed_links", "attach_files", "read_message_history",
    "create_public_threads", "send_messages_in_threads",
)  # fmt: skip
WITH_SENDING = ("mention_everyone", "send_tts_messages", "attach_files", "embed_links")


def bits(names: Iterable[str]) -> int:
    """The bits of permissions by their names; a mistake of the test where one is unknown."""
    unknown = set(names) - BITS.keys()
    if unknown:
        raise ValueError(f"no permission is called {', '.join(sorted(unknown))}")
    return sum(BITS[name] for name in set(names))


def names(permissions: int) -> frozenset[str]:
    """What *permissions* allow, by name."""
    return frozenset(name for name, bit in BITS.items() if permissions & bit)


def in_guild(guild: Guild, person: int) -> int:
    """What somebody may do in a guild, channels left aside."""
    member = guild.members.get(person)
    if member is None:
        return 0
    if guild.owner == person:
        return EVERYTHING
    held = guild.roles[guild.id].permissions
    for role in member.roles:
        held |= guild.roles[role].permissions
    return EVERYTHING if held & BITS["administrator"] else held


def in_channel(world: World, channel: Channel, person: int) -> int:
    """What somebody may do in a channel; all that matters in their private ones."""
    if channel.guild is None:
        return bits(PEOPLE_MAY) if person in (*channel.recipients, world.bot_id) else 0
    guild = world.guilds[channel.guild]
    held = in_guild(guild, person)
    if held == EVERYTHING or person not in guild.members:
        return held
    place = world.channels.get(channel.parent or 0, channel) if channel.is_thread else channel
    held = _overwritten(place, guild, person, held)
    if not held & BITS["view_channel"]:
        return 0
    sending = "send_messages_in_threads" if channel.is_thread else "send_messages"
    if not held & BITS[sending]:
        held &= ~bits(WITH_SENDING)
    return held


def _overwritten(place: Channel, guild: Guild, person: int, held: int) -> int:
    """Everyone's overwrite first, then those of the roles together, then the member's own."""
    none = (0, 0)
    everyone = place.overwrites.get(guild.id)
    allow, deny = (everyone.allow, everyone.deny) if everyone else none
    held = held & ~deny | allow
    allow = deny = 0
    for role in guild.members[person].roles:
        if role in place.overwrites:
            allow |= place.overwrites[role].allow
            deny |= place.overwrites[role].deny
    held = held & ~deny | allow
    own = place.overwrites.get(person)
    allow, deny = (own.allow, own.deny) if own else none
    return held & ~deny | allow
