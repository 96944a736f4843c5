"""A local Telegram, and a real application of python-telegram-bot that listens to it for a bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder

from adapters.conversation import Bot, Finds, Inquiry, Offered, Reaction, Request, Who
from adapters.telegram.handlers import add_handlers
from adapters.telegram.messenger import Messenger
from adapters.views import Action, Line, Manner, Span, View
from storage.people import Address
from tests.answering import AnsweringBot
from tests.fakes.telegram import conftest as fakes
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram

telegram, bot, ada = fakes.telegram, fakes.bot, fakes.ada

PATIENCE = 30.0  # seconds; normally hundredths
OFFERED = {
    "start": Who.ANYONE,
    "paper": Who.ANYONE,
    "saved": Who.ANYONE,
    "subscribe": Who.SETTLERS,
    "status": Who.OPERATORS,
}
Answer = Callable[[Request], AsyncIterator[View]]
AnyApplication = Application[Any, Any, Any, Any, Any, Any]
T = TypeVar("T")


def saying(text: str, *actions: Action, manner: Manner = Manner.MESSAGE) -> View:
    """A view of one line."""
    rows = (actions,) if actions else ()
    return View(lines=(Line((Span(text),)),), actions=rows, manner=manner)


async def echo(request: Request) -> AsyncIterator[View]:
    """What was heard, with a button."""
    heard = request.text or request.data or "nothing"
    yield saying(f"heard {heard}", Action(label="More", data="1:more"))


class Listener(AnsweringBot):
    """A bot that remembers all that it is asked and told; a test changes how it answers."""

    languages: tuple[str, ...] = ("en", "zh")

    def __init__(self, answer: Answer = echo) -> None:
        super().__init__(self._answered)
        self.answering = answer
        self.heard: list[Request] = []
        self.told: list[tuple[str, ...]] = []
        self.displayed: list[tuple[Address, str, View]] = []
        self.reactions: list[Reaction] = []
        self.inquiries: list[Inquiry] = []
        self.finding: Callable[[Inquiry], Awaitable[Finds]] = super().inquired
        self._news = asyncio.Event()

    async def _answered(self, request: Request) -> AsyncIterator[View]:
        self.heard.append(request)
        self._news.set()
        async for view in self.answering(request):
            yield view

    def offered(self, language: str) -> tuple[Offered, ...]:
        """A few commands."""
        return tuple(
            Offered(name=name, description=f"{name} in {language}", who=who)
            for name, who in OFFERED.items()
        )

    def is_word(self, data: str) -> bool:
        """As its name tells."""
        return data.startswith("1:word")

    async def shown(self, address: Address, message_id: str, view: View) -> None:
        """Remembered."""
        self.displayed.append((address, message_id, view))
        self._news.set()

    async def reacted(self, reaction: Reaction) -> None:
        """Remembered."""
        self.reactions.append(reaction)
        self._news.set()

    async def inquired(self, inquiry: Inquiry) -> Finds:
        """As the test tells."""
        self.inquiries.append(inquiry)
        self._news.set()
        return await self.finding(inquiry)

    async def left(self, address: Address) -> None:
        """Remembered."""
        self._tell("left", str(address))

    async def returned(self, address: Address) -> None:
        """Remembered."""
        self._tell("returned", str(address))

    async def moved(self, address: Address, chat_id: str) -> None:
        """Remembered."""
        self._tell("moved", str(address), chat_id)

    def _tell(self, *what: str) -> None:
        self.told.append(what)
        self._news.set()

    async def until(self, check: Callable[[], T | None]) -> T:
        """What *check* finds, as soon as it finds something."""
        async with asyncio.timeout(PATIENCE):
            while not (found := check()):
                self._news.clear()
                await self._news.wait()
            return found

    async def asked(self, words: str) -> Request:
        """The first request for these words, or of the button with this data."""
        found = await self.until(lambda: [one for one in self.heard if words in _words(one)])
        return found[0]

    @property
    def words(self) -> list[str]:
        """All that was asked for, in order."""
        return [request.text or request.data for request in self.heard]


def _words(request: Request) -> tuple[str, str]:
    return request.text, request.data


def new_application(telegram: LocalTelegram, bot: Bot) -> AnyApplication:
    """What listens to *telegram* for *bot*, not started yet."""
    application: AnyApplication = (
        ApplicationBuilder().bot(fakes.new_bot(telegram)).concurrent_updates(1024).build()
    )
    add_handlers(application, bot, Messenger(application.bot))
    return application


@pytest.fixture
def listener() -> Listener:
    """The bot that is asked."""
    return Listener()


@pytest.fixture
async def application(telegram: LocalTelegram, listener: Listener) -> AsyncIterator[AnyApplication]:
    """It listens, until the test is over; what is under way then is finished."""
    application = new_application(telegram, listener)
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        await telegram.until(lambda: telegram.calls_of("getUpdates"))
        yield application
        async with asyncio.timeout(PATIENCE):
            await application.updater.stop()
            await application.stop()


@pytest.fixture
def bob(telegram: LocalTelegram) -> int:
    """Somebody else, who writes in Chinese."""
    return telegram.person("Bob", language="zh-hans")


@pytest.fixture
async def group(
    application: AnyApplication, telegram: LocalTelegram, listener: Listener, ada: int, bob: int
) -> int:
    """A supergroup that Ada made; the bot hears everything in it, as its administrator."""
    group = telegram.supergroup("Readers", ada, bob)
    telegram.add_bot(group, ada, ("can_manage_chat",))
    await telegram.reply(group)
    listener.heard.clear()
    return group


@pytest.fixture
async def digest(
    application: AnyApplication, telegram: LocalTelegram, listener: Listener, ada: int
) -> Message:
    """A message of the bot to Ada, with a button."""
    sent = await telegram.reply(ada)
    await listener.until(lambda: listener.displayed)
    listener.heard.clear()
    listener.displayed.clear()
    return sent


@pytest.fixture
async def posted(
    application: AnyApplication, telegram: LocalTelegram, listener: Listener, ada: int
) -> Message:
    """A message of the bot in a group of Ada and others, with a button."""
    group = telegram.supergroup("Readers", ada)
    telegram.add_bot(group, ada)
    sent = await telegram.reply(group)
    await listener.asked("/start")
    listener.heard.clear()
    return sent
