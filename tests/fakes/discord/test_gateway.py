"""The gateway: heartbeats, sessions resumed and lost, shards, what ends a conversation."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import aiohttp
import discord
import pytest

from tests.fakes.discord.conftest import Lab, new_bot, running
from tests.fakes.discord.server import LocalDiscord
from tests.fakes.discord.sessions import PRIVILEGED
from tests.fakes.discord.watching import PATIENCE


class Raw:
    """A websocket without a library of bots."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, op: int, data: Any = None) -> None:
        """Say this."""
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def next(self) -> Any:
        """What is told next."""
        return await self.socket.receive_json(timeout=PATIENCE)

    async def closed(self) -> int | None:
        """The code by which it is closed."""
        while not (await self.socket.receive(timeout=PATIENCE)).type.name.startswith("CLOS"):
            pass
        return self.socket.close_code


async def raw(local: LocalDiscord, session: aiohttp.ClientSession) -> Raw:
    """Connected, and greeted."""
    address = f"{local.gateway_url}?v=10&encoding=json"
    connection = Raw(await session.ws_connect(address, autoclose=True))
    hello = await connection.next()
    assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, int(local.heartbeat * 1000))
    return connection


def identity(local: LocalDiscord, **how: Any) -> dict[str, Any]:
    """What IDENTIFY says."""
    return {"token": local.token, "intents": 1, "properties": {}, **how}


async def test_a_dropped_bot_resumes_and_hears_what_it_missed(
    local: LocalDiscord, lab: Lab
) -> None:
    """By its session, without a second READY."""
    async with running(new_bot(), local) as bot:
        heard: asyncio.Queue[str] = asyncio.Queue()

        @bot.event
        async def on_guild_channel_create(channel: discord.abc.GuildChannel) -> None:
            await heard.put(channel.name)

        # Without a turn of this loop, so that the bot misses it: a resume that is refused is not
        # tried again by the library, which then identifies anew.
        local.drop_gateway()
        local.wait(lambda: not local.connections)
        local.channel(lab.guild, "missed")
        assert await asyncio.wait_for(heard.get(), PATIENCE) == "missed"
        assert (local.sessions.identifies, local.sessions.resumes) == (1, 1)


async def test_an_invalid_session_is_begun_anew(local: LocalDiscord, lab: Lab) -> None:
    """With the guilds as they are now."""
    async with running(new_bot(), local) as bot:
        before = bot.get_guild(lab.guild)
        assert before is not None
        local.invalidate()
        await local.until(lambda: local.sessions.identifies == 2 and local.connected())
        async with asyncio.timeout(PATIENCE):
            while (now := bot.get_guild(lab.guild)) is None or now is before:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert local.sessions.resumes == 0


@pytest.mark.parametrize("how", ["reconnect", "resumable", "close", "lost"])
async def test_a_bot_that_is_sent_away_comes_back(local: LocalDiscord, how: str) -> None:
    """It resumes where it can."""
    async with running(new_bot(), local):
        if how == "reconnect":
            local.reconnect_gateway()
        elif how == "resumable":
            local.invalidate(resumable=True)
        elif how == "close":
            local.close_gateway(4000, shard=0)
        else:
            local.lose_sessions()
            local.drop_gateway()
        expected = (2, 0) if how == "lost" else (1, 1)
        counted = local.sessions
        await local.until(lambda: (counted.identifies, counted.resumes) == expected)
        await local.ready()


async def test_privileged_intents_are_refused(local: LocalDiscord) -> None:
    """Unless the bot has them: that is final."""
    intents = discord.Intents(guilds=True, members=True)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(new_bot(intents=intents), local):
            pass
    assert local.sessions.closes == [4014]
    local.privileged = True
    async with running(new_bot(intents=intents, chunk_guilds_at_startup=False), local):
        assert local.connected() == 1


async def test_heartbeats_keep_a_bot_connected(local: LocalDiscord) -> None:
    """They come from a thread of the library, through its loop."""
    local.heartbeat = 1.0
    async with running(new_bot(), local):
        await asyncio.sleep(3.0)  # twice as long as anybody lives without them
        assert (local.connected(), local.sessions.timeouts) == (1, 0)


async def test_a_bot_whose_loop_is_blocked_is_thrown_out(local: LocalDiscord) -> None:
    """4009; it comes back and resumes."""
    local.heartbeat = 0.5
    async with running(new_bot(), local):
        time.sleep(1.5)  # noqa: ASYNC251 - the mistake itself
        await local.until(lambda: local.sessions.resumes)
    assert local.sessions.timeouts >= 1
    assert 4009 in local.sessions.closes


async def test_shards_share_the_guilds(local: LocalDiscord, lab: Lab) -> None:
    """Each hears of its own."""
    local.shards = 2
    other = local.guild("Other", lab.ada)
    while (other >> 22) % 2 == (lab.guild >> 22) % 2:
        local.advance(0.001)
        other = local.guild("Other", lab.ada)
    local.add_bot(other)
    async with running(new_bot(), local) as bot:
        assert len(bot.shards) == 2
        guilds = {guild.id: guild.shard_id for guild in bot.guilds}
        assert guilds == {lab.guild: (lab.guild >> 22) % 2, other: (other >> 22) % 2}
        local.drop_gateway(shard=1)
        await local.until(lambda: local.sessions.resumes == 1)
        await local.ready(2)


