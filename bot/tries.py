"""Something that is tried again whenever it breaks down: how soon, and whether the log is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

AGAIN = (1.0, 5.0, 15.0, 60.0)  # seconds until the next try, ever longer
LONG = timedelta(minutes=5)  # what went well for so long begins anew
SELDOM = timedelta(hours=1)  # between two lines in the log that say the same


class Tries:
    """The tries of one thing, by the clock *now*."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._begun = now()
        self._times = 0
        self._told: dict[str, datetime] = {}

    def begin(self) -> None:
        """The next try."""
        self._begun = self._now()

    def pause(self) -> float:
        """Seconds until the next one, after this one broke down."""
        if self._now() - self._begun >= LONG:
            self._times = 0
        self._times += 1
        return AGAIN[min(self._times, len(AGAIN)) - 1]

    def is_news(self, reason: str) -> bool:
        """Whether the log was not told of *reason* within the hour; now it is."""
        now = self._now()
        if reason in self._told and now - self._told[reason] < SELDOM:
            return False
        self._told = {reason: now}
        return True
