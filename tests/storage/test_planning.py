"""The contract of the store about planning; it runs on every engine in turn."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from storage.identifiers import key_of
from storage.outbox import Page
from storage.people import Address, Chat, ChatKind, ChatSettings, ChatState
from storage.planning import Plan, Told
from storage.records import AnnounceType, Batch, BatchState
from storage.store import Store
from tests.making import a_paper, sighted

SHANGHAI = ChatSettings(hour=time(8, 30), zone=ZoneInfo("Asia/Shanghai"))
NOW = datetime(2025, 11, 25, 0, 30, tzinfo=UTC)  # half past eight on Tuesday in Shanghai
MONDAY, TUESDAY = date(2025, 11, 24), date(2025, 11, 25)


async def a_chat(store: Store, name: str = "1", settings: ChatSettings = SHANGHAI) -> Chat:
    """A chat that follows something."""
    address = Address(platform="telegram", chat_id=name)
    chat = await store.open_chat(address, ChatKind.PRIVATE, settings)
    await store.follow(chat.key, "cs.CV", at=NOW, most=50)
    return chat


def a_plan(chat: Chat, *papers: int, day: date = TUESDAY, arrival: int = 1) -> Plan:
    """A digest of these papers, on one page."""
    return Plan(
        chat=chat.key,
        day=day,
        first_batch_day=MONDAY,
        last_batch_day=TUESDAY,
        arrival=arrival,
        accounts="{}",
        told=tuple(
            Told(paper_id=a_paper(n).id, version=1, rule="cs.CV", rank=n, reason="") for n in papers
        ),
        pages=(Page(kind="digest", chat=chat.key, day=day, part=1, view="{}", due_at=NOW),),
    )


async def test_a_chat_is_due_at_its_hour_in_its_zone(store: Store) -> None:
    """Not before; not when it was planned that day, is paused, or follows nothing."""
    chat = await a_chat(store)
    await a_chat(store, "2", replace(SHANGHAI, zone=ZoneInfo("Europe/London")))
    paused = await a_chat(store, "3")
    await store.set_state(paused.key, ChatState.PAUSED)
    idle = Address(platform="telegram", chat_id="4")
    await store.open_chat(idle, ChatKind.PRIVATE, SHANGHAI)
    early = NOW.replace(minute=29)
    assert [c.key for c in await store.due_chats(early)] == []
    assert [c.key for c in await store.due_chats(NOW)] == [chat.key]
    await store.keep_plans([a_plan(chat)])
    assert await store.due_chats(NOW) == ()
    tomorrow = datetime(2025, 11, 26, 0, 30, tzinfo=UTC)
    assert await store.due_chats(tomorrow) == ((chat.key, "telegram", tomorrow.date()),)
    (again,) = await store.chats_by_keys([chat.key, 99])
    assert again.last_planned == TUESDAY


async def test_days_of_the_week_are_the_chats_own(store: Store) -> None:
    """A Friday digest waits for Friday where the chat is."""
    await a_chat(store, "1", replace(SHANGHAI, days=(4,)))
    assert await store.due_chats(NOW) == ()
    friday = datetime(2025, 11, 28, 0, 30, tzinfo=UTC)
    assert len(await store.due_chats(friday)) == 1


async def test_an_hour_that_clocks_skip_or_repeat(store: Store) -> None:
    """The first moment after a gap; of two equal hours the first."""
    berlin = replace(SHANGHAI, hour=time(2, 30), zone=ZoneInfo("Europe/Berlin"))
    chat = await a_chat(store, "1", berlin)
    assert await store.due_chats(datetime(2025, 3, 30, 0, 59, tzinfo=UTC)) == ()
    assert len(await store.due_chats(datetime(2025, 3, 30, 1, 0, tzinfo=UTC))) == 1
    first = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert len(await store.due_chats(first)) == 1
    await store.keep_plans([a_plan(chat, day=date(2025, 10, 26))])
    assert await store.due_chats(first.replace(hour=1)) == ()


async def test_what_arrived_since_is_told_by_numbers(store: Store) -> None:
    """Not by clocks: a second batch, and papers that join a batch later, arrive later."""
    assert await store.newest_arrival() == 0
    batch = Batch(subject="cs.CV", day=MONDAY, state=BatchState.FRESH, checked_at=NOW)
    await store.keep_batch(batch, sighted(1, 2))
    await store.keep_batch(replace(batch, day=TUESDAY), sighted(3, kind=AnnounceType.CROSS))
    await store.keep_batch(batch, sighted(1, 2, 4))
    arrived = await store.arrived(after=0, since=MONDAY)
    assert [(number, a.paper_id[-1]) for number, a, _ in arrived] == [
        (1, "1"), (1, "2"), (3, "4"), (2, "3"),
    ]  # fmt: skip
    later = await store.arrived(after=1, since=TUESDAY)
    assert [(a.paper_id[-1], a.type) for _, a, _ in later] == [("3", AnnounceType.CROSS)]
    assert await store.newest_arrival() == 3


async def test_planning_twice_adds_nothing(store: Store) -> None:
    """Nor do two planners at once: one digest a chat and day, with its pages."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    chat = await a_chat(store)
    both = await asyncio.gather(
        store.keep_plans([a_plan(chat, 1, arrival=7)]), store.keep_plans([a_plan(chat, 2)])
    )
    assert sorted(both) == [0, 1]
    assert await store.keep_plans([a_plan(chat, 1)]) == 0
    assert await store.watermarks() == {chat.key: 7}
    pages = await store.database.read(lambda tx: tx.rows("select * from deliveries"))
    assert len(pages) == 1


