"""The contract of the store about broadcasts that are stopped; it runs on every engine in turn."""

from __future__ import annotations

from storage.broadcasts import BroadcastState
from storage.outbox import DeliveryState, Page
from storage.store import Store
from tests.storage.test_broadcasting import (
    LATER,
    MOST,
    NOW,
    begun,
    chats,
    portion,
    spread,
    standing,
    waiting,
)


async def stopped(store: Store, key: int) -> int:
    """Take back what waits; how many portions that took."""
    after: int | None = 0
    count = 0
    while after is not None:
        after = await store.take_back_broadcast(key, after=after, at=LATER, most=MOST)
        count += 1
    return count


async def test_stopping_takes_back_what_is_not_sent(store: Store) -> None:
    """Nothing more is put; what is being sent may still wait once more, and is taken back then."""
    await chats(store, 7)
    key = await begun(store)
    assert (await standing(store, key)).is_under_way
    await portion(store, key)
    await portion(store, key)
    first, second, *_ = await waiting(store)
    for one in (first, second):
        assert await store.claim(one.key, LATER)
    await store.mark_sent(first.key, "m1", LATER)
    assert await store.stop_broadcast(key)
    assert not await store.stop_broadcast(key)
    assert not await portion(store, key)
    assert await stopped(store, key) == 3
    told = await standing(store, key)
    assert told.broadcast.state is BroadcastState.STOPPING
    await store.mark_pending_again(second.key, "busy", until=LATER)
    assert [one.key for one in await store.broadcasts_to_do()] == [key]
    await stopped(store, key)
    told = await standing(store, key)
    assert told.broadcast.state is BroadcastState.STOPPED
    assert (told.is_under_way, told.to_come) == (False, 0)
    assert told.states == {DeliveryState.SENT: 1, DeliveryState.WITHDRAWN: 5}
    assert await store.broadcasts_to_do() == ()
    assert await waiting(store) == []


async def test_stopping_leaves_everything_else(store: Store) -> None:
    """Another broadcast, a digest; what is in doubt is settled as it is."""
    (chat,) = await chats(store, 1)
    digest = Page(kind="digest", chat=chat.key, day=NOW.date(), part=1, view="{}", due_at=NOW)
    first, other = await begun(store), await begun(store)
    for key in (first, other):
        await spread(store, key)
    (one, *_) = await waiting(store)
    assert await store.claim(one.key, LATER)
    await store.mark_uncertain(one.key, "no answer", at=LATER, again=LATER)
    await store.enqueue([digest])
    assert await store.stop_broadcast(first)
    await stopped(store, first)
    assert (await standing(store, first)).states == {DeliveryState.UNCERTAIN: 1}
    kinds = {one.page.kind for one in await waiting(store)}
    assert kinds == {"digest", f"broadcast-{other}"}
