"""A local Telegram for each test, and the real library that talks to it."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator, Iterator
from typing import Any, Protocol

import httpx
import pytest
from telegram import Bot
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from tests.fakes.telegram.server import LocalTelegram

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # saves loading the world's certificates


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    """A local Telegram; a test that expects violations takes them by `forgive`."""
    with LocalTelegram() as telegram:
        yield telegram
        assert telegram.violations == []


def new_bot(
    telegram: LocalTelegram, *, read_timeout: float = 5.0, token: str | None = None
) -> ExtBot[None]:
    """A bot that is not initialized yet."""
    plain, polling = (
        HTTPXRequest(
            connection_pool_size=16,
            read_timeout=read_timeout,
            httpx_kwargs={"trust_env": False, "verify": NO_TLS},
        )
        for _ in range(2)
    )
    return ExtBot(
        token or telegram.token,
        base_url=telegram.base_url,
        request=plain,
        get_updates_request=polling,
    )


@pytest.fixture
async def bot(telegram: LocalTelegram) -> AsyncIterator[Bot]:
    """The real bot of python-telegram-bot, which knows itself already."""
    async with new_bot(telegram) as bot:
        yield bot


class Call(Protocol):
    """Calls a method of the Bot API as a form, without any library of bots between."""

    def __call__(self, method: str, **parameters: object) -> Any:
        """The body of the answer; parameters that are no strings go as JSON."""


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """One client for all tests: making one is slow."""
    with httpx.Client(timeout=10, trust_env=False, verify=NO_TLS) as client:
        yield client


@pytest.fixture
def call(telegram: LocalTelegram, client: httpx.Client) -> Call:
    """Call by hand, also what no library would send."""

    def post(method: str, **parameters: object) -> Any:
        form = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in parameters.items()
        }
        return client.post(f"{telegram.base_url}{telegram.token}/{method}", data=form).json()

    return post


@pytest.fixture
def ada(telegram: LocalTelegram) -> int:
    """Somebody who has started the bot."""
    person = telegram.person("Ada", last_name="Lovelace", username="ada")
    telegram.begin(person)
    return person
