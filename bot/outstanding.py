"""What of a batch is still to come, and whom to ask for it. Pure."""

from __future__ import annotations

from datetime import date, datetime

from bot import days
from storage.records import Batch, BatchState

LISTING, FEED, IMPORT = "listing", "feed", "import"


def is_final(batch: Batch) -> bool:
    """Whether nothing more is to come: out and whole, or looked at once it was given up."""
    if not is_collected(batch):
        return False
    if batch.state is BatchState.FRESH and not batch.missing:
        return True
    # Empty at dawn may be late: arXiv announced it after the last look, if at all.
    return days.is_given_up(batch.day, batch.checked_at)


def is_sure(batch: Batch) -> bool:
    """
    Whether a batch of a day gone by need not be asked about again.

    What was empty at noon may have come in the afternoon: it is looked at once more when the day
    is over.
    """
    if batch.state is BatchState.QUIET and not days.is_over(batch.day, batch.checked_at):
        return False
    return is_final(batch)


def is_collected(batch: Batch) -> bool:
    """Whether arXiv itself told of the batch; an imported file need not hold all of it."""
    return batch.state.is_settled and batch.sources != (IMPORT,)


def sources_to_ask(batch: Batch | None, day: date, now: datetime) -> frozenset[str]:
    """Which sources can still add something to the due batch."""
    out = frozenset({LISTING, FEED} if days.is_feed_out(day, now) else {LISTING})
    if batch is None or not is_collected(batch):
        return out
    if batch.state is BatchState.FRESH and not batch.missing:
        late = days.is_given_up(day, now)  # then it is as complete as it will get
        return frozenset() if late else out - frozenset(batch.sources)
    # A late announcement looks like a holiday until noon: the last look comes after that.
    return frozenset() if is_final(batch) else out
