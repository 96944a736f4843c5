"""Who goes and comes back: people who block the bot, groups that move, the bot itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from adapters.summaries.extractive.summariser import ExtractiveSummariser
from bot.jobs import JobName
from bot.living import Means
from bot.settings import Settings
from bot.summarise import Summaries
from storage.outbox import DeliveryState
from storage.people import ChatState
from storage.records import Summarised
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.telegram.server import LocalTelegram
from tests.making import a_summary
from tests.stories.between import LONG_AGO
from tests.stories.conftest import eastern
from tests.stories.on_telegram import Scene, hurried, on_telegram, without_limits

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
BLOCKED = "Forbidden: bot was blocked by the user"


@pytest.fixture(autouse=True)
def day(telegram: LocalTelegram, arxiv: LocalArxiv) -> None:
    """Twelve papers are out, and Telegram takes whatever comes."""
    without_limits(telegram)
    arxiv.announce(TUESDAY, *papers(12, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))


def shown(telegram: LocalTelegram, chat: int) -> list[str]:
    """The papers that digests showed in a chat, one card each, by their numbers."""
    cards = [m for m in telegram.messages(chat) if "Open" in m.labels]
    return [m.button("Open")["callback_data"].rpartition(":")[2] for m in cards]


async def test_what_a_blocked_chat_did_not_see_comes_when_it_is_back(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> None:
    """Pages that wait are withdrawn; their papers are told again, and none twice."""
    ada = telegram.person("Ada")
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        await scene.says(ada, "/settings layout cards")
        await scene.says(ada, "/settings limit 12")
        slow = telegram.fault("slow", method="sendMessage", chat=ada, nth=6, seconds=0.7)
        await scene.follows(ada, "cs.CV")
        await telegram.until(lambda: telegram.struck(slow.number))
        telegram.block(ada)
        await scene.is_in(ChatState.GONE, ada)
        await scene.settles()
        counts = await scene.living.means.store.delivery_counts(since=LONG_AGO)
        assert counts.states == {
            DeliveryState.SENT: 4, DeliveryState.FAILED: 1, DeliveryState.WITHDRAWN: 7,
        }  # fmt: skip
        telegram.unblock(ada)
        await scene.is_in(ChatState.ACTIVE, ada)
        await scene.settles()
        assert len(shown(telegram, ada)) == 4  # one digest a day
        await scene.announces(
            "2026-03-04T09:00", *papers(2, category="cs.CV", day=WEDNESDAY, start=51)
        )
        numbers = [*range(1, 13), 51, 52]
        assert shown(telegram, ada) == [f"2603.{number:05}" for number in numbers]
        assert telegram.texts(ada)[-1].endswith(
            "14 announced · 14 matched · 10 shown · 4 received before\n10 from the abstract · /why"
        )
        assert scene.faults(refused=["sendMessage"]) == []


async def test_who_blocked_the_bot_while_it_was_away(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> None:
    """It hears of it when it is there again; nothing is sent until they are back, then all."""
    ada = telegram.person("Ada")
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        await scene.follows(ada, "hep-th")
        await scene.settles()
    telegram.block(ada)
    arxiv.announce(WEDNESDAY, *papers(3, category="hep-th", day=WEDNESDAY, start=51))
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        await scene.is_in(ChatState.GONE, ada)
        await scene.passes("2026-03-04T09:00")
        telegram.unblock(ada)
        await scene.hears(ada, "Wed 4 Mar 2026 · 3 papers")
        await scene.settles()
        assert telegram.refusals() == []
        assert [text for text in telegram.texts(ada) if "3 papers" in text][1:] == []
        assert scene.faults() == []


async def test_who_writes_again_after_leaving(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> None:
    """A refused page is where the bot learns of it; START brings it back the same day."""
    ada = telegram.person("Ada")
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        await scene.follows(ada, "hep-th")
        await scene.settles()
        refuses = telegram.fault(
            "refuse", method="sendMessage", chat=ada, code=403,
            description="bot was blocked by the user",
        )  # fmt: skip
        await scene.announces(
            "2026-03-04T09:00", *papers(3, category="hep-th", day=WEDNESDAY, start=51)
        )
        assert telegram.struck(refuses.number) == 1
        await scene.is_in(ChatState.GONE, ada)
        welcome = await scene.reply(ada, telegram.begin(ada))
        assert welcome.text.startswith("Paperround brings")
        await scene.hears(ada, "Wed 4 Mar 2026 · 3 papers")
        await scene.settles()
        assert scene.faults(refused=["sendMessage"]) == []
    assert telegram.doubles() == {}


@pytest.mark.parametrize("telling", [(), ("to",), ("from",), ("to", "from")])
async def test_a_group_that_moves_while_its_digest_is_on_its_way(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings, telling: tuple[str, ...]
) -> None:
    """It is known by its new id in one step, whoever tells, and hears its digest there, once."""
    ada = telegram.person("Ada")
    group = telegram.group("Lab", ada)
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        telegram.add_bot(group, by=ada)
        await scene.hears(group, "An administrator here writes what to follow")
        await scene.says(ada, "/settings limit 3", group)
        await scene.follows(ada, "hep-th", group)
        await scene.settles()
        before = await scene.chat(group)
        slow = telegram.fault("slow", method="sendMessage", chat=group, seconds=0.5)
        arxiv.announce(WEDNESDAY, *papers(2, category="hep-th", day=WEDNESDAY, start=51))
        arxiv.at(eastern("2026-03-04T09:00"))
        await scene.living.put(JobName.COLLECT)
        await telegram.until(lambda: telegram.struck(slow.number))
        moved = telegram.migrate(group, telling)
        await scene.hears(moved, "Wed 4 Mar 2026 · 2 papers")
        await scene.settles()
        after = await scene.chat(moved)
        assert not await scene.is_stored(group)
        assert (after.key, after.settings) == (before.key, before.settings)
        assert len(telegram.messages(moved)) == 1
        again = await scene.follows(ada, "hep-th", moved)
        assert "Followed already: hep-th" in again.text
        assert scene.faults(refused=["sendMessage"]) == []
    assert telegram.doubles() == {}


async def test_a_command_in_a_group_that_moves(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> None:
    """Its answer is in the group as it is now."""
    ada = telegram.person("Ada")
    group = telegram.group("Lab", ada)
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        telegram.add_bot(group, by=ada)
        await scene.hears(group, "An administrator here writes what to follow")
        slow = telegram.fault("slow", method="sendMessage", chat=group, seconds=0.3)
        telegram.say(ada, group, "/help")
        await telegram.until(lambda: telegram.struck(slow.number))
        moved = telegram.migrate(group)
        assert (await scene.hears(moved, "Commands")).chat == moved
        assert scene.faults(refused=["sendMessage"]) == []


async def test_buttons_of_before_a_restart(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> None:
    """Yesterday's digest is turned, a menu pressed, a card opened and saved: at once, as ever."""
    ada = telegram.person("Ada")
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        menu = await scene.says(ada, "/settings")
        await scene.follows(ada, "cs.CV")
        digest = await scene.hears(ada, "10 papers · 1/2")
        found = await scene.says(ada, "/search splatting diffusion model")
        await scene.settles()
    while_away = telegram.press(ada, digest, label="›")
    arxiv.at(eastern("2026-03-04T09:00"))
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        await telegram.answered(while_away)
        second = await scene.becomes(digest, "Tue 3 Mar 2026 · 2/2")
        assert "10. " in second.text
        await scene.presses(ada, second, "‹")
        first = await scene.becomes(digest, "10 papers · 1/2")
        await scene.presses(ada, menu, "Hour")
        hours = await scene.offers(menu, "09:30")
        await scene.presses(ada, hours, "09:30")
        await scene.offers(menu, "✓ 09:30")
        assert (await scene.chat(ada)).settings.hour.hour == 9
        await scene.presses(ada, first, "2")
        card = await scene.hears(ada, "cs.CV · 2603.00002 v1")
        assert (await scene.presses(ada, card, "Save")).startswith("Saved")
        assert found.message_id < card.message_id
        later = [telegram.answer_to(query) for query in telegram.queries if query != while_away]
        assert max(answer.after for answer in later if answer) < 2.0
        assert scene.faults() == []


