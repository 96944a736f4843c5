"""What platforms ask of the bot, and tell it: questions, reactions, who left, who is back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from typing import TypeVar

import structlog

from adapters.conversation import (
    Feeling,
    Filling,
    Finds,
    Inquiry,
    Offered,
    OfferedParameter,
    Reaction,
    Request,
    Suggestion,
)
from adapters.views import View, ViewKind
from bot.buttons import data_read
from bot.commands.access import is_admitted
from bot.commands.answering import Answering
from bot.commands.command import Command
from bot.commands.desk import Desk
from bot.commands.inquiring import Inquiring
from bot.commands.keep import LESS, MORE
from bot.commands.suggesting import Suggesting
from bot.commands.table import Table
from bot.jobs import JobName
from bot.wording import Wording
from storage.people import Address

log = structlog.get_logger()

T = TypeVar("T")
VERDICTS = {Feeling.MORE: MORE, Feeling.LESS: LESS}


class Reception:
    """What platforms ask, for all of them; it fulfils `Bot`."""

    def __init__(self, desk: Desk, table: Table) -> None:
        self._desk = desk
        self._table = table
        self._answering = Answering(desk, table)
        self._inquiring = Inquiring(desk)
        self._suggesting = Suggesting(desk, table.commands)

    @property
    def languages(self) -> tuple[str, ...]:
        """The deployment's own language, then the others that it offers."""
        return self._desk.deployment.languages

    def answer(self, request: Request) -> AsyncIterator[View]:
        """The views in answer to *request*; never raises."""
        return self._answering(request)

    def offered(self, language: str) -> tuple[Offered, ...]:
        """All commands in reading order, described in *language*."""
        wording = Wording(language, self._desk.deployment.defaults.zone)
        return tuple(_offered(command, wording) for command in self._table.commands.values())

    async def suggested(self, filling: Filling) -> tuple[Suggestion, ...]:
        """What may be filled in for a parameter of a command."""
        found = self._suggesting(filling)
        return await _owned(found, "suggested", filling.address.platform, otherwise=())

    def sorry(self, request: Request) -> View:
        """Something went wrong, in the language of who asked."""
        return self._answering.sorry(request)

    def is_word(self, data: str) -> bool:
        """Whether what is pressed is answered by a word aside."""
        found = self._table.presses.get(data_read(data)[0])
        return found is not None and found.is_word

    async def shown(self, address: Address, message_id: str, view: View) -> None:
        """Remember which paper's card a message is, so that a reaction to it finds the paper."""
        if view.kind is ViewKind.CARD and len(view.items) == 1:
            at, paper_id = self._desk.now(), view.items[0].paper_id
            kept = self._desk.store.keep_shown(address, message_id, paper_id, at=at)
            await _owned(kept, "shown", address.platform, otherwise=False)

    async def reacted(self, reaction: Reaction) -> None:
        """Somebody reacted to a message: to one paper alone that is as good as a button."""
        await _owned(self._felt(reaction), "reacted", reaction.address.platform, otherwise=None)

    async def inquired(self, inquiry: Inquiry) -> Finds:
        """Papers for words that were typed somewhere else."""
        return await _owned(
            self._inquiring(inquiry), "inquired", inquiry.platform, otherwise=Finds()
        )

    async def left(self, address: Address) -> None:
        """Nobody is there any more: what waits for that chat, or thread, is taken back."""
        gone = self._desk.store.chats_gone(address, self._desk.now())
        await _owned(gone, "left", address.platform, otherwise=0)

    async def returned(self, address: Address) -> None:
        """Somebody is there again: digests come again, with what was missed."""
        await _owned(self._back(address), "returned", address.platform, otherwise=None)

    async def moved(self, address: Address, chat_id: str) -> None:
        """The chat has a new id; a platform that said it was left meant the old one."""
        await _owned(self._move(address, chat_id), "moved", address.platform, otherwise=None)

    async def _felt(self, reaction: Reaction) -> None:
        store, address = self._desk.store, reaction.address
        found = await store.shown_in(address, reaction.message_id)
        if found is None or len(found[1]) != 1:
            return
        chat, (paper_id,) = found
        reader = await store.reader(address.platform, reaction.reader)
        request = Request(address=chat.address, kind=chat.kind, reader=reaction.reader)
        if not is_admitted(request, chat, reader, self._desk.deployment):
            return
        now = self._desk.now()
        if verdict := VERDICTS.get(reaction.feeling):
            reader = reader or await store.open_reader(address.platform, reaction.reader, at=now)
            await store.say_of(reader.key, paper_id, verdict, at=now)
        elif reader:
            await store.unsay(reader.key, paper_id)

    async def _back(self, address: Address) -> None:
        if await self._desk.store.chats_back(address):
            await self._desk.ask(JobName.COLLECT)  # perhaps nobody else follows what they follow

    async def _move(self, address: Address, chat_id: str) -> None:
        if await self._desk.store.move_chat(address, chat_id):
            await self._back(replace(address, chat_id=chat_id, thread_id=""))


def _offered(command: Command, wording: Wording) -> Offered:
    return Offered(
        name=command.name,
        description=wording.say(command.description),
        who=command.who,
        picks=command.picks,
        parameters=tuple(
            OfferedParameter(
                name=wording.say(one.name),
                description=wording.say(one.description),
                kind=one.kind,
                is_required=one.is_required,
            )
            for one in command.parameters
        ),
    )


async def _owned(work: Awaitable[T], what: str, platform: str, *, otherwise: T) -> T:
    """Log what goes wrong with what a platform told: there is nobody to be told of it."""
    try:
        return await work
    except Exception:
        log.exception("not taken in", what=what, platform=platform)
        return otherwise
