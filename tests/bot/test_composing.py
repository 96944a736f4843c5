"""What becomes messages of a digest: how many of them, and what each holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from adapters.views import View, load
from bot.composing import HEALED_FOR
from bot.ledger import Ledger
from bot.turning import MOST_PAGES
from storage.outbox import Delivery
from storage.people import ChatKind, Layout, Revisions
from storage.records import Batch, BatchState
from storage.store import Store
from tests.bot.planned import (
    CROSS,
    MONDAY,
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


@pytest.fixture
def world(store: Store) -> World:
    """Announcements, and what plans digests of them."""
    return World(store)


def views(deliveries: list[Delivery]) -> list[View]:
    """The messages that arrived."""
    return [load(delivery.page.view) for delivery in deliveries]


@pytest.mark.parametrize("kind", [ChatKind.GROUP, ChatKind.CHANNEL])
async def test_where_many_read_a_digest_is_three_messages_at_most(
    world: World, kind: ChatKind
) -> None:
    """What they do not hold is counted as more, and was not told: the accounts add up."""
    await world.announce(WEDNESDAY, *numbered(1, 21))
    chat = await world.chat("cs.CV", kind=kind, limit=50)
    deliveries = await world.planned()
    pages = views(deliveries)
    assert [len(page.items) for page in pages] == [5] * MOST_PAGES
    assert labels(pages[-1])[-1] == ["6 more"]
    assert "21 announced · 21 matched · 15 shown · 6 more" in text_of(pages[-1])
    digest = await world.store.digest_of(chat.key, WEDNESDAY)
    assert digest is not None
    assert [one.paper_id for one in digest.told] == [i for page in pages for i in ids(page)]
    assert digest.cuts == (5, 5, 5)
    assert [delivery.page.part for delivery in deliveries] == [1, 2, 3]


async def test_a_group_whose_messages_hold_all_of_it_gets_all_of_it(world: World) -> None:
    """Nothing is left out for fear of a fourth message."""
    await world.announce(WEDNESDAY, *numbered(1, 15))
    await world.chat("cs.CV", kind=ChatKind.GROUP, limit=50)
    pages = views(await world.planned())
    assert "15 announced · 15 matched · 15 shown\n" in text_of(pages[-1])
    assert labels(pages[-1]) == [["11", "12", "13", "14", "15"]]


@pytest.mark.parametrize("first", [0, 1, 12])
async def test_revisions_do_not_make_a_group_get_more_messages(world: World, first: int) -> None:
    """DESIGN 9.18: three at most, whatever they hold."""
    revised = sighted(*range(31, 51), kind=REPLACE, version=2)
    await world.announce(WEDNESDAY, *numbered(1, first), *revised)
    await world.chat("cs.CV", kind=ChatKind.GROUP, limit=50, revisions=Revisions.ALL)
    assert len(await world.planned()) <= MOST_PAGES


async def test_revisions_leave_a_group_its_new_papers(world: World) -> None:
    """They stand behind the new ones, and do not push them out."""
    revised = sighted(*range(31, 51), kind=REPLACE, version=2)
    await world.announce(WEDNESDAY, *numbered(1, 8), *revised)
    await world.chat("cs.CV", kind=ChatKind.GROUP, limit=50, revisions=Revisions.ALL)
    shown = [paper for page in views(await world.planned()) for paper in ids(page)]
    assert shown[:8] == [f"2511.0000{n}" for n in range(1, 9)]


async def test_a_few_revisions_come_behind_in_a_group(world: World) -> None:
    """Three messages hold fifteen: twelve new ones where three are revised."""
    revised = sighted(31, 32, 33, kind=REPLACE, version=2)
    await world.announce(WEDNESDAY, *numbered(1, 20), *revised)
    await world.chat("cs.CV", kind=ChatKind.GROUP, limit=50, revisions=Revisions.ALL)
    pages = views(await world.planned())
    assert [len(page.items) for page in pages] == [5, 5, 5]
    assert pages[-1].headings == ((2, "New versions"),)
    assert "20 matched · 12 shown · 8 more" in text_of(pages[-1])


async def test_private_chats_get_one_message_however_many_pages(world: World) -> None:
    """Its arrows turn them; all of the papers were told."""
    await world.announce(WEDNESDAY, *numbered(1, 21))
    chat = await world.chat("cs.CV", limit=50)
    (page,) = views(await world.planned())
    assert labels(page)[-1] == ["1/5", "›"]
    digest = await world.store.digest_of(chat.key, WEDNESDAY)
    assert digest is not None
    assert (len(digest.told), digest.cuts) == (21, (5, 5, 5, 5, 1))
    assert Ledger.load(digest.accounts).pages == 5


async def test_cards_are_a_message_a_paper(world: World) -> None:
    """In private chats, with the heading of its section; the accounts are under the last."""
    crossed = sighted(9, kind=CROSS, categories=("hep-th", "cs.CV"))
    await world.announce(WEDNESDAY, *numbered(1, 2), *crossed)
    await world.chat("cs.CV", layout=Layout.CARDS)
    pages = views(await world.planned())
    assert [ids(page) for page in pages] == [["2511.00001"], ["2511.00002"], ["2511.00009"]]
    assert [page.headings for page in pages] == [(), (), ((0, "Cross-lists"),)]
    assert all(labels(page) == [["Open", "Save", "More like this", "Less"]] for page in pages)
    assert text_of(pages[1]) == "Wed 26 Nov 2025 · 2/3"
    assert "3 announced · 3 matched · 3 shown" in text_of(pages[2])


async def test_a_digest_of_revisions_alone_is_a_digest(world: World) -> None:
    """They are no papers that matched; what was announced is told all the same."""
    await world.announce(WEDNESDAY, *sighted(1, kind=REPLACE, version=3))
    await world.chat("cs.CV", revisions=Revisions.ALL)
    (page,) = views(await world.planned())
    assert (page.headings, [item.marks for item in page.items]) == (
        ((0, "New versions"),),
        [("now v3",)],
    )
    assert "0 announced · 0 matched · 0 shown" in text_of(page)


async def test_a_page_may_be_healed_where_something_lacks_and_better_may_follow(
    store: Store,
) -> None:
    """Not where its own papers have all they need, whatever the other pages lack."""
    world = World(store, heals=True)
    await world.announce(WEDNESDAY, *numbered(1, 7))
    await world.summarise(*(f"2511.0000{n}" for n in range(1, 6)))
    await world.chat("cs.CV", kind=ChatKind.GROUP)
    first, second = await world.planned()
    assert first.page.heal_until is None
    assert second.page.heal_until == world.now + HEALED_FOR


async def test_a_further_rule_moves_no_watermark(world: World) -> None:
    """What arrived since the digest is for the next one; the part's papers are told."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    chat = await world.chat("cs.CV -part")
    await world.planned()
    before = await world.store.digest_of(chat.key, WEDNESDAY)
    await world.announce(WEDNESDAY, *numbered(3, 3, title="Zeppelins"))
    key = await world.follow(chat, "cs.CV part")
    assert await world.planner.plan_rule(chat.key, key) == 1
    (part,) = await world.due()
    assert part.page.papers == ("2511.00001", "2511.00002")
    after = await world.store.digest_of(chat.key, WEDNESDAY)
    assert before is not None
    assert after is not None
    assert (after.arrival, after.last_batch_day) == (before.arrival, before.last_batch_day)
    assert [one.paper_id for one in after.told] == ["2511.00001", "2511.00002"]


