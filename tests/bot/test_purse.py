"""Paying for calls: money is set aside before, written down after, and never spent twice."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.model import ModelError, Tokens, Trouble
from bot.money.alerts import Alert, Alerted, said
from bot.money.budget import Short, Terms
from bot.money.purse import FAILED, Bill, Exhausted, Purse
from bot.wording import Wording
from storage.spending import By, Purpose, Spent
from storage.store import Store
from tests.bot.commands.conftest import BERLIN
from tests.bot.paying import (
    A_TOKEN,
    ADA,
    ENGLISH,
    NOVEMBER,
    NOW,
    ONE,
    Clock,
    PurseOf,
    purses_on,
    short_for,
    spend,
)


@pytest.fixture
def clock() -> Clock:
    """It stands at three in the afternoon of a Wednesday."""
    return Clock()


@pytest.fixture
def purse_of(store: Store, clock: Clock) -> PurseOf:
    """Makes purses."""
    return purses_on(store, clock)


async def test_a_call_is_written_down_as_it_was(store: Store, purse_of: PurseOf) -> None:
    """Shared by its languages; the call itself counts once."""
    async with purse_of().call(["en", "zh"], Tokens(sent=999)) as bill:
        bill.pay(Tokens(sent=10, cached=4, answered=0))
        bill.pay(Tokens(sent=10, cached=0, answered=23))
    found = await store.spent_by(By.LANGUAGE, *NOVEMBER)
    assert found == {
        "zh": Spent(calls=0, sent=10, cached=2, answered=13, cost=21),
        "en": Spent(calls=1, sent=10, cached=2, answered=10, cost=18),
    }
    assert list(await store.spent_by(By.MODEL, *NOVEMBER)) == ["model"]
    assert list(await store.spent_by(By.PURPOSE, *NOVEMBER)) == [Purpose.DIGEST]


async def test_an_error_pays_what_it_tells(store: Store, purse_of: PurseOf) -> None:
    """It goes on to who called; what failed last is remembered by its kind alone."""
    with pytest.raises(ModelError, match="overloaded"):
        async with purse_of().call(["en"], Tokens(sent=999)):
            raise ModelError("overloaded, key hunter2", Trouble.BUSY, tokens=Tokens(sent=7))
    assert await store.spent(*NOVEMBER) == Spent(calls=1, failed=1, sent=7, cost=7)
    assert await store.fact(FAILED) == f"{NOW.isoformat()} busy"


async def test_a_call_that_was_cut_off_counts_as_expected(store: Store, purse_of: PurseOf) -> None:
    """The model goes on, and so does the bill; whoever waited was cancelled, or fell over."""
    purse, began = purse_of(), asyncio.Event()

    async def calling() -> None:
        async with purse.call(["en"], Tokens(sent=5, answered=3)):
            began.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(calling())
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ZeroDivisionError):
        async with purse.call(["en"], Tokens(sent=2)):
            raise ZeroDivisionError
    assert await store.spent(*NOVEMBER) == Spent(calls=2, failed=2, sent=7, answered=3, cost=10)
    assert await store.fact(FAILED) is None


async def test_without_a_budget_only_counts_are_kept(store: Store, clock: Clock) -> None:
    """Nor do prices have to be known."""
    purse = Purse(store, "model", Terms(), clock)
    await spend(purse, 10**9)
    assert await store.spent(*NOVEMBER) == Spent(calls=1, sent=10**9)
    assert await purse.alerts() == ()


async def test_calls_at_once_do_not_spend_the_same_money(store: Store, purse_of: PurseOf) -> None:
    """Of 64 that begin together as many go as there is money for; then there is none."""
    purse = purse_of(90)
    outcomes: asyncio.Queue[str] = asyncio.Queue()
    is_over = asyncio.Event()

    async def calling() -> None:
        try:
            async with purse.call(["en"], ONE) as bill:
                outcomes.put_nowait("made")
                await is_over.wait()
                bill.pay(ONE)
        except Exhausted as error:
            outcomes.put_nowait(error.short.value)

    tasks = [asyncio.create_task(calling()) for _ in range(64)]
    told = [await outcomes.get() for _ in tasks]
    assert (told.count("made"), told.count("day")) == (30, 34)
    is_over.set()
    await asyncio.gather(*tasks)
    assert (await store.paid(NOW.date())).today == 30
    assert await short_for(purse, 1) is Short.DAY
    assert await short_for(purse, 1, ADA) is None


async def test_what_was_not_spent_is_free_again(purse_of: PurseOf) -> None:
    """A call that took less than expected leaves the rest to the next."""
    purse = purse_of(90)
    await spend(purse, 1, guess=30)
    await spend(purse, 1, guess=29)
    assert await short_for(purse, 29) is Short.DAY
    assert await short_for(purse, 28) is None


async def test_another_process_is_seen_by_what_it_paid(purse_of: PurseOf) -> None:
    """Each looks at the same store."""
    mine, theirs = purse_of(90), purse_of(90)
    await spend(theirs, 29)
    assert await short_for(mine, 2) is Short.DAY
    assert await short_for(mine, 1) is None


async def test_a_new_day_has_its_share_and_a_new_month_its_budget(
    purse_of: PurseOf, clock: Clock
) -> None:
    """What is used up opens by itself."""
    purse = purse_of(90)
    await spend(purse, 30)
    assert await short_for(purse, 1) is Short.DAY
    clock.now = NOW + timedelta(days=1)
    await spend(purse, 30)
    clock.now = NOW + timedelta(days=2)
    await spend(purse, 24)
    assert await short_for(purse, 1) is Short.DAY  # the last days of the month are for people
    await spend(purse, 5, ADA)
    assert await short_for(purse, 2, ADA) is Short.MONTH
    clock.now = datetime(2025, 12, 1, tzinfo=UTC)
    assert await short_for(purse, 3) is None


@pytest.mark.parametrize("days", [-1, -30, 1])
async def test_a_clock_that_is_set_back_gives_no_money(
    purse_of: PurseOf, clock: Clock, days: int
) -> None:
    """What was spent on days to come is gone as well; in another month it is not counted."""
    purse = purse_of(90)
    await spend(purse, 30)
    clock.now = NOW + timedelta(days=days)
    await spend(purse, 1)
    clock.now = NOW
    assert await short_for(purse, 1) is Short.DAY


async def test_administrators_hear_of_four_fifths_and_of_the_end_once(
    purse_of: PurseOf, clock: Clock
) -> None:
    """Also when another process asks, and again in the next month."""
    clock.now = datetime(2025, 11, 30, 12, tzinfo=UTC)  # no announcement follows in this month
    purse = purse_of(100)
    assert await purse.alerts() == ()
    await spend(purse, 79)
    assert await purse.alerts() == ()
    await spend(purse, 1)
    most = Alert(level=Alerted.MOST, month=NOVEMBER[0], spent=80, budget=100)
    assert await purse.alerts() == (most,)
    assert await purse.alerts() == await purse_of(100).alerts() == ()
    assert await short_for(purse, 21, ADA) is Short.MONTH
    all_ = Alert(level=Alerted.ALL, month=NOVEMBER[0], spent=80, budget=100)
    assert await purse.alerts() == (all_,)
    assert await purse.alerts() == ()
    raised = purse_of(105)
    await spend(raised, 20, guess=1)
    assert [one.level for one in await raised.alerts()] == [Alerted.MOST]
    clock.now = datetime(2025, 12, 1, tzinfo=UTC)
    assert await purse.alerts() == ()
    await spend(purse, 100, guess=1)
    assert [one.level for one in await purse.alerts()] == [Alerted.ALL]
    assert await purse.alerts() == ()


async def test_a_budget_is_not_used_up_by_what_is_under_way(
    purse_of: PurseOf, clock: Clock
) -> None:
    """It may come back: nobody is alarmed before it was paid."""
    clock.now = datetime(2025, 11, 30, 12, tzinfo=UTC)
    purse = purse_of(10)
    reservation = await purse.reserve(["en"], Tokens(sent=8))
    assert await short_for(purse, 3) is Short.MONTH
    assert await purse.alerts() == ()
    await purse.settle(reservation, ONE)
    assert await short_for(purse, 3) is None


def test_alerts_are_said_in_both_languages() -> None:
    """With what was spent, and where the bound is set."""
    alert = Alert(level=Alerted.MOST, month=NOVEMBER[0], spent=16.5, budget=20)
    assert said(alert, ENGLISH).startswith("Summaries have cost 16.50 of this month's budget of 20")
    assert "used up: 16.50 of 20.00" in said(replace(alert, level=Alerted.ALL), ENGLISH)
    for level in Alerted:
        chinese = said(replace(alert, level=level), Wording("zh", BERLIN))
        assert chinese.startswith("本月摘要")
        assert "LLM_MONTHLY_BUDGET" in chinese


MONTHS = count(1)  # each example has a month of its own


class Call(NamedTuple):
    """A call that takes some turns of the loop, and ends somehow."""

    expected: int
    taken: int
    on_demand: bool
    end: str
    turns: int

    @property
    def spent(self) -> int:
        """What it costs."""
        return self.expected if self.end == "cut off" else self.taken

    def end_with(self, bill: Bill) -> None:
        """Pay, or fail, or fall over."""
        if self.end == "paid":
            bill.pay(Tokens(sent=self.taken))
        elif self.end == "failed":
            raise ModelError("broken", Trouble.BROKEN, tokens=Tokens(sent=self.taken))
        else:
            raise ZeroDivisionError


CALLS = st.lists(
    st.builds(
        Call,
        expected=st.integers(1, 12),
        taken=st.integers(0, 20),
        on_demand=st.booleans(),
        end=st.sampled_from(["paid", "failed", "cut off"]),
        turns=st.integers(0, 3),
    ),
    max_size=40,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=CALLS, day=st.integers(1, 28), budget=st.integers(1, 80))
async def test_calls_at_once_never_exceed_a_budget_by_more_than_they_were_underrated(
    store: Store, calls: list[Call], day: int, budget: int
) -> None:
    """However they end; everything that was set aside is settled, and all is counted."""
    number = next(MONTHS)
    today = datetime(2000 + number // 12, number % 12 + 1, day, tzinfo=UTC)
    purse = Purse(store, "m", replace(A_TOKEN, budget=float(budget), share=0.3), lambda: today)
    made: list[Call] = []

    async def calling(call: Call) -> None:
        asker = ADA if call.on_demand else None
        with suppress(Exhausted, ModelError, ZeroDivisionError):
            async with purse.call(["en"], Tokens(sent=call.expected), asker) as bill:
                made.append(call)
                for _ in range(call.turns):
                    await asyncio.sleep(0)
                call.end_with(bill)

    await asyncio.gather(*map(calling, calls))
    spent = (await store.paid(today.date())).month
    assert spent == sum(call.spent for call in made)
    assert spent <= budget + sum(max(0, call.spent - call.expected) for call in made)
    assert purse.under_way.total == 0
    counted = await store.spent(today.date(), today.date() + timedelta(days=1))
    assert counted.calls == len(made)
