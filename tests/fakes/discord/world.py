"""Who and what there is at the local Discord: people, guilds, roles, channels, messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord.clock import Clock

TEXT, DM, VOICE, GROUP, CATEGORY, NEWS = 0, 1, 2, 3, 4, 5  # docs/resources/channel
NEWS_THREAD, THREAD, PRIVATE_THREAD, FORUM = 10, 11, 12, 15
THREADS = (NEWS_THREAD, THREAD, PRIVATE_THREAD)
KINDS = {"text": TEXT, "voice": VOICE, "category": CATEGORY, "news": NEWS, "forum": FORUM}

CROSSPOSTED, SUPPRESS_EMBEDS, HAS_THREAD = 1 << 0, 1 << 2, 1 << 5  # flags of messages
EPHEMERAL, LOADING, SILENT, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 12, 1 << 15
NEEDS_TAG = 1 << 4  # a flag of forums


@dataclass(slots=True)
class Person:
    """Somebody at Discord, the bot included. *installed*: they have the app for themselves."""

    id: int
    username: str
    global_name: str = ""
    locale: str = "en-US"
    bot: bool = False
    dms_open: bool = True
    installed: bool = False
    dm: int | None = None


@dataclass(slots=True)
class Role:
    """A role of a guild; the one with the guild's id is everyone's. *permissions* are bits."""

    id: int
    name: str
    permissions: int = 0
    position: int = 0
    managed: bool = False
    mentionable: bool = False


@dataclass(slots=True)
class Member:
    """How somebody belongs to a guild."""

    person: int
    joined_at: str
    roles: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Overwrite:
    """What a channel allows or denies a role (kind 0) or a member (kind 1); bits."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """An attachment."""

    id: int
    name: str
    content: bytes
    description: str = ""


@dataclass(slots=True)
class Post:
    """
    A message as it now stands.

    *only_for*: the person who alone sees it. *pings*: who is notified: everyone, people, roles.
    """

    id: int
    channel: int
    author: int
    at: float
    timestamp: str
    content: str = ""
    kind: int = 0
    flags: int = 0
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    nonce: str | int | None = None
    only_for: int | None = None
    pings: tuple[str | int, ...] = ()
    reply_to: int | None = None
    interaction: Mapping[str, Any] = field(default_factory=dict)
    edited: str | None = None
    edits: int = 0


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a forum."""

    id: int
    name: str
    moderated: bool = False


@dataclass(slots=True)
class Channel:
    """
    A place where messages stand: of a guild, a thread of one, or private.

    *parent* is the category, or the channel of a thread; *recipients* are the people of a DM.
    """

    id: int
    kind: int
    name: str = ""
    guild: int | None = None
    parent: int | None = None
    position: int = 0
    topic: str = ""
    flags: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    recipients: tuple[int, ...] = ()
    posts: dict[int, Post] = field(default_factory=dict)
    owner: int = 0
    created: str = ""
    archived: bool = False
    locked: bool = False
    auto_archive: int = 1440
    applied: tuple[int, ...] = ()
    joined: set[int] = field(default_factory=set)

    @property
    def is_thread(self) -> bool:
        """Whether it hangs on a channel."""
        return self.kind in THREADS

    @property
    def is_private(self) -> bool:
        """Whether it belongs to no guild."""
        return self.guild is None


@dataclass(slots=True)
class Guild:
    """A server. *available*: false while it is out of order."""

    id: int
    name: str
    owner: int
    locale: str = "en-US"
    members: dict[int, Member] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    available: bool = True


class World:
    """Everything there is."""

    def __init__(self, clock: Clock, bot_id: int, bot_name: str) -> None:
        self.clock = clock
        self.bot_id = bot_id
        self.people: dict[int, Person] = {bot_id: Person(bot_id, bot_name, bot=True)}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}

    def person(self, person_id: int) -> Person:
        """Who has this id; a mistake of the test where nobody has."""
        if person_id not in self.people:
            raise ValueError(f"nobody at this Discord has the id {person_id}")
        return self.people[person_id]

    def guild(self, guild_id: int) -> Guild:
        """The guild with this id; a mistake of the test where there is none."""
        if guild_id not in self.guilds:
            raise ValueError(f"no guild at this Discord has the id {guild_id}")
        return self.guilds[guild_id]

    def channel(self, channel_id: int) -> Channel:
        """The channel with this id; a mistake of the test where there is none."""
        if channel_id not in self.channels:
            raise ValueError(f"no channel at this Discord has the id {channel_id}")
        return self.channels[channel_id]

    def post(self, channel_id: int, message_id: int) -> Post:
        """A message that is still there; a mistake of the test where it is not."""
        posts = self.channel(channel_id).posts
        if message_id not in posts:
            raise ValueError(f"the channel {channel_id} has no message {message_id}")
        return posts[message_id]

    def has_bot(self, guild: Guild) -> bool:
        """Whether the bot is a member."""
        return self.bot_id in guild.members

    def channels_of(self, guild_id: int) -> list[Channel]:
        """The channels of a guild, threads left out."""
        return [
            channel
            for channel in self.channels.values()
            if channel.guild == guild_id and not channel.is_thread
        ]

    def threads_of(self, guild_id: int) -> list[Channel]:
        """The threads of a guild that are not archived."""
        return [
            channel
            for channel in self.channels.values()
            if channel.guild == guild_id and channel.is_thread and not channel.archived
        ]

    def direct(self, person_id: int) -> Channel:
        """The private channel of the bot and somebody."""
        person = self.person(person_id)
        if person.dm is None:
            person.dm = self.clock.snowflake()
            self.channels[person.dm] = Channel(person.dm, DM, recipients=(person_id,))
        return self.channels[person.dm]

    def share_guild(self, person_id: int) -> bool:
        """Whether the bot and somebody are in one guild, or they have installed it."""
        return self.person(person_id).installed or any(
            person_id in guild.members and self.has_bot(guild) for guild in self.guilds.values()
        )
