"""A Discord in its own process: it outlives the bot, and is told by name what to do."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from typing import Any

import aiohttp
import discord
import pytest

from tests.fakes.discord.conftest import Bot, Lab, new_bot
from tests.fakes.discord.control import DOINGS
from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.process import DiscordProcess
from tests.fakes.discord.server import LocalDiscord
from tests.fakes.discord.test_components import Digest


@pytest.fixture(scope="module")
def process() -> Iterator[DiscordProcess]:
    """One process for all tests here: to start it takes a while."""
    with DiscordProcess("--username", "another", "--heartbeat", "2") as process:
        with pointed_at(process):
            yield process
        assert process.ask("violations") == []


@pytest.fixture
def lab(process: DiscordProcess) -> Lab:
    """A place to write in."""
    ada, bob = (process.ask("person", username=name) for name in ("ada", "bob"))
    guild = process.ask("guild", name="Lab", owner=ada, people=[bob])
    process.ask("add_bot", guild=guild)
    return Lab(guild, ada, bob, process.ask("channel", guild=guild, name="papers"))


@pytest.fixture
async def bot(process: DiscordProcess) -> Any:
    """The real bot against that process."""
    async with new_bot() as bot:
        await bot.login(process.ask("token"))
        yield bot


async def test_a_story_is_told_over_http(process: DiscordProcess, bot: Bot, lab: Lab) -> None:
    """What is done by methods elsewhere is done by name here."""
    assert bot.user is not None
    assert (bot.user.name, bot.user.id) == ("another", process.ask("bot_id"))

    @bot.tree.command()
    async def follow(interaction: discord.Interaction[Bot], rule: str) -> None:
        """Follow."""

    await bot.tree.sync()
    await bot.get_partial_messageable(lab.papers).send(view=Digest())
    (message,) = process.ask("messages", channel=lab.papers)
    assert message["text"].startswith("# 2 papers")
    pressed = process.ask("press", person=lab.ada, message=message, label="More")
    place = {"person": lab.bob, "channel": lab.papers, "command": "follow"}
    asked = process.ask("invoke", **place, options={"rule": "cs.CV"})
    assert [one["id"] for one in process.ask("unanswered")] == [pressed, asked]
    assert process.ask("answer_to", interaction=asked) is None
    process.ask("revoke", channel=lab.papers, permissions=["send_messages"])
    assert "send_messages" not in process.ask("may", channel=lab.papers)
    process.ask("restore", channel=lab.papers)
    assert [call["status"] for call in process.ask("calls_of", route="create_message")] == [200]
    assert process.ask("identifies") == process.ask("timeouts") == 0
    assert process.ask("doubles") == {}


async def test_faults_and_limits_are_set_over_http(
    process: DiscordProcess, bot: Bot, lab: Lab
) -> None:
    """And counted."""
    channel = bot.get_partial_messageable(lab.papers)
    fault = process.ask("fault", kind="drop", after=True, channel=lab.papers)
    with pytest.raises(aiohttp.ClientError):
        await channel.send("lost", nonce="n")
    assert process.ask("struck", number=fault["number"]) == 1
    process.ask("set", posts=[50, 1.0], delay=0.01, overall=None)
    await channel.send("lost", nonce="n")
    assert (process.ask("texts", channel=lab.papers), process.ask("repeats")) == (["lost"], ["n"])
    process.ask("set", delay=0.0)
    assert process.ask("cpu") > 0


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("dance", {}, "nothing is called 'dance'"),
        ("stop", {}, "nothing is called 'stop'"),
        ("set", {"colour": "red"}, "nothing to set called 'colour'"),
        ("direct", {"person": 1}, "nobody at this Discord has the id 1"),
        ("direct", {"wrong": 1}, "unexpected keyword argument"),
    ],
)
def test_a_mistake_of_the_test_is_told(
    process: DiscordProcess, name: str, arguments: dict[str, object], told: str
) -> None:
    """Not hidden."""
    with pytest.raises(ValueError, match=told):
        process.ask(name, **arguments)


def test_every_name_is_a_method() -> None:
    """Of the server; none is forgotten."""
    for name in DOINGS:
        assert callable(getattr(LocalDiscord, name))
    asking = {"until", "wait", "reply", "answered", "ready"}  # a remote test asks again instead
    life = {"start", "stop", "go_down", "come_back"}
    inner = {"add_post", "add_draft", "edit", "apply", "tell_of"}
    public = {name for name in dir(LocalDiscord) if not name.startswith("_")}
    methods = {name for name in public if callable(getattr(LocalDiscord, name))}
    assert methods - DOINGS == asking | life | inner


def test_it_ends_when_told_and_when_its_parent_ends() -> None:
    """Nothing stays behind; outside its block nothing can be asked."""
    with DiscordProcess() as process:
        inner: subprocess.Popen[str] = process._process  # type: ignore[assignment]  # noqa: SLF001
        inner.send_signal(signal.SIGTERM)
        assert inner.wait(10) == 0
    with pytest.raises(RuntimeError, match="inside its `with`"):
        DiscordProcess().ask("sent")
    with pytest.raises(RuntimeError, match="did not start"), DiscordProcess("--nonsense"):
        pass
