"""
A strict local Discord: REST and gateway on loopback, the people there, an eye on both.

There is no `__init__.py` here: pytest would import this folder as `discord`, which is the library.

How a bot of discord.py is pointed at it (`pointing.pointed_at` does this for a test):

- `discord.http.Route.BASE` is the base of every REST address, those of interactions and webhooks
  included (webhook/async_.py makes its addresses by the same class): set it to `api_url`. Its
  `proxy=` is no way: for https it opens a tunnel, and speaks TLS in it.
- `AutoShardedClient` asks `GET /gateway/bot` for the gateway, and READY tells where to resume. But
  a plain `Client`, a fixed `shard_count`, every IDENTIFY after the first one (an invalid session, a
  failed reconnect) take `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY`: set it to `gateway_url`
  too. A bot that honours `DISCORD_API_URL` sets both: the second from `GET /gateway/bot`.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.fakes.discord.calling import Calling
from tests.fakes.discord.control import Control
from tests.fakes.discord.forging import Forging
from tests.fakes.discord.gateway import connect
from tests.fakes.discord.lines import Lines
from tests.fakes.discord.peopling import Peopling
from tests.fakes.discord.scene import TOKEN, USERNAME
from tests.fakes.discord.watching import Watching
from tests.fakes.discord.wire import Wire

API = "/api/v10"


class LocalDiscord(Peopling, Forging, Lines, Watching):
    """
    Discord on loopback, for the time of a `with` or `async with`; its loop is a thread of its own.

    Change it from the test at any time, from any thread. *delay* is how many seconds each answer
    takes, after its effect; *heartbeat* how many seconds lie between the heartbeats of the gateway.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = USERNAME,
        delay: float = 0.0,
        heartbeat: float = 41.25,
    ) -> None:
        super().__init__(token=token, username=username)
        self.delay = delay
        self.heartbeat = heartbeat
        self._wire = Wire(self._answer)
        self._calling = Calling(self)
        self._control = Control(self)
        self._running = False

    @property
    def url(self) -> str:
        """Where it listens; stands for https://discord.com."""
        if not self._running:
            raise RuntimeError("the local Discord runs only inside its `with`")
        return f"http://127.0.0.1:{self._wire.port}"

    @property
    def api_url(self) -> str:
        """Stands for https://discord.com/api/v10."""
        return f"{self.url}{API}"

    @property
    def bot_id(self) -> int:
        """The id of the bot, and of its application."""
        return self.world.bot_id

    def go_down(self) -> None:
        """Discord cannot be reached: what was connected is cut, and no connection is taken."""
        self._wire.go_down()

    def come_back(self) -> None:
        """Discord is there again, at the same address."""
        self._wire.come_back()

    def start(self, port: int = 0) -> None:
        """Begin to answer."""
        self._wire.start(port)
        self.gateway_url = f"ws://127.0.0.1:{self._wire.port}/gateway"
        self._running = True

    def stop(self) -> None:
        """End every connection; raises what failed in the server itself."""
        if self._running:
            self._running = False
            self._wire.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        if path.startswith("/control/"):
            body = await request.read()
            return self._control.answer(path.removeprefix("/control/"), body)
        if path.startswith("/gateway"):
            return await connect(self, request)
        rest = path.removeprefix(API) if path.startswith(f"{API}/") else f"?{path}"
        return await self._calling.answer(request, rest)
