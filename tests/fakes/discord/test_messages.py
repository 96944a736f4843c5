"""Messages: what they may hold, who is notified, nonces, edits, publishing."""

from __future__ import annotations

import io
from typing import Any

import discord
import pytest

from tests.fakes.discord.conftest import Bot, Call, Lab
from tests.fakes.discord.server import LocalDiscord


def errors(answer: Any) -> Any:
    """What is wrong with a form, and where."""
    assert (answer.status_code, answer.json()["code"]) == (400, 50035)
    return answer.json()["errors"]


async def test_a_message_is_told_back_as_it_was_written(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """With embeds, files, flags, and an answer to another one."""
    channel = bot.get_partial_messageable(lab.papers)
    first = await channel.send("digest", silent=True, suppress_embeds=True)
    embed = discord.Embed(title="A paper", description="Its summary", url="https://arxiv.org/a")
    embed.add_field(name="Authors", value="Ada")
    embed.set_footer(text="cs.CV")
    file = discord.File(io.BytesIO(b"@article{}"), "x.bib", description="A citation")
    sent = await channel.send(embed=embed, file=file, reference=first)
    assert sent.embeds[0].title == "A paper"
    assert [one.filename for one in sent.attachments] == ["x.bib"]
    message = local.message(lab.papers, sent.id)
    assert message.text == "A paper\nIts summary\nAuthors\nAda\ncs.CV"
    assert (message.files[0].name, message.files[0].content) == ("x.bib", b"@article{}")
    assert message.files[0].description == "A citation"
    assert message.reply_to == first.id
    assert (first.flags.suppress_embeds, first.flags.silent) == (True, True)
    got = await channel.fetch_message(sent.id)
    assert got.reference is not None
    assert got.embeds == sent.embeds
    assert [one.id async for one in channel.history(limit=5)] == [sent.id, first.id]
    after = [one.id async for one in channel.history(after=first, oldest_first=True)]
    assert after == [sent.id]


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        ({"content": "x" * 2001}, ("content",), "BASE_TYPE_MAX_LENGTH"),
        ({"content": 1}, ("content",), "STRING_TYPE_CONVERT"),
        ({"embeds": [{}] * 11}, ("embeds",), "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": ["x"]}, ("embeds", "0"), "DICT_TYPE_CONVERT"),
        ({"embeds": [{"title": "x" * 257}]}, ("embeds", "0", "title"), "BASE_TYPE_MAX_LENGTH"),
        (
            {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]},
            ("embeds",),
            "MAX_EMBED_SIZE_EXCEEDED",
        ),
        (
            {"embeds": [{"fields": [{"name": "", "value": "x"}]}]},
            ("embeds", "0", "fields", "0", "name"),
            "BASE_TYPE_REQUIRED",
        ),
        ({"embeds": [{"url": "nowhere"}]}, ("embeds", "0", "url"), "URL_TYPE_INVALID_URL"),
        ({"embeds": [{"url": "ftp://x"}]}, ("embeds", "0", "url"), "URL_TYPE_INVALID_SCHEME"),
        ({"embeds": [{"color": 1 << 24}]}, ("embeds", "0", "color"), "NUMBER_TYPE_MAX"),
        ({"content": "x", "flags": "y"}, ("flags",), "NUMBER_TYPE_COERCE"),
        ({"content": "x", "flags": -1}, ("flags",), "NUMBER_TYPE_MIN"),
        ({"content": "x", "nonce": "x" * 26}, ("nonce",), "BASE_TYPE_MAX_LENGTH"),
        ({"content": "x", "enforce_nonce": True}, ("nonce",), "BASE_TYPE_REQUIRED"),
        (
            {"content": "x", "allowed_mentions": {"parse": ["all"]}},
            ("allowed_mentions", "parse", "0"),
            "BASE_TYPE_CHOICES",
        ),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            ("allowed_mentions",),
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
        (
            {"content": "x", "message_reference": {"message_id": "y"}},
            ("message_reference", "message_id"),
            "NUMBER_TYPE_COERCE",
        ),
        ({"content": "x", "attachments": [{}] * 11}, ("attachments",), "BASE_TYPE_MAX_LENGTH"),
        ([], (), "DICT_TYPE_CONVERT"),
    ],
)
def test_a_form_has_its_rules(
    local: LocalDiscord, call: Call, lab: Lab, body: Any, place: tuple[str, ...], code: str
) -> None:
    """Each breach is told with its place, and is a violation."""
    answer = call("POST", f"/channels/{lab.papers}/messages", body)
    found = errors(answer)
    for part in place:
        found = found[part]
    assert [one["code"] for one in found["_errors"]] == [code]
    assert len(local.forgive()) == 1
    assert local.sent == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"content": "x", "colour": "red"}, "there is no field 'colour'"),
        ({"content": "x", "poll": {"question": {}}}, "'poll' is not modelled"),
        ({"content": "x", "flags": 1 << 6}, "only answers to interactions are ephemeral"),
        ({"content": "x", "flags": 1 << 1}, "flags 2 cannot be set"),
    ],
)
def test_what_discord_lets_pass_is_noted(
    local: LocalDiscord, call: Call, lab: Lab, body: dict[str, Any], told: str
) -> None:
    """The message stands all the same."""
    assert call("POST", f"/channels/{lab.papers}/messages", body).status_code == 200
    (violation,) = local.forgive()
    assert told in violation
    assert local.messages(lab.papers)[0].flags == 0


