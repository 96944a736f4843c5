"""What goes wrong between the bot and Telegram: it is told once, and over when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any, NoReturn

import pytest
from structlog.testing import capture_logs
from telegram import Update
from telegram.error import Conflict

from adapters.conversation import DeliveryError, Unavailable, Unwelcome
from adapters.telegram.platform import NOT_KNOWN, TelegramPlatform
from adapters.telegram.polling import FULL, LOOK, Polling
from adapters.telegram.reading import Polls
from storage.people import Address
from tests.adapters.telegram.conftest import Listener, saying
from tests.adapters.telegram.platforms import a_platform, closing, listening
from tests.fakes.telegram.conftest import new_bot
from tests.fakes.telegram.faults import Kind
from tests.fakes.telegram.server import LocalTelegram

WRONG = "7000000001:AAa-token-that-nobody-knows-at-all-1"
OTHER = "7000000001:AAa-token-that-came-after-the-first"
PATIENCE = 15.0  # seconds
LONG = 60  # seconds: much more than an end may take
A_POLL = 100  # updates that a poll brings at most


@pytest.fixture
async def platform(telegram: LocalTelegram) -> AsyncIterator[TelegramPlatform]:
    """The bot, not begun yet."""
    async with closing(a_platform(telegram)) as platform:
        yield platform


@pytest.fixture
def logs() -> Iterator[list[Any]]:
    """What is logged."""
    with capture_logs() as logs:
        yield logs


def of_polling(logs: list[Any]) -> list[str]:
    """What the log says of polls."""
    return [log["event"] for log in logs if "poll" in log["event"]]


async def told(logs: list[Any], event: str) -> None:
    """Wait until the log says so."""
    async with asyncio.timeout(PATIENCE):
        while event not in of_polling(logs):  # noqa: ASYNC110 - a list tells nobody
            await asyncio.sleep(0.01)


def chain(error: BaseException | None) -> list[BaseException]:
    """*error* with all that hangs on to it."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


