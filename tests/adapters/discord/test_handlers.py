"""Commands and presses on Discord: who asks where, and what the bot hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.people import Address, ChatKind
from tests.adapters.discord.listening import Ears, Memory, Options, listening, plain, until
from tests.fakes.discord.conftest import Lab
from tests.fakes.discord.server import LocalDiscord


@pytest.fixture
async def ears(local: LocalDiscord, lab: Lab) -> AsyncIterator[Ears]:
    """A client that listens in the lab."""
    async with listening(local) as ears:
        yield ears


def at(channel: int, thread: int | str = "") -> Address:
    """A chat on Discord."""
    return Address(platform="discord", chat_id=str(channel), thread_id=str(thread))


async def test_a_command_in_a_channel_is_heard_as_it_would_be_typed(ears: Ears, lab: Lab) -> None:
    """Its answer is for the person alone: no noise in the channel."""
    answer = await ears.uses(lab.ada, lab.papers, "subscribe", rule='cs.CV "gaussian splatting"')
    (request,) = ears.bot.heard
    assert request.text == '/subscribe cs.CV "gaussian splatting"'
    assert request.address == at(lab.papers)
    assert (request.kind, request.reader) == (ChatKind.GROUP, str(lab.ada))
    assert (request.may_settle, request.language, request.lacks) == (True, "en-US", ())
    assert answer.message
    assert (answer.kind, answer.message.only_for) == ("message", lab.ada)
    assert "heard" in answer.text


async def test_options_come_in_the_order_of_the_command(ears: Ears, lab: Lab) -> None:
    """Whoever filled in the last one first; numbers are words again."""
    await ears.uses(lab.ada, lab.papers, "digest", rule="cs.CV", date="2025-12-12")
    await ears.uses(lab.ada, lab.papers, "pause", days=7)
    await ears.uses(lab.ada, lab.papers, "digest")
    texts = [request.text for request in ears.bot.heard]
    assert texts == ["/digest 2025-12-12 cs.CV", "/pause 7", "/digest"]


async def test_who_may_settle_is_told_by_their_permissions(
    ears: Ears, local: LocalDiscord, lab: Lab
) -> None:
    """Channels or the guild are theirs to manage; everybody else only reads."""
    for name in ("manage_channels", "manage_guild", "administrator"):
        person = local.person(f"with {name}")
        local.join(lab.guild, person)
        local.give(lab.guild, person, local.role(lab.guild, name, [name]))
        await ears.uses(person, lab.papers, "start")
    await ears.uses(lab.bob, lab.papers, "start")
    assert [request.may_settle for request in ears.bot.heard] == [True, True, True, False]
    assert ears.bot.heard[-1].language == "zh-CN"
    assert "subscribe" not in local.offered(lab.bob, lab.papers)


async def test_in_private_everything_is_a_message_that_stays(
    ears: Ears, local: LocalDiscord, lab: Lab
) -> None:
    """The chat is named by the person; where it is need not be asked any more."""
    channel = local.direct(lab.bob)
    answer = await ears.uses(lab.bob, channel, "subscribe", rule="hep-th")
    (request,) = ears.bot.heard
    assert request.address == at(lab.bob, "@me")
    assert (request.kind, request.may_settle) == (ChatKind.PRIVATE, True)
    assert answer.message
    assert answer.message.only_for is None
    again = await ears.presses(lab.bob, answer.message)
    assert ears.bot.heard[-1].message_id == str(answer.message.id)
    assert len(local.messages(channel)) == 2
    assert plain(again.text) == "heard 1:more:2512.10863"
    assert local.calls_of("open_dm") == []


async def test_where_the_bot_is_not_the_private_chat_is_meant(
    ears: Ears, local: LocalDiscord
) -> None:
    """In a guild or a group that a person took it to; what it answers is for them alone."""
    eve = local.person("eve", installed=True)
    elsewhere = local.channel(local.guild("Elsewhere", eve), "talk")
    group = local.group_dm("Group", [eve, local.person("dan")])
    for place in (elsewhere, group):
        answer = await ears.uses(eve, place, "start")
        assert answer.message
        assert answer.message.only_for == eve
        await ears.presses(eve, answer.message)
    assert {request.address for request in ears.bot.heard} == {at(eve, "@me")}
    assert {request.kind for request in ears.bot.heard} == {ChatKind.PRIVATE}
    assert all(request.may_settle and not request.lacks for request in ears.bot.heard)


async def test_threads_of_people_are_chats_of_their_own(
    ears: Ears, local: LocalDiscord, lab: Lab
) -> None:
    """Those of the bot belong to their channel or forum."""
    forum = local.forum(lab.guild, "daily")
    for parent in (lab.papers, forum):
        thread = local.thread(parent, "ours", lab.ada)
        await ears.uses(lab.ada, thread, "start")
        assert ears.bot.heard[-1].address == at(parent, thread)
    channel = await ears.client.fetch_channel(lab.papers)
    own = (await (await channel.send("Monday")).create_thread(name="Monday")).id  # type: ignore[union-attr]
    answer = await ears.uses(lab.ada, own, "start")
    assert ears.bot.heard[-1].address == at(lab.papers)
    assert answer.message
    await ears.presses(lab.ada, answer.message)
    assert ears.bot.heard[-1].message_id == f"{own}/{answer.message.id}"


@pytest.mark.parametrize(
    ("denied", "lacks"),
    [
        ((), ()),
        (("embed_links",), ("Embed Links",)),
        (("send_messages",), ("Send Messages", "Embed Links")),
        (("create_public_threads",), ("Create Public Threads",)),
        (("send_messages_in_threads",), ("Send Messages in Threads",)),
    ],
)
async def test_what_the_bot_may_not_do_is_told_by_name(
    ears: Ears, local: LocalDiscord, lab: Lab, denied: tuple[str, ...], lacks: tuple[str, ...]
) -> None:
    """Whatever would keep a digest, or its thread, from coming."""
    if denied:
        local.revoke(lab.papers, *denied)
    await ears.uses(lab.ada, lab.papers, "subscribe", rule="cs.CV")
    assert set(ears.bot.heard[-1].lacks) == set(lacks)
    assert ears.bot.heard[-1].lacks[:1] == lacks[:1]


async def test_to_be_there_comes_first(ears: Ears, local: LocalDiscord, lab: Lab) -> None:
    """Who does not see a channel may do nothing in it."""
    local.revoke(lab.papers, "view_channel")
    await ears.uses(lab.ada, lab.papers, "subscribe", rule="cs.CV")
    assert ears.bot.heard[-1].lacks[0] == "View Channel"


async def test_places_without_threads_need_less(ears: Ears, local: LocalDiscord, lab: Lab) -> None:
    """Talk has none, and a thread has none below it."""
    voice = local.channel(lab.guild, "talk", kind="voice")
    thread = local.thread(lab.papers, "ours", lab.ada)
    for place in (voice, lab.papers):
        local.revoke(place, "create_public_threads", "send_messages_in_threads")
    await ears.uses(lab.ada, voice, "start")
    await ears.uses(lab.ada, thread, "start")
    voiced, threaded = ears.bot.heard
    assert voiced.lacks == ()
    assert set(threaded.lacks) == {"Send Messages in Threads", "Embed Links"}


async def test_administrating_bots_lack_nothing(ears: Ears, local: LocalDiscord, lab: Lab) -> None:
    """Whatever is denied in the channel."""
    guild = local.guild("Other", lab.ada)
    local.add_bot(guild, ["administrator"])
    channel = local.channel(guild, "papers")
    await ears.uses(lab.ada, channel, "start")
    assert ears.bot.heard[-1].lacks == ()


async def test_chats_that_are_no_more_are_told_of(
    ears: Ears, local: LocalDiscord, lab: Lab
) -> None:
    """A channel, a thread, and with a guild all that could be written in."""
    forum = local.forum(lab.guild, "daily")
    old = local.channel(lab.guild, "old")
    local.channel(lab.guild, "group", kind="category")
    thread = local.thread(lab.papers, "ours", lab.ada)
    await ears.uses(lab.ada, thread, "start")  # what came before has been heard
    local.delete_channel(thread)
    local.delete_channel(old)
    await until(lambda: len(ears.bot.gone) == 2)
    assert ears.bot.gone == [at(lab.papers, thread), at(old)]
    local.kick_bot(lab.guild)
    await until(lambda: len(ears.bot.gone) == 4)
    assert set(ears.bot.gone[2:]) == {at(lab.papers), at(forum)}
    local.add_bot(lab.guild)
    await until(lambda: len(ears.bot.back) == 2)
    assert set(ears.bot.back) == {at(lab.papers), at(forum)}


async def test_an_outage_is_no_removal(ears: Ears, local: LocalDiscord, lab: Lab) -> None:
    """Nor is its end an invitation."""
    local.outage(lab.guild)
    local.recover(lab.guild)
    await ears.uses(lab.ada, lab.papers, "start")
    assert (ears.bot.gone, ears.bot.back) == ([], [])


async def test_the_bot_hears_where_the_deployment_may_be_administered(
    local: LocalDiscord, lab: Lab
) -> None:
    """In the guilds that are named for it, by commands and by presses; nowhere else."""
    other = local.channel(_guild_with_bot(local, lab), "talk")
    async with listening(local, Options(admin_guilds=(lab.guild,))) as ears:
        answer = await ears.uses(lab.ada, lab.papers, "status")
        assert answer.message
        await ears.presses(lab.ada, answer.message)
        local.forge(lab.ada, answer.message, "of nobody")
        await until(lambda: len(ears.bot.heard) == 3)
        for place in (other, local.direct(lab.ada)):
            answer = await ears.uses(lab.ada, place, "start")
            assert answer.message
            await ears.presses(lab.ada, answer.message)
    assert [request.may_operate for request in ears.bot.heard] == [True] * 3 + [False] * 4


async def test_a_stale_command_is_heard_as_one_that_may_not_be_used_there(
    local: LocalDiscord, lab: Lab
) -> None:
    """Discord still has it in a guild of which nothing is remembered: the bot tells so itself."""
    async with listening(local, Options(admin_guilds=(lab.guild,))):
        pass
    async with listening(local, Options(memory=Memory("{}"))) as ears:
        assert "status" in local.offered(lab.ada, lab.papers)
        answer = await ears.uses(lab.ada, lab.papers, "status")
    (request,) = ears.bot.heard
    assert (request.text, request.may_operate) == ("/status", False)
    assert answer.message
    assert answer.message.only_for == lab.ada


def _guild_with_bot(local: LocalDiscord, lab: Lab) -> int:
    guild = local.guild("Elsewhere", lab.ada)
    local.add_bot(guild)
    return guild
