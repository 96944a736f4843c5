"""The commands that Telegram's apps propose: for each kind of chat, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog
from telegram import Bot as TelegramBot
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from adapters.conversation import Bot, Offered, Who
from adapters.cutting import cut
from adapters.telegram.errors import delivery_error

log = structlog.get_logger()

NAME = re.compile(r"[a-z0-9_]{1,32}")  # https://core.telegram.org/bots/api#botcommand
LANGUAGE = re.compile(r"[a-z]{2}")
LONGEST = 256  # characters of a description
MOST = 100  # commands
ALL = frozenset({Who.ANYONE, Who.SETTLERS})
SCOPES: tuple[tuple[BotCommandScope, frozenset[Who]], ...] = (
    (BotCommandScopeDefault(), ALL),
    (BotCommandScopeAllPrivateChats(), ALL),
    (BotCommandScopeAllGroupChats(), frozenset({Who.ANYONE})),
    (BotCommandScopeAllChatAdministrators(), ALL),
)  # what administers the deployment is proposed to nobody


@dataclass(frozen=True, slots=True)
class Proposed:
    """The commands for one kind of chat in one language ('' for all that have none)."""

    scope: BotCommandScope
    language: str
    commands: tuple[BotCommand, ...]


async def register_commands(telegram_bot: TelegramBot, bot: Bot) -> None:
    """Propose the bot's commands where others are proposed now; without, it works as well."""
    try:
        for proposed in _all_proposed(bot):
            await _propose(telegram_bot, proposed)
    except TelegramError as error:
        log.warning("commands not registered", reason=str(delivery_error(error)))


async def _propose(telegram_bot: TelegramBot, proposed: Proposed) -> None:
    scope, language = proposed.scope, proposed.language or None
    if await telegram_bot.get_my_commands(scope, language) != proposed.commands:
        await telegram_bot.set_my_commands(proposed.commands, scope, language)


def _all_proposed(bot: Bot) -> Iterator[Proposed]:
    """The deployment's own language is for everybody whose language is not offered."""
    told = {"": bot.offered(bot.languages[0])}
    for language in bot.languages:
        short = language.partition("-")[0].lower()
        if LANGUAGE.fullmatch(short):
            told.setdefault(short, bot.offered(language))
    for short, offered in told.items():
        for scope, who in SCOPES:
            yield Proposed(scope, short, _commands(offered, who))


def _commands(offered: Sequence[Offered], who: frozenset[Who]) -> tuple[BotCommand, ...]:
    """Those that *who* may use, as far as Telegram lists them."""
    listed = (
        BotCommand(one.name, cut(one.description, LONGEST) or one.name)
        for one in offered
        if one.who in who and not one.picks and NAME.fullmatch(one.name)
    )
    return tuple(listed)[:MOST]
