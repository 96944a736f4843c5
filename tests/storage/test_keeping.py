"""The contract of the store about readers; it runs on every engine in turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.people import Address, ChatKind, ChatSettings
from storage.store import Store
from tests.making import a_paper

NOW = datetime(2025, 11, 24, 14, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)
HERE = Address(platform="telegram", chat_id="5")


async def test_a_reader_is_made_once(store: Store) -> None:
    """With a language of their own, if they choose one, and admitted when somebody says so."""
    first = await store.open_reader("telegram", "5", at=NOW)
    await store.set_language(first.key, "zh")
    await store.admit(first.key)
    again = await store.open_reader("telegram", "5", at=LATER)
    assert (again.key, again.language, again.admitted) == (first.key, "zh", True)
    assert (await store.open_reader("discord", "5", at=NOW)).key != first.key


async def test_a_reading_list_is_each_readers_own(store: Store) -> None:
    """Newest first; a paper is on it once; a chat knows what was saved in it."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    chat = await store.open_chat(HERE, ChatKind.PRIVATE, ChatSettings())
    ada = await store.open_reader("telegram", "5", at=NOW)
    bob = await store.open_reader("telegram", "6", at=NOW)
    assert await store.save(ada.key, a_paper(2).id, chat=chat.key, at=NOW)
    assert await store.save(ada.key, a_paper(1).id, chat=chat.key, at=LATER)
    assert not await store.save(ada.key, a_paper(1).id, chat=chat.key, at=LATER)
    assert [paper.id for paper in await store.saved(ada.key)] == [a_paper(1).id, a_paper(2).id]
    assert await store.saved(bob.key) == ()
    assert await store.saved_in(chat.key) == {a_paper(1).id, a_paper(2).id}
    assert await store.unsave(ada.key, a_paper(1).id)
    assert not await store.unsave(ada.key, a_paper(1).id)
    await store.forget_reader(ada.key)
    assert await store.saved_in(chat.key) == frozenset()
    assert await store.count_papers() == 2


async def test_the_last_word_about_a_paper_counts(store: Store) -> None:
    """More like this, or less."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    ada = await store.open_reader("telegram", "5", at=NOW)
    await store.say_of(ada.key, a_paper(1).id, 1, at=NOW)
    await store.say_of(ada.key, a_paper(1).id, -1, at=LATER)
    await store.say_of(ada.key, a_paper(2).id, 1, at=NOW)
    assert await store.said_by(ada.key) == {a_paper(1).id: -1, a_paper(2).id: 1}


async def test_an_invite_admits_as_many_as_it_says(store: Store) -> None:
    """Not more, not later, and not as another kind of link."""
    await store.keep_invite("abc", "invite", uses=2, until=LATER)
    assert not await store.use_invite("abc", "claim", at=NOW)
    assert await store.use_invite("abc", "invite", at=NOW)
    assert await store.use_invite("abc", "invite", at=NOW)
    assert not await store.use_invite("abc", "invite", at=NOW)
    await store.keep_invite("old", "invite", uses=2, until=NOW)
    assert not await store.use_invite("old", "invite", at=NOW)
    assert not await store.use_invite("none", "invite", at=NOW)
