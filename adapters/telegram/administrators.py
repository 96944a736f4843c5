"""Who administers a group or channel, as Telegram says, remembered for a minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from telegram import Bot, Chat, Message
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from adapters.telegram.remembered import Remembered

log = structlog.get_logger()

MINUTE = 60.0  # seconds that an answer holds; a refusal too
MOST = 1000  # chats


@dataclass(frozen=True, slots=True)
class _Asked:
    at: float
    people: frozenset[int] = frozenset()
    moved_to: str = ""


class Administrators:
    """
    One question a chat and minute, whoever presses and writes there; *now* is a steady clock.

    Where it cannot be asked, nobody administers.
    """

    def __init__(self, telegram_bot: Bot, now: Callable[[], float]) -> None:
        self._telegram_bot = telegram_bot
        self._now = now
        self._asked: Remembered[int, _Asked] = Remembered(MOST)

    async def may_settle(self, message: Message) -> bool:
        """Whether who wrote *message* administers its chat; in private chats everybody does."""
        chat, sender = message.chat, message.sender_chat
        if chat.type in (ChatType.PRIVATE, ChatType.CHANNEL):  # nobody else posts in channels
            return True
        if sender is not None:  # as the group itself, which administrators may, or as a channel
            return sender.id == chat.id
        return message.from_user is not None and await self.include(chat.id, message.from_user.id)

    async def include(self, chat_id: int, person: int) -> bool:
        """Whether *person* is among those of a chat."""
        if chat_id > 0:
            return chat_id == person
        return person in (await self._known(chat_id)).people

    async def moved_to(self, chat: Chat) -> str:
        """The id that a group has now, where it became a supergroup; else ''."""
        return (await self._known(chat.id)).moved_to if chat.type == ChatType.GROUP else ""

    async def _known(self, chat_id: int) -> _Asked:
        known = self._asked.get(chat_id)
        if known is None or self._now() - known.at >= MINUTE:
            known = await self._ask(chat_id)
        return known

    async def _ask(self, chat_id: int) -> _Asked:
        try:
            members = await self._telegram_bot.get_chat_administrators(chat_id)
            asked = _Asked(self._now(), frozenset(member.user.id for member in members))
        except ChatMigrated as error:
            asked = _Asked(self._now(), moved_to=str(error.new_chat_id))
        except (BadRequest, Forbidden) as error:
            log.info("administrators not told", chat=chat_id, reason=error.message)
            asked = _Asked(self._now())
        except TelegramError:  # no answer: the next one asks again
            return _Asked(0.0)
        self._asked.put(chat_id, asked)
        return asked
