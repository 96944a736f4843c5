"""Whether arXiv's addresses answer, asked once each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from adapters.arxiv.client import user_agent
from adapters.arxiv.connection import open_http
from adapters.arxiv.reach import ArxivReach, OneTry, _identified
from adapters.arxiv.source import Addresses
from adapters.ports import Unreadable
from tests.fakes.arxiv.server import LocalArxiv


async def no_wait() -> float:
    """A turn that is free at once."""
    return 0.0


@pytest.fixture
async def arxiv() -> AsyncIterator[LocalArxiv]:
    """A local arXiv."""
    async with LocalArxiv() as local:
        yield local
        assert local.violations == []


@pytest.fixture
async def reach(arxiv: LocalArxiv) -> AsyncIterator[ArxivReach]:
    """A check of that arXiv, without patience."""
    addresses = Addresses(
        feed=arxiv.feed_url, api=arxiv.api_url, oai=arxiv.oai_url, listing=arxiv.list_url
    )
    async with open_http(user_agent("1", "me@example.org"), None) as http:
        client = OneTry(
            http,
            turn=no_wait,
            sleep=asyncio.sleep,
            now=lambda: datetime.now(UTC),
            chance=lambda: 0.0,
            notice=lambda _: None,
        )
        yield ArxivReach(client, addresses)


async def test_everything_in_reach_answers(reach: ArxivReach, arxiv: LocalArxiv) -> None:
    """One question to each address."""
    assert set((await reach.reach()).values()) == {None}
    assert [seen.where for seen in arxiv.requests] == ["listing", "feed", "api", "oai"]


async def test_what_is_wrong_is_told_at_once(reach: ArxivReach, arxiv: LocalArxiv) -> None:
    """Each fault at its address, without waiting for it to pass."""
    arxiv.fault("503", where="listing")
    arxiv.fault("busy", where="feed")
    arxiv.fault("drop", where="api")
    arxiv.fault("malformed", where="oai")
    faults = await reach.reach()
    assert all(faults.values())
    assert "503" in str(faults["arXiv listing"])


def test_another_repository_is_not_arxivs() -> None:
    """An OAI-PMH answer that does not name itself is none."""
    with pytest.raises(Unreadable, match="who it is"):
        _identified(b"<OAI-PMH><error code='badVerb'/></OAI-PMH>")


def test_loopback_is_never_asked_through_a_proxy() -> None:
    """Every other address is."""
    client = open_http("me", "http://proxy.example.org:3128")
    direct = {str(pattern.pattern) for pattern, how in client._mounts.items() if how is None}  # noqa: SLF001 - httpx shows it nowhere else
    assert direct == {"all://127.0.0.1", "all://localhost", "all://[::1]"}
    assert isinstance(client, httpx.AsyncClient)