async def test_a_rule_that_the_digest_looked_at_brings_no_more_of_it(world: World) -> None:
    """Others were planned for while arXiv was asked for it; what came later is its own part."""
    await world.announce(WEDNESDAY, *numbered(1, 4))
    chat = await world.chat("cs.CV", "hep-th", limit=2)
    _, late = await world.store.rules_of(chat.key)
    await world.planned()
    for followed in await world.store.rules_of(chat.key):
        assert await world.planner.plan_rule(chat.key, followed.key) == 0
    paper = numbered(9, 9, categories=("hep-th",))
    await world.announce(WEDNESDAY, *paper, subject="hep-th")
    assert await world.planner.plan_rule(chat.key, late.key) == 1
    assert [delivery.page.papers for delivery in await world.due()] == [("2511.00009",)]


async def test_a_further_rule_brings_its_papers_once(world: World) -> None:
    """A job that is done again after a kill does not go on with what lies beyond the limit."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    await world.announce(WEDNESDAY, *numbered(11, 16, categories=("hep-th",)), subject="hep-th")
    chat = await world.chat("cs.CV", limit=2)
    await world.planned()
    first, second = await world.follow(chat, "hep-th"), await world.follow(chat, "math.AG")
    assert await world.planner.plan_rule(chat.key, second) == 0
    assert await world.planner.plan_rule(chat.key, first) == 1
    assert await world.planner.plan_rule(chat.key, first) == 0
    assert await world.planner.plan_rule(chat.key, second) == 0


async def test_a_further_rule_after_a_day_without_any_brings_no_old_papers(world: World) -> None:
    """A chat that had nothing yet, on a holiday, follows something that is known already."""
    for number, day in enumerate((MONDAY, TUESDAY, WEDNESDAY), 1):
        paper = numbered(number, number, categories=("hep-th",))
        await world.announce(day, *paper, subject="hep-th")
    holiday = WEDNESDAY + A_DAY
    world.now = datetime(2025, 11, 27, 18, 0, tzinfo=UTC)  # one o'clock in New York
    quiet = Batch(subject="gr-qc", day=holiday, state=BatchState.QUIET, checked_at=world.now)
    await world.store.keep_batch(quiet)
    chat = await world.chat("gr-qc")
    assert [delivery.page.kind for delivery in await world.planned()] == ["holiday"]
    key = await world.follow(chat, "hep-th")
    assert await world.planner.plan_rule(chat.key, key) == 1
    assert [delivery.page.papers for delivery in await world.due()] == [("2511.00003",)]
    world.now += A_DAY
    await world.announce(holiday + A_DAY, *numbered(9, 9, categories=("hep-th",)), subject="hep-th")
    (page,) = views(await world.planned())
    assert ids(page) == ["2511.00009"]


@pytest.mark.parametrize("kind", [ChatKind.GROUP, ChatKind.CHANNEL])
@pytest.mark.parametrize("papers", [1, 4, 9, 10, 11, 16])
async def test_however_much_a_message_holds_a_group_gets_three(
    world: World, kind: ChatKind, papers: int
) -> None:
    """Also where the foot of the last page takes the room of papers."""
    await world.announce(WEDNESDAY, *numbered(1, papers))
    chat = await world.chat("cs.CV", kind=kind, limit=50)
    world.planner = world.planner_for(lambda view: len(view.items) + len(view.foot) <= 4)
    pages = views(await world.planned())
    assert len(pages) <= MOST_PAGES
    shown = [paper for page in pages for paper in ids(page)]
    assert shown == [f"2511.{n:05}" for n in range(1, len(shown) + 1)]
    digest = await world.store.digest_of(chat.key, WEDNESDAY)
    assert digest is not None
    accounts = Ledger.load(digest.accounts).accounts
    assert (accounts.shown, accounts.shown + accounts.more) == (len(shown), papers)
