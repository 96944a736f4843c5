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
from typing import Any, TypeAlias

import structlog
from telegram import ChatMemberAdministrator, ChatMemberMember, ChatMemberOwner, Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

from adapters.conversation import Bot, DeliveryError, Turns, Unavailable, Unwelcome
from adapters.telegram.door import Door, Webhook
from adapters.telegram.errors import delivery_error
from adapters.telegram.handlers import add_handlers
from adapters.telegram.limiter import PacedLimiter
from adapters.telegram.messenger import Messenger
from adapters.telegram.registering import register_commands
from adapters.telegram.render import fits
from adapters.views import View
from storage.people import Address

log = structlog.get_logger()

NOT_KNOWN = (
    "Telegram does not know TELEGRAM_BOT_TOKEN; take one from @BotFather. Telegram is off until"
    " then."
)
WEBHOOK_PATH = "/telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
AT_ONCE = 1024  # updates that are handled side by side; those that wait in their chat's line count

INSIDE = (ChatMemberOwner, ChatMemberAdministrator, ChatMemberMember)
Library: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class TelegramPlatform:
    """The bot on Telegram; it fulfils `Platform`."""

    name = "telegram"
    fits = staticmethod(fits)

    def __init__(self, door: Door, turns: Turns) -> None:
        self._door = door
        self._refused = asyncio.Event()
        clock = asyncio.get_running_loop().time
        self._library: Library = (
            ApplicationBuilder()
            .token(door.token)
            .base_url(f"{door.api_url}/bot")
            .base_file_url(f"{door.api_url}/file/bot")
            .request(door.calls())
            .get_updates_request(door.polls(self._refused))
            .rate_limiter(PacedLimiter(turns, clock))
            .concurrent_updates(AT_ONCE)
            .build()
        )
        self._messenger = Messenger(self._library.bot)
        self._beginning = asyncio.Lock()
        self._is_heard = False

    async def listen(self, bot: Bot) -> None:
        """Receive updates until cancelled, then finish what is being answered."""
        await self._begin()
        if not self._is_heard:
            add_handlers(self._library, bot, self._messenger)
            self._is_heard = True
        await self._library.start()
        try:
            await register_commands(self._library.bot, bot)
            await self._receive()
        finally:
            await self._stop()

    async def send(self, address: Address, view: View, key: str) -> str:
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
            member = await self._library.bot.get_chat_member(int(address.chat_id), int(reader))
        except (TelegramError, ValueError):
            return False
        return isinstance(member, INSIDE) or getattr(member, "is_member", False)

    def link(self, payload: str) -> str:
        """What opens the private chat with *payload*; '' before the bot knows its name."""
        return self._messenger.link(payload)

    async def close(self) -> None:
        """Close the connections; nothing is sent any more."""
        async with self._beginning:
            await self._library.shutdown()

    async def _begin(self) -> None:
        """Ask Telegram who we are, once; raises `Unwelcome` or `Unavailable`."""
        async with self._beginning:
            if self._refused.is_set():
                raise Unwelcome(NOT_KNOWN)
            try:
                await self._library.initialize()
            except InvalidToken:  # the library's own words hold the token
                self._refused.set()
                raise Unwelcome(NOT_KNOWN) from None
            except TelegramError as error:
                raise Unavailable(str(delivery_error(error))) from None

    async def _be_known(self) -> None:
        """Links in groups need our name; before that nothing is sent."""
        try:
            await self._begin()
        except (Unwelcome, Unavailable) as error:
            raise DeliveryError(str(error)) from None

    async def _receive(self) -> None:
        if self._door.webhook:
            await self._hook(self._door.webhook)
            await asyncio.Event().wait()
        await self._poll()
        await self._refused.wait()
        raise Unwelcome(NOT_KNOWN)

    async def _poll(self) -> None:
        assert self._library.updater is not None  # noqa: S101 - built with one
        try:
            await self._library.updater.start_polling(
                allowed_updates=Update.ALL_TYPES, bootstrap_retries=-1, error_callback=_not_polled
            )
        except InvalidToken:
            self._refused.set()

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
        except TelegramError as error:
            raise Unavailable(str(delivery_error(error))) from None

    async def _take(self, body: bytes) -> int:
        """Let an update that Telegram posted be handled; 503 while we end: it comes again."""
        if not self._library.running:
            return 503
        try:
            update = Update.de_json(json.loads(body), self._library.bot)
        except (ValueError, TypeError, KeyError, AttributeError):  # not from Telegram, then
            return 400
        await self._library.update_queue.put(update)
        return 200

    async def _stop(self) -> None:
        """Confirm what was received, and finish what is being answered."""
        updater = self._library.updater
        if updater and updater.running:
            await updater.stop()
        if self._library.running:
            await self._library.stop()


def _not_polled(error: TelegramError) -> None:
    """The library tries again, later and later."""
    if isinstance(error, Conflict):
        log.warning(
            "another program polls with this token: stop it, or take a token of its own",
            platform=TelegramPlatform.name,
        )
    else:
        log.warning("not polled", platform="telegram", reason=str(delivery_error(error)))
