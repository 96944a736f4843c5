"""The commands that Paperround has, on Discord: all of them are taken, used and answered."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from adapters.conversation import Bot
from bot.commands.desk import Desk
from bot.commands.helping import READING_ORDER
from bot.commands.reception import Reception
from bot.commands.table import table_of
from storage.store import Store
from tests.adapters.discord.listening import ListeningBot, Options, listening, plain
from tests.bot.commands import conftest as desks
from tests.bot.planned import World
from tests.fakes.discord.conftest import Lab
from tests.fakes.discord.server import LocalDiscord

office, desk = desks.office, desks.desk


@pytest.fixture
def reception(desk: Desk, store: Store) -> Reception:
    """The bot."""
    desk = replace(desk, asks_arxiv=False)
    return Reception(desk, table_of(desk, World(store).planner, str))


async def test_all_commands_are_registered_and_understood(
    local: LocalDiscord, lab: Lab, reception: Reception
) -> None:
    """Also those of administrators, in their guild; what is lacking is told by name."""
    bot: Bot = reception
    local.revoke(lab.papers, "send_messages_in_threads")
    options = Options(bot=cast("ListeningBot", bot), admin_guilds=(lab.guild,))
    async with listening(local, options) as ears:
        registered = (*local.registered(), *local.registered(lab.guild))
        names = {command["name"] for command in registered}
        assert names == {one.name for one in reception.offered("en")}
        assert names <= {name for group in READING_ORDER for name in group}
        number = local.invoke(lab.ada, lab.papers, "subscribe", rule="cs.CV -survey")
        answer = await ears.settled(number, "Send Messages in Threads")
        assert "cs.CV" in plain(answer.text)
        settings = await ears.uses(lab.ada, lab.papers, "settings", setting="zone", value="北京")
        assert "Shanghai" in settings.text
