"""The time at the local Discord: the machine's, moved ahead by hand."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

COURTESY = 0.25  # seconds after an answer in which calls may still be under way
EPOCH = 1_420_070_400_000  # milliseconds; ids count from here: docs/reference#snowflakes


@dataclass(slots=True)
class Clock:
    """Seconds that pass by themselves, and at once where a test says so; it numbers all things."""

    ahead: float = 0.0
    _last: int = 0

    def now(self) -> float:
        """Seconds of the monotonic clock: what arrivals and limits are measured by."""
        return time.monotonic() + self.ahead

    def unix(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.ahead

    def written(self) -> str:
        """The moment as Discord writes it."""
        return written(self.unix())

    def snowflake(self) -> int:
        """A new id: its time and a number, beyond what a float holds."""
        made = (int(self.unix() * 1000) - EPOCH) << 22
        self._last = max(made, self._last + 1)
        return self._last


def written(unix: float) -> str:
    """A moment as Discord writes it."""
    return datetime.fromtimestamp(unix, UTC).isoformat(timespec="microseconds")
