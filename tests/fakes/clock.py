"""The time at a local server: the machine's, moved ahead or held by hand."""

from __future__ import annotations

import time
from dataclasses import dataclass

COURTESY = 0.25  # seconds after an answer in which calls may still be under way


@dataclass(slots=True)
class HandClock:
    """Seconds that pass by themselves, at once where a test says so, or not at all."""

    ahead: float = 0.0
    _held: tuple[float, float] | None = None

    def hold(self) -> None:
        """Let no time pass any more but what is told: a slow machine cannot be late then."""
        self._held = (time.monotonic(), time.time())

    def now(self) -> float:
        """Seconds of the monotonic clock: what arrivals and limits are measured by."""
        return (self._held[0] if self._held else time.monotonic()) + self.ahead

    def unix(self) -> float:
        """Seconds since 1970."""
        return (self._held[1] if self._held else time.time()) + self.ahead

    def date(self) -> int:
        """Whole seconds since 1970, as Telegram writes dates."""
        return int(self.unix())
