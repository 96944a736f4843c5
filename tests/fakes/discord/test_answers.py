"""The rules of answers, kept and broken by hand; who is offered which command."""

from __future__ import annotations

from typing import Any

import pytest
from discord import app_commands

from tests.fakes.discord.conftest import Bot, Call, Lab
from tests.fakes.discord.example import Interaction, commands_of
from tests.fakes.discord.server import LocalDiscord


@pytest.fixture
async def registered(local: LocalDiscord, bot: Bot) -> Bot:
    """The commands are known, and no bot listens."""
    commands_of(bot)
    await bot.tree.sync()
    return bot


def respond(call: Call, local: LocalDiscord, number: int, body: object) -> Any:
    """Answer an interaction by hand."""
    token = local.interactions[number].token
    return call("POST", f"/interactions/{number}/{token}/callback", body, authorization="")


def hook(local: LocalDiscord, number: int, rest: str = "") -> str:
    """Where follow-ups go."""
    return f"/webhooks/{local.bot_id}/{local.interactions[number].token}{rest}"


def test_the_first_answer_comes_within_three_seconds(
    local: LocalDiscord, registered: Bot, call: Call, lab: Lab
) -> None:
    """Afterwards the interaction is unknown, and the person has read that the app is silent."""
    asked = local.invoke(lab.ada, lab.papers, "slow")
    assert [one.words for one in local.unanswered()] == ["slow"]
    local.advance(3.1)
    late = respond(call, local, asked, {"type": 4, "data": {"content": "x"}})
    assert (late.status_code, late.json()["code"]) == (404, 10062)
    assert [one.id for one in local.failed()] == [asked]
    assert local.answer_to(asked) is None
    assert call("POST", "/interactions/1/x/callback", {"type": 4}).json()["code"] == 10062


def test_an_interaction_is_answered_once(
    local: LocalDiscord, registered: Bot, call: Call, lab: Lab
) -> None:
    """Twice is a violation."""
    asked = local.invoke(lab.ada, lab.papers, "slow")
    assert respond(call, local, asked, {"type": 5}).status_code == 204
    assert local.messages(lab.papers)[0].loading
    twice = respond(call, local, asked, {"type": 5})
    assert (twice.status_code, twice.json()["code"]) == (400, 40060)
    assert local.forgive() == ["answer: 'slow' is answered twice"]


def test_a_token_lives_a_quarter_of_an_hour(
    local: LocalDiscord, registered: Bot, call: Call, lab: Lab
) -> None:
    """And opens nothing before the first answer."""
    asked = local.invoke(lab.ada, lab.papers, "slow")
    body = {"content": "more"}
    assert call("POST", hook(local, asked), body).json()["code"] == 10015
    respond(call, local, asked, {"type": 4, "data": {"content": "x"}})
    assert call("PATCH", hook(local, asked, "/messages/@original"), body).status_code == 200
    assert call("GET", hook(local, asked, "/messages/@original")).json()["content"] == "more"
    assert call("POST", hook(local, asked), {"content": "again"}).status_code == 200
    assert call("DELETE", hook(local, asked, "/messages/@original")).status_code == 204
    assert call("GET", hook(local, asked, "/messages/@original")).json()["code"] == 10008
    local.advance(901)
    assert call("POST", hook(local, asked), {"content": "late"}).json()["code"] == 50027
    assert call("POST", f"/webhooks/{local.bot_id}/nonsense", body).status_code == 401
    assert local.texts(lab.papers) == ["again"]
    local.forgive()


