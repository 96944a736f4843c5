"""Money: what calls cost, a day's share of the month, what digests and people may take of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Tokens
from bot.money.budget import (
    Balance,
    Prices,
    Short,
    Terms,
    UnderWay,
    days_left,
    forecast,
    money,
    priced,
    terms_of,
)
from bot.refusal import Refusal
from bot.settings import Settings
from storage.spending import Paid, month_of

WEDNESDAY = date(2025, 11, 26)  # two announcement days follow in this month: Thursday and Friday
FRIDAY, SATURDAY = date(2025, 11, 28), date(2025, 11, 29)
PRICES = Prices(sent=1.0, cached=0.25, answered=4.0)


def balance(day: date = WEDNESDAY, **paid: float) -> Balance:
    """A month with a budget of 100, of which so much is *paid*."""
    return Balance(budget=100.0, share=0.2, day=day, paid=Paid(**paid))


def set_up(**told: float) -> Settings:
    """Settings that tell of money."""
    return Settings(_env_file=None, **told)  # type: ignore[arg-type,call-arg]


def test_cached_tokens_have_their_own_price() -> None:
    """They are among those sent; where a provider counts more of them, nothing is negative."""
    a_million = Tokens(sent=1_000_000, cached=400_000, answered=100_000)
    assert PRICES.cost(a_million) == pytest.approx(0.6 + 0.1 + 0.4)
    assert PRICES.cost(Tokens(sent=10, cached=20)) == pytest.approx(20 * 0.25 / 1e6)
    assert Terms().cost(a_million) == 0.0


def test_settings_tell_the_terms() -> None:
    """Without prices there is no money; without a price for them, cached tokens cost as all."""
    assert terms_of(set_up(llm_on_demand_share=0.5)) == Terms(share=0.5)
    told = set_up(llm_price_in=1, llm_price_out=4, llm_monthly_budget=30)
    assert terms_of(told) == Terms(prices=replace(PRICES, cached=1.0), budget=30.0)
    free = set_up(llm_price_in=0, llm_price_out=0, llm_price_cached=0)
    assert terms_of(free).prices == Prices()


def test_a_person_may_name_other_prices() -> None:
    """One or all of them; where none is set, two have to be named."""
    told = set_up(llm_price_in=1, llm_price_out=4, llm_price_cached=0.25, llm_monthly_budget=30)
    assert priced(told, None, None, None) == Terms(prices=PRICES, budget=30.0)
    assert priced(told, None, 8.0, None).prices == replace(PRICES, answered=8.0)
    assert priced(told, 2.0, None, None).prices == Prices(sent=2.0, cached=2.0, answered=4.0)
    assert priced(told, None, None, 0.5).prices == replace(PRICES, cached=0.5)
    assert priced(set_up(), 1.0, 4.0, 0.25).prices == PRICES
    with pytest.raises(Refusal, match="--price-in for those sent"):
        priced(set_up(), 1.0, None, None)


@pytest.mark.parametrize(
    ("day", "left"),
    [(date(2025, 11, 3), 20), (WEDNESDAY, 3), (FRIDAY, 1), (SATURDAY, 0), (date(2025, 12, 31), 1)],
)
def test_announcement_days_are_counted_to_the_end_of_the_month(day: date, left: int) -> None:
    """Weekends have none."""
    assert days_left(day) == left


def test_a_days_share_is_what_is_left_over_the_days_left() -> None:
    """What went today does not make today's share smaller; what was spent too much before does."""
    assert balance().today == pytest.approx(100 / 3)
    assert balance(month=70, today=0).today == pytest.approx(10)
    assert balance(month=80, today=10).today == pytest.approx(10)
    assert balance(month=130, today=10).today == 0.0
    assert balance(SATURDAY, month=40).today == 60


def test_digests_have_what_demand_leaves() -> None:
    """Until the last announcement day: then demand's share of it lasts until the month is over."""
    assert balance(month=40).for_digests == pytest.approx(20)
    assert balance(month=43, today=3, demand=3).for_digests == pytest.approx(17)
    assert balance(FRIDAY, month=40).for_digests == pytest.approx(48)
    assert balance(FRIDAY, month=59, today=19, demand=19).for_digests == pytest.approx(41)


def test_what_is_short_is_told_apart() -> None:
    """The day's share, what people may ask for, the month."""
    day = balance(month=58, today=18)
    assert day.lacks(2, on_demand=False) is None
    assert day.lacks(3, on_demand=False) is Short.DAY
    assert day.lacks(4, on_demand=True) is None
    assert day.lacks(5, on_demand=True) is Short.DEMAND
    assert day.lacks(43, on_demand=True) is Short.MONTH
    assert balance(month=100, today=1).lacks(0.1, on_demand=False) is Short.MONTH


