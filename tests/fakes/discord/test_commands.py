"""Commands registered, their rules, and who is offered them."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands

from tests.fakes.discord.conftest import Bot, Call, Lab
from tests.fakes.discord.server import LocalDiscord

FOLLOW = {"name": "follow", "description": "Follow a rule"}
RULE = {"type": 3, "name": "rule", "description": "The rule"}
SUB = {"type": 1, "name": "add", "description": "Add"}


def path(local: LocalDiscord) -> str:
    """Where the commands for all are."""
    return f"/applications/{local.bot_id}/commands"


async def test_commands_are_registered_and_told_back(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """For all, or for one guild; those that stay keep their ids."""
    group = app_commands.Group(name="rules", description="Rules")

    @group.command()
    @app_commands.choices(order=[app_commands.Choice(name="newest", value=1)])
    async def show(
        interaction: discord.Interaction[Bot], order: app_commands.Range[int, 1, 5]
    ) -> None:
        """Show them."""

    bot.tree.add_command(group)
    first = await bot.tree.sync()
    assert [one.name for one in first] == ["rules"]
    assert local.offered(lab.ada, lab.papers) == ["rules"]
    asked = local.invoke(lab.ada, lab.papers, "rules show", order=1)
    assert local.interactions[asked].words == "rules show"
    with pytest.raises(ValueError, match="does not offer 2"):
        local.invoke(lab.ada, lab.papers, "rules show", order=2)
    with pytest.raises(ValueError, match="is not whole"):
        local.invoke(lab.ada, lab.papers, "rules")
    again = await bot.tree.sync()
    assert again[0].id == first[0].id
    assert (await bot.tree.fetch_command(first[0].id)).name == "rules"
    guild = discord.Object(lab.guild)
    bot.tree.copy_global_to(guild=guild)
    await bot.tree.sync(guild=guild)
    assert [one["name"] for one in local.registered(lab.guild)] == ["rules"]
    assert local.offered(lab.ada, lab.papers) == ["rules"]


async def test_who_may_not_is_not_offered(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """Permissions by default; the owner of a guild may all."""

    @bot.tree.command()
    @app_commands.default_permissions(manage_channels=True)
    async def subscribe(interaction: discord.Interaction[Bot]) -> None:
        """Subscribe."""

    await bot.tree.sync()
    assert local.offered(lab.ada, lab.papers) == ["subscribe"]
    assert local.offered(lab.bob, lab.papers) == []
    role = local.role(lab.guild, "mods", ["manage_channels"])
    local.give(lab.guild, lab.bob, role)
    assert local.offered(lab.bob, lab.papers) == ["subscribe"]


def test_one_command_is_made_changed_and_deleted(local: LocalDiscord, call: Call) -> None:
    """By its id."""
    made = call("POST", path(local), FOLLOW)
    assert made.status_code == 201
    one = f"{path(local)}/{made.json()['id']}"
    assert call("PATCH", one, {"description": "x"}).json()["description"] == "x"
    assert call("POST", path(local), FOLLOW).json()["id"] == made.json()["id"]
    assert call("DELETE", one).status_code == 204
    assert call("GET", one).json()["code"] == 10063
    assert call("GET", path(local)).json() == []
    assert call("GET", "/applications/1/commands").json()["code"] == 50001
    assert len(local.forgive()) == 0


@pytest.mark.parametrize(
    ("command", "place", "code"),
    [
        ({"name": "Follow"}, ("name",), "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "a b"}, ("name",), "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "x" * 33}, ("name",), "BASE_TYPE_BAD_LENGTH"),
        ({"description": ""}, ("description",), "BASE_TYPE_REQUIRED"),
        ({"description": "x" * 101}, ("description",), "BASE_TYPE_BAD_LENGTH"),
        ({"name_localizations": {"zh": "跟"}}, ("name_localizations", "zh"), "INVALID_LOCALE"),
        (
            {"name_localizations": {"zh-CN": "跟 随"}},
            ("name_localizations", "zh-CN"),
            "APPLICATION_COMMAND_INVALID_NAME",
        ),
        (
            {"description_localizations": {"zh-CN": ""}},
            ("description_localizations", "zh-CN"),
            "BASE_TYPE_REQUIRED",
        ),
        ({"type": 9}, ("type",), "BASE_TYPE_CHOICES"),
        ({"colour": "red"}, ("colour",), "UNKNOWN_FIELD"),
        ({"contexts": [3]}, ("contexts", "0"), "BASE_TYPE_CHOICES"),
        ({"integration_types": [2]}, ("integration_types", "0"), "BASE_TYPE_CHOICES"),
        ({"default_member_permissions": "x"}, ("default_member_permissions",), "NUMBER"),
        ({"options": [RULE] * 26}, ("options",), "BASE_TYPE_MAX_LENGTH"),
        ({"options": [RULE] * 2}, ("options",), "APPLICATION_COMMAND_OPTIONS_NAME"),
        (
            {"options": [RULE, {**RULE, "name": "x", "required": True}]},
            ("options", "1"),
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        ({"options": [{**RULE, "type": 12}]}, ("options", "0", "type"), "BASE_TYPE_CHOICES"),
        ({"options": [{**RULE, "min_value": 1}]}, ("options", "0", "min_value"), "APPLICATION"),
        ({"options": [{**RULE, "min_length": -1}]}, ("options", "0", "min_length"), "NUMBER"),
        (
            {"options": [{**RULE, "choices": [{"name": "x", "value": "x"}] * 26}]},
            ("options", "0", "choices"),
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            {"options": [{**RULE, "choices": [{"name": "x", "value": 1}]}]},
            ("options", "0", "choices", "0", "value"),
            "STRING_TYPE_CONVERT",
        ),
        (
            {"options": [{**RULE, "type": 4, "choices": [{"name": "x", "value": "1"}]}]},
            ("options", "0", "choices", "0", "value"),
            "NUMBER_TYPE_COERCE",
        ),
        (
            {"options": [{**RULE, "choices": [{"name": "x", "value": "x"}], "autocomplete": True}]},
            ("options", "0", "choices"),
            "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
        ),
        ({"options": [SUB, RULE]}, ("options",), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
        (
            {"options": [{**SUB, "options": [SUB]}]},
            ("options", "0", "options", "0", "type"),
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            {
                "options": [
                    {
                        **RULE,
                        "name": f"o{number}",
                        "choices": [
                            {"name": f"{one:0100}", "value": f"{one:0100}"} for one in range(25)
                        ],
                    }
                    for number in range(2)
                ]
            },
            (),
            "APPLICATION_COMMAND_TOO_LARGE",
        ),
    ],
)
def test_commands_have_their_rules(
    local: LocalDiscord, call: Call, command: dict[str, Any], place: tuple[str, ...], code: str
) -> None:
    """Each breach is told with its place, and is a violation."""
    answer = call("PUT", path(local), [{**FOLLOW, **command}]).json()
    assert answer["code"] == 50035
    found = answer["errors"]["0"]
    for part in place:
        found = found[part]
    assert found["_errors"][0]["code"].startswith(code)
    assert len(local.forgive()) == 1
    assert local.registered() == []


def test_names_are_unique(local: LocalDiscord, call: Call) -> None:
    """A command for messages may have the same one."""
    assert call("PUT", path(local), [FOLLOW, FOLLOW]).status_code == 400
    assert len(local.forgive()) == 1
    other = {"name": "Follow this", "type": 3}
    assert call("PUT", path(local), [FOLLOW, other]).status_code == 200
    assert call("PUT", path(local), [{**other, "options": [RULE]}]).status_code == 400
    assert len(local.forgive()) == 1


def test_there_are_not_too_many(local: LocalDiscord, call: Call) -> None:
    """100 at once, so many new ones a day."""
    many = [{**FOLLOW, "name": f"c{number}"} for number in range(101)]
    assert call("PUT", path(local), many).json()["code"] == 30032
    local.forgive()
    local.limits.created = (2, 86_400.0)
    assert call("PUT", path(local), many[:3]).json()["code"] == 30034
    local.advance(86_401)
    assert call("PUT", path(local), many[:2]).status_code == 200
