"""What administrators are told of a month's budget for summaries. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.money.budget import money
from bot.refusal import sentence
from bot.wording import Wording


class Alerted(StrEnum):
    """What administrators are told of a month's budget."""

    MOST = "most"  # four fifths are spent
    ALL = "all"  # nothing is left for another call


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What of a month's budget was spent, when administrators are to know it."""

    level: Alerted
    month: date
    spent: float
    budget: float


def said(alert: Alert, wording: Wording) -> str:
    """What administrators are told of the month's budget."""
    told = {"spent": money(alert.spent), "budget": money(alert.budget)}
    return wording.say(SAID[alert.level], **told)


SAID = {
    Alerted.MOST: sentence(
        "Summaries have cost {spent} of this month's budget of {budget}. When it is used up,"
        " digests go on with sentences from the abstracts; LLM_MONTHLY_BUDGET sets it."
    ),
    Alerted.ALL: sentence(
        "This month's budget for summaries is used up: {spent} of {budget}. Digests go on with"
        " sentences from the abstracts until the month is over; LLM_MONTHLY_BUDGET sets it."
    ),
}
