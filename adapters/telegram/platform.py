"""
Telegram as a platform: the library's parts, started and stopped in the one loop of the program.

The library's own `run_polling` would own the loop and its signals
(https://github.com/python-telegram-bot/python-telegram-bot/discussions/4587).
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Mapping
from typing import Any, NoReturn, TypeAlias

from telegram import ChatMemberAdministrator, ChatMemberMember, ChatMemberOwner, Update
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder

from adapters.audience import OfReadersAlone
from adapters.conversation import Bot, Turns, Unavailable, Unwelcome
from adapters.telegram.door import Door, Webhook
from adapters.telegram.errors import delivery_error, seconds_of
from adapters.telegram.handlers import add_handlers
from adapters.telegram.limiter import PacedLimiter
from adapters.telegram.messenger import Messenger
from adapters.telegram.polling import FULL, Polling
from adapters.telegram.reading import readable
from adapters.telegram.registering import register_commands
from adapters.telegram.render import fits
from adapters.unknown import unsent
from adapters.views import View
from storage.people import Address

NOT_KNOWN = (
    "Telegram does not know TELEGRAM_BOT_TOKEN; take one from @BotFather. Telegram is off until"
    " then."
)
WEBHOOK_PATH = "/telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
AT_ONCE = 1024  # updates that are handled side by side; those that wait in their chat's line count

INSIDE = (ChatMemberOwner, ChatMemberAdministrator, ChatMemberMember)
Library: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class TelegramPlatform(OfReadersAlone):
    """The bot on Telegram; it fulfils `Platform`."""

    name = "telegram"
    fits = staticmethod(fits)

    def __init__(self, door: Door, turns: Turns) -> None:
        self._door = door
        self._refused = asyncio.Event()
        clock, polls = asyncio.get_running_loop().time, door.polls()
        self._library: Library = (
            ApplicationBuilder()
            .token(door.token)
            .base_url(f"{door.api_url}/bot")
            .base_file_url(f"{door.api_url}/file/bot")
            .request(door.calls(self._refused))
            .get_updates_request(polls)
            .updater(None)
            .rate_limiter(PacedLimiter(turns, clock))
            .concurrent_updates(AT_ONCE)
            .build()
        )
        self._messenger = Messenger(self._library.bot)
        self._polling = Polling(self._library.bot, polls, self._library.update_queue, self._waiting)
        self._beginning = asyncio.Lock()
        self._is_heard = False
        self._is_ending = False

    async def listen(self, bot: Bot) -> None:
        """Receive updates until cancelled, then finish what is being answered."""
        await self._begin()
        if not self._is_heard:
            add_handlers(self._library, bot, self._messenger)
            self._is_heard = True
        await self._library.start()
        self._is_ending = False
        registering = asyncio.create_task(register_commands(self._library.bot, bot))
        try:
            await self._receive()
        finally:
            self._is_ending = True
            registering.cancel()
            await asyncio.wait({registering})
            await self._library.update_queue.join()  # it drops what it has not begun when it stops
            await self._library.stop()

    async def send(self, address: Address, view: View, key: str, below: str = "") -> str:
        """Send a message; Telegram knows no keys, so each call is a message."""
        await self._be_known()
        return await self._messenger.send(address, view)

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Replace what a message says."""
        await self._be_known()
        await self._messenger.edit(address, message_id, view)

    async def has_member(self, address: Address, reader: str) -> bool:
        """Whether *reader* is in a group or channel, as far as Telegram tells the bot."""
        try:
            await self._begin()
            member = await self._library.bot.get_chat_member(int(address.chat_id), int(reader))
        except (TelegramError, ValueError, Unwelcome, Unavailable):
            return False
        return isinstance(member, INSIDE) or getattr(member, "is_member", False)

    def link(self, payload: str) -> str:
        """What opens the private chat with *payload*; '' before the bot knows its name."""
        return self._messenger.link(payload)

    async def close(self) -> None:
        """Close the connections; nothing is sent any more."""
        async with self._beginning:
            await self._library.shutdown()
            await self._library.bot.shutdown()  # also where it never came to know itself

    async def _begin(self) -> None:
        """Ask Telegram who we are, once; raises `Unwelcome` or `Unavailable`."""
        async with self._beginning:
            trouble = None if self._refused.is_set() else await self._introduced()
        # Raised out here: what the library raised holds the token, and would hang on to it.
        if self._refused.is_set():
            raise Unwelcome(NOT_KNOWN)
        if trouble:
            raise trouble

    async def _introduced(self) -> Unavailable | None:
        """Why Telegram does not say who we are; none where it does, or has said it before."""
        try:
            await self._library.initialize()
        except InvalidToken:
            self._refused.set()
        except TelegramError as error:
            return await _unavailable(error)
        return None

    async def _be_known(self) -> None:
        """Links in groups need our name; before that nothing is sent, to nobody, for a while."""
        with unsent():
            await self._begin()

    def _waiting(self) -> int:
        """How many updates are not answered yet."""
        under_way = self._library.update_processor.current_concurrent_updates
        return self._library.update_queue.qsize() + under_way

    async def _receive(self) -> NoReturn:
        """Take what Telegram tells; raises `Unwelcome` when it knows us no more."""
        try:
            if self._door.webhook is None:
                await self._polling.run()
            await self._hook(self._door.webhook)
            await self._refused.wait()
        except InvalidToken:
            self._refused.set()
        raise Unwelcome(NOT_KNOWN)

    async def _hook(self, webhook: Webhook) -> None:
        """Let Telegram call us."""

        async def receive(headers: Mapping[str, str], body: bytes) -> int:
            given = headers.get(SECRET_HEADER, "")
            if not hmac.compare_digest(given.encode(), webhook.secret.encode()):
                return 403
            return await self._take(body)

        webhook.hooks.receive(WEBHOOK_PATH, receive)
        try:
            await self._library.bot.set_webhook(
                f"{webhook.url}{WEBHOOK_PATH}",
                secret_token=webhook.secret,
                allowed_updates=Update.ALL_TYPES,
            )
        except InvalidToken:
            raise
        except TelegramError as error:
            raise await _unavailable(error) from None

    async def _take(self, body: bytes) -> int:
        """Let a posted update be handled; 503 where we end, or are full: it comes again."""
        if self._is_ending or not self._library.running or self._waiting() > FULL:
            return 503
        try:
            told = readable(json.loads(body))
        except (ValueError, RecursionError):
            told = None
        if told is None:  # not from Telegram, then
            return 400
        self._library.update_queue.put_nowait(Update.de_json(told, self._library.bot))
        return 200


async def _unavailable(error: TelegramError) -> Unavailable:
    """What is told of *error*, when Telegram may be asked again."""
    if isinstance(error, RetryAfter):
        await asyncio.sleep(seconds_of(error))
    return Unavailable(str(delivery_error(error)))
