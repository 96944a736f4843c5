"""A purse on a real store, a clock that is set by hand, and calls that cost what they are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from adapters.model import Tokens
from bot.money.budget import Prices, Short, Terms
from bot.money.purse import Asker, Exhausted, Purse
from bot.wording import Wording
from storage.store import Store
from tests.bot.commands.conftest import BERLIN

NOW = datetime(2025, 11, 26, 15, tzinfo=UTC)  # two announcement days follow in November
NOVEMBER = (date(2025, 11, 1), date(2025, 12, 1))
A_TOKEN = Terms(prices=Prices(sent=1e6, cached=0.0, answered=1e6))  # one of the money each
ENGLISH = Wording("en", BERLIN)
ONE = Tokens(sent=1)
ADA = Asker(reader=1, chat=1)

PurseOf = Callable[..., Purse]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The moment."""
        return self.now


def purses_on(store: Store, clock: Clock) -> PurseOf:
    """Makes purses with a budget (none: no bound), on one store."""

    def made(budget: float | None = None, *, share: float = 0.2) -> Purse:
        return Purse(store, "model", replace(A_TOKEN, budget=budget, share=share), clock)

    return made


async def spend(purse: Purse, tokens: int, asker: Asker | None = None, *, guess: int = 0) -> None:
    """One call that takes so many tokens, as expected unless there is a *guess*."""
    async with purse.call(["en"], Tokens(sent=guess or tokens), asker) as bill:
        bill.pay(Tokens(sent=tokens))


async def short_for(purse: Purse, tokens: int, asker: Asker | None = None) -> Short | None:
    """What is short for a call, if anything; the call is let go of."""
    try:
        reservation = await purse.reserve(["en"], Tokens(sent=tokens), asker)
    except Exhausted as error:
        return error.short
    await purse.settle(reservation, Tokens())
    return None
