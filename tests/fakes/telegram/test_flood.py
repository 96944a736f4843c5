"""How much is taken, what is said to who sends more, and who does not wait."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from tests.fakes.telegram.conftest import Call
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


def people(telegram: LocalTelegram, number: int) -> list[int]:
    """So many who have started the bot."""
    found = [telegram.person(f"Reader {index}") for index in range(number)]
    for person in found:
        telegram.begin(person)
    return found


def group_of(telegram: LocalTelegram, person: int) -> int:
    """A supergroup with the bot."""
    group = telegram.supergroup("Readers", person)
    telegram.add_bot(group, person)
    return group


async def test_thirty_in_a_second_are_enough(telegram: LocalTelegram, bot: Bot) -> None:
    """The 31st is told to wait, with everybody else; a second later all is well."""
    telegram.hold()
    readers = people(telegram, 31)
    for person in readers[:30]:
        await bot.send_message(person, "digest")
    with pytest.raises(RetryAfter) as told:
        await bot.send_message(readers[30], "digest")
    assert told.value.retry_after == 1
    assert telegram.flood.refusals == 1
    telegram.advance(1)
    await bot.send_message(readers[30], "digest")
    assert len(telegram.sent) == 31


async def test_a_private_chat_takes_a_burst_and_then_one_a_second(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Others are not concerned."""
    telegram.hold()
    (other,) = people(telegram, 1)
    for number in range(5):
        await bot.send_message(ada, f"message {number}")
    with pytest.raises(RetryAfter) as told:
        await bot.send_message(ada, "message 5")
    assert told.value.retry_after == 1
    await bot.send_message(other, "hello")
    telegram.advance(1)
    await bot.send_message(ada, "message 5")
    with pytest.raises(RetryAfter):
        await bot.send_message(ada, "message 6")
    assert len(telegram.texts(ada)) == 6


async def test_a_group_takes_twenty_a_minute(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """In any minute, channels too; edits have their own twenty."""
    telegram.hold()
    group = group_of(telegram, ada)
    for number in range(20):
        sent = await bot.send_message(group, f"message {number}")
        telegram.advance(1)
    with pytest.raises(RetryAfter) as told:
        await bot.send_message(group, "message 20")
    assert told.value.retry_after == 40
    telegram.advance(40)
    for number in range(20):
        await bot.edit_message_text(f"edit {number}", group, sent.message_id)
    with pytest.raises(RetryAfter):
        await bot.edit_message_text("edit 20", group, sent.message_id)
    assert telegram.most_in(60, group) == 20


def test_the_answer_says_how_long_to_wait(telegram: LocalTelegram, call: Call, ada: int) -> None:
    """In words and as a number."""
    telegram.limits.burst = 0
    assert call("sendMessage", chat_id=ada, text="x") == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }


async def test_who_does_not_wait_is_noted(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """Not what was under way already; and it does not help."""
    telegram.hold()
    telegram.fault("429", chat=ada, retry_after=30)
    for text in ("first", "under way"):
        with pytest.raises(RetryAfter):
            await bot.send_message(ada, text)
    assert telegram.violations == []
    telegram.advance(10)
    with pytest.raises(RetryAfter) as told:
        await bot.send_message(ada, "impatient")
    assert told.value.retry_after == 20
    (violation,) = telegram.forgive()
    assert violation.startswith("sendMessage: asked again ")
    assert violation.endswith(f" s before the end of the wait for {ada}")
    telegram.advance(20)
    await bot.send_message(ada, "patient")


async def test_everyone_can_be_told_to_wait(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """Whoever is written to; but questions may be answered and asked."""
    telegram.hold()
    telegram.fault("429", chat=ada, retry_after=5, everyone=True)
    (other,) = people(telegram, 1)
    with pytest.raises(RetryAfter):
        await bot.send_message(ada, "x")
    telegram.advance(1)
    with pytest.raises(RetryAfter):
        await bot.send_message(other, "x")
    assert len(telegram.forgive()) == 1
    assert (await bot.get_me()).id == bot.id


async def test_no_limit_is_no_limit(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """For measurements."""
    telegram.limits.overall = telegram.limits.burst = None
    await asyncio.gather(*(bot.send_message(ada, f"message {number}") for number in range(40)))
    assert telegram.most_in(60) == 40
    telegram.flood.forget()
