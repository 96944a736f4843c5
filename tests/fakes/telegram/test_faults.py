"""Everything that can go wrong on the way, and what the real library makes of it."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from tests.fakes.telegram.conftest import new_bot
from tests.fakes.telegram.faults import Kind
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("500", "Internal Server Error"),
        ("502", r"Bad Gateway \(502\). Parsing the server response"),
        ("504", r"Gateway Timeout \(504\)"),
        ("drop", "RemoteProtocolError|ReadError"),
    ],
)
async def test_an_answer_is_lost_before_or_after_the_effect(
    telegram: LocalTelegram, bot: Bot, ada: int, kind: Kind, told: str, *, after: bool
) -> None:
    """The library cannot tell: each is a `NetworkError`, and no `TimedOut` or `BadRequest`."""
    fault = telegram.fault(kind, method="sendMessage", after=after)
    with pytest.raises(NetworkError, match=told) as error:
        await bot.send_message(ada, "digest")
    assert not isinstance(error.value, TimedOut | BadRequest)
    assert telegram.texts(ada) == (["digest"] if after else [])
    assert fault.struck == telegram.struck(fault.number) == 1
    await bot.send_message(ada, "more")
    assert telegram.calls_of("sendMessage")[-1].status == 200


@pytest.mark.parametrize("after", [False, True])
async def test_a_slow_answer_times_out_but_the_message_comes(
    telegram: LocalTelegram, ada: int, *, after: bool
) -> None:
    """Who has hung up is served all the same: at once, or when it is its turn."""
    telegram.fault("slow", seconds=60, after=after)
    async with httpx.AsyncClient(trust_env=False) as client:
        told = {"chat_id": str(ada), "text": "digest"}
        url = f"{telegram.base_url}{telegram.token}/sendMessage"
        with pytest.raises(httpx.ReadTimeout):
            await client.post(url, data=told, timeout=1.0)
    assert telegram.texts(ada) == (["digest"] if after else [])
    telegram.heal()
    message = await telegram.reply(ada)
    assert message.text == "digest"


async def test_the_library_calls_it_timed_out(telegram: LocalTelegram, ada: int) -> None:
    """Its read timeout is for a test to choose."""
    async with new_bot(telegram, read_timeout=1.0) as bot:
        telegram.fault("slow", seconds=60, after=True)
        with pytest.raises(TimedOut):
            await bot.send_message(ada, "digest")
    assert telegram.texts(ada) == ["digest"]


@pytest.mark.parametrize(
    ("code", "description", "error"),
    [
        (400, "can't parse entities: because", BadRequest),
        (403, "bot was blocked by the user", Forbidden),
    ],
)
async def test_any_refusal_can_be_ordered(
    telegram: LocalTelegram, bot: Bot, ada: int, code: int, description: str, error: type[Exception]
) -> None:
    """In Telegram's words; it is no violation to have met one."""
    telegram.fault("refuse", code=code, description=description)
    with pytest.raises(error, match=description[1:]):
        await bot.send_message(ada, "x")
    assert telegram.calls_of("sendMessage")[0].description.endswith(description)


async def test_a_fault_is_addressed(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """By method, by chat, by the number of the call; it can strike again until it is healed."""
    other = telegram.person("Bob")
    telegram.begin(other)
    fault = telegram.fault("500", method="sendMessage", chat=ada, nth=2, times=2)
    await bot.send_message(other, "x")
    await bot.send_message(ada, "1")
    await bot.send_chat_action(ada, "typing")
    for text in ("2", "3"):
        with pytest.raises(NetworkError):
            await bot.send_message(ada, text)
    await bot.send_message(ada, "4")
    assert telegram.texts(ada) == ["1", "4"]
    assert (fault.seen, fault.struck) == (4, 2)
    telegram.fault("drop", times=None)
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.get_me()
    telegram.heal()
    await bot.get_me()


async def test_a_429_is_for_one_chat_or_one_method(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Calls that write to nobody wait by their name."""
    telegram.hold()
    telegram.fault("429", method="getMe", retry_after=7)
    with pytest.raises(RetryAfter) as told:
        await bot.get_me()
    assert told.value.retry_after == 7
    with pytest.raises(RetryAfter):
        await bot.get_me()
    await bot.send_message(ada, "x")


async def test_a_migrated_group_says_its_new_number(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """The library raises it as an error of its own; who does not listen is noted."""
    group = telegram.group("Readers", ada)
    telegram.add_bot(group, ada)
    new = telegram.migrate(group)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group, "digest")
    assert moved.value.new_chat_id == new
    await bot.send_message(new, "digest")
    telegram.advance(1)
    with pytest.raises(ChatMigrated):
        await bot.send_message(group, "again")
    (violation,) = telegram.forgive()
    assert f"{group} is written to after" in violation


async def test_other_calls_go_on_while_one_is_slow(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Nobody waits for somebody else's answer."""
    telegram.fault("slow", method="sendMessage", seconds=60)
    slow = asyncio.create_task(bot.send_message(ada, "slow"))
    await telegram.until(lambda: telegram.calls_of("sendMessage"))
    await bot.get_me()
    assert not slow.done()
    telegram.heal()
    await slow


@pytest.mark.parametrize(
    ("kind", "how", "told"),
    [
        ("418", {}, "no fault is called"),
        ("429", {"after": True}, "has no effect that could come first"),
        ("500", {"nth": 0}, "the first call is number 1"),
    ],
)
def test_an_impossible_fault_is_refused(
    telegram: LocalTelegram, kind: Kind, how: dict[str, int], told: str
) -> None:
    """Where it is ordered."""
    with pytest.raises(ValueError, match=told):
        telegram.fault(kind, **how)  # type: ignore[arg-type]
