"""The contract of the store about what summaries cost; it runs on every engine in turn."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.database import Row
from storage.spending import By, Expense, Paid, Purpose, Requests, Spent, month_of
from storage.store import Store

NOW = datetime(2025, 11, 26, 15, tzinfo=UTC)
TODAY = NOW.date()
NOVEMBER = (date(2025, 11, 1), date(2025, 12, 1))
MANY = Requests(reader=2, place=3, everyone=5)


def spent(cost: float = 1.0, *, days: int = 0, calls: int = 1, **changes: object) -> Expense:
    """One call for digests, so many *days* ago, with *changes*."""
    told: dict[str, object] = {
        "day": TODAY - timedelta(days=days),
        "model": "model",
        "language": "en",
        "spent": Spent(calls=calls, sent=100, cached=10, answered=20, cost=cost),
    }
    return Expense(**{**told, **changes})  # type: ignore[arg-type]


def on_demand(reader: int, chat: int, place: str = "", **changes: object) -> Expense:
    """One summary that a reader asked for."""
    asked = {"purpose": Purpose.DEMAND, "spent": Spent(asked=1), **changes}
    return spent(reader=reader, chat=chat, place=place, **asked)  # type: ignore[arg-type]


async def rows(store: Store) -> list[Row]:
    """All that is counted, by reader."""
    sql = "select * from usage order by day, reader, chat, place"
    return await store.database.read(lambda tx: tx.rows(sql))


async def test_what_is_spent_adds_up(store: Store) -> None:
    """One row for all calls of a day, a model, a language and a person."""
    await store.spend([spent(0.5), spent(0.25)])
    await store.spend([spent(0.25, spent=Spent(calls=1, failed=1, asked=2, cost=0.25))])
    assert await store.spent(*NOVEMBER) == Spent(
        asked=2, calls=3, failed=1, sent=200, cached=20, answered=40, cost=1.0
    )
    assert len(await rows(store)) == 1
    await store.spend([spent(language="zh"), spent(model="other"), spent(days=1)])
    assert len(await rows(store)) == 4


async def test_processes_that_spend_at_once_lose_nothing(store: Store) -> None:
    """Adding is one statement."""
    await asyncio.gather(*(store.spend([spent(0.125)]) for _ in range(32)))
    assert (await store.spent(*NOVEMBER)).cost == 4.0


async def test_nothing_was_spent_in_the_beginning(store: Store) -> None:
    """Sums of nothing are zeros."""
    assert await store.spent(*NOVEMBER) == Spent()
    assert await store.spent_by(By.DAY, *NOVEMBER) == {}
    assert await store.paid(TODAY) == Paid()


async def test_sums_are_told_apart_dearest_first(store: Store) -> None:
    """By day, language, model and purpose; other months are left out."""
    await store.spend(
        [
            spent(1.0),
            spent(2.0, language="zh", days=1),
            spent(4.0, language="zh", model="dear", purpose=Purpose.DEMAND, reader=7),
            spent(64.0, days=26),
            spent(64.0, days=-5),
        ]
    )
    found = {
        by: {name: one.cost for name, one in (await store.spent_by(by, *NOVEMBER)).items()}
        for by in By
    }
    assert found == {
        By.DAY: {"2025-11-26": 5.0, "2025-11-25": 2.0},
        By.LANGUAGE: {"zh": 6.0, "en": 1.0},
        By.MODEL: {"dear": 4.0, "model": 3.0},
        By.PURPOSE: {"demand": 4.0, "digest": 3.0},
    }
    assert list(found[By.LANGUAGE]) == ["zh", "en"]
    assert await store.paid(TODAY) == Paid(month=7.0, today=5.0, demand=4.0)
    assert await store.paid(date(2025, 12, 1)) == Paid(month=64.0, today=64.0)


async def test_each_bound_on_requests_holds(store: Store) -> None:
    """A reader's, then their place's, then everyone's; what is refused is not counted."""
    for reader, chat, place, reached in (
        (1, 1, "server", ""),
        (1, 2, "server", ""),
        (1, 3, "elsewhere", "reader"),
        (2, 1, "server", ""),
        (3, 1, "server", "place"),
        (3, 9, "", ""),
        (4, 9, "", ""),
        (5, 10, "", "everyone"),
    ):
        before = await store.request(on_demand(reader, chat, place), MANY)
        assert before.reached(MANY) == reached
    assert (await store.spent(*NOVEMBER)).asked == 5
    tomorrow = await store.request(on_demand(1, 1, "server", day=date(2025, 11, 27)), MANY)
    assert tomorrow == Requests()


