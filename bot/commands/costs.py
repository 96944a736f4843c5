"""What summaries cost, in words: today, this month, by language and model. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from adapters.model import Trouble
from bot.money.budget import UNBOUND, Terms, forecast, money
from bot.money.purse import FAILED
from bot.refusal import sentence
from bot.typed import shortened
from bot.wording import Wording
from storage.spending import By, Purpose, Spent, month_of
from storage.store import Store

MOST_NAMED = 5  # languages, models
NOTHING = Spent()

TROUBLES: Mapping[Trouble, str] = {
    Trouble.HOPELESS: sentence("the key, the balance or the model is not accepted"),
    Trouble.BUSY: sentence("too many calls, or an overloaded server"),
    Trouble.BROKEN: sentence("no answer, or a broken one"),
    Trouble.REFUSED: sentence("the request was refused"),
}
BY_MONEY = (sentence("Cost by language: {told}"), sentence("Cost by model: {told}"))
BY_TOKENS = (sentence("Tokens by language: {told}"), sentence("Tokens by model: {told}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """
    What a *model* ('': none is asked) took in the month of *day*, by what it was.

    *failed* is when a call had no answer last, and why.
    """

    day: date
    model: str = ""
    terms: Terms = UNBOUND
    by_day: Mapping[date, Spent] = field(default_factory=dict)
    by_language: Mapping[str, Spent] = field(default_factory=dict)
    by_model: Mapping[str, Spent] = field(default_factory=dict)
    by_purpose: Mapping[str, Spent] = field(default_factory=dict)
    failed: tuple[datetime, Trouble] | None = None

    @property
    def month(self) -> Spent:
        """All of it."""
        return sum(self.by_day.values(), NOTHING)

    @property
    def today(self) -> Spent:
        """What of it is today's."""
        return self.by_day.get(self.day, NOTHING)


async def costs_of(store: Store, model: str, terms: Terms, now: datetime) -> Costs:
    """How the month stands."""
    day = now.astimezone(UTC).date()
    first, behind = month_of(day)
    by_day = await store.spent_by(By.DAY, first, behind)
    return Costs(
        day=day,
        model=model,
        terms=terms,
        by_day={date.fromisoformat(name): spent for name, spent in by_day.items()},
        by_language=await store.spent_by(By.LANGUAGE, first, behind),
        by_model=await store.spent_by(By.MODEL, first, behind),
        by_purpose=await store.spent_by(By.PURPOSE, first, behind),
        failed=_failed(await store.fact(FAILED)),
    )


def _failed(told: str | None) -> tuple[datetime, Trouble] | None:
    if not told:
        return None
    at, _, trouble = told.partition(" ")
    return datetime.fromisoformat(at), Trouble(trouble)


def costs_said(costs: Costs, wording: Wording) -> Iterator[str]:
    """A line each; none where no model is asked, and none was this month."""
    if not costs.model and not costs.by_day:
        return
    today, month = _told(costs.today, costs, wording), _told(costs.month, costs, wording)
    yield wording.say("Calls to language models today: {told}", told=today)
    yield wording.say("This month: {told}", told=month)
    if costs.terms.prices:
        yield from _of_money(costs, wording)
    yield from _on_demand(costs, wording)
    by_language, by_model = BY_MONEY if costs.terms.prices else BY_TOKENS
    for text, by_name in ((by_language, costs.by_language), (by_model, costs.by_model)):
        if by_name:
            yield wording.say(text, told=wording.say(", ").join(_parts(by_name, costs)))
    if costs.failed:
        at, trouble = costs.failed
        yield wording.say(
            "Last call without an answer: {moment}, {trouble}",
            moment=wording.moment(at),
            trouble=wording.say(TROUBLES[trouble]),
        )


def _told(spent: Spent, costs: Costs, wording: Wording) -> str:
    """Calls, those that failed, and what they cost."""
    parts = [
        wording.count("{n:,} call", "{n:,} calls", spent.calls),
        wording.say("{n} failed", n=spent.failed) if spent.failed else "",
        wording.say("cost {cost}", cost=money(spent.cost)) if costs.terms.prices else "",
    ]
    return wording.say(", ").join(filter(None, parts))


def _of_money(costs: Costs, wording: Wording) -> Iterator[str]:
    spent, budget = costs.month.cost, costs.terms.budget
    by_day = {day: one.cost for day, one in costs.by_day.items() if one.calls}
    ahead = money(forecast(by_day, costs.day))
    if budget is None:
        yield wording.say("Forecast for the month: {cost}, without a bound", cost=ahead)
        return
    yield wording.say(
        "Forecast for the month: {cost}; {percent} % of the budget of {budget} is spent",
        cost=ahead,
        percent=int(100 * spent / budget),
        budget=money(budget),
    )


def _on_demand(costs: Costs, wording: Wording) -> Iterator[str]:
    """What people asked for, and its share of the money, else of the calls."""
    demand = costs.by_purpose.get(Purpose.DEMAND, NOTHING)
    if demand == NOTHING:
        return
    part, whole = _weight(demand, costs), _weight(costs.month, costs)
    yield wording.say(
        "Asked for by readers: {today} today, {month} this month, {percent} % of all",
        today=costs.today.asked,
        month=demand.asked,
        percent=round(100 * part / whole) if whole else 0,
    )


def _parts(by_name: Mapping[str, Spent], costs: Costs) -> list[str]:
    """The dearest of them, each with its money, else with its tokens."""
    shown = [f"{shortened(name)} {_amount(one, costs)}" for name, one in by_name.items()]
    return [*shown[:MOST_NAMED], *(["…"] if len(shown) > MOST_NAMED else [])]


def _amount(spent: Spent, costs: Costs) -> str:
    return money(spent.cost) if costs.terms.prices else f"{spent.sent + spent.answered:,}"


def _weight(spent: Spent, costs: Costs) -> float:
    return spent.cost if costs.terms.prices else float(spent.calls)
