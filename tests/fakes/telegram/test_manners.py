"""What a correct bot never does, although Telegram lets it."""

from __future__ import annotations

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden

from tests.fakes.telegram.server import LocalTelegram


async def test_what_was_refused_is_not_sent_again(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Not within a minute; what was under way is excused, and so is another text."""
    telegram.fault("refuse", description="can't parse entities: because", times=3)
    for _ in range(2):
        with pytest.raises(BadRequest):
            await bot.send_message(ada, "<i>x</i>", parse_mode="HTML")
    assert telegram.violations == []
    telegram.advance(1)
    with pytest.raises(BadRequest):
        await bot.send_message(ada, "<i>x</i>", parse_mode="HTML")
    assert telegram.forgive() == [
        'sendMessage: the same call again after "Bad Request: can\'t parse entities: because"'
    ]
    await bot.send_message(ada, "x")
    telegram.advance(61)
    await bot.send_message(ada, "<i>x</i>", parse_mode="HTML")


async def test_some_refusals_are_nobodys_fault(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """Somebody pressed twice; the bot was away."""
    sent = await bot.send_message(ada, "x")
    for _ in range(2):
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_text("x", ada, sent.message_id)
        with pytest.raises(BadRequest, match="too old"):
            await bot.answer_callback_query("1")
        telegram.advance(1)


async def test_who_is_gone_is_not_written_to(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """Until they are back; one may still ask about them."""
    telegram.block(ada)
    for text in ("one", "two"):
        with pytest.raises(Forbidden):
            await bot.send_message(ada, text)
    telegram.advance(1)
    await bot.get_chat(ada)
    with pytest.raises(Forbidden):
        await bot.send_message(ada, "three")
    (violation,) = telegram.forgive()
    assert violation == (
        f"sendMessage: {ada} is written to after 'Forbidden: bot was blocked by the user'"
    )
    telegram.unblock(ada)
    await bot.send_message(ada, "four")
    assert telegram.texts(ada) == ["four"]
