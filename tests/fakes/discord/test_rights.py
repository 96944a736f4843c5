"""What the bot may do where, and how it is told that it may not; private channels."""

from __future__ import annotations

import discord
import pytest

from tests.fakes.discord.conftest import Bot, Lab, text_channel
from tests.fakes.discord.server import LocalDiscord


@pytest.mark.parametrize(
    ("revoked", "code"),
    [("view_channel", 50001), ("send_messages", 50013), ("create_public_threads", 50013)],
)
async def test_a_revoked_permission_is_missed_and_restored(
    local: LocalDiscord, bot: Bot, lab: Lab, revoked: str, code: int
) -> None:
    """Each by its code."""
    channel = await text_channel(bot, lab)
    sent = await channel.send("digest")
    local.revoke(lab.papers, revoked)
    assert revoked not in local.may(lab.papers)
    trying = sent.create_thread(name="x") if "threads" in revoked else channel.send("y")
    with pytest.raises(discord.Forbidden) as refusal:
        await trying
    assert refusal.value.code == code
    local.restore(lab.papers)
    await channel.send("y")


async def test_embeds_files_and_answers_need_permissions(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """Of their own."""
    channel = bot.get_partial_messageable(lab.papers)
    sent = await channel.send("x")
    local.revoke(lab.papers, "embed_links", "attach_files", "read_message_history")
    for words, more in (
        ("a", {"embed": discord.Embed(title="x")}),
        ("b", {"file": discord.File(__file__)}),
    ):
        with pytest.raises(discord.Forbidden):
            await channel.send(words, **more)
    with pytest.raises(discord.HTTPException) as refusal:
        await channel.send("c", reference=sent)
    assert refusal.value.code == 160002
    with pytest.raises(discord.Forbidden):
        await channel.fetch_message(sent.id)
    assert [one async for one in channel.history()] == []


async def test_roles_and_overwrites_add_up(local: LocalDiscord, lab: Lab) -> None:
    """Everyone, then roles, then the member; an administrator may all, and so may an owner."""
    role = local.role(lab.guild, "readers")
    local.give(lab.guild, lab.bob, role)
    local.overwrite(lab.papers, lab.guild, deny=["view_channel"])
    assert local.may(lab.papers, lab.bob) == frozenset()
    local.overwrite(lab.papers, role, allow=["view_channel"])
    assert "send_messages" in local.may(lab.papers, lab.bob)
    local.overwrite(lab.papers, lab.bob, deny=["send_messages"])
    assert not {"send_messages", "embed_links"} & local.may(lab.papers, lab.bob)
    local.set_role(lab.guild, role, ["administrator"])
    assert "manage_guild" in local.may(lab.papers, lab.bob)
    assert "manage_guild" in local.may(lab.papers, lab.ada)
    with pytest.raises(ValueError, match="no permission is called fly"):
        local.overwrite(lab.papers, lab.bob, allow=["fly"])


async def test_who_goes_on_writing_is_noted(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """After all is over there."""
    channel = bot.get_partial_messageable(lab.papers)
    local.kick_bot(lab.guild)
    with pytest.raises(discord.Forbidden):
        await channel.send("x")
    local.advance(1)
    with pytest.raises(discord.Forbidden):
        await channel.send("y")
    (violation,) = local.forgive()
    assert f"{lab.papers} is written to after 'Missing Access'" in violation
    local.add_bot(lab.guild)
    await channel.send("x")


async def test_a_guild_out_of_order_is_no_refusal(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """But a 503."""
    local.outage(lab.guild)
    with pytest.raises(discord.DiscordServerError):
        await bot.get_partial_messageable(lab.papers).send("x")
    local.recover(lab.guild)
    await bot.get_partial_messageable(lab.papers).send("x")


async def test_people_are_written_to_in_private(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """Unless they have closed their door, or share no guild with the bot."""
    ada = await bot.fetch_user(lab.ada)
    sent = await ada.send("digest")
    assert sent.channel.id == local.direct(lab.ada)
    assert local.texts(sent.channel.id, lab.ada) == ["digest"]
    assert local.history(sent.channel.id, lab.bob) == []
    local.close_dms(lab.ada)
    with pytest.raises(discord.Forbidden) as refusal:
        await ada.send("x")
    assert refusal.value.code == 50007
    local.open_dms(lab.ada)
    await ada.send("x")
    eve = await bot.fetch_user(local.person("eve"))
    with pytest.raises(discord.Forbidden) as refusal:
        await eve.send("x")
    assert refusal.value.code == 50278
    local.install(eve.id)
    await eve.send("y")
    local.part(lab.guild, lab.bob)
    with pytest.raises(discord.Forbidden):
        await (await bot.fetch_user(lab.bob)).send("x")
    local.join(lab.guild, lab.bob)


async def test_channels_are_renamed_and_deleted_by_who_may(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """Who manages them."""
    channel = await text_channel(bot, lab)
    with pytest.raises(discord.Forbidden):
        await channel.edit(name="x")
    local.overwrite(lab.papers, local.bot_id, allow=["manage_channels"])
    await channel.edit(name="arxiv", topic="New papers")
    assert local.place(lab.papers).name == "arxiv"
    await channel.delete()
    with pytest.raises(ValueError, match="no channel at this Discord"):
        local.place(lab.papers)


async def test_mistakes_of_the_test_are_told(local: LocalDiscord, lab: Lab) -> None:
    """Where they are made."""
    with pytest.raises(ValueError, match="no channel is a 'radio'"):
        local.channel(lab.guild, "x", kind="radio")
    with pytest.raises(ValueError, match="nobody at this Discord"):
        local.guild("x", 1)
    with pytest.raises(ValueError, match="no guild at this Discord"):
        local.add_bot(1)
    with pytest.raises(ValueError, match="threads hang on channels"):
        local.thread(local.direct(lab.ada), "x", by=lab.ada)
    eve = local.person("eve")
    with pytest.raises(ValueError, match="does not see the channel"):
        local.say(eve, lab.papers, "x")
