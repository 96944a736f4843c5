"""
A request -> the command that it asks for -> views: the same way on every platform.

A person who may not use the deployment costs nothing: nothing is stored of them.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import structlog

from adapters.conversation import Request
from adapters.paging import shortened
from adapters.views import View
from bot.buttons import data_read, notice
from bot.commands.access import check_admitted, check_may, is_operator
from bot.commands.command import Asked, Press
from bot.commands.desk import Desk
from bot.commands.helping import command_called
from bot.commands.reaching import (
    START,
    Call,
    elsewhere,
    in_short,
    reaching,
    spoken_to,
    with_lacks,
)
from bot.commands.repeated import link_to_repeat
from bot.commands.table import Table
from bot.guess import guessed
from bot.jobs import JobName
from bot.payloads import PayloadKind, command_payload, parse
from bot.refusal import Refusal, sentence
from bot.typed import typed
from bot.wording import Wording
from storage.people import Chat, ChatKind, ChatSettings, ChatState, Reader

log = structlog.get_logger()

COMMAND = re.compile(r"/(?P<name>[A-Za-z_]{1,32})(?:@\w{1,64})?(?:\s+|$)")


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
            yield _failed(wording, request)

    def sorry(self, request: Request) -> View:
        """What is said where *request* was answered, and the answer could not be shown."""
        return _failed(self._guessed(request), request)

    async def _answered(self, request: Request, chat: Chat | None) -> AsyncIterator[View]:
        reader = await self._desk.store.reader(request.address.platform, request.reader)
        call = self._call(request)
        link = call.words if call.name == START else ""
        await check_admitted(self._desk, request, chat, reader, link)
        asked = await self._asked(request, chat, reader, call.words)
        check_may(call.who, asked)
        if request.is_unreached:
            yield elsewhere(call, asked, await self._way_to(call, asked))
            return
        async for view in call.run(spoken_to(asked, call)):
            yield self._told_of_lacks(reaching(view, call, request), call, asked)

    def _told_of_lacks(self, view: View, call: Call, asked: Asked) -> View:
        """*view*, which also says what the bot may not do where digests are to come."""
        told = with_lacks(view, call, asked)
        fits = self._desk.fits(asked.chat.address.platform)
        return view if told is view else shortened(told, fits)

    async def _asked(
        self, request: Request, chat: Chat | None, reader: Reader | None, words: str
    ) -> Asked:
        """The request with chat and reader, who are remembered from now on."""
        desk, address = self._desk, request.address
        if chat is None:
            settings = self._first(request)
            chat = await desk.store.open_chat(address, request.kind, settings)
        elif chat.state is ChatState.GONE:  # somebody is there again
            chat = replace(chat, state=await desk.store.chat_back(chat.key))
            await desk.ask(JobName.COLLECT)  # perhaps nobody else follows what it follows
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

    async def _way_to(self, call: Call, asked: Asked) -> str:
        """The payload that opens the private chat with the same, or at least with the welcome."""
        if call.name and call.is_private:
            return command_payload(call.name)
        return await link_to_repeat(asked, self._desk) if call.shows else command_payload(START)

    def _call(self, request: Request) -> Call:
        """What *request* asks for; raises `Refusal` for a command that does not exist."""
        if request.data:
            return self._pressed(request.data)
        text = request.text.strip()
        command = COMMAND.match(f"/{text[1:]}" if typed(text[:1]) == "/" else "")
        if command is None and request.kind is ChatKind.PRIVATE:
            command = self._bare(text)
        if command is None:
            return Call(self._table.spoken, request.text)
        name, words = command["name"].lower(), text[command.end() :].strip()
        return (name == START and self._linked(words)) or self._command(name, words)

    def _command(self, name: str, words: str) -> Call:
        found = command_called(name, tuple(self._table.commands.values()))
        return Call(found.run, words, found.who, found.name, found.is_private, picks=found.picks)

    def _linked(self, words: str) -> Call | None:
        """
        The command that a link asks for, if *words* are such a payload.

        Only the welcome, and commands that answer the person alone: a link is opened without
        thinking, and must not settle anything.
        """
        payload = parse(words)
        if payload is None or payload.kind is not PayloadKind.COMMAND:
            return None
        found = self._table.commands.get(payload.words)
        is_safe = found is not None and (found.is_private or found.name == START)
        return self._command(payload.words, "") if is_safe else None

    def _bare(self, text: str) -> re.Match[str] | None:
        """A command's name alone, without its stroke: `help`."""
        return COMMAND.fullmatch(f"/{text}") if text.lower() in self._table.commands else None

    def _pressed(self, data: str) -> Call:
        verb, words = data_read(data)
        found = self._table.presses.get(verb)
        if found is None:
            raise Refusal(sentence("This button is too old; please write it anew."))
        return (verb == START and self._linked(words)) or _press(found, words)

    def _guessed(self, request: Request) -> Wording:
        """How somebody is spoken to of whom nothing is known yet."""
        return _spoken(self._first(request))

    def _first(self, request: Request) -> ChatSettings:
        """The settings of a chat that is seen for the first time."""
        deployment = self._desk.deployment
        return guessed(deployment.defaults, request.language, deployment.languages)


def _spoken(settings: ChatSettings) -> Wording:
    return Wording(settings.language, settings.zone)


def _press(press: Press, words: str) -> Call:
    return Call(
        press.run,
        words,
        press.who,
        is_private=press.is_private,
        shows=press.shows,
        picks=press.picks,
    )


def _failed(wording: Wording, request: Request) -> View:
    said = wording.say("That went wrong here, and is noted. Please try again later.")
    return _refused(said, request)


def _refused(said: str, request: Request) -> View:
    return in_short(notice(said), request)
