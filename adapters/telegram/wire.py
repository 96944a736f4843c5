"""
How a call of the Bot API goes over a connection: by asyncio's own transports, under httpx.

httpx's own way takes a quarter of what a broadcast costs the processor: at each call it asks the
system for both ends of every idle connection, and the head of a request leaves before its body,
each at a turn of the loop of its own. The protocol, the pool and the errors stay those of httpx.
https://www.encode.io/httpcore/network-backends/, https://www.python-httpx.org/advanced/transports/
"""

from __future__ import annotations

import asyncio
import select
import ssl
from collections.abc import Iterable
from typing import Any, cast

import httpcore
import httpx

from adapters.loopback import HOSTS

HELD = 64 * 1024  # bytes of a request that wait for the rest of it; what is longer leaves in pieces
KEPT = 5.0  # seconds that an idle connection is kept; as httpx does
SECOND_ADDRESS = 0.25  # seconds until another address of a server is tried beside the first

# Each of these has its namesake in httpx.
FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


class Direct(httpx.AsyncBaseTransport):
    """Asks servers without a proxy, over at most so many *connections*, believing *authorities*."""

    def __init__(self, authorities: ssl.SSLContext, connections: int) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=authorities,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=KEPT,
            network_backend=Wires(),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The whole answer to *request*; raises the errors of httpx."""
        try:
            answer = await self._pool.handle_async_request(_asked(request))
            try:
                content = await answer.aread()
            finally:
                await answer.aclose()
        except FAILURES as error:
            raise _named_by_httpx(error) from error
        return httpx.Response(answer.status, headers=answer.headers, content=content)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def _asked(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        ),
        headers=request.headers.raw,
        content=cast("httpx.AsyncByteStream", request.stream),  # its client makes no other
        extensions=request.extensions,
    )


def _named_by_httpx(error: Exception) -> Exception:
    kind: type[httpx.TransportError] = getattr(httpx, type(error).__name__)
    return kind(str(error))


class Wires(httpcore.AsyncNetworkBackend):
    """Opens connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to *port* of *host*; raises what httpcore calls its errors."""
        loop = asyncio.get_running_loop()
        local = None if local_address is None else (local_address, 0)
        # Servers elsewhere have addresses of two kinds, one of which may lead nowhere.
        delay = None if host in HOSTS else SECOND_ADDRESS
        try:
            async with asyncio.timeout(timeout):
                transport, wire = await loop.create_connection(
                    Wire, host, port, local_addr=local, happy_eyeballs_delay=delay
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        for option in socket_options or ():
            transport.get_extra_info("socket").setsockopt(*option)
        return wire


class Wire(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """
    One connection: what the loop tells of it, as something to read from and to write to.

    What is written is held until an answer is waited for, so that a request is one write, and one
    packet where it is short. Whoever writes much waits until the system has taken it; what comes in
    is not slowed down, since a whole answer is kept anyway.
    """

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._received = bytearray()
        self._held = bytearray()
        self._is_over = False
        self._is_full = False
        self._fault: Exception | None = None
        self._news: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The loop's: the connection is there."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """The loop's: the server wrote."""
        self._received += data
        self._tell()

    def eof_received(self) -> None:
        """The loop's: the server writes no more."""
        self._is_over = True
        self._tell()

    def connection_lost(self, exc: Exception | None) -> None:
        """The loop's: the connection is no more."""
        self._is_over, self._fault = True, exc
        self._tell()

    def pause_writing(self) -> None:
        """The loop's: more waits for the system than is good."""
        self._is_full = True

    def resume_writing(self) -> None:
        """The loop's: that is over."""
        self._is_full = False
        self._tell()

    def _tell(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    async def _wait(self, seconds: float | None) -> None:
        """Until the loop tells something; raises `TimeoutError`."""
        self._news = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await self._news
        finally:
            self._news = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """What the server wrote, as soon as there is something; nothing where it has ended."""
        await self._let_go(timeout)
        try:
            while not (self._received or self._is_over):
                await self._wait(timeout)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        if self._fault and not self._received:
            raise httpcore.ReadError(str(self._fault)) from self._fault
        read = bytes(self._received[:max_bytes])
        del self._received[:max_bytes]
        return read

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Write *buffer* with what follows it."""
        self._held += buffer
        if len(self._held) >= HELD:
            await self._let_go(timeout)

    async def _let_go(self, seconds: float | None) -> None:
        """Let what is held leave, unless nobody is there: what the server wrote then tells why."""
        if self._held and not self._is_over:
            self._transport.write(bytes(self._held))
        self._held.clear()
        try:
            while self._is_full and not self._is_over:
                await self._wait(seconds)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, from now on encrypted, to a server that proved who it is."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                encrypted = await loop.start_tls(
                    self._transport, self, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as error:
            await self.aclose()
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            await self.aclose()
            raise httpcore.ConnectError(str(error)) from error
        if encrypted is None:
            raise httpcore.ConnectError("the connection ended while it was made")
        self._transport = encrypted
        return self

    def get_extra_info(self, info: str) -> Any:
        """Whether there is something to read, and what the transport knows."""
        if info == "is_readable":  # asked of idle connections: the server has ended it, then
            return bool(self._received) or self._is_over or self._has_news()
        return self._transport.get_extra_info(info)

    def _has_news(self) -> bool:
        """Whether the system knows of something that the loop has not told yet."""
        number: int = self._transport.get_extra_info("socket").fileno()
        if number < 0 or not hasattr(select, "poll"):  # closed; or Windows, where the loop must do
            return number < 0
        looking = select.poll()
        looking.register(number, select.POLLIN)
        return bool(looking.poll(0))

    async def aclose(self) -> None:
        """Close it now, whatever was still to leave."""
        self._transport.abort()
        await asyncio.sleep(0)  # the loop closes the socket at its next turn
