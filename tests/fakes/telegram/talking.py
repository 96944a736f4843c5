"""People who write: in private, in groups and their topics, in channels."""

from __future__ import annotations

from tests.fakes.telegram.links import PAYLOAD, start_payload
from tests.fakes.telegram.markup import units
from tests.fakes.telegram.records import Message, snapshot
from tests.fakes.telegram.scene import Scene, at_once
from tests.fakes.telegram.text import TEXT_LIMIT, seen_entities
from tests.fakes.telegram.world import Chat, Post, Topic


class Talking(Scene):
    """What people write, and what of it the bot gets to hear."""

    @at_once
    def tell(self, person: int, text: str, *, reply_to: int | None = None) -> Message:
        """*person* writes to the bot in private."""
        return self.say(person, person, text, reply_to=reply_to)

    @at_once
    def begin(self, person: int, payload: str = "") -> Message:
        """*person* presses START, perhaps by a link with a *payload*."""
        if payload and not PAYLOAD.fullmatch(payload):
            raise ValueError(f"no link can carry {payload!r}")
        return self.tell(person, f"/start {payload}".strip())

    @at_once
    def follow(self, person: int, url: str) -> Message:
        """*person* opens a link to the bot's private chat."""
        payload = start_payload(url, self.world.bot_username)
        if payload is None:
            raise ValueError(f"{url} does not lead to the bot")
        return self.begin(person, payload)

    @at_once
    def say(
        self,
        person: int,
        chat: int,
        text: str,
        thread: int | None = None,
        *,
        reply_to: int | None = None,
        anonymous: bool = False,
    ) -> Message:
        """
        *person* writes in *chat*; the bot hears it where privacy mode lets it.

        *thread* is a topic, *reply_to* the number of a message, *anonymous* hides an administrator
        behind the group.
        """
        place = self.world.chat(chat)
        self._may_say(person, place, text)
        post = self.add_post(
            place,
            sender=person,
            text=text,
            entities=seen_entities(text),
            thread=thread,
            reply_to=reply_to or thread,
            anonymous=anonymous,
        )
        if place.kind == "private":
            self.world.person(person).started = True
        if self.hears(place, post):
            self.meet(person)
            self.hear(place, post)
        return snapshot(post)

    def _may_say(self, person: int, place: Chat, text: str) -> None:
        if not text.strip() or units(text) > TEXT_LIMIT:
            raise ValueError("people write 1 to 4,096 characters in one message")
        somebody = self.world.person(person)
        if place.kind == "private" and (place.id != person or somebody.blocked):
            raise ValueError("that private chat is not theirs, or they have blocked the bot")
        member = place.members.get(person)
        if place.is_group and (place.migrated_to or not (member and member.inside)):
            raise ValueError(f"{person} is not in the group {place.id}")
        if place.kind == "channel":
            raise ValueError("people `post` in channels")

    def hears(self, chat: Chat, post: Post) -> bool:
        """What the bot gets to hear: https://core.telegram.org/bots/features#privacy-mode."""
        if not chat.is_group or not self.world.privacy or (chat.bot and chat.bot.settles):
            return True
        answered = chat.posts.get(post.reply_to or 0)
        if answered is not None and answered.sender == self.world.bot_id:
            return True
        name = f"@{self.world.bot_username}".lower()
        said = post.text.lower()
        if said.startswith("/"):
            command = said.split(maxsplit=1)[0]
            ours = chat.last_bot in ("", self.world.bot_username)
            return command.endswith(name) if "@" in command else ours or name in said
        return any(
            _part(post.text, entity["offset"], entity["length"]).lower() == name
            for entity in post.entities
            if entity["type"] == "mention"
        )

    @at_once
    def post(self, channel: int, text: str) -> Message:
        """Somebody posts in a channel; nobody is told who."""
        place = self.world.chat(channel)
        if place.kind != "channel":
            raise ValueError("people `say` things elsewhere")
        post = self.add_post(place, text=text, entities=seen_entities(text))
        self.hear(place, post)
        return snapshot(post)

    @at_once
    def edited(self, message: Message, text: str) -> Message:
        """What somebody wrote becomes *text*."""
        place = self.world.chat(message.chat)
        post = self.world.post(message.chat, message.message_id)
        if post.sender == self.world.bot_id:
            raise ValueError("only the bot edits what it wrote")
        post.text, post.entities = text, seen_entities(text)
        post.edits += 1
        post.edit_date = self.clock.date()
        if self.hears(place, post):
            self.hear(place, post, edited=True)
        return snapshot(post)

    @at_once
    def erase(self, message: Message) -> None:
        """A message is deleted by a person; the bot never hears of it."""
        self.world.post(message.chat, message.message_id)
        del self.world.chat(message.chat).posts[message.message_id]

    @at_once
    def other_bot(self, chat: int, name: str = "another_bot") -> None:
        """Another bot writes in a group: bare commands are its own from now on."""
        self.world.chat(chat).last_bot = name

    @at_once
    def topic(self, chat: int, name: str, by: int | None = None) -> int:
        """A new topic of a forum; its number."""
        place = self._forum(chat)
        post = self.add_post(place, sender=by or next(iter(place.members)))
        post.thread = post.message_id
        post.service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        place.topics[post.message_id] = Topic(post.message_id, name)
        self.hear(place, post)
        return post.message_id

    @at_once
    def close_topic(self, chat: int, thread: int | None = None) -> None:
        """Nobody writes in a topic any more; General is the one without a number."""
        self._shut(chat, thread, closed=True)

    @at_once
    def reopen_topic(self, chat: int, thread: int | None = None) -> None:
        """People write in it again."""
        self._shut(chat, thread, closed=False)

    def _shut(self, chat: int, thread: int | None, *, closed: bool) -> None:
        place = self._forum(chat)
        if thread is None:
            place.general_closed = closed
        else:
            place.topics[thread].closed = closed
        told = "forum_topic_closed" if closed else "forum_topic_reopened"
        self.announce(place, next(iter(place.members)), thread, **{told: {}})

    @at_once
    def delete_topic(self, chat: int, thread: int) -> None:
        """A topic goes with all its messages; the bot is not told."""
        place = self._forum(chat)
        del place.topics[thread]
        place.posts = {key: post for key, post in place.posts.items() if post.thread != thread}

    def _forum(self, chat: int) -> Chat:
        place = self.world.chat(chat)
        if not place.forum:
            raise ValueError(f"{chat} has no topics")
        return place


def _part(text: str, offset: int, length: int) -> str:
    """A part of *text*, counted in UTF-16 units."""
    wide = text.encode("utf-16-le")
    return wide[2 * offset : 2 * (offset + length)].decode("utf-16-le")
