"""The contract of the outbox; it runs on every engine in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.arrived import DeliveryCounts
from storage.deliveries import LeftBehind, Waits, put_pages
from storage.outbox import Delivery, DeliveryState, Page
from storage.people import Address, Chat, ChatKind, ChatSettings, ChatState
from storage.store import Store

MORNING = datetime(2025, 11, 24, 8, 30, tzinfo=UTC)
A_MINUTE, AN_HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(hours=24)
VIEW = '{"kind":"digest"}'


async def a_chat(store: Store, name: str = "1", *, platform: str = "telegram") -> Chat:
    """A chat that is called *name* on its platform."""
    address = Address(platform=platform, chat_id=name)
    return await store.open_chat(address, ChatKind.PRIVATE, ChatSettings())


def pages(chat: Chat, *parts: int, **changes: object) -> list[Page]:
    """The *parts* of Monday's digest for *chat*."""
    page = Page(
        kind="digest", chat=chat.key, day=date(2025, 11, 24), part=0, view=VIEW, due_at=MORNING
    )
    return [replace(page, part=part, **changes) for part in parts]  # type: ignore[arg-type]  # any


async def due(store: Store, now: datetime = MORNING, platform: str = "telegram") -> list[Delivery]:
    """What may be sent at *now*."""
    return list(await store.due(platform, now, limit=100))


def named(deliveries: Sequence[Delivery]) -> list[tuple[str, int]]:
    """Which parts for which chats these are."""
    return [(d.address.chat_id, d.page.part) for d in deliveries]


async def state(store: Store, key: int) -> tuple[DeliveryState, str, int]:
    """State, reason and tries of a delivery."""
    delivery = await store.delivery(key)
    assert delivery is not None
    return delivery.state, delivery.reason, delivery.tries


async def claimed(store: Store, chat: Chat, at: datetime = MORNING) -> int:
    """The key of a delivery to *chat* that is being sent."""
    await store.enqueue(pages(chat, 1))
    (delivery,) = [d for d in await due(store, at) if d.page.chat == chat.key]
    assert await store.claim(delivery.key, at)
    return delivery.key


async def test_a_page_comes_back_whole_and_once(store: Store) -> None:
    """Every fact is kept; planning twice adds nothing, whoever plans."""
    chat = await a_chat(store)
    (page,) = pages(chat, 1, papers=("2511.00001", "2511.00002"), heal_until=MORNING + AN_HOUR)
    assert await store.enqueue([page, page]) == 1
    again = [replace(page, view="other"), *pages(chat, 2)]
    assert await store.database.write(lambda tx: put_pages(tx, again)) == 1
    (delivery,) = await due(store)
    assert (delivery.page, delivery.address) == (page, chat.address)
    assert (delivery.state, delivery.tries, delivery.claimed_at) == (
        DeliveryState.PENDING, 0, None,
    )  # fmt: skip
    assert await store.delivery(delivery.key + 99) is None


async def test_two_planners_at_once_add_nothing(store: Store) -> None:
    """The key (kind, chat, day, part) holds them apart."""
    chat = await a_chat(store)
    added = await asyncio.gather(*(store.enqueue(pages(chat, 1, 2)) for _ in range(5)))
    assert sorted(added) == [0, 0, 0, 0, 2]


async def test_oldest_first_and_parts_in_order(store: Store) -> None:
    """A part waits until the one before it is settled, however it is settled."""
    first, second = await a_chat(store, "1"), await a_chat(store, "2")
    await store.enqueue(pages(first, 2, 1, 3))
    await store.enqueue(pages(second, 1, due_at=MORNING - A_MINUTE))
    await store.enqueue(pages(first, 1, kind="notice", due_at=MORNING + A_MINUTE))
    assert named(await due(store, MORNING - A_MINUTE)) == [("2", 1)]
    both = await due(store)
    assert named(both) == [("2", 1), ("1", 1)]
    assert named(await store.due("telegram", MORNING, limit=1)) == [("2", 1)]
    assert await store.claim(both[1].key, MORNING)
    assert named(await due(store)) == [("2", 1)]
    await store.mark_failed(both[1].key, "too long", at=MORNING)
    assert named(await due(store)) == [("2", 1), ("1", 2)]
    later = await due(store, MORNING + A_MINUTE)
    assert [(d.page.kind, d.page.part) for d in later if d.address.chat_id == "1"] == [
        ("digest", 2),
        ("notice", 1),
    ]


