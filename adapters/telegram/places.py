"""Where something is said on Telegram, and by whom, in the words of the bot."""

from __future__ import annotations

from types import MappingProxyType

from telegram import Chat, MaybeInaccessibleMessage, Message
from telegram.constants import ChatType

from storage.people import Address, ChatKind

PLATFORM = "telegram"
KINDS = MappingProxyType(
    {
        ChatType.PRIVATE: ChatKind.PRIVATE,
        ChatType.GROUP: ChatKind.GROUP,
        ChatType.SUPERGROUP: ChatKind.GROUP,
        ChatType.CHANNEL: ChatKind.CHANNEL,
    }
)


def kind_of(chat: Chat) -> ChatKind:
    """What kind of place *chat* is."""
    return KINDS[ChatType(chat.type)]


def chat_address(chat_id: int | str) -> Address:
    """A chat as a whole; a person's private chat has the person's own id."""
    return Address(platform=PLATFORM, chat_id=str(chat_id))


def address_of(message: MaybeInaccessibleMessage) -> Address:
    """
    The chat of a message, or its topic.

    Replies outside topics carry a thread as well (https://github.com/tdlib/telegram-bot-api/issues/447),
    and of a message that is inaccessible no topic is known.
    """
    is_topic = isinstance(message, Message) and message.is_topic_message
    thread = message.message_thread_id if is_topic and isinstance(message, Message) else None
    return Address(
        platform=PLATFORM, chat_id=str(message.chat.id), thread_id=str(thread) if thread else ""
    )


def is_in_lost_topic(message: MaybeInaccessibleMessage) -> bool:
    """Whether nobody can tell in which topic it is: of what was deleted, Telegram tells no more."""
    return bool(message.chat.is_forum) and not message.is_accessible


def speaker(message: Message) -> str:
    """
    The id of who wrote *message*.

    Who writes as a chat (an anonymous administrator, a channel) has the id of that chat: the person
    that Telegram names then is the same for everybody.
    """
    if message.sender_chat is not None:
        return str(message.sender_chat.id)
    return str(message.from_user.id if message.from_user else message.chat.id)


def is_person(reader: str) -> bool:
    """Whether this is the id of a person, who has a private chat, and not that of a chat."""
    return not reader.startswith("-")
