"""Telegram as a platform that is called: nobody but Telegram is heard, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.conversation import Request, Unavailable, Unwelcome
from adapters.telegram.door import Receive, Webhook
from adapters.telegram.platform import TelegramPlatform
from adapters.telegram.polling import FULL
from adapters.telegram.reading import readable
from adapters.views import View
from storage.people import Address
from tests.adapters.telegram.conftest import Listener, saying
from tests.adapters.telegram.platforms import a_platform, closing, listening
from tests.fakes.telegram.server import LocalTelegram

SECRET = "open-sesame_2"  # noqa: S105 - opens nothing
PUBLIC = "https://papers.example"
OTHER = "7000000001:AAa-token-that-came-after-the-first"
HEADER = "x-telegram-bot-api-secret-token"
PATIENCE = 30.0  # seconds; normally hundredths


@dataclass
class AnyHooks:
    """Where a test posts."""

    receivers: dict[str, Receive] = field(default_factory=dict)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def receive(self, path: str, receive: Receive) -> None:
        """Remember who receives."""
        self.receivers[path] = receive
        self.ready.set()

    async def post(self, body: object, secret: str = SECRET) -> int:
        """What comes of a post, as soon as somebody receives."""
        await asyncio.wait_for(self.ready.wait(), PATIENCE)
        told = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {HEADER: secret} if secret else {}
        return await self.receivers["/telegram"](headers, told)


@pytest.fixture
def hooks() -> AnyHooks:
    """Where a test posts."""
    return AnyHooks()


@pytest.fixture
async def platform(telegram: LocalTelegram, hooks: AnyHooks) -> AsyncIterator[TelegramPlatform]:
    """A bot that is called; nothing of it is asked for."""
    webhook = Webhook(PUBLIC, SECRET, hooks)
    async with closing(a_platform(telegram, webhook=webhook)) as platform:
        yield platform


def an_update(person: int, text: str, number: int = 1) -> dict[str, object]:
    """Somebody writes in private."""
    somebody = {"id": person, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    chat = {"id": person, "type": "private", "first_name": "Ada"}
    message = {"message_id": 10 + number, "date": 1, "chat": chat, "from": somebody, "text": text}
    return {"update_id": number, "message": message}


async def test_what_telegram_posts_is_answered(
    platform: TelegramPlatform,
    telegram: LocalTelegram,
    hooks: AnyHooks,
    listener: Listener,
    ada: int,
) -> None:
    """The address is told to Telegram with the secret, and no update is asked for."""
    async with listening(platform, listener):
        assert await hooks.post(an_update(ada, "/saved")) == 200
        assert (await telegram.reply(ada)).text == "heard /saved"
        await telegram.until(lambda: telegram.updates.webhook.url)
    webhook = telegram.updates.webhook
    assert (webhook.url, webhook.secret) == (f"{PUBLIC}/telegram", SECRET)
    assert "message_reaction" in telegram.updates.allowed
    assert telegram.calls_of("getUpdates") == []


@pytest.mark.parametrize("secret", ["", "wrong", SECRET.upper(), f"{SECRET}x", "öffne"])
async def test_nobody_else_is_heard(
    platform: TelegramPlatform, hooks: AnyHooks, listener: Listener, secret: str, ada: int
) -> None:
    """Without the secret everything is forbidden, sense or not."""
    async with listening(platform, listener):
        assert await hooks.post(an_update(ada, "/saved"), secret) == 403
        assert await hooks.post(b"{", secret) == 403
    assert listener.heard == []


RUBBISH: list[object] = [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 5_000, [], {}, None, "x", 1]


@pytest.mark.parametrize("body", [*RUBBISH, {"update_id": "1"}, {"update_id": True}])
async def test_what_is_no_update_is_a_bad_request(
    platform: TelegramPlatform, hooks: AnyHooks, listener: Listener, body: object
) -> None:
    """And no more than that."""
    async with listening(platform, listener):
        assert await hooks.post(body) == 400
    assert listener.heard == []


async def test_a_flood_is_to_come_again(
    platform: TelegramPlatform, hooks: AnyHooks, listener: Listener
) -> None:
    """While too many are answered no more is taken; what was taken is answered."""
    going = asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        await going.wait()
        if request.data:
            yield saying("nothing was pressed")

    listener.answering = answer
    async with listening(platform, listener):
        taken = 0
        while await hooks.post(an_update(1_000 + taken, "/saved", taken + 1)) == 200:
            taken += 1
        assert taken == FULL + 1
        going.set()
        await listener.until(lambda: len(listener.heard) == taken)
        async with asyncio.timeout(PATIENCE):
            while await hooks.post(an_update(1, "/saved", taken + 1)) == 503:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_an_update_that_cannot_be_read_is_taken(
    platform: TelegramPlatform, hooks: AnyHooks, listener: Listener
) -> None:
    """Else Telegram would post it again and again."""
    async with listening(platform, listener):
        assert await hooks.post({"update_id": 1, "message": {"text": "?"}}) == 200
    assert listener.heard == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
PARTS = st.sampled_from(["message", "callback_query", "message_reaction", "inline_query", "poll"])


@given(st.dictionaries(PARTS, ANYTHING, max_size=2), ANYTHING)
def test_anything_is_readable_or_becomes_so(parts: dict[str, object], number: object) -> None:
    """Whatever is posted, nothing but none comes of it, or an update with its number."""
    told = readable({"update_id": 7, **parts})
    assert told is not None
    assert told["update_id"] == 7
    assert readable(told) == told
    assert (readable({"update_id": number}) is None) == (type(number) is not int)
    assert readable(number) is None or isinstance(number, dict)


async def test_what_was_posted_is_answered_at_the_end(
    platform: TelegramPlatform,
    telegram: LocalTelegram,
    hooks: AnyHooks,
    listener: Listener,
    ada: int,
) -> None:
    """And what comes later is left with Telegram, which posts it once more."""
    go = asyncio.Event()

    async def slowly(request: Request) -> AsyncIterator[View]:
        await go.wait()
        yield saying(f"heard {request.text}")

    listener.answering = slowly
    async with listening(platform, listener) as task:
        assert await hooks.post(an_update(ada, "/start")) == 200
        await listener.asked("/start")
        task.cancel()
        for number in count(2):
            status = await hooks.post(an_update(ada, "/saved", number))
            if status != 200:
                break
            await asyncio.sleep(0)  # it takes a few turns of the loop until it has stopped
        go.set()
        await asyncio.wait({task})
    assert status == 503
    assert telegram.texts(ada)[0] == "heard /start"
    assert len(telegram.texts(ada)) == len(listener.heard)


async def test_without_a_webhook_it_polls_again(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """The address that Telegram knew is taken back."""
    async with listening(platform, listener):
        await telegram.until(lambda: telegram.updates.webhook.url)
    async with closing(a_platform(telegram)) as polling, listening(polling, listener):
        assert (await telegram.reply(ada)).text == "heard /start"
    assert telegram.updates.webhook.url == ""
    assert telegram.updates.conflicts == 0


async def test_an_address_that_telegram_refuses_is_told(
    telegram: LocalTelegram, hooks: AnyHooks, listener: Listener
) -> None:
    """It is tried again later: the other half of this is set up outside of this program."""
    plain = Webhook("http://papers.example", SECRET, hooks)
    async with closing(a_platform(telegram, webhook=plain)) as platform:
        with pytest.raises(Unavailable, match="an https url must be provided"):
            await platform.listen(listener)
    assert telegram.forgive()


async def test_a_token_that_is_taken_back_ends_it(
    platform: TelegramPlatform,
    telegram: LocalTelegram,
    hooks: AnyHooks,
    listener: Listener,
    ada: int,
) -> None:
    """Although nothing is polled: an answer is refused, and that is enough to know."""
    task = asyncio.create_task(platform.listen(listener))
    await telegram.until(lambda: telegram.updates.webhook.url)
    telegram.token = OTHER
    assert await hooks.post(an_update(ada, "/start")) == 200
    with pytest.raises(Unwelcome):
        await asyncio.wait_for(task, PATIENCE)


async def test_a_token_that_was_taken_back_before_ends_it(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """The bot was known when it sent something, and is not when it listens."""
    await platform.send(Address(platform="telegram", chat_id=str(ada)), saying("Hello"), "key")
    telegram.token = OTHER
    with pytest.raises(Unwelcome):
        await platform.listen(listener)
