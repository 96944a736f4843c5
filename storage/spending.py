"""Queries about what summaries cost, and who asked for them: counted by day, in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from storage.database import Queries, Row, Transaction, Value, read, write
from storage.papers import moment_text

KEYS = ("day", "model", "language", "purpose", "reader", "chat", "place")
COUNTS = ("asked", "calls", "failed", "sent", "cached", "answered", "cost")
ADD = f"""
    on conflict ({", ".join(KEYS)}) do update set
      {", ".join(f"{name} = usage.{name} + excluded.{name}" for name in COUNTS)}"""
SPEND = f"""
    insert into usage ({", ".join((*KEYS, *COUNTS))})
    values ({", ".join(f":{name}" for name in (*KEYS, *COUNTS))}) {ADD}"""  # noqa: S608 - our own
SUMS = ", ".join(f"coalesce(sum({name}), 0) as {name}" for name in COUNTS)
TOLD = "budget told "  # the facts that tell what administrators were told: this, month, what


class Purpose(StrEnum):
    """What a summary is made for: digests, or a person who asked for it."""

    DIGEST = "digest"
    DEMAND = "demand"


class By(StrEnum):
    """What sums can be told apart by."""

    DAY = "day"
    LANGUAGE = "language"
    MODEL = "model"
    PURPOSE = "purpose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """
    What calls took: tokens *sent*, *cached* of these, and *answered*; their cost in money.

    *asked* counts what people asked for, whatever calls that took; *failed* of the *calls* brought
    no answer.
    """

    asked: int = 0
    calls: int = 0
    failed: int = 0
    sent: int = 0
    cached: int = 0
    answered: int = 0
    cost: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            asked=self.asked + other.asked,
            calls=self.calls + other.calls,
            failed=self.failed + other.failed,
            sent=self.sent + other.sent,
            cached=self.cached + other.cached,
            answered=self.answered + other.answered,
            cost=self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense:
    """
    What was spent on a day (in UTC) on a model's summaries in one language, and for whom.

    *reader* and *chat* are keys (0: nobody's, as for digests); *place* stands for the group or
    server around the chat ('': none).
    """

    day: date
    model: str
    language: str
    spent: Spent
    purpose: Purpose = Purpose.DIGEST
    reader: int = 0
    chat: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The money that went in a month, on one day of it, and of that day's on what people asked."""

    month: float = 0.0
    today: float = 0.0
    demand: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """How many summaries a reader, all in their place, and everyone asked for; or may ask for."""

    reader: int = 0
    place: int = 0
    everyone: int = 0

    def reached(self, most: Requests) -> str:
        """Which of the bounds *most* is reached, the narrowest first; '' for none."""
        bounds = ("reader", "place", "everyone")
        return next((one for one in bounds if getattr(self, one) >= getattr(most, one)), "")


class SpendingQueries(Queries):
    """What summaries cost."""

    @write
    def spend(self, tx: Transaction, expenses: Iterable[Expense]) -> None:
        """Add *expenses* to what is counted already."""
        tx.many(SPEND, map(_row_of, expenses))

    @write
    def request(self, tx: Transaction, one: Expense, most: Requests) -> Requests:
        """
        Count the request *one*, unless a bound of *most* is reached; what was asked before it.

        Looked at and counted in one transaction: nobody passes a bound by asking twice at once.
        """
        before = _requests(tx, one)
        if not before.reached(most):
            tx.run(SPEND, **_row_of(one))
        return before

    @read
    def paid(self, tx: Transaction, day: date) -> Paid:
        """The money that went in the month of *day*, and on it."""
        first, behind = month_of(day)
        (row,) = tx.rows(
            """select coalesce(sum(cost), 0) as month,
              coalesce(sum(case when day = :day then cost else 0 end), 0) as today,
              coalesce(sum(case when day = :day and purpose = 'demand' then cost else 0 end), 0)
                as demand
            from usage where day >= :first and day < :behind""",
            day=day.isoformat(),
            first=first.isoformat(),
            behind=behind.isoformat(),
        )
        return Paid(**{name: float(cost) for name, cost in row.items()})

    @read
    def spent(self, tx: Transaction, first: date, behind: date) -> Spent:
        """All that was spent from the day *first* on and before *behind*."""
        (row,) = tx.rows(
            f"select {SUMS} from usage where day >= :first and day < :behind",  # noqa: S608
            first=first.isoformat(),
            behind=behind.isoformat(),
        )
        return _as_spent(row)

    @read
    def spent_by(self, tx: Transaction, by: By, first: date, behind: date) -> Mapping[str, Spent]:
        """What was spent from *first* on and before *behind*, by what it was; dearest first."""
        rows = tx.rows(
            f"""select {by.value} as name, {SUMS} from usage
            where day >= :first and day < :behind group by {by.value}
            order by cost desc, calls desc, name""",  # noqa: S608 - a column of ours
            first=first.isoformat(),
            behind=behind.isoformat(),
        )
        return {row["name"]: _as_spent(row) for row in rows}

    @write
    def tell_once(self, tx: Transaction, month: date, what: str, *, at: datetime) -> bool:
        """Whether administrators are to be told *what* of that month; true only once."""
        told = tx.run(
            "insert into facts values (:name, :value) on conflict (name) do nothing",
            name=f"{TOLD}{month:%Y-%m} {what}",
            value=moment_text(at),
        )
        return told == 1

    @write
    def tidy_spending(self, tx: Transaction, now: datetime, before: datetime) -> None:
        """
        Forget who asked on days that are over, and all that was spent before that moment.

        What the last month and the running one cost is kept, however old that is.
        """
        yesterday = now.date() - timedelta(days=1)  # kept: a clock may be set back a little
        _merge(tx, "day < :before", {"before": yesterday.isoformat()}, "reader", "chat", "place")
        this_month, _ = month_of(now.date())
        last_month, _ = month_of(this_month - timedelta(days=1))
        oldest = min(before.date(), last_month)
        tx.run("delete from usage where day < :oldest", oldest=oldest.isoformat())
        tx.run(
            "delete from facts where name >= :told and name < :oldest",
            told=TOLD,
            oldest=f"{TOLD}{last_month:%Y-%m}",
        )


def forget_asker(tx: Transaction, *, reader: int, chat: int) -> None:
    """Let nobody know any more what *reader* and *chat* asked for (0: nobody); costs stay."""
    if reader:
        _merge(tx, "reader = :who", {"who": reader}, "reader")
    if chat:
        _merge(tx, "chat = :who", {"who": chat}, "chat", "place")


def month_of(day: date) -> tuple[date, date]:
    """The first day of the month of *day*, and that of the month after it."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


NOBODY = {"reader": "0", "chat": "0", "place": "''"}


def _merge(tx: Transaction, where: str, values: Mapping[str, Value], *hidden: str) -> None:
    """Add the rows *where* something holds to those that do not tell what is *hidden*."""
    rows = f"{where} and ({' or '.join(f'{name} <> {NOBODY[name]}' for name in hidden)})"
    kept = [name for name in KEYS if name not in hidden]
    told = (f"{NOBODY[name]} as {name}" if name in hidden else name for name in KEYS)
    sums = (f"sum({name}) as {name}" for name in COUNTS)
    tx.run(
        f"""insert into usage ({", ".join((*KEYS, *COUNTS))})
        select {", ".join((*told, *sums))} from usage where {rows}
        group by {", ".join(kept)} {ADD}""",  # noqa: S608 - our own parts
        **values,
    )
    tx.run(f"delete from usage where {rows}", **values)  # noqa: S608


def _requests(tx: Transaction, one: Expense) -> Requests:
    around = "place = :place" if one.place else "chat = :chat"
    (row,) = tx.rows(
        f"""select coalesce(sum(asked), 0) as everyone,
          coalesce(sum(case when reader = :reader then asked else 0 end), 0) as reader,
          coalesce(sum(case when {around} then asked else 0 end), 0) as place
        from usage where day = :day and purpose = 'demand'""",  # noqa: S608 - our own parts
        day=one.day.isoformat(),
        reader=one.reader,
        **({"place": one.place} if one.place else {"chat": one.chat}),
    )
    return Requests(**{name: int(count) for name, count in row.items()})


def _row_of(one: Expense) -> dict[str, Value]:
    return {
        "day": one.day.isoformat(),
        "model": one.model,
        "language": one.language,
        "purpose": one.purpose.value,
        "reader": one.reader,
        "chat": one.chat,
        "place": one.place,
        **asdict(one.spent),
    }


def _as_spent(row: Row) -> Spent:
    told = {name: int(row[name]) for name in COUNTS if name != "cost"}
    return Spent(**told, cost=float(row["cost"]))
