"""The bot in a channel: what its owner posts there, what its readers may not press."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

import pytest

from bot.settings import Settings
from storage.people import ChatState
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.conftest import eastern
from tests.stories.on_telegram import Scene, hurried, on_telegram, without_limits

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
NOT_YOURS = "Only administrators of this chat change what it gets"
SETTLING = ("set", "drop", "resume", "follow")  # what only administrators may press


@dataclass
class News:
    """A channel that *ada* owns and *bob* reads; forty papers are out."""

    scene: Scene
    telegram: LocalTelegram
    ada: int
    bob: int
    channel: int

    async def begins(self) -> None:
        """*ada* brings the bot in; it says what it is."""
        self.telegram.add_bot(self.channel, by=self.ada)
        await self.scene.hears(self.channel, "An administrator here writes what to follow")

    def digests(self) -> list[Message]:
        """What came by itself, message by message."""
        heads = ("Tue 3 Mar 2026 · ", "Wed 4 Mar 2026 · ")
        return [m for m in self.telegram.messages(self.channel) if m.text.startswith(heads)]

    async def standing(self) -> tuple[object, ...]:
        """All that could be changed in the channel."""
        chat, store = await self.scene.chat(self.channel), self.scene.living.means.store
        return chat.settings, chat.state, await store.rules_of(chat.key)


@pytest.fixture
async def news(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> AsyncIterator[News]:
    """The bot lives, and is not in the channel yet."""
    without_limits(telegram)
    arxiv.announce(TUESDAY, *papers(40, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada, bob = telegram.person("Ada"), telegram.person("Bob", language="zh")
    channel = telegram.channel("News", ada, bob, username="news")
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        yield News(scene, telegram, ada, bob, channel)


def pressable(messages: list[Message]) -> list[tuple[Message, str]]:
    """Every button that asks the bot for something, with its message."""
    return [
        (message, button["callback_data"])
        for message in messages
        for row in message.keyboard
        for button in row
        if "callback_data" in button
    ]


async def test_a_channel_gets_its_digest_in_three_messages(news: News) -> None:
    """Posted commands settle everything; numbers are links, and no button changes anything."""
    scene, channel = news.scene, news.channel
    await news.begins()
    limited = await scene.posts(channel, "/settings limit 30")
    assert limited.text.startswith("Settings\nChanged. Papers a digest: 30\n")
    assert (await scene.posts(channel, "/subscribe cs.CV")).text.startswith("Following cs.CV\n")
    await scene.hears(channel, "3/3")
    await scene.settles()
    digest = news.digests()
    assert len(digest) == 3
    assert [label for message in digest for label in message.labels] == [
        *map(str, range(1, 31)), "10 more",
    ]  # fmt: skip
    assert digest[-1].text.endswith(
        "40 announced · 40 matched · 30 shown · 10 more\n30 from the abstract · /why"
    )
    assert digest[0].button("7")["url"] == "https://t.me/paperround_bot?start=p_2603_00007"
    verbs = {data.split(":")[1] for _, data in pressable(digest)}
    assert verbs == {"rest"}
    assert scene.faults() == []


async def test_everything_is_settled_by_posts(news: News) -> None:
    """Language, hour, rules, a pause; what is written without a command is for its readers."""
    scene, telegram, channel = news.scene, news.telegram, news.channel
    await news.begins()
    for written, answered in (
        ("/settings language zh", "已更改。语言：中文"),
        ("/settings hour 07:15", "送达时间：07:15"),
        ("/settings zone Shanghai", "时区：上海"),
        ("/subscribe@paperround_bot hep-th", "关注 hep-th"),
        ("/subscriptions", "1. hep-th"),
        ("/pause 3", "之前不再送达"),
        ("/resume", "已恢复"),
        ("/unsubscribe all", "不再关注：hep-th"),
    ):
        assert answered in (await scene.posts(channel, written)).text, written
    stood = telegram.texts(channel)
    telegram.post(channel, "Good morning, readers of 2603.00001 and cs.CV")
    telegram.post(channel, "/subscribe@another_bot cs.AI")
    assert "cs.CV" in (await scene.posts(channel, "/help subscribe")).text
    assert telegram.texts(channel)[:-1] == stood
    assert scene.faults() == []


async def test_readers_press_in_vain(news: News) -> None:
    """Who presses what is not theirs is told so, alone; nothing is posted, nothing changes."""
    scene, telegram, channel = news.scene, news.telegram, news.channel
    await news.begins()
    for written, answered in (
        ("/settings", "Settings\n"),
        ("/settings hour", "Hour: 08:30\n\n"),
        ("/subscribe cs.CV", "The latest, of Tue 3 Mar 2026"),
        ("/subscriptions", "1 rule followed here"),
        ("/pause 3", "No digests until"),
        ("/paper 2603.00001", "cs.CV · 2603.00001 v1"),
    ):
        await scene.hears_after(channel, telegram.post(channel, written), answered)
    await scene.hears(channel, "30 more")
    await scene.says(news.bob, "/help")
    before, stood = await news.standing(), telegram.messages(channel)
    for message, data in pressable(stood):
        toast = await scene.forges(news.bob, message, data)
        if data.split(":")[1] in SETTLING:
            assert toast.startswith(NOT_YOURS), data
    await scene.silence(news.bob)
    assert telegram.messages(channel) == stood
    assert await news.standing() == before
    settings = next(m for m in stood if m.text.startswith("Settings"))
    await scene.presses(news.ada, settings, "Hour")
    assert "✓ 08:30" in (await scene.offers(settings, "00:30")).labels
    assert scene.faults() == []


async def test_the_rest_of_a_digest_is_for_who_presses(news: News) -> None:
    """Its pages come into the private chat, and are turned there."""
    scene, telegram, channel = news.scene, news.telegram, news.channel
    await news.begins()
    await scene.says(news.bob, "/help")
    telegram.post(channel, "/subscribe cs.CV")
    await scene.hears(channel, "30 more")
    await scene.hears(channel, "The latest, of Tue 3 Mar 2026")
    stood = telegram.messages(channel)
    assert await scene.presses(news.bob, stood[-1], "30 more") == ""
    rest = await scene.hears(news.bob, "30 papers")
    assert [label for label in rest.labels if label.isdigit()] == list("12345")
    await scene.presses(news.bob, rest, "›")
    second = await scene.becomes(rest, "6. ")
    await scene.presses(news.bob, second, "7")
    assert "2603.00017" in (await scene.hears(news.bob, "cs.CV · 2603.00017")).text
    assert telegram.messages(channel) == stood
    assert scene.faults() == []


async def test_a_channel_where_the_bot_may_not_post(news: News) -> None:
    """It is refused once, and rests until it may; then it tells what it could not."""
    scene, telegram, channel = news.scene, news.telegram, news.channel
    await news.begins()
    await scene.posts(channel, "/subscribe hep-th")
    telegram.promote_bot(channel, news.ada, "can_manage_chat")
    await scene.is_in(ChatState.GONE, channel)
    stood = telegram.texts(channel)
    await scene.announces("2026-03-04T09:00", *papers(2, category="hep-th", day=WEDNESDAY, start=1))
    assert (telegram.texts(channel), telegram.refusals()) == (stood, [])
    telegram.promote_bot(channel, news.ada)
    await scene.hears(channel, "Wed 4 Mar 2026 · 2 papers")
    await scene.settles()
    assert len(news.digests()) == 1
    assert scene.faults() == []


async def test_a_command_where_the_bot_may_not_post(news: News) -> None:
    """It cannot answer; Telegram's one refusal settles it."""
    scene, telegram, channel = news.scene, news.telegram, news.channel
    telegram.add_bot(channel, by=news.ada, rights=("can_manage_chat",))
    telegram.post(channel, "/help")
    await telegram.until(telegram.refusals)
    await scene.announces("2026-03-04T09:00", *papers(2, category="cs.CV", day=WEDNESDAY, start=51))
    assert telegram.messages(channel) == []
    assert scene.faults(refused=["sendMessage"]) == []


async def test_a_channel_is_forgotten_when_it_asks(news: News) -> None:
    """By a post, and a press of an administrator; its readers press in vain."""
    scene, telegram, channel = news.scene, news.telegram, news.channel
    await news.begins()
    telegram.post(channel, "/subscribe cs.CV")
    await scene.hears(channel, "40 announced")
    telegram.post(channel, "/forget")
    asked = await scene.hears(channel, "This cannot be undone.")
    label = "Delete what that chat follows and was sent"
    for person in (news.bob, news.ada):
        await scene.presses(person, asked, label)
        assert bool(await scene.living.means.store.rule_texts()) is (person == news.bob)
    assert await scene.becomes(asked, "/start begins anew.")
    assert scene.faults() == []
