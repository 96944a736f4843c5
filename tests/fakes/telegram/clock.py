"""The time at the local Telegram: the machine's, moved ahead by hand."""

from __future__ import annotations

import time
from dataclasses import dataclass

COURTESY = 0.25  # seconds after an answer in which calls may still be under way


@dataclass(slots=True)
class Clock:
    """Seconds that pass by themselves, and at once where a test says so."""

    ahead: float = 0.0

    def now(self) -> float:
        """Seconds of the monotonic clock: what arrivals and limits are measured by."""
        return time.monotonic() + self.ahead

    def unix(self) -> int:
        """The date as Telegram writes it."""
        return int(time.time() + self.ahead)
