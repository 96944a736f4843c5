"""Who and what there is at the local Telegram: people, chats, topics, messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from tests.fakes.telegram.forms import File
from tests.fakes.telegram.keyboards import Keyboard

FIRST_PERSON = 5_000_000_001  # beyond 32 bits, as ids have been since 2021
FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_001_000_000_001

Kind = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
    "can_pin_messages",
    "can_manage_topics",
)
USUAL_RIGHTS = frozenset(
    {"can_manage_chat", "can_delete_messages", "can_invite_users", "can_post_messages"}
)


@dataclass(slots=True)
class Person:
    """
    Somebody at Telegram.

    *known*: the bot has met them, in a private chat or a group. *started*: they wrote to it first.
    """

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language: str = "en"
    known: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """How somebody belongs to a chat; *rights* are an administrator's."""

    status: Status
    rights: frozenset[str] = frozenset()

    @property
    def inside(self) -> bool:
        """Whether they are there now."""
        return self.status in ("creator", "administrator", "member", "restricted")

    @property
    def settles(self) -> bool:
        """Whether they administer the chat."""
        return self.status in ("creator", "administrator")


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its number is that of the message that opened it."""

    thread: int
    name: str
    closed: bool = False


@dataclass(slots=True)
class Post:
    """A message as it now stands in its chat."""

    chat: int
    message_id: int
    date: int
    at: float
    sender: int | None = None  # a person, or the bot; nobody in channels
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    keyboard: Keyboard = ()
    thread: int | None = None
    reply_to: int | None = None
    document: File | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    service: Mapping[str, Any] = field(default_factory=dict)
    anonymous: bool = False
    via_bot: bool = False
    edits: int = 0
    edit_date: int = 0
    reactions: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Chat:
    """
    A place where people talk.

    *bot* is how the bot belongs to it; none where it has never been. *last_bot* is the name of
    the bot that wrote last, *writable* whether plain members may write.
    """

    id: int
    kind: Kind
    title: str = ""
    username: str = ""
    forum: bool = False
    members: dict[int, Membership] = field(default_factory=dict)
    bot: Membership | None = None
    topics: dict[int, Topic] = field(default_factory=dict)
    general_closed: bool = False
    posts: dict[int, Post] = field(default_factory=dict)
    migrated_to: int | None = None
    writable: bool = True
    last_bot: str = ""
    numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def is_group(self) -> bool:
        """Whether many write here."""
        return self.kind in ("group", "supergroup")


class World:
    """Everything there is, the bot included."""

    def __init__(self, *, bot_id: int, bot_username: str) -> None:
        self.bot_id = bot_id
        self.bot_username = bot_username
        self.privacy = True
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.inline_posts: dict[str, Post] = {}
        self._numbers = count(101)  # of messages: private chats and small groups share them
        self._persons = count(FIRST_PERSON)
        self._groups = count(FIRST_GROUP, -1)
        self._supergroups = count(FIRST_SUPERGROUP, -1)

    def new_person(self, first_name: str, last_name: str, username: str, language: str) -> Person:
        """Somebody with a private chat that nobody has opened yet."""
        person = Person(next(self._persons), first_name, last_name, username, language)
        self.people[person.id] = person
        self.chats[person.id] = Chat(person.id, "private", numbers=self._numbers)
        return person

    def new_chat(self, kind: Kind, title: str, username: str = "", *, forum: bool = False) -> Chat:
        """A group or channel without anybody in it."""
        small = kind == "group"
        chat = Chat(
            next(self._groups if small else self._supergroups), kind, title, username, forum
        )
        if small:
            chat.numbers = self._numbers
        self.chats[chat.id] = chat
        return chat

    def person(self, person_id: int) -> Person:
        """Who has this id; a mistake of the test where nobody has."""
        if person_id not in self.people:
            raise ValueError(f"nobody at this Telegram has the id {person_id}")
        return self.people[person_id]

    def chat(self, chat_id: int) -> Chat:
        """The chat with this id; a mistake of the test where there is none."""
        if chat_id not in self.chats:
            raise ValueError(f"no chat at this Telegram has the id {chat_id}")
        return self.chats[chat_id]

    def post(self, chat_id: int, message_id: int) -> Post:
        """A message that is still there; a mistake of the test where it is not."""
        posts = self.chat(chat_id).posts
        if message_id not in posts:
            raise ValueError(f"the chat {chat_id} has no message {message_id}")
        return posts[message_id]

    def named(self, username: str) -> Chat | None:
        """The public chat called @*username*."""
        wanted = username.lower()
        return next((chat for chat in self.chats.values() if chat.username.lower() == wanted), None)
