"""What a digest says beside its papers: what is late, which days are too old, that none matched."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.views import Style, View, load
from bot.composing import NAMED_DAYS
from storage.outbox import Delivery
from storage.people import ChatKind
from storage.records import Batch, BatchState
from storage.store import Store
from tests.bot.planned import (
    NOW,
    REPLACE,
    TUESDAY,
    WEDNESDAY,
    World,
    ids,
    labels,
    numbered,
    text_of,
)
from tests.making import sighted

A_DAY = timedelta(days=1)
HIDDEN = "cs.CV zeppelins"  # matches nothing here


@pytest.fixture
def world(store: Store) -> World:
    """Announcements, and what plans digests of them."""
    return World(store)


def views(deliveries: list[Delivery]) -> list[View]:
    """The messages that arrived."""
    return [load(delivery.page.view) for delivery in deliveries]


async def quiet_days(world: World, days: int, first: date = WEDNESDAY) -> list[Delivery]:
    """So many days with two papers each, planned day by day; what arrived of it."""
    arrived: list[Delivery] = []
    for later in range(days):
        day = first + later * A_DAY
        world.now = datetime.combine(day, NOW.time(), UTC)
        await world.announce(day, *numbered(100 + 2 * later, 101 + 2 * later))
        arrived += await world.planned()
    return arrived


async def test_what_is_late_or_lacking_of_what_is_followed_is_noted(world: World) -> None:
    """Each followed subject by its name; a holiday, and what others follow, is not."""
    await world.announce(WEDNESDAY, *numbered(1, 1), declared=3)
    for subject, state in (
        ("hep-th", BatchState.WAITING),
        ("gr-qc", BatchState.FAILED),
        ("hep-ph", BatchState.QUIET),
        ("q-bio.NC", BatchState.FAILED),
    ):
        batch = Batch(subject=subject, day=WEDNESDAY, state=state, checked_at=NOW)
        await world.store.keep_batch(batch)
    await world.chat("cs.CV hep-th gr-qc hep-ph")
    (page,) = views(await world.planned())
    assert text_of(page).splitlines()[-3:] == [
        "arXiv lists 2 papers more in cs.CV than were received.",
        "gr-qc: arXiv could not be asked about Wed 26 Nov 2025 (last try 16:00).",
        "hep-th: arXiv's list for Wed 26 Nov 2025 is not out yet (last look 16:00).",
    ]


@pytest.mark.parametrize(
    ("missed", "named"),
    [
        (7, ""),
        (8, "Wed 26 Nov 2025"),
        (
            14,
            "Tue 2 Dec 2025, Mon 1 Dec 2025, Sun 30 Nov 2025, Sat 29 Nov 2025, Fri 28 Nov 2025"
            ", + 2",
        ),
    ],
)
async def test_days_too_old_to_be_joined_are_named(world: World, missed: int, named: str) -> None:
    """Five of them, the newest first, and how many more; the newest as an example."""
    await world.announce(TUESDAY, *numbered(1, 1))
    await world.chat("cs.CV", limit=1)
    await world.planned()
    for later in range(missed):
        await world.announce(WEDNESDAY + later * A_DAY, *numbered(100 + later, 100 + later))
    world.now = NOW + missed * A_DAY
    (page,) = views(await world.planned())
    *_, last = text_of(page).splitlines()
    if named:
        example = (WEDNESDAY + (missed - 8) * A_DAY).isoformat()
        assert last == (
            f"Older days are not in this digest: {named}. See one with /digest {example}."
        )
        assert last.count("2025,") < NAMED_DAYS + 1
    else:
        assert "Older days" not in text_of(page)


async def test_days_are_named_as_the_language_does(world: World) -> None:
    """With its own commas."""
    await world.announce(TUESDAY, *numbered(1, 1))
    await world.chat("cs.CV", language="zh", limit=1)
    await world.planned()
    for later in range(9):
        await world.announce(WEDNESDAY + later * A_DAY, *numbered(100 + later, 100 + later))
    world.now = NOW + 9 * A_DAY
    (page,) = views(await world.planned())
    assert "2025年11月27日 周四，2025年11月26日 周三" in text_of(page)


async def test_nothing_matched_is_silent_until_the_fifth_day(world: World) -> None:
    """Then it is said once, with what came nearest; the counting begins anew."""
    await world.chat(HIDDEN)
    assert await quiet_days(world, 4) == []
    (told,) = views(await quiet_days(world, 1, WEDNESDAY + 4 * A_DAY))
    assert text_of(told) == (
        "2 papers announced, none matched your rule, for the fifth time in a row.\n"
        'Nearest: On rivers, part 100 (lacks "zeppelins")'
    )
    assert told.lines[1].spans[1].style is Style.ITALIC
    assert [(a.label, a.data) for row in told.actions for a in row] == [
        ("Widen", "1:subs"),
        ("Keep", "1:stay"),
        ("Open", "1:card:2511.00100"),
    ]
    assert await quiet_days(world, 4, WEDNESDAY + 5 * A_DAY) == []
    assert len(await quiet_days(world, 1, WEDNESDAY + 9 * A_DAY)) == 1


async def test_one_paper_is_one_paper(world: World) -> None:
    """Of a quiet fifth day."""
    await world.chat(HIDDEN)
    await quiet_days(world, 4)
    await world.announce(WEDNESDAY + 4 * A_DAY, *numbered(104, 104))
    world.now = NOW + 4 * A_DAY
    (told,) = views(await world.planned())
    assert text_of(told).startswith("1 paper announced, none matched your rule, for the fifth")


async def test_a_match_in_between_begins_the_counting_anew(world: World) -> None:
    """Five in a row are meant."""
    await world.chat(HIDDEN)
    await quiet_days(world, 4)
    fifth = WEDNESDAY + 4 * A_DAY
    await world.announce(fifth, *numbered(1, 1, title="Zeppelins"))
    (page,) = views(await quiet_days(world, 1, fifth))
    assert ids(page) == ["2511.00001"]
    assert await quiet_days(world, 4, fifth + A_DAY) == []


async def test_who_wants_no_word_of_empty_days_gets_none(world: World) -> None:
    """The setting holds for this as well; digests are kept so that nothing is looked at twice."""
    chat = await world.chat(HIDDEN, empty_days=False)
    assert await quiet_days(world, 7) == []
    assert await world.store.digest_of(chat.key, WEDNESDAY + 6 * A_DAY) is not None


async def test_several_days_joined_are_counted_each(world: World) -> None:
    """After a pause it may be more than the fifth time: the days are told, and all rules meant."""
    await world.announce(TUESDAY, *numbered(1, 1))
    await world.chat(HIDDEN, "cs.CV airships", kind=ChatKind.GROUP)
    assert await world.planned() == []
    for later in range(6):
        await world.announce(WEDNESDAY + later * A_DAY, *numbered(100 + later, 100 + later))
    world.now = NOW + 5 * A_DAY
    (told,) = views(await world.planned())
    assert text_of(told).splitlines()[0] == (
        "6 papers announced, none matched what you follow, on 7 announcement days in a row."
    )


async def test_the_fifth_time_with_several_rules_says_how_many(world: World) -> None:
    """In the chat's language."""
    await world.chat(HIDDEN, "cs.CV airships", language="zh")
    (told,) = views(await quiet_days(world, 5))
    assert text_of(told).startswith("公布 2 篇，没有一篇符合你的 2 条规则，已连续五次。")
    assert "（缺少 " in text_of(told)


async def test_where_nothing_new_came_near_nothing_is_named(world: World) -> None:
    """Days of replacements alone are announcement days, too."""
    await world.chat(HIDDEN)
    arrived: list[Delivery] = []
    for later in range(5):
        day = WEDNESDAY + later * A_DAY
        world.now = NOW + later * A_DAY
        await world.announce(day, *sighted(100 + later, kind=REPLACE, version=2))
        arrived += await world.planned()
    (told,) = views(arrived)
    assert text_of(told) == (
        "0 papers announced, none matched your rule, for the fifth time in a row."
    )
    assert labels(told) == [["Widen", "Keep"]]


async def test_what_came_nearest_fits_one_message(world: World) -> None:
    """A rule that lacks very much, or a title without end: a platform refuses what is too long."""

    def fits(view: View) -> bool:
        return len(text_of(view)) <= 400

    rule = "cs.CV " + " ".join(f"{'z' * 20}{n:02}" for n in range(38))
    await world.chat(rule)
    world.planner = world.planner_for(fits)
    (told,) = views(await quiet_days(world, 5))
    assert "papers announced, none matched your rule" in text_of(told)
    assert fits(told)
