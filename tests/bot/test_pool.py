"""What arrived since a chat's last digest: each paper once, on the first of its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.pool import FURTHEST, MOST_DAYS, News, Pool
from storage.records import AnnounceType, Sighting
from storage.store import Store
from tests.bot.planned import CROSS, MONDAY, REPLACE, TUESDAY, WEDNESDAY, World, numbered
from tests.making import sighted

A_DAY = timedelta(days=1)
FIRST, SECOND = "2511.00001", "2511.00002"


@pytest.fixture
def world(store: Store) -> World:
    """Announcements."""
    return World(store)


async def news(world: World, mark: int = 0, today: date = WEDNESDAY, upto: int = 0) -> News:
    """What arrived after *mark*, up to *upto* (0: up to now)."""
    upto = upto or await world.store.newest_arrival()
    return (await Pool(world.store).news([mark], today, upto=upto))[mark]


def crossed(number: int, *categories: str) -> tuple[Sighting, ...]:
    """A cross-listed paper that is filed so."""
    return sighted(number, kind=CROSS, categories=categories)


async def test_where_nothing_arrived_there_is_no_news(world: World) -> None:
    """Nothing at all, or nothing since; each watermark has its answer."""
    assert await Pool(world.store).news([], WEDNESDAY, upto=0) == {}
    assert await news(world) == News(candidates={}, where={})
    await world.announce(WEDNESDAY, *numbered(1, 2))
    newest = await world.store.newest_arrival()
    both = await Pool(world.store).news([0, newest], WEDNESDAY, upto=newest)
    assert set(both[0].candidates) == {FIRST, SECOND}
    assert both[newest] == News(candidates={}, where={})


async def test_a_paper_counts_once_by_the_best_of_its_announcements(world: World) -> None:
    """New before cross-listed, the first day before a later one, with all its subjects."""
    categories = ("cs.CV", "cs.AI")
    await world.announce(TUESDAY, *crossed(1, *categories), subject="cs.AI")
    await world.announce(WEDNESDAY, *numbered(2, 2), *numbered(1, 1, categories=categories))
    found = await news(world)
    candidate = found.candidates[FIRST]
    assert (candidate.type, candidate.day, candidate.place) == (AnnounceType.NEW, WEDNESDAY, 2)
    assert candidate.subjects == {"cs.AI", "cs.CV"}
    assert found.where == {}


async def test_what_another_subject_says_later_of_the_same_day_is_no_news(world: World) -> None:
    """Rules look at all categories of a paper anyway; on another day it is announced anew."""
    categories = ("cs.CV", "cs.AI")
    await world.announce(WEDNESDAY, *numbered(1, 1, categories=categories))
    mark = await world.store.newest_arrival()
    await world.announce(WEDNESDAY, *crossed(1, *categories), subject="cs.AI")
    assert (await news(world, mark)).candidates == {}
    thursday = WEDNESDAY + A_DAY
    await world.announce(thursday, *crossed(1, *categories), subject="cs.AI")
    (candidate,) = (await news(world, mark, thursday)).candidates.values()
    assert (candidate.type, candidate.day) == (CROSS, thursday)


@pytest.mark.parametrize(
    ("subjects", "where"),
    [
        (("cs.CV",), {"cs.CV", "cs"}),
        (("cs",), {"cs.CV", "cs.AI", "cs"}),
        (("cs.CV", "stat"), {"cs.CV", "cs", "stat", "stat.ML"}),
        (("math-ph",), {"math-ph", "math"}),
        (("physics",), {"physics"}),
        (("nowhere.XX",), set()),
    ],
)
async def test_a_cross_list_is_known_by_where_it_was_announced(
    world: World, subjects: tuple[str, ...], where: set[str]
) -> None:
    """A category and its archive; an archive, with all that the paper is filed under within it."""
    filed = ("hep-th", "cs.CV", "cs.AI", "stat.ML", "math-ph")
    for subject in subjects:
        await world.announce(WEDNESDAY, *crossed(1, *filed), subject=subject)
    assert (await news(world)).where[FIRST] == where


async def test_replacements_are_candidates_and_have_no_where(world: World) -> None:
    """Only cross-lists are looked at by their subjects."""
    await world.announce(WEDNESDAY, *sighted(1, kind=REPLACE, version=2))
    found = await news(world)
    assert (found.candidates[FIRST].type, found.where) == (REPLACE, {})


async def test_seven_days_are_joined_and_older_ones_named(world: World) -> None:
    """The newest seven; what is older than ninety days is not even named."""
    days = [MONDAY - n * A_DAY for n in range(10)]
    for number, day in enumerate(days, 1):
        await world.announce(day, *numbered(number, number))
    await world.announce(MONDAY - FURTHEST - 9 * A_DAY, *numbered(99, 99))
    found = await news(world, today=MONDAY)
    assert {c.day for c in found.candidates.values()} == set(days[:MOST_DAYS])
    assert found.older == tuple(days[MOST_DAYS:])


async def test_what_arrived_after_a_moment_is_not_seen_from_it(world: World) -> None:
    """A digest that is looked at once more has nothing that it could not know."""
    await world.announce(TUESDAY, *numbered(1, 1))
    upto = await world.store.newest_arrival()
    await world.announce(WEDNESDAY, *numbered(2, 2))
    assert set((await news(world, upto=upto)).candidates) == {FIRST}


async def test_the_days_that_are_joined_are_those_of_then(world: World) -> None:
    """However many days were announced since: what a digest looked at stays what it was."""
    await world.announce(MONDAY, *numbered(1, 1))
    upto = await world.store.newest_arrival()
    for later in range(1, MOST_DAYS + 1):
        await world.announce(MONDAY + later * A_DAY, *numbered(10 + later, 10 + later))
    found = await news(world, today=MONDAY + MOST_DAYS * A_DAY, upto=upto)
    assert set(found.candidates) == {FIRST}
    assert found.older == ()
