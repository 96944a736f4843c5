"""HTTP and websockets on loopback, in a thread: it also serves callers who block their loop."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable

from aiohttp import web

BODY_LIMIT = 26 << 20  # bytes; Discord takes 25 MiB a request
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Wire:
    """A server in a thread of its own."""

    def __init__(self, answer: Handler) -> None:
        self._answer = answer
        self.loop: asyncio.AbstractEventLoop
        self.port = 0
        self._thread = threading.Thread(target=self._run, name="local Discord", daemon=True)
        self._over = asyncio.Event()
        self._ready = threading.Event()
        self._runner: web.AppRunner | None = None
        self._site: web.SockSite | None = None
        self._failure: BaseException | None = None

    def start(self, port: int = 0) -> None:
        """Begin to answer, at *port* or one that is free."""
        self.port = port
        self.loop = asyncio.new_event_loop()
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self.stop()

    def stop(self) -> None:
        """End every connection, wait until all is closed, and raise what failed in here."""
        self.loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self.loop.close()
        if self._failure is not None:
            raise self._failure

    def go_down(self) -> None:
        """Take no connection any more, and end those there are."""
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()

    def come_back(self) -> None:
        """Listen again, at the same port."""
        asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result()

    def _run(self) -> None:
        self.loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        application = web.Application(client_max_size=BODY_LIMIT)
        application.router.add_route("*", "/{path:.*}", self._whole)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        try:
            await self._listen()
        except OSError as error:
            self._failure = error
        self._ready.set()
        await self._over.wait()
        await self._close()
        await self._runner.cleanup()
        await self._end_all()

    async def _end_all(self) -> None:
        """Late answers to who was killed meanwhile."""
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _listen(self) -> None:
        assert self._runner is not None
        listening = socket.create_server(("127.0.0.1", self.port), backlog=1024)
        self.port = listening.getsockname()[1]
        self._site = web.SockSite(self._runner, listening)
        await self._site.start()

    async def _close(self) -> None:
        if self._site is not None:
            await self._site.stop()
            self._site = None
        assert self._runner is not None
        assert self._runner.server is not None
        for connection in self._runner.server.connections:
            if connection.transport is not None:
                connection.transport.abort()

    async def _whole(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except (ConnectionError, asyncio.CancelledError):
            raise  # the other side has gone
        except BaseException as error:
            self._failure = self._failure or error
            raise


def cut(request: web.BaseRequest) -> None:
    """End the connection of *request* as a torn cable does."""
    if request.transport is not None:
        request.transport.abort()
