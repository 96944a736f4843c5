"""What summaries cost, as administrators read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.sizes import fits as discord_fits
from adapters.model import Trouble
from adapters.telegram.render import fits as telegram_fits
from adapters.views import View
from bot.buttons import line
from bot.commands.costs import TROUBLES, Costs, costs_of, costs_said
from bot.commands.desk import Deployment, Desk
from bot.commands.operate import Operate
from bot.money.budget import UNBOUND, Prices, Terms
from bot.money.purse import FAILED, Asker, Purse
from bot.wording import Wording
from storage.spending import Expense, Purpose, Spent
from storage.store import Store
from tests.bot.commands.conftest import BERLIN, NOW, SETTINGS, AskFor

TODAY = NOW.date()
PRICED = Terms(prices=Prices(sent=1.0, cached=1.0, answered=4.0))
BOUND = replace(PRICED, budget=20.0)
ENGLISH, CHINESE = Wording("en", BERLIN), Wording("zh", BERLIN)
EXPENSES = (
    Expense(
        day=TODAY,
        model="large",
        language="zh",
        spent=Spent(calls=171, failed=3, sent=1500, answered=500, cost=2.5),
    ),
    Expense(
        day=TODAY - timedelta(days=1),
        model="small",
        language="en",
        spent=Spent(calls=1000, sent=80, answered=20, cost=2.0),
    ),
    Expense(
        day=TODAY,
        model="large",
        language="en",
        purpose=Purpose.DEMAND,
        reader=7,
        spent=Spent(asked=4, calls=5, cost=0.5),
    ),
)


async def lines_of(store: Store, terms: Terms, wording: Wording = ENGLISH) -> list[str]:
    """What is said on such terms."""
    return list(costs_said(await costs_of(store, "large", terms, NOW), wording))


async def test_without_a_model_nothing_is_said(store: Store) -> None:
    """Unless something was spent this month; what was spent before is over."""
    assert list(costs_said(await costs_of(store, "", UNBOUND, NOW), ENGLISH)) == []
    await store.spend([replace(EXPENSES[0], day=date(2025, 10, 31))])
    assert list(costs_said(await costs_of(store, "", UNBOUND, NOW), ENGLISH)) == []
    await store.spend(EXPENSES)
    assert len(list(costs_said(await costs_of(store, "", UNBOUND, NOW), ENGLISH))) == 5


async def test_a_model_that_made_nothing_yet_is_said_to(store: Store) -> None:
    """It shows that it is set up."""
    assert await lines_of(store, BOUND) == [
        "Calls to language models today: 0 calls, cost 0.00",
        "This month: 0 calls, cost 0.00",
        "Forecast for the month: 0.00; 0 % of the budget of 20.00 is spent",
    ]


async def test_today_the_month_and_its_parts_are_told(store: Store) -> None:
    """With the money, the budget, and what readers asked for."""
    await store.spend(EXPENSES)
    assert await lines_of(store, BOUND) == [
        "Calls to language models today: 176 calls, 3 failed, cost 3.00",
        "This month: 1,176 calls, 3 failed, cost 5.00",
        # 2.50 on each of two days, and two announcement days follow
        "Forecast for the month: 10.00; 25 % of the budget of 20.00 is spent",
        "Asked for by readers: 4 today, 4 this month, 10 % of all",
        "Cost by language: en 2.50, zh 2.50",
        "Cost by model: large 3.00, small 2.00",
    ]
    assert (await lines_of(store, PRICED))[2] == "Forecast for the month: 10.00, without a bound"


async def test_without_prices_calls_and_tokens_are_told(store: Store) -> None:
    """And no money at all."""
    await store.spend([replace(one, spent=replace(one.spent, cost=0)) for one in EXPENSES])
    assert await lines_of(store, UNBOUND) == [
        "Calls to language models today: 176 calls, 3 failed",
        "This month: 1,176 calls, 3 failed",
        "Asked for by readers: 4 today, 4 this month, 0 % of all",
        "Tokens by language: en 100, zh 2,000",
        "Tokens by model: small 100, large 2,000",
    ]


async def test_what_failed_last_is_told_by_its_kind(store: Store) -> None:
    """Never in the words of the server."""
    await store.keep_fact(FAILED, f"{NOW.isoformat()} hopeless")
    assert (await lines_of(store, UNBOUND))[-1] == (
        "Last call without an answer: Wed 26 Nov 2025, 16:00,"
        " the key, the balance or the model is not accepted"
    )


async def test_all_is_told_in_chinese(store: Store) -> None:
    """No sentence stays English."""
    await store.spend(EXPENSES)
    for trouble in Trouble:
        await store.keep_fact(FAILED, f"{NOW.isoformat()} {trouble.value}")
        for terms in (UNBOUND, PRICED, BOUND):
            said = await lines_of(store, terms, CHINESE)
            assert all(any("一" <= sign <= "鿿" for sign in one) for one in said)
        assert CHINESE.say(TROUBLES[trouble]) in said[-1]


async def test_a_request_without_a_call_has_no_share(store: Store) -> None:
    """Nothing is divided by nothing."""
    purse = Purse(store, "large", UNBOUND, lambda: NOW)
    await purse.may_ask(Asker(reader=1, chat=1), "zh", ENGLISH)
    assert (await lines_of(store, UNBOUND))[2] == (
        "Asked for by readers: 1 today, 1 this month, 0 % of all"
    )


async def test_status_tells_what_summaries_cost(store: Store, desk: Desk, ask_for: AskFor) -> None:
    """Behind the jobs, on the deployment's terms."""
    await store.spend(EXPENSES)
    deployment = Deployment(defaults=SETTINGS, model="large", terms=BOUND)
    (view,) = await ask_for(Operate(replace(desk, deployment=deployment)).status)
    said = [one.text for one in view.lines]
    assert said[-7].startswith("Jobs: ")
    assert said[-6].startswith("Calls to language models today: 176 calls")
    assert said[-1] == "Cost by model: large 3.00, small 2.00"


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)
SPENT = st.builds(
    Spent,
    asked=st.integers(0, 10**9),
    calls=st.integers(0, 10**9),
    failed=st.integers(0, 10**9),
    sent=st.integers(0, 10**12),
    answered=st.integers(0, 10**12),
    cost=st.floats(0, 1e9),
)
BY_NAME = st.dictionaries(NAMES, SPENT, max_size=12)


@given(
    costs=st.builds(
        Costs,
        day=st.just(TODAY),
        model=NAMES,
        terms=st.sampled_from([UNBOUND, PRICED, BOUND]),
        by_day=st.dictionaries(st.dates(date(2025, 11, 1), TODAY), SPENT, max_size=26),
        by_language=BY_NAME,
        by_model=BY_NAME,
        by_purpose=st.dictionaries(st.sampled_from(Purpose), SPENT),
        failed=st.none() | st.tuples(st.just(NOW), st.sampled_from(Trouble)),
    ),
    language=st.sampled_from(["en", "zh"]),
)
def test_whatever_was_spent_fits_a_message(costs: Costs, language: str) -> None:
    """However many models there were, and however they are called."""
    said = list(costs_said(costs, Wording(language, BERLIN)))
    assert len(said) <= 7
    view = View(lines=tuple(map(line, said)))
    assert sum(map(len, said)) < 1500
    assert telegram_fits(view)
    assert discord_fits(view)
