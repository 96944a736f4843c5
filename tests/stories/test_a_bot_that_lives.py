"""A bot that really lives: its scheduler, queue, deliverer and answers, beside a local arXiv."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from adapters.conversation import Unwelcome
from adapters.views import View
from bot.app import World, build, demo_world
from bot.days import due_day
from bot.jobs import JobName
from bot.living import Living
from bot.settings import Settings
from storage.people import Address
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.stories.conftest import eastern
from tests.stories.talking import NAME, Booth

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def booth() -> Booth:
    """Where people talk."""
    return Booth()


@asynccontextmanager
async def alive(arxiv: LocalArxiv, settings: Settings, booth: Booth) -> AsyncIterator[Living]:
    """A bot that lives meanwhile, and ends as SIGTERM ends it; nobody waits between two tries."""

    async def sleep(_: float) -> None:
        await asyncio.sleep(0.001)

    world = World(now=lambda: arxiv.now.astimezone(UTC), sleep=sleep)
    async with build(settings, world, platforms=[booth]) as living:
        stop = asyncio.Event()
        running = asyncio.create_task(living.run(stop))
        try:
            yield living
        finally:
            stop.set()
            await asyncio.wait_for(running, 30)


def texts(view: View) -> str:
    """All lines of a view."""
    return "\n".join(line.text for line in (*view.head, *view.lines, *view.foot))


async def test_a_newcomer_gets_the_day_at_once(
    arxiv: LocalArxiv, settings: Settings, booth: Booth
) -> None:
    """From /start by a button to the first digest, then a card, a saved paper, and an end to it."""
    arxiv.announce(TUESDAY, *papers(7, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))  # two in the afternoon by UTC: after the chat's hour
    async with alive(arxiv, settings, booth) as living:
        welcome = await booth.told("/start")
        following = await booth.told(data=welcome.data("cs.CV"))
        assert "Asking arXiv for the latest …" in texts(following.views[0])
        assert "About 7 a day: 7 of 7 on one day." in following.text
        assert len(following.views[-1].items) == 3
        digest = await booth.letter()
        assert "7 papers · 1/2" in texts(digest)
        second = await booth.told(data=digest.actions[-1][-1].data)
        assert len(second.views[-1].items) == 2
        card = await booth.told(data=digest.actions[0][0].data)
        saved = await booth.told(data=card.data("Save"))
        assert texts(saved.views[0]).startswith("Saved")
        assert any(a.label == "Saved ✓" for row in saved.views[-1].actions for a in row)
        assert "1 paper" in (await booth.told("/saved")).text
        again = await booth.told("/subscribe CS.cv")
        assert "Followed already: cs.CV" in again.text
        assert "number 1, by cs.CV" in (await booth.told(f"/why {digest.items[0].paper_id}")).text
        ended = await booth.told("/unsubscribe all")
        assert "No longer followed: cs.CV" in ended.text
        assert await living.queue.job_counts() == {}
    assert len(booth.letters) == 1


async def test_a_second_rule_brings_its_own_papers(
    arxiv: LocalArxiv, settings: Settings, booth: Booth
) -> None:
    """As a further part, on the same day."""
    arxiv.announce(TUESDAY, *papers(2, category="cs.CV", day=TUESDAY, start=1))
    arxiv.announce(TUESDAY, *papers(3, category="hep-th", day=TUESDAY, start=51))
    arxiv.at(eastern("2026-03-03T09:00"))
    async with alive(arxiv, settings, booth):
        await booth.told("/subscribe cs.CV")
        assert len((await booth.letter(1)).items) == 2
        await booth.told("/subscribe hep-th")
        assert len((await booth.letter(2)).items) == 3


async def test_what_was_missed_is_made_up_for_at_the_start(
    arxiv: LocalArxiv, settings: Settings, booth: Booth
) -> None:
    """The database tells what is due, not the scheduler."""
    arxiv.at(eastern("2026-03-03T02:00"))
    async with alive(arxiv, settings, booth):
        await booth.told("/subscribe cs.CV")
    arxiv.announce(TUESDAY, *papers(2, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T14:00"))
    async with alive(arxiv, settings, booth):
        assert len((await booth.letter()).items) == 2


async def test_an_answer_under_way_is_finished_at_the_end(
    arxiv: LocalArxiv, settings: Settings, booth: Booth
) -> None:
    """Who asked just before SIGTERM is answered."""
    arxiv.at(eastern("2026-03-03T09:00"))
    async with alive(arxiv, settings, booth):
        await booth.told("/help")
        talk = booth.asks("/subscribe cs.CV")
        await asyncio.wait_for(talk.begun.wait(), 30)
    assert talk.answered.is_set()
    assert "Following cs.CV" in talk.text


async def test_a_platform_that_breaks_down_is_listened_to_again(
    arxiv: LocalArxiv, settings: Settings, booth: Booth
) -> None:
    """Each fault is logged; what it said is answered afterwards."""
    booth.faults = [OSError("no route"), RuntimeError("twice")]
    with capture_logs() as logs:
        async with alive(arxiv, settings, booth):
            assert "/subscribe" in (await booth.told("/help")).text
    assert booth.listened == 3
    assert [log["event"] for log in logs].count("platform broke down") == 2


async def test_a_platform_that_refuses_the_bot_leaves_the_rest_alive(
    arxiv: LocalArxiv, settings: Settings, booth: Booth
) -> None:
    """One clear line, and it is not asked again; digests are planned all the same."""
    booth.faults = [Unwelcome("the token was taken back")]
    with capture_logs() as logs:
        async with alive(arxiv, settings, booth) as living:
            assert await living.put(JobName.HEAL)
            await living.settle()
    assert booth.listened == 1
    (line,) = [log for log in logs if log["event"] == "platform refuses this bot"]
    assert (line["platform"], line["reason"]) == (NAME, "the token was taken back")


async def test_the_day_is_told_in_one_line_of_log(
    arxiv: LocalArxiv, settings: Settings, booth: Booth
) -> None:
    """What was announced, what became of the messages."""
    arxiv.announce(TUESDAY, *papers(2, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    async with alive(arxiv, settings, booth) as living:
        await booth.told("/subscribe cs.CV")
        await booth.letter()
        with capture_logs() as logs:
            await living.work.report()
    (line,) = [log for log in logs if log["event"] == "day"]
    del line["log_level"]
    assert line == {
        "event": "day",
        "day": "2026-03-03",
        "announced": 2,
        "missing": 0,
        "digests": 1,
        "batches_fresh": 1,
        "messages_sent": 1,
        "unsettled": 0,
        "second_sends": 0,
    }


async def test_a_forgotten_chat_is_a_new_one(
    arxiv: LocalArxiv, settings: Settings, booth: Booth
) -> None:
    """After /forget nothing of it is left, and it may begin anew."""
    arxiv.at(eastern("2026-03-03T09:00"))
    async with alive(arxiv, settings, booth) as living:
        await booth.told("/subscribe cs.CV")
        asked = await booth.told("/forget")
        gone = await booth.told(data=asked.data("Delete"))
        assert "deleted" in gone.text
        address = Address(platform=NAME, chat_id="7")
        assert await living.means.store.chat(address) is None
        assert "Nothing is followed here" in (await booth.told("/subscriptions")).text


def test_the_clock_of_the_demonstration_begins_at_noon_of_its_day() -> None:
    """Wherever its reader is, that day's batch is out by then."""
    for zone in ("UTC", "Asia/Shanghai", "Pacific/Kiritimati", "America/Los_Angeles"):
        now = demo_world(ZoneInfo(zone)).now()
        assert due_day(now) == date(2025, 12, 12)
        assert now.astimezone(ZoneInfo(zone)).hour >= 12
