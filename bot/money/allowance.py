"""How many summaries people may ask for on one day, and what they are told beyond that. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from bot.refusal import Refusal, sentence
from bot.wording import Wording
from storage.spending import Requests, month_of

# Whoever opens each paper of two digests of the usual length, in a language of their own.
MOST_A_READER = 20
# Five such readers: whom a large group has more of, sets the group's language instead.
MOST_A_PLACE = 5 * MOST_A_READER
# In all, however few calls digests make: ten such readers, in a deployment that begins.
LEAST_IN_ALL = 10 * MOST_A_READER
LOOKED_AT = timedelta(days=7)  # for how many calls digests make: a week of arXiv's

REFUSALS = {
    "reader": sentence(
        "You asked for {most} summaries today, as many as one reader may; you can ask for the next"
        " from {moment} on. The abstract is there meanwhile."
    ),
    "place": sentence(
        "{most} summaries were asked for in this chat today, as many as one chat may; the next can"
        " be asked for from {moment} on. The abstract is there meanwhile."
    ),
    "everyone": sentence(
        "All summaries that readers may ask for on one day were asked for today; the next can be"
        " asked for from {moment} on. The abstract is there meanwhile."
    ),
    "month": sentence(
        "The budget of this bot for summaries is used up; new ones are made again from {moment} on."
        " The abstract is there meanwhile."
    ),
    "off": sentence("Summaries are made here for digests alone; the abstract is there."),
}


def most_requests(share: float, weekly_calls: int) -> Requests:
    """
    How much may be asked for on one day where *share* (below 1) of all calls may be asked for.

    *weekly_calls* are those that digests made in the last seven days.
    """
    if share <= 0:
        return Requests()
    everyone = int(share / (1 - share) * weekly_calls / LOOKED_AT.days)
    return Requests(reader=MOST_A_READER, place=MOST_A_PLACE, everyone=max(LEAST_IN_ALL, everyone))


def refusal(bound: str, most: Requests, wording: Wording, now: datetime) -> Refusal:
    """What a reader is told at a *bound*: `reader`, `place`, `everyone`, `month` (the budget)."""
    if not most.everyone:
        return Refusal(REFUSALS["off"])
    opens = wording.moment(opens_at(now, is_monthly=bound == "month"))
    return Refusal(REFUSALS[bound], most=getattr(most, bound, 0), moment=opens)


def opens_at(now: datetime, *, is_monthly: bool) -> datetime:
    """When the next day begins, or the next month; in UTC."""
    today = now.astimezone(UTC).date()
    day = month_of(today)[1] if is_monthly else today + timedelta(days=1)
    return datetime.combine(day, time(), UTC)