async def test_of_what_is_due_at_one_moment_the_older_chat_comes_first(store: Store) -> None:
    """Whatever was put there first; what one chat gets comes in the order in which it was put."""
    chats = [await a_chat(store, str(number)) for number in (3, 1, 2)]
    await store.enqueue(page for chat in reversed(chats) for page in pages(chat, 1))
    await store.enqueue(pages(chats[1], 1, kind="notice"))
    found = [(delivery.page.chat, delivery.page.kind) for delivery in await due(store)]
    first, second, third = (chat.key for chat in chats)
    digests = [(key, "digest") for key in (first, second, third)]
    assert found == [*digests[:2], (second, "notice"), digests[2]]


async def test_a_later_part_knows_the_message_of_the_first(store: Store) -> None:
    """It goes on from there; from nowhere where the first never arrived."""
    ada, bob = await a_chat(store), await a_chat(store, "2")
    for chat in (ada, bob):
        await store.enqueue(pages(chat, 1, 2, 3))
    first, other = await due(store)
    assert (first.below, other.below) == ("", "")
    for delivery in (first, other):
        assert await store.claim(delivery.key, MORNING)
    await store.mark_sent(first.key, "m1", MORNING)
    await store.mark_failed(other.key, "refused", at=MORNING)
    second, of_other = await due(store)
    assert (second.page.part, second.below, of_other.below) == (2, "m1", "")
    assert await store.claim(second.key, MORNING)
    await store.mark_sent(second.key, "m2", MORNING)
    (third,) = [d for d in await due(store) if d.page.chat == ada.key]
    assert (third.page.part, third.below) == (3, "m1")


async def test_a_claim_is_for_one_and_leaves_a_trace(store: Store) -> None:
    """Many ask at once, one gets it; what it was is kept."""
    chat = await a_chat(store)
    await store.enqueue(pages(chat, 1, 2))
    (delivery,) = await due(store)
    got = await asyncio.gather(*(store.claim(delivery.key, MORNING) for _ in range(8)))
    assert sorted(got) == [False] * 7 + [True]
    taken = await store.delivery(delivery.key)
    assert taken is not None
    assert (taken.state, taken.claimed_at, taken.tries) == (DeliveryState.SENDING, MORNING, 1)


async def test_only_what_is_still_due_is_claimed(store: Store) -> None:
    """Between look and claim: another page under way, a wait, a clock set back."""
    chat = await a_chat(store)
    await store.enqueue([*pages(chat, 1), *pages(chat, 1, kind="notice")])
    digest, notice = await due(store)
    assert not await store.claim(notice.key, MORNING - A_MINUTE)
    assert await store.claim(digest.key, MORNING)
    assert not await store.claim(notice.key, MORNING)
    until = MORNING + A_MINUTE
    await store.mark_pending_again(digest.key, "flood", until=until, waits=Waits.CHAT)
    assert not await store.claim(notice.key, MORNING)
    assert await store.claim(notice.key, until)


@pytest.mark.parametrize("other", [ChatState.PAUSED, ChatState.GONE])
async def test_who_is_not_active_gets_nothing(store: Store, other: ChatState) -> None:
    """Paused and gone chats are passed over, and so are other platforms."""
    silent, spoken = await a_chat(store, "1"), await a_chat(store, "2")
    elsewhere = await a_chat(store, "3", platform="discord")
    for chat in (silent, spoken, elsewhere):
        await store.enqueue(pages(chat, 1))
    found = await due(store)
    await store.set_state(silent.key, other)
    assert named(await due(store)) == [("2", 1)]
    assert not await store.claim(found[0].key, MORNING)
    assert named(await due(store, platform="discord")) == [("3", 1)]


