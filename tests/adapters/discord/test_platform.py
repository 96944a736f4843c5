"""The life of Discord as a platform: who we are, listening, writing, and what breaks on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import discord
import pytest

from adapters.conversation import Bot, DeliveryError, Unavailable, Unwelcome
from adapters.discord.door import Door
from adapters.discord.messenger import Messenger
from adapters.discord.platform import DiscordPlatform, Listener
from adapters.discord.reach import DiscordReach
from tests.adapters.discord.conftest import KEY, person, place, saying
from tests.answering import AnsweringBot
from tests.fakes.discord.conftest import Lab
from tests.fakes.discord.server import LocalDiscord

WRONG = "not.the.token"


class Ears:
    """Counts who was to hear, and who was let finish."""

    def __init__(self) -> None:
        self.listeners: list[discord.Client] = []
        self.finished = 0

    async def __call__(
        self, listener: Listener, bot: Bot, messenger: Messenger
    ) -> Callable[[], Awaitable[None]]:
        """Hear nothing; do not wait 5 seconds before it identifies again."""
        self.listeners.append(listener)
        listener.before_identify_hook = _at_once  # type: ignore[method-assign]
        return self._finish

    async def _finish(self) -> None:
        self.finished += 1


async def _at_once(shard_id: int | None, *, initial: bool = False) -> None:
    """Nobody else identifies here."""


@pytest.fixture
def ears() -> Ears:
    """What listens."""
    return Ears()


@pytest.fixture
def door(local: LocalDiscord) -> Door:
    """The way to the local Discord."""
    return Door(token=local.token, api_url=local.api_url)


@pytest.fixture
async def platform(door: Door, ears: Ears) -> AsyncIterator[DiscordPlatform]:
    """Discord, closed in the end."""
    platform = DiscordPlatform(door, ears)
    yield platform
    await platform.close()


@asynccontextmanager
async def listening(platform: DiscordPlatform) -> AsyncIterator[asyncio.Task[None]]:
    """While it listens; cancelled in the end."""
    task = asyncio.create_task(platform.listen(AnsweringBot()))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    "given", ["http://127.0.0.1:1", "http://127.0.0.1:1/api/", "http://127.0.0.1:1/api/v10"]
)
def test_an_address_may_lack_its_version(given: str) -> None:
    """The library needs it."""
    before = discord.http.Route.BASE
    try:
        Door(token="", api_url=given).point()
        assert discord.http.Route.BASE == "http://127.0.0.1:1/api/v10"
    finally:
        discord.http.Route.BASE = before


@pytest.mark.parametrize(
    ("address", "proxy"), [("http://localhost:1/api", None), ("https://discord.com", "http://p")]
)
def test_a_proxy_is_not_for_this_machine(address: str, proxy: str | None) -> None:
    """And nobody is ever mentioned."""
    options = Door(token="", api_url=address, proxy="http://p").options()
    assert options["proxy"] == proxy
    assert options["allowed_mentions"].to_dict() == {"parse": []}


def test_a_door_keeps_its_secrets() -> None:
    """What it is made of may be logged."""
    told = repr(Door(token=WRONG, proxy="http://user:secret@p"))
    assert WRONG not in told
    assert "secret" not in told


async def test_it_listens_until_it_is_to_end(
    platform: DiscordPlatform, ears: Ears, local: LocalDiscord
) -> None:
    """What was being answered is finished, and the connection closed."""
    async with listening(platform):
        await local.ready()
        assert local.connected() == 1
    assert ears.finished == 1
    await local.until(lambda: local.connected() == 0)


async def test_it_writes_without_a_gateway(
    platform: DiscordPlatform, local: LocalDiscord, lab: Lab
) -> None:
    """A digest does not wait until the other client is connected; the same key is one message."""
    local.shut_gateway()
    sent = [await platform.send(place(lab.papers), saying("one"), KEY) for _ in range(2)]
    assert sent[0] == sent[1]
    await platform.edit(place(lab.papers), sent[0], saying("two"))
    assert [("two" in text) for text in local.texts(lab.papers)] == [True]
    assert platform.link("start") == ""


async def test_below_a_message_is_its_thread(
    platform: DiscordPlatform, local: LocalDiscord, lab: Lab
) -> None:
    """The rest of a digest."""
    first = await platform.send(place(lab.papers), saying("first", head="Monday"), KEY)
    rest = replace(saying("rest"), head=saying("", head="Monday").head)
    await platform.send(place(lab.papers), rest, KEY[::-1], first)
    assert [thread.name for thread in local.threads(lab.papers)] == ["Monday"]


async def test_an_unknown_token_ends_it(local: LocalDiscord, ears: Ears) -> None:
    """One clear sentence, and no try until the next start; nothing of the token in it."""
    door = Door(token=WRONG, api_url=local.api_url)
    platform = DiscordPlatform(door, ears)
    with pytest.raises(Unwelcome, match="DISCORD_BOT_TOKEN") as error:
        await platform.listen(AnsweringBot())
    assert WRONG not in str(error.value)
    with pytest.raises(DeliveryError) as refused:
        await platform.send(place(1), saying("x"), KEY)
    assert refused.value.everyone
    assert not await platform.has_member(place(1), "1")
    assert await DiscordReach(door).reach() != {"Discord": None}
    await platform.close()


async def test_who_cannot_be_reached_is_asked_again_later(ears: Ears) -> None:
    """By whoever let it listen; a delivery waits for a moment, and everyone with it."""
    door = Door(token=WRONG, api_url="http://127.0.0.1:9/api/v10")
    before = discord.http.Route.BASE
    try:
        platform = DiscordPlatform(door, ears)
        with pytest.raises(Unavailable):
            await platform.listen(AnsweringBot())
        with pytest.raises(DeliveryError) as refused:
            await platform.send(place(1), saying("x"), KEY)
        assert (refused.value.everyone, refused.value.uncertain) == (True, False)
        told = await DiscordReach(door).reach()
        assert told["Discord"]
        await platform.close()
    finally:
        discord.http.Route.BASE = before


async def test_it_answers_when_asked_for_its_reach(local: LocalDiscord) -> None:
    """One question, and nothing is left open."""
    reach = DiscordReach(Door(token=local.token, api_url=local.api_url))
    assert await reach.reach() == {"Discord": None}


async def test_a_dropped_gateway_is_found_again(
    platform: DiscordPlatform, ears: Ears, local: LocalDiscord
) -> None:
    """By the library itself."""
    async with listening(platform):
        await local.ready()
        local.drop_gateway()
        counted = local.sessions
        await _until(lambda: counted.resumes + counted.identifies == 2)
    assert len(ears.listeners) == 1


async def test_a_bot_that_is_stuck_is_made_anew(
    door: Door, ears: Ears, local: LocalDiscord
) -> None:
    """The library would go on asking where it cannot resume."""
    platform = DiscordPlatform(door, ears, stuck_after=3)
    async with listening(platform):
        await local.ready()
        local.shut_gateway()
        local.drop_gateway()
        await _until(lambda: len(ears.listeners) > 1)
        local.open_gateway()
        await local.until(lambda: local.connected() == 1)
    await platform.close()


async def test_a_token_taken_back_ends_it(platform: DiscordPlatform, local: LocalDiscord) -> None:
    """The gateway says so."""
    async with listening(platform) as task:
        await local.ready()
        local.close_gateway(4004)
        with pytest.raises(Unwelcome):
            await asyncio.wait_for(task, 30)


@pytest.mark.parametrize("code", [4012, 4010])
async def test_a_gateway_that_ends_it_is_asked_again_later(
    platform: DiscordPlatform, local: LocalDiscord, code: int
) -> None:
    """By whoever let it listen."""
    async with listening(platform) as task:
        await local.ready()
        local.close_gateway(code)
        with pytest.raises(Unavailable):
            await asyncio.wait_for(task, 30)


async def test_who_is_in_a_guild_is_known(
    platform: DiscordPlatform, local: LocalDiscord, lab: Lab
) -> None:
    """By Discord; of a private chat we know it ourselves."""
    eve = local.person("eve")
    papers = place(lab.papers)
    assert await platform.has_member(papers, str(lab.bob))
    assert not await platform.has_member(papers, str(eve))
    assert not await platform.has_member(place(1), str(lab.bob))
    assert not await platform.has_member(papers, "nobody")
    assert await platform.has_member(person(lab.bob), str(lab.bob))
    assert not await platform.has_member(person(lab.bob), str(eve))


async def _until(is_so: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.01)
