"""Threads, forums, channels that go."""

from __future__ import annotations

import asyncio

import discord
import pytest

from tests.fakes.discord.conftest import Bot, Call, Lab, new_bot, running, text_channel
from tests.fakes.discord.server import LocalDiscord


async def test_a_thread_hangs_on_a_message(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """One, with its id; it is written in, archived, opened by writing."""
    channel = await text_channel(bot, lab)
    sent = await channel.send("digest")
    thread = await sent.create_thread(name="25 November", auto_archive_duration=60)
    assert thread.id == sent.id
    await thread.send("paper 6")
    assert local.texts(thread.id) == ["paper 6"]
    with pytest.raises(discord.HTTPException) as refusal:
        await sent.create_thread(name="again")
    assert refusal.value.code == 160004
    await thread.edit(archived=True)
    assert local.place(thread.id).archived
    archived = [one.id async for one in channel.archived_threads()]
    assert archived == [thread.id]
    await thread.send("paper 7")
    assert not local.place(thread.id).archived
    (place,) = local.threads(lab.papers)
    assert (place.name, place.kind) == ("25 November", 11)
    assert (await (await bot.fetch_guild(lab.guild)).active_threads())[0].id == thread.id


async def test_a_locked_thread_refuses(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """All but those who manage threads."""
    thread = local.thread(lab.papers, "talk", by=lab.ada)
    local.archive(thread, locked=True)
    channel = bot.get_partial_messageable(thread)
    with pytest.raises(discord.Forbidden) as refusal:
        await channel.send("x")
    assert refusal.value.code == 160005
    local.unarchive(thread)
    await channel.send("x")
    local.archive(thread, locked=True)
    local.overwrite(lab.papers, local.bot_id, allow=["manage_threads"])
    await channel.send("y")
    assert local.texts(thread) == ["x", "y"]


async def test_threads_are_joined_changed_and_deleted(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """Where the bot may."""
    channel = await text_channel(bot, lab)
    thread = await channel.create_thread(name="mine", type=discord.ChannelType.public_thread)
    await thread.join()
    await thread.leave()
    await thread.edit(name="ours", auto_archive_duration=4320)
    assert local.place(thread.id).name == "ours"
    with pytest.raises(discord.Forbidden):
        await thread.edit(locked=True)
    with pytest.raises(discord.Forbidden):
        await thread.delete()
    local.overwrite(lab.papers, local.bot_id, allow=["manage_threads"])
    await thread.delete()
    assert local.threads(lab.papers) == []
    with pytest.raises(discord.Forbidden):
        await channel.create_thread(name="secret", type=discord.ChannelType.private_thread)


async def test_a_forum_takes_posts_with_tags(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """Some need one; messages go into posts only."""
    number = local.forum(lab.guild, "digests", ["cs.CV", "cs.CL"], needs_tag=True)
    forum = await bot.fetch_channel(number)
    assert isinstance(forum, discord.ForumChannel)
    assert forum.flags.require_tag
    with pytest.raises(discord.HTTPException) as refusal:
        await forum.create_thread(name="25 November", content="digest")
    assert refusal.value.code == 40067
    tag = discord.utils.get(forum.available_tags, name="cs.CL")
    assert tag is not None
    made = await forum.create_thread(name="25 November", content="digest", applied_tags=[tag])
    assert made.message.id == made.thread.id
    (place,) = local.threads(number)
    assert (place.name, place.tags) == ("25 November", ("cs.CL",))
    assert local.texts(place.id) == ["digest"]
    await made.message.edit(content="corrected")
    assert local.texts(place.id) == ["corrected"]
    with pytest.raises(discord.HTTPException) as refusal:
        await bot.get_partial_messageable(number).send("x")
    assert refusal.value.code == 50008
    assert local.violations == []  # so a bot learns of what kind a channel is
    local.revoke(number, "send_messages")
    with pytest.raises(discord.Forbidden):
        await forum.create_thread(name="26", content="digest", applied_tags=[tag])


def test_a_forum_post_has_its_rules(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """A name, a first message, tags that are known, five at most."""
    forum = local.forum(lab.guild, "digests", ["a"])
    path = f"/channels/{forum}/threads"
    message = {"content": "digest"}
    for body, place in (
        ({"name": "", "message": message}, "name"),
        ({"name": "x", "message": {"content": "x" * 2001}}, "message"),
        ({"name": "x", "message": message, "applied_tags": ["1"]}, "applied_tags"),
        ({"name": "x", "message": message, "applied_tags": ["1"] * 6}, "applied_tags"),
        ({"name": "x", "message": message, "auto_archive_duration": 5}, "auto_archive_duration"),
    ):
        assert place in call("POST", path, body).json()["errors"]
    assert call("POST", path, {"name": "x", "message": {}}).json()["code"] == 50006
    assert len(local.forgive()) == 6
    assert local.threads(forum) == []


async def test_moderated_tags_are_for_who_manages_threads(
    local: LocalDiscord, call: Call, lab: Lab
) -> None:
    """In a forum."""
    forum = local.forum(lab.guild, "digests", moderated=["news"])
    tag = call("GET", f"/channels/{forum}").json()["available_tags"][0]
    assert (tag["name"], tag["moderated"]) == ("news", True)
    body = {"name": "x", "message": {"content": "digest"}, "applied_tags": [tag["id"]]}
    assert call("POST", f"/channels/{forum}/threads", body).json()["code"] == 50013
    local.overwrite(forum, local.bot_id, allow=["manage_threads"])
    assert call("POST", f"/channels/{forum}/threads", body).status_code == 201
    theirs = local.thread(forum, "A question", by=lab.ada)
    assert [one.text for one in local.history(theirs)] == ["A question"]


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("PUT", "/channels/{papers}/thread-members/@me", 50024),
        ("POST", "/channels/{voice}/threads", 50024),
        ("POST", "/channels/{voice}/messages/1/threads", 50024),
        ("PATCH", "/channels/{archived}", 50083),
        ("PUT", "/channels/{archived}/thread-members/@me", 50083),
        ("PATCH", "/channels/{archived}/messages/{message}", 50083),
    ],
)
def test_not_everything_is_a_thread(
    local: LocalDiscord, call: Call, lab: Lab, method: str, path: str, code: int
) -> None:
    """Nor is every thread open."""
    voice = local.channel(lab.guild, "talk", kind="voice")
    thread = local.thread(lab.papers, "talk", by=lab.ada)
    sent = call("POST", f"/channels/{thread}/messages", {"content": "x"}).json()["id"]
    local.archive(thread, locked=True)
    place = path.format(papers=lab.papers, voice=voice, archived=thread, message=sent)
    answer = call(method, place, {"name": "x", "type": 11} if "@me" not in path else {})
    assert answer.json()["code"] == code
    local.forgive()


async def test_an_answer_to_what_is_gone(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """Is refused, unless the bot does not mind."""
    channel = bot.get_partial_messageable(lab.papers)
    gone = discord.MessageReference(message_id=1, channel_id=lab.papers)
    with pytest.raises(discord.HTTPException):
        await channel.send("x", reference=gone)
    gone.fail_if_not_exists = False
    await channel.send("x", reference=gone)
    assert local.sent[0].reply_to is None


async def test_a_deleted_channel_is_unknown(local: LocalDiscord, lab: Lab) -> None:
    """And the bot hears that it goes, with its threads."""
    async with running(new_bot(), local) as bot:
        heard: asyncio.Queue[str] = asyncio.Queue()

        @bot.event
        async def on_guild_channel_delete(channel: discord.abc.GuildChannel) -> None:
            await heard.put(channel.name)

        @bot.event
        async def on_thread_delete(thread: discord.Thread) -> None:
            await heard.put(thread.name)

        thread = local.thread(lab.papers, "talk", by=lab.ada)
        local.delete_channel(lab.papers)
        assert {await heard.get(), await heard.get()} == {"papers", "talk"}
        for number in (lab.papers, thread):
            with pytest.raises(discord.NotFound) as refusal:
                await bot.get_partial_messageable(number).send("x")
            assert refusal.value.code == 10003