async def test_what_was_sent_is_remembered(store: Store) -> None:
    """State and message are one; the message knows its papers and how long it may be healed."""
    chat = await a_chat(store)
    (page,) = pages(chat, 1, papers=("2511.00001",), heal_until=MORNING + AN_HOUR)
    await store.enqueue([page])
    key = await claimed(store, chat)
    await store.mark_sent(key, "m1", MORNING + A_MINUTE)
    assert await state(store, key) == (DeliveryState.SENT, "", 1)
    (sent,) = await store.to_heal(MORNING + A_MINUTE)
    assert (sent.delivery, sent.chat, sent.address) == (key, chat.key, chat.address)
    assert (sent.message_id, sent.part, sent.papers) == ("m1", 1, ("2511.00001",))
    assert (sent.heal_until, sent.at) == (MORNING + 51 * A_MINUTE, MORNING + A_MINUTE)
    assert await store.to_heal(MORNING + AN_HOUR) == ()
    await store.mark_healed(sent)
    assert await store.to_heal(MORNING) == ()


async def test_nothing_is_healed_in_a_chat_that_is_gone(store: Store) -> None:
    """It could not be edited anyway."""
    chat = await a_chat(store)
    await store.enqueue(pages(chat, 1, heal_until=MORNING + AN_HOUR))
    await store.mark_sent(await claimed(store, chat), "m1", MORNING)
    await store.set_state(chat.key, ChatState.GONE)
    assert await store.to_heal(MORNING) == ()


async def test_a_platform_that_knows_the_key_answers_with_the_same_message(store: Store) -> None:
    """The second send of one delivery leaves one message."""
    chat = await a_chat(store)
    key = await claimed(store, chat)
    await store.mark_sent(key, "m1", MORNING)
    await store.mark_sent(key, "m1", MORNING)
    assert await store.tidy(MORNING + A_MINUTE) == 1


async def test_a_chat_forgotten_while_sending_stays_forgotten(store: Store) -> None:
    """The answer comes too late to be written down anywhere."""
    chat = await a_chat(store)
    key = await claimed(store, chat)
    await store.forget(chat=chat.key)
    await store.mark_sent(key, "m1", MORNING)
    await store.mark_pending_again(key, "x", until=MORNING)
    assert await store.delivery(key) is None
    assert await store.to_heal(MORNING) == ()


async def test_a_doubt_is_sent_once_more_when_its_time_comes(store: Store) -> None:
    """Until then the next part waits; without a time it is over."""
    chat = await a_chat(store)
    await store.enqueue(pages(chat, 1, 2))
    key = await claimed(store, chat)
    await store.mark_uncertain(key, "no answer", at=MORNING, again=MORNING + A_MINUTE)
    assert await state(store, key) == (DeliveryState.UNCERTAIN, "no answer", 1)
    assert await due(store, MORNING + A_MINUTE - timedelta(seconds=1)) == []
    (again,) = await due(store, MORNING + A_MINUTE)
    assert (again.key, again.state) == (key, DeliveryState.UNCERTAIN)
    assert await store.claim(key, MORNING + A_MINUTE)
    await store.mark_uncertain(key, "no answer", at=MORNING + A_MINUTE, again=None)
    assert await state(store, key) == (DeliveryState.UNCERTAIN, "no answer", 2)
    assert named(await due(store, MORNING + AN_HOUR)) == [("1", 2)]
    counts = await store.delivery_counts(since=MORNING)
    assert (counts.unsettled, counts.second_sends) == (1, 1)


@pytest.mark.parametrize(
    ("waits", "left"),
    [
        (Waits.MESSAGE, [("1", "notice"), ("2", "digest")]),
        (Waits.CHAT, [("2", "digest")]),
        (Waits.PLATFORM, []),
    ],
)
async def test_who_was_told_to_wait_waits(
    store: Store, waits: Waits, left: list[tuple[str, str]]
) -> None:
    """A message alone, its chat, or everyone; exactly so long, and it is no second send."""
    first, second = await a_chat(store, "1"), await a_chat(store, "2")
    await store.enqueue([*pages(first, 1), *pages(second, 1)])
    elsewhere = await a_chat(store, "3", platform="discord")
    await store.enqueue(pages(elsewhere, 1))
    key = await claimed(store, first)
    await store.enqueue(pages(first, 1, kind="notice"))
    until = MORNING + timedelta(seconds=27)
    await store.mark_pending_again(key, "flood", until=until, waits=waits)

    async def may_go(now: datetime) -> list[tuple[str, str]]:
        return sorted((d.address.chat_id, d.page.kind) for d in await due(store, now))

    assert await may_go(until - timedelta(seconds=1)) == left
    assert await may_go(until) == [("1", "digest"), ("1", "notice"), ("2", "digest")]
    assert named(await due(store, platform="discord")) == [("3", 1)]
    assert await state(store, key) == (DeliveryState.PENDING, "flood", 0)


