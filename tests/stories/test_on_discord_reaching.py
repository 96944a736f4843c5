"""Whom a digest on Discord reaches beyond its channel: followers, a role, and who set it up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.jobs import JobName
from bot.settings import Settings
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.server import LocalDiscord
from tests.fakes.discord.world import CROSSPOSTED
from tests.stories.conftest import eastern
from tests.stories.on_discord import Scene, on_discord

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
MISSING = "Missing permissions: Send Messages."


@pytest.fixture
def local() -> Iterator[LocalDiscord]:
    """A strict local Discord; no story ends with bad manners."""
    with LocalDiscord() as local, pointed_at(local):
        yield local
        assert local.violations == []


@pytest.fixture
def lab(local: LocalDiscord) -> tuple[int, int]:
    """Ada, and her guild with the bot in it."""
    ada = local.person("ada")
    lab = local.guild("Lab", ada, [])
    local.add_bot(lab)
    return ada, lab


async def the_digest_of_tuesday(scene: Scene, ada: int, channel: int) -> None:
    """What Ada's channel follows brings seven papers."""
    await scene.follows(ada, channel, "cs.CV")
    await scene.announces("2026-03-03T09:00", *papers(7, category="cs.CV", day=TUESDAY, start=1))
    await scene.hears(channel, "7 papers")
    await scene.settles()


async def test_an_announcement_channel_publishes_its_digest(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: tuple[int, int]
) -> None:
    """Its first message, once; what stands in its thread is for those who are there."""
    ada, guild = lab
    news = local.channel(guild, "news", kind="news")
    arxiv.at(eastern("2026-03-02T09:00"))
    async with on_discord(local, arxiv, settings) as scene:
        shown = await scene.uses(ada, news, "settings")
        assert "Publish: off" in shown.text
        shown = await scene.uses(ada, news, "settings", setting="publish", value="yes")
        assert "Changed. Publish: on" in shown.text
        await the_digest_of_tuesday(scene, ada, news)
        assert local.calls_of("crosspost") == []
        for _ in range(2):
            await scene.living.put(JobName.PUBLISH)
            await scene.settles()
        assert scene.faults() == []
    async with on_discord(local, arxiv, settings) as scene:
        await scene.living.put(JobName.PUBLISH)
        await scene.settles()
    assert len(local.calls_of("crosspost")) == 1
    published = [one for one in local.messages(news) if one.flags & CROSSPOSTED]
    (first,) = [one.text.splitlines()[0] for one in published]
    assert first == "**Tue 3 Mar 2026** · 7 papers · 1/2"


async def test_elsewhere_nothing_is_published(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: tuple[int, int]
) -> None:
    """An ordinary channel has no such setting, and is told so kindly."""
    ada, guild = lab
    channel = local.channel(guild, "papers")
    arxiv.at(eastern("2026-03-02T09:00"))
    async with on_discord(local, arxiv, settings) as scene:
        shown = await scene.uses(ada, channel, "settings")
        assert "Publish" not in shown.text
        told = await scene.uses(ada, channel, "settings", setting="publish", value="yes")
        assert "Only an announcement channel" in told.text
        private = local.direct(ada)
        told = await scene.uses(ada, private, "settings", setting="ping", value="@Papers")
        assert "Only a Discord server has roles" in told.text
        assert scene.faults() == []


