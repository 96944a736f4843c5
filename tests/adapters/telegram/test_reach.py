"""Whether Telegram answers: told in one sentence, without the token."""

from __future__ import annotations

from adapters.telegram.door import Door
from adapters.telegram.reach import TelegramReach
from tests.fakes.telegram.server import LocalTelegram


async def test_it_answers_or_says_why_not(telegram: LocalTelegram) -> None:
    """A wrong token, a fault of Telegram's, and nobody there are told apart."""
    door = Door(token=telegram.token, api_url=telegram.url)
    assert await TelegramReach(door).reach() == {"Telegram": None}
    wrong = Door(token="123456789:" + "x" * 35, api_url=telegram.url)
    said = (await TelegramReach(wrong).reach())["Telegram"]
    assert said
    assert "TELEGRAM_BOT_TOKEN" in said
    assert wrong.token not in said
    telegram.fault("502", method="getMe")
    ailing = (await TelegramReach(door).reach())["Telegram"]
    assert ailing
    telegram.go_down()
    away = (await TelegramReach(door).reach())["Telegram"]
    assert away
    assert len({said, ailing, away}) == 3
    assert telegram.token not in ailing + away
