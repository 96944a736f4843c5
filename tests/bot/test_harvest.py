"""Harvests: one pass, resumed where it stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.ports import HarvestPage, SourceError
from bot.harvest import Harvester
from storage.store import Store
from tests.making import a_paper

NOW = datetime(2025, 11, 24, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)


class Field:
    """Three pages; it may break before one of them."""

    def __init__(self) -> None:
        self.breaks_at: int | None = None
        self.asked: list[tuple[str | None, date | None, str | None]] = []

    async def harvest(
        self, *, archive: str | None, since: date | None, token: str | None
    ) -> AsyncIterator[HarvestPage]:
        """Pages from where *token* says."""
        self.asked.append((archive, since, token))
        for number in range(int(token or "1"), 4):
            if number == self.breaks_at:
                raise SourceError("the field is wet")
            yield HarvestPage(
                papers=(a_paper(number),),
                token=str(number + 1) if number < 3 else None,
                token_expires=TOMORROW if number < 3 else None,
                newest=date(2025, 11, 20 + number),
            )


class Told:
    """Remembers what a waiting person was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """One more line."""
        self.lines.append(f"{done} {what}")


async def test_a_pass_brings_everything(store: Store) -> None:
    """And the next pass begins at the newest day seen."""
    field, told = Field(), Told()
    harvester = Harvester(store, field, lambda: NOW, told)
    brought = await harvester.harvest("cs", None)
    assert (brought.papers, brought.since, brought.resumed) == (3, None, False)
    assert told.lines[-1] == "3 papers, up to 2025-11-23"
    assert await store.count_papers() == 3
    await harvester.harvest("cs", None)
    await harvester.harvest(None, date(2025, 1, 1))
    assert field.asked == [
        ("cs", None, None), ("cs", date(2025, 11, 23), None), (None, date(2025, 1, 1), None),
    ]  # fmt: skip


async def test_a_broken_pass_goes_on_where_it_stopped(store: Store) -> None:
    """As long as arXiv's token lives; what was stored is kept."""
    field = Field()
    field.breaks_at = 3
    harvester = Harvester(store, field, lambda: NOW, Told())
    with pytest.raises(SourceError):
        await harvester.harvest(None, date(2025, 11, 1))
    assert await store.count_papers() == 2
    field.breaks_at = None
    brought = await harvester.harvest(None, None)
    assert (brought.papers, brought.resumed) == (1, True)
    assert field.asked[-1] == (None, date(2025, 11, 1), "3")
    assert await store.count_papers() == 3


async def test_a_token_that_died_begins_the_pass_anew(store: Store) -> None:
    """It was not whole, so the days it had seen do not count."""
    field = Field()
    field.breaks_at = 3
    with pytest.raises(SourceError):
        await Harvester(store, field, lambda: NOW, Told()).harvest(None, date(2025, 11, 1))
    field.breaks_at = None
    late = Harvester(store, field, lambda: TOMORROW, Told())
    assert not (await late.harvest(None, None)).resumed
    assert field.asked[-1] == (None, date(2025, 11, 1), None)


async def test_another_beginning_is_another_pass(store: Store) -> None:
    """Who names a day gets that day."""
    field = Field()
    field.breaks_at = 2
    harvester = Harvester(store, field, lambda: NOW, Told())
    with pytest.raises(SourceError):
        await harvester.harvest(None, None)
    field.breaks_at = None
    await harvester.harvest(None, date(2025, 5, 5))
    assert field.asked[-1] == (None, date(2025, 5, 5), None)
