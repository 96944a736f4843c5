"""One HTTP server for all that comes in from the web, in the loop of the program."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

log = structlog.get_logger()

MOST_BYTES = 1 << 20  # of a body; an update of Telegram's has some thousand
ENDED_WITHIN = 10  # seconds that a request under way has, once we end

Receive = Callable[[Mapping[str, str], bytes], Awaitable[int]]
"""What becomes of a request with these headers (in lower case) and this body: an HTTP status."""


class _Server(uvicorn.Server):
    """Leaves the signals of the program to the program."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None."""
        yield


class WebServer:
    """Listens at *host* and *port*, behind whatever speaks HTTPS to the world."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._receivers: dict[str, Receive] = {}

    def receive(self, path: str, receive: Receive) -> None:
        """Give what is posted to *path* to *receive*, in place of whoever had it before."""
        self._receivers[path] = receive

    async def serve(self) -> None:
        """Answer until cancelled; raises `OSError` where the address cannot be listened at."""
        with self._socket() as listening:
            server = _Server(self._config())
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            log.info("web server", listen=f"{self._host}:{listening.getsockname()[1]}")
            try:
                await asyncio.shield(serving)
            except asyncio.CancelledError:
                server.should_exit = True
                await serving
                raise

    def _socket(self) -> socket.socket:
        """Taken here: the server would end the program where the address is taken."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            return socket.create_server((self._host, self._port), family=family)
        except OSError as error:
            raise OSError(f"cannot listen at WEB_LISTEN: {error.strerror}") from error

    def _config(self) -> uvicorn.Config:
        routes = [Route("/{path:path}", self._answer, methods=["POST"])]
        return uvicorn.Config(
            Starlette(routes=routes),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=ENDED_WITHIN,
        )

    async def _answer(self, request: Request) -> Response:
        receive = self._receivers.get(request.url.path)
        if receive is None:
            return Response(status_code=404)
        body = bytearray()
        try:
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BYTES:
                    return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        return Response(status_code=await receive(request.headers, bytes(body)))