async def test_a_clock_set_back_keeps_nobody_waiting(store: Store) -> None:
    """A wait that lies further off than a message lives is none."""
    chat = await a_chat(store)
    key = await claimed(store, chat)
    until = MORNING + timedelta(days=3)
    await store.mark_pending_again(key, "flood", until=until, waits=Waits.CHAT)
    assert named(await due(store)) == [("1", 1)]


async def test_what_waits_is_withdrawn_but_not_what_is_being_sent(store: Store) -> None:
    """Unsubscribed: pages that wait are taken back, a doubt is closed, others are not touched."""
    chat, other = await a_chat(store, "1"), await a_chat(store, "2")
    key = await claimed(store, chat)
    await store.enqueue([*pages(chat, 2, 3), *pages(other, 1)])
    assert await store.withdraw(chat.key, MORNING) == 2
    assert (await state(store, key))[0] is DeliveryState.SENDING
    await store.mark_uncertain(key, "no answer", at=MORNING, again=MORNING + A_MINUTE)
    assert await store.withdraw(chat.key, MORNING) == 1
    assert named(await due(store, MORNING + AN_HOUR)) == [("2", 1)]
    assert await store.delivery_counts(since=MORNING) == DeliveryCounts(
        states={
            DeliveryState.UNCERTAIN: 1,
            DeliveryState.WITHDRAWN: 2,
            DeliveryState.PENDING: 1,
        },
        unsettled=1,
        second_sends=0,
    )


async def test_a_chat_that_is_gone_gets_nothing_more(store: Store) -> None:
    """Nothing is deleted: it may come back."""
    chat = await a_chat(store)
    await store.enqueue(pages(chat, 1, 2))
    assert await store.chat_gone(chat.key, MORNING) == 2
    gone = await store.chat(chat.address)
    assert gone is not None
    assert gone.state is ChatState.GONE


async def test_what_was_not_sent_within_a_day_expires(store: Store) -> None:
    """It is not sent any more even before it is counted."""
    chat = await a_chat(store)
    key = await claimed(store, chat)
    await store.mark_uncertain(key, "no answer", at=MORNING, again=MORNING)
    await store.enqueue([*pages(chat, 2), *pages(chat, 3, due_at=MORNING + AN_HOUR)])
    tomorrow = MORNING + A_DAY
    assert await due(store, tomorrow) == []
    assert not await store.claim(key, tomorrow)
    assert await store.expire(tomorrow - A_MINUTE) == 0
    assert await store.expire(tomorrow) == 2
    counts = await store.delivery_counts(since=MORNING)
    assert counts.states == {
        DeliveryState.UNCERTAIN: 1,
        DeliveryState.EXPIRED: 1,
        DeliveryState.PENDING: 1,
    }
    assert named(await due(store, tomorrow)) == [("1", 3)]


async def test_what_was_found_sending_goes_again_or_is_closed(store: Store) -> None:
    """Today's at once, and counted; yesterday's never; other platforms are not ours."""
    today, yesterday = await a_chat(store, "1"), await a_chat(store, "2")
    elsewhere = await a_chat(store, "3", platform="discord")
    await store.enqueue(pages(yesterday, 1, due_at=MORNING - A_DAY + A_MINUTE))
    await store.enqueue(pages(elsewhere, 1))
    fresh, old = await claimed(store, today), await claimed(store, yesterday)
    (other,) = await due(store, platform="discord")
    assert await store.claim(other.key, MORNING)
    now = MORNING + A_MINUTE
    assert await store.found_sending_at_start("telegram", now) == LeftBehind(again=1, closed=1)
    assert await store.found_sending_at_start("telegram", now) == LeftBehind(again=0, closed=0)
    assert [d.key for d in await due(store, now)] == [fresh]
    assert await state(store, fresh) == (DeliveryState.PENDING, "found sending at start", 1)
    assert await state(store, old) == (DeliveryState.UNCERTAIN, "found sending at start", 1)
    assert (await state(store, other.key))[0] is DeliveryState.SENDING
    assert await store.claim(fresh, now)
    assert (await store.delivery_counts(since=MORNING - A_DAY)).second_sends == 1


