"""How Telegram is reached: directly, or through a proxy; and what is not shown of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.telegram.door import Door, Webhook
from tests.fakes.telegram.server import LocalTelegram

TOKEN = "7000000001:AAa-token-that-nobody-knows-at-all-1"  # noqa: S105 - opens nothing


class Proxy:
    """Takes requests for anywhere, and answers all of them itself."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request."""
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head.partition(b"\r\n")[0].decode())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Proxy, str]]:
    """A proxy and its address, which the environment knows as well."""
    proxy = Proxy()
    server = await asyncio.start_server(proxy.take, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, url)
    yield proxy, url
    server.close()
    await server.wait_closed()


async def test_a_server_elsewhere_is_asked_through_the_proxy(proxy: tuple[Proxy, str]) -> None:
    """Both for calls and for updates."""
    asked, url = proxy
    door = Door(token=TOKEN, api_url="http://telegram.example", proxy=url)
    for http in (door.calls(), door.polls()):
        assert await http.do_request("http://telegram.example/x", "POST") == (200, b"{}")
        await http.shutdown()
    assert asked.asked == ["POST http://telegram.example/x HTTP/1.1"] * 2


@pytest.mark.parametrize("is_set", [True, False])
async def test_a_server_on_this_machine_is_asked_directly(
    telegram: LocalTelegram,
    proxy: tuple[Proxy, str],
    is_set: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Whatever the settings say, or the environment."""
    asked, url = proxy
    door = Door(token=telegram.token, api_url=telegram.url, proxy=url if is_set else "")
    for http in (door.calls(), door.polls()):
        code, _ = await http.do_request(f"{telegram.base_url}{telegram.token}/getMe", "POST")
        await http.shutdown()
        assert code == 200
    assert asked.asked == []


async def test_telegram_itself_is_reached_over_https() -> None:
    """With the certificates of the world, for calls and for updates."""
    door = Door(token=TOKEN)
    assert door.api_url.startswith("https://")
    for http in (door.calls(), door.polls()):
        await http.shutdown()


async def test_a_call_that_is_not_let_in_tells_so(telegram: LocalTelegram) -> None:
    """An unknown token does, and a method that does not exist does not."""
    refused = asyncio.Event()
    door = Door(token=TOKEN, api_url=telegram.url)
    calls = door.calls(refused)
    assert (await calls.do_request(f"{telegram.base_url}{telegram.token}/sing", "POST"))[0] == 404
    assert not refused.is_set()
    assert (await calls.do_request(f"{telegram.base_url}{TOKEN}/getMe", "POST"))[0] == 401
    assert refused.is_set()
    await calls.shutdown()
    assert telegram.forgive() == ["sing: Not Found: method not found"]


def test_secrets_are_not_shown() -> None:
    """Wherever a door is written down."""

    class NoHooks:
        def receive(self, path: str, receive: object) -> None:
            """Nobody calls."""

    webhook = Webhook("https://papers.example", "open-sesame", NoHooks())
    door = Door(token=TOKEN, proxy="http://me:password@proxy.example", webhook=webhook)
    for secret in (TOKEN, "open-sesame", "password"):
        assert secret not in repr(door)
