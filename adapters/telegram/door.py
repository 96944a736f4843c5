"""How Telegram is reached: its address, the bot's token, a proxy, and what calls us back."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx
from telegram.request import HTTPXRequest

from adapters.loopback import is_here
from adapters.telegram.reading import Polls
from adapters.telegram.wire import Direct

API = "https://api.telegram.org"

CALLS = 16  # connections: eight deliveries, people's answers, and some to spare
POLLS = 2  # a poll that was torn down may hold one of them for ever
CONNECTED_WITHIN, ANSWERED_WITHIN, FREE_WITHIN = 10.0, 30.0, 10.0  # seconds
OVERDUE = 10.0  # seconds after which a poll that should be over is on a dead connection

Receive = Callable[[Mapping[str, str], bytes], Awaitable[int]]
"""What becomes of a request with these headers (in lower case) and this body: an HTTP status."""


class Hooks(Protocol):
    """Where other servers call this program."""

    def receive(self, path: str, receive: Receive) -> None:
        """Give what is posted to *path* to *receive*, in place of whoever had it before."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Telegram calls *url*; *secret* comes with each call, which arrives at *hooks*."""

    url: str
    secret: str = field(repr=False)
    hooks: Hooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """
    Where the Bot API is (*api_url*) and who we are there.

    Without a *webhook*, updates are polled for. *proxy* is not used for a server on this machine.
    """

    token: str = field(repr=False)
    api_url: str = API
    proxy: str = field(default="", repr=False)
    webhook: Webhook | None = None

    def calls(self, refused: asyncio.Event | None = None) -> HTTPXRequest:
        """
        What methods of the Bot API are called through.

        *refused* is set when our token is known no more: who is called, and never polls, would not
        get to know.
        """

        async def look(response: httpx.Response) -> None:
            if refused and response.status_code == HTTPStatus.UNAUTHORIZED:
                refused.set()

        options = self._http(ANSWERED_WITHIN)
        options["httpx_kwargs"]["event_hooks"] = {"response": [look]}
        if self._is_direct:
            options["httpx_kwargs"]["transport"] = Direct(self._believed, CALLS)
        return HTTPXRequest(connection_pool_size=CALLS, **options)

    def polls(self) -> Polls:
        """What updates are asked for through."""
        return Polls(connection_pool_size=POLLS, **self._http(OVERDUE))

    def _http(self, answered_within: float) -> dict[str, Any]:
        here = is_here(self.api_url)
        return {
            "connect_timeout": CONNECTED_WITHIN,
            "read_timeout": answered_within,
            "write_timeout": ANSWERED_WITHIN,
            "media_write_timeout": ANSWERED_WITHIN,
            "pool_timeout": FREE_WITHIN,
            "proxy": None if here else self.proxy or None,
            "httpx_kwargs": {
                # The environment has no say in how a server on this machine is reached.
                "trust_env": not here,
                "verify": self._believed,
            },
        }

    @property
    def _believed(self) -> ssl.SSLContext:
        return _no_authorities() if urlsplit(self.api_url).scheme == "http" else _authorities()

    @property
    def _is_direct(self) -> bool:
        """Whether no proxy is between: none is set, nor named by the environment for elsewhere."""
        return is_here(self.api_url) or not (self.proxy or getproxies())


@cache
def _authorities() -> ssl.SSLContext:
    """Whose certificates are believed; loaded once, it takes 3 MB."""
    return httpx.create_ssl_context()


@cache
def _no_authorities() -> ssl.SSLContext:
    """No certificate is believed: for a server that is spoken to in clear."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
