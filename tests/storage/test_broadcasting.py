"""The contract of the store about broadcasts; it runs on every engine in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from storage.broadcasts import Broadcast, BroadcastStanding, BroadcastState
from storage.database import StorageError
from storage.outbox import Delivery, DeliveryState, Page
from storage.people import Address, Chat, ChatKind, ChatSettings, ChatState
from storage.recipients import Recipients
from storage.store import Store

NOW = datetime(2025, 11, 25, 23, 59, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
ALL = Recipients()
MOST = 3  # chats in a portion


def view_in(language: str) -> str:
    """What is said in a language."""
    return f'{{"said": "{language}"}}'


async def a_chat(
    store: Store,
    name: str,
    *rules: str,
    platform: str = "telegram",
    kind: ChatKind = ChatKind.PRIVATE,
    language: str = "en",
) -> Chat:
    """A chat that follows *rules*."""
    address = Address(platform=platform, chat_id=name)
    chat = await store.open_chat(address, kind, ChatSettings(language=language))
    for rule in rules:
        await store.follow(chat.key, rule, at=NOW, most=50)
    return chat


async def chats(store: Store, count: int) -> list[Chat]:
    """So many chats that only asked once."""
    return [await a_chat(store, str(number)) for number in range(count)]


async def drafted(store: Store, text: str = "Hello") -> int:
    """A draft of reader 7; its key."""
    reader = await store.open_reader("telegram", "7", at=NOW)
    return await store.draft_broadcast(text, reader=reader.key, at=NOW)


async def begun(store: Store) -> int:
    """A broadcast that was confirmed; its key."""
    key = await drafted(store)
    assert await store.begin_broadcast(key, at=NOW)
    return key


async def portion(
    store: Store,
    key: int,
    who: Recipients = ALL,
    say: Callable[[str], str] = view_in,
    *,
    a_second: int = 1_000,
) -> bool:
    """Put one portion; whether there may be more."""
    return await store.spread_broadcast(key, who, say, most=MOST, a_second=a_second)


async def spread(store: Store, key: int, who: Recipients = ALL) -> int:
    """Put all portions; how many there were, the empty one at the end not counted."""
    count = 0
    while await portion(store, key, who):
        count += 1
    return count


async def waiting(store: Store, at: datetime = LATER) -> list[Delivery]:
    """What is due on Telegram by then."""
    return list(await store.due("telegram", at, limit=99))


async def standing(store: Store, key: int) -> BroadcastStanding:
    """What became of it."""
    found = await store.broadcast_standing(key, ALL)
    assert found is not None
    return found


async def test_each_chat_gets_one_delivery_in_its_language(store: Store) -> None:
    """In portions of so many chats."""
    everybody = [*await chats(store, 6), await a_chat(store, "z", language="zh")]
    key = await begun(store)
    assert await spread(store, key) == 3
    pages = [one.page for one in await waiting(store)]
    assert [page.chat for page in pages] == [chat.key for chat in everybody]
    assert {page.kind for page in pages} == {f"broadcast-{key}"}
    assert [page.view for page in pages] == [view_in("en")] * 6 + [view_in("zh")]
    assert {(page.day, page.part, page.papers, page.heal_until) for page in pages} == {
        (NOW.date(), 1, (), None)
    }
    assert (await standing(store, key)).broadcast == Broadcast(
        key=key, text="Hello", state=BroadcastState.OUT, at=NOW, begun_at=NOW, put=7
    )
    assert await spread(store, key) == 0
    assert len(await waiting(store)) == 7


async def test_who_is_killed_between_portions_goes_on_behind_the_last(store: Store) -> None:
    """A portion and its place are kept together: nothing is lost, nothing is put twice."""
    everybody = await chats(store, 8)
    key = await begun(store)
    assert await portion(store, key)

    def broken(language: str) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await portion(store, key, say=broken)
    told = await standing(store, key)
    assert (told.states, told.to_come) == ({DeliveryState.PENDING: 3}, 5)
    (left,) = await store.broadcasts_to_do()
    assert (left.key, left.put) == (key, 3)
    assert await spread(store, key) == 2
    assert sorted(one.page.chat for one in await waiting(store)) == [c.key for c in everybody]
    assert await store.broadcasts_to_do() == ()


async def test_two_who_go_on_at_once_share_the_portions(store: Store) -> None:
    """Each portion is one transaction."""
    await chats(store, 10)
    key = await begun(store)
    counts = await asyncio.gather(spread(store, key), spread(store, key))
    assert sum(counts) == 4
    assert len(await waiting(store)) == 10


async def test_it_is_confirmed_once(store: Store) -> None:
    """By whoever is first; a draft that was dropped never is."""
    key, dropped = await drafted(store), await drafted(store)
    results = await asyncio.gather(*(store.begin_broadcast(key, at=NOW) for _ in range(3)))
    assert sorted(results) == [False, False, True]
    assert await store.drop_broadcast(dropped)
    assert not await store.drop_broadcast(dropped)
    assert not await store.begin_broadcast(dropped, at=NOW)
    assert not await store.drop_broadcast(key)
    assert not await store.begin_broadcast(99, at=NOW)
    assert [one.key for one in await store.broadcasts_to_do()] == [key]
    assert not await portion(store, dropped)


async def test_two_broadcasts_on_one_day_are_two_messages(store: Store) -> None:
    """Also with the same words."""
    await a_chat(store, "1")
    for key in (await begun(store), await begun(store)):
        assert await spread(store, key) == 1
    first, second = await waiting(store)
    assert first.page.kind != second.page.kind
    assert first.below == second.below == ""


async def test_only_chats_that_were_there_are_written_to(store: Store) -> None:
    """Not one that came after it was confirmed, nor one that is gone."""
    (first, gone) = await chats(store, 2)
    await store.set_state(gone.key, ChatState.GONE)
    key = await begun(store)
    await a_chat(store, "later")
    await spread(store, key)
    assert [one.page.chat for one in await waiting(store)] == [first.key]


async def test_paused_chats_get_it_and_no_digest(store: Store) -> None:
    """It is about the deployment; a pause that begins later does not take it back either."""
    paused, pauses = await chats(store, 2)
    await store.set_state(paused.key, ChatState.PAUSED)
    page = Page(kind="digest", chat=paused.key, day=NOW.date(), part=1, view="{}", due_at=NOW)
    await store.enqueue([page])
    key = await begun(store)
    await spread(store, key)
    assert await store.withdraw(pauses.key, NOW) == 0
    await store.set_state(pauses.key, ChatState.PAUSED)
    found = await waiting(store)
    assert [(one.page.kind, one.page.chat) for one in found] == [
        (f"broadcast-{key}", chat.key) for chat in (paused, pauses)
    ]
    for one in found:
        assert await store.claim(one.key, LATER)
        await store.mark_sent(one.key, f"m{one.key}", LATER)
    assert (await standing(store, key)).states == {DeliveryState.SENT: 2}


async def test_it_becomes_due_bit_by_bit(store: Store) -> None:
    """So a digest that becomes due meanwhile comes before the rest of it."""
    everybody = await chats(store, 5)
    key = await begun(store)
    while await portion(store, key, a_second=2):
        pass
    soon = NOW + timedelta(seconds=1)
    digest = Page(
        kind="digest", chat=everybody[4].key, day=NOW.date(), part=1, view="{}", due_at=soon
    )
    await store.enqueue([digest])
    assert [len(await waiting(store, NOW + timedelta(seconds=n))) for n in range(3)] == [2, 5, 6]
    kinds = [one.page.kind for one in await waiting(store)]
    assert kinds == [f"broadcast-{key}"] * 4 + ["digest", f"broadcast-{key}"]


@pytest.mark.parametrize("is_gone", [True, False])
async def test_what_waits_for_a_chat_goes_with_it(store: Store, *, is_gone: bool) -> None:
    """Forgotten, nothing is left of it there; gone, it is taken back."""
    left, other = await chats(store, 2)
    key = await begun(store)
    await spread(store, key)
    if is_gone:
        await store.chat_gone(left.key, NOW)
    else:
        await store.forget(chat=left.key)
    assert [one.page.chat for one in await waiting(store)] == [other.key]
    withdrawn = {DeliveryState.WITHDRAWN: 1} if is_gone else {}
    assert (await standing(store, key)).states == {DeliveryState.PENDING: 1, **withdrawn}


async def test_a_chat_forgotten_before_its_portion_gets_nothing(store: Store) -> None:
    """And whoever wrote it may be forgotten as well."""
    everybody = await chats(store, 5)
    key = await begun(store)
    await portion(store, key)
    await store.forget(chat=everybody[3].key)
    reader = await store.reader("telegram", "7")
    assert reader is not None
    await store.forget(reader=reader.key)
    assert (await standing(store, key)).to_come == 1
    await spread(store, key)
    assert [one.page.chat for one in await waiting(store)] == [
        chat.key for chat in everybody if chat != everybody[3]
    ]


async def test_the_last_that_was_confirmed_is_told_of(store: Store) -> None:
    """A draft is none."""
    assert await store.last_broadcast(ALL) is None
    first, second = await drafted(store), await drafted(store)
    await chats(store, 2)
    assert await store.last_broadcast(ALL) is None
    assert await store.begin_broadcast(second, at=NOW)
    assert await store.begin_broadcast(first, at=LATER)
    found = await store.last_broadcast(ALL)
    assert found is not None
    assert (found.broadcast.key, found.to_come, found.is_under_way) == (first, 2, True)
    assert await store.broadcast_standing(99, ALL) is None


async def test_old_ones_are_forgotten_but_never_the_last_key(store: Store) -> None:
    """A button may name it; nor one that is on its way."""
    old, going, last = await drafted(store), await begun(store), await drafted(store)
    assert await store.tidy_broadcasts(NOW) == 0
    assert await store.tidy_broadcasts(LATER) == 1
    assert await store.broadcast(old) is None
    kept = [await store.broadcast(key) for key in (going, last)]
    assert [one.text for one in kept if one] == ["Hello", ""]
    assert await drafted(store) == last + 1


async def test_what_nobody_can_store_is_not_drafted(store: Store) -> None:
    """Not even half of it."""
    with pytest.raises(StorageError):
        await store.draft_broadcast("lost", reader=99, at=NOW)
    assert await store.broadcast(1) is None
