"""What the handlers remember of chats: bounded, and for a while."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, Chat

from adapters.telegram.administrators import MINUTE, Administrators
from adapters.telegram.lines import Crowded, Lines
from adapters.telegram.remembered import Remembered
from tests.fakes.telegram.server import LocalTelegram


async def test_administrators_are_remembered_for_a_minute(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Then they are asked for again; in a private chat there is only its person."""
    now = [1000.0]
    administrators = Administrators(bot, lambda: now[0])
    eve = telegram.person("Eve")
    group = telegram.supergroup("Readers", ada, eve)
    telegram.add_bot(group, ada)
    assert await administrators.include(group, ada)
    assert not await administrators.include(group, eve)
    telegram.promote(eve, group)
    now[0] += MINUTE - 1
    assert not await administrators.include(group, eve)
    now[0] += 1
    assert await administrators.include(group, eve)
    assert await administrators.include(ada, ada)
    assert not await administrators.include(ada, eve)
    assert len(telegram.calls_of("getChatAdministrators")) == 2


async def test_a_group_that_moved_has_its_new_id_instead(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Asked for once a minute as well; whatever else it is, no other chat can have moved."""
    administrators = Administrators(bot, lambda: 1000.0)
    group = telegram.group("Readers", ada)
    telegram.add_bot(group, ada)
    new = telegram.migrate(group, ())
    for _ in range(2):
        assert await administrators.moved_to(Chat(group, Chat.GROUP)) == str(new)
    assert not await administrators.include(group, ada)
    assert await administrators.moved_to(Chat(new, Chat.SUPERGROUP)) == ""
    assert await administrators.moved_to(Chat(ada, Chat.PRIVATE)) == ""
    assert len(telegram.calls_of("getChatAdministrators")) == 1


async def test_a_line_goes_one_by_one() -> None:
    """A person's turns in order; the chat's own turn is between them all."""
    lines, order = Lines(), []

    async def take(name: str, person: str = "") -> None:
        async with lines.turn("chat", person):
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    await asyncio.gather(take("1", "ada"), take("2", "ada"), take("chat"), take("3", "eve"))
    ends = [step.removesuffix(" ends") for step in order if "ends" in step]
    assert ends.index("1") < ends.index("2")
    assert ends.index("chat") < ends.index("3")
    assert order.index("1 ends") < order.index("2 begins")


async def test_a_line_has_an_end_and_leaves_nothing_behind() -> None:
    """Who comes to one that is full is sent away; others are not."""
    lines, going = Lines(longest=2), asyncio.Event()

    async def take(person: str) -> None:
        async with lines.turn("chat", person):
            await going.wait()

    taking = [asyncio.create_task(take("ada")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Crowded):
        await take("ada")
    taking.append(asyncio.create_task(take("eve")))
    await asyncio.sleep(0)
    taking[1].cancel()
    going.set()
    await asyncio.gather(*taking, return_exceptions=True)
    await take("ada")
    assert not vars(lines)["_lines"]


def test_a_memory_has_an_end() -> None:
    """What was put in first is forgotten first."""
    memory: Remembered[str, int] = Remembered(2)
    for name, thing in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        memory.put(name, thing)
    assert [memory.get(name) for name in "abc"] == [3, None, 4]
    memory.drop("a")
    memory.drop("b")
    assert [memory.get(name) for name in "abc"] == [None, None, 4]
