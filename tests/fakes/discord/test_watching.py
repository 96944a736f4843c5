"""What a test asks, and how it waits."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.discord.conftest import Bot, Lab
from tests.fakes.discord.records import most_in
from tests.fakes.discord.server import LocalDiscord


async def test_a_message_is_waited_for(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """The first one, or the first one after another."""
    channel = bot.get_partial_messageable(lab.papers)
    writing = asyncio.create_task(channel.send("1"))
    first = await local.reply(lab.papers)
    await writing
    writing = asyncio.create_task(channel.send("2"))
    assert (await local.reply(lab.papers, after=first)).text == "2"
    await writing
    with pytest.raises(TimeoutError, match="nothing of that kind"):
        await local.reply(lab.papers, local.last(lab.papers), seconds=0.05)
    assert len(local.gaps(lab.papers)) == 1
    assert (local.most_in(60), local.most_in(60, lab.guild)) == (2, 0)


async def test_what_people_say_is_no_word_of_the_bot(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """It stands among all that stands."""
    local.say(lab.ada, lab.papers, "hello")
    await bot.get_partial_messageable(lab.papers).send("digest")
    assert [one.text for one in local.history(lab.papers)] == ["hello", "digest"]
    assert local.texts(lab.papers) == ["digest"]
    assert local.last(local.direct(lab.ada)) is None
    assert local.message(lab.papers, local.sent[0].id).text == "digest"


def test_the_most_within_a_span_is_counted() -> None:
    """The end left out."""
    assert most_in([0.0, 0.5, 0.9, 1.0, 3.0], 1.0) == 3
    assert most_in([], 1.0) == 0
