"""Telegram's updates -> the bot: what is written, pressed, felt, searched; who comes and goes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeAlias

import structlog
from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import Application, CallbackContext, TypeHandler

from adapters.conversation import Bot
from adapters.telegram.addressed import Addressed
from adapters.telegram.administrators import Administrators
from adapters.telegram.asking import Asking
from adapters.telegram.errors import delivery_error
from adapters.telegram.hearing import Hearing
from adapters.telegram.inline import Inline
from adapters.telegram.lines import Crowded, Lines
from adapters.telegram.membership import Membership
from adapters.telegram.messenger import Messenger
from adapters.telegram.moves import Moves
from adapters.telegram.reactions import Reactions

log = structlog.get_logger()

Context: TypeAlias = CallbackContext[Any, Any, Any, Any]
Heard: TypeAlias = dict[str, Callable[[Any], Awaitable[None]]]
"""What is done with each part that an update may have."""


def add_handlers(
    application: Application[Any, Any, Any, Any, Any, Any], bot: Bot, messenger: Messenger
) -> None:
    """
    Let *application* ask *bot*, and answer through *messenger*.

    It is to handle updates side by side (`concurrent_updates`), many of them: what waits in a
    chat's line holds a place. Its updates stay in order in each chat all the same.
    """
    me, lines = application.bot, Lines()
    asking = Asking(bot, messenger, Moves(bot))
    administrators = Administrators(me, lambda: asyncio.get_running_loop().time())
    hearing = Hearing(Addressed(me, partial(_is_offered, bot)), asking, administrators, lines)
    membership = Membership(me, asking, administrators, lines)
    heard: Heard = {
        "message": partial(_message, hearing, membership),
        "channel_post": hearing.written,
        "edited_message": hearing.mended,
        "callback_query": hearing.pressed,
        "my_chat_member": membership.changed,
        "message_reaction": Reactions(bot, lines).changed,
        "inline_query": Inline(bot, messenger).typed,
    }
    application.add_handler(TypeHandler(Update, partial(_updated, heard)))
    application.add_error_handler(_failed)


async def _updated(heard: Heard, update: Update, _: Context) -> None:
    """An update has one part at most; what is not heard here is passed over."""
    for part, hear in heard.items():
        if (thing := getattr(update, part)) is not None:
            await hear(thing)


async def _message(hearing: Hearing, membership: Membership, message: Message) -> None:
    """What somebody says, or what Telegram says itself."""
    if message.migrate_to_chat_id or message.migrate_from_chat_id:
        await membership.migrated(message)
    elif message.forum_topic_closed or message.forum_topic_reopened:
        await membership.topic(message)
    else:
        await hearing.written(message)


def _is_offered(bot: Bot, name: str) -> bool:
    return any(name == offered.name for offered in bot.offered(bot.languages[0]))


async def _failed(_: object, context: Context) -> None:
    """What went wrong with one update is for the log, and for no other update."""
    error = context.error
    if isinstance(error, Crowded):
        log.info("too much at once", reason=str(error))
    elif isinstance(error, TelegramError):  # its own words may hold the token
        log.warning("update not handled", reason=str(delivery_error(error)))
    else:
        log.error("update not handled", exc_info=error)
