"""
arXiv's days: when which batch is due. Pure; every moment is aware, every day is US Eastern.

Source: https://info.arxiv.org/help/availability.html (announced at 20:00 Eastern, Sunday to
Thursday; the feed follows at midnight). Holidays are not tabled: an empty weekday is one.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from storage.records import ARXIV_ZONE

ANNOUNCED_AT = time(20)  # the evening before the batch's day
GIVEN_UP_AT = time(12)  # a batch that is not out by then is spoken about
SATURDAY = 5
FURTHEST_BACK = timedelta(days=90)  # how far /catchup reaches
DAY = timedelta(days=1)


def is_weekend(day: date) -> bool:
    """Whether *day* never has a batch."""
    return day.weekday() >= SATURDAY


def due_day(now: datetime) -> date:
    """The newest day whose batch should be out by *now*."""
    eastern = now.astimezone(ARXIV_ZONE)
    day = eastern.date()
    if eastern.time() >= ANNOUNCED_AT:
        day += DAY
    while is_weekend(day):
        day -= DAY
    return day


def next_due(now: datetime) -> datetime:
    """The moment when the next batch should come out."""
    evening = datetime.combine(now.astimezone(ARXIV_ZONE).date(), ANNOUNCED_AT, ARXIV_ZONE)
    while evening <= now or is_weekend(evening.date() + DAY):
        evening = datetime.combine(evening.date() + DAY, ANNOUNCED_AT, ARXIV_ZONE)
    return evening


def is_feed_out(day: date, now: datetime) -> bool:
    """Whether the feed can carry the batch of *day*: from Eastern midnight on."""
    return now >= datetime.combine(day, time(), ARXIV_ZONE)


def is_given_up(day: date, now: datetime) -> bool:
    """Whether *now* is past the moment up to which an absent batch is looked for."""
    return now >= datetime.combine(day, GIVEN_UP_AT, ARXIV_ZONE)


def is_over(day: date, now: datetime) -> bool:
    """Whether *now* is past the moment when the batch after that of *day* comes out."""
    return now >= datetime.combine(day, ANNOUNCED_AT, ARXIV_ZONE)


def days_between(first: date, last: date) -> tuple[date, ...]:
    """The days from *first* on and before *last* that can have a batch."""
    span = (last - first).days
    return tuple(day for n in range(span) if not is_weekend(day := first + n * DAY))
