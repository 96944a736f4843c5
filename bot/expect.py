"""
What a chat whose hour has come, and for which nothing arrived, is to be told: pure.

DESIGN 9.9: the digest goes when the first batch comes, at the latest at noon Eastern with the
reason; weekends are silent, and everything else is said once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from bot import days
from storage.people import ChatSettings
from storage.records import Batch, BatchState


class Expected(StrEnum):
    """What a chat is to expect that has nothing new."""

    LATER = "later"  # something may come yet on this day
    NOTHING = "nothing"  # nothing comes on this day, and nothing need be said
    HOLIDAY = "holiday"  # a weekday without an announcement: say so
    LATE = "late"  # arXiv is late, or could not be asked: say so, and go on waiting


def expected(
    batches: Sequence[Batch], told: date | None, settings: ChatSettings, now: datetime
) -> Expected:
    """
    What to expect, given the *batches* of the due day in what the chat follows.

    *told* is the newest batch day that the chat was told of.
    """
    due = days.due_day(now)
    if told is not None and told >= due:
        return _otherwise(settings, now)
    if not days.is_given_up(due, now):
        return Expected.LATER
    states = {batch.state for batch in batches}
    if BatchState.FRESH in states and states <= {BatchState.QUIET, BatchState.FRESH}:
        return _otherwise(settings, now)
    if not batches or not all(days.is_given_up(due, batch.checked_at) for batch in batches):
        return Expected.LATER  # nobody has looked since: who starts just now is about to
    return Expected.HOLIDAY if states == {BatchState.QUIET} else Expected.LATE


def is_next_today(settings: ChatSettings, now: datetime) -> bool:
    """
    Whether the next batch is still this day's: out before the day is over, and before noon Eastern.

    The first noon Eastern after the chat's hour bounds the wait: who reads at seven in the morning
    on Sunday gets the batch of Sunday evening on Monday, who reads half an hour before it, with it.
    """
    coming = days.next_due(now)
    today = now.astimezone(settings.zone).date()
    hour = datetime.combine(today, settings.hour, settings.zone)
    is_today = coming.astimezone(settings.zone).date() <= today
    return is_today and days.is_given_up(coming.date(), hour)


def _otherwise(settings: ChatSettings, now: datetime) -> Expected:
    return Expected.LATER if is_next_today(settings, now) else Expected.NOTHING
