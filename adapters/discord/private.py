"""The private channels with people who asked for something: opened once, and kept."""

from __future__ import annotations

import asyncio

import discord


class PrivateChats:
    """Knows in which channel a person is written to."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._channels: dict[int, int] = {}
        self._opening = asyncio.Lock()

    def remember(self, person: int, channel: int) -> None:
        """*person* has spoken in this private channel: it need not be opened."""
        self._channels[person] = channel

    async def channel(self, person: int) -> int:
        """
        The channel of *person*, opened where it is not known; raises the errors of discord.py.

        One after the other: who opens many at once is taken for a sender of spam (40003).
        """
        async with self._opening:
            if person not in self._channels:
                opened = await self._client.create_dm(discord.Object(person))
                self._channels[person] = opened.id
            return self._channels[person]
