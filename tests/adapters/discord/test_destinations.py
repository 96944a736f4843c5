"""What a place of a guild is as a destination: its kind, what lacks there, who manages it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.destinations import Destination, DestinationKind
from adapters.discord.channels import Channels
from adapters.discord.destinations import destination_at
from storage.people import Address
from tests.adapters.discord.listening import until
from tests.fakes.discord.conftest import Bot, Lab, new_bot, running, text_channel
from tests.fakes.discord.server import LocalDiscord


@pytest.fixture
async def listener(local: LocalDiscord, lab: Lab) -> AsyncIterator[Bot]:
    """A client that the gateway has told of the lab."""
    async with running(new_bot(), local) as bot:
        yield bot


def at(channel: int, thread: int | str = "") -> Address:
    """A chat on Discord."""
    return Address(platform="discord", chat_id=str(channel), thread_id=str(thread))


async def seen(listener: Bot, address: Address, reader: int | str) -> Destination | None:
    """The place as somebody may have it."""
    return await destination_at(Channels(listener), address, str(reader))


async def heard_of(local: LocalDiscord, listener: Bot, number: int) -> None:
    """Wait until the gateway has told of a channel as it is now."""
    marker = local.channel(listener.guilds[0].id, "marker")
    await until(lambda: listener.get_channel(marker))


async def test_every_kind_of_place(local: LocalDiscord, listener: Bot, lab: Lab) -> None:
    """With its name, as the owner may have it; nothing lacks."""
    news = local.channel(lab.guild, "news", kind="news")
    forum = local.forum(lab.guild, "daily", ["cs.CV"], needs_tag=True)
    voice = local.channel(lab.guild, "voice", kind="voice")
    thread = local.thread(lab.papers, "ours", lab.ada)
    post = local.thread(forum, "where to ask", lab.ada)
    await heard_of(local, listener, post)
    for address, kind, title in (
        (at(lab.papers), DestinationKind.CHANNEL, "#papers"),
        (at(news), DestinationKind.ANNOUNCEMENTS, "#news"),
        (at(forum), DestinationKind.FORUM, "#daily"),
        (at(voice), DestinationKind.CHANNEL, "#voice"),
        (at(lab.papers, thread), DestinationKind.THREAD, "ours"),
        (at(forum, post), DestinationKind.THREAD, "where to ask"),
    ):
        assert await seen(listener, address, lab.ada) == Destination(
            address=address, kind=kind, title=title, server=str(lab.guild), may_settle=True
        )


async def test_what_is_no_place_is_none(local: LocalDiscord, listener: Bot, lab: Lab) -> None:
    """A category, a private chat, what is gone, hidden or of a guild without the bot."""
    category = local.channel(lab.guild, "Science", kind="category")
    elsewhere = local.channel(local.guild("Elsewhere", lab.bob), "talk")
    await heard_of(local, listener, category)
    for address in (
        at(category),
        at(1),
        at(elsewhere),
        at(lab.ada, "@me"),
        Address(platform="discord", chat_id="papers"),
    ):
        assert await seen(listener, address, lab.ada) is None
    assert await seen(listener, at(lab.papers), "nobody") is None
    local.forgive()


async def test_threads_are_their_own_places_but_for_the_bots(
    local: LocalDiscord, listener: Bot, lab: Lab
) -> None:
    """One that was put away is asked for; the bot's belongs to its channel."""
    thread = local.thread(lab.papers, "ours", lab.ada)
    await heard_of(local, listener, thread)
    local.archive(thread)
    await until(lambda: listener.get_channel(thread) is None)
    found = await seen(listener, at(lab.papers, thread), lab.ada)
    assert found
    assert (found.kind, found.title, found.lacks) == (DestinationKind.THREAD, "ours", ())
    papers = await text_channel(listener, lab)
    own = await (await papers.send("Monday")).create_thread(name="Monday")
    found = await seen(listener, at(lab.papers, own.id), lab.ada)
    assert found
    assert (found.address, found.title) == (at(lab.papers), "#papers")


@pytest.mark.parametrize(
    ("denied", "lacks"),
    [
        (("send_messages",), ("Send Messages",)),
        (("view_channel", "embed_links"), ("View Channel", "Embed Links")),
        (("create_public_threads",), ("Create Public Threads",)),
    ],
)
async def test_exactly_what_lacks_is_named(
    local: LocalDiscord, listener: Bot, lab: Lab, denied: tuple[str, ...], lacks: tuple[str, ...]
) -> None:
    """Not what goes with it; and not to who administers."""
    local.revoke(lab.papers, *denied)
    await heard_of(local, listener, lab.papers)
    found = await seen(listener, at(lab.papers), lab.ada)
    assert found
    assert found.lacks == lacks


async def test_forums_and_threads_have_their_own_names(
    local: LocalDiscord, listener: Bot, lab: Lab
) -> None:
    """A forum needs no threads to be opened; one with its moderators' tags alone, a moderator."""
    forum = local.forum(lab.guild, "daily", moderated=["cs.CV"], needs_tag=True)
    thread = local.thread(lab.papers, "ours", lab.ada)
    for place in (forum, lab.papers):
        denied = ("send_messages", "send_messages_in_threads", "create_public_threads")
        local.revoke(place, *denied)
    local.archive(thread, locked=True)
    local.unarchive(thread)
    await heard_of(local, listener, thread)
    posts, talk = (
        await seen(listener, at(forum), lab.ada),
        await seen(listener, at(lab.papers, thread), lab.ada),
    )
    assert posts
    assert posts.lacks == ("Create Posts", "Send Messages in Posts", "Manage Threads")
    assert talk
    assert talk.lacks == ("Send Messages in Threads",)
    local.archive(thread, locked=True)
    local.overwrite(forum, local.bot_id, allow=["manage_threads"])
    await heard_of(local, listener, thread)
    posts, talk = (
        await seen(listener, at(forum), lab.ada),
        await seen(listener, at(lab.papers, thread), lab.ada),
    )
    assert posts
    assert posts.lacks == ()
    assert talk
    assert talk.lacks == ("Send Messages in Threads", "Manage Threads")


async def test_who_manages_a_place_is_asked_of_discord(
    local: LocalDiscord, listener: Bot, lab: Lab
) -> None:
    """By a role, by an overwrite of the channel; not where they see nothing, nor from outside."""
    eve = local.person("eve")
    assert [await _settles(listener, lab.papers, one) for one in (lab.ada, lab.bob, eve)] == [
        True,
        False,
        False,
    ]
    local.overwrite(lab.papers, lab.bob, allow=["manage_channels"])
    await heard_of(local, listener, lab.papers)
    assert await _settles(listener, lab.papers, lab.bob)
    local.overwrite(lab.papers, lab.bob, allow=["manage_channels"], deny=["view_channel"])
    await heard_of(local, listener, lab.papers)
    assert not await _settles(listener, lab.papers, lab.bob)
    role = local.role(lab.guild, "keepers", ["administrator"])
    local.give(lab.guild, lab.bob, role)
    await heard_of(local, listener, lab.papers)
    assert await _settles(listener, lab.papers, lab.bob)


async def _settles(listener: Bot, channel: int, reader: int) -> bool:
    found = await seen(listener, at(channel), reader)
    assert found
    return found.may_settle