async def test_without_a_place_a_chat_is_bounded_by_itself(store: Store) -> None:
    """Private chats have nothing in common."""
    most = Requests(reader=9, place=1, everyone=9)
    assert (await store.request(on_demand(1, 1), most)).reached(most) == ""
    assert (await store.request(on_demand(2, 2), most)).reached(most) == ""
    assert (await store.request(on_demand(3, 2), most)).reached(most) == "place"


async def test_who_asks_twice_at_once_passes_no_bound(store: Store) -> None:
    """Ten presses in the same moment, two of which may be."""
    asked = await asyncio.gather(*(store.request(on_demand(1, 1), MANY) for _ in range(10)))
    assert [one.reached(MANY) for one in asked].count("") == 2
    assert (await store.spent(*NOVEMBER)).asked == 2


async def test_administrators_are_told_once_a_month(store: Store) -> None:
    """Each thing; also by another process."""
    november, december = NOVEMBER
    assert await store.tell_once(november, "most", at=NOW)
    assert not await store.tell_once(november, "most", at=NOW)
    assert await store.tell_once(november, "all", at=NOW)
    assert await store.tell_once(december, "most", at=NOW)


async def test_who_asked_is_forgotten_when_the_day_is_over(store: Store) -> None:
    """What it cost stays in the sums; today's and yesterday's bounds still hold."""
    await store.spend([on_demand(1, 1, "server", day=TODAY - timedelta(days=n)) for n in range(4)])
    await store.spend([on_demand(2, 2, day=TODAY - timedelta(days=3)), spent(days=3)])
    before = await store.spent(*NOVEMBER)
    await store.tidy_spending(NOW, NOW - timedelta(days=90))
    await store.tidy_spending(NOW, NOW - timedelta(days=90))
    assert await store.spent(*NOVEMBER) == before
    told = [(row["day"], row["purpose"], row["reader"], row["place"]) for row in await rows(store)]
    assert sorted(told) == [
        ("2025-11-23", "demand", 0, ""),
        ("2025-11-23", "digest", 0, ""),
        ("2025-11-24", "demand", 0, ""),
        ("2025-11-25", "demand", 1, "server"),
        ("2025-11-26", "demand", 1, "server"),
    ]


@pytest.mark.parametrize(("keep", "left"), [(7, 2), (90, 3)])
async def test_the_running_month_and_the_last_are_kept(store: Store, keep: int, left: int) -> None:
    """However short `KEEP_DAYS` is; what was told of older months goes as well."""
    for day in (date(2025, 11, 1), date(2025, 10, 1), date(2025, 9, 30), date(2025, 8, 1)):
        await store.spend([spent(day=day)])
        await store.tell_once(month_of(day)[0], "most", at=NOW)
    await store.keep_fact("budgets", "something else")
    await store.tidy_spending(NOW, NOW - timedelta(days=keep))
    assert len(await rows(store)) == left
    assert not await store.tell_once(date(2025, 10, 1), "most", at=NOW)
    assert await store.tell_once(date(2025, 9, 1), "most", at=NOW)
    assert await store.fact("budgets") == "something else"


async def test_a_reader_or_a_chat_is_forgotten_in_what_was_spent(store: Store) -> None:
    """Nobody knows who it was, two rows may become one; others stay as they are."""
    await store.spend([on_demand(1, 5, "a"), on_demand(2, 5, "a"), on_demand(0, 5, "a"), spent()])
    before = await store.spent(*NOVEMBER)
    await store.forget(reader=1)
    assert sorted((r["reader"], r["chat"], r["asked"]) for r in await rows(store)) == [
        (0, 0, 0),
        (0, 5, 2),
        (2, 5, 1),
    ]
    await store.forget(chat=5)
    assert sorted((r["reader"], r["chat"], r["place"], r["asked"]) for r in await rows(store)) == [
        (0, 0, "", 0),
        (0, 0, "", 2),
        (2, 0, "", 1),
    ]
    await store.forget()
    assert await store.spent(*NOVEMBER) == before


@pytest.mark.parametrize(
    ("day", "behind"),
    [(date(2025, 12, 31), date(2026, 1, 1)), (date(2024, 2, 29), date(2024, 3, 1))],
)
def test_a_month_ends_where_the_next_begins(day: date, behind: date) -> None:
    """Also at the end of a year, and in a leap year."""
    assert month_of(day) == (day.replace(day=1), behind)
