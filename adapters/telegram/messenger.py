"""Views -> the bot's messages, its edits, and its short words to whoever pressed a button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from adapters.cutting import cut
from adapters.telegram.errors import (
    NOT_MODIFIED,
    TOO_OLD,
    delivery_error,
    is_malformed,
    reason_of,
    says,
)
from adapters.telegram.limiter import Sending
from adapters.telegram.render import Rendered, rendered
from adapters.views import View
from storage.people import Address

log = structlog.get_logger()

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
LONGEST = int(MessageLimit.MAX_TEXT_LENGTH)  # UTF-16 units
LONGEST_CAPTION = int(MessageLimit.CAPTION_LENGTH)
OF_BUTTONS = ("button", "keyboard", "reply markup", "url")  # what is said of a refused one

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words:
    """What one call says: a text, how it is to be read, and the buttons below it."""

    text: str = ""
    parse_mode: ParseMode | None = None
    keyboard: InlineKeyboardMarkup | None = None


class Messenger:
    """Speaks as *bot*; raises `DeliveryError` where Telegram does not take what is said."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(
        self, address: Address, view: View, *, answers: bool = False, reply_to: str = ""
    ) -> str:
        """
        A new message; its id. A file comes below it, or is the message where the text is short.

        What *answers* a person goes first, below *reply_to* if that is still there; anything else
        has had its turn already.
        """
        told = self._rendered(address, view)
        call = _place(address, reply_to) | self._paced(
            Sending.ANSWER if answers else Sending.DELIVERY
        )
        file = told.file
        try:
            if file and _units(told.plain) <= LONGEST_CAPTION:
                sent = await _said(told, lambda words: self._send_file(call, file, words))
                return str(sent.message_id)
            sent = await _said(told, lambda words: self._send_text(call, words))
        except TelegramError as error:
            raise delivery_error(error) from error
        if file:
            await self._add_file(address, file, answers=answers)
        return str(sent.message_id)

    async def edit(
        self, address: Address, message_id: str, view: View, *, answers: bool = False
    ) -> None:
        """
        Let a message show *view*, with its buttons and no others.

        What *answers* a person goes first. Anything else waits for its turn here: to heal messages
        takes none before, and an edit in a delivery's place does no harm when it comes twice.
        """
        told = self._rendered(address, view)
        call = {"chat_id": int(address.chat_id), "message_id": int(message_id)} | self._paced(
            Sending.ANSWER if answers else None
        )
        try:
            await _said(told, lambda words: self._edit_text(call, words))
        except TelegramError as error:
            if says(error, NOT_MODIFIED):
                return
            raise delivery_error(error) from error
        if told.file:
            await self._add_file(address, told.file, answers=answers)

    async def toast(self, query_id: str, text: str = "", url: str = "") -> None:
        """Answer a press, by a short word or by opening *url*; nothing where it is too late."""
        try:
            await self._bot.answer_callback_query(query_id, text=text or None, url=url or None)
        except TelegramError as error:
            if not says(error, TOO_OLD):
                raise delivery_error(error) from error

    def link(self, payload: str) -> str:
        """What opens the private chat with *payload*; '' while the bot does not know its name."""
        try:
            return f"{self._bot.link}?start={payload}"
        except RuntimeError:  # the library has not asked for it yet
            return ""

    def _rendered(self, address: Address, view: View) -> Rendered:
        """*view* for a chat; where others read along (its id is negative), buttons are links."""
        return rendered(view, self.link if address.chat_id.startswith("-") else None)

    def _paced(self, sending: Sending | None) -> dict[str, Any]:
        """What a limiter is to know, where there is one."""
        is_paced = isinstance(self._bot, ExtBot) and self._bot.rate_limiter is not None
        return {"rate_limit_args": sending} if is_paced and sending else {}

    async def _send_text(self, call: dict[str, Any], words: Words) -> Message:
        return await self._bot.send_message(
            text=words.text,
            parse_mode=words.parse_mode,
            reply_markup=words.keyboard,
            link_preview_options=NO_PREVIEW,
            **call,
        )

    async def _edit_text(self, call: dict[str, Any], words: Words) -> None:
        await self._bot.edit_message_text(
            text=words.text,
            parse_mode=words.parse_mode,
            reply_markup=words.keyboard,
            link_preview_options=NO_PREVIEW,
            **call,
        )

    async def _send_file(
        self, call: dict[str, Any], file: tuple[str, str], words: Words
    ) -> Message:
        name, text = file
        return await self._bot.send_document(
            document=text.encode(errors="replace"),
            filename=name,
            caption=words.text or None,
            parse_mode=words.parse_mode,
            reply_markup=words.keyboard,
            **call,
        )

    async def _add_file(self, address: Address, file: tuple[str, str], *, answers: bool) -> None:
        """Send *file* below its message, which has arrived, whatever becomes of the file."""
        call = _place(address) | self._paced(Sending.ANSWER if answers else None)
        try:
            await self._send_file(call, file, Words())
        except TelegramError as error:
            log.warning("file not sent", chat=str(address), reason=reason_of(error))


def _place(address: Address, reply_to: str = "") -> dict[str, Any]:
    """Where a new message goes."""
    place: dict[str, Any] = {"chat_id": int(address.chat_id)}
    if address.thread_id:
        place["message_thread_id"] = int(address.thread_id)
    if reply_to:
        place["reply_parameters"] = ReplyParameters(int(reply_to), allow_sending_without_reply=True)
    return place


async def _said(told: Rendered, say: Callable[[Words], Awaitable[T]]) -> T:
    """
    What came of *say*ing it.

    Where Telegram refuses how it is written, that is a fault of ours: it is logged, and the plain
    text is said instead, without the buttons if it was them.
    """
    try:
        return await say(Words(told.html, ParseMode.HTML, told.keyboard))
    except BadRequest as error:
        if not is_malformed(error):
            raise
        log.error("message refused, sent plain", reason=reason_of(error))  # noqa: TRY400
        keyboard = None if says(error, *OF_BUTTONS) else told.keyboard
    return await say(Words(shortened(told.plain), None, keyboard))


def shortened(text: str) -> str:
    """*text* in one message: what lies beyond 16 bits counts twice."""
    most = LONGEST
    while _units(shorter := cut(text, most)) > LONGEST:
        most -= (_units(shorter) - LONGEST + 1) // 2
    return shorter


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
