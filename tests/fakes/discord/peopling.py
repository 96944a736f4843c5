"""People, guilds, roles and channels come, change and go."""

from __future__ import annotations

from collections.abc import Iterable

from tests.fakes.discord import routes_channels, routes_messages
from tests.fakes.discord.faces import channel_json, role_json, thread_json, whole_guild_json
from tests.fakes.discord.permissions import BOT_MAY, PEOPLE_MAY, bits, in_channel, names
from tests.fakes.discord.records import Message, snapshot
from tests.fakes.discord.scene import Scene, as_it_stands, at_once
from tests.fakes.discord.world import (
    FORUM,
    GROUP,
    KINDS,
    NEEDS_TAG,
    NEWS,
    NEWS_THREAD,
    THREAD,
    Channel,
    Guild,
    Member,
    Overwrite,
    Person,
    Role,
    Tag,
)


class Peopling(Scene):
    """Who is where, and what may be done there; everything is meant by its id."""

    @at_once
    def person(self, username: str, *, locale: str = "en-US", installed: bool = False) -> int:
        """Somebody new; *installed*: they have added the app to their account."""
        person = Person(self.clock.snowflake(), username, username.title(), locale)
        person.installed = installed
        self.world.people[person.id] = person
        return person.id

    @at_once
    def install(self, person: int, *, installed: bool = True) -> None:
        """*person* adds the app to their account, or takes it away."""
        self.world.person(person).installed = installed

    @at_once
    def close_dms(self, person: int) -> None:
        """The bot cannot write to *person* any more."""
        self.world.person(person).dms_open = False

    @at_once
    def open_dms(self, person: int) -> None:
        """It can again."""
        self.world.person(person).dms_open = True
        self.manners.forget()

    @at_once
    def direct(self, person: int) -> int:
        """The private channel of *person* and the bot; it is there as soon as it is named."""
        return self.world.direct(person).id

    @at_once
    def group_dm(self, title: str, people: Iterable[int]) -> int:
        """A private group, which the bot is never in; its people may use it there."""
        several = tuple(people)
        channel = Channel(self.clock.snowflake(), GROUP, title, recipients=several)
        channel.owner = several[0]
        self.world.channels[channel.id] = channel
        return channel.id

    @at_once
    def guild(
        self, name: str, owner: int, people: Iterable[int] = (), *, locale: str = "en-US"
    ) -> int:
        """A server of *owner*, without the bot."""
        guild = Guild(self.clock.snowflake(), name, owner, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", bits(PEOPLE_MAY))
        self.world.guilds[guild.id] = guild
        for person in (owner, *people):
            self._enter(guild, person)
        return guild.id

    @at_once
    def join(self, guild: int, person: int) -> None:
        """*person* comes in."""
        self._enter(self.world.guild(guild), person)

    @at_once
    def part(self, guild: int, person: int) -> None:
        """*person* leaves."""
        self.world.guild(guild).members.pop(person)

    def _enter(self, guild: Guild, person: int) -> Member:
        self.world.person(person)
        member = Member(person, self.clock.written())
        guild.members[person] = member
        return member

    @at_once
    def add_bot(self, guild: int, permissions: Iterable[str] = BOT_MAY) -> int:
        """The bot is invited with these *permissions*; the role it gets for them."""
        place = self.world.guild(guild)
        role = Role(self.clock.snowflake(), self.world.people[self.world.bot_id].username)
        role.permissions, role.managed, role.position = bits(permissions), True, 1
        place.roles[role.id] = role
        self._enter(place, self.world.bot_id).roles.add(role.id)
        told = whole_guild_json(self.world, place)
        del told["unavailable"]  # a guild that is new to the bot
        self.sessions.dispatch("GUILD_CREATE", told, guild=guild)
        self.manners.forget()
        return role.id

    @at_once
    def kick_bot(self, guild: int) -> None:
        """The bot is thrown out."""
        place = self.world.guild(guild)
        del place.members[self.world.bot_id]
        self.sessions.dispatch("GUILD_DELETE", {"id": str(guild)}, guild=guild)

    @at_once
    def outage(self, guild: int) -> None:
        """A guild is out of order, which is no removal."""
        self.world.guild(guild).available = False
        told = {"id": str(guild), "unavailable": True}
        self.sessions.dispatch("GUILD_DELETE", told, guild=guild)

    @at_once
    def recover(self, guild: int) -> None:
        """It is there again."""
        place = self.world.guild(guild)
        place.available = True
        told = whole_guild_json(self.world, place)
        self.sessions.dispatch("GUILD_CREATE", told, guild=guild)

    @at_once
    def role(
        self, guild: int, name: str, permissions: Iterable[str] = (), *, mentionable: bool = False
    ) -> int:
        """A new role."""
        place = self.world.guild(guild)
        role = Role(self.clock.snowflake(), name, bits(permissions), len(place.roles))
        role.mentionable = mentionable
        place.roles[role.id] = role
        told = {"guild_id": str(guild), "role": role_json(role, self.world.bot_id)}
        self.sessions.dispatch("GUILD_ROLE_CREATE", told, guild=guild)
        return role.id

    @at_once
    def give(self, guild: int, person: int, role: int) -> None:
        """*person* gets a role."""
        place = self.world.guild(guild)
        place.members[person].roles.add(place.roles[role].id)

    @at_once
    def set_role(self, guild: int, role: int, permissions: Iterable[str]) -> None:
        """A role allows this and nothing else; everyone's has the guild's id."""
        changed = self.world.guild(guild).roles[role]
        changed.permissions = bits(permissions)
        told = {"guild_id": str(guild), "role": role_json(changed, self.world.bot_id)}
        self.sessions.dispatch("GUILD_ROLE_UPDATE", told, guild=guild)
        self.manners.forget()

    @at_once
    def channel(
        self, guild: int, name: str, *, kind: str = "text", parent: int | None = None
    ) -> int:
        """A new channel; *kind* is one of text, news, forum, voice, category."""
        if kind not in KINDS:
            raise ValueError(f"no channel is a {kind!r}, only {', '.join(KINDS)}")
        place = self.world.guild(guild)
        channel = Channel(self.clock.snowflake(), KINDS[kind], name, place.id, parent)
        channel.position = len(self.world.channels_of(guild))
        self.world.channels[channel.id] = channel
        self._tell_channel("CHANNEL_CREATE", channel)
        return channel.id

    @at_once
    def forum(
        self,
        guild: int,
        name: str,
        tags: Iterable[str] = (),
        *,
        moderated: Iterable[str] = (),
        needs_tag: bool = False,
    ) -> int:
        """A forum, whose posts have *tags*, or *moderated* ones where one manages threads."""
        number = self.channel(guild, name, kind="forum")
        forum = self.world.channels[number]
        forum.tags = [Tag(self.clock.snowflake(), tag) for tag in tags]
        forum.tags += [Tag(self.clock.snowflake(), tag, moderated=True) for tag in moderated]
        forum.flags = NEEDS_TAG if needs_tag else 0
        self._tell_channel("CHANNEL_UPDATE", forum)
        return number

    @at_once
    def thread(self, channel: int, name: str, by: int) -> int:
        """A thread that a person opens."""
        parent = self.world.channel(channel)
        kind = NEWS_THREAD if parent.kind == NEWS else THREAD
        if parent.is_thread or parent.is_private:
            raise ValueError("threads hang on channels of guilds")
        thread = routes_channels.open_thread(self, parent, by, name, kind=kind)
        if parent.kind == FORUM:
            self.add_post(thread, by, content=name, id=thread.id)
        return thread.id

    @at_once
    def archive(self, thread: int, *, locked: bool = False) -> None:
        """A thread is put away; *locked*: only who manages threads opens it again."""
        self._set_thread(thread, archived=True, locked=locked)

    @at_once
    def unarchive(self, thread: int) -> None:
        """It is open again, for everyone."""
        self._set_thread(thread, archived=False, locked=False)
        self.manners.forget()

    def _set_thread(self, number: int, *, archived: bool, locked: bool) -> None:
        thread = self.world.channel(number)
        thread.archived, thread.locked = archived, locked
        self.sessions.dispatch("THREAD_UPDATE", thread_json(thread), guild=thread.guild)

    @at_once
    def overwrite(
        self, channel: int, who: int, allow: Iterable[str] = (), deny: Iterable[str] = ()
    ) -> None:
        """What a channel allows and denies a role, everyone (the guild's id), a person, the bot."""
        place = self.world.channel(channel)
        kind = 1 if who in self.world.people else 0
        place.overwrites[who] = Overwrite(who, kind, bits(allow), bits(deny))
        self._tell_channel("CHANNEL_UPDATE", place)
        self.manners.forget()

    @at_once
    def revoke(self, channel: int, *permissions: str) -> None:
        """The bot may not do this there any more."""
        self.overwrite(channel, self.world.bot_id, deny=permissions)

    @at_once
    def restore(self, channel: int) -> None:
        """It may do again what it may everywhere."""
        place = self.world.channel(channel)
        place.overwrites.pop(self.world.bot_id, None)
        self._tell_channel("CHANNEL_UPDATE", place)
        self.manners.forget()

    @as_it_stands
    def may(self, channel: int, person: int | None = None) -> frozenset[str]:
        """What *person*, or the bot, may do in a channel."""
        place = self.world.channel(channel)
        return names(in_channel(self.world, place, person or self.world.bot_id))

    @at_once
    def delete_channel(self, channel: int) -> None:
        """A channel goes, with its threads."""
        routes_channels.remove(self, self.world.channel(channel))

    def _tell_channel(self, event: str, channel: Channel) -> None:
        self.sessions.dispatch(event, channel_json(self.world, channel), guild=channel.guild)

    @at_once
    def say(self, person: int, channel: int, text: str) -> Message:
        """*person* writes in a channel; the bot is told only if it listens to messages."""
        place = self.world.channel(channel)
        if not in_channel(self.world, place, person) & bits(["view_channel"]):
            raise ValueError(f"{person} does not see the channel {channel}")
        post = self.add_post(place, person, content=text)
        self.tell_of(place, post, "MESSAGE_CREATE")
        return snapshot(post)

    @at_once
    def erase(self, message: Message) -> None:
        """A message is deleted by a person; an ephemeral one is dismissed."""
        post = self.world.post(message.channel, message.id)
        routes_messages.remove(self, self.world.channel(message.channel), post)
