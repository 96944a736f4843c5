"""What is tried again: ever later, and without telling the log again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.tries import AGAIN, LONG, SELDOM, Tries


@dataclass
class Clock:
    """A clock that is moved by hand."""

    now: datetime = datetime(2025, 11, 26, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now


def test_each_try_waits_longer_until_one_went_well_for_long() -> None:
    """What breaks down once a week is tried again at once each time."""
    clock = Clock()
    tries = Tries(clock)
    waits = []
    for _ in (*AGAIN, None):
        tries.begin()
        waits.append(tries.pause())
    assert waits == [*AGAIN, AGAIN[-1]]
    tries.begin()
    clock.now += LONG - timedelta(seconds=1)
    assert tries.pause() == AGAIN[-1]
    tries.begin()
    clock.now += LONG
    assert [tries.pause(), tries.pause()] == [AGAIN[0], AGAIN[0]]
    tries.begin()
    assert tries.pause() == AGAIN[1]


def test_the_log_is_told_of_the_same_once_an_hour() -> None:
    """And of something else at once."""
    clock = Clock()
    tries = Tries(clock)
    assert [tries.is_news("address in use") for _ in range(3)] == [True, False, False]
    clock.now += SELDOM - timedelta(seconds=1)
    assert not tries.is_news("address in use")
    clock.now += timedelta(seconds=1)
    assert tries.is_news("address in use")
    assert not tries.is_news("address in use")
    assert tries.is_news("permission denied")
