"""Messages that lack summaries are edited once; what cannot be bettered is let go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.conversation import DeliveryError
from adapters.views import load
from bot.composing import DIGEST
from bot.heal import LAST_CALL, Healer
from storage.deliveries import HEALED_FOR
from storage.outbox import Delivery
from storage.people import Chat, ChatKind, ChatState, Layout, Revisions
from storage.store import Store
from tests.bot.planned import (
    REPLACE,
    SINK,
    WEDNESDAY,
    World,
    ids,
    labels,
    numbered,
    text_of,
)
from tests.making import sighted

A_MINUTE = timedelta(minutes=1)
ONE = "2511.00001"


@pytest.fixture
def world(store: Store) -> World:
    """Better summaries may follow; three papers are announced."""
    return World(store, heals=True)


def a_healer(world: World, *platforms: str) -> Healer:
    """What heals on these platforms."""
    spoken = dict.fromkeys(platforms, world.platform)
    return Healer(world.store, world.digests, spoken, lambda: world.now)


@pytest.fixture
def healer(world: World) -> Healer:
    """What heals there."""
    return a_healer(world, SINK)


async def sent(world: World, papers: int = 3, **settings: object) -> tuple[Chat, list[Delivery]]:
    """A chat that got the digest of so many papers, and what arrived."""
    await world.announce(WEDNESDAY, *numbered(1, papers))
    chat = await world.chat("cs.CV", **settings)  # type: ignore[arg-type]
    return chat, await world.planned()


async def open_messages(world: World) -> int:
    """How many messages may still be bettered."""
    return len(await world.store.to_heal(world.now))


async def test_a_message_is_edited_once_and_in_its_place(world: World, healer: Healer) -> None:
    """When the last summary has landed; not before, and never again."""
    _, (delivery,) = await sent(world)
    await world.summarise(ONE, "2511.00002")
    assert await healer.heal() == 0
    await world.summarise("2511.00003")
    assert await healer.heal() == 1
    ((message_id, view),) = world.platform.edits
    assert message_id == f"m{delivery.key}"
    assert ids(view) == list(delivery.page.papers)
    assert {item.text for item in view.items} == {"One sentence."}
    assert text_of(view).splitlines()[-1] == "3 summarised · /why"
    assert await healer.heal() == 0


async def test_what_needs_nothing_is_not_looked_at(store: Store) -> None:
    """A deployment whose offline summaries are final, or a page whose summaries were there."""
    final = World(store)
    await sent(final)
    assert await open_messages(final) == 0
    heals = World(store, heals=True)
    await heals.summarise(ONE, "2511.00002", "2511.00003")
    await heals.chat("cs.CV", name="8")
    await heals.planned()
    assert await open_messages(heals) == 0


async def test_a_platform_that_is_not_spoken_to_keeps_its_messages(world: World) -> None:
    """Another process may heal them; the others here are healed all the same."""
    await sent(world)
    await world.summarise(ONE, "2511.00002", "2511.00003")
    assert await a_healer(world, "elsewhere").heal() == 0
    assert await open_messages(world) == 1
    assert await a_healer(world, "elsewhere", SINK).heal() == 1


async def test_a_chat_that_is_forgotten_or_gone_is_let_be(world: World, healer: Healer) -> None:
    """Nothing is edited where nobody is, or wants to be known."""
    forgotten, _ = await sent(world)
    gone = await world.chat("cs.CV", name="8")
    await world.planned()
    await world.summarise(ONE, "2511.00002", "2511.00003")
    await world.store.forget(chat=forgotten.key)
    await world.store.set_state(gone.key, ChatState.GONE)
    assert await healer.heal() == 0
    assert world.platform.edits == []


async def test_a_message_whose_delivery_was_forgotten_is_let_be(
    world: World, healer: Healer
) -> None:
    """It has no page any more that could be made better."""
    await sent(world)
    await world.summarise(ONE, "2511.00002", "2511.00003")
    (before,) = await world.store.to_heal(world.now)
    world.now += A_MINUTE
    await world.store.tidy(world.now)
    assert await healer.heal() == 0
    assert await world.store.delivery(before.delivery) is None


async def test_a_chat_that_is_forgotten_during_the_look_is_let_be(
    world: World, healer: Healer
) -> None:
    """While another chat's message was edited; nothing is raised."""
    await sent(world)
    other = await world.chat("cs.CV", name="8")
    await world.planned()
    await world.summarise(ONE, "2511.00002", "2511.00003")
    world.platform.meanwhile = lambda: world.store.forget(chat=other.key)
    assert await healer.heal() == 1
    assert len(world.platform.edits) == 1


