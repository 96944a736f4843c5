"""The contract of the store about messages that show one paper; it runs on every engine in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.outbox import Page
from storage.people import Address, Chat, ChatKind, ChatSettings
from storage.store import Store
from tests.making import a_paper

NOW = datetime(2025, 11, 24, 14, tzinfo=UTC)
HERE = Address(platform="telegram", chat_id="-5")
TOPIC = replace(HERE, thread_id="3")
ONE, TWO = a_paper(1).id, a_paper(2).id


async def a_chat(store: Store, address: Address = HERE) -> Chat:
    """A group, or a topic of it."""
    return await store.open_chat(address, ChatKind.GROUP, ChatSettings())


async def test_a_message_tells_which_paper_it_shows(store: Store) -> None:
    """The one it shows now; each message of each chat its own."""
    chat, other = await a_chat(store), await a_chat(store, replace(HERE, chat_id="-6"))
    assert await store.keep_shown(HERE, "m1", ONE, at=NOW)
    assert await store.keep_shown(other.address, "m1", TWO, at=NOW)
    assert await store.shown_in(HERE, "m1") == (chat, (ONE,))
    assert await store.keep_shown(HERE, "m1", TWO, at=NOW)
    assert await store.shown_in(HERE, "m1") == (chat, (TWO,))
    assert await store.shown_in(HERE, "m2") is None
    assert await store.shown_in(replace(HERE, platform="discord"), "m1") is None


async def test_of_a_chat_that_is_not_known_nothing_is_kept(store: Store) -> None:
    """Nor is it made known by that."""
    assert not await store.keep_shown(HERE, "m1", ONE, at=NOW)
    assert await store.shown_in(HERE, "m1") is None
    assert await store.chat(HERE) is None


async def test_a_message_is_found_without_its_topic(store: Store) -> None:
    """Telegram tells of reactions by chat and message alone."""
    await a_chat(store)
    topic = await a_chat(store, TOPIC)
    await store.keep_shown(TOPIC, "m1", ONE, at=NOW)
    assert await store.shown_in(HERE, "m1") == (topic, (ONE,))
    assert await store.shown_in(TOPIC, "m1") == (topic, (ONE,))
    assert await store.shown_in(replace(HERE, thread_id="4"), "m1") is None


async def test_a_digests_message_tells_its_papers(store: Store) -> None:
    """All of them, and what heals it is not touched by what is shown in it."""
    chat = await a_chat(store)
    page = Page(
        kind="digest",
        chat=chat.key,
        day=NOW.date(),
        part=1,
        view="{}",
        papers=(ONE, TWO),
        due_at=NOW,
        heal_until=NOW,
    )
    await store.enqueue([page])
    (delivery,) = await store.due("telegram", NOW, limit=9)
    await store.claim(delivery.key, NOW)
    await store.mark_sent(delivery.key, "m1", NOW)
    assert await store.shown_in(HERE, "m1") == (chat, (ONE, TWO))
    (before,) = await store.to_heal(NOW)
    await store.keep_shown(HERE, "m1", ONE, at=NOW + timedelta(hours=1))
    assert await store.to_heal(NOW) == (replace(before, papers=(ONE,)),)


async def test_what_a_message_showed_is_forgotten_in_time(store: Store) -> None:
    """Together with all else that was sent."""
    await a_chat(store)
    await store.keep_shown(HERE, "m1", ONE, at=NOW)
    await store.tidy(NOW)
    assert await store.shown_in(HERE, "m1") is not None
    await store.tidy(NOW + timedelta(seconds=1))
    assert await store.shown_in(HERE, "m1") is None