async def test_a_wrong_token_is_told_in_one_sentence(
    telegram: LocalTelegram, listener: Listener, logs: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    """And is itself nowhere: not in the log, not in what hangs on to the error."""
    caplog.set_level("DEBUG")
    async with closing(a_platform(telegram, token=WRONG)) as platform:
        for _ in range(2):
            with pytest.raises(Unwelcome) as caught:
                await platform.listen(listener)
            assert str(caught.value) == NOT_KNOWN
        with pytest.raises(DeliveryError, match="does not know TELEGRAM_BOT_TOKEN") as refused:
            await platform.send(Address(platform="telegram", chat_id="1"), saying("x"), "key")
        assert refused.value.everyone  # one line for all that wait, not one for each
    assert WRONG not in " ".join(map(repr, chain(caught.value)))
    assert not [log for log in logs if WRONG in str(log)]
    assert "Traceback" not in caplog.text
    assert telegram.calls == []


async def test_a_token_that_is_taken_back_ends_the_listening(
    platform: TelegramPlatform,
    telegram: LocalTelegram,
    listener: Listener,
    caplog: pytest.LogCaptureFixture,
    ada: int,
) -> None:
    """With the same sentence, and without asking again and again."""
    task = asyncio.create_task(platform.listen(listener))
    await telegram.reply(ada)
    telegram.token, before = OTHER, telegram.token
    telegram.tell(ada, "/saved")
    with pytest.raises(Unwelcome) as caught:
        await asyncio.wait_for(task, PATIENCE)
    assert str(caught.value) == NOT_KNOWN
    assert before not in " ".join(map(repr, chain(caught.value)))
    assert "Traceback" not in caplog.text
    with pytest.raises(Unwelcome):
        await platform.listen(listener)


async def test_at_the_start_telegram_may_be_out_of_reach(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Who listens is told why, and may try again."""
    telegram.go_down()
    with pytest.raises(Unavailable, match="ConnectError"):
        await platform.listen(listener)
    telegram.come_back()
    async with listening(platform, listener):
        assert (await telegram.reply(ada)).text == "heard /start"


async def test_at_the_start_telegram_may_tell_to_wait(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Whoever tries again then has waited."""
    telegram.fault("429", method="getMe", retry_after=1)
    with pytest.raises(Unavailable, match="Retry in 1 second"):
        await platform.listen(listener)
    async with listening(platform, listener):
        assert (await telegram.reply(ada)).text == "heard /start"


async def test_an_outage_is_told_once_and_over_soon(
    platform: TelegramPlatform,
    telegram: LocalTelegram,
    listener: Listener,
    logs: list[Any],
    ada: int,
) -> None:
    """What people wrote meanwhile is answered within seconds."""
    async with listening(platform, listener):
        await telegram.reply(ada)
        telegram.go_down()
        await told(logs, "not polled")
        await asyncio.sleep(2.5)  # it is tried in vain again
        said = telegram.tell(ada, "/saved")
        telegram.come_back()
        # Its pauses are 1, 2, 5 and 10 seconds; the library's own are up to 30.
        assert (await telegram.reply(ada, said, PATIENCE)).text == "heard /saved"
    assert of_polling(logs) == ["not polled", "polled again"]
    assert not [log for log in logs if telegram.token in str(log) or "exc_info" in log]


async def test_it_ends_at_once_while_telegram_is_out_of_reach(
    platform: TelegramPlatform,
    telegram: LocalTelegram,
    listener: Listener,
    logs: list[Any],
    ada: int,
) -> None:
    """It does not sleep through the wish to end, however long it would."""
    async with listening(platform, listener):
        await telegram.reply(ada)
        telegram.fault("429", method="getUpdates", retry_after=LONG)
        telegram.tell(ada, "/saved")  # so that it polls again
        await told(logs, "not polled")
        telegram.go_down()
    telegram.come_back()


@pytest.mark.parametrize("kind", ["500", "502", "504", "drop", "429"])
async def test_a_poll_that_fails_is_tried_again(
    platform: TelegramPlatform,
    telegram: LocalTelegram,
    listener: Listener,
    kind: Kind,
    ada: int,
) -> None:
    """Never sooner than Telegram told."""
    fault = telegram.fault(kind, method="getUpdates", retry_after=1)
    async with listening(platform, listener):
        assert (await telegram.reply(ada)).text == "heard /start"
    assert fault.struck == 1


async def test_a_poll_whose_answer_was_lost_is_answered_once(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """It is told again, as nobody has confirmed it."""
    telegram.fault("drop", method="getUpdates", after=True)
    async with listening(platform, listener):
        await telegram.reply(ada)
    assert telegram.texts(ada) == ["heard /start"]


async def test_a_second_program_with_the_same_token_is_told_of(
    platform: TelegramPlatform,
    telegram: LocalTelegram,
    listener: Listener,
    logs: list[Any],
    ada: int,
) -> None:
    """Once, and what to do about it; when it has gone, all is well again."""
    async with listening(platform, listener), new_bot(telegram) as second:
        await telegram.reply(ada)
        for _ in range(2):
            with pytest.raises(Conflict):  # it pushes ours out, and is pushed out
                await second.get_updates(timeout=10)
        said = telegram.tell(ada, "/saved")
        assert (await telegram.reply(ada, said, PATIENCE)).text == "heard /saved"
    first, *others = of_polling(logs)
    assert first.startswith("another program polls with this token: stop it")
    assert others == ["polled again"]


async def test_a_flood_is_left_with_telegram() -> None:
    """No more is asked for than can be answered; when that is done, the rest is."""

    class Flood:
        told = 0

        async def delete_webhook(self) -> None:
            """Done."""

        async def get_updates(self, **_: object) -> tuple[Update, ...]:
            await asyncio.sleep(0)
            first, self.told = self.told, self.told + A_POLL
            return tuple(Update(number) for number in range(first, self.told))

    flood: Any = Flood()
    updates: asyncio.Queue[object] = asyncio.Queue()
    polling = asyncio.create_task(Polling(flood, Polls(), updates, updates.qsize).run())
    for most in (FULL + A_POLL, 2 * (FULL + A_POLL)):
        async with asyncio.timeout(PATIENCE):
            while flood.told < most:  # noqa: ASYNC110 - a number tells nobody
                await asyncio.sleep(0.01)
        await asyncio.sleep(3 * LOOK)
        assert (flood.told, updates.qsize()) == (most, FULL + A_POLL)
        while not updates.empty():
            updates.get_nowait()
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling


async def test_what_stays_unreadable_is_no_loop() -> None:
    """Whatever answers so is not Telegram: who polls hears of it."""

    class Nonsense:
        asked = 0

        async def delete_webhook(self) -> None:
            """Done."""

        async def get_updates(self, **_: object) -> NoReturn:
            self.asked += 1
            raise TypeError

    nonsense: Any = Nonsense()
    with pytest.raises(TypeError):
        await Polling(nonsense, Polls(), asyncio.Queue()).run()
    assert nonsense.asked == 2