async def test_guilds_come_and_go(local: LocalDiscord, lab: Lab) -> None:
    """An outage is no removal."""
    async with running(new_bot(), local) as bot:
        heard: asyncio.Queue[str] = asyncio.Queue()
        for name in ("guild_join", "guild_remove", "guild_unavailable", "guild_available"):

            async def listen(guild: discord.Guild, name: str = name) -> None:
                await heard.put(f"{name} {guild.name}")

            bot.add_listener(listen, f"on_{name}")
        local.outage(lab.guild)
        local.recover(lab.guild)
        other = local.guild("Other", lab.ada)
        local.add_bot(other)
        local.kick_bot(other)
        told = [await asyncio.wait_for(heard.get(), PATIENCE) for _ in range(4)]
        assert told == [
            "guild_unavailable Lab",
            "guild_available Lab",
            "guild_join Other",
            "guild_remove Other",
        ]


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [
        (2, {"token": "wrong"}, 4004),
        (2, {"shard": [2, 2]}, 4010),
        (2, {"intents": 1 << 30}, 4013),
        (2, {"intents": PRIVILEGED}, 4014),
        (3, {}, 4003),
        (99, {}, 4001),
        (6, {"token": "wrong"}, 4004),
    ],
)
async def test_a_mistake_ends_the_conversation(
    local: LocalDiscord, op: int, data: dict[str, Any], code: int
) -> None:
    """Each by its code."""
    async with aiohttp.ClientSession() as session:
        connection = await raw(local, session)
        await connection.send(op, identity(local, **data) if op in (2, 6) else data)
        assert await connection.closed() == code


async def test_a_session_has_its_rules(local: LocalDiscord) -> None:
    """One a connection; a sequence that was; what is unknown is invalid."""
    async with aiohttp.ClientSession() as session:
        connection = await raw(local, session)
        resume = {"token": local.token, "session_id": "unknown", "seq": 0}
        await connection.send(6, resume)
        assert await connection.next() == {"op": 9, "d": False}
        await connection.send(2, identity(local))
        ready = await connection.next()
        assert (ready["t"], ready["s"]) == ("READY", 1)
        await connection.send(1, 1)
        assert await connection.next() == {"op": 11}
        await connection.send(8, {})
        await connection.send(2, identity(local))
        assert await connection.closed() == 4005
        assert local.forgive() == ["gateway: the request 8 is not modelled"]
        again = await raw(local, session)
        await again.send(6, {**resume, "session_id": ready["d"]["session_id"], "seq": 9})
        assert await again.closed() == 4007


async def test_haste_and_size_are_limited(local: LocalDiscord) -> None:
    """120 payloads a minute, 4,096 bytes each, and they are JSON in text."""
    async with aiohttp.ClientSession() as session:
        connection = await raw(local, session)
        for _ in range(121):
            await connection.send(1)
        assert await connection.closed() == 4008
        connection = await raw(local, session)
        await connection.send(1, "x" * 4096)
        assert await connection.closed() == 4002
        connection = await raw(local, session)
        await connection.socket.send_bytes(b"x")
        assert await connection.closed() == 4002
        connection = await raw(local, session)
        await connection.socket.send_str("{")
        assert await connection.closed() == 4002


async def test_too_many_identifies_reset_the_token(local: LocalDiscord) -> None:
    """It opens nothing any more."""
    local.identify_limit = 1
    token = local.token
    async with aiohttp.ClientSession() as session:
        for code in (4000, 4004):
            connection = await raw(local, session)
            await connection.send(2, {**identity(local), "token": token})
            if code == 4000:
                await connection.next()
                local.close_gateway(4000)
            assert await connection.closed() == code
    assert local.token != token


async def test_a_deaf_gateway_acknowledges_nothing(local: LocalDiscord) -> None:
    """The bot notices by itself."""
    local.heartbeat, local.deaf = 0.2, True
    async with running(new_bot(heartbeat_timeout=0.5), local):
        await local.until(lambda: local.sessions.resumes)


async def test_a_handshake_says_which_language_it_speaks(local: LocalDiscord) -> None:
    """Version 10, JSON."""
    async with aiohttp.ClientSession() as session:
        for query, status in (("v=9&encoding=json", 400), ("v=10&encoding=etf", 400)):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
                await session.ws_connect(f"{local.gateway_url}?{query}")
            assert refusal.value.status == status
        answer = await session.get(local.gateway_url.replace("ws", "http", 1))
        assert answer.status == 503


async def test_who_listens_to_messages_hears_them(local: LocalDiscord, lab: Lab) -> None:
    """What people and the bot itself write, change and delete."""
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    async with running(new_bot(intents=intents), local) as bot:
        heard: asyncio.Queue[str] = asyncio.Queue()

        @bot.event
        async def on_message(message: discord.Message) -> None:
            await heard.put(f"{message.author.name} {message.guild}: {message.content}")

        @bot.event
        async def on_message_edit(_: discord.Message, message: discord.Message) -> None:
            await heard.put(f"edited: {message.content}")

        @bot.event
        async def on_message_delete(message: discord.Message) -> None:
            await heard.put(f"deleted: {message.content}")

        async def told() -> str:
            return await asyncio.wait_for(heard.get(), PATIENCE)

        said = local.say(lab.ada, lab.papers, "hello")
        assert await told() == "ada Lab: hello"
        sent = await bot.get_partial_messageable(lab.papers).send("digest")
        assert await told() == "paperround Lab: digest"
        await sent.edit(content="corrected")
        assert await told() == "edited: corrected"
        await sent.delete()
        assert await told() == "deleted: corrected"
        local.erase(said)
        assert await told() == "deleted: hello"
        local.say(lab.ada, local.direct(lab.ada), "psst")
        assert await told() == "ada None: psst"
