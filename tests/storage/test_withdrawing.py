"""The contract of the store about what is taken back; it runs on every engine in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.outbox import Delivery, DeliveryState, Page
from storage.people import Address, Chat, ChatKind, ChatSettings, ChatState
from storage.planning import Plan, Told
from storage.records import Batch, BatchState
from storage.store import Store
from tests.making import a_paper, sighted

SETTINGS = ChatSettings(hour=time(8, 30), zone=ZoneInfo("Asia/Shanghai"))
NOW = datetime(2025, 11, 25, 0, 30, tzinfo=UTC)  # half past eight on Tuesday in Shanghai
MONDAY, TUESDAY = date(2025, 11, 24), date(2025, 11, 25)


async def planned(store: Store, *pages: tuple[int, ...], day: date = TUESDAY) -> Chat:
    """A chat with a digest of *day*, whose pages hold papers with these numbers."""
    address = Address(platform="telegram", chat_id="1")
    chat = await store.open_chat(address, ChatKind.GROUP, SETTINGS)
    await store.follow(chat.key, "cs.CV", at=NOW, most=50)
    batch = Batch(subject="cs.CV", day=MONDAY, state=BatchState.FRESH, checked_at=NOW)
    await store.keep_batch(batch, sighted(*(n for page in pages for n in page)))
    plan = Plan(
        chat=chat.key,
        day=day,
        first_batch_day=MONDAY,
        last_batch_day=MONDAY,
        arrival=await store.newest_arrival(),
        accounts="{}",
        told=tuple(
            Told(paper_id=a_paper(n).id, version=1, rule="cs.CV", rank=n)
            for page in pages
            for n in page
        ),
        cuts=tuple(map(len, pages)),
        pages=tuple(
            Page(
                kind="digest",
                chat=chat.key,
                day=day,
                part=part,
                view="{}",
                papers=tuple(a_paper(n).id for n in page),
                due_at=NOW,
            )
            for part, page in enumerate(pages, 1)
        ),
    )
    assert await store.keep_plans([plan]) == 1
    return chat


async def told(store: Store, *numbers: int) -> list[int]:
    """Which of the papers with these numbers any chat was told of."""
    keys = [a_paper(n).key for n in numbers]
    found = {key for papers in (await store.told_of(keys)).values() for key in papers}
    return [n for n, key in zip(numbers, keys, strict=True) if key in found]


async def sent(store: Store) -> None:
    """The first page that is due arrives."""
    (first, *_) = await store.due("telegram", NOW, limit=9)
    assert await store.claim(first.key, NOW)
    await store.mark_sent(first.key, "m1", NOW)


async def test_a_digest_that_nobody_saw_was_not_planned(store: Store) -> None:
    """Its papers are news again, on the same day, with the rules and settings of then."""
    chat = await planned(store, (1, 2), (3,))
    assert await store.withdraw(chat.key, NOW) == 2
    assert await store.digest_of(chat.key, TUESDAY) is None
    assert await told(store, 1, 2, 3) == []
    assert [one.key for one in await store.due_chats(NOW)] == [chat.key]
    again = await planned(store, (2,))
    (page,) = await store.due("telegram", NOW, limit=9)
    assert (page.page.papers, page.tries) == ((a_paper(2).id,), 0)
    assert await told(store, 1, 2, 3) == [2]
    assert again == replace(chat, last_planned=None)


async def test_what_arrived_of_a_digest_stays_told(store: Store) -> None:
    """The rest is looked at once more by the next digest, whose days begin where this began."""
    chat = await planned(store, (1, 2), (3,), (4,))
    before = await store.newest_arrival()
    await sent(store)
    assert await store.withdraw(chat.key, NOW) == 2
    assert await told(store, 1, 2, 3, 4) == [1, 2]
    kept = await store.digest_of(chat.key, TUESDAY)
    assert kept is not None
    assert kept.arrival < before
    assert await store.days_arrived(after=kept.arrival, since=MONDAY) == (MONDAY,)
    assert await store.due_chats(NOW) == ()


async def test_a_page_that_is_being_sent_may_arrive(store: Store) -> None:
    """So what is on it counts as told."""
    chat = await planned(store, (1,), (2,))
    (first, *_) = await store.due("telegram", NOW, limit=9)
    assert await store.claim(first.key, NOW)
    assert await store.withdraw(chat.key, NOW) == 1
    assert await told(store, 1, 2) == [1]


async def test_who_blocked_the_bot_has_not_seen_the_page_that_told_so(store: Store) -> None:
    """After coming back the whole digest is planned anew."""
    chat = await planned(store, (1,), (2,))
    (first, *_) = await store.due("telegram", NOW, limit=9)
    assert await store.claim(first.key, NOW)
    assert await store.chat_gone(chat.key, NOW, refused=first.key, reason="blocked") == 1
    gone = await store.chat_by_key(chat.key)
    assert gone is not None
    assert (gone.state, gone.last_planned) == (ChatState.GONE, None)
    assert await told(store, 1, 2) == []
    counts = await store.delivery_counts(since=NOW)
    assert counts.states == {DeliveryState.FAILED: 1, DeliveryState.WITHDRAWN: 1}
    await store.set_state(chat.key, ChatState.ACTIVE)
    await planned(store, (1, 2))
    assert [d.page.papers for d in await store.due("telegram", NOW, limit=9)] == [
        (a_paper(1).id, a_paper(2).id)
    ]


async def forbids(store: Store, page: Delivery, at: datetime, until: datetime) -> datetime:
    """Since when the chat of *page* has not let the bot write, which it does not now."""
    chat = page.page.chat
    return await store.chat_forbids(chat, at, refused=page.key, reason="not allowed", until=until)


async def test_who_forbids_to_write_has_not_seen_the_digest(store: Store) -> None:
    """It is planned anew, and waits; the chat goes on, and tells since when that is so."""
    chat = await planned(store, (1,), (2,))
    until = NOW + timedelta(hours=8)
    for hours in (0, 8):
        now = NOW + timedelta(hours=hours)
        (page, *_) = await store.due("telegram", now, limit=9)
        assert await store.claim(page.key, now)
        assert await forbids(store, page, now, until) == NOW
        assert await told(store, 1, 2) == []
        assert await store.digest_of(chat.key, TUESDAY) is None
        await planned(store, (1, 2))
        assert await store.due("telegram", until - timedelta(seconds=1), limit=9) == ()
    (page,) = await store.due("telegram", until, limit=9)
    assert await store.claim(page.key, until)
    await store.mark_sent(page.key, "m1", until)
    assert await forbids(store, page, until, until) == until


async def test_a_forgotten_chat_forbids_nothing(store: Store) -> None:
    """It may have been forgotten while a page was on its way."""
    assert await store.chat_forbids(99, NOW, refused=99, reason="x", until=NOW) == NOW


async def test_a_group_goes_and_comes_back_with_all_its_topics(store: Store) -> None:
    """A topic goes alone; in each what waits is taken back, once."""
    chat = await planned(store, (1,), (2,))
    topics = [
        await store.open_chat(replace(chat.address, thread_id=name), ChatKind.GROUP, SETTINGS)
        for name in ("3", "4")
    ]
    other = await store.open_chat(replace(chat.address, chat_id="2"), ChatKind.GROUP, SETTINGS)

    async def gone() -> list[int]:
        chats = [await store.chat_by_key(one.key) for one in (chat, *topics, other)]
        return [one.key for one in chats if one and one.state is ChatState.GONE]

    assert await store.chats_gone(topics[0].address, NOW) == 1
    assert await gone() == [topics[0].key]
    assert await store.chats_gone(chat.address, NOW) == 2
    assert await store.chats_gone(chat.address, NOW) == 0
    assert await gone() == [chat.key, *(one.key for one in topics)]
    assert await store.due("telegram", NOW, limit=9) == ()
    assert await told(store, 1, 2) == []
    assert await store.chats_back(topics[1].address) == 1
    assert await store.chats_back(chat.address) == 2
    assert await gone() == []
    assert [one.key for one in await store.due_chats(NOW)] == [chat.key]


async def test_only_who_was_gone_comes_back(store: Store) -> None:
    """A pause stays a pause; nobody comes to a chat that never was."""
    chat = await planned(store)
    await store.set_state(chat.key, ChatState.PAUSED)
    assert await store.chats_back(chat.address) == 0
    again = await store.chat_by_key(chat.key)
    assert again is not None
    assert again.state is ChatState.PAUSED
    nowhere = replace(chat.address, chat_id="99")
    assert (await store.chats_gone(nowhere, NOW), await store.chats_back(nowhere)) == (0, 0)


async def test_who_comes_back_is_as_they_were(store: Store) -> None:
    """A pause is one still, until its day; what was active is active."""
    chat = await planned(store)
    for state, until in ((ChatState.PAUSED, NOW + timedelta(days=7)), (ChatState.ACTIVE, None)):
        await store.set_state(chat.key, state, resumes_at=until)
        for back in (store.chats_back(chat.address), store.chat_back(chat.key)):
            assert await store.chats_gone(chat.address, NOW) == 1
            await store.chat_gone(chat.key, NOW)  # told once more
            assert await back in (1, state)
            again = await store.chat_by_key(chat.key)
            assert again is not None
            assert (again.state, again.resumes_at) == (state, until)
    assert await store.chat_back(chat.key) is ChatState.ACTIVE
    assert await store.chat_back(0) is ChatState.ACTIVE


async def test_a_notice_that_was_taken_back_can_be_said_again(store: Store) -> None:
    """No digest belongs to it."""
    chat = await planned(store)
    notice = Page(kind="late", chat=chat.key, day=TUESDAY, part=1, view="{}", due_at=NOW)
    assert await store.enqueue([notice]) == 1
    assert await store.enqueue([notice]) == 0
    assert await store.withdraw(chat.key, NOW) == 1
    assert await store.enqueue([notice]) == 1