def test_a_follow_up_while_thinking_is_noted(
    local: LocalDiscord, registered: Bot, call: Call, lab: Lab
) -> None:
    """It takes the place of the answer; whether that is hidden, the defer has settled."""
    asked = local.invoke(lab.ada, lab.papers, "slow")
    body = {"type": 5, "data": {"flags": (1 << 6) | (1 << 15)}}
    respond(call, local, asked, body)
    call("POST", hook(local, asked), {"content": "x"})
    found = local.answer_to(asked)
    assert found is not None
    assert found.message is not None
    assert (found.message.only_for, found.followups) == (lab.ada, ())
    assert [one.partition(":")[0] for one in local.forgive()] == ["answer", "follow_up"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"type": 8, "data": {"choices": []}}, ("type",)),
        ({"type": 7, "data": {}}, ("type",)),
        ({"type": 4, "data": {"content": "x" * 2001}}, ("data", "content")),
        ({"type": 9, "data": {"title": "x" * 46, "custom_id": "x"}}, ("data", "title")),
        ({"type": 9, "data": {"title": "x", "custom_id": "x"}}, ("data", "components")),
        (
            {"type": 9, "data": {"title": "x", "custom_id": "x", "components": [{"type": 2}]}},
            ("data", "components", "0", "type"),
        ),
    ],
)
def test_an_answer_has_its_rules(
    local: LocalDiscord,
    registered: Bot,
    call: Call,
    lab: Lab,
    body: object,
    place: tuple[str, ...],
) -> None:
    """It fits what was asked; a refused one can be tried again."""
    asked = local.invoke(lab.ada, lab.papers, "slow")
    found = respond(call, local, asked, body).json()["errors"]
    for part in place:
        found = found[part]
    assert found["_errors"]
    assert len(local.forgive()) == 1
    assert respond(call, local, asked, {"type": 5}).status_code == 204


def test_choices_have_their_rules(
    local: LocalDiscord, registered: Bot, call: Call, lab: Lab
) -> None:
    """25, of 1 to 100 characters."""
    asked = local.complete(lab.ada, lab.papers, "follow", "rule", "")
    for choices in ([{"name": "x", "value": "x"}] * 26, [{"name": "", "value": "x"}]):
        refused = respond(call, local, asked, {"type": 8, "data": {"choices": choices}})
        assert refused.status_code == 400
    assert len(local.forgive()) == 2
    assert respond(call, local, asked, {"type": 8, "data": {"choices": []}}).status_code == 204


async def test_what_is_not_offered_is_a_mistake_of_the_test(
    local: LocalDiscord, registered: Bot, lab: Lab
) -> None:
    """As an app would not let it pass."""
    for command, options, told in (
        ("dance", {}, "no command /dance is offered there, only: follow, slow, note, setup"),
        ("follow", {}, "the option 'rule' is required"),
        ("follow", {"colour": "red"}, "there is no option colour"),
        ("follow", {"rule": 1}, "does not take 1"),
        ("follow", {"rule": ""}, "1 to 6,000 characters"),
        ("follow cs", {}, "has no sub-command 'cs'"),
    ):
        with pytest.raises(ValueError, match=told):
            local.invoke(lab.ada, lab.papers, command, **options)
    with pytest.raises(ValueError, match="has no autocomplete"):
        local.complete(lab.ada, lab.papers, "setup", "channel", "x")
    direct = local.direct(lab.ada)
    assert local.offered(lab.ada, direct) == ["follow", "slow", "note"]
    local.overwrite(lab.papers, lab.bob, deny=["use_application_commands"])
    assert local.offered(lab.bob, lab.papers) == []


async def test_who_has_installed_the_app_uses_it_anywhere(
    local: LocalDiscord, bot: Bot, call: Call, lab: Lab
) -> None:
    """Where the guild has not, five follow-ups are the most, and answers may be hidden."""

    @bot.tree.command()
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def search(interaction: Interaction) -> None:
        """Search."""

    await bot.tree.sync()
    eve = local.person("eve", installed=True)
    elsewhere = local.guild("Elsewhere", lab.ada, [eve])
    channel = local.channel(elsewhere, "talk")
    assert local.offered(lab.ada, channel) == []
    group = local.group_dm("Us", [lab.ada, eve])
    assert (local.offered(eve, group), local.offered(lab.ada, group)) == (["search"], [])
    asked = local.invoke(eve, channel, "search")
    respond(call, local, asked, {"type": 4, "data": {"content": "x"}})
    assert local.texts(channel, lab.ada) == ["x"]
    local.limits.followups = None
    for number in range(5):
        call("POST", hook(local, asked), {"content": f"{number}"})
    assert call("POST", hook(local, asked), {"content": "5"}).json()["code"] == 40094
    local.set_role(elsewhere, elsewhere, ["view_channel", "use_application_commands"])
    asked = local.invoke(eve, channel, "search")
    respond(call, local, asked, {"type": 5})
    assert local.messages(channel)[-1].only_for == eve
    local.install(eve, installed=False)
    assert local.offered(eve, channel) == []