async def test_what_was_shown_and_saved_is_remembered(store: Store) -> None:
    """By chat, with the newest version shown; a forgotten chat has seen nothing."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    chat, other = await a_chat(store), await a_chat(store, "2")
    await store.keep_plans([a_plan(chat, 1, 2), a_plan(other, 2)])
    keys = [key_of(a_paper(n).id) for n in (1, 2, 3)]
    assert await store.told_of(keys) == {
        chat.key: {keys[0]: 1, keys[1]: 1},
        other.key: {keys[1]: 1},
    }
    reader = await store.open_reader("telegram", "1", at=NOW)
    await store.save(reader.key, a_paper(1).id, chat=chat.key, at=NOW)
    assert await store.saved_where(keys) == {chat.key: frozenset({keys[0]})}
    await store.forget(chat=chat.key)
    assert await store.told_of(keys) == {other.key: {keys[1]: 1}}


async def test_a_chat_that_was_forgotten_meanwhile_gets_no_digest(store: Store) -> None:
    """The others of the same transaction get theirs."""
    await store.keep_papers([a_paper(1)])
    gone, chat = await a_chat(store), await a_chat(store, "2")
    await store.forget(chat=gone.key)
    assert await store.keep_plans([a_plan(gone, 1), a_plan(chat, 1)]) == 1
    rows = await store.database.read(lambda tx: tx.rows("select chat from deliveries"))
    assert [row["chat"] for row in rows] == [chat.key]


async def test_it_is_counted_in_how_many_chats_a_paper_was_shown(store: Store) -> None:
    """By language, without revisions, in the digests of those batch days."""
    await store.keep_batch(
        Batch(subject="cs.CV", day=TUESDAY, state=BatchState.FRESH, checked_at=NOW),
        sighted(1, 2, 3),
    )
    chinese = [await a_chat(store, name, replace(SHANGHAI, language="zh")) for name in "12"]
    english = await a_chat(store, "3", replace(SHANGHAI, language="en", limit=3))
    revised = Told(paper_id=a_paper(3).id, version=2, rule="", rank=2, section="revision")
    plans = [a_plan(chinese[0], 1, 2), a_plan(chinese[1], 1), a_plan(english, 1)]
    plans[2] = replace(plans[2], told=(*plans[2].told, revised))
    await store.keep_plans(plans)
    one, two = a_paper(1).id, a_paper(2).id
    counts = await store.shown_between(TUESDAY, TUESDAY)
    assert counts == {(one, "zh"): 2, (two, "zh"): 1, (one, "en"): 1}
    assert await store.shown_between(MONDAY, MONDAY) == {}
    await store.set_state(chinese[1].key, ChatState.PAUSED)
    assert (await store.shown_between(MONDAY, TUESDAY))[one, "zh"] == 1
