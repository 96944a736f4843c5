"""When a chat's next digest is due, as far as that is known: pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from bot import days
from bot.expect import is_next_today
from storage.people import Chat, ChatSettings

FURTHEST = 15  # days that are looked at: more than a week passes between no two digests


def next_digest(chat: Chat, told: date | None, now: datetime) -> datetime | None:
    """
    The moment from which *chat* gets its next digest; *now* where only arXiv is waited for.

    *told* is the newest batch day that the chat was told of. None where it has no days.
    """
    settings = chat.settings
    for hour in _hours(chat, now):
        moment = max(hour, now)
        if told is None or told < days.due_day(moment):
            return moment
        if is_next_today(settings, moment):
            return days.next_due(moment)
    return None


def _hours(chat: Chat, now: datetime) -> Iterator[datetime]:
    """When the chat may get a digest: its hour on its days, from the first without one on."""
    settings, last = chat.settings, chat.last_planned
    today = now.astimezone(settings.zone).date()
    first = max(today, last + days.DAY) if last else today
    for step in range(FURTHEST):
        day = first + timedelta(days=step)
        if day.weekday() in settings.days:
            yield _at_hour(day, settings)


def _at_hour(day: date, settings: ChatSettings) -> datetime:
    return datetime.combine(day, settings.hour, settings.zone).astimezone(UTC)