async def test_where_nothing_landed_nothing_is_promised_any_more(
    world: World, healer: Healer
) -> None:
    """Until time is up it may still come; then the papers stay as they are told."""
    _, (delivery,) = await sent(world)
    world.now += HEALED_FOR - LAST_CALL - A_MINUTE
    assert await healer.heal() == 0
    assert await open_messages(world) == 1
    world.now += A_MINUTE
    assert await healer.heal() == 1
    assert await open_messages(world) == 0
    ((_, view),) = world.platform.edits
    before = load(delivery.page.view)
    assert "3 from the abstract (their summaries follow here)" in text_of(before)
    assert "3 from the abstract · /why" in text_of(view)
    assert (view.head, view.items) == (before.head, before.items)


async def test_what_has_landed_when_time_is_up_is_shown(world: World, healer: Healer) -> None:
    """The others keep their sentence of the abstract, and say so."""
    await sent(world)
    await world.summarise(ONE)
    world.now += HEALED_FOR - LAST_CALL
    assert await healer.heal() == 1
    ((_, view),) = world.platform.edits
    assert [item.marks for item in view.items] == [(), *[("from the abstract",)] * 2]
    assert "1 summarised, 2 from the abstract" in text_of(view)


async def test_after_its_time_nothing_is_edited(world: World, healer: Healer) -> None:
    """However late a summary lands."""
    await sent(world)
    await world.summarise(ONE, "2511.00002", "2511.00003")
    world.now += HEALED_FOR
    assert await healer.heal() == 0


@pytest.mark.parametrize(
    ("refusal", "is_tried_again"),
    [
        (DeliveryError("message to edit not found"), False),
        (DeliveryError("blocked by the user", gone=True), False),
        (DeliveryError("no answer", uncertain=True), True),
        (DeliveryError("flood limit", retry_after=3.0), True),
        (DeliveryError("flood limit", retry_after=3.0, everyone=True), True),
    ],
)
async def test_a_refused_edit_is_tried_again_where_it_may_help(
    world: World, healer: Healer, refusal: DeliveryError, *, is_tried_again: bool
) -> None:
    """A doubt, a flood limit: at the next look. All else: the message stays as it is."""
    await sent(world)
    await world.summarise(ONE, "2511.00002", "2511.00003")
    world.platform.refusals = [refusal]
    assert await healer.heal() == 0
    world.now += A_MINUTE
    assert await healer.heal() == is_tried_again
    assert await open_messages(world) == 0


async def test_one_refusal_does_not_keep_the_others_waiting(world: World, healer: Healer) -> None:
    """Each message is an edit of its own."""
    await sent(world)
    await world.chat("cs.CV", name="8")
    await world.planned()
    await world.summarise(ONE, "2511.00002", "2511.00003")
    world.platform.refusals = [DeliveryError("message to edit not found")]
    assert await healer.heal() == 1


async def test_each_page_of_a_group_is_healed_by_itself(world: World, healer: Healer) -> None:
    """A page waits for its own papers only; its number and its place in the day stay."""
    _, (_, second) = await sent(world, papers=7, kind=ChatKind.GROUP)
    await world.summarise(*second.page.papers)
    assert await healer.heal() == 1
    ((message_id, view),) = world.platform.edits
    assert message_id == f"m{second.key}"
    assert [item.number for item in view.items] == [6, 7]
    assert text_of(view).startswith("Wed 26 Nov 2025 · 2/2")
    assert "2 summarised, 5 from the abstract" in text_of(view)


