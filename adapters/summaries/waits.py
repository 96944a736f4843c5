"""For how long an endpoint asks to be left alone: every kind of server says it in another way."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 24 * 3600.0  # seconds; whoever asks for more is asked again the next day
DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?")
UNITS = (86_400.0, 3600.0, 60.0, 1.0, 0.001)  # seconds
EPOCH = 1e9  # a number above it is a moment, not a span
EPOCH_MS = 1e12


def wait_in(headers: Mapping[str, str], told: float | None, now: datetime) -> float | None:
    """
    The seconds that *headers* (names in lower case) or, in its body, the endpoint has *told* of.

    None where it does not say. The headers of OpenAI's limits count where one of them is used up:
    https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers.
    """
    found = (
        _number(headers.get("retry-after-ms", ""), 0.001),
        _span(headers.get("retry-after", ""), now),
        told,
        _used_up(headers, now),
    )
    waits = [wait for wait in found if wait is not None and math.isfinite(wait)]
    return min(max(waits[0], 0.0), LONGEST) if waits else None


def _used_up(headers: Mapping[str, str], now: datetime) -> float | None:
    waits = [
        _span(headers.get(f"x-ratelimit-reset{name}", ""), now)
        for name in ("-requests", "-tokens", "")
        if headers.get(f"x-ratelimit-remaining{name}", "").strip() == "0"
    ]
    known = [wait for wait in waits if wait is not None]
    return max(known) if known else None


def _span(written: str, now: datetime) -> float | None:
    """Seconds from a number, a duration (`6m0s`, `20ms`), a moment in seconds or ms, or a date."""
    number = _number(written, 1.0)
    if number is not None:
        if number > EPOCH:
            return (number / 1000 if number > EPOCH_MS else number) - now.timestamp()
        return number
    duration = DURATION.fullmatch(written.strip())
    if duration and written.strip():
        parts = zip(duration.groups(), UNITS, strict=True)
        return sum(float(count) * unit for count, unit in parts if count)
    return _until(written, now)


def _number(written: str, unit: float) -> float | None:
    try:
        return float(written) * unit
    except ValueError:
        return None


def _until(written: str, now: datetime) -> float | None:
    """Seconds until a date, in the form of RFC 9110 or ISO 8601."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(written.strip())
        except (ValueError, OverflowError):
            continue
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return (aware - now).total_seconds()
    return None
