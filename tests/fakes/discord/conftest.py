"""A local Discord for each test, and the real library that talks to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import discord
import httpx
import pytest
from discord.ext import commands

from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.server import LocalDiscord


class Bot(commands.AutoShardedBot):
    """The library's bot, which does not wait 5 seconds before it identifies again."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Nobody else identifies here."""


@pytest.fixture
def local() -> Iterator[LocalDiscord]:
    """A local Discord; a test that expects violations takes them by `forgive`."""
    with LocalDiscord() as local:
        with pointed_at(local):
            yield local
        assert local.violations == []


def new_bot(**options: Any) -> Bot:
    """A bot that is not logged in yet; it does not wait for guilds that never come."""
    intents = discord.Intents.none()
    intents.guilds = True
    return Bot(
        commands.when_mentioned,
        **{
            "intents": intents,
            "help_command": None,
            "allowed_mentions": discord.AllowedMentions.none(),
            "guild_ready_timeout": 0.2,
            **options,
        },
    )


@asynccontextmanager
async def running(bot: Bot, local: LocalDiscord) -> AsyncIterator[Bot]:
    """*bot* at work: it is logged in, and its gateway is ready."""
    task = asyncio.create_task(bot.start(local.token))
    waiting = asyncio.create_task(_ready(bot))
    await asyncio.wait((task, waiting), return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        waiting.cancel()
        await bot.close()
        task.result()
    try:
        yield bot
    finally:
        await bot.close()
        await asyncio.wait((task,))
        if not task.cancelled() and task.exception() is not None:
            task.result()


async def _ready(bot: Bot) -> None:
    while not bot.is_ready():  # noqa: ASYNC110 - the library has no event for it
        await asyncio.sleep(0.005)


@pytest.fixture
async def bot(local: LocalDiscord) -> AsyncIterator[Bot]:
    """The real bot of discord.py, logged in; it needs no gateway to write."""
    async with new_bot() as bot:
        await bot.login(local.token)
        yield bot


@dataclass(frozen=True, slots=True)
class Lab:
    """A guild with the bot, its owner, a member, a text channel."""

    guild: int
    ada: int
    bob: int
    papers: int


@pytest.fixture
def lab(local: LocalDiscord) -> Lab:
    """A place to write in."""
    ada, bob = local.person("ada"), local.person("bob", locale="zh-CN")
    guild = local.guild("Lab", ada, [bob])
    local.add_bot(guild)
    return Lab(guild, ada, bob, local.channel(guild, "papers"))


class Call(Protocol):
    """Calls an address of the REST by hand, without any library of bots between."""

    def __call__(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        """The answer."""


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """One client for all tests: making one is slow."""
    with httpx.Client(timeout=10, trust_env=False, verify=False) as client:  # noqa: S501 - no TLS
        yield client


@pytest.fixture
def call(local: LocalDiscord, client: httpx.Client) -> Call:
    """Call by hand, also what no library would send."""

    def request(method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        content = None if body is None else json.dumps(body).encode()
        told = {"authorization": f"Bot {local.token}", "content-type": "application/json"}
        return client.request(
            method, f"{local.api_url}{path}", content=content, headers={**told, **headers}
        )

    return request


async def text_channel(bot: Bot, lab: Lab) -> discord.TextChannel:
    """The channel of the lab."""
    channel = await bot.fetch_channel(lab.papers)
    assert isinstance(channel, discord.TextChannel)
    return channel