def healing(means: Means) -> Means:
    """The same with summaries that may become better."""
    offline = ExtractiveSummariser()
    summaries = Summaries(means.store, offline, means.now, lambda *_: None, heals=True)
    return replace(means, summaries=summaries)


async def lands(scene: Scene, *ids: str, language: str = "en") -> None:
    """A model's summaries of these papers are stored; the bot looks whether it can heal."""
    said = a_summary(language=language, tldr="One sentence of a model.")
    made = [Summarised(paper_id=name, version=1, summary=said) for name in ids]
    store, now = scene.living.means.store, scene.living.means.now()
    await store.keep_summaries(made, at=now)
    await scene.living.put(JobName.HEAL)
    await scene.settles()


async def test_a_digest_is_edited_once_when_its_summaries_are_there(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> None:
    """In private, on whichever page its reader is, and in a group; nothing is sent anew."""
    ada = telegram.person("Ada")
    group = telegram.supergroup("Lab", ada)
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv), made=healing) as scene:
        telegram.add_bot(group, by=ada)
        await scene.hears(group, "An administrator here writes what to follow")
        for place in (group, ada):
            await scene.says(ada, "/settings limit 3", place)
            await scene.follows(ada, "cs.CV", place)
            await scene.hears(place, "3 shown")
        await scene.settles()
        digests = [m for m in telegram.sent if "3 papers" in m.text]
        assert all("3 from the abstract" in digest.text for digest in digests)
        sent, edited = len(telegram.sent), len(telegram.edits)
        names = [f"2603.{number:05}" for number in (1, 2, 3)]
        await lands(scene, *names[:2])
        assert len(telegram.edits) == edited
        await lands(scene, names[2])
        for digest in digests:
            healed = await scene.becomes(digest, "3 summarised")
            assert healed.text.count("One sentence of a model.") == 3
            assert "from the abstract" not in healed.text
            assert (healed.labels, healed.edits) == (digest.labels, 1)
        await scene.living.put(JobName.HEAL)
        await scene.settles()
        assert (len(telegram.sent), len(telegram.edits)) == (sent, edited + 2)
        assert scene.faults() == []
