"""Who is where: people, chats, administrators, and how the bot comes and goes."""

from __future__ import annotations

from collections.abc import Sequence

from tests.fakes.telegram.faces import Json, bot_json, chat_json, member_json, person_json
from tests.fakes.telegram.scene import Scene, at_once
from tests.fakes.telegram.world import USUAL_RIGHTS, Chat, Membership

OUT = Membership("left")
MEMBER = Membership("member")


class Belonging(Scene):
    """People and chats appear, and the bot's place among them changes."""

    @at_once
    def person(
        self, first_name: str, *, last_name: str = "", username: str = "", language: str = "en"
    ) -> int:
        """Somebody new, who has not met the bot; their id is that of their private chat too."""
        return self.world.new_person(first_name, last_name, username, language).id

    @at_once
    def group(self, title: str, *people: int) -> int:
        """A basic group; its first member created it. The bot is not there: `add_bot`."""
        return self._filled(self.world.new_chat("group", title), people)

    @at_once
    def supergroup(self, title: str, *people: int, username: str = "", forum: bool = False) -> int:
        """A supergroup, public where it has a name; a forum has topics."""
        chat = self.world.new_chat("supergroup", title, username, forum=forum)
        return self._filled(chat, people)

    @at_once
    def channel(self, title: str, *people: int, username: str = "") -> int:
        """A channel; its first member owns it."""
        return self._filled(self.world.new_chat("channel", title, username), people)

    def _filled(self, chat: Chat, people: Sequence[int]) -> int:
        if not people:
            raise ValueError("somebody must have created the chat")
        for number, person in enumerate(people):
            self.world.person(person)
            chat.members[person] = Membership("member" if number else "creator")
        return chat.id

    @at_once
    def block(self, person: int) -> None:
        """*person* wants to hear nothing of the bot any more."""
        self._private(person, blocked=True)

    @at_once
    def unblock(self, person: int) -> None:
        """*person* takes that back."""
        self._private(person, blocked=False)

    def _private(self, person: int, *, blocked: bool) -> None:
        somebody, chat = self.world.person(person), self.world.chat(person)
        if somebody.blocked == blocked:
            raise ValueError(f"{person} has{'' if blocked else ' not'} blocked the bot already")
        somebody.blocked = blocked
        kicked = Membership("kicked")
        before, after = (MEMBER, kicked) if blocked else (kicked, MEMBER)
        self._tell_mine(chat, person, before, after)

    @at_once
    def deactivate(self, person: int) -> None:
        """*person* leaves Telegram; nobody is told."""
        self.world.person(person).deactivated = True

    @at_once
    def add_bot(self, chat: int, by: int, rights: Sequence[str] | None = None) -> None:
        """
        *by* brings the bot in, as a plain member or as administrator with *rights*.

        In a channel a bot is an administrator or nothing.
        """
        place = self.world.chat(chat)
        if rights is None and place.kind == "channel":
            rights = tuple(USUAL_RIGHTS)
        after = MEMBER if rights is None else Membership("administrator", frozenset(rights))
        self._move_bot(place, by, after)
        if place.is_group:
            self.announce(place, by, None, new_chat_members=[bot_json(self.world)])

    @at_once
    def kick_bot(self, chat: int, by: int) -> None:
        """*by* throws the bot out."""
        self._move_bot(self.world.chat(chat), by, Membership("kicked"))

    @at_once
    def promote_bot(self, chat: int, by: int, *rights: str) -> None:
        """The bot becomes administrator, with *rights* or the usual ones."""
        after = Membership("administrator", frozenset(rights) or USUAL_RIGHTS)
        self._move_bot(self.world.chat(chat), by, after)

    @at_once
    def demote_bot(self, chat: int, by: int) -> None:
        """The bot is a plain member again; in a channel that means it is out."""
        place = self.world.chat(chat)
        self._move_bot(place, by, OUT if place.kind == "channel" else MEMBER)

    @at_once
    def restrict_bot(self, chat: int, by: int) -> None:
        """The bot may stay, but not write."""
        self._move_bot(self.world.chat(chat), by, Membership("restricted"))

    @at_once
    def silence(self, chat: int, *, writable: bool = False) -> None:
        """Only administrators may write in a group; nobody is told."""
        self.world.chat(chat).writable = writable

    def leave(self, chat: Chat) -> None:
        """The bot goes by itself."""
        self._move_bot(chat, None, OUT)

    def _move_bot(self, chat: Chat, by: int | None, after: Membership) -> None:
        before = chat.bot or OUT
        chat.bot = after
        if after.inside:
            self.manners.returned(chat.id)
        self._tell_mine(chat, by, before, after)

    def _tell_mine(self, chat: Chat, by: int | None, before: Membership, after: Membership) -> None:
        me = bot_json(self.world)
        told = self._change(chat, me if by is None else self.meet(by), me, (before, after))
        self.updates.push("my_chat_member", told)
        if after.inside and chat.kind == "private":
            self.manners.returned(chat.id)

    def _change(
        self, chat: Chat, by: Json, whom: Json, change: tuple[Membership, Membership]
    ) -> Json:
        return {
            "chat": chat_json(self.world, chat),
            "from": by,
            "date": self.clock.date(),
            "old_chat_member": member_json(whom, change[0]),
            "new_chat_member": member_json(whom, change[1]),
        }

    @at_once
    def join(self, person: int, chat: int) -> None:
        """*person* comes into a group or channel."""
        place = self.world.chat(chat)
        self._move(place, person, MEMBER)
        if place.is_group:
            joined = [person_json(self.world.person(person))]
            self.announce(place, person, None, new_chat_members=joined)

    @at_once
    def part(self, person: int, chat: int) -> None:
        """*person* leaves a group or channel."""
        place = self.world.chat(chat)
        self._move(place, person, OUT)
        if place.is_group:
            gone = person_json(self.world.person(person))
            self.announce(place, person, None, left_chat_member=gone)

    @at_once
    def promote(self, person: int, chat: int, *rights: str) -> None:
        """*person* becomes an administrator."""
        after = Membership("administrator", frozenset(rights) or USUAL_RIGHTS)
        self._move(self.world.chat(chat), person, after)

    @at_once
    def demote(self, person: int, chat: int) -> None:
        """*person* is a plain member again."""
        self._move(self.world.chat(chat), person, MEMBER)

    def _move(self, chat: Chat, person: int, after: Membership) -> None:
        somebody = person_json(self.world.person(person))
        before = chat.members.get(person, OUT)
        chat.members[person] = after
        if chat.bot and chat.bot.settles:  # others do not hear of it
            told = self._change(chat, somebody, somebody, (before, after))
            self.updates.push("chat_member", told)

    @at_once
    def migrate(self, chat: int, telling: Sequence[str] = ("to", "from")) -> int:
        """
        A group becomes a supergroup; the id of that.

        *telling*: which of the two service messages come, `to` in the old chat, `from` in the new.
        """
        old = self.world.chat(chat)
        if old.kind != "group" or old.migrated_to:
            raise ValueError(f"{chat} is no group, or one no more")
        new = self.world.new_chat("supergroup", old.title)
        new.members, new.bot = dict(old.members), old.bot
        owner = next(iter(old.members))
        if "to" in telling:
            self.announce(old, owner, None, migrate_to_chat_id=new.id)
        old.migrated_to = new.id
        if "from" in telling:
            self.announce(new, owner, None, migrate_from_chat_id=old.id)
        return new.id
