"""Logging in, what is no address, Discord gone and back."""

from __future__ import annotations

import aiohttp
import discord
import httpx
import pytest

from tests.fakes.discord.conftest import Bot, Call, Lab, new_bot, running
from tests.fakes.discord.server import LocalDiscord


async def test_a_bot_logs_in_and_learns_of_its_guilds(local: LocalDiscord, lab: Lab) -> None:
    """By READY and GUILD_CREATE, with itself as a member and what it may do."""
    async with running(new_bot(), local) as bot:
        guild = bot.get_guild(lab.guild)
        assert guild is not None
        assert guild.me.id == bot.application_id == local.bot_id
        channel = guild.get_channel(lab.papers)
        assert isinstance(channel, discord.TextChannel)
        assert channel.permissions_for(guild.me).send_messages
        assert not channel.permissions_for(guild.me).manage_threads
        assert (local.connected(), local.sessions.identifies) == (1, 1)
    await local.until(lambda: not local.connections)
    assert local.sessions.known == {}  # it has said good-bye


async def test_a_wrong_token_is_refused(local: LocalDiscord) -> None:
    """By REST, before the gateway is asked."""
    async with new_bot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.login("wrong")
    assert (local.calls[0].status, local.buckets.invalid) == (401, 1)


async def test_a_bot_without_its_gateway_writes(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """By the channel's id."""
    sent = await bot.get_partial_messageable(lab.papers).send("digest")
    assert local.texts(lab.papers) == ["digest"]
    assert local.sent[0].id == sent.id
    assert local.connections == []


async def test_discord_goes_down_and_comes_back(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """At the same address."""
    channel = bot.get_partial_messageable(lab.papers)
    local.go_down()
    with pytest.raises(aiohttp.ClientError):
        await channel.send("digest")
    local.come_back()
    await channel.send("digest")
    assert local.texts(lab.papers) == ["digest"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("PUT", "/users/@me", 405), ("GET", "/channels/x", 404)],
)
def test_an_unknown_address_is_noted(
    local: LocalDiscord, call: Call, method: str, path: str, status: int
) -> None:
    """As what is not modelled."""
    answer = call(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, 0)
    assert local.forgive() == [f"{method} {path} is not modelled"]


def test_other_versions_are_not_spoken(local: LocalDiscord, call: Call) -> None:
    """Only v10."""
    assert call("GET", "/../v9/users/@me").status_code == 404
    assert len(local.forgive()) == 1


async def test_the_bot_reads_itself_people_and_guilds(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """What it fetches is what there is."""
    assert (await bot.application_info()).id == local.bot_id
    assert (await bot.fetch_user(lab.ada)).name == "ada"
    guild = await bot.fetch_guild(lab.guild)
    assert guild.name == "Lab"
    assert [one.name for one in await guild.fetch_channels()] == ["papers"]
    assert {role.name for role in await guild.fetch_roles()} == {"@everyone", "paperround"}
    assert (await guild.fetch_member(lab.bob)).name == "bob"
    assert [one.id async for one in bot.fetch_guilds()] == [lab.guild]
    for missing in (bot.fetch_user(1), guild.fetch_member(1), bot.fetch_guild(1)):
        with pytest.raises(discord.NotFound):
            await missing


async def test_the_bot_leaves_a_guild(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """And sees it no more."""
    await (await bot.fetch_guild(lab.guild)).leave()
    with pytest.raises(discord.Forbidden) as refusal:
        await bot.fetch_guild(lab.guild)
    assert refusal.value.code == 50001


def test_outside_its_block_it_has_no_address() -> None:
    """It has never listened."""
    with pytest.raises(RuntimeError, match="inside its `with`"):
        _ = LocalDiscord().url


async def test_it_lives_in_an_async_block_as_well() -> None:
    """Of any loop; two do not share anything."""
    async with LocalDiscord() as one, LocalDiscord() as other:
        assert one.url != other.url
        one.person("ada")
        assert len(one.world.people) == len(other.world.people) + 1


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"{", "application/json"), (b"x", "text/plain")],
)
def test_what_is_no_json_is_refused(
    local: LocalDiscord, client: httpx.Client, lab: Lab, body: bytes, content_type: str
) -> None:
    """And noted."""
    headers = {"authorization": f"Bot {local.token}", "content-type": content_type}
    address = f"{local.api_url}/channels/{lab.papers}/messages"
    answer = client.post(address, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, 50109)
    assert len(local.forgive()) == 1


def test_what_fails_in_the_server_fails_the_test(client: httpx.Client) -> None:
    """When it stops."""
    local = LocalDiscord()
    local.start()
    local.world.people.clear()
    headers = {"authorization": f"Bot {local.token}"}
    assert client.get(f"{local.api_url}/users/@me", headers=headers).status_code == 500
    with pytest.raises(KeyError):
        local.stop()


def test_a_port_that_is_taken_is_told(local: LocalDiscord) -> None:
    """At once."""
    other = LocalDiscord()
    with pytest.raises(OSError, match="in use"):
        other.start(int(local.url.rpartition(":")[2]))


def test_a_request_that_is_too_big_is_refused(
    local: LocalDiscord, client: httpx.Client, lab: Lab
) -> None:
    """25 MiB, whatever is in it."""
    headers = {"authorization": f"Bot {local.token}", "content-type": "application/json"}
    address = f"{local.api_url}/channels/{lab.papers}/messages"
    answer = client.post(address, content=bytes(27 << 20), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, 40005)
    assert len(local.forgive()) == 1
