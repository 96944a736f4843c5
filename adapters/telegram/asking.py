"""A request -> the bot's views -> where each belongs: message, edit, toast, private chat."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import structlog

from adapters.conversation import Bot, DeliveryError, Request
from adapters.telegram.messenger import Messenger
from adapters.telegram.moves import Moves
from adapters.telegram.places import chat_address, is_person
from adapters.telegram.render import rendered
from adapters.telegram.strangers import Strangers
from adapters.telegram.toasts import Toast
from adapters.views import Manner, View
from storage.people import Address, ChatKind

log = structlog.get_logger()


class Asking:
    """Asks the bot, and shows what it answers."""

    def __init__(self, bot: Bot, messenger: Messenger, moves: Moves) -> None:
        self.bot = bot
        self.messenger = messenger
        self.moves = moves
        self.strangers = Strangers()

    async def answer(
        self, request: Request, *, reply_to: str = "", toast: Toast | None = None
    ) -> None:
        """Show the answer to *request*; nobody is told where Telegram does not take it."""
        try:
            await _Answer(self, request, reply_to, toast).show()
        except DeliveryError as error:
            log.warning("answer not shown", chat=str(request.address), reason=str(error))


class _Unreached(Exception):
    """Who asked has no private chat with the bot."""


class _Answer:
    """One answer under way; *shown* are its messages, one in each chat at most."""

    def __init__(
        self, asking: Asking, request: Request, reply_to: str, toast: Toast | None
    ) -> None:
        self._asking = asking
        self._request = request
        self._reply_to = reply_to if request.kind is ChatKind.GROUP else ""
        self._toast = toast
        self._shown: dict[Address, str] = {}

    async def show(self) -> None:
        """All of it; said otherwise where it was for the person alone and does not reach them."""
        try:
            await self._show_all(self._request)
        except _Unreached:
            await self._show_all(replace(self._request, is_unreached=True))

    async def _show_all(self, request: Request) -> None:
        views = self._asking.bot.answer(request)
        try:
            async for view in views:
                await self._show(view, request)
        finally:
            if isinstance(views, AsyncGenerator):
                await views.aclose()

    async def _show(self, view: View, request: Request) -> None:
        match view.manner:
            case Manner.ASIDE:
                await self._show_aside(view, request)
                return
            case Manner.ALONE if request.kind is not ChatKind.PRIVATE:
                await self._show_alone(view, request)
                return
        if self._toast is not None:
            self._toast.say()
        place = request.message_id if view.manner is Manner.INSTEAD else ""
        await self._put(request.address, view, place, self._reply_to)

    async def _show_aside(self, view: View, request: Request) -> None:
        """A toast; a message where nothing was pressed, or where it is too late for a toast."""
        url = self._way_in(view) if request.is_unreached else ""
        if self._toast is None:
            await self._send(request.address, view, self._reply_to)
        elif self._toast.say("" if url else rendered(view).plain, url):
            return
        elif request.kind is ChatKind.PRIVATE:
            await self._send(request.address, view)
        else:  # late words are for nobody else
            with suppress(_Unreached), self._private_chat(request.reader) as chat:
                await self._send(chat, view)

    def _way_in(self, view: View) -> str:
        """What opens the private chat at once, where *view* has a button that does."""
        payloads = (action.payload for row in view.actions for action in row if action.payload)
        payload = next(payloads, "")
        return self._asking.messenger.link(payload) if payload else ""

    async def _show_alone(self, view: View, request: Request) -> None:
        """In the private chat of who asked; raises `_Unreached` where there is none."""
        if request.is_unreached:  # it is not for other eyes
            log.error("an answer for one person has nowhere to go", chat=str(request.address))
        else:
            with self._private_chat(request.reader) as chat:
                await self._put(chat, view)

    @contextmanager
    def _private_chat(self, reader: str) -> Iterator[Address]:
        """Where *reader* alone is spoken to; raises `_Unreached` where they cannot be."""
        strangers = self._asking.strangers
        if not is_person(reader) or reader in strangers:
            raise _Unreached
        try:
            yield chat_address(reader)
        except DeliveryError as error:
            if not error.gone:
                raise
            strangers.add(reader)
            raise _Unreached from error

    async def _put(self, address: Address, view: View, place: str = "", reply_to: str = "") -> None:
        """Show *view* in the message that shows this answer, in *place*, or in a new one."""
        place = self._shown.get(address, place)
        if not place or not await self._is_edited(address, place, view):
            address, place = await self._send(address, view, reply_to)
        self._shown[address] = place

    async def _is_edited(self, address: Address, place: str, view: View) -> bool:
        """Whether a message took *view*; one that is too old, or deleted, never will."""
        try:
            await self._asking.messenger.edit(address, place, view, answers=True)
        except DeliveryError as error:
            if error.gone or error.uncertain or error.retry_after:
                raise
            log.info("answered anew", chat=str(address), reason=str(error))
            return False
        await self._asking.bot.shown(address, place, view)
        return True

    async def _send(self, address: Address, view: View, reply_to: str = "") -> tuple[Address, str]:
        """A new message, with where it is: the chat may have moved meanwhile."""
        messenger, moves = self._asking.messenger, self._asking.moves
        try:
            sent = await messenger.send(address, view, answers=True, reply_to=reply_to)
        except DeliveryError as error:
            if not error.moved_to:
                raise
            address = await moves.moved(address, error.moved_to)
            sent = await messenger.send(address, view, answers=True)
        await self._asking.bot.shown(address, sent, view)
        return address, sent
