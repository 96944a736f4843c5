"""The bot's commands as Discord has them, and when it is told of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import discord
import pytest
from discord.app_commands import CommandTree
from structlog.testing import capture_logs

from adapters.conversation import Offered, OfferedParameter, ParameterKind, Unwelcome, Who
from adapters.discord.commands import add_commands
from adapters.discord.door import Door
from adapters.discord.listening import Listening
from adapters.discord.places import Interaction
from adapters.discord.registering import register_commands
from tests.adapters.discord.listening import (
    COMMANDS,
    WORDS,
    ListeningBot,
    Memory,
    Options,
    listening,
    until,
)
from tests.fakes.discord.conftest import Bot, Lab
from tests.fakes.discord.server import LocalDiscord

OVERWRITE = "overwrite_commands"


async def nobody(interaction: Interaction) -> None:
    """Nobody uses them here."""


async def tree_of(client: Bot, bot: ListeningBot, *guilds: int) -> CommandTree[Bot]:
    """The commands of *bot*."""
    await add_commands(client.tree, bot, nobody, guilds)
    return client.tree


async def registered(
    local: LocalDiscord, client: Bot, bot: ListeningBot | None = None
) -> dict[str, dict[str, Any]]:
    """What Discord has of the commands, by their names."""
    tree = await tree_of(client, bot or ListeningBot())
    assert await register_commands(tree, Memory())
    return {command["name"]: command for command in local.registered()}


async def test_every_command_is_there_for_everybody(local: LocalDiscord, bot: Bot) -> None:
    """In guilds, in private, in groups; for guilds and for people who add the bot."""
    commands = await registered(local, bot)
    assert list(commands) == ["start", "search", "digest", "subscribe", "pause"]
    for command in commands.values():
        assert sorted(command["contexts"]) == [0, 1, 2]
        assert sorted(command["integration_types"]) == [0, 1]


async def test_what_settles_is_shown_to_who_may_settle(local: LocalDiscord, bot: Bot) -> None:
    """Managing channels is what it takes, until the guild says otherwise."""
    commands = await registered(local, bot)
    needed = {name: one["default_member_permissions"] for name, one in commands.items()}
    manage = str(discord.Permissions(manage_channels=True).value)
    assert {str(needed[name]) for name in ("subscribe", "pause")} == {manage}
    assert {needed[name] for name in ("start", "search", "digest")} == {None}


async def test_commands_speak_the_languages_of_the_app(local: LocalDiscord, bot: Bot) -> None:
    """Their names are the same in all; options are named where their name may be one."""
    commands = await registered(local, bot)
    digest = commands["digest"]
    assert digest["description"] == "Read"
    assert digest["description_localizations"] == {
        "en-US": "Read", "en-GB": "Read", "zh-CN": "Read (zh)", "zh-TW": "Read (zh)",
    }  # fmt: skip
    assert not digest["name_localizations"]
    date, rule = digest["options"]
    assert (date["name"], date["name_localizations"]["zh-CN"]) == ("date", "日期")
    assert rule["description_localizations"]["zh-TW"] == "A rule (zh)"
    (words,) = commands["search"]["options"]
    assert "zh-CN" not in words["name_localizations"]


async def test_people_of_other_languages_read_the_deployments_own(
    local: LocalDiscord, bot: Bot
) -> None:
    """Options keep their English names: by these they come back."""
    ours = ListeningBot()
    ours.languages = ("zh", "en")
    digest = (await registered(local, bot, ours))["digest"]
    assert digest["description"] == "Read (zh)"
    assert digest["description_localizations"]["en-GB"] == "Read"
    assert [option["name"] for option in digest["options"]] == ["date", "rule"]


async def test_options_have_types(local: LocalDiscord, bot: Bot) -> None:
    """Numbers are numbers; all that can be suggested is."""
    commands = await registered(local, bot)
    options = {name: one.get("options", []) for name, one in commands.items()}
    (days,), (words,), (rule,) = options["pause"], options["search"], options["subscribe"]
    assert (days["type"], days["min_value"], days.get("autocomplete")) == (4, 1, None)
    assert (words["type"], words.get("autocomplete")) == (3, None)
    assert (rule["type"], rule["autocomplete"], rule["required"]) == (3, True, True)


async def test_limits_are_kept(local: LocalDiscord, bot: Bot) -> None:
    """Names that Discord does not take are left out, long texts are cut."""
    ours = ListeningBot()
    many = tuple(
        OfferedParameter(name=f"option-{n}", description="", kind=ParameterKind.TEXT)
        for n in range(30)
    )
    bad = OfferedParameter(name="Two Words", description="x", kind=ParameterKind.TEXT)
    ours.commands = (
        Offered(name="No", description="x", who=Who.ANYONE),
        Offered(name="long", description="word " * 50, who=Who.ANYONE, parameters=(bad, *many)),
    )
    ours.languages = ("en",)
    commands = await registered(local, bot, ours)
    assert list(commands) == ["long"]
    assert len(commands["long"]["description"]) <= 100
    assert [one["name"] for one in commands["long"]["options"]][:2] == ["option-0", "option-1"]
    assert len(commands["long"]["options"]) == 25


async def test_nothing_is_told_twice(local: LocalDiscord, bot: Bot) -> None:
    """Until a description is another one, or somebody forces it."""
    ours, memory = ListeningBot(), Memory()
    tree = await tree_of(bot, ours)
    for _ in range(3):
        assert await register_commands(tree, memory)
    assert len(local.calls_of(OVERWRITE)) == 1
    assert await register_commands(tree, memory, force=True)
    assert len(local.calls_of(OVERWRITE)) == 2
    ours.commands = (replace(COMMANDS[0], description="Start"), *COMMANDS[1:])
    assert await register_commands(await tree_of(bot, ours), memory)
    assert local.registered()[0]["description"] == "Start"


async def test_administrators_have_their_commands_in_their_guilds_alone(
    local: LocalDiscord, lab: Lab, bot: Bot
) -> None:
    """Which are told so when they are none any more."""
    ours, memory = ListeningBot(), Memory()
    tree = await tree_of(bot, ours, lab.guild)
    assert await register_commands(tree, memory, [lab.guild])
    assert [command["name"] for command in local.registered(lab.guild)] == ["status"]
    assert "status" not in [command["name"] for command in local.registered()]
    tree.clear_commands(guild=discord.Object(lab.guild))
    assert await register_commands(tree, memory)
    assert local.registered(lab.guild) == []
    assert await register_commands(tree, memory)
    assert len(local.calls_of("overwrite_guild_commands")) == 2


async def test_operators_have_their_commands_where_they_are_at_home(
    local: LocalDiscord, lab: Lab, bot: Bot
) -> None:
    """Shown to administrators there; what admits a guild is everywhere, for who manages it."""
    ours, memory = ListeningBot(), Memory()
    ours.commands = (
        Offered(name="status", description="Tell", who=Who.OPERATORS),
        Offered(name="broadcast", description="Say", who=Who.OPERATORS, parameters=(WORDS,)),
        Offered(name="invite", description="Admit", who=Who.OPERATORS_ANYWHERE),
    )
    ours.languages = ("en", "zh")
    elsewhere = local.guild("Elsewhere", lab.ada, [lab.bob])
    local.add_bot(elsewhere)
    tree = await tree_of(bot, ours, lab.guild, lab.guild)
    assert await register_commands(tree, memory, [lab.guild, lab.guild])
    assert len(local.calls_of("overwrite_guild_commands")) == 1
    own = {command["name"]: command for command in local.registered(lab.guild)}
    assert list(own) == ["status", "broadcast"]
    administrator = str(discord.Permissions(administrator=True).value)
    assert {str(one["default_member_permissions"]) for one in own.values()} == {administrator}
    assert own["broadcast"]["description_localizations"]["zh-CN"] == "Say (zh)"
    (invite,) = local.registered()
    assert invite["name"] == "invite"
    manage = str(discord.Permissions(manage_guild=True).value)
    assert str(invite["default_member_permissions"]) == manage
    assert local.registered(elsewhere) == []
    assert set(local.offered(lab.ada, lab.papers)) == {"status", "broadcast", "invite"}
    assert local.offered(lab.bob, lab.papers) == []
    talk = local.channel(elsewhere, "talk")
    assert local.offered(lab.ada, talk) == ["invite"]


async def test_without_such_guilds_their_commands_are_nowhere(
    local: LocalDiscord, lab: Lab, bot: Bot
) -> None:
    """Not for all by mistake."""
    assert "status" not in await registered(local, bot)
    assert local.registered(lab.guild) == []


async def test_a_guild_without_the_bot_keeps_nothing_from_the_others(
    local: LocalDiscord, lab: Lab, bot: Bot
) -> None:
    """It is tried again at the next start."""
    memory = Memory()
    elsewhere = local.guild("Elsewhere", lab.ada)
    tree = await tree_of(bot, ListeningBot(), elsewhere, lab.guild)
    with capture_logs() as logs:
        assert not await register_commands(tree, memory, [elsewhere, lab.guild])
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == [
        "commands not registered"
    ]
    assert local.registered(lab.guild)
    assert set(json.loads(memory.text)) == {"", str(lab.guild)}


@pytest.mark.parametrize("text", ["[1]", "{", '{"x": 1}', "null"])
async def test_what_somebody_else_remembered_is_passed_over(
    local: LocalDiscord, bot: Bot, text: str
) -> None:
    """It is told once more than needed."""
    assert await register_commands(await tree_of(bot, ListeningBot()), Memory(text))
    assert local.registered()


async def test_a_listener_registers_once(local: LocalDiscord, lab: Lab) -> None:
    """The next one knows what was told."""
    options = Options(admin_guilds=(lab.guild,))
    async with listening(local, options):
        assert len(local.registered()) == 5
        assert local.registered(lab.guild)
    async with listening(local, options):
        pass
    assert len(local.calls_of(OVERWRITE)) == 1


async def test_listening_does_not_hang_on_registering(local: LocalDiscord, lab: Lab) -> None:
    """Whatever breaks there."""

    class Broken(Memory):
        async def read(self) -> str:
            raise ZeroDivisionError

    with capture_logs() as logs:
        async with listening(local, Options(memory=Broken("{}"))) as ears:
            await until(lambda: logs)
            assert ears.client.is_ready()
    assert [line["event"] for line in logs] == ["commands not registered"]


async def test_commands_can_be_told_without_listening(local: LocalDiscord, lab: Lab) -> None:
    """For the command line; whatever is remembered."""
    door = Door(token=local.token, api_url=local.api_url, admin_guilds=(lab.guild,))
    memory = Memory()
    for _ in range(2):
        assert await Listening(door, memory).sync(ListeningBot())
    assert len(local.calls_of(OVERWRITE)) == 2
    assert local.registered(lab.guild)
    assert local.connections == []
    wrong = Door(token="a.wrong.token", api_url=local.api_url)  # noqa: S106 - nobody's
    with pytest.raises(Unwelcome):
        await Listening(wrong, memory).sync(ListeningBot())
