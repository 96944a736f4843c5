"""Which chat a call means, whether the bot may write there, and in which topic."""

from __future__ import annotations

from tests.fakes.telegram.parameters import INTEGER, Parameters
from tests.fakes.telegram.refusal import Refused, bad, forbidden, malformed, migrated
from tests.fakes.telegram.scene import Scene
from tests.fakes.telegram.world import Chat, Post

GENERAL = 1  # the topic that has no number for those who send


def asked_chat(scene: Scene, asked: Parameters) -> int | None:
    """The id that *asked* is about, if it is that of a chat here."""
    written = asked.text("chat_id")
    if written.startswith("@"):
        named = scene.world.named(written[1:])
        return named.id if named else None
    return int(written) if INTEGER.fullmatch(written) else None


def chat_of(scene: Scene, asked: Parameters) -> Chat:
    """The chat of *asked*, if the bot has ever heard of it."""
    if not asked.has("chat_id"):
        raise malformed("chat_id is empty")
    number = asked_chat(scene, asked)
    chat = scene.world.chats.get(number) if number is not None else None
    if chat is None or not _met(scene, chat):
        raise bad("chat not found")
    if chat.migrated_to:
        raise migrated(chat.migrated_to)
    return chat


def _met(scene: Scene, chat: Chat) -> bool:
    if chat.kind == "private":
        person = scene.world.people[chat.id]
        return person.known or person.started
    return chat.bot is not None or bool(chat.username)


def writable(scene: Scene, asked: Parameters) -> Chat:
    """The chat of *asked*, if the bot may write there."""
    chat = chat_of(scene, asked)
    refusal = _shut(scene, chat)
    if refusal is not None:
        raise refusal
    return chat


def _shut(scene: Scene, chat: Chat) -> Refused | None:
    """Why the bot may not write in *chat*."""
    if chat.kind == "private":
        return _silent(scene, chat)
    outside = absent(chat)
    if outside is not None:
        return outside
    bot = chat.bot
    if chat.kind == "channel":
        posts = bot is not None and bot.settles and "can_post_messages" in bot.rights
        return None if posts else bad("need administrator rights in the channel chat")
    if bot is None or bot.status == "restricted" or not (chat.writable or bot.settles):
        return bad("not enough rights to send text messages to the chat")
    return None


def absent(chat: Chat) -> Refused | None:
    """Why the bot is not in a group or channel."""
    if chat.bot is not None and chat.bot.status == "kicked":
        return forbidden(f"bot was kicked from the {chat.kind} chat")
    if chat.bot is None or not chat.bot.inside:
        return forbidden(f"bot is not a member of the {chat.kind} chat")
    return None


def _silent(scene: Scene, chat: Chat) -> Refused | None:
    person = scene.world.people[chat.id]
    if person.deactivated:
        return forbidden("user is deactivated")
    if person.blocked:
        return forbidden("bot was blocked by the user")
    if not person.started:
        return forbidden("bot can't initiate conversation with a user")
    return None


def thread_of(asked: Parameters, chat: Chat) -> int | None:
    """The topic that *asked* writes to; none is General, or a chat without topics."""
    thread = asked.integer("message_thread_id") or None
    may_open = chat.bot is not None and "can_manage_topics" in chat.bot.rights
    if thread is None:
        if chat.forum and chat.general_closed and not may_open:
            raise bad("TOPIC_CLOSED")
        return None
    topic = chat.topics.get(thread) if chat.forum and thread != GENERAL else None
    if topic is None:
        raise bad("message thread not found")
    if topic.closed and not may_open:
        raise bad("TOPIC_CLOSED")
    return thread


def answered_by(asked: Parameters, chat: Chat) -> int | None:
    """The number of the message that a new one answers."""
    told = asked.json("reply_parameters", dict)
    if not told:
        return None
    number = told.get("message_id")
    if not isinstance(number, int):
        raise malformed("can't parse reply_parameters: message_id must be an Integer")
    if number in chat.posts:
        return number
    if told.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def own_post(scene: Scene, asked: Parameters, *, what: str) -> Post:
    """The message that *asked* changes: one of the bot's, in a chat or chosen inline."""
    if asked.has("inline_message_id"):
        post = scene.world.inline_posts.get(asked.text("inline_message_id"))
        if post is None:
            raise bad("MESSAGE_ID_INVALID")
        return post
    chat = writable(scene, asked)
    if not asked.has("message_id"):
        raise malformed("message identifier is not specified")
    found = chat.posts.get(asked.integer("message_id"))
    if found is None or found.service:
        raise bad(f"message to {what} not found")
    if found.sender != scene.world.bot_id:
        raise bad(f"message can't be {what}ed")
    return found
