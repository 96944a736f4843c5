"""The bot's commands and descriptions."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest

from tests.fakes.telegram.conftest import Call
from tests.fakes.telegram.server import LocalTelegram


async def test_commands_are_kept_per_scope_and_language(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Each list by itself; deleting one leaves the others."""
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("help", "Help"), ("today", "Today's papers")])
    await bot.set_my_commands([("help", "帮助")], scope=scope, language_code="zh")
    await bot.set_my_commands([("status", "Status")], scope=BotCommandScopeChat(ada))
    assert [command.command for command in await bot.get_my_commands()] == ["help", "today"]
    (chinese,) = await bot.get_my_commands(scope=scope, language_code="zh")
    assert chinese.description == "帮助"
    assert telegram.commands_for() == ["help", "today"]
    assert telegram.commands_for({"type": "all_private_chats"}, "zh") == ["help"]
    assert telegram.commands_for({"type": "chat", "chat_id": ada}) == ["status"]
    await bot.delete_my_commands(scope=scope, language_code="zh")
    assert telegram.commands_for({"type": "all_private_chats"}, "zh") == []
    assert telegram.commands_for() == ["help", "today"]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"commands": [{"command": "x", "description": "y"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [{"command": "/x", "description": "y"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "X", "description": "y"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x" * 33, "description": "y"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x", "description": " "}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "x", "description": "y" * 257}]}, "BOT_COMMAND_DESCRIPTION"),
        ({"commands": [], "scope": {"type": "everywhere"}}, "can't parse BotCommandScope"),
        ({"commands": [], "scope": {"type": "chat"}}, "can't parse BotCommandScope"),
        ({"commands": [], "language_code": "zh-hans"}, "invalid language code specified"),
    ],
)
def test_commands_have_their_rules(
    telegram: LocalTelegram, call: Call, parameters: dict[str, Any], reason: str
) -> None:
    """Each breach is refused and noted."""
    assert reason in call("setMyCommands", **parameters)["description"]
    assert len(telegram.forgive()) == 1


def test_a_command_stands_once_in_its_list(telegram: LocalTelegram, call: Call) -> None:
    """And a list is for a chat that exists."""
    assert call("setMyCommands", commands=[{"command": "x", "description": "y"}] * 2)["ok"]
    assert telegram.forgive() == ["setMyCommands: a command is proposed twice"]
    scope = {"type": "chat", "chat_id": 1}
    answer = call("setMyCommands", commands=[], scope=scope)
    assert answer["description"] == "Bad Request: chat not found"


async def test_descriptions_are_kept_per_language(telegram: LocalTelegram, bot: Bot) -> None:
    """Languages without one have the general one; each has its length."""
    await bot.set_my_description("x" * 512)
    await bot.set_my_short_description("short")
    await bot.set_my_short_description("短", language_code="zh")
    assert (await bot.get_my_description()).description == "x" * 512
    assert (await bot.get_my_short_description("zh")).short_description == "短"
    assert (await bot.get_my_short_description("de")).short_description == "short"
    with pytest.raises(BadRequest, match="Description_too_long"):
        await bot.set_my_description("x" * 513)
    with pytest.raises(BadRequest, match="About_too_long"):
        await bot.set_my_short_description("x" * 121)
    assert len(telegram.forgive()) == 2
