"""A platform whose every chat is the local sink."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from http import HTTPStatus

import httpx

from adapters.audience import OfReadersAlone
from adapters.conversation import Bot, DeliveryError, Forbidden, Unacceptable
from adapters.views import View
from storage.people import Address


class SinkPlatform(OfReadersAlone):
    """
    Speaks HTTP with the sink and translates its answers; nobody talks to it.

    The answer to a message for a chat in *held* is kept back until its event is set.
    """

    name = "sink"

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        *,
        life: int = 0,
        held: Mapping[str, asyncio.Event] | None = None,
    ) -> None:
        self._client = client
        self._url = url
        self._life = life
        self._held = {} if held is None else held

    async def greet(self) -> None:
        """Make sure that the sink is there; the first request also loads what all others need."""
        (await self._client.get(self._url)).raise_for_status()

    async def listen(self, bot: Bot) -> None:
        """Nobody says anything."""

    async def send(self, address: Address, view: View, key: str, below: str = "") -> str:
        """Post one message; raises `DeliveryError` as the sink demands."""
        told = {
            "key": key,
            "chat": address.chat_id,
            "text": view.lines[0].text,
            "life": self._life,
            "sent": time.perf_counter(),
        }
        try:
            answer = await self._client.post(self._url, json=told)
        except httpx.ConnectError as error:
            raise DeliveryError("not reached") from error
        except httpx.TransportError as error:
            raise DeliveryError("no answer", uncertain=True) from error
        if address.chat_id in self._held:
            await self._held[address.chat_id].wait()
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            told = answer.json()
            if told.pop("refused", False):
                raise Unacceptable("refused")
            if told.pop("forbidden", False):
                raise Forbidden("refused")
            raise DeliveryError("refused", **told)
        answer.raise_for_status()  # anything else is a fault that nobody foresaw
        return str(answer.json()["message_id"])

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Nothing is ever edited."""

    def fits(self, view: View) -> bool:
        """Everything does."""
        return True

    async def has_member(self, address: Address, reader: str) -> bool:
        """Nobody is."""
        return False

    def link(self, payload: str) -> str:
        """No links lead here."""
        return ""
