"""Whom a channel reaches, and what it lacks, as the gateway and Discord's refusals tell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.audience import Audience, Lack, Role
from adapters.conversation import Forbidden
from adapters.discord.door import Door
from adapters.discord.platform import DiscordPlatform, Finish, Listener
from tests.adapters.discord.conftest import person, place, refusal, saying
from tests.answering import AnsweringBot
from tests.fakes.discord.conftest import Lab
from tests.fakes.discord.server import LocalDiscord
from tests.fakes.discord.watching import PATIENCE

HELLO = saying("p < 0.05")


async def _hear(listener: Listener, bot: object, messenger: object) -> Finish:
    """Nobody asks anything."""
    return _finish


async def _finish() -> None:
    """Nothing is being answered."""


@asynccontextmanager
async def speaking(local: LocalDiscord) -> AsyncIterator[DiscordPlatform]:
    """A platform without a gateway."""
    platform = DiscordPlatform(Door(token=local.token, api_url=local.api_url), _hear)
    try:
        yield platform
    finally:
        await platform.close()


@asynccontextmanager
async def hearing(local: LocalDiscord, channel: int) -> AsyncIterator[DiscordPlatform]:
    """A platform whose gateway has told of *channel*."""
    async with speaking(local) as platform:
        listening = asyncio.create_task(platform.listen(AnsweringBot()))
        await local.ready()
        async with asyncio.timeout(PATIENCE):
            while not (await platform.audience(place(channel))).roles:  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.01)
        try:
            yield platform
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def up_to_date(platform: DiscordPlatform, local: LocalDiscord, lab: Lab) -> None:
    """Wait until the gateway has told of all there was: of a new channel last."""
    last = place(local.channel(lab.guild, "last"))
    async with asyncio.timeout(PATIENCE):
        while not (await platform.audience(last)).roles:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)


async def test_the_audience_of_channels(local: LocalDiscord, lab: Lab) -> None:
    """Roles from above; neither everybody's nor the bot's own; only announcements are followed."""
    quiet = local.role(lab.guild, "Quiet")
    papers = local.role(lab.guild, "Papers", mentionable=True)
    news = local.channel(lab.guild, "news", kind="news")
    thread = local.thread(lab.papers, "ours", lab.ada)
    forum = local.forum(lab.guild, "digests", ["cs.CV"])
    roles = (Role(id=str(papers), name="Papers"), Role(id=str(quiet), name="Quiet", hears=False))
    async with hearing(local, lab.papers) as platform:
        for address in (place(lab.papers), place(lab.papers, thread), place(forum)):
            assert await platform.audience(address) == Audience(roles=roles)
        assert await platform.audience(place(news)) == Audience(publishes=True, roles=roles)
        assert await platform.audience(person(lab.ada)) == Audience()


async def test_who_may_call_all_is_always_heard(local: LocalDiscord, lab: Lab) -> None:
    """By a permission."""
    local.role(lab.guild, "Quiet")
    local.overwrite(lab.papers, local.bot_id, allow=["mention_everyone"])
    async with hearing(local, lab.papers) as platform:
        (quiet,) = (await platform.audience(place(lab.papers))).roles
    assert quiet.hears


async def test_without_a_gateway_nobody_is_known(local: LocalDiscord, lab: Lab) -> None:
    """Nor asked for: who sets something speaks through the gateway."""
    async with speaking(local) as platform:
        assert await platform.audience(place(lab.papers)) == Audience()
        await platform.send(place(lab.papers), HELLO, key="1")
        assert await platform.audience(place(lab.papers)) == Audience()
        assert platform.private("7") == person(7)


@pytest.mark.parametrize(
    ("revoked", "lacking"),
    [
        (["send_messages"], ("Send Messages",)),
        (["view_channel"], ("View Channel",)),
        (["view_channel", "send_messages"], ("View Channel", "Send Messages")),
    ],
)
async def test_what_a_channel_lacks_is_told(
    local: LocalDiscord, lab: Lab, revoked: list[str], lacking: tuple[str, ...]
) -> None:
    """By the names that Discord shows, with the channel's own, also where it cannot be seen."""
    local.role(lab.guild, "Papers")
    async with hearing(local, lab.papers) as platform:
        local.revoke(lab.papers, *revoked)
        await up_to_date(platform, local, lab)
        error = await refusal(platform.send(place(lab.papers), HELLO, key="1"))
    assert isinstance(error, Forbidden)
    link = f"https://discord.com/channels/{lab.guild}/{lab.papers}"
    assert error.lack == Lack(permissions=lacking, place="#papers (Lab)", link=link)