async def test_what_is_settled_is_forgotten_in_time(store: Store) -> None:
    """What is open stays, however old."""
    chat, other = await a_chat(store, "1"), await a_chat(store, "2")
    key = await claimed(store, chat)
    await store.mark_sent(key, "m1", MORNING)
    await store.enqueue(pages(other, 1, heal_until=MORNING + A_DAY))
    await store.mark_sent(await claimed(store, other), "m2", MORNING + AN_HOUR)
    await store.enqueue(pages(chat, 2, due_at=MORNING - A_DAY))
    assert await store.tidy(MORNING + A_MINUTE) == 1
    assert await store.delivery(key) is None
    assert [sent.message_id for sent in await store.to_heal(MORNING)] == ["m2"]
    assert (await store.delivery_counts(since=MORNING - A_DAY)).unsettled == 1


async def test_a_moved_chat_keeps_everything(store: Store) -> None:
    """One row gets the new id, what waits goes there; told twice, nothing more happens."""
    chat = await a_chat(store, "-1")
    await store.enqueue(pages(chat, 1))
    assert await store.move_chat(chat.address, "-100") == 1
    assert await store.move_chat(chat.address, "-100") == 0
    assert await store.move_chat(replace(chat.address, chat_id="-100"), "-100") == 0
    (delivery,) = await due(store)
    assert (delivery.address.chat_id, delivery.page.chat) == ("-100", chat.key)
    assert await store.chat(chat.address) is None


async def test_a_chat_known_under_both_ids_becomes_one(store: Store) -> None:
    """The old one keeps its settings and history; what only the new one has is taken over."""
    old, new = await a_chat(store, "-1"), await a_chat(store, "-100")
    await store.set_settings(old.key, ChatSettings(limit=3))
    for chat, rules in ((old, ("cs.CV", "cs.AI")), (new, ("cs.AI", "hep-th"))):
        for rule in rules:
            assert await store.follow(chat.key, rule, at=MORNING, most=50)
        await store.enqueue(pages(chat, 1))
    await store.enqueue(pages(new, 2))
    await store.set_state(old.key, ChatState.GONE)
    assert await store.move_chat(old.address, "-100") == 1
    one = await store.chat(new.address)
    assert one is not None
    assert (one.key, one.settings.limit, one.state) == (old.key, 3, ChatState.ACTIVE)
    assert [f.rule for f in await store.rules_of(old.key)] == ["cs.CV", "cs.AI", "hep-th"]
    counts = await store.delivery_counts(since=MORNING)
    assert counts.states == {DeliveryState.PENDING: 2}
    assert named(await due(store)) == [("-100", 1)]


@pytest.mark.parametrize(
    ("left", "met", "then"),
    [
        (ChatState.PAUSED, ChatState.ACTIVE, (ChatState.PAUSED, None)),
        (ChatState.ACTIVE, ChatState.PAUSED, (ChatState.PAUSED, MORNING + A_DAY)),
        (ChatState.ACTIVE, ChatState.ACTIVE, (ChatState.ACTIVE, None)),
    ],
)
async def test_a_chat_that_was_gone_as_it_moved_is_as_it_was_left(
    store: Store, left: ChatState, met: ChatState, then: tuple[ChatState, datetime | None]
) -> None:
    """A pause of before lasts, and one of since; who was let in under the new id stays so."""
    old, new = await a_chat(store, "-1"), await a_chat(store, "-100")
    await store.set_state(old.key, left)
    await store.chat_gone(old.key, MORNING)
    until = MORNING + A_DAY if met is ChatState.PAUSED else None
    await store.set_state(new.key, met, resumes_at=until)
    await store.admit_chat(new.key)
    assert await store.move_chat(old.address, "-100") == 1
    one = await store.chat(new.address)
    assert one is not None
    assert (one.key, one.state, one.resumes_at, one.admitted) == (old.key, *then, True)
