"""
What of all that is written is meant for the bot, and in which words.

In private chats everything; in groups commands, its own name and papers in replies to it; in
channels commands. Whatever else is said there is none of its business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from telegram import Bot as TelegramBot
from telegram import Message, MessageEntity, User
from telegram.constants import ChatType, MessageEntityType

from storage.identifiers import find_identifiers


@dataclass(frozen=True, slots=True)
class Addressed:
    """
    Tells what is for the bot that is *me*.

    *is_offered* tells whether the bot has a command: several bots may hear a bare `/roll`, and only
    the one that knows it answers.
    """

    me: TelegramBot | User
    is_offered: Callable[[str], bool]

    def words(self, message: Message) -> str | None:
        """What *message* asks for, perhaps nothing in words; none where it is not for the bot."""
        if self._is_foreign(message):
            return None
        if message.chat.type == ChatType.PRIVATE:
            return _said(message) or _wordless(message)
        text = self._without_name(message)
        if command := _command(message):
            name, _, bot = command.partition("@")
            if bot:
                return text if bot.lower() == self._name else None
            if self.is_offered(name.lower()):
                return text
        if message.chat.type == ChatType.CHANNEL:
            return None
        return self._called(message, text)

    @property
    def _name(self) -> str:
        return (self.me.username or "").lower()

    def _is_foreign(self, message: Message) -> bool:
        """
        Whether nobody asks anything by *message*.

        What came out of an inline search is an answer already; a channel's posts come into its
        group a second time; and two bots that answer each other would never end.
        """
        if message.is_automatic_forward or (message.via_bot and message.via_bot.id == self.me.id):
            return True
        writer = message.from_user
        return writer is not None and writer.is_bot and message.sender_chat is None

    def _called(self, message: Message, text: str) -> str | None:
        """
        The words of what names the bot, or of a reply to it that names a paper.

        A name alone, in reply to somebody else, asks about what they said. People who talk about a
        digest below it talk to each other.
        """
        replied = message.reply_to_message
        if any(map(self._is_name, _marked(message))):
            return text or (_said(replied) if replied else "")
        is_reply = replied is not None and self._is_mine(replied)
        return text if is_reply and find_identifiers(text) else None

    def _is_mine(self, replied: Message) -> bool:
        """Whether the bot wrote it; a topic's beginning is what everything in it replies to."""
        writer = replied.from_user
        return writer is not None and writer.id == self.me.id and not replied.forum_topic_created

    def _is_name(self, mark: tuple[MessageEntity, str]) -> bool:
        entity, written = mark
        if entity.type == MessageEntityType.TEXT_MENTION:
            return entity.user is not None and entity.user.id == self.me.id
        return entity.type == MessageEntityType.MENTION and written.lower() == f"@{self._name}"

    def _without_name(self, message: Message) -> str:
        """What is said, without the bot's name."""
        names = (entity for entity, written in _marked(message) if self._is_name((entity, written)))
        return _without(_said(message), names)


def _said(message: Message) -> str:
    return message.text or message.caption or ""


def _wordless(message: Message) -> str | None:
    """No words for a sticker or a picture alone; of an album, or of a service message, nothing."""
    is_alone = message.effective_attachment is not None and message.media_group_id is None
    return "" if is_alone else None


def _marked(message: Message) -> list[tuple[MessageEntity, str]]:
    """What Telegram marks in the text, or below the picture: commands, names, links."""
    wide = _wide(_said(message))
    return [
        (entity, _narrow(wide[2 * entity.offset : 2 * (entity.offset + entity.length)]))
        for entity in message.entities or message.caption_entities
    ]


def _command(message: Message) -> str:
    """The command that *message* begins with, as it is written: `paper`, `paper@some_bot`."""
    for entity, written in _marked(message):
        if entity.type == MessageEntityType.BOT_COMMAND and entity.offset == 0:
            return written.removeprefix("/")
    return ""


def _without(text: str, entities: Iterable[MessageEntity]) -> str:
    """*text* without those parts."""
    wide = _wide(text)
    for entity in sorted(entities, key=lambda one: one.offset, reverse=True):
        begin, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        wide = wide[:begin] + wide[end:]
    return _narrow(wide).strip()


def _wide(text: str) -> bytes:
    """*text* as Telegram counts it, in units of two bytes."""
    return text.encode("utf-16-le", errors="surrogatepass")


def _narrow(wide: bytes) -> str:
    return wide.decode("utf-16-le", errors="replace")
