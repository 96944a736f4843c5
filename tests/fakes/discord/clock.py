"""The time at the local Discord: the machine's, moved ahead by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from tests.fakes.clock import HandClock

EPOCH = 1_420_070_400_000  # milliseconds; ids count from here: docs/reference#snowflakes


@dataclass(slots=True)
class Clock(HandClock):
    """A clock that numbers all things, too."""

    _last: int = 0

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
