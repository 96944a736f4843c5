"""The local Telegram as a server: addresses, tokens, malformed requests, its own failures."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import httpx
import pytest
from telegram import Bot
from telegram.error import InvalidToken, NetworkError

from tests.fakes.telegram.conftest import Call, new_bot
from tests.fakes.telegram.server import LocalTelegram
from tests.fakes.telegram.wire import Reply, Request, Wire

Exchange = Callable[[bytes], bytes]


@pytest.fixture
def exchange(telegram: LocalTelegram) -> Exchange:
    """Send these bytes, and read whatever comes until the other side ends it."""

    def send(sent: bytes) -> bytes:
        port = int(telegram.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(sent)
            got = b""
            while more := connection.recv(1 << 16):
                got += more
            return got

    return send


async def test_the_real_bot_knows_itself(telegram: LocalTelegram, bot: Bot) -> None:
    """The library is content with `getMe`, and may be with its name in other letters."""
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (7_000_000_001, telegram.username, True)
    assert me.can_join_groups
    assert not me.can_read_all_group_messages
    assert me.supports_inline_queries


@pytest.mark.parametrize(
    ("path", "code", "description"),
    [
        ("/", 404, "Not Found"),
        ("/bot/getMe", 404, "Not Found"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/bot1:wrong/getMe", 401, "Unauthorized"),
    ],
)
def test_only_the_known_token_opens(
    telegram: LocalTelegram, client: httpx.Client, path: str, code: int, description: str
) -> None:
    """Others hear what Telegram says."""
    answer = client.get(f"{telegram.url}{path}")
    assert answer.status_code == code
    assert answer.json() == {"ok": False, "error_code": code, "description": description}


async def test_the_library_calls_both_an_invalid_token(telegram: LocalTelegram) -> None:
    """Whether it is unknown or no token at all."""
    for token in ("1:wrong", "nonsense"):
        bot = new_bot(telegram, token=token)
        with pytest.raises(InvalidToken):
            await bot.initialize()
        await bot.shutdown()


def test_unknown_methods_and_parameters_are_violations(
    telegram: LocalTelegram, call: Call, ada: int
) -> None:
    """A method that does not exist is not found; a parameter that does not is ignored."""
    assert call("sendTelegram")["description"] == "Not Found: method not found"
    assert call("sendMessage", chat_id=ada, text="x", disable_web_page_preview=True)["ok"]
    assert telegram.forgive() == [
        "sendTelegram: Not Found: method not found",
        "sendMessage: there is no parameter 'disable_web_page_preview'",
    ]


@pytest.mark.parametrize("method", ["logOut", "close"])
def test_what_ends_a_bot_is_refused(telegram: LocalTelegram, call: Call, method: str) -> None:
    """Both would lock it out for minutes."""
    assert call(method)["error_code"] == 400
    assert telegram.forgive() == [f"{method}: Bad Request: {method} is refused here"]


def test_parameters_come_in_every_form(
    telegram: LocalTelegram, client: httpx.Client, ada: int
) -> None:
    """In the address, as a form, as JSON, in several parts; method names in any letters."""
    url = f"{telegram.base_url}{telegram.token}"
    told = {"chat_id": str(ada), "text": "100 % & plus + ü"}
    client.get(f"{url}/sendMessage", params=told)
    client.post(f"{url}/SENDMESSAGE", data=told)
    client.post(f"{url}/sendmessage", json=told)
    client.post(f"{url}/sendMessage", files={key: (None, told[key]) for key in told})
    assert telegram.texts(ada) == ["100 % & plus + ü"] * 4


@pytest.mark.parametrize(
    ("content", "content_type", "description"),
    [
        (b"{", "application/json", "can't parse JSON"),
        (b"[1]", "application/json", "can't parse JSON: object expected"),
        (b"text=%ff", "application/x-www-form-urlencoded", "strings must be encoded in UTF-8"),
        (b"x", "text/plain", "unsupported content type 'text/plain'"),
        (b"x", "multipart/form-data", "boundary not found"),
        (b"x", "multipart/form-data; boundary=b", "can't parse multipart/form-data"),
        (b"--b\r\nno name\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b", "can't parse"),
    ],
)
def test_a_body_that_nobody_can_read_is_refused(
    telegram: LocalTelegram,
    client: httpx.Client,
    content: bytes,
    content_type: str,
    description: str,
) -> None:
    """And noted: no library sends it."""
    url = f"{telegram.base_url}{telegram.token}/getMe"
    answer = client.post(url, content=content, headers={"Content-Type": content_type})
    assert description in answer.json()["description"]
    assert len(telegram.forgive()) == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400 Bad Request"),
        (b"GET / SPDY/3\r\n\r\n", b"400 Bad Request"),
        (b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", b"400 Bad Request"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"411 Length Required"),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
            b"413 Request Entity Too Large",
        ),
        (b"GET /" + b"x" * 70_000, b"431 Request Header Fields Too Large"),
    ],
)
def test_what_is_no_request_ends_the_connection(
    exchange: Exchange, sent: bytes, status: bytes
) -> None:
    """With a page of the server in front, as Telegram does."""
    got = exchange(sent)
    assert got.startswith(b"HTTP/1.1 " + status)
    assert b"<h1>" in got


def test_a_connection_stays_open_unless_told_otherwise(exchange: Exchange) -> None:
    """Two requests on one connection, the second of which ends it."""
    ask = b"GET /x HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\nConnection: close\r\n\r\n"
    assert exchange(ask).count(b"HTTP/1.1 404 Not Found") == 2


async def test_a_slow_answer_holds_up_nobody_else(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Sixteen answers of a second each take hardly more than one."""
    telegram.limits.burst = telegram.limits.overall = None
    telegram.delay = 1.0
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await asyncio.gather(*(bot.send_message(ada, f"message {n}") for n in range(16)))
    assert 1.0 <= loop.time() - begin < 12
    assert len(telegram.sent) == 16


async def test_telegram_goes_down_and_comes_back(telegram: LocalTelegram, ada: int) -> None:
    """Nobody listens meanwhile; afterwards everything is as it was, at the same address."""
    async with new_bot(telegram) as bot:
        await asyncio.to_thread(telegram.go_down)
        with pytest.raises(NetworkError):
            await bot.send_message(ada, "into the void")
        await asyncio.to_thread(telegram.come_back)
        await bot.send_message(ada, "back")
    assert telegram.texts(ada) == ["back"]


async def test_it_ends_with_its_block() -> None:
    """Also while a call is waiting; afterwards nobody is there."""
    async with LocalTelegram() as telegram:
        url = f"{telegram.base_url}{telegram.token}/getUpdates?timeout=50"
        async with httpx.AsyncClient(trust_env=False) as client:
            waiting = asyncio.create_task(client.get(url))
            await telegram.until(lambda: telegram.updates.polls or None)
            await asyncio.to_thread(telegram.stop)
            with pytest.raises(httpx.HTTPError):
                await waiting
    with pytest.raises(RuntimeError, match="inside its `with`"):
        assert telegram.base_url


def test_a_port_that_is_taken_is_told() -> None:
    """Where a test wants a certain one."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        LocalTelegram().start(taken.getsockname()[1])


def test_a_fault_of_the_server_itself_is_raised_at_its_end() -> None:
    """A mistake in this fake must not look like Telegram being down."""

    async def broken(request: Request) -> Reply:
        raise LookupError(request.target)

    wire = Wire(broken)
    wire.start()
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"http://127.0.0.1:{wire.port}/x", trust_env=False)
    with pytest.raises(LookupError, match="/x"):
        wire.stop()
