"""
A strict local Telegram: the Bot API on loopback, the people who talk to the bot, an eye on both.

There is no `__init__.py` here: pytest would import this folder as `telegram`, which is the library.
"""

from __future__ import annotations

import asyncio
import re
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from tests.fakes.telegram.belonging import Belonging
from tests.fakes.telegram.calling import Calling, refusal_reply
from tests.fakes.telegram.control import Control
from tests.fakes.telegram.forms import read_form
from tests.fakes.telegram.methods import METHODS
from tests.fakes.telegram.methods_own import scope_key
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.pressing import Pressing
from tests.fakes.telegram.pushing import Pusher
from tests.fakes.telegram.refusal import Refused
from tests.fakes.telegram.scene import TOKEN, USERNAME, as_it_stands, at_once
from tests.fakes.telegram.talking import Talking
from tests.fakes.telegram.watching import Watching
from tests.fakes.telegram.wire import Reply, Request, Wire

ADDRESS = re.compile(r"/bot([^/]+)/([^/]+)/?")
NOT_FOUND = Refused(404, "Not Found")
UNAUTHORIZED = Refused(401, "Unauthorized")


class LocalTelegram(Talking, Pressing, Belonging, Watching):
    """
    Telegram on loopback, for the time of a `with` or `async with`; its loop is a thread of its own.

    Change it from the test at any time, from any thread. *delay* is how many seconds each answer
    takes, after its effect.
    """

    def __init__(self, *, token: str = TOKEN, username: str = USERNAME, delay: float = 0.0) -> None:
        self._wire = Wire(self._answer)
        super().__init__(self._wire.loop, token=token, username=username)
        self.delay = delay
        self._calling = Calling(self)
        self._control = Control(self)
        self._pusher = Pusher(self)
        self._running = False

    @property
    def url(self) -> str:
        """Where it listens."""
        if not self._running:
            raise RuntimeError("the local Telegram runs only inside its `with`")
        return f"http://127.0.0.1:{self._wire.port}"

    @property
    def base_url(self) -> str:
        """Stands for https://api.telegram.org/bot."""
        return f"{self.url}/bot"

    @property
    def username(self) -> str:
        """The name of the bot, without the @."""
        return self.world.bot_username

    @as_it_stands
    def commands_for(self, scope: dict[str, Any] | None = None, language: str = "") -> list[str]:
        """The names of the commands that are set for *scope* (none: the default one)."""
        found = self.commands.get(scope_key(scope or {}, language), [])
        return [command["command"] for command in found]

    @at_once
    def route(self, public: str, local: str) -> None:
        """Let webhooks whose address begins with *public* be pushed to *local* instead."""
        self.routes[public] = local

    def go_down(self) -> None:
        """Telegram cannot be reached: what was connected is cut, and no connection is taken."""
        self._wire.go_down()

    def come_back(self) -> None:
        """Telegram is there again, at the same address."""
        self._wire.come_back()

    def start(self, port: int = 0) -> None:
        """Begin to answer."""
        self._wire.start(port)
        self._wire.beside(self._pusher.run())
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

    async def _answer(self, request: Request) -> Reply:
        path = unquote(request.target.partition("?")[0])
        if path.startswith("/control/"):
            return self._control.answer(path.removeprefix("/control/"), request)
        found = ADDRESS.fullmatch(path)
        token, name = found.groups() if found else ("", "")
        if ":" not in token:
            return refusal_reply(NOT_FOUND)
        if token != self.token:
            return refusal_reply(UNAUTHORIZED)
        return await self._named(name, request)

    async def _named(self, name: str, request: Request) -> Reply:
        """The answer of the method called *name*, in whatever case."""
        method = METHODS.get(name.lower())
        if method is None or request.method not in ("GET", "POST"):
            return self._misread(name, Refused(404, "Not Found: method not found"))
        try:
            form = read_form(request)
        except Refused as refusal:
            return self._misread(name, refusal)
        return await self._calling.answer(method, Parameters(method.name, form), request)

    def _misread(self, name: str, refusal: Refused) -> Reply:
        """What is no call at all; a correct bot never sends it."""
        with self.lock:
            self.violations.append(f"{name}: {refusal}")
        return refusal_reply(refusal)
