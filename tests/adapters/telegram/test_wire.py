"""How a call goes over a connection: in one piece, in time, never into one that has ended."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

from adapters.telegram.wire import HELD, Direct

SOON = 0.05  # seconds
LATE = 60.0  # seconds
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
UNSIGNED = "AECDH-AES256-SHA:@SECLEVEL=0"  # encrypted without certificates: tests need no key

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(serve: Serve, encrypted: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server on this machine, and its address; it ends with what it is in the midst of."""
    tasks: set[asyncio.Task[None]] = set()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await serve(reader, writer)
        writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(guarded(reader, writer))
        tasks.add(task)

    server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=encrypted)
    scheme = "https" if encrypted else "http"
    try:
        yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0)


@asynccontextmanager
async def calling(
    *, within: float = LATE, authorities: ssl.SSLContext | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """Who calls, and waits no longer than so many seconds for anything."""
    transport = Direct(authorities or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), 2)
    async with httpx.AsyncClient(transport=transport, timeout=within) as client:
        yield client


async def asked(reader: asyncio.StreamReader) -> bytes:
    """The body of a request."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        line.partition(b":")[2]
        for line in head.splitlines()
        if line.lower().startswith(b"content-length")
    )
    return await reader.readexactly(int(length))


async def answer_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer each request on a connection."""
    while True:
        await asked(reader)
        writer.write(OK)


async def test_a_request_leaves_in_one_piece() -> None:
    """Its head does not go ahead of its body."""
    pieces: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pieces.append(await reader.read(HELD))
        writer.write(OK)

    async with serving(serve) as url, calling() as client:
        answer = await client.post(url, data={"text": "Good morning"})
    assert (answer.status_code, answer.text) == (200, "ok")
    assert pieces[0].startswith(b"POST / HTTP/1.1\r\n")
    assert pieces[0].endswith(b"\r\n\r\ntext=Good+morning")


async def test_a_long_request_arrives_whole() -> None:
    """Also where it is read slowly."""
    body = bytes(range(256)) * (HELD // 8)
    bodies: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(SOON)
        bodies.append(await asked(reader))
        writer.write(OK)

    async with serving(serve) as url, calling() as client:
        assert (await client.post(url, content=body)).text == "ok"
    assert bodies == [body]


async def test_connections_are_used_again() -> None:
    """One call after the other needs one."""
    met: list[object] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(writer)
        await answer_all(reader, writer)

    async with serving(serve) as url, calling() as client:
        for _ in range(3):
            assert (await client.post(url, content=b"x")).text == "ok"
    assert len(met) == 1


async def test_a_connection_that_ended_is_not_used_again() -> None:
    """Even where the loop had no time yet to notice: the call would be in doubt for nothing."""
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await answer_all(reader, writer)

    async with serving(serve) as url, calling() as client:
        assert (await client.post(url, content=b"x")).text == "ok"
        writers[0].get_extra_info("socket").shutdown(2)
        assert (await client.post(url, content=b"x")).text == "ok"
    assert len(writers) == 2


async def test_who_hangs_up_without_an_answer_leaves_a_doubt() -> None:
    """What was asked may have been done."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)

    async with serving(serve) as url, calling() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(url, content=b"x")


async def test_nobody_there_is_told_from_no_answer() -> None:
    """Nothing of a request was written where no connection was made."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(serve) as url, calling(within=SOON) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.post(url, content=b"x")
    async with calling() as client:
        with pytest.raises(httpx.ConnectError):
            await client.post(url, content=b"x")


async def test_who_does_not_read_is_not_written_to_for_ever() -> None:
    """A request that the system does not take is given up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(LATE)

    async with serving(serve) as url, calling(within=SOON) as client:
        with pytest.raises(httpx.WriteTimeout):
            await client.post(url, content=bytes(1000 * HELD))


async def test_no_more_connections_than_there_may_be() -> None:
    """Who gets none in time has written nothing."""
    arrived = asyncio.Semaphore(0)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        arrived.release()
        await reader.read()

    async with serving(serve) as url, calling() as client:
        waiting = [asyncio.create_task(client.post(url, content=b"x")) for _ in range(2)]
        for _ in waiting:
            await arrived.acquire()
        with pytest.raises(httpx.PoolTimeout):
            await client.post(url, content=b"x", timeout=httpx.Timeout(LATE, pool=SOON))
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)


def unsigned(context: ssl.SSLContext) -> ssl.SSLContext:
    """*context*, which encrypts without certificates."""
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers(UNSIGNED)
    return context


async def test_it_is_encrypted_where_the_address_says_so() -> None:
    """And a connection is used again all the same."""
    client_side = unsigned(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    server_side = unsigned(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    async with serving(answer_all, server_side) as url, calling(authorities=client_side) as client:
        for size in (1, 10 * HELD):
            assert (await client.post(url, content=bytes(size))).text == "ok"


async def test_a_server_that_does_not_prove_who_it_is_gets_nothing() -> None:
    """No certificate, an unknown one, no encryption at all, or silence: not a byte is written."""
    unproven = unsigned(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    async with serving(answer_all, unproven) as url, calling() as client:
        with pytest.raises(httpx.ConnectError):
            await client.post(url, content=b"x")

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(OK)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(plain) as url, calling() as client:
        with pytest.raises(httpx.ConnectError):
            await client.post(url.replace("http:", "https:"), content=b"x")
    async with serving(silent) as url, calling(within=SOON) as client:
        with pytest.raises(httpx.ConnectTimeout):
            await client.post(url.replace("http:", "https:"), content=b"x")
