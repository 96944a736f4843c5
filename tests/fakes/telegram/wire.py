"""HTTP/1.1 on loopback, by hand: connections that stay open, many at once, in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

HEAD_LIMIT = 1 << 16  # bytes
BODY_LIMIT = 50 << 20  # bytes; a bot sends 50 MB at most: https://core.telegram.org/bots/faq
PHRASES = {status.value: status.phrase for status in HTTPStatus}

Ending = Literal["whole", "close", "drop"]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came; *gone* tells whether its sender has hung up meanwhile."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    gone: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; *drop* sends nothing of it, and ends the connection instead."""

    status: int
    body: bytes
    content_type: str = "application/json"
    ending: Ending = "whole"


class Unreadable(Exception):
    """What came is no HTTP request; the connection ends with the answer *status*."""

    def __init__(self, status: int) -> None:
        super().__init__(PHRASES[status])
        self.status = status


class Wire:
    """A server in a thread of its own: it also serves callers who block their loop."""

    def __init__(self, answer: Callable[[Request], Awaitable[Reply]]) -> None:
        self._answer = answer
        self.loop = asyncio.new_event_loop()
        self.port = 0
        self._thread = threading.Thread(target=self._run, name="local Telegram", daemon=True)
        self._over = asyncio.Event()
        self._ready = threading.Event()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._failure: BaseException | None = None

    def start(self, port: int = 0) -> None:
        """Begin to answer, at *port* or one that is free."""
        self.port = port
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

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Let *work* run beside the connections, to the end of the server."""
        self.loop.call_soon_threadsafe(self._begin, work)

    def go_down(self) -> None:
        """Take no connection any more, and end those there are."""
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()

    def come_back(self) -> None:
        """Listen again, at the same port."""
        asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result()

    def _run(self) -> None:
        self.loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        try:
            await self._listen()
        except OSError as error:
            self._failure = error
        self._ready.set()
        await self._over.wait()
        await self._close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self) -> None:
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        self._server = await asyncio.start_server(self._connect, sock=listening, limit=HEAD_LIMIT)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._begin(self._converse(reader, writer))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            self._failure = self._failure or task.exception()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the other side has gone
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; false where the connection ends with it."""
        try:
            request = await _read(reader)
        except Unreadable as error:
            writer.write(_written(_unread(error.status)))
            writer.write_eof()
            # What was sent beyond must be taken, or the answer is lost in a reset.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(_swallow(reader), 0.2)
            return False
        reply = await self._answer(request)
        if reply.ending == "drop":
            writer.transport.abort()
            return False
        writer.write(_written(reply))
        await writer.drain()
        return reply.ending == "whole" and request.headers.get("connection") != "close"


async def _read(reader: asyncio.StreamReader) -> Request:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.LimitOverrunError as error:
        raise Unreadable(431) from error
    first, *lines = head.split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or words[2] not in ("HTTP/1.1", "HTTP/1.0"):
        raise Unreadable(400)
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    body = await _body(reader, headers)
    return Request(words[0], words[1], headers, body, reader.at_eof)


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if "transfer-encoding" in headers:
        raise Unreadable(411)
    length = headers.get("content-length", "0")
    if not length.isdecimal():
        raise Unreadable(400)
    if int(length) > BODY_LIMIT:
        raise Unreadable(413)
    return await reader.readexactly(int(length)) if length != "0" else b""


async def _swallow(reader: asyncio.StreamReader) -> None:
    while await reader.read(HEAD_LIMIT):
        pass


def _unread(status: int) -> Reply:
    """As the front server answers what never reaches the Bot API: by a page, not by JSON."""
    return Reply(status, page(status), "text/html", "close")


def page(status: int) -> bytes:
    """The page of a front server for *status*."""
    title = f"{status} {PHRASES[status]}"
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
        "</body>\r\n</html>\r\n"
    ).encode()


def _written(reply: Reply) -> bytes:
    keep = "keep-alive" if reply.ending == "whole" else "close"
    head = (
        f"HTTP/1.1 {reply.status} {PHRASES.get(reply.status, 'Unknown')}\r\n"
        f"Server: nginx/1.18.0\r\nContent-Type: {reply.content_type}\r\n"
        f"Content-Length: {len(reply.body)}\r\nConnection: {keep}\r\n\r\n"
    )
    return head.encode("latin-1") + reply.body
