"""How little the local Telegram itself costs: measurements of bots must not measure it."""

from __future__ import annotations

import asyncio
from urllib.parse import quote_plus, urlsplit

import pytest

from tests.fakes.telegram.process import TelegramProcess

CONNECTIONS, EACH = 8, 125
DIGEST = "".join(
    f"<b>{number}.</b> <a href=\"https://arxiv.org/abs/2401.{number:05}\">A title &amp; more</a>\n"
    f"<i>Ada Lovelace, 小明</i>\nWhat it finds, in one sentence of about this length.\n\n"
    for number in range(10)
)  # fmt: skip


@pytest.mark.alone
async def test_a_message_costs_next_to_nothing() -> None:
    """Of the processor, one digest after the other on each of eight connections: half a ms."""
    with TelegramProcess() as process:
        process.ask("set", overall=None, burst=None)
        people = [process.ask("person", first_name="Reader") for _ in range(CONNECTIONS)]
        for person in people:
            process.ask("begin", person=person)
        parts = urlsplit(process.base_url)
        path = f"{parts.path}{process.ask('token')}/sendMessage"
        before = process.ask("cpu")
        await asyncio.gather(*(_send(parts.port or 0, path, person) for person in people))
        spent = process.ask("cpu") - before
        assert len(process.ask("sent")) == CONNECTIONS * EACH
        assert spent / (CONNECTIONS * EACH) < 0.006


async def _send(port: int, path: str, person: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(EACH):
        text = quote_plus(f"{number} {DIGEST}")
        body = f"chat_id={person}&parse_mode=HTML&text={text}".encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        assert "200 OK" in answer
        length = answer.partition("Content-Length: ")[2].partition("\r\n")[0]
        await reader.readexactly(int(length))
    writer.close()
    await writer.wait_closed()
