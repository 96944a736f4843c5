"""ArXiv's days, in US Eastern time, through weekends and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.days import days_between, due_day, is_feed_out, is_given_up, is_weekend, next_due
from storage.records import ARXIV_ZONE


def eastern(text: str) -> datetime:
    """A moment by the clock in New York."""
    return datetime.fromisoformat(text).replace(tzinfo=ARXIV_ZONE)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2025-11-24T19:59", "2025-11-24"),  # a Monday
        ("2025-11-24T20:00", "2025-11-25"),
        ("2025-11-25T03:00", "2025-11-25"),
        ("2025-11-28T20:30", "2025-11-28"),  # Friday evening: nothing for Saturday
        ("2025-11-29T12:00", "2025-11-28"),
        ("2025-11-30T19:00", "2025-11-28"),
        ("2025-11-30T20:00", "2025-12-01"),  # Sunday evening: Monday's batch
    ],
)
def test_the_due_batch_is_that_of_the_last_announcement(now: str, due: str) -> None:
    """Announced at 20:00 Eastern of the evening before, Sunday to Thursday."""
    assert due_day(eastern(now)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2025-11-24T19:59", "2025-11-24T20:00"),
        ("2025-11-24T20:00", "2025-11-25T20:00"),
        ("2025-11-27T21:00", "2025-11-30T20:00"),
        ("2025-11-01T21:00", "2025-11-02T20:00"),  # the clocks go back in between
    ],
)
def test_the_next_announcement_is_known(now: str, then: str) -> None:
    """Never on a Friday or Saturday evening."""
    assert next_due(eastern(now)) == eastern(then)


@given(st.integers(0, 10 * 365 * 24 * 60))
def test_what_is_due_next_follows_what_is_due(minutes: int) -> None:
    """One announcement a batch day; the next one is always ahead and within three days."""
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    then = next_due(now)
    assert now < then <= now + timedelta(days=3, hours=2)
    assert not is_weekend(due_day(now))
    assert days_between(due_day(now), due_day(then)) == (due_day(now),)


def test_the_feed_follows_at_midnight_and_is_given_up_at_noon() -> None:
    """Both by the clock in New York."""
    day = date(2025, 11, 25)
    assert not is_feed_out(day, eastern("2025-11-24T23:59"))
    assert is_feed_out(day, eastern("2025-11-25T00:00"))
    assert not is_given_up(day, eastern("2025-11-25T11:59"))
    assert is_given_up(day, eastern("2025-11-25T12:00"))
