"""How the bot comes and goes, how chats move, how topics close: the bot is told of each."""

from __future__ import annotations

from telegram import Bot as TelegramBot
from telegram import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
)
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from adapters.conversation import Request
from adapters.telegram.administrators import Administrators
from adapters.telegram.asking import Asking
from adapters.telegram.lines import Lines
from adapters.telegram.places import address_of, chat_address, kind_of

INTRODUCTION = "/start"
OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


class Membership:
    """The bot's own place in each chat."""

    def __init__(
        self, me: TelegramBot, asking: Asking, administrators: Administrators, lines: Lines
    ) -> None:
        self._me = me
        self._asking = asking
        self._administrators = administrators
        self._lines = lines

    async def changed(self, change: ChatMemberUpdated) -> None:
        """The bot was blocked or let in, thrown out or added, muted or promoted."""
        address = chat_address(change.chat.id)
        async with self._lines.turn(address.chat_id):
            if not may_speak(change.new_chat_member, change.chat.type):
                self._asking.strangers.add(address.chat_id)
                await self._asking.bot.left(address)
                return
            self._asking.strangers.met(address.chat_id)
            await self._asking.bot.returned(address)
            if is_added(change):
                await self._introduce(change)

    async def _introduce(self, change: ChatMemberUpdated) -> None:
        """Let the bot say what it is, as if who added it had asked."""
        person = change.from_user
        request = Request(
            address=chat_address(change.chat.id),
            kind=kind_of(change.chat),
            reader=str(person.id),
            text=INTRODUCTION,
            may_settle=await self._administrators.include(change.chat.id, person.id),
            language=person.language_code or "",
        )
        await self._asking.answer(request)

    async def migrated(self, message: Message) -> None:
        """A group became a supergroup; either chat says so, or both."""
        here = message.chat.id
        old = message.migrate_from_chat_id or here
        new = message.migrate_to_chat_id or here
        async with self._lines.turn(str(here)):
            await self._asking.moves.moved(chat_address(old), str(new))

    async def topic(self, message: Message) -> None:
        """A topic was closed or reopened; General alone has no number, and is the whole chat."""
        address = address_of(message)
        async with self._lines.turn(address.chat_id):
            if message.forum_topic_reopened:
                await self._asking.bot.returned(address)
            elif address.thread_id and not await self._has_key(message):
                await self._asking.bot.left(address)

    async def _has_key(self, message: Message) -> bool:
        """Whether the bot may write in closed topics too, as administrators use them for news."""
        try:
            member = await self._me.get_chat_member(message.chat.id, self._me.id)
        except TelegramError:
            return False
        return isinstance(member, ChatMemberAdministrator) and bool(member.can_manage_topics)


def may_speak(member: ChatMember, chat_type: str) -> bool:
    """Whether the bot as *member* may write; in channels an administrator who may post."""
    if chat_type == ChatType.CHANNEL:
        return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status not in OUTSIDE


def is_added(change: ChatMemberUpdated) -> bool:
    """Whether a person brings the bot into a group or channel where it was not."""
    was_outside = change.old_chat_member.status in OUTSIDE
    return was_outside and change.chat.type != ChatType.PRIVATE and not change.from_user.is_bot
