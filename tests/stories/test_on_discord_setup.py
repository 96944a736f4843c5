"""`/setup` on Discord: from the command to the first digest where it was to go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from bot.settings import Settings
from storage.people import Address
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.records import Message
from tests.fakes.discord.server import LocalDiscord
from tests.stories.conftest import eastern
from tests.stories.on_discord import Scene, on_discord

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
RIGHT, DONE = "is this right?", "Digests go to"
WRITE, ANOTHER = "Write a rule …", "Another hour …"


@pytest.fixture
def local() -> Iterator[LocalDiscord]:
    """A strict local Discord; no story ends with bad manners."""
    with LocalDiscord(heartbeat=2) as local, pointed_at(local):
        yield local
        assert local.violations == []


@dataclass(frozen=True)
class Lab:
    """A server with the bot in it: ada owns it, bob reads; #general is where one asks."""

    ada: int
    bob: int
    guild: int
    general: int
    papers: int


@pytest.fixture
def lab(local: LocalDiscord) -> Lab:
    """The lab."""
    ada, bob = local.person("ada"), local.person("bob")
    guild = local.guild("Lab", ada, [bob])
    local.add_bot(guild)
    general, channel = local.channel(guild, "general"), local.channel(guild, "papers")
    return Lab(ada, bob, guild, general, channel)


@dataclass
class Wizard:
    """Somebody who goes through `/setup`; *message* is what they see of it."""

    scene: Scene
    person: int
    message: Message

    @property
    def text(self) -> str:
        """What it says, as it is read: without what keeps signs from being obeyed."""
        return self.message.text.replace("\\", "")

    async def picks(self, channel: int, says: str = "") -> None:
        """A place in the menu; the wizard then says *says*."""
        (menu,) = (one["custom_id"] for one in self.message.selects)
        number = self.scene.local.choose(self.person, self.message, menu, channel)
        await self.goes_on(number, says)

    async def presses(self, label: str, says: str = "") -> None:
        """A button."""
        number = self.scene.local.press(self.person, self.message, label=label)
        await self.goes_on(number, says)

    async def writes(self, label: str, words: str, says: str = "") -> None:
        """Words in the form that a button opens."""
        local = self.scene.local
        pressed = local.press(self.person, self.message, label=label)
        form = await local.answered(pressed)
        assert form.kind == "modal"
        await self.goes_on(local.submit(pressed, {"words": words}), says)

    async def goes_on(self, number: int, says: str) -> None:
        """The same message becomes the next step, for this person alone."""

        def look() -> Message | None:
            answer = self.scene.local.answer_to(number)
            message = answer.message if answer and not answer.waiting else None
            return message if message and says in message.text else None

        before = self.message
        self.message = await self.scene.until(look, says)
        assert (self.message.id, self.message.only_for) == (before.id, self.person)


async def setting_up(scene: Scene, person: int, channel: int, **options: str) -> Wizard:
    """Somebody begins."""
    return Wizard(scene, person, await scene.uses(person, channel, "setup", **options))


