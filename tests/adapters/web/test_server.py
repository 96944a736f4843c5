"""What other servers post, over real connections."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

from adapters.web.server import MOST_BYTES, WebServer

HOST = "127.0.0.1"


def a_free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server((HOST, 0)) as taken:
        return int(taken.getsockname()[1])


@asynccontextmanager
async def serving(server: WebServer, port: int) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running *server*."""
    task = asyncio.create_task(server.serve())
    try:
        async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False) as client:
            for _ in range(500):
                with suppress(httpx.ConnectError):
                    await client.get("/")
                    break
                await asyncio.sleep(0.01)
            yield client
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_what_is_posted_is_received() -> None:
    """Headers in lower case and the whole body, by who asked for that path last."""
    port = a_free_port()
    server = WebServer(HOST, port)
    heard: list[tuple[str, bytes]] = []

    async def receive(headers: Mapping[str, str], body: bytes) -> int:
        heard.append((headers["x-secret"], body))
        return 202

    async def never(headers: Mapping[str, str], body: bytes) -> int:
        raise AssertionError

    server.receive("/hook", never)
    server.receive("/hook", receive)
    async with serving(server, port) as client:
        answer = await client.post("/hook", content=b"a body", headers={"X-Secret": "open"})
        assert (answer.status_code, heard) == (202, [("open", b"a body")])
        assert "server" not in answer.headers
        assert (await client.post("/other", content=b"")).status_code == 404
        assert (await client.get("/hook")).status_code == 405


async def test_too_much_is_refused() -> None:
    """Before it is read to its end."""
    port = a_free_port()
    server = WebServer(HOST, port)

    async def receive(headers: Mapping[str, str], body: bytes) -> int:
        raise AssertionError

    server.receive("/hook", receive)
    async with serving(server, port) as client:
        answer = await client.post("/hook", content=b"x" * (MOST_BYTES + 1))
        assert answer.status_code == 413


async def test_who_hangs_up_is_not_waited_for() -> None:
    """Nor heard: half of a body is none."""
    port = a_free_port()
    server = WebServer(HOST, port)

    async def receive(headers: Mapping[str, str], body: bytes) -> int:
        return 200 if body == b"whole" else 500

    server.receive("/hook", receive)
    async with serving(server, port) as client:
        _, writer = await asyncio.open_connection(HOST, port)
        writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nwh")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        assert (await client.post("/hook", content=b"whole")).status_code == 200


async def test_what_is_under_way_is_finished() -> None:
    """An update that was taken is not sent once more."""
    port = a_free_port()
    server = WebServer(HOST, port)
    begun, go = asyncio.Event(), asyncio.Event()

    async def receive(headers: Mapping[str, str], body: bytes) -> int:
        begun.set()
        await go.wait()
        return 200

    server.receive("/hook", receive)
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False) as other:
        async with serving(server, port):
            posting = asyncio.create_task(other.post("/hook", content=b"{}"))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.05, go.set)
        assert (await posting).status_code == 200


async def test_a_taken_address_is_an_error_and_not_the_end() -> None:
    """The program decides what to do about it."""
    told = "^cannot listen at WEB_LISTEN: Address already in use"
    with socket.create_server((HOST, 0)) as taken, pytest.raises(OSError, match=told):
        await WebServer(HOST, taken.getsockname()[1]).serve()
