"""When the bot looks at arXiv, plans and tidies: by arXiv's clock, on a real scheduler."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from apscheduler.triggers.cron import CronTrigger

from bot.jobs import JobName
from bot.schedule import TIMES, Schedule
from storage.records import ARXIV_ZONE


def times(name: JobName, first: datetime, last: datetime) -> list[datetime]:
    """When a job is put between two moments, in arXiv's zone."""
    found: list[datetime] = []
    at = first
    while (following := TIMES[name].get_next_fire_time(None, at)) and following <= last:
        found.append(following.astimezone(ARXIV_ZONE))
        at = following + timedelta(seconds=1)
    return found


def eastern(text: str) -> datetime:
    """A moment by the clock in New York."""
    return datetime.fromisoformat(text).replace(tzinfo=ARXIV_ZONE)


@pytest.mark.parametrize(
    ("evening", "noon"),
    [
        ("2026-03-08T20:00", "2026-03-09T12:10"),  # the night after summer time began
        ("2026-11-01T20:00", "2026-11-02T12:10"),  # and after it ended
        ("2026-11-24T20:00", "2026-11-25T12:10"),
    ],
)
def test_a_batch_is_looked_for_from_its_evening_to_its_noon(evening: str, noon: str) -> None:
    """Minutes after it should be out, often in the night, and once more when it is given up."""
    looks = times(JobName.COLLECT, eastern(evening), eastern(noon))
    assert looks[0].strftime("%H:%M") == "20:03"
    assert looks[-1].strftime("%H:%M") == "12:03"
    assert len(looks) == 4 * 6 + 2 * 6 + 10 * 2 + 1
    gaps = [later - sooner for sooner, later in pairwise(looks)]
    assert max(gaps) <= timedelta(minutes=30)


def test_nobody_looks_while_nothing_can_come() -> None:
    """From Friday evening to Sunday evening arXiv is left alone."""
    weekend = times(JobName.COLLECT, eastern("2026-11-27T20:00"), eastern("2026-11-29T19:59"))
    assert weekend == []


def test_planning_looks_every_minute_and_the_day_is_told_once() -> None:
    """One job for all chats that are due, in whatever zone."""
    first = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # a night with a gap in Berlin
    assert len(times(JobName.PLAN, first, first + timedelta(hours=2))) == 121
    told = times(JobName.REPORT, first, first + timedelta(days=7))
    assert [moment.strftime("%H:%M") for moment in told] == ["19:50"] * 7
    assert set(TIMES) == set(JobName) - {JobName.DELIVER}


async def test_a_real_scheduler_puts_the_jobs() -> None:
    """Of its own accord, from its start to its end."""
    put: list[JobName] = []
    second = asyncio.Event()

    async def remember(name: JobName) -> None:
        put.append(name)
        if len(put) == 2:
            second.set()

    schedule = Schedule(remember, {JobName.PLAN: CronTrigger(second="*", timezone="UTC")})
    schedule.start()
    await asyncio.wait_for(second.wait(), 20)
    schedule.stop()
    assert put == [JobName.PLAN] * 2
