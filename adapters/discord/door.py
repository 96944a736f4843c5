"""How Discord is reached: its address, the bot's token, a proxy; and who we are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.loopback import is_here

API = "https://discord.com/api/v10"
VERSION = "/v10"
LONGEST_WAIT = 60.0  # seconds for which a call waits for its turn; else it says how long it takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """
    Where the REST API is (*api_url*, with or without its version) and who we are there.

    *proxy* is one of http, and not used for a server on this machine. What administrators of the
    deployment do is offered in *admin_guilds* alone.
    """

    token: str = field(repr=False)
    api_url: str = API
    proxy: str = field(default="", repr=False)
    admin_guilds: tuple[int, ...] = ()

    def options(self) -> dict[str, Any]:
        """What every client of ours is made with: it mentions nobody, and never waits for long."""
        return {
            "intents": discord.Intents(guilds=True),
            "allowed_mentions": discord.AllowedMentions.none(),
            "max_ratelimit_timeout": LONGEST_WAIT,
            "proxy": None if is_here(self.api_url) else self.proxy or None,
        }

    def __post_init__(self) -> None:
        """The library is not to warn of what only voice would need, of which there is none."""
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

    def point(self) -> None:
        """Let the library ask at our address: it knows one for the whole process."""
        Route.BASE = _with_version(self.api_url)

    async def point_gateway(self, client: discord.Client) -> None:
        """
        Let the library connect to the gateway that our address names.

        Where a session cannot be resumed, it would go back to Discord's own.
        """
        _, url, _ = await client.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)


def _with_version(url: str) -> str:
    path = urlsplit(url).path.rstrip("/")
    if path.rpartition("/")[2].startswith("v"):
        return url.rstrip("/")
    return f"{url.rstrip('/')}{'' if path.endswith('/api') else '/api'}{VERSION}"
