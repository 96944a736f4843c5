"""HTTP/1.1 on loopback, by hand: a server that can also cut, drop and delay its answers."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

HEAD_LIMIT = 1 << 20  # bytes

Ending = Literal["whole", "cut", "drop"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came: *target* is path and query as written, the rest is taken apart."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The parameters, of the address and of a form sent along, in their order."""
        form = self.body.decode() if self.method == "POST" else ""
        pairs = parse_qsl(urlsplit(self.target).query, keep_blank_values=True)
        return (*pairs, *parse_qsl(form, keep_blank_values=True))

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters by name; the last of a repeated one."""
        return dict(self.query)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer, how it ends on the wire, and after how many seconds it is given."""

    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    ending: Ending = "whole"
    delay: float = 0.0


Answering = Callable[[Asked, int], Reply]
"""Answers a request; the number is how many requests are under way with it."""


class Wire:
    """A server in a thread of its own, so that it also serves callers who block their loop."""

    def __init__(self, answer: Answering) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._run, name="local arXiv", daemon=True)
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._under_way: set[asyncio.StreamReader] = set()
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End every connection, wait until all is closed, and raise what failed in here."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connect, sock=self._socket, limit=HEAD_LIMIT)
        await self._over.wait()
        server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await server.wait_closed()

    def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._converse(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._failure = self._failure or task.exception()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        writer.transport.set_write_buffer_limits(0)  # so that `drain` means: handed over
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the last byte at once
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
        asked = await _read(reader)
        # Who gave up waiting closed its connection before it asks again: that one is at its end.
        others = sum(not other.at_eof() for other in self._under_way)
        self._under_way.add(reader)
        try:
            reply = self._answer(asked, 1 + others)
            if reply.ending == "drop" or not await self._wait(reader, reply.delay):
                return False
            message = _written(reply, asked.method)
            writer.write(message[:-1])
            await writer.drain()
        finally:
            # Before the last byte goes out: whoever has the whole answer may ask again at once.
            self._under_way.discard(reader)
        writer.write(message[-1:])
        await writer.drain()
        return reply.ending == "whole" and asked.headers.get("connection") != "close"

    async def _wait(self, reader: asyncio.StreamReader, seconds: float) -> bool:
        """Let *seconds* pass; false where the other side, or this server, went meanwhile."""
        over = self._loop.create_task(self._over.wait())
        gone = self._loop.create_task(reader.read(1))
        done, pending = await asyncio.wait(
            (over, gone), timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        for task in pending:
            task.cancel()
        await asyncio.gather(over, gone, return_exceptions=True)
        return not done


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, target, headers, body)


def _written(reply: Reply, method: str) -> bytes:
    body = reply.body.encode()
    sent = body[: len(body) // 2] if reply.ending == "cut" else body
    bare = reply.status == HTTPStatus.NOT_MODIFIED
    headers = {"Content-Type": reply.content_type, **reply.headers}
    if not bare:
        headers["Content-Length"] = str(len(body))
    lines = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    return head if bare or method == "HEAD" else head + sent


def _phrase(status: int) -> str:
    # 429 comes as "Unknown Error" from arXiv: https://github.com/lukasschwab/arxiv.py/issues/203
    return "Unknown Error" if status == HTTPStatus.TOO_MANY_REQUESTS else HTTPStatus(status).phrase
