from __future__ import annotations

from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs
from telegram import Bot

from adapters.conversation import Offered, Who
from adapters.telegram.registering import register_commands
from tests.adapters.telegram.conftest import Listener
from tests.fakes.telegram.server import LocalTelegram

EVERYBODYS = ["start", "paper", "saved"]
SETTLERS = [*EVERYBODYS, "subscribe"]
SCOPES = {
    "default": SETTLERS,
    "all_private_chats": SETTLERS,
    "all_group_chats": EVERYBODYS,
    "all_chat_administrators": SETTLERS,
}


class Offering(Listener):
    """A bot that offers other commands."""

    def __init__(self, offered: Sequence[Offered], *languages: str) -> None:
        super().__init__()
        self._offered = tuple(offered)
        self.languages = languages or ("en",)

    def offered(self, language: str) -> tuple[Offered, ...]:
        """Those."""
        return self._offered


async def test_commands_are_proposed_where_they_may_be_used(
    telegram: LocalTelegram, bot: Bot, listener: Listener
) -> None:
    """In each language; in the first one to all others. Operators' commands are for nobody."""
    await register_commands(bot, listener)
    for scope, names in SCOPES.items():
        for language in ("", "en", "zh"):
            assert telegram.commands_for({"type": scope}, language) == names, (scope, language)
    described = {
        language: (await bot.get_my_commands(language_code=language))[0].description
        for language in (None, "en", "zh")
    }
    assert described == {None: "start in en", "en": "start in en", "zh": "start in zh"}


async def test_what_is_proposed_already_is_not_proposed_again(
    telegram: LocalTelegram, bot: Bot, listener: Listener
) -> None:
    """A restart writes nothing; what differs alone is written."""
    await register_commands(bot, listener)
    assert len(telegram.calls_of("setMyCommands")) == 12
    await register_commands(bot, listener)
    assert len(telegram.calls_of("setMyCommands")) == 12
    await bot.delete_my_commands(language_code="zh")
    await register_commands(bot, listener)
    assert len(telegram.calls_of("setMyCommands")) == 13


async def test_limits_are_kept(telegram: LocalTelegram, bot: Bot) -> None:
    """Names that Telegram does not know are left out, long descriptions cut, languages of two."""
    offered = [
        Offered(name="Paper", description="x", who=Who.ANYONE),
        Offered(name="a-b", description="x", who=Who.ANYONE),
        Offered(name="setup", description="x", who=Who.SETTLERS, picks=True),
        Offered(name="long", description="word " * 100, who=Who.ANYONE),
        Offered(name="short", description="", who=Who.ANYONE),
        *(Offered(name=f"c{n}", description="x", who=Who.ANYONE) for n in range(200)),
    ]
    await register_commands(bot, Offering(offered, "zh-Hans", "zh-Hant", "yue"))
    names = telegram.commands_for(None, "zh")
    assert names[:3] == ["long", "short", "c0"]
    assert len(names) == 100
    long, short, *_ = await bot.get_my_commands()
    assert long.description.endswith("word…")
    assert len(long.description) <= 256
    assert short.description == "short"
    assert len(telegram.calls_of("setMyCommands")) == 8


@pytest.mark.parametrize("method", ["getMyCommands", "setMyCommands"])
async def test_a_failure_is_only_logged(
    telegram: LocalTelegram, bot: Bot, listener: Listener, method: str
) -> None:
    """The bot works without; Telegram is not asked on and on."""
    telegram.fault("502", method=method, times=None)
    with capture_logs() as logs:
        await register_commands(bot, listener)
    assert [log["event"] for log in logs] == ["commands not registered"]
    assert len(telegram.calls_of(method)) == 1


async def test_a_bot_without_commands_proposes_none(telegram: LocalTelegram, bot: Bot) -> None:
    """Nothing is written where there is nothing."""
    await register_commands(bot, Offering(()))
    assert telegram.calls_of("setMyCommands") == []
