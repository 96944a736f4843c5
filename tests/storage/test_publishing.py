"""Messages that wait to be published: from when they are sent, until that was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.deliveries import PUBLISHED_WITHIN
from storage.outbox import Page
from storage.people import Address, Chat, ChatKind, ChatSettings, ChatState
from storage.store import Store

NOW = datetime(2025, 11, 24, 8, 30, tzinfo=UTC)
TODAY = date(2025, 11, 24)
A_MINUTE = timedelta(minutes=1)


async def channel(store: Store, *, publish: bool = True, name: str = "news") -> Chat:
    """A chat that publishes its digests, or not."""
    address = Address(platform="sink", chat_id=name)
    return await store.open_chat(address, ChatKind.GROUP, ChatSettings(publish=publish))


async def sent(store: Store, chat: Chat, **changes: object) -> str:
    """One message that arrived there; its id."""
    page = Page(
        kind="digest", chat=chat.key, day=TODAY, part=1, view="{}", papers=("2511.1",), due_at=NOW
    )
    await store.enqueue([replace(page, **changes)])  # type: ignore[arg-type]
    (delivery,) = await store.due("sink", NOW, limit=9)
    assert await store.claim(delivery.key, NOW)
    message_id = f"m{delivery.key}"
    await store.mark_sent(delivery.key, message_id, NOW)
    return message_id


async def waiting(store: Store, after: timedelta = A_MINUTE) -> list[str]:
    """The messages that wait to be published some time later."""
    return [one.message_id for one in await store.to_publish(NOW + after)]


async def test_the_first_message_of_a_digest_waits_until_it_is_published(store: Store) -> None:
    """Once, and never again."""
    chat = await channel(store)
    message = await sent(store, chat)
    (found,) = await store.to_publish(NOW + A_MINUTE)
    assert (found.message_id, found.address, found.chat) == (message, chat.address, chat.key)
    await store.mark_published(found)
    assert await waiting(store) == []


@pytest.mark.parametrize(
    "changes", [{"kind": "late"}, {"part": 2}, {"papers": ()}], ids=["kind", "part", "papers"]
)
async def test_nothing_else_is_published(store: Store, changes: dict[str, object]) -> None:
    """No further message of the day, no notice, no digest that tells only why there is none."""
    await sent(store, await channel(store), **changes)
    assert await waiting(store) == []


async def test_only_who_wants_it_is_published(store: Store) -> None:
    """What is set when it is sent counts; and what is set now."""
    quiet = await channel(store, publish=False, name="quiet")
    await sent(store, quiet)
    await store.set_settings(quiet.key, ChatSettings(publish=True))
    assert await waiting(store) == []
    loud = await channel(store)
    await sent(store, loud)
    await store.set_settings(loud.key, ChatSettings(publish=False))
    assert await waiting(store) == []
    await store.set_settings(loud.key, ChatSettings(publish=True))
    assert len(await waiting(store)) == 1
    await store.set_state(loud.key, ChatState.GONE)
    assert await waiting(store) == []


async def test_what_is_no_news_is_not_published(store: Store) -> None:
    """Who was down for hours does not publish the morning's digest."""
    await sent(store, await channel(store))
    assert len(await waiting(store, PUBLISHED_WITHIN - A_MINUTE)) == 1
    assert await waiting(store, PUBLISHED_WITHIN) == []


async def test_settings_of_a_chat_are_kept(store: Store) -> None:
    """Whom its digests reach, as all others."""
    chat = await channel(store)
    await store.set_settings(chat.key, ChatSettings(publish=True, ping="123"))
    found = await store.chat(chat.address)
    assert found is not None
    assert (found.settings.publish, found.settings.ping) == (True, "123")
