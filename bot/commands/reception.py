"""What platforms ask of the bot, and tell it: questions, reactions, who left, who is back."""

from __future__ import annotations

from collections.abc import AsyncIterator

from adapters.conversation import Finds, Inquiry, Offered, Reaction, Request
from adapters.views import View
from bot.commands.answering import Answering
from bot.commands.desk import Desk
from bot.commands.table import Table
from bot.wording import Wording
from storage.people import Address


class Reception:
    """What platforms ask, for all of them; it fulfils `Bot`."""

    def __init__(self, desk: Desk, table: Table) -> None:
        self._desk = desk
        self._table = table
        self._answering = Answering(desk, table)

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
        return tuple(
            Offered(name=c.name, description=wording.say(c.description), who=c.who)
            for c in self._table.commands.values()
        )

    async def shown(self, address: Address, message_id: str, view: View) -> None:
        """TODO."""

    async def reacted(self, reaction: Reaction) -> None:
        """TODO."""

    async def inquired(self, inquiry: Inquiry) -> Finds:
        """TODO."""
        return Finds()

    async def left(self, address: Address) -> None:
        """TODO."""

    async def returned(self, address: Address) -> None:
        """TODO."""

    async def moved(self, address: Address, chat_id: str) -> None:
        """TODO."""