def test_what_is_under_way_is_as_good_as_paid() -> None:
    """But a budget is used up only by what was paid."""
    busy = replace(balance(month=40), under_way=UnderWay(digests=19, demand=1))
    assert busy.lacks(0.5, on_demand=False) is Short.DAY
    full = replace(busy, under_way=UnderWay(digests=30, demand=30))
    assert full.lacks(0.5, on_demand=True) is Short.MONTH
    assert not full.is_used_up(0.5)
    assert balance(month=99.75).is_used_up(0.5)


def test_digests_that_spent_the_day_leave_demand_its_own() -> None:
    """People are first in line: what they take beyond the day is missing on the days after."""
    spent = balance(month=60, today=20)
    assert spent.lacks(0.1, on_demand=False) is Short.DAY
    assert spent.lacks(3.9, on_demand=True) is None


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
CALLS = st.lists(st.tuples(st.integers(0, 2), st.floats(0.01, 5), st.booleans()), max_size=60)


@given(first=DAYS, calls=CALLS, share=st.floats(0, 0.9), budget=st.floats(0.5, 100))
def test_a_month_never_costs_more_than_its_budget(
    first: date, calls: list[tuple[int, float, bool]], share: float, budget: float
) -> None:
    """Whatever is asked for when; and nobody takes more of a day than is theirs."""
    day, months = first, dict[date, float]()
    today = demand = 0.0
    for later, cost, on_demand in calls:
        if later:
            day, today, demand = day + timedelta(days=later), 0.0, 0.0
        month = month_of(day)[0]
        paid = Paid(month=months.get(month, 0.0), today=today, demand=demand)
        asked = Balance(budget=budget, share=share, day=day, paid=paid)
        if asked.lacks(cost, on_demand=on_demand):
            continue
        months[month] = months.get(month, 0.0) + cost
        today, demand = today + cost, demand + cost * on_demand
        assert demand <= asked.for_demand + 1e-9
        assert today - demand <= asked.today + 1e-9
    assert all(spent <= budget + 1e-9 for spent in months.values())


@given(first=DAYS, budget=st.floats(1, 1000))
def test_who_spends_each_days_share_spends_the_budget_evenly(first: date, budget: float) -> None:
    """And has spent all of it on the last announcement day."""
    first, behind = month_of(first)
    days = [first + timedelta(days=n) for n in range((behind - first).days)]
    shares: list[float] = []
    for day in days:
        if days_left(day) > days_left(day + timedelta(days=1), first):
            paid = Paid(month=sum(shares))
            shares.append(Balance(budget=budget, share=0.0, day=day, paid=paid).for_digests)
    assert sum(shares) == pytest.approx(budget)
    assert shares == pytest.approx([budget / len(shares)] * len(shares))


@given(day=DAYS, month=st.floats(0, 200), today=st.floats(0, 200), share=st.floats(0, 0.9))
def test_shares_are_never_more_than_is_left(
    day: date, month: float, today: float, share: float
) -> None:
    """Also where more was spent than there is, or a clock was set back before what was spent."""
    found = Balance(
        budget=100, share=share, day=day, paid=Paid(month=month, today=min(month, today))
    )
    assert 0 <= found.for_demand <= found.today <= 100
    assert found.for_digests <= found.today
    assert (found.lacks(1e-6, on_demand=False) is Short.MONTH) == (month + 1e-6 > 100)


def test_a_forecast_goes_on_at_the_pace_of_the_days_with_costs() -> None:
    """A bot without a key in the first weeks spent nothing in them; weekends make no pace."""
    assert forecast({}, WEDNESDAY) == 0
    assert forecast({date(2025, 11, 24): 2.0, date(2025, 11, 25): 4.0}, WEDNESDAY) == 6 + 3 * 3
    assert forecast({date(2025, 11, 25): 4.0, WEDNESDAY: 2.0}, WEDNESDAY) == 6 + 2 * 3
    assert forecast({FRIDAY: 3.0, SATURDAY: 1.0}, SATURDAY) == 4
    assert forecast({date(2025, 11, 22): 1.0}, date(2025, 11, 22)) == 1 + 5
    assert forecast({date(2025, 11, 30): 2.0}, date(2025, 11, 30)) == 2


@pytest.mark.parametrize(
    ("amount", "said"), [(0, "0.00"), (0.01234, "0.0123"), (12.345, "12.35"), (1234.5, "1,234.50")]
)
def test_amounts_are_read_easily(amount: float, said: str) -> None:
    """A summary costs a hundredth of a cent."""
    assert money(amount) == said
