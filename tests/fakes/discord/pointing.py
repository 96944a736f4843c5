"""Points discord.py at the local Discord; the only file here that knows the library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Pointed(Protocol):
    """A local Discord, in this process or one of its own."""

    @property
    def api_url(self) -> str:
        """Where REST is."""

    @property
    def gateway_url(self) -> str:
        """Where the gateway is."""


@contextmanager
def pointed_at(discord: Pointed) -> Iterator[None]:
    """Let every bot of this process talk to *discord*, as the docstring of the server explains."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = discord.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(discord.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