async def test_a_channel_from_setup_to_its_first_digest(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: Lab
) -> None:
    """Nobody else sees anything until the digest stands there; then it comes every day."""
    arxiv.announce(TUESDAY, *papers(7, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    async with on_discord(local, arxiv, settings) as scene:
        assert "setup" not in local.offered(lab.bob, lab.general)
        wizard = await setting_up(scene, lab.ada, lab.general)
        assert wizard.message.only_for == lab.ada
        await wizard.picks(lab.papers, "2 of 3")
        await wizard.writes(WRITE, "cs.VC", "There is no category")
        await wizard.writes(WRITE, "cs.CV", "3 of 3")
        await wizard.writes(ANOTHER, "7 am", RIGHT)
        for told in ("#papers", "cs.CV", "07:00", "UTC", "Nothing of it is stored yet"):
            assert told in wizard.text
        assert local.history(lab.papers) == []
        await wizard.presses("Confirm", DONE)
        digest = await scene.hears(lab.papers, "7 papers")
        assert digest.only_for is None
        (thread,) = await scene.until(lambda: local.threads(lab.papers) or None, "a thread")
        await scene.hears(thread.id, "2/2")
        await scene.announces(
            "2026-03-04T09:00", *papers(2, category="cs.CV", day=WEDNESDAY, start=50)
        )
        await scene.hears(lab.papers, "2 papers")
        assert local.messages(lab.general, lab.bob) == []
        assert scene.faults() == []
    assert local.doubles() == {}


async def test_a_forum_gets_a_post_a_day_with_its_tags(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: Lab
) -> None:
    """It is chosen here alone: commands run only inside its posts."""
    arxiv.announce(TUESDAY, *papers(7, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    forum = local.forum(lab.guild, "daily", ["cs.CV", "hep-th"], needs_tag=True)
    async with on_discord(local, arxiv, settings) as scene:
        wizard = await setting_up(scene, lab.ada, lab.general, rule="cs.CV", hour="07:00")
        await wizard.picks(forum, "each digest is a post")
        await wizard.presses("Confirm", DONE)
        (post,) = await scene.until(lambda: local.threads(forum) or None, "a post")
        assert (post.tags, post.parent) == (("cs.CV",), forum)
        await scene.hears(post.id, "2/2")
        await scene.announces(
            "2026-03-04T09:00", *papers(2, category="cs.CV", day=WEDNESDAY, start=50)
        )
        await scene.until(lambda: len(local.threads(forum)) == 2 or None, "a second post")
        await scene.settles()
        assert [post.tags for post in local.threads(forum)] == [("cs.CV",)] * 2
        rules = await scene.uses(lab.ada, post.id, "subscriptions")
        assert "cs.CV" in rules.text
        assert scene.faults() == []


async def test_a_missing_permission_is_named_and_given(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: Lab
) -> None:
    """It can be set up all the same; the digest comes once the bot may write."""
    arxiv.announce(TUESDAY, *papers(3, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    async with on_discord(local, arxiv, settings) as scene:
        local.revoke(lab.papers, "send_messages")
        wizard = await setting_up(scene, lab.ada, lab.general, rule="cs.CV", hour="07:00")
        await wizard.picks(lab.papers, "in its permissions: Send Messages.")
        await wizard.presses("Confirm", "in its permissions: Send Messages.")
        await scene.settles()
        assert local.messages(lab.papers) == []
        local.restore(lab.papers)
        await scene.passes("2026-03-04T08:00")
        digest = await scene.hears(lab.papers, "3 papers")
        assert digest.only_for is None
    assert local.doubles() == {}


async def test_a_restart_in_the_middle_loses_nothing(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: Lab
) -> None:
    """Buttons, the menu, and a form that was open meanwhile."""
    arxiv.announce(TUESDAY, *papers(3, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    async with on_discord(local, arxiv, settings) as scene:
        wizard = await setting_up(scene, lab.ada, lab.general)
        await wizard.picks(lab.papers, "2 of 3")
        pressed = local.press(lab.ada, wizard.message, label=WRITE)
        await local.answered(pressed)
    async with on_discord(local, arxiv, settings) as scene:
        sent = local.submit(pressed, {"words": "cs.CV"})
        wizard = Wizard(scene, lab.ada, wizard.message)
        await wizard.goes_on(sent, "3 of 3")
        await wizard.presses("07:00", RIGHT)
    async with on_discord(local, arxiv, settings) as scene:
        wizard = Wizard(scene, lab.ada, wizard.message)
        await wizard.presses("Confirm", DONE)
        await scene.hears(lab.papers, "3 papers")
        assert scene.faults() == []


async def test_what_others_press_or_forge_is_refused_politely(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: Lab
) -> None:
    """Nothing is stored of it: by another administrator, a reader, from another server."""
    arxiv.at(eastern("2026-03-03T09:00"))
    eve = local.person("eve")
    local.join(lab.guild, eve)
    local.overwrite(lab.general, eve, allow=["manage_channels"])
    foreign = local.guild("Elsewhere", eve)
    local.add_bot(foreign)
    abroad = local.channel(foreign, "abroad")
    async with on_discord(local, arxiv, settings) as scene:
        wizard = await setting_up(scene, lab.ada, lab.general, rule="cs.CV", hour="07:00")
        (menu,) = (one["custom_id"] for one in wizard.message.selects)
        await wizard.picks(lab.papers, RIGHT)
        confirm = wizard.message.button("Confirm")["custom_id"]
        theirs = await setting_up(scene, eve, lab.general, rule="cs.CV", hour="07:00")
        (their_menu,) = (one["custom_id"] for one in theirs.message.selects)
        for number, told in (
            (local.forge(eve, wizard.message, confirm), "Somebody else is setting this up"),
            (local.forge(lab.bob, wizard.message, confirm), "Only administrators of this chat"),
            (local.forge_choice(lab.ada, wizard.message, menu, abroad), "too old"),
            (local.forge(lab.ada, wizard.message, f"{confirm}0"), "too old"),
            (
                local.choose(eve, theirs.message, their_menu, lab.papers),
                "Only who may manage #papers",
            ),
            (local.forge_choice(eve, theirs.message, their_menu, abroad), "not in this server"),
        ):
            await scene.until(lambda n=number, t=told: _says(local, n, t), told)  # type: ignore[misc]
        for channel in (lab.papers, abroad):
            address = Address(platform="discord", chat_id=str(channel))
            assert await scene.living.means.store.chat(address) is None
        assert local.messages(lab.papers) == local.messages(abroad) == []
        assert scene.faults() == []


def _says(local: LocalDiscord, interaction: int, text: str) -> bool | None:
    answer = local.answer_to(interaction)
    return (answer is not None and text in answer.text) or None


async def test_in_chinese(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, lab: Lab
) -> None:
    """Each step, its form, the place that is set up, and its digest."""
    arxiv.announce(TUESDAY, *papers(3, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    li = local.person("li", locale="zh-CN")
    local.join(lab.guild, li)
    local.give(lab.guild, li, local.role(lab.guild, "keepers", ["manage_guild", "manage_channels"]))
    async with on_discord(local, arxiv, settings) as scene:
        wizard = await setting_up(scene, li, lab.general)
        assert "设置摘要（1/3）：送到哪里" in wizard.message.text
        await wizard.picks(lab.papers, "2/3")
        await wizard.writes("写一条规则……", "cs.VC", "没有 cs.VC 这个分类")
        await wizard.presses("cs.CV 计算机视觉与模式识别", "3/3")
        await wizard.writes("其他时间……", "早上7点", "请核对")
        assert "07:00，Asia/Shanghai" in wizard.text
        await wizard.presses("确认", "摘要今后送到 #papers。")
        await scene.hears(lab.papers, "3 篇")
        assert scene.faults() == []
