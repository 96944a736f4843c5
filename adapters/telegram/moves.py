"""Groups that become supergroups, and get a new id: the bot is told once."""

from __future__ import annotations

import asyncio

from adapters.conversation import Bot
from adapters.telegram.places import chat_address
from adapters.telegram.remembered import Remembered
from storage.people import Address

MOST = 1000  # moves


class Moves:
    """Telegram may tell of one move three times: in the old chat, in the new one, by an error."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._lock = asyncio.Lock()
        self._known: Remembered[str, str] = Remembered(MOST)

    def known(self, chat_id: int) -> str:
        """The new id of a chat of which it was told that it moved; else ''."""
        return self._known.get(str(chat_id)) or ""

    async def moved(self, address: Address, chat_id: str) -> Address:
        """Tell the bot of the new id, if it does not know; the chat's new address."""
        async with self._lock:  # whoever hears of it second waits until it is done
            if self._known.get(address.chat_id) != chat_id:
                self._known.put(address.chat_id, chat_id)
                await self._bot.moved(chat_address(address.chat_id), chat_id)
        return chat_address(chat_id)
