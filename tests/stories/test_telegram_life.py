"""The bot that lives on Telegram beside other platforms: what befalls one of them is its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from adapters.conversation import Platform
from adapters.views import Line, Span, View, dump
from bot.app import World, build
from bot.living import Living
from bot.settings import Settings
from storage.outbox import DeliveryState, Page
from storage.people import Address, ChatKind, ChatSettings
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.on_telegram import with_telegram
from tests.stories.talking import Booth

PATIENCE = 60.0  # seconds; normally one at most
OTHER = "7000000001:AAa-token-that-came-after-the-first"
CROWDS, EACH = 50, 10
SOON = 6.0  # seconds; normally a few tenths, and at 30 calls a second they would be 17


@pytest.fixture
def logs() -> Iterator[list[EventDict]]:
    """What is logged."""
    with capture_logs() as logs:
        yield logs


@pytest.fixture
def booth() -> Booth:
    """The other platform."""
    return Booth()


@asynccontextmanager
async def alive(
    settings: Settings,
    telegram: LocalTelegram,
    *platforms: Platform,
    world: World | None = None,
) -> AsyncIterator[Living]:
    """A bot that lives on *telegram* and *platforms*, and ends as SIGTERM ends it."""
    async with build(with_telegram(settings, telegram), world, platforms=platforms) as living:
        stop = asyncio.Event()
        running = asyncio.create_task(living.run(stop))
        try:
            yield living
        finally:
            stop.set()
            await asyncio.wait_for(running, PATIENCE)


async def told(logs: list[EventDict], event: str) -> EventDict:
    """The line of the log that says so, as soon as there is one."""
    async with asyncio.timeout(PATIENCE):
        while not (found := [log for log in logs if log["event"] == event]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return found[0]


async def test_a_token_that_is_taken_back_leaves_the_others_alive(
    telegram: LocalTelegram, settings: Settings, booth: Booth, logs: list[EventDict]
) -> None:
    """One line tells of it, and what to do; Telegram is not asked again."""
    ada = telegram.person("Ada")
    before = telegram.token
    async with alive(settings, telegram, booth):
        await telegram.reply(ada, telegram.begin(ada), PATIENCE)
        telegram.token = OTHER
        telegram.tell(ada, "/help")
        line = await told(logs, "platform refuses this bot")
        assert (line["platform"], line["log_level"]) == ("telegram", "warning")
        assert "take one from @BotFather" in line["reason"]
        telegram.token = before
        asked = len(telegram.calls)
        assert "/subscribe" in (await booth.told("/help")).text
    assert len(telegram.calls) == asked
    assert [log["event"] for log in logs].count("platform refuses this bot") == 1
    assert not [log for log in logs if "exc_info" in log or before in str(log)]


async def test_a_wrong_token_is_not_told_for_each_digest(
    telegram: LocalTelegram, settings: Settings, logs: list[EventDict]
) -> None:
    """They wait together, and are tried again when a minute is over."""
    telegram.token = OTHER
    chosen = with_telegram(settings, telegram)
    telegram.token = "7000000001:AAa-token-that-came-after-the-second"  # noqa: S105 - opens nothing
    async with build(chosen) as living:
        store, now = living.means.store, datetime.now(UTC)
        for number in range(CROWDS):
            address = Address(platform="telegram", chat_id=str(number + 1))
            chat = await store.open_chat(address, ChatKind.PRIVATE, ChatSettings())
            view = dump(View(lines=(Line((Span("A digest"),)),)))
            day = now.date()
            page = Page(kind="digest", chat=chat.key, day=day, part=1, view=view, due_at=now)
            await store.enqueue([page])
        stop = asyncio.Event()
        running = asyncio.create_task(living.run(stop))
        await told(logs, "told to wait")
        await asyncio.sleep(1)  # in which thirty would be tried
        stop.set()
        await running
        counts = await store.delivery_counts(since=now - timedelta(days=1))
    assert counts.states == {DeliveryState.PENDING: CROWDS}
    assert len([log for log in logs if log["log_level"] != "info"]) < 10


async def test_telegram_may_come_after_the_bot(
    telegram: LocalTelegram, settings: Settings, booth: Booth, logs: list[EventDict]
) -> None:
    """Others are answered meanwhile; it is tried again, and what waits for it is sent then."""
    ada = telegram.person("Ada")
    telegram.begin(ada)
    telegram.go_down()
    async with alive(settings, telegram, booth):
        line = await told(logs, "platform not reached")
        assert (line["platform"], line["log_level"]) == ("telegram", "warning")
        assert "/subscribe" in (await booth.told("/help")).text
        telegram.come_back()
        assert "Paperround" in (await telegram.reply(ada, None, PATIENCE)).text
    assert not [log for log in logs if "exc_info" in log]


async def test_it_ends_soon_where_telegram_never_came(
    telegram: LocalTelegram, settings: Settings, logs: list[EventDict]
) -> None:
    """Nothing that is waited for keeps it, be it waited for without an end."""

    async def sleep(_: float) -> None:
        await asyncio.Event().wait()

    telegram.go_down()
    async with alive(settings, telegram, world=World(sleep=sleep)):
        await told(logs, "platform not reached")
    telegram.come_back()


@pytest.mark.alone
async def test_a_person_is_not_kept_waiting_by_busy_groups(
    telegram: LocalTelegram, settings: Settings
) -> None:
    """500 messages that are not for the bot come at once; a command is answered soon."""
    ada = telegram.person("Ada")
    groups = [telegram.group(f"Readers {number}", ada) for number in range(CROWDS)]
    for group in groups:
        telegram.add_bot(group, ada)
        telegram.promote_bot(group, ada)  # so it hears everything
    async with alive(settings, telegram):
        await telegram.reply(ada, telegram.begin(ada), PATIENCE)
        for group in groups:  # it has introduced itself
            await telegram.reply(group, None, PATIENCE)
        await asyncio.to_thread(chat_in, telegram, ada, groups)
        begun = time.monotonic()
        await telegram.reply(ada, telegram.tell(ada, "/help"), PATIENCE)
        assert time.monotonic() - begun < SOON


def chat_in(telegram: LocalTelegram, person: int, groups: list[int]) -> None:
    """Somebody writes a lot everywhere."""
    for number in range(EACH):
        for group in groups:
            telegram.say(person, group, f"I have read {number} papers")
