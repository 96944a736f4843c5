"""The HTTP client that all requests to arXiv go through."""

from __future__ import annotations

import httpx

ANSWER_WITHIN = 60.0  # seconds; the page of a whole archive takes its time
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def open_http(agent: str, proxy: str | None) -> httpx.AsyncClient:
    """A client with one connection that calls itself *agent*; loopback never goes by *proxy*."""
    mounts: dict[str, httpx.AsyncBaseTransport | None] = {
        f"all://{host}": None for host in LOOPBACK
    }
    return httpx.AsyncClient(
        headers={"User-Agent": agent},
        timeout=ANSWER_WITHIN,
        limits=httpx.Limits(max_connections=1),
        follow_redirects=True,
        proxy=proxy,
        mounts=mounts,
    )