async def test_without_a_gateway_the_refusal_tells_it(local: LocalDiscord, lab: Lab) -> None:
    """Where it may be looked at, it is asked for its name."""
    async with speaking(local) as platform:
        local.revoke(lab.papers, "send_messages")
        error = await refusal(platform.send(place(lab.papers), HELLO, key="1"))
        assert isinstance(error, Forbidden)
        assert (error.lack.permissions, error.lack.place) == (("Send Messages",), "#papers")
        hidden = local.channel(lab.guild, "hidden")
        local.revoke(hidden, "view_channel")
        local.advance(60)
        error = await refusal(platform.send(place(hidden), HELLO, key="2"))
    assert isinstance(error, Forbidden)
    assert error.lack == Lack(permissions=("View Channel",))


@pytest.mark.parametrize(
    ("revoked", "lacking"),
    [
        ("send_messages", "Create Posts"),
        ("send_messages_in_threads", "Send Messages in Posts"),
        ("view_channel", "View Channel"),
    ],
)
async def test_a_forum_lacks_what_is_called_so_there(
    local: LocalDiscord, lab: Lab, revoked: str, lacking: str
) -> None:
    """To post, and to go on below a post, are not what they are called in channels."""
    local.role(lab.guild, "Papers")
    forum = local.forum(lab.guild, "daily", ["cs.CV"])
    async with hearing(local, forum) as platform:
        first = await platform.send(place(forum), HELLO, key="1")
        local.revoke(forum, revoked)
        await up_to_date(platform, local, lab)
        below = first if revoked == "send_messages_in_threads" else ""
        more = saying("p < 0.01")
        error = await refusal(platform.send(place(forum), more, key="2", below=below))
    assert isinstance(error, Forbidden)
    assert (error.lack.permissions, error.lack.place) == ((lacking,), "#daily (Lab)")


async def test_a_hidden_thread_lacks_nothing_that_it_has(local: LocalDiscord, lab: Lab) -> None:
    """It is called as people call it."""
    local.role(lab.guild, "Papers")
    thread = local.thread(lab.papers, "ours", lab.ada)
    async with hearing(local, lab.papers) as platform:
        local.revoke(lab.papers, "view_channel")
        await up_to_date(platform, local, lab)
        error = await refusal(platform.send(place(lab.papers, thread), HELLO, key="1"))
    assert isinstance(error, Forbidden)
    assert (error.lack.permissions, error.lack.place) == (("View Channel",), "ours (Lab)")


async def test_a_person_lacks_no_permission(local: LocalDiscord, lab: Lab) -> None:
    """Whatever Discord refuses in private, as it does of a bot that it takes for a spammer."""
    local.fault("refuse", route="create_message", code=50001)
    async with speaking(local) as platform:
        error = await refusal(platform.send(person(lab.ada), HELLO, key="1"))
    assert isinstance(error, Forbidden)
    assert error.lack == Lack()


async def test_a_thread_lacks_permissions_of_its_own(local: LocalDiscord, lab: Lab) -> None:
    """To write in threads is one, and a locked one takes another."""
    thread = local.thread(lab.papers, "ours", lab.ada)
    async with speaking(local) as platform:
        local.revoke(lab.papers, "send_messages_in_threads")
        error = await refusal(platform.send(place(lab.papers, thread), HELLO, key="1"))
        assert isinstance(error, Forbidden)
        assert error.lack.permissions == ("Send Messages in Threads",)
        local.restore(lab.papers)
        local.archive(thread, locked=True)
        error = await refusal(platform.send(place(lab.papers, thread), HELLO, key="1"))
    assert isinstance(error, Forbidden)
    assert error.lack.permissions == ("Manage Threads",)
