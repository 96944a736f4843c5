"""What operators have to see to reaches each of them, in private, in their language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from adapters.views import View, load
from bot.buttons import notice
from bot.operators import Operators
from bot.wording import Wording
from storage.people import Address, ChatKind, ChatSettings
from storage.store import Store
from tests.bot.planned import Sink

NOW = datetime(2025, 11, 26, 15, tzinfo=UTC)
DEFAULTS = ChatSettings(language="en", hour=time(8, 30), zone=ZoneInfo("UTC"))


def said(wording: Wording) -> View:
    """Something, in the language of whoever reads it."""
    return notice(wording.say("The summary follows here."))


@dataclass
class Told:
    """Operators on a platform that is there, and on one that is not."""

    store: Store

    def __post_init__(self) -> None:
        self.now = NOW
        self.operators = Operators(
            store=self.store,
            platforms={"sink": Sink()},
            named=frozenset({"sink:1", "elsewhere:2"}),
            defaults=DEFAULTS,
            now=lambda: self.now,
        )

    async def texts(self) -> dict[str, list[str]]:
        """What waits for each chat."""
        waiting = await self.store.due("sink", self.now, limit=9)
        found: dict[str, list[str]] = {}
        for one in waiting:
            text = "\n".join(line.text for line in load(one.page.view).lines)
            found.setdefault(one.address.chat_id, []).append(text)
        return found


async def test_each_is_told_once_and_in_private(store: Store) -> None:
    """Who is named and who claimed the bot, also who is both; nobody on a platform that is off."""
    told = Told(store)
    for name in ("1", "3"):
        await store.make_operator((await store.open_reader("sink", name, at=NOW)).key)
    await store.open_reader("sink", "4", at=NOW)
    address = Address(platform="sink", chat_id="3")
    await store.open_chat(address, ChatKind.PRIVATE, replace(DEFAULTS, language="zh"))
    assert await told.operators.tell("model", said) == 2
    assert await told.texts() == {"1": ["The summary follows here."], "3": ["摘要完成后在此更新。"]}


async def test_what_is_told_later_is_told_as_well(store: Store) -> None:
    """Two messages of one kind on one day are two."""
    told = Told(store)
    await told.operators.tell("model", said)
    told.now = NOW.replace(hour=16)
    await told.operators.tell("model", said)
    assert (await told.texts()).keys() == {"1"}
    assert len((await told.texts())["1"]) == 2


async def test_without_operators_nobody_is_told(store: Store) -> None:
    """And nothing is stored."""
    nobody = replace(Told(store).operators, named=frozenset())
    assert await nobody.tell("model", said) == 0
    assert await store.due("sink", NOW, limit=9) == ()
