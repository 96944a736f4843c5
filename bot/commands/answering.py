"""
A request -> the command that it asks for -> views: the same way on every platform.

A person who may not use the deployment costs nothing: nothing is stored of them.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import structlog

from adapters.conversation import Request, Who
from adapters.views import Manner, View
from bot.buttons import VERSION, notice
from bot.commands.access import check_admitted, check_may, is_operator
from bot.commands.command import Asked, Handler
from bot.commands.desk import Desk
from bot.commands.helping import command_called
from bot.commands.table import Table
from bot.guess import guessed
from bot.jobs import JobName
from bot.refusal import Refusal, sentence
from bot.typed import typed
from bot.wording import Wording
from storage.people import Chat, ChatKind, ChatSettings, ChatState, Reader

log = structlog.get_logger()

COMMAND = re.compile(r"/(?P<name>[A-Za-z_]{1,32})(?:@\w{1,64})?(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class _Call:
    """What is asked for: a handler, who may, and the words for it."""

    run: Handler
    words: str
    who: Who = Who.ANYONE
    name: str = ""


class Answering:
    """What people ask, by commands, words and buttons."""

    def __init__(self, desk: Desk, table: Table) -> None:
        self._desk = desk
        self._table = table

    async def __call__(self, request: Request) -> AsyncIterator[View]:
        """The views in answer to *request*; never raises."""
        wording = self._guessed(request)
        try:
            chat = await self._desk.store.chat(request.address)
            wording = _spoken(chat.settings) if chat else wording
            async for view in self._answered(request, chat):
                yield view
        except Refusal as refusal:
            yield _refused(wording.told(refusal), request)
        except Exception:  # the one place around everything that people ask
            log.exception("not answered", platform=request.address.platform)
            said = wording.say("That went wrong here, and is noted. Please try again later.")
            yield _refused(said, request)

    async def _answered(self, request: Request, chat: Chat | None) -> AsyncIterator[View]:
        reader = await self._desk.store.reader(request.address.platform, request.reader)
        call = self._call(request)
        link = call.words if call.name == "start" else ""
        await check_admitted(self._desk, request, chat, reader, link)
        asked = await self._asked(request, chat, reader, call.words)
        check_may(call.who, asked)
        async for view in call.run(asked):
            yield view

    async def _asked(
        self, request: Request, chat: Chat | None, reader: Reader | None, words: str
    ) -> Asked:
        """The request with chat and reader, who are remembered from now on."""
        desk, address = self._desk, request.address
        if chat is None:
            settings = self._first(request)
            chat = await desk.store.open_chat(address, request.kind, settings)
        elif chat.state is ChatState.GONE:  # somebody is there again
            await desk.store.set_state(chat.key, ChatState.ACTIVE)
            await desk.ask(JobName.PLAN)
            chat = replace(chat, state=ChatState.ACTIVE)
        if reader is None:
            now = desk.now()
            reader = await desk.store.open_reader(address.platform, request.reader, at=now)
        return Asked(
            request=request,
            chat=chat,
            reader=reader,
            wording=_spoken(chat.settings),
            words=words,
            is_operator=is_operator(request, reader, desk.deployment),
        )

    def _call(self, request: Request) -> _Call:
        """What *request* asks for; raises `Refusal` for a command that does not exist."""
        if request.data:
            return self._pressed(request.data)
        text = request.text.strip()
        command = COMMAND.match(f"/{text[1:]}" if typed(text[:1]) == "/" else "")
        if command is None and request.kind is ChatKind.PRIVATE:
            command = self._bare(text)
        if command is None:
            return _Call(self._table.spoken, request.text)
        name = command["name"].lower()
        found = command_called(name, tuple(self._table.commands.values()))
        return _Call(found.run, text[command.end() :].strip(), found.who, name)

    def _bare(self, text: str) -> re.Match[str] | None:
        """A command's name alone, without its stroke: `help`."""
        return COMMAND.fullmatch(f"/{text}") if text.lower() in self._table.commands else None

    def _pressed(self, data: str) -> _Call:
        version, _, rest = data.partition(":")
        verb, _, words = rest.partition(":")
        found = self._table.presses.get(verb)
        if version != VERSION or found is None:
            raise Refusal(sentence("This button is too old; please write it anew."))
        return _Call(found.run, words, found.who)

    def _guessed(self, request: Request) -> Wording:
        """How somebody is spoken to of whom nothing is known yet."""
        return _spoken(self._first(request))

    def _first(self, request: Request) -> ChatSettings:
        """The settings of a chat that is seen for the first time."""
        deployment = self._desk.deployment
        return guessed(deployment.defaults, request.language, deployment.languages)


def _spoken(settings: ChatSettings) -> Wording:
    return Wording(settings.language, settings.zone)


def _refused(said: str, request: Request) -> View:
    """A refusal: a short word to who pressed a button, a message to who wrote."""
    return replace(notice(said), manner=Manner.ASIDE if request.data else Manner.MESSAGE)
