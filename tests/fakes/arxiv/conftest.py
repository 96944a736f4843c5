"""A local arXiv for each test, and an honest way to ask it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import httpx
import pytest

from tests.fakes.arxiv.server import LocalArxiv

HONEST = {
    "User-Agent": "paperround-tests/1 (mailto:tests@example.org)",
    "Accept": "application/xml, text/html",
}


class Ask(Protocol):
    """Gets an address of the local arXiv, with these parameters."""

    def __call__(self, url: str, **parameters: str | int) -> httpx.Response:
        """The answer, of whatever status."""


@pytest.fixture
def arxiv() -> Iterator[LocalArxiv]:
    """A local arXiv; a test that expects bad manners empties `violations` itself."""
    with LocalArxiv() as arxiv:
        yield arxiv
        assert arxiv.violations == []


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """One client for all tests: making one is slow."""
    with httpx.Client(headers=HONEST, timeout=10) as client:
        yield client


@pytest.fixture
def ask(client: httpx.Client) -> Ask:
    """Ask as arXiv likes to be asked."""

    def get(url: str, **parameters: str | int) -> httpx.Response:
        return client.get(url, params=parameters or None)

    return get