async def test_what_a_further_rule_brought_is_healed_by_itself(
    world: World, healer: Healer
) -> None:
    """It is no page of the digest: its own papers are renewed, all else stays as it was sent."""
    chat, _ = await sent(world)
    await world.announce(WEDNESDAY, *numbered(11, 12, categories=("hep-th",)), subject="hep-th")
    key = await world.follow(chat, "hep-th")
    assert await world.planner.plan_rule(chat.key, key) == 1
    (part,) = await world.due()
    assert part.page.kind == DIGEST
    await world.summarise("2511.00011")
    world.now += HEALED_FOR - LAST_CALL
    assert await healer.heal() == 2
    (view,) = [edited for name, edited in world.platform.edits if name == f"m{part.key}"]
    before = load(part.page.view)
    assert (view.head, view.foot, view.actions) == (before.head, before.foot, before.actions)
    first, second = view.items
    assert (first.text, first.marks, first.number) == ("One sentence.", (), 1)
    assert [detail.label for detail in first.details] == [
        "Motivation", "Method", "Result", "Conclusion", "Abstract",
    ]  # fmt: skip
    assert second == before.items[1]


async def test_a_revision_stays_one_line_when_a_further_rules_page_is_healed(
    world: World, healer: Healer
) -> None:
    """DESIGN 9.16: its title and its new version; summaries are not shown of revisions."""
    chat, _ = await sent(world, revisions=Revisions.ALL)
    await world.announce(
        WEDNESDAY,
        *numbered(11, 11, categories=("hep-th",)),
        *sighted(12, kind=REPLACE, categories=("hep-th",), version=2),
        subject="hep-th",
    )
    key = await world.follow(chat, "hep-th")
    assert await world.planner.plan_rule(chat.key, key) == 1
    (part,) = await world.due()
    await world.summarise("2511.00011", "2511.00012")
    world.now += HEALED_FOR - LAST_CALL
    assert await healer.heal() == 2
    (view,) = [edited for name, edited in world.platform.edits if name == f"m{part.key}"]
    assert [(item.text, item.marks) for item in view.items] == [
        ("One sentence.", ()),
        ("", ("now v2",)),
    ]


async def test_a_page_does_not_wait_for_summaries_that_it_does_not_show(
    world: World, healer: Healer
) -> None:
    """A revision is one line without any: the page is whole when its new papers are."""
    await world.announce(WEDNESDAY, *numbered(1, 1), *sighted(2, kind=REPLACE, version=2))
    await world.chat("cs.CV", revisions=Revisions.ALL)
    await world.planned()
    await world.summarise(ONE)
    assert await healer.heal() == 1


async def test_a_digest_keeps_its_arrows_when_the_chat_now_wants_cards(
    world: World, healer: Healer
) -> None:
    """A layout is for digests to come: else the pages behind the arrows are out of reach."""
    chat, (delivery,) = await sent(world, papers=7)
    assert labels(load(delivery.page.view))[-1] == ["1/2", "›"]
    await world.set(chat, layout=Layout.CARDS)
    await world.summarise(*delivery.page.papers)
    assert await healer.heal() == 1
    ((_, view),) = world.platform.edits
    assert labels(view)[-1] == ["1/2", "›"]


async def test_a_card_stays_a_card_when_the_chat_now_wants_it_compact(
    world: World, healer: Healer
) -> None:
    """Each message of such a digest has the buttons of its paper; none turns pages."""
    chat, deliveries = await sent(world, layout=Layout.CARDS)
    await world.set(chat, layout=Layout.COMPACT)
    await world.summarise(ONE)
    assert await healer.heal() == 1
    ((_, view),) = world.platform.edits
    assert labels(view) == labels(load(deliveries[0].page.view))


async def test_a_flood_limit_is_waited_for(world: World, healer: Healer) -> None:
    """No edit is tried before the seconds that the platform told have passed."""
    await sent(world)
    await world.summarise(ONE, "2511.00002", "2511.00003")
    world.platform.refusals = [DeliveryError("flood limit", retry_after=120.0)]
    assert await healer.heal() == 0
    world.now += A_MINUTE
    assert await healer.heal() == 0
    world.now += A_MINUTE
    assert await healer.heal() == 1
