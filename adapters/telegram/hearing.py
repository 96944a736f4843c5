"""What people write and press -> requests, in order, and their answers."""

from __future__ import annotations

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, User
from telegram.constants import ChatType

from adapters.conversation import Request
from adapters.telegram.addressed import Addressed
from adapters.telegram.administrators import Administrators
from adapters.telegram.asking import Asking
from adapters.telegram.lines import Lines
from adapters.telegram.mended import Mended
from adapters.telegram.places import (
    address_of,
    chat_address,
    is_in_lost_topic,
    kind_of,
    speaker,
)
from adapters.telegram.toasts import Toast
from storage.people import Address, ChatKind

ASIDE = "aside"  # the line of presses that are answered by a word: messages take longer


class Hearing:
    """Writing and pressing, wherever the bot is."""

    def __init__(
        self, addressed: Addressed, asking: Asking, administrators: Administrators, lines: Lines
    ) -> None:
        self._addressed = addressed
        self._asking = asking
        self._administrators = administrators
        self._lines = lines
        self._mended = Mended()

    async def written(self, message: Message) -> None:
        """A message or a post, if it is for the bot."""
        words = self._addressed.words(message)
        if words is None:
            return
        if message.chat.type == ChatType.PRIVATE:
            self._mended.heard(message, words)
            self._asking.strangers.met(speaker(message))
        await self._answer(message, words)

    async def mended(self, message: Message) -> None:
        """An edit, where a person alone with the bot mends what they wrote just before."""
        is_private = message.chat.type == ChatType.PRIVATE
        words = self._addressed.words(message) if is_private else None
        if words and self._mended.is_mended(message, words):
            self._mended.heard(message, words)
            await self._answer(message, words)

    async def _answer(self, message: Message, words: str) -> None:
        reader, writer = speaker(message), message.from_user
        async with self._lines.turn(str(message.chat.id), reader):
            request = Request(
                address=address_of(message),
                kind=kind_of(message.chat),
                reader=reader,
                text=words,
                may_settle=await self._administrators.may_settle(message),
                language=(writer.language_code if writer else None) or "",
            )
            await self._asking.answer(request, reply_to=str(message.message_id))

    async def pressed(self, query: CallbackQuery) -> None:
        """A button, below a message of any age or below one that came from an inline search."""
        chat = str(query.message.chat.id if query.message else query.from_user.id)
        is_word = self._asking.bot.is_word(query.data or "")
        line = f"{chat} {ASIDE}" if is_word else chat
        async with (
            Toast(self._asking.messenger, query.id) as toast,  # in time, however long the line is
            self._lines.turn(line, str(query.from_user.id)),
        ):
            request = await self._request(query)
            await self._asking.answer(request, reply_to=request.message_id, toast=toast)

    async def _request(self, query: CallbackQuery) -> Request:
        """What is pressed; where nobody knows which chat it was in, the person is asked alone."""
        message, person = query.message, query.from_user
        if message is not None and is_in_lost_topic(message):
            message = None
        address, message_id = await self._place(message) if message else _alone(person)
        return Request(
            address=address,
            kind=kind_of(message.chat) if message else ChatKind.PRIVATE,
            reader=str(person.id),
            data=query.data or "",
            may_settle=await self._administrators.include(int(address.chat_id), person.id),
            language=person.language_code or "",
            message_id=message_id,
        )

    async def _place(self, message: MaybeInaccessibleMessage) -> tuple[Address, str]:
        """The chat of a pressed message, and its id; none where the group moved since."""
        address, moves = address_of(message), self._asking.moves
        known = moves.known(message.chat.id)
        if moved_to := known or await self._administrators.moved_to(message.chat):
            return await moves.moved(address, moved_to), ""
        return address, str(message.message_id)


def _alone(person: User) -> tuple[Address, str]:
    return chat_address(person.id), ""
