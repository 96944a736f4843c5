"""
Pays for calls to a model: money is set aside before each, and what it cost is written down after.

So calls under way at once do not spend the same money twice; several processes on one database see
what the others paid, and may exceed a bound by what those have under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2s

from adapters.model import NO_TOKENS, ModelError, Tokens, Trouble
from bot.money.alerts import Alert, Alerted
from bot.money.allowance import LOOKED_AT, most_requests, refusal
from bot.money.budget import WARNED_AT, Balance, Short, Terms, UnderWay
from bot.money.tokens import shared
from bot.wording import Wording
from storage.people import Chat, ChatKind
from storage.spending import By, Expense, Paid, Purpose, Spent, month_of
from storage.store import Store

BOUNDS = {Short.DAY: "everyone", Short.DEMAND: "everyone", Short.MONTH: "month"}
FAILED = "model failed"  # the fact that tells of the last call without an answer: when, and how
NOBODY = 0


class Exhausted(Exception):
    """There is no money for this call now; *short* tells what is lacking."""

    def __init__(self, short: Short) -> None:
        super().__init__(f"no money is left for this: {short.value}")
        self.short = short


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks for a summary: the keys of reader and chat; *place* is the group around it."""

    reader: int
    chat: int
    place: str = ""


def place_of(chat: Chat, around: str = "") -> str:
    """
    What all chats of a group or server have in common; '' for a private chat.

    *around* is the id of the server, where a platform tells it; else threads of one chat belong
    together. Only `chats` holds ids of platforms: elsewhere they are to be compared, not read.
    """
    if chat.kind is ChatKind.PRIVATE:
        return ""
    name = f"{chat.address.platform}:{around or chat.address.chat_id}"
    return blake2s(name.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Reservation:
    """Money that was set aside for one call, on a *day*."""

    languages: tuple[str, ...]
    expected: Tokens
    cost: float
    day: date
    asker: Asker | None


class Bill:
    """What a call took: `pay` it when the answer tells; calls may be paid in parts."""

    def __init__(self) -> None:
        self.tokens: Tokens | None = None  # none: nobody told
        self.is_void = False

    def void(self) -> None:
        """The call is not made, or not yet: there is nothing to pay."""
        self.is_void = True

    def due(self) -> None:
        """The call is made: it is to be paid, whatever comes of it."""
        self.is_void = False

    def pay(self, tokens: Tokens) -> None:
        """Add *tokens* that the model told of."""
        self.tokens = (self.tokens or NO_TOKENS) + tokens


class Purse:
    """The money for calls to *model*, as `terms` tell; one a process."""

    def __init__(self, store: Store, model: str, terms: Terms, now: Callable[[], datetime]) -> None:
        self.terms = terms
        self._store = store
        self._model = model
        self._now = now
        self._aside: set[Reservation] = set()
        self._looking = asyncio.Lock()
        self._used_up: date | None = None  # the month in which a call found nothing left

    @asynccontextmanager
    async def call(
        self, languages: Sequence[str], expected: Tokens, asker: Asker | None = None
    ) -> AsyncIterator[Bill]:
        """
        The time of one call, which is to pay its bill; raises `Exhausted` before it begins.

        A `ModelError` pays what it tells. Who leaves otherwise without paying was cut off, while
        the model went on: that counts as was expected.
        """
        reservation = await self.reserve(languages, expected, asker)
        bill, trouble = Bill(), None
        try:
            yield bill
        except ModelError as error:
            bill.pay(error.tokens)
            trouble = error.trouble
            raise
        finally:
            if bill.is_void:
                self._aside.discard(reservation)
            else:  # also where the task was cancelled once more: what was spent is spent
                await asyncio.shield(self.settle(reservation, bill.tokens, trouble))

    async def reserve(
        self, languages: Sequence[str], expected: Tokens, asker: Asker | None = None
    ) -> Reservation:
        """Set aside what a call is expected to take, until `settle`; raises `Exhausted`."""
        cost = self.terms.cost(expected)
        async with self._looking:
            day = self._today()
            await self._check(day, cost, on_demand=asker is not None)
            reservation = Reservation(
                languages=tuple(languages), expected=expected, cost=cost, day=day, asker=asker
            )
            self._aside.add(reservation)
        return reservation

    async def settle(
        self, reservation: Reservation, tokens: Tokens | None, trouble: Trouble | None = None
    ) -> None:
        """
        Write down the *tokens* that a call took (none: as expected), and let go of the rest.

        *trouble* tells why it had no answer.
        """
        try:
            await self._store.spend(self._expenses(reservation, tokens, trouble))
            if trouble is not None:
                now = self._now().isoformat()
                await self._store.keep_fact(FAILED, f"{now} {trouble.value}")
        finally:
            self._aside.discard(reservation)

    async def may_ask(
        self, asker: Asker, language: str, wording: Wording, expected: Tokens = NO_TOKENS
    ) -> None:
        """
        Count a request for a summary that has to be made; raises `Refusal` beyond the bounds.

        *expected* is what its first call is expected to take.
        """
        now, today = self._now(), self._today()
        calls = await self._store.spent_by(By.PURPOSE, today - LOOKED_AT, today)
        most = most_requests(self.terms.share, calls.get(Purpose.DIGEST, Spent()).calls)
        try:
            await self._check(today, self.terms.cost(expected), on_demand=True)
        except Exhausted as error:
            raise refusal(BOUNDS[error.short], most, wording, now) from error
        one = self._expense(today, language, asker, Spent(asked=1))
        if bound := (await self._store.request(one, most)).reached(most):
            raise refusal(bound, most, wording, now)

    async def give_back(self, asker: Asker, language: str) -> None:
        """Let a request not count, as nothing was asked of the model."""
        one = self._expense(self._today(), language, asker, Spent(asked=-1))
        await self._store.spend([one])

    async def alerts(self) -> tuple[Alert, ...]:
        """What administrators are to be told now; each is given once a month."""
        budget, today = self.terms.budget, self._today()
        if budget is None:
            return ()
        month, now = month_of(today)[0], self._now()
        spent = (await self._store.paid(today)).month
        is_all = self._used_up == month or spent >= budget
        levels = [Alerted.ALL] if is_all else []
        if is_all or spent >= WARNED_AT * budget:
            levels.insert(0, Alerted.MOST)
        # A budget that was raised is a new one. Who hears that all is spent need not hear of most.
        new = [
            level
            for level in levels
            if await self._store.tell_once(month, f"{level.value} of {budget:g}", at=now)
        ]
        return tuple(
            Alert(level=level, month=month, spent=spent, budget=budget) for level in new[-1:]
        )

    async def _check(self, day: date, cost: float, *, on_demand: bool) -> None:
        """Raise `Exhausted` where a call of that *cost* finds no money."""
        if self.terms.budget is None:
            return
        # Looked at before the store is: what is paid meanwhile counts twice rather than not.
        under_way = self.under_way
        balance = self._balance(day, await self._store.paid(day), under_way)
        short = balance.lacks(cost, on_demand=on_demand)
        if short is Short.MONTH and balance.is_used_up(cost):
            self._used_up = month_of(day)[0]
        if short is not None:
            raise Exhausted(short)

    def _balance(self, day: date, paid: Paid, under_way: UnderWay) -> Balance:
        budget = self.terms.budget or 0.0
        return Balance(
            budget=budget, share=self.terms.share, day=day, paid=paid, under_way=under_way
        )

    @property
    def under_way(self) -> UnderWay:
        """What calls that are under way are expected to cost."""
        demand = sum(one.cost for one in self._aside if one.asker is not None)
        digests = sum(one.cost for one in self._aside if one.asker is None)
        return UnderWay(digests=digests, demand=demand)

    def _expenses(
        self, reservation: Reservation, tokens: Tokens | None, trouble: Trouble | None
    ) -> list[Expense]:
        """What a call took, shared by its languages; the call itself counts for the first."""
        took = reservation.expected if tokens is None else tokens
        failed = int(trouble is not None or tokens is None)
        return [
            self._expense(
                reservation.day,
                language,
                reservation.asker,
                Spent(
                    calls=int(place == 0),
                    failed=failed if place == 0 else 0,
                    sent=part.sent,
                    cached=part.cached,
                    answered=part.answered,
                    cost=self.terms.cost(part),
                ),
            )
            for place, (language, part) in enumerate(shared(took, reservation.languages).items())
        ]

    def _expense(self, day: date, language: str, asker: Asker | None, spent: Spent) -> Expense:
        return Expense(
            day=day,
            model=self._model,
            language=language,
            purpose=Purpose.DEMAND if asker else Purpose.DIGEST,
            reader=asker.reader if asker else NOBODY,
            chat=asker.chat if asker else NOBODY,
            place=asker.place if asker else "",
            spent=spent,
        )

    def _today(self) -> date:
        return self._now().astimezone(UTC).date()
