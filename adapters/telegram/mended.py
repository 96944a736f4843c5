"""Messages that people change after they were answered: what was mistyped is mended."""

from __future__ import annotations

from telegram import Message

from adapters.telegram.remembered import Remembered

MOST = 1000  # messages of all chats


class Mended:
    """
    The words of the newest messages.

    An edit is answered where it changes the words of one of them. Telegram tells of others as well:
    https://core.telegram.org/bots/api#update, edited_message.
    """

    def __init__(self) -> None:
        self._words: Remembered[tuple[int, int], int] = Remembered(MOST)

    def heard(self, message: Message, words: str) -> None:
        """Remember what is answered now."""
        self._words.put(_name(message), hash(words))

    def is_mended(self, message: Message, words: str) -> bool:
        """Whether *words* are not those that were answered, and these are still remembered."""
        known = self._words.get(_name(message))
        return known is not None and known != hash(words)


def _name(message: Message) -> tuple[int, int]:
    return message.chat.id, message.message_id
