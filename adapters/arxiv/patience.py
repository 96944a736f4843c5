"""How long a busy arXiv is waited for, and what is remembered of its hosts from one question on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tenacity import RetryCallState

from adapters.ports import SourceError, Unreadable

TRIES = 5
PATIENCE = (30.0, 60.0, 120.0, 300.0)  # seconds before each further try
JITTER = 0.2  # of the wait, at most
LONGEST_RETRY_AFTER = 15 * 60.0  # seconds; who asks for more is asked again another day
LONGEST_WAITING = 30 * 60.0  # seconds, all waits of one question together
LONGEST_MEMORY = timedelta(days=1)  # whatever a Retry-After says, the next day is asked again
TIRED = timedelta(minutes=10)  # how long the others are short after one waited in vain


class Busy(SourceError):
    """ArXiv cannot answer now; *after* are the seconds that it asks to wait, if it says so."""

    def __init__(self, message: str, *, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


@dataclass(slots=True)
class Host:
    """What earlier questions learnt of a host; forgotten with the first that succeeds."""

    said: str = ""
    not_before: datetime | None = None
    tired_until: datetime | None = None

    def remember(self, error: Busy, now: datetime) -> None:
        """Keep to the Retry-After of *error*, if it has one, also with other questions."""
        if error.after is not None:
            self.said = str(error)
            self.not_before = now + min(timedelta(seconds=error.after), LONGEST_MEMORY)

    def wait(self, now: datetime) -> float:
        """Seconds until it may be asked again."""
        if self.not_before is None:
            return 0.0
        return max(0.0, (self.not_before - now).total_seconds())

    def tries(self, usual: int, now: datetime) -> int:
        """How often a question may try: once, while a patient one has just waited in vain."""
        return 1 if self.tired_until is not None and now < self.tired_until else usual

    def exhaust(self, now: datetime) -> None:
        """Let the questions of the next minutes be short: a patient one waited in vain."""
        self.tired_until = now + TIRED

    def recover(self) -> None:
        """Forget all trouble: it answers."""
        self.not_before = self.tired_until = None


def is_worth_another_try(error: BaseException) -> bool:
    """Whether asking again within minutes can help."""
    if isinstance(error, Busy):
        return error.after is None or error.after <= LONGEST_RETRY_AFTER
    return isinstance(error, Unreadable) and error.temporary


def next_wait(state: RetryCallState, chance: float) -> float:
    """Seconds until the next try: what arXiv asks for, else longer and longer."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, Busy) and error.after is not None:
        return error.after
    patience = PATIENCE[min(state.attempt_number, len(PATIENCE)) - 1]
    return patience * (1 + JITTER * chance)


def is_enough(state: RetryCallState, *, tries: int, waited: float) -> bool:
    """Whether *tries* are used up, or one more wait, after *waited* seconds before, is too much."""
    waiting = waited + state.idle_for + state.upcoming_sleep
    return state.attempt_number >= tries or waiting > LONGEST_WAITING


def seconds_until(written: str, now: datetime) -> float | None:
    """What a Retry-After asks for, in seconds; it is a number or a date (RFC 9110, 10.2.3)."""
    if written.strip().isascii() and written.strip().isdecimal():
        return float(written.strip()[:9])
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
