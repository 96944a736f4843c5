"""When a chat's next digest is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preferences.upcoming import next_digest
from storage.people import Address, Chat, ChatKind, ChatSettings

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
TUESDAY, WEDNESDAY = date(2025, 11, 25), date(2025, 11, 26)
THURSDAY, FRIDAY = date(2025, 11, 27), date(2025, 11, 28)


def a_chat(
    *days: int, hour: time = time(8, 30), zone: ZoneInfo = BERLIN, last: date | None = None
) -> Chat:
    """A chat with digests at *hour* on *days*, every day where none are named."""
    settings = ChatSettings(hour=hour, zone=zone, days=days or tuple(range(7)))
    address = Address(platform="sink", chat_id="7")
    return Chat(key=1, address=address, kind=ChatKind.PRIVATE, settings=settings, last_planned=last)


def berlin(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in Berlin."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("told", "last", "now", "due"),
    [
        (TUESDAY, TUESDAY, berlin(WEDNESDAY, 7), berlin(WEDNESDAY, 8, 30)),
        (WEDNESDAY, WEDNESDAY, berlin(WEDNESDAY, 16), berlin(THURSDAY, 8, 30)),
        (None, None, berlin(WEDNESDAY, 7), berlin(WEDNESDAY, 8, 30)),
        (FRIDAY, FRIDAY, berlin(FRIDAY, 16), berlin(date(2025, 12, 1), 8, 30)),
        (FRIDAY, FRIDAY, berlin(date(2025, 11, 30), 7), berlin(date(2025, 12, 1), 8, 30)),
        (None, None, berlin(WEDNESDAY, 16), berlin(WEDNESDAY, 16)),
        (TUESDAY, TUESDAY, berlin(WEDNESDAY, 9), berlin(WEDNESDAY, 9)),
    ],
)
def test_a_digest_is_due_at_the_first_hour_with_something_to_tell(
    told: date | None, last: date | None, now: datetime, due: datetime
) -> None:
    """Not on weekends; and now, where its hour has passed and only arXiv is waited for."""
    assert next_digest(a_chat(last=last), told, now) == due


def test_days_delay_digests() -> None:
    """Once a week, on its day."""
    chat = a_chat(4, last=FRIDAY)
    week_later = FRIDAY + timedelta(days=7)
    assert next_digest(chat, FRIDAY, berlin(FRIDAY, 16)) == berlin(week_later, 8, 30)
    assert next_digest(a_chat(4), None, berlin(WEDNESDAY, 16)) == berlin(FRIDAY, 8, 30)


def test_an_evening_waits_for_the_batch_of_that_evening() -> None:
    """Who reads at half past six in New York gets it when arXiv announces it, at eight."""
    chat = a_chat(hour=time(18, 30), zone=NEW_YORK, last=TUESDAY)
    now = datetime(2025, 11, 26, 12, 0, tzinfo=NEW_YORK)
    assert next_digest(chat, WEDNESDAY, now) == datetime(2025, 11, 26, 20, 0, tzinfo=NEW_YORK)


def test_without_days_no_digest_is_due() -> None:
    """Nothing makes such settings; whoever did gets no moment."""
    chat = a_chat()
    object.__setattr__(chat.settings, "days", ())
    assert next_digest(chat, None, berlin(WEDNESDAY, 16)) is None


@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    hour=st.times(),
    zone=st.sampled_from(
        ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati"]
    ),
    after=st.timedeltas(timedelta(0), timedelta(days=700)),
    ago=st.none() | st.integers(0, 9),
)
def test_every_chat_has_a_next_digest(
    days: set[int], hour: time, zone: str, after: timedelta, ago: int | None
) -> None:
    """Within fifteen days, never in the past."""
    now = datetime(2025, 1, 1, tzinfo=UTC) + after
    told = None if ago is None else now.date() - timedelta(days=ago)
    chat = a_chat(*sorted(days), hour=hour, zone=ZoneInfo(zone), last=told)
    due = next_digest(chat, told, now)
    assert due is not None
    assert now <= due <= now + timedelta(days=15)