async def test_one_role_is_called_by_the_first_message_alone(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: tuple[int, int]
) -> None:
    """Named by an administrator; shown by its name; nobody before, and nobody after its end."""
    ada, guild = lab
    channel = local.channel(guild, "papers")
    readers = local.role(guild, "Papers", mentionable=True)
    arxiv.at(eastern("2026-03-02T09:00"))
    async with on_discord(local, arxiv, settings) as scene:
        told = await scene.uses(ada, channel, "settings", setting="ping", value="@everyone")
        assert "Everybody at once is never called" in told.text
        shown = await scene.uses(ada, channel, "settings", setting="ping", value=f"<@&{readers}>")
        assert "Changed. Role called: \\@Papers" in shown.text
        assert "Role called: \\@Papers" in (await scene.uses(ada, channel, "settings")).text
        await the_digest_of_tuesday(scene, ada, channel)
        called = [one for one in local.sent if one.pings]
        assert [one.pings for one in called] == [(readers,)]
        assert called[0].text.splitlines()[:2] == [
            f"<@&{readers}>",
            "**Tue 3 Mar 2026** · 7 papers · 1/2",
        ]
        await scene.uses(ada, channel, "settings", setting="ping", value="none")
        await scene.announces(
            "2026-03-04T09:00", *papers(2, category="cs.CV", day=WEDNESDAY, start=20)
        )
        await scene.hears(channel, "2 papers")
        assert len([one for one in local.sent if one.pings]) == 1
        assert scene.faults() == []


def told_of(local: LocalDiscord, private: int) -> list[str]:
    """What somebody was told of a lost permission."""
    return [text for text in local.texts(private) if MISSING in text]


async def test_who_set_a_channel_up_is_told_once_what_it_lacks(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: tuple[int, int]
) -> None:
    """In private, and once more only after it was given back and taken again."""
    ada, guild = lab
    channel, private = local.channel(guild, "papers"), local.direct(ada)
    arxiv.at(eastern("2026-03-02T09:00"))
    async with on_discord(local, arxiv, settings) as scene:
        await scene.follows(ada, channel, "cs.CV")
        local.revoke(channel, "send_messages")
        await scene.announces(
            "2026-03-03T09:00", *papers(3, category="cs.CV", day=TUESDAY, start=1)
        )
        told = await scene.hears(private, MISSING)
        assert "I cannot bring digests to #papers (Lab) any more." in told.text
        assert told.labels == ("Open the channel",)
        await scene.passes("2026-03-03T18:00")
        assert len(told_of(local, private)) == 1
        local.restore(channel)
        await scene.passes("2026-03-04T05:00")
        await scene.hears(channel, "3 papers")
        local.revoke(channel, "send_messages")
        await scene.announces(
            "2026-03-04T09:00", *papers(2, category="cs.CV", day=WEDNESDAY, start=20)
        )
        await scene.passes("2026-03-05T05:00")
        await scene.until(lambda: len(told_of(local, private)) == 2 or None, "a second word of it")
        assert scene.complaints() == []


async def test_what_is_refused_in_private_comes_later(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: tuple[int, int]
) -> None:
    """As Discord may refuse for a while what a bot writes to people: no digest is lost by it."""
    ada, _ = lab
    private = local.direct(ada)
    arxiv.at(eastern("2026-03-02T09:00"))
    async with on_discord(local, arxiv, settings) as scene:
        await scene.follows(ada, private, "cs.CV")
        local.fault("refuse", route="create_message", code=50001)
        await scene.announces(
            "2026-03-03T09:00", *papers(3, category="cs.CV", day=TUESDAY, start=1)
        )
        await scene.settles()
        await scene.passes("2026-03-04T05:00")
        await scene.hears(private, "3 papers")
        assert scene.complaints() == []
    assert local.doubles() == {}


async def test_a_closed_private_chat_is_left_in_peace(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: tuple[int, int]
) -> None:
    """Who takes no messages is told nothing, and the log has no fault."""
    ada, guild = lab
    channel = local.channel(guild, "papers")
    arxiv.at(eastern("2026-03-02T09:00"))
    async with on_discord(local, arxiv, settings) as scene:
        await scene.follows(ada, channel, "cs.CV")
        local.close_dms(ada)
        local.revoke(channel, "send_messages")
        await scene.announces(
            "2026-03-03T09:00", *papers(3, category="cs.CV", day=TUESDAY, start=1)
        )
        await scene.until(
            lambda: [line for line in scene.logs if line["event"] == "chat gone"] or None,
            "word that the private chat is gone",
        )
        assert scene.complaints() == []
