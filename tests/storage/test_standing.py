"""The contract of the store about how everything stands; it runs on every engine in turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.database import Transaction
from storage.papers import moment_text
from storage.people import Address, ChatKind, ChatSettings, ChatState
from storage.standing import Standing
from storage.store import Store
from tests.making import a_paper

NOW = datetime(2025, 11, 24, 14, tzinfo=UTC)


async def a_chat(store: Store, platform: str, name: str, state: ChatState) -> int:
    """A chat in this state; its key."""
    address = Address(platform=platform, chat_id=name)
    chat = await store.open_chat(address, ChatKind.PRIVATE, ChatSettings())
    await store.set_state(chat.key, state)
    return chat.key


def put(tx: Transaction, name: str, state: str, minutes: int) -> None:
    """A job in this state, which was to run so many minutes after then."""
    tx.run(
        """insert into jobs (name, queue, arguments, run_at, state, reason)
        values (:name, 'queue', '{}', :run_at, :state, 'foreign words')""",
        name=name,
        run_at=moment_text(NOW + timedelta(minutes=minutes)),
        state=state,
    )


async def test_an_empty_store_has_nothing_to_count(store: Store) -> None:
    """And nothing failed."""
    assert await store.standing() == Standing(chats={}, readers=0, rules=0, papers=0, jobs={})


async def test_everything_is_counted(store: Store) -> None:
    """Chats by platform and state; readers, rules and papers in all."""
    for number, state in enumerate((ChatState.ACTIVE, ChatState.ACTIVE, ChatState.GONE)):
        key = await a_chat(store, "telegram", str(number), state)
        await store.follow(key, "cs.CV", at=NOW, most=50)
    await a_chat(store, "discord", "1", ChatState.PAUSED)
    await store.open_reader("discord", "1", at=NOW)
    await store.keep_papers([a_paper(1), a_paper(2)])
    assert await store.standing() == Standing(
        chats={
            "discord": {ChatState.PAUSED: 1},
            "telegram": {ChatState.ACTIVE: 2, ChatState.GONE: 1},
        },
        readers=1,
        rules=3,
        papers=2,
        jobs={},
    )


async def test_of_jobs_the_last_that_failed_is_named(store: Store) -> None:
    """By when it was to run, and not by what it said."""
    for name, state, minutes in (
        ("plan", "failed", 1),
        ("heal", "failed", 2),
        ("collect", "failed", 0),
        ("deliver", "waiting", 3),
        ("tidy", "running", 3),
    ):
        await store.database.write(lambda tx, n=name, s=state, m=minutes: put(tx, n, s, m))  # type: ignore[misc]
    standing = await store.standing()
    assert standing.jobs == {"failed": 3, "running": 1, "waiting": 1}
    assert standing.last_failed == "heal"
