"""The contract of the store about whom a broadcast is for; it runs on every engine in turn."""

from __future__ import annotations

import pytest

from storage.people import ChatKind
from storage.recipients import Recipients
from storage.store import Store
from tests.storage.test_broadcasting import NOW, a_chat, begun, spread, standing

NAMED = Recipients(everyone=False, names=("telegram:listed", "telegram:admin"))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (Recipients(), {"discord": 2, "telegram": 8}),
        (
            Recipients(everyone=False, invited=True),
            {"telegram": 4},  # let in, follows, invited, operator
        ),
        (Recipients(everyone=False), {"telegram": 3}),
        (NAMED, {"telegram": 4}),
        (Recipients(followers_only=("discord", "telegram")), {"telegram": 1}),
        (Recipients(followers_only=("discord",)), {"telegram": 8}),
    ],
)
async def test_who_gets_it(store: Store, who: Recipients, expected: dict[str, int]) -> None:
    """Whoever follows something, and all others that may use the bot; each is counted once."""
    await a_chat(store, "follows", "cs.CV", "cs.AI")
    let_in = await a_chat(store, "let in", kind=ChatKind.GROUP)
    await store.admit_chat(let_in.key)
    for name in ("invited", "operator", "listed", "stranger"):
        await a_chat(store, name)
        await store.open_reader("telegram", name, at=NOW)
    await a_chat(store, "group", kind=ChatKind.GROUP)
    await a_chat(store, "unread")
    for platform in ("telegram", "discord"):  # a group's id is nobody's
        reader = await store.open_reader(platform, "group", at=NOW)
        await store.admit(reader.key)
    for name in ("1", "2"):
        await a_chat(store, name, platform="discord")
    for name, let in (("invited", store.admit), ("operator", store.make_operator)):
        found = await store.reader("telegram", name)
        assert found is not None
        await let(found.key)
    assert await store.recipients(who) == expected
    key = await begun(store)
    await spread(store, key, who)
    assert sum((await standing(store, key)).states.values()) == sum(expected.values())
