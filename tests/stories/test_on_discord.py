"""The bot on Discord, as a server's administrator and its readers meet it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.settings import Settings
from storage.people import ChatState
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.server import LocalDiscord
from tests.stories.conftest import eastern
from tests.stories.hard_text import hard_papers
from tests.stories.on_discord import on_discord
from tests.stories.on_telegram import hurried

TUESDAY = date(2026, 3, 3)
MORE = {"en": "450 more", "zh": "其余 450"}


@pytest.fixture
def local() -> Iterator[LocalDiscord]:
    """A strict local Discord; no story ends with bad manners."""
    with LocalDiscord(heartbeat=2) as local, pointed_at(local):
        yield local
        assert local.violations == []


def a_lab(local: LocalDiscord, locale: str = "en-US") -> tuple[int, int, int]:
    """A person, their guild with the bot in it, and a channel there."""
    ada = local.person("ada", locale=locale)
    lab = local.guild("Lab", ada, [])
    local.add_bot(lab)
    return ada, lab, local.channel(lab, "papers")


async def test_from_the_invitation_to_the_first_digest(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings
) -> None:
    """A channel follows something; its digest stands there, the rest in the day's thread."""
    arxiv.announce(TUESDAY, *papers(7, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada, bob = local.person("ada"), local.person("bob")
    lab = local.guild("Lab", ada, [bob])
    channel = local.channel(lab, "papers")
    async with on_discord(local, arxiv, settings) as scene:
        local.add_bot(lab)
        answer = await scene.follows(ada, channel, "cs.CV")
        assert answer.only_for == ada
        digest = await scene.hears(channel, "7 papers")
        assert digest.is_layout
        assert digest.labels[:5] == ("More",) * 5
        assert digest.pings == ()
        (thread,) = await scene.until(lambda: local.threads(channel) or None, "a thread")
        rest = await scene.hears(thread.id, "2/2")
        assert rest.labels[:2] == ("More", "More")
        card = await scene.presses(bob, digest, "More")
        assert card.only_for == bob
        assert "2603.00001" in card.text
        saved = await scene.presses(bob, card, "Save")
        assert saved.only_for == bob
        listed = await scene.uses(bob, channel, "saved")
        assert "1 paper" in listed.text
        assert scene.faults() == []
    assert local.doubles() == {}


async def test_only_who_manages_a_channel_changes_it(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings
) -> None:
    """Whoever else tries reads who may."""
    ada, bob = local.person("ada"), local.person("bob")
    lab = local.guild("Lab", ada, [bob])
    local.add_bot(lab)
    channel = local.channel(lab, "papers")
    async with on_discord(local, arxiv, settings) as scene:
        assert "subscribe" not in local.offered(bob, channel)
        assert "subscribe" in local.offered(ada, channel)
        await scene.follows(ada, channel, "cs.CV")
        rules = await scene.uses(bob, channel, "subscriptions")
        assert "cs.CV" in rules.text


async def test_a_private_chat_has_its_own_digest(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings
) -> None:
    """One message whose arrows turn its pages; also after a restart."""
    arxiv.announce(TUESDAY, *papers(7, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada = local.person("ada", installed=True)
    private = local.direct(ada)
    async with on_discord(local, arxiv, settings) as scene:
        await scene.follows(ada, private, "cs.CV")
        digest = await scene.hears(private, "1/2")
    async with on_discord(local, arxiv, settings) as scene:
        turned = await scene.presses(ada, digest, "›")
        assert turned.id == digest.id
        assert "2/2" in turned.text


async def test_a_deleted_channel_gets_nothing_more(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings
) -> None:
    """The bot hears of it, and gives the chat up."""
    arxiv.at(eastern("2026-03-03T09:00"))
    ada, _, channel = a_lab(local)
    async with on_discord(local, arxiv, settings) as scene:
        await scene.follows(ada, channel, "cs.CV")
        local.delete_channel(channel)
        await scene.is_in(ChatState.GONE, channel)


async def test_a_post_that_people_opened_in_a_forum_has_its_digest(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings
) -> None:
    """Like any other thread; how a forum itself gets posts is tested with the messenger."""
    arxiv.announce(TUESDAY, *papers(7, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada, lab, _ = a_lab(local)
    forum = local.forum(lab, "papers", ["cs.CV", "hep-th"], needs_tag=True)
    thread = local.thread(forum, "where to ask", ada)
    async with on_discord(local, arxiv, settings) as scene:
        await scene.follows(ada, thread, "cs.CV")
        await scene.hears(thread, "7 papers")
        assert scene.faults() == []


async def test_a_permission_taken_and_given_back(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings
) -> None:
    """What could not be written comes with the next digest, none of it twice."""
    arxiv.at(eastern("2026-03-02T09:00"))
    ada, _, channel = a_lab(local)
    async with on_discord(local, arxiv, settings) as scene:
        await scene.follows(ada, channel, "cs.CV")
        local.revoke(channel, "send_messages")
        await scene.announces(
            "2026-03-03T09:00", *papers(3, category="cs.CV", day=TUESDAY, start=1)
        )
        assert not [text for text in local.texts(channel) if "3 papers" in text]
        local.restore(channel)
        await scene.passes("2026-03-04T05:00")
        await scene.hears(channel, "3 papers")
    assert local.doubles() == {}


async def test_an_answer_lost_on_its_way_doubles_nothing(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings
) -> None:
    """The message stands, the connection was cut: the second try has the same nonce."""
    arxiv.announce(TUESDAY, *papers(3, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada, _, channel = a_lab(local)
    local.fault("drop", route="create_message", channel=channel, after=True)
    async with on_discord(local, arxiv, settings, hurried(arxiv)) as scene:
        await scene.follows(ada, channel, "cs.CV")
        await scene.hears(channel, "3 papers")
        arxiv.at(eastern("2026-03-03T09:02"))
        await scene.settles()
        assert len(local.calls_of("create_message")) == 2
    assert len([text for text in local.texts(channel) if "3 papers" in text]) == 1
    assert local.doubles() == {}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_day_of_five_hundred_hard_papers(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, language: str
) -> None:
    """Nothing is refused, nothing is too long for the gateway's heart, whatever the language."""
    arxiv.announce(TUESDAY, *hard_papers(100, TUESDAY))
    arxiv.announce(TUESDAY, *papers(400, category="cs.CV", day=TUESDAY, start=101))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada, _, channel = a_lab(local, locale={"en": "en-GB", "zh": "zh-CN"}[language])
    async with on_discord(local, arxiv, settings, hurried(arxiv)) as scene:
        await scene.uses(ada, channel, "settings", setting="limit", value="50")
        await scene.follows(ada, channel, "cs.CV")
        digest = await scene.hears(channel, MORE[language])
        await scene.settles()
        (thread,) = local.threads(channel)
        shown = (digest, *local.messages(thread.id))
        saved = [one for m in shown for one in m.custom_ids if one.startswith("1:save:")]
        assert len(saved) == len(set(saved)) == 50
        rest = await scene.presses(ada, digest, MORE[language])
        assert "450" in rest.text
        assert scene.faults() == []
    assert local.sessions.timeouts == 0
