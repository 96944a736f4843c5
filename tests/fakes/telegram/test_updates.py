"""Updates: polled by the real library, confirmed, fought over, pushed to a webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, TelegramError
from telegram.ext import Application, ApplicationBuilder, CommandHandler, ContextTypes

from tests.fakes.telegram.conftest import Call, new_bot
from tests.fakes.telegram.server import LocalTelegram
from tests.fakes.telegram.wire import Reply, Request, Wire

SESAME = "open-sesame"


@asynccontextmanager
async def polling(telegram: LocalTelegram, **how: Any) -> AsyncIterator[list[TelegramError]]:
    """A whole application that answers /hello; gives the errors of its polling."""
    errors: list[TelegramError] = []
    application: Application[Any, Any, Any, Any, Any, Any] = (
        ApplicationBuilder().bot(new_bot(telegram)).build()
    )

    async def hello(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text("hello!")

    application.add_handler(CommandHandler("hello", hello))
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling(error_callback=errors.append, **how)
        yield errors
        await application.updater.stop()
        await application.stop()


def numbers(answer: Any) -> list[int]:
    """The ids of the updates in an answer."""
    return [update["update_id"] for update in answer["result"]]


async def test_a_whole_application_polls_and_answers(telegram: LocalTelegram, ada: int) -> None:
    """What is said meanwhile arrives at once; at the end everything is confirmed."""
    async with polling(telegram, allowed_updates=Update.ALL_TYPES) as errors:
        said = telegram.tell(ada, "/hello")
        assert (await telegram.reply(ada, said)).text == "hello!"
        for number in range(3):
            said = telegram.tell(ada, f"/hello {number}")
            begin = asyncio.get_running_loop().time()
            await telegram.reply(ada, said)
            assert asyncio.get_running_loop().time() - begin < 5  # a poll would wait for 10
    assert errors == []
    assert telegram.updates.pending == 0
    assert telegram.updates.conflicts == 0


async def test_dropped_polls_lose_nothing(telegram: LocalTelegram, ada: int) -> None:
    """An update comes again until it is confirmed."""
    telegram.fault("drop", method="getUpdates", times=1)
    telegram.fault("drop", method="getUpdates", times=1, after=True)
    async with polling(telegram) as errors:
        said = telegram.tell(ada, "/hello")
        assert (await telegram.reply(ada, said)).text == "hello!"
    assert len(errors) == 2
    assert telegram.texts(ada) == ["hello!"]


async def test_of_two_pollers_the_older_one_loses(telegram: LocalTelegram, ada: int) -> None:
    """It hears of the other; a poll whose caller has gone is no conflict."""
    async with polling(telegram) as errors:
        await telegram.until(lambda: telegram.calls_of("getUpdates"))
        async with new_bot(telegram) as other:
            await other.get_updates(timeout=0)
        await telegram.until(lambda: errors or None)
        assert isinstance(errors[0], Conflict)
        assert "terminated by other getUpdates request" in str(errors[0])
    assert telegram.updates.conflicts == 1


def test_an_offset_confirms(telegram: LocalTelegram, call: Call, ada: int) -> None:
    """Up to it, or all but so many."""
    for number in range(5):
        telegram.tell(ada, f"message {number}")
    first, *others = numbers(call("getUpdates"))
    assert numbers(call("getUpdates", limit=2)) == [first, others[0]]
    assert numbers(call("getUpdates", offset=first + 1, limit=0)) == others
    assert numbers(call("getUpdates", offset=-2)) == others[-2:]
    assert numbers(call("getUpdates", offset=others[-1] + 1)) == []
    assert numbers(call("getUpdates", offset=-1)) == []


def test_updates_are_kept_for_a_day(telegram: LocalTelegram, call: Call, ada: int) -> None:
    """Then they are lost."""
    telegram.advance(23 * 3600)
    telegram.tell(ada, "fresh")
    assert len(numbers(call("getUpdates"))) == 2
    telegram.advance(2 * 3600)
    (update,) = call("getUpdates")["result"]
    assert update["message"]["text"] == "fresh"


def test_an_answer_has_a_hundred_updates_at_most(
    telegram: LocalTelegram, call: Call, ada: int
) -> None:
    """The others come next."""
    for number in range(120):
        telegram.tell(ada, f"message {number}")
    assert len(numbers(call("getUpdates"))) == 100
    assert len(numbers(call("getUpdates", limit=1000))) == 100


def test_some_updates_come_on_demand_only(telegram: LocalTelegram, call: Call, ada: int) -> None:
    """What was not wished for is lost; the wish stays in force until another one."""
    said = telegram.tell(ada, "x")
    telegram.react(ada, said, "👍")
    assert len(numbers(call("getUpdates", offset=-1))) == 1
    call("getUpdates", allowed_updates=["message", "message_reaction"])
    telegram.react(ada, said)
    (_, reaction) = call("getUpdates")["result"]
    assert reaction["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    call("getUpdates", allowed_updates=["callback_query"])
    telegram.tell(ada, "unheard")
    assert call("getUpdates")["result"][-1] == reaction
    call("getUpdates", allowed_updates=[])
    telegram.tell(ada, "heard")
    assert call("getUpdates")["result"][-1]["message"]["text"] == "heard"
    assert telegram.violations == []
    call("getUpdates", allowed_updates=["messages"])
    assert telegram.forgive() == ["getUpdates: there are no updates called 'messages'"]


async def test_a_poll_ends_when_its_time_is_over(telegram: LocalTelegram, bot: Bot) -> None:
    """Without updates, with an empty answer."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    assert await bot.get_updates(timeout=1) == ()
    assert loop.time() - begin > 0.9  # and not much later, or the library would have given up


