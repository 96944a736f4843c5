"""A bot that is asked on the local Discord by the real library, and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.conversation import (
    Filling,
    Offered,
    OfferedParameter,
    ParameterKind,
    Request,
    Suggestion,
    Who,
)
from adapters.discord.door import Door
from adapters.discord.listening import Listening
from adapters.discord.messenger import Messenger
from adapters.views import Action, Line, Manner, Span, View
from storage.people import Address
from tests.answering import AnsweringBot
from tests.fakes.discord import conftest as fakes
from tests.fakes.discord.records import Answer, Message
from tests.fakes.discord.server import LocalDiscord
from tests.fakes.discord.watching import PATIENCE

Answering = Callable[[Request], AsyncIterator[View]]

RULE = OfferedParameter(
    name="rule", description="What to follow", kind=ParameterKind.RULE, is_required=True
)
DATE = OfferedParameter(name="date", description="A day", kind=ParameterKind.DATE)
DAYS = OfferedParameter(name="days", description="How long", kind=ParameterKind.NUMBER)
WORDS = OfferedParameter(name="words", description="To search", kind=ParameterKind.TEXT)
SOME_RULE = OfferedParameter(name="rule", description="A rule", kind=ParameterKind.RULE)
COMMANDS = (
    Offered(name="start", description="Begin", who=Who.ANYONE),
    Offered(name="search", description="Search", who=Who.ANYONE, parameters=(WORDS,)),
    Offered(name="digest", description="Read", who=Who.ANYONE, parameters=(DATE, SOME_RULE)),
    Offered(name="subscribe", description="Follow", who=Who.SETTLERS, parameters=(RULE,)),
    Offered(name="pause", description="Wait", who=Who.SETTLERS, parameters=(DAYS,)),
    Offered(name="status", description="Tell", who=Who.OPERATORS),
)
ZH = {"rule": "规则", "date": "日期", "days": "天数", "words": "词 语", "hour": "时间"}


def saying(text: str, *actions: Action, manner: Manner = Manner.MESSAGE) -> View:
    """A view of one line."""
    rows = (actions,) if actions else ()
    return View(lines=(Line((Span(text),)),), actions=rows, manner=manner)


def in_turn(*views: View) -> Answering:
    """Answers everybody with these views."""

    async def answer(request: Request) -> AsyncIterator[View]:
        for view in views:
            yield view

    return answer


MORE = Action(label="More", data="1:more:2512.10863")


def plain(text: str) -> str:
    """*text* as it is read: without what keeps its signs from being obeyed."""
    return text.replace("\\", "")


async def until(check: Callable[[], object]) -> None:
    """Wait for what the local Discord does not see: what the bot was told, what was logged."""
    async with asyncio.timeout(PATIENCE):
        while not check():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)


async def echo(request: Request) -> AsyncIterator[View]:
    """What was heard, with a button."""
    yield saying(f"heard {request.text or request.data}", MORE)


class ListeningBot(AnsweringBot):
    """Remembers all that it is asked and told; a test changes how it answers."""

    languages: tuple[str, ...] = ("en", "zh")

    def __init__(self, answering: Answering = echo) -> None:
        super().__init__(self._answered)
        self.answering = answering
        self.commands: tuple[Offered, ...] = COMMANDS
        self.heard: list[Request] = []
        self.gone: list[Address] = []
        self.back: list[Address] = []
        self.fillings: list[Filling] = []
        self.suggesting: Callable[[Filling], Awaitable[tuple[Suggestion, ...]]] = _two

    async def _answered(self, request: Request) -> AsyncIterator[View]:
        self.heard.append(request)
        async for view in self.answering(request):
            yield view

    def offered(self, language: str) -> tuple[Offered, ...]:
        """A few commands; in another language than English they say which."""
        if language == "en":
            return self.commands
        return tuple(_in(language, command) for command in self.commands)

    async def suggested(self, filling: Filling) -> tuple[Suggestion, ...]:
        """As the test tells."""
        self.fillings.append(filling)
        return await self.suggesting(filling)

    async def left(self, address: Address) -> None:
        """Remembered."""
        self.gone.append(address)

    async def returned(self, address: Address) -> None:
        """Remembered."""
        self.back.append(address)


async def _two(filling: Filling) -> tuple[Suggestion, ...]:
    return Suggestion(f"{filling.words}!", "Louder"), Suggestion("cs.CV", "cs.CV Vision")


def _in(language: str, command: Offered) -> Offered:
    return Offered(
        name=command.name,
        description=f"{command.description} ({language})",
        who=command.who,
        parameters=tuple(
            OfferedParameter(
                name=ZH[one.name],
                description=f"{one.description} ({language})",
                kind=one.kind,
                is_required=one.is_required,
            )
            for one in command.parameters
        ),
    )


class Memory:
    """Remembers one text, while the test lasts."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    async def read(self) -> str:
        """It."""
        return self.text

    async def write(self, text: str) -> None:
        """Another one."""
        self.text = text


@dataclass
class Ears:
    """A client that listens for *bot* on *local*."""

    local: LocalDiscord
    bot: ListeningBot
    client: fakes.Bot
    memory: Memory
    finish: Callable[[], Awaitable[None]]

    async def uses(self, person: int, channel: int, command: str, /, **options: object) -> Answer:
        """The whole answer to a command, as soon as nobody thinks any more."""
        return await self.local.answered(self.local.invoke(person, channel, command, **options))

    async def presses(self, person: int, message: Message, label: str = "More") -> Answer:
        """The whole answer to a press."""
        return await self.local.answered(self.local.press(person, message, label=label))

    async def settled(self, interaction: int, text: str) -> Answer:
        """The answer, once it says *text* somewhere."""

        def look() -> Answer | None:
            answer = self.local.answer_to(interaction)
            return answer if answer and text in answer.text else None

        return await self.local.until(look)


@dataclass
class Options:
    """How a client listens."""

    bot: ListeningBot = field(default_factory=ListeningBot)
    memory: Memory = field(default_factory=Memory)
    admin_guilds: tuple[int, ...] = ()


@asynccontextmanager
async def listening(local: LocalDiscord, options: Options | None = None) -> AsyncIterator[Ears]:
    """A client that listens, and knows its guilds; its commands are registered."""
    options = options or Options()
    client = fakes.new_bot()
    door = Door(token=local.token, api_url=local.api_url, admin_guilds=options.admin_guilds)
    hear = Listening(door, options.memory)
    before = options.memory.text
    finish = await hear(client, options.bot, Messenger(client))
    async with fakes.running(client, local):
        if not before:
            await until(lambda: options.memory.text)
        yield Ears(local, options.bot, client, options.memory, finish)
        await finish()
