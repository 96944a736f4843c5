"""
When the bot looks at arXiv, plans, heals and tidies up (APScheduler): each time one job is put.

The scheduler only says when to look. What is due, and what was missed while nobody ran, is decided
from the database; so a look too many does nothing, and one that was missed is made up for by the
next. Nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from bot.jobs import JobName
from storage.records import ARXIV_ZONE

# By arXiv's clock: the listing is out at 20:00 from Sunday to Thursday, the feed at midnight; both
# may be late, and what is not out at noon is given up. https://info.arxiv.org/help/availability.html
EVENING = CronTrigger(
    day_of_week="sun,mon-thu", hour="20-23", minute="3-59/10", timezone=ARXIV_ZONE
)
NIGHT = CronTrigger(day_of_week="mon-fri", hour="0-1", minute="3-59/10", timezone=ARXIV_ZONE)
MORNING = CronTrigger(day_of_week="mon-fri", hour="2-11", minute="3,33", timezone=ARXIV_ZONE)
# The last look is after noon; one in the afternoon catches what came later still.
AFTERNOON = CronTrigger(day_of_week="mon-fri", hour="12-19", minute="3", timezone=ARXIV_ZONE)

TIMES: Mapping[JobName, Any] = MappingProxyType(
    {
        JobName.COLLECT: OrTrigger([EVENING, NIGHT, MORNING, AFTERNOON]),
        # Every chat that is due in this minute is planned by the same job.
        JobName.PLAN: CronTrigger(second="0", timezone="UTC"),
        JobName.SUMMARISE: CronTrigger(second="10", timezone="UTC"),
        JobName.HEAL: CronTrigger(second="30", timezone="UTC"),
        JobName.PUBLISH: CronTrigger(second="15,45", timezone="UTC"),
        # Usually there is nothing to do: whoever confirms or stops a broadcast puts the job.
        JobName.BROADCAST: CronTrigger(second="50", timezone="UTC"),
        JobName.TIDY: CronTrigger(minute="17", timezone="UTC"),
        # arXiv's day is over: nothing of it comes any more.
        JobName.REPORT: CronTrigger(hour="19", minute="50", timezone=ARXIV_ZONE),
    }
)


class Schedule:
    """Puts each job at its *times*, from `start` to `stop`."""

    def __init__(
        self,
        put: Callable[[JobName], Awaitable[object]],
        times: Mapping[JobName, Any] = TIMES,
    ) -> None:
        # A time that was missed while the loop stood still is made up for, once, however late.
        options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=options)
        for name, trigger in times.items():
            self._scheduler.add_job(put, trigger, args=[name], id=name.value)

    def start(self) -> None:
        """Begin; needs a running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Put nothing any more."""
        self._scheduler.shutdown(wait=False)