def test_any_update_can_be_pushed(telegram: LocalTelegram, call: Call) -> None:
    """Also an empty one."""
    assert telegram.push() is not None
    telegram.push("message", {"nonsense": True})
    empty, nonsense = call("getUpdates")["result"]
    assert list(empty) == ["update_id"]
    assert nonsense["message"] == {"nonsense": True}


class Receiver:
    """A bot's side of a webhook: remembers what comes, and answers with the next status."""

    def __init__(self) -> None:
        self.got: list[Request] = []
        self.statuses: list[int] = []
        self.wire = Wire(self._take)

    async def _take(self, request: Request) -> Reply:
        self.got.append(request)
        return Reply(self.statuses.pop(0) if self.statuses else 200, b"")

    def __enter__(self) -> Receiver:
        self.wire.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.stop()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.wire.port}"


async def test_a_webhook_is_pushed_to_until_it_takes(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """In order, with the secret, again after a failure; afterwards one may poll again."""
    with Receiver() as receiver:
        receiver.statuses = [500]
        await bot.set_webhook(f"{receiver.url}/hook?x=1", secret_token=SESAME)
        telegram.tell(ada, "second")
        await telegram.until(lambda: not telegram.updates.pending or None)
        assert [request.target for request in receiver.got] == ["/hook?x=1"] * 3
        secrets = {request.headers["x-telegram-bot-api-secret-token"] for request in receiver.got}
        assert secrets == {SESAME}
        assert [b"/start" in request.body for request in receiver.got] == [True, True, False]
        told = await bot.get_webhook_info()
        assert (told.url, told.pending_update_count) == (f"{receiver.url}/hook?x=1", 0)
        assert told.last_error_message == "Wrong response from the webhook: 500"
        with pytest.raises(Conflict, match="while webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_public_address_has_a_route(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """It is called on loopback only; without a route the updates stay."""
    await bot.set_webhook("https://bot.example.org/hook", drop_pending_updates=True)
    telegram.tell(ada, "hello")
    await telegram.until(lambda: telegram.updates.webhook.failures or None)
    assert "has no route" in telegram.updates.webhook.last_error
    with Receiver() as receiver:
        telegram.route("https://bot.example.org", receiver.url)
        await telegram.until(lambda: not telegram.updates.pending or None)
        (request,) = receiver.got
        assert request.target == "/hook"
        assert "x-telegram-bot-api-secret-token" not in request.headers
        await bot.delete_webhook(drop_pending_updates=True)


async def test_a_webhook_that_is_gone_is_tried_again(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """And a poll that waits while one is set is ended."""
    waiting = asyncio.create_task(bot.get_updates(offset=2_000_000_000, timeout=10))
    await telegram.until(lambda: telegram.calls_of("getUpdates") or None)
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await waiting
    telegram.tell(ada, "hello")
    await telegram.until(lambda: telegram.updates.webhook.failures or None)
    assert "Connection failed" in telegram.updates.webhook.last_error


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"url": "http://bot.example.org"}, "An HTTPS URL must be provided for webhook"),
        ({"url": "https://bot.example.org:1234"}, "only on ports 80, 88, 443 or 8443"),
        ({"url": "https://a.org", "secret_token": "ä"}, "unallowed characters"),
    ],
)
async def test_a_webhook_has_its_rules(
    telegram: LocalTelegram, bot: Bot, how: dict[str, str], reason: str
) -> None:
    """Scheme, port, letters of the secret."""
    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        await bot.set_webhook(**how)  # type: ignore[arg-type]
    assert len(telegram.forgive()) == 1
