"""The bot in a group with topics: each topic is a chat of its own, the people there are few."""

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

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
ALONE = "This is for you alone: write /saved to me in our private chat."


@dataclass
class Lab:
    """A forum: *ada* owns it, *bob* and *eve* are members; two topics."""

    scene: Scene
    telegram: LocalTelegram
    ada: int
    bob: int
    eve: int
    forum: int
    papers: int
    talk: int

    async def says(self, person: int, text: str) -> Message:
        """What the bot answers to somebody in the topic *papers*."""
        return await self.scene.says(person, text, self.forum, thread=self.papers)

    async def follows(self) -> Message:
        """*ada* lets the topic *papers* follow cs.CV; what the bot answers."""
        return await self.scene.follows(self.ada, "cs.CV", self.forum, thread=self.papers)

    def heard(self) -> list[str]:
        """The digests in the topic *papers*, by their first lines."""
        texts = self.telegram.texts(self.forum, self.papers)
        return [text.splitlines()[0] for text in texts if " papers · 1/" in text]


@pytest.fixture
async def lab(telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings) -> AsyncIterator[Lab]:
    """The bot has just been added; seven papers are out, and nobody follows anything."""
    without_limits(telegram)
    arxiv.announce(TUESDAY, *papers(7, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada, bob = telegram.person("Ada"), telegram.person("Bob")
    eve = telegram.person("Eve", language="zh")
    forum = telegram.supergroup("Lab", ada, bob, eve, forum=True)
    telegram.say(ada, forum, "Welcome, everybody")  # number 1 is no topic's
    topics = telegram.topic(forum, "Papers"), telegram.topic(forum, "Talk")
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        telegram.add_bot(forum, by=ada)
        await scene.hears(forum, "An administrator here writes what to follow")
        yield Lab(scene, telegram, ada, bob, eve, forum, *topics)
    assert telegram.unanswered() == []


async def test_a_digest_comes_into_the_topic_that_wants_it(lab: Lab) -> None:
    """Where an administrator said so, and nowhere else; a member's word is not enough."""
    scene, telegram = lab.scene, lab.telegram
    refused = await lab.says(lab.bob, "/subscribe@paperround_bot cs.CV")
    assert refused.text.startswith("Only administrators of this chat change what it gets")
    following = await lab.follows()
    assert following.text.startswith("Following cs.CV\n")
    assert following.thread == lab.papers
    first = await scene.hears(lab.forum, "7 papers", lab.papers)
    await scene.settles()
    digest = [m for m in telegram.messages(lab.forum, lab.papers) if m.text.startswith("Tue ")]
    assert [label for page in digest for label in page.labels] == list("1234567")
    assert first.text.startswith("Tue 3 Mar 2026 · 7 papers · 1/2\ncs.CV 7\n\n1. ")
    assert "7 announced · 7 matched · 7 shown" in digest[-1].text
    assert telegram.messages(lab.forum, lab.talk) == []
    introductions = [t for t in telegram.texts(lab.forum) if t.startswith("Paperround brings")]
    assert len(introductions) == 1
    await scene.announces("2026-03-04T09:00", *papers(6, category="cs.CV", day=WEDNESDAY, start=51))
    assert lab.heard() == [
        "Tue 3 Mar 2026 · 7 papers · 1/2", "Wed 4 Mar 2026 · 6 papers · 1/2",
    ]  # fmt: skip
    assert telegram.messages(lab.forum, lab.talk) == []
    assert scene.faults() == []


async def test_two_topics_follow_two_things(lab: Lab) -> None:
    """A topic has rules, a language and an hour of its own."""
    scene, telegram = lab.scene, lab.telegram
    await lab.follows()
    await scene.hears(lab.forum, "7 papers", lab.papers)
    telegram.say(lab.ada, lab.forum, "/settings@paperround_bot language zh", lab.talk)
    await scene.hears(lab.forum, "已更改", lab.talk)
    await scene.follows(lab.ada, 'cs.CV "splatting"', lab.forum, thread=lab.talk)
    await scene.hears(lab.forum, "2026年3月3日 周二", lab.talk)
    await scene.settles()
    assert lab.heard() == ["Tue 3 Mar 2026 · 7 papers · 1/2"]
    assert (await scene.chat(lab.forum, lab.talk)).settings.language == "zh"
    assert (await scene.chat(lab.forum, lab.papers)).settings.language == "en"
    assert scene.faults() == []


async def test_the_numbers_of_a_digest_open_cards_privately(lab: Lab) -> None:
    """For whoever follows the link, in their own chat with the bot; the group sees nothing."""
    scene, telegram = lab.scene, lab.telegram
    await lab.follows()
    digest = await scene.hears(lab.forum, "7 papers", lab.papers)
    await scene.settles()
    stood = len(telegram.messages(lab.forum))
    for person, announced in ((lab.bob, "announced Tue 3 Mar 2026"), (lab.eve, "公布")):
        card = await scene.opens(person, digest, "3")
        assert card.chat == person
        assert "cs.CV · 2603.00003 v1 · " in card.text
        assert announced in card.text
    assert len(telegram.messages(lab.forum)) == stood
    assert digest.button("3") == {
        "text": "3",
        "url": "https://t.me/paperround_bot?start=p_2603_00003",
    }
    assert scene.faults() == []


async def test_a_reading_list_is_for_its_reader_alone(lab: Lab) -> None:
    """Save answers by a toast, /saved and /forget in private; who never came there gets a link."""
    scene, telegram = lab.scene, lab.telegram
    telegram.tell(lab.bob, "/help")
    await scene.hears(lab.bob, "Commands")
    card = await lab.says(lab.ada, "/paper@paperround_bot 2603.00002")
    for person in (lab.bob, lab.eve):
        assert await scene.presses(person, card, "Save") == "Saved. /saved shows your list."
    stood = telegram.texts(lab.forum)
    telegram.say(lab.bob, lab.forum, "/saved@paperround_bot", lab.papers)
    assert (await scene.hears(lab.bob, "Saved papers")).text.startswith("Saved papers · 1 paper\n")
    telegram.say(lab.bob, lab.forum, "/forget@paperround_bot", lab.papers)
    asked = await scene.hears(lab.bob, "Everything about you would be deleted: 1 saved paper")
    assert telegram.texts(lab.forum) == stood
    notice = await lab.says(lab.eve, "/saved@paperround_bot")
    assert (notice.text, notice.thread, notice.labels) == (
        ALONE, lab.papers, ("Open our private chat",),
    )  # fmt: skip
    listed = await scene.opens(lab.eve, notice, "Open our private chat")
    assert listed.text.startswith("收藏的论文 · 1 篇\n")
    await scene.presses(lab.bob, asked, "Delete")
    await scene.becomes(asked, "Everything about you is deleted.")
    assert (await scene.says(lab.bob, "/saved")).text.startswith("Nothing is saved yet")
    assert (await scene.says(lab.eve, "/saved")).text.startswith("收藏的论文 · 1 篇\n")
    assert scene.faults(refused=["sendMessage"]) == []  # Eve's chat was not there at first


async def test_a_closed_topic_rests_until_it_is_reopened(lab: Lab) -> None:
    """Nothing is tried meanwhile; then what was missed comes in one digest."""
    scene, telegram = lab.scene, lab.telegram
    await lab.follows()
    await scene.hears(lab.forum, "7 papers", lab.papers)
    await scene.settles()
    telegram.close_topic(lab.forum, lab.papers)
    await scene.is_in(ChatState.GONE, lab.forum, lab.papers)
    await scene.announces("2026-03-04T09:00", *papers(6, category="cs.CV", day=WEDNESDAY, start=51))
    assert lab.heard() == ["Tue 3 Mar 2026 · 7 papers · 1/2"]
    telegram.reopen_topic(lab.forum, lab.papers)
    await scene.hears(lab.forum, "6 papers", lab.papers)
    await scene.settles()
    assert lab.heard()[1:] == ["Wed 4 Mar 2026 · 6 papers · 1/2"]
    assert scene.faults() == []


async def test_a_topic_that_the_bot_may_open_stays(lab: Lab) -> None:
    """Administrators close a topic for news; who has the right to manage it still writes there."""
    scene, telegram = lab.scene, lab.telegram
    telegram.promote_bot(lab.forum, lab.ada, "can_manage_topics")
    await lab.follows()
    await scene.hears(lab.forum, "7 papers", lab.papers)
    telegram.close_topic(lab.forum, lab.papers)
    await telegram.until(lambda: telegram.calls_of("getChatMember"))
    await scene.announces("2026-03-04T09:00", *papers(6, category="cs.CV", day=WEDNESDAY, start=51))
    assert lab.heard()[1:] == ["Wed 4 Mar 2026 · 6 papers · 1/2"]
    assert scene.faults() == []


async def test_a_deleted_topic_is_let_go(lab: Lab) -> None:
    """Nobody tells the bot: it is refused once, and does not try again."""
    scene, telegram = lab.scene, lab.telegram
    await lab.follows()
    await scene.follows(lab.ada, "cs.CV", lab.forum, thread=lab.talk)
    await scene.hears(lab.forum, "7 papers", lab.papers)
    await scene.hears(lab.forum, "7 papers", lab.talk)
    await scene.settles()
    telegram.delete_topic(lab.forum, lab.papers)
    for moment, day, start in (
        ("2026-03-04T09:00", WEDNESDAY, 51), ("2026-03-05T09:00", THURSDAY, 71),
    ):  # fmt: skip
        await scene.announces(moment, *papers(6, category="cs.CV", day=day, start=start))
    await scene.is_in(ChatState.GONE, lab.forum, lab.papers)
    told = [text for text in telegram.texts(lab.forum, lab.talk) if " papers · 1/" in text]
    assert len(told) == 3
    assert [call.description for call in telegram.refusals()] == [
        "Bad Request: message thread not found"
    ]
    assert scene.faults(refused=["sendMessage"]) == []


async def test_general_is_the_chat_as_a_whole(lab: Lab) -> None:
    """It has no number; closed, it rests alone, and the other topics go on."""
    scene, telegram = lab.scene, lab.telegram
    await lab.follows()
    await scene.follows(lab.ada, "cs.CV", lab.forum)
    await scene.settles()
    telegram.close_topic(lab.forum)
    await scene.announces("2026-03-04T09:00", *papers(6, category="cs.CV", day=WEDNESDAY, start=51))
    await scene.is_in(ChatState.GONE, lab.forum)
    assert lab.heard()[1:] == ["Wed 4 Mar 2026 · 6 papers · 1/2"]
    telegram.reopen_topic(lab.forum)
    await scene.is_in(ChatState.ACTIVE, lab.forum)
    await scene.settles()
    in_general = [m for m in telegram.messages(lab.forum) if m.thread is None]
    heads = [m.text.splitlines()[0] for m in in_general if " papers · 1/" in m.text]
    assert heads == ["Tue 3 Mar 2026 · 7 papers · 1/2", "Wed 4 Mar 2026 · 6 papers · 1/2"]
    assert scene.faults(refused=["sendMessage"]) == []  # TOPIC_CLOSED


async def test_a_group_that_throws_the_bot_out_and_brings_it_back(lab: Lab) -> None:
    """Nothing is sent meanwhile; then it says once more what it is, and what was missed comes."""
    scene, telegram = lab.scene, lab.telegram
    await lab.follows()
    await scene.settles()
    telegram.kick_bot(lab.forum, lab.ada)
    await scene.is_in(ChatState.GONE, lab.forum, lab.papers)
    await scene.announces("2026-03-04T09:00", *papers(6, category="cs.CV", day=WEDNESDAY, start=51))
    assert lab.heard() == ["Tue 3 Mar 2026 · 7 papers · 1/2"]
    telegram.add_bot(lab.forum, by=lab.ada)
    await scene.hears(lab.forum, "6 papers", lab.papers)
    await scene.settles()
    assert lab.heard()[1:] == ["Wed 4 Mar 2026 · 6 papers · 1/2"]
    introductions = [t for t in telegram.texts(lab.forum) if t.startswith("Paperround brings")]
    assert len(introductions) == 2
    assert scene.faults() == []


async def test_who_administers_as_the_group_itself(lab: Lab) -> None:
    """An administrator who hides settles what they like; nobody else can hide there."""
    scene, telegram = lab.scene, lab.telegram
    telegram.say(lab.ada, lab.forum, "/subscribe@paperround_bot cs.CV", lab.papers, anonymous=True)
    await scene.hears(lab.forum, "7 papers", lab.papers)
    telegram.say(lab.ada, lab.forum, "/saved@paperround_bot", lab.papers, anonymous=True)
    await scene.hears(lab.forum, ALONE, lab.papers)
    assert scene.faults() == []
