"""The contract of the store about chats and rules; it runs on every engine in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from storage.following import settings_from, settings_text
from storage.people import (
    Address,
    ChatKind,
    ChatSettings,
    ChatState,
    Layout,
    Order,
    Revisions,
)
from storage.store import Store

NOW = datetime(2025, 11, 24, 14, tzinfo=UTC)
HERE = Address(platform="telegram", chat_id="-100123", thread_id="7")
PRIVATE = ChatKind.PRIVATE


@given(
    st.builds(
        ChatSettings,
        language=st.sampled_from(["en", "zh"]),
        hour=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        zone=st.sampled_from([ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")]),
        days=st.lists(st.integers(0, 6), unique=True).map(tuple),
        limit=st.integers(1, 100),
        layout=st.sampled_from(Layout),
        order=st.sampled_from(Order),
        cross_lists=st.booleans(),
        revisions=st.sampled_from(Revisions),
        empty_days=st.booleans(),
    )
)
def test_settings_are_read_as_they_were_written(settings: ChatSettings) -> None:
    """Whatever is chosen."""
    assert settings_from(settings_text(settings)) == settings


def test_settings_of_another_time_are_read() -> None:
    """A name that is not known is passed over, one that lacks has its default."""
    assert settings_from('{"limit": 5, "moon": "full"}') == ChatSettings(limit=5)


async def test_a_chat_is_made_once(store: Store) -> None:
    """Seen again it is the same one, with the settings that it has."""
    assert await store.chat(HERE) is None
    first = await store.open_chat(HERE, ChatKind.GROUP, ChatSettings(language="zh"))
    again = await store.open_chat(HERE, PRIVATE, ChatSettings())
    assert first == again == await store.chat(HERE) == await store.chat_by_key(first.key)
    assert (again.kind, again.settings.language) == (ChatKind.GROUP, "zh")
    other = await store.open_chat(replace(HERE, thread_id=""), ChatKind.GROUP, ChatSettings())
    assert other.key != first.key
    assert str(HERE) == "telegram:-100123:7"
    assert await store.chat_by_key(999) is None


async def test_settings_and_states_are_kept(store: Store) -> None:
    """A pause ends by itself when its time has come."""
    chat = await store.open_chat(HERE, PRIVATE, ChatSettings())
    await store.set_settings(chat.key, ChatSettings(hour=time(7), limit=3))
    await store.set_state(chat.key, ChatState.PAUSED, resumes_at=NOW + timedelta(days=10))
    kept = await store.chat(HERE)
    assert kept is not None
    assert (kept.settings.hour, kept.state) == (time(7), ChatState.PAUSED)
    assert await store.paused_until(NOW) == ()
    assert await store.paused_until(NOW + timedelta(days=10)) == (kept,)
    assert kept.last_planned is None


async def test_rules_are_followed_once_and_up_to_a_number(store: Store) -> None:
    """The same canonical rule twice changes nothing."""
    chat = await store.open_chat(HERE, PRIVATE, ChatSettings())
    assert await store.follow(chat.key, "cs.CV", at=NOW, most=2)
    assert not await store.follow(chat.key, "cs.CV", at=NOW, most=2)
    assert await store.follow(chat.key, "hep-th", at=NOW, most=2)
    assert not await store.follow(chat.key, "math", at=NOW, most=2)
    rules = await store.rules_of(chat.key)
    assert [(rule.rule, rule.at) for rule in rules] == [("cs.CV", NOW), ("hep-th", NOW)]
    assert await store.unfollow(rules[0].key)
    assert not await store.unfollow(rules[0].key)
    assert [rule.rule for rule in await store.rules_of(chat.key)] == ["hep-th"]


async def test_only_active_chats_that_follow_get_digests(store: Store) -> None:
    """Paused, gone and idle ones are left out; rules come chat by chat, in pieces."""
    chats = [
        await store.open_chat(replace(HERE, chat_id=str(n)), PRIVATE, ChatSettings())
        for n in range(4)
    ]
    for chat in chats[:3]:
        await store.follow(chat.key, "cs.CV", at=NOW, most=50)
        await store.follow(chat.key, "hep-th", at=NOW, most=50)
    await store.set_state(chats[1].key, ChatState.PAUSED)
    assert [chat.key for chat in await store.active_chats()] == [chats[0].key, chats[2].key]
    assert len(await store.rules_in_force()) == 4
    beyond = await store.rules_in_force(after=chats[0].key, limit=1)
    assert [rule.chat for rule in beyond] == [chats[2].key]


async def test_a_forgotten_chat_leaves_nothing(store: Store) -> None:
    """Its rules go with it, and it may come back as a new one."""
    chat = await store.open_chat(HERE, PRIVATE, ChatSettings(language="zh"))
    await store.follow(chat.key, "cs.CV", at=NOW, most=50)
    await store.forget(chat=chat.key)
    assert await store.chat(HERE) is None
    assert await store.rules_of(chat.key) == ()
    back = await store.open_chat(HERE, PRIVATE, ChatSettings())
    assert back.settings.language == "en"