def test_an_empty_message_is_refused(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """Whatever else it has."""
    answer = call("POST", f"/channels/{lab.papers}/messages", {"content": "", "tts": False})
    assert answer.json() == {"message": "Cannot send an empty message", "code": 50006}
    assert len(local.forgive()) == 1


async def test_a_nonce_gives_the_first_message_again(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """For some minutes; without a nonce of its own the library makes one up."""
    channel = bot.get_partial_messageable(lab.papers)
    first = await channel.send("digest", nonce="digest-1")
    again = await channel.send("digest", nonce="digest-1")
    assert first.id == again.id
    assert again.nonce == "digest-1"
    assert (len(local.sent), local.repeats, local.doubles()) == (1, ["digest-1"], {})
    await channel.send("digest")
    assert len(local.sent) == 2
    assert local.doubles() == {(lab.papers, "digest"): 2}
    local.advance(301)
    assert (await channel.send("digest", nonce="digest-1")).id != first.id


async def test_a_nonce_is_for_one_place_and_one_life(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """In another channel it is a mistake; a message that is gone does not come back."""
    other = local.channel(lab.guild, "other")
    await bot.get_partial_messageable(lab.papers).send("digest", nonce="n")
    await bot.get_partial_messageable(other).send("digest", nonce="n")
    assert local.texts(other) == []
    assert local.forgive() == ["create_message: the nonce 'n' was used in another channel"]
    local.erase(local.sent[0])
    await bot.get_partial_messageable(other).send("digest", nonce="n")
    assert local.texts(other) == ["digest"]


async def test_only_the_allowed_are_notified(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """By what a message allows, and by what the bot may do."""
    readers = local.role(lab.guild, "readers", mentionable=True)
    secret = local.role(lab.guild, "secret")
    words = f"@everyone <@{lab.ada}> <@&{readers}> <@&{secret}>"
    channel = bot.get_partial_messageable(lab.papers)
    await channel.send(words)
    assert not local.sent[-1].pings
    one = discord.AllowedMentions(everyone=False, users=False, roles=[discord.Object(readers)])
    await channel.send(words, allowed_mentions=one)
    assert list(local.sent[-1].pings) == [readers]
    await channel.send(words, allowed_mentions=discord.AllowedMentions.all())
    assert list(local.sent[-1].pings) == [lab.ada, readers]
    local.overwrite(lab.papers, local.bot_id, allow=["mention_everyone"])
    sent = await channel.send(words, allowed_mentions=discord.AllowedMentions.all())
    assert local.sent[-1].pings == ("everyone", lab.ada, readers, secret)
    assert sent.mention_everyone


def test_without_a_word_on_mentions_all_are_notified(
    local: LocalDiscord, call: Call, lab: Lab
) -> None:
    """As Discord does."""
    call("POST", f"/channels/{lab.papers}/messages", {"content": f"<@!{lab.ada}>"})
    assert local.sent[0].pings == (lab.ada,)


async def test_an_edit_changes_what_it_names(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """And nothing else."""
    channel = bot.get_partial_messageable(lab.papers)
    embed = discord.Embed(title="A paper")
    files = [discord.File(io.BytesIO(b"1"), "1.bib"), discord.File(io.BytesIO(b"2"), "2.bib")]
    sent = await channel.send("digest", embed=embed, files=files)
    edited = await sent.edit(content="digest, corrected")
    assert edited.edited_at is not None
    message = local.last(lab.papers)
    assert message is not None
    assert (message.content, len(message.embeds), message.edits) == ("digest, corrected", 1, 1)
    third = discord.File(io.BytesIO(b"3"), "3.bib")
    await sent.edit(embeds=[], attachments=[sent.attachments[1], third])
    assert [file.name for file in local.messages(lab.papers)[0].files] == ["2.bib", "3.bib"]
    assert [one.text for one in local.edits] == ["digest, corrected\nA paper", "digest, corrected"]
    with pytest.raises(discord.HTTPException) as refusal:
        await sent.edit(content=None, attachments=[])
    assert refusal.value.code == 50006
    assert len(local.forgive()) == 1


async def test_only_own_messages_are_edited_and_deleted(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """Those of others go where the bot manages messages."""
    said = local.say(lab.ada, lab.papers, "hello")
    channel = bot.get_partial_messageable(lab.papers)
    theirs = channel.get_partial_message(said.id)
    with pytest.raises(discord.Forbidden) as refusal:
        await theirs.edit(content="x")
    assert refusal.value.code == 50005
    with pytest.raises(discord.Forbidden) as refusal:
        await theirs.delete()
    assert refusal.value.code == 50013
    local.overwrite(lab.papers, local.bot_id, allow=["manage_messages"])
    await theirs.delete()
    own = await channel.send("x")
    await own.delete()
    assert local.history(lab.papers) == []
    with pytest.raises(discord.NotFound) as missing:
        await own.edit(content="y")
    assert missing.value.code == 10008


async def test_news_are_published_once(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """In announcement channels."""
    news = local.channel(lab.guild, "news", kind="news")
    sent = await bot.get_partial_messageable(news).send("digest")
    await sent.publish()
    assert (await bot.get_partial_messageable(news).fetch_message(sent.id)).flags.crossposted
    with pytest.raises(discord.HTTPException) as refusal:
        await sent.publish()
    assert refusal.value.code == 40033
    plain = await bot.get_partial_messageable(lab.papers).send("digest")
    with pytest.raises(discord.HTTPException) as refusal:
        await plain.publish()
    assert refusal.value.code == 50024
    assert len(local.forgive()) == 1


async def test_big_files_are_refused(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """10 MiB each."""
    file = discord.File(io.BytesIO(bytes((10 << 20) + 1)), "x.pdf")
    with pytest.raises(discord.HTTPException) as refusal:
        await bot.get_partial_messageable(lab.papers).send(file=file)
    assert refusal.value.code == 40005
    assert len(local.forgive()) == 1


async def test_a_bot_that_listens_hears_messages(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """Only with the intent for them; nobody here has it."""
    await bot.get_partial_messageable(lab.papers).send("x")
    async with bot.get_partial_messageable(lab.papers).typing():
        pass
    assert local.dispatch("MESSAGE_CREATE", {}, lab.guild) == 0
