"""Telegram calls the bot: over the web server of the program, behind what speaks https."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.app import build
from bot.living import Living
from bot.settings import Settings
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.on_telegram import with_telegram

PATIENCE = 60.0  # seconds; normally one at most
PUBLIC = "https://papers.example"
SECRET = "open-sesame_2"  # noqa: S105 - opens nothing
HEADER = "X-Telegram-Bot-Api-Secret-Token"
HOST = "127.0.0.1"


@pytest.fixture
def port(telegram: LocalTelegram) -> int:
    """Where the bot listens: what Telegram sends to its public address arrives there."""
    with socket.create_server((HOST, 0)) as free:
        port = int(free.getsockname()[1])
    telegram.route(PUBLIC, f"http://{HOST}:{port}")
    return port


@pytest.fixture
def logs() -> Iterator[list[EventDict]]:
    """What is logged."""
    with capture_logs() as logs:
        yield logs


@asynccontextmanager
async def alive(settings: Settings) -> AsyncIterator[Living]:
    """A bot that lives meanwhile, and ends as SIGTERM ends it."""
    async with build(settings) as living:
        stop = asyncio.Event()
        running = asyncio.create_task(living.run(stop))
        try:
            yield living
        finally:
            stop.set()
            await asyncio.wait_for(running, PATIENCE)


def called(settings: Settings, telegram: LocalTelegram, port: int, **more: object) -> Settings:
    """*settings* of a bot that Telegram calls."""
    hooked = {
        "public_url": PUBLIC,
        "telegram_webhook_secret": SecretStr(SECRET),
        "web_listen": f"{HOST}:{port}",
    }
    return with_telegram(settings, telegram, **{**hooked, **more})


async def hooked(telegram: LocalTelegram) -> None:
    """Wait until Telegram knows where to call."""
    await telegram.until(lambda: telegram.updates.webhook.url, PATIENCE)


async def test_telegram_calls_and_is_answered(
    telegram: LocalTelegram, settings: Settings, port: int
) -> None:
    """What people wrote before, what they write now, what they press."""
    ada = telegram.person("Ada")
    began = telegram.begin(ada)
    async with alive(called(settings, telegram, port)):
        welcome = await telegram.reply(ada, began, PATIENCE)
        assert "Paperround" in welcome.text
        helped = await telegram.reply(ada, telegram.tell(ada, "/help"), PATIENCE)
        assert "/subscribe" in helped.text
        query = telegram.press(ada, welcome, label="cs.CV")
        await telegram.answered(query, PATIENCE)
    assert telegram.calls_of("getUpdates") == []
    assert telegram.updates.webhook.last_error == ""


async def test_nobody_else_may_call(telegram: LocalTelegram, settings: Settings, port: int) -> None:
    """And what is no update is not taken, wherever it comes from."""
    async with alive(called(settings, telegram, port)):
        await hooked(telegram)
        async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False) as client:

            async def post(content: bytes, secret: str = "") -> int:
                given = {HEADER: secret} if secret else {}
                return (await client.post("/telegram", content=content, headers=given)).status_code

            update = json.dumps({"update_id": 1}).encode()
            assert await post(update) == 403
            assert await post(update, "wrong") == 403
            assert await post(b"{", SECRET) == 400
            assert await post(b"{" + b" " * (2 << 20), SECRET) == 413
            assert await post(update, SECRET) == 200
            assert (await client.get("/telegram")).status_code == 405
            assert (await client.post("/")).status_code == 404


async def test_what_was_posted_is_answered_at_the_end(
    telegram: LocalTelegram, settings: Settings, port: int
) -> None:
    """What comes later waits at Telegram for the next start."""
    ada = telegram.person("Ada")
    chosen = called(settings, telegram, port)
    async with alive(chosen):
        await telegram.reply(ada, telegram.begin(ada), PATIENCE)
        slow = telegram.fault("slow", method="sendMessage", seconds=1)
        telegram.tell(ada, "/help")
        await telegram.until(lambda: slow.struck, PATIENCE)
    assert len(telegram.texts(ada)) == 2
    said = telegram.tell(ada, "/about")
    async with alive(chosen):
        assert "Paperround" in (await telegram.reply(ada, said, PATIENCE)).text
    assert len(telegram.texts(ada)) == 3


async def test_without_the_settings_it_polls_again(
    telegram: LocalTelegram, settings: Settings, port: int
) -> None:
    """The webhook is taken back, or no poll would be answered."""
    ada = telegram.person("Ada")
    async with alive(called(settings, telegram, port)):
        await hooked(telegram)
    said = telegram.begin(ada)
    async with alive(with_telegram(settings, telegram)):
        assert "Paperround" in (await telegram.reply(ada, said, PATIENCE)).text
    assert telegram.updates.webhook.url == ""


@pytest.mark.parametrize(
    "missing", [{"public_url": ""}, {"telegram_webhook_secret": SecretStr("")}]
)
async def test_half_of_the_settings_is_polling(
    telegram: LocalTelegram,
    settings: Settings,
    port: int,
    missing: dict[str, object],
    logs: list[EventDict],
) -> None:
    """And one line says what is lacking for more; nothing listens then."""
    ada = telegram.person("Ada")
    async with alive(called(settings, telegram, port, **missing)):
        await telegram.reply(ada, telegram.begin(ada), PATIENCE)
        with pytest.raises(OSError, match=r"refused|failed"):
            await asyncio.open_connection(HOST, port)
    assert telegram.calls_of("setWebhook") == []
    (line,) = [log["event"] for log in logs if "PUBLIC_URL" in log["event"]]
    assert line == "polling: webhooks take PUBLIC_URL and TELEGRAM_WEBHOOK_SECRET, both"


async def test_a_port_that_is_taken_stops_nothing_else(
    telegram: LocalTelegram, settings: Settings, port: int, logs: list[EventDict]
) -> None:
    """One sentence says so; when it is free, what waited at Telegram is answered."""
    ada = telegram.person("Ada")
    said = telegram.begin(ada)
    with socket.create_server((HOST, port)):
        async with alive(called(settings, telegram, port)) as living:
            await hooked(telegram)
            async with asyncio.timeout(PATIENCE):
                while not any(log["event"] == "web server not started" for log in logs):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            await living.settle()
    line = next(log for log in logs if log["event"] == "web server not started")
    assert line["reason"].startswith("cannot listen at WEB_LISTEN: Address already in use")
    assert not [log for log in logs if "exc_info" in log]
    async with alive(called(settings, telegram, port)):
        assert "Paperround" in (await telegram.reply(ada, said, PATIENCE)).text
