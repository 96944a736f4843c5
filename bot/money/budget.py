"""
What a call to a model costs, and how much may be spent when: pure.

Days and months are UTC's: there providers begin theirs, and arXiv's batch of a day comes out in the
first two hours of that very day. All money is in the one currency that the settings are in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from adapters.model import Tokens
from bot.days import DAY, days_between, is_weekend
from bot.refusal import Refusal
from storage.spending import Paid, month_of

A_MILLION = 1_000_000  # tokens, that prices are for
WARNED_AT = 0.8  # of the budget


class Costing(Protocol):
    """The settings that tell what summaries may cost."""

    @property
    def llm_price_in(self) -> float | None:
        """For a million tokens sent."""

    @property
    def llm_price_out(self) -> float | None:
        """For a million tokens answered."""

    @property
    def llm_price_cached(self) -> float | None:
        """For a million tokens sent that the provider remembered."""

    @property
    def llm_monthly_budget(self) -> float | None:
        """For a month."""

    @property
    def llm_on_demand_share(self) -> float:
        """Of the budget and of the calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a million tokens cost: *sent*, sent but *cached* by the provider, and *answered*."""

    sent: float = 0.0
    cached: float = 0.0
    answered: float = 0.0

    def cost(self, tokens: Tokens) -> float:
        """What *tokens* cost; cached ones are among those sent."""
        fresh = max(0, tokens.sent - tokens.cached)
        paid = fresh * self.sent + tokens.cached * self.cached + tokens.answered * self.answered
        return paid / A_MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    What may be spent: *prices* (none: nobody knows), for a month at most *budget* (none: no bound).

    *share* of it, and of the calls, may go on what people ask for themselves.
    """

    prices: Prices | None = None
    budget: float | None = None
    share: float = 0.2

    def cost(self, tokens: Tokens) -> float:
        """What *tokens* cost; 0 where no prices are known."""
        return self.prices.cost(tokens) if self.prices else 0.0


UNBOUND = Terms()


def terms_of(settings: Costing) -> Terms:
    """What the settings say of money."""
    sent, answered = settings.llm_price_in, settings.llm_price_out
    cached = settings.llm_price_cached
    known = sent is not None and answered is not None
    return Terms(
        prices=prices_of(sent or 0.0, answered or 0.0, cached) if known else None,
        budget=settings.llm_monthly_budget if known else None,
        share=settings.llm_on_demand_share,
    )


def priced(
    settings: Costing, sent: float | None, answered: float | None, cached: float | None
) -> Terms:
    """What the settings say of money, with other prices where a person names some."""
    terms = terms_of(settings)
    if sent is None and answered is None and cached is None:
        return terms
    known = terms.prices or Prices()
    if terms.prices is None and (sent is None or answered is None):
        raise Refusal(
            "Name two prices of a million tokens: --price-in for those sent, --price-out for those"
            " answered."
        )
    # A price for cached tokens that was set belongs to the price that was set beside it.
    remembered = cached if sent is not None or cached is not None else known.cached
    prices = prices_of(
        known.sent if sent is None else sent,
        known.answered if answered is None else answered,
        remembered,
    )
    return replace(terms, prices=prices)


def prices_of(sent: float, answered: float, cached: float | None) -> Prices:
    """Prices as people write them: cached tokens cost as all others unless somebody says so."""
    return Prices(sent=sent, answered=answered, cached=sent if cached is None else cached)


class Short(StrEnum):
    """Why there is no money for a call."""

    DAY = "day"  # the day's share is used up; the next announcement day has its own
    DEMAND = "demand"  # what people may ask for on one day is used up
    MONTH = "month"  # the budget is


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """What calls that were not paid yet are expected to cost: for *digests*, and on *demand*."""

    digests: float = 0.0
    demand: float = 0.0

    @property
    def total(self) -> float:
        """For both."""
        return self.digests + self.demand


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """
    How a month stands on one *day* of it: what was *paid*, and what is under way.

    Today's share is what was left of the budget when the day began, over the announcement days
    that were left then. A holiday is not known before; its share falls to the days after it.
    """

    budget: float
    share: float
    day: date
    paid: Paid
    under_way: UnderWay = field(default_factory=UnderWay)

    @property
    def today(self) -> float:
        """What may be spent today, on digests and on demand together."""
        # Paid today is left out, whatever the rest is: days "behind" today are those of a clock
        # that was set back, and their money is gone as well.
        left = self.budget - (self.paid.month - self.paid.today)
        return max(0.0, left) / max(1, days_left(self.day))

    @property
    def for_demand(self) -> float:
        """What of it may go on demand; also when digests have spent the day: they had the rest."""
        return self.share * self.today

    @property
    def for_digests(self) -> float:
        """
        What of it may go on digests: all that demand leaves.

        On the last announcement day it is known what demand may take until the month is over.
        """
        demand = self.paid.demand + self.under_way.demand
        is_last = days_left(self.day) <= 1
        return self.today - max(demand, self.for_demand if is_last else 0.0)

    def lacks(self, cost: float, *, on_demand: bool) -> Short | None:
        """What is short for a call that will *cost* so much; none: it may be made."""
        if self.paid.month + self.under_way.total + cost > self.budget:
            return Short.MONTH
        if on_demand:
            taken = self.paid.demand + self.under_way.demand + cost
            return Short.DEMAND if taken > self.for_demand else None
        taken = self.paid.today - self.paid.demand + self.under_way.digests + cost
        return Short.DAY if taken > self.for_digests else None

    def is_used_up(self, cost: float) -> bool:
        """Whether even without what is under way nothing is left for a call of that *cost*."""
        return self.paid.month + cost > self.budget


def days_left(begin: date, day: date | None = None) -> int:
    """The announcement days from *begin* on in the month of *day* (none: its own); no holidays."""
    return len(days_between(begin, month_of(day or begin)[1]))


def forecast(by_day: Mapping[date, float], day: date) -> float:
    """
    What the month will have cost, at the pace of the days on which something was spent.

    *by_day* holds those, up to *day*: a bot that had no key yet spent nothing before.
    """
    announced = [one for one in by_day if not is_weekend(one)]
    spent, paced = sum(by_day.values()), len(announced) or len(by_day)
    begin = day + DAY if day in by_day else day
    return spent + (spent / paced * days_left(begin, day) if paced else 0.0)


def money(amount: float) -> str:
    """An amount as people read it: two places, of small ones four."""
    return f"{amount:,.2f}" if amount >= 1 or not amount else f"{amount:.4f}"
