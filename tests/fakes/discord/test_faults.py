"""What goes wrong on the way, before the effect and after it."""

from __future__ import annotations

import asyncio

import aiohttp
import discord
import pytest

from tests.fakes.discord.conftest import Bot, Call, Lab
from tests.fakes.discord.faults import Kind
from tests.fakes.discord.server import LocalDiscord


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_is_cut(local: LocalDiscord, bot: Bot, lab: Lab, *, after: bool) -> None:
    """Nobody knows whether the message stands; its nonce keeps it from standing twice."""
    channel = bot.get_partial_messageable(lab.papers)
    local.fault("drop", after=after, channel=lab.papers)
    with pytest.raises(aiohttp.ClientError):
        await channel.send("digest", nonce="digest-1")
    assert local.texts(lab.papers) == (["digest"] if after else [])
    await channel.send("digest", nonce="digest-1")
    assert local.texts(lab.papers) == ["digest"]
    assert local.repeats == (["digest-1"] if after else [])
    assert [call.status for call in local.calls_of("create_message")] == [0, 200]


@pytest.mark.parametrize("kind", ["500", "502", "503", "504", "524"])
@pytest.mark.parametrize("after", [False, True])
def test_a_server_breaks(
    local: LocalDiscord, call: Call, lab: Lab, kind: Kind, *, after: bool
) -> None:
    """The library tries most of these again by itself, after a second."""
    local.fault(kind, after=after)
    answer = call("POST", f"/channels/{lab.papers}/messages", {"content": "x"})
    assert answer.status_code == int(kind)
    is_json = answer.headers["content-type"] == "application/json"
    assert is_json == (kind == "500")
    assert len(local.sent) == after


async def test_the_librarys_own_tries_do_not_double(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """For it sends a nonce by itself."""
    local.fault("502", route="create_message", after=True)
    await bot.get_partial_messageable(lab.papers).send("digest")
    assert local.texts(lab.papers) == ["digest"]
    assert len(local.repeats) == 1


async def test_a_503_is_not_tried_again(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """It is for the bot to do so."""
    fault = local.fault("503", times=None)
    with pytest.raises(discord.DiscordServerError):
        await bot.get_partial_messageable(lab.papers).send("digest")
    assert local.struck(fault.number) == 1
    local.heal()
    await bot.get_partial_messageable(lab.papers).send("digest")


async def test_slow_answers_delay_nobody_else(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """Each channel for itself."""
    other = local.channel(lab.guild, "other")
    local.fault("slow", channel=lab.papers, seconds=60)
    slow = asyncio.create_task(bot.get_partial_messageable(lab.papers).send("slow"))
    await local.until(lambda: local.calls_of("create_message"))
    await bot.get_partial_messageable(other).send("quick")
    assert not slow.done()
    local.heal()
    await slow
    local.delay = 0.1
    local.fault("slow", after=True, seconds=0.1)
    await bot.get_partial_messageable(other).send("late")
    assert local.texts(other) == ["quick", "late"]


@pytest.mark.parametrize(
    ("code", "error"),
    [(50013, discord.Forbidden), (10003, discord.NotFound), (50006, discord.HTTPException)],
)
async def test_any_refusal_can_be_ordered(
    local: LocalDiscord, bot: Bot, lab: Lab, code: int, error: type[discord.HTTPException]
) -> None:
    """It is no violation to have met one."""
    local.fault("refuse", code=code)
    with pytest.raises(error) as refusal:
        await bot.get_partial_messageable(lab.papers).send("x")
    assert refusal.value.code == local.refusals()[0].code == code


async def test_cloudflare_blocks(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """A 429 that is raised at once, as it has no `Via`."""
    local.fault("cloudflare")
    with pytest.raises(discord.HTTPException) as refusal:
        await bot.get_partial_messageable(lab.papers).send("x")
    assert refusal.value.status == 429


async def test_a_fault_is_addressed(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """By the route, by the channel, by the number of the request."""
    other = local.channel(lab.guild, "other")
    fault = local.fault("503", route="create_message", channel=lab.papers, nth=2, times=2)
    here, there = (bot.get_partial_messageable(one) for one in (lab.papers, other))
    await there.send("x")
    await here.send("1")
    for text in ("2", "3"):
        with pytest.raises(discord.DiscordServerError):
            await here.send(text)
    await here.send("4")
    assert local.texts(lab.papers) == ["1", "4"]
    assert (fault.seen, fault.struck) == (4, 2)


async def test_an_answer_can_be_spoilt_by_its_channel(
    local: LocalDiscord, call: Call, lab: Lab
) -> None:
    """Though it does not stand in its address."""
    body = [{"name": "follow", "description": "x"}]
    call("PUT", f"/applications/{local.bot_id}/commands", body)
    asked = local.invoke(lab.ada, lab.papers, "follow")
    local.fault("500", route="answer", channel=lab.papers)
    path = f"/interactions/{asked}/{local.interactions[asked].token}/callback"
    assert call("POST", path, {"type": 5}).status_code == 500
    assert call("POST", path, {"type": 5}).status_code == 204


@pytest.mark.parametrize(
    ("kind", "how", "told"),
    [
        ("418", {}, "no fault is called"),
        ("429", {"after": True}, "has no effect that could come first"),
        ("500", {"nth": 0}, "the first request is number 1"),
        ("refuse", {"code": 1}, "no refusal has the code 1"),
    ],
)
def test_an_impossible_fault_is_refused(
    local: LocalDiscord, kind: Kind, how: dict[str, int], told: str
) -> None:
    """Where it is ordered."""
    with pytest.raises(ValueError, match=told):
        local.fault(kind, **how)  # type: ignore[arg-type]
