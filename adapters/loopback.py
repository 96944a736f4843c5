"""Servers on this machine, which are reached without a proxy."""

from __future__ import annotations

from urllib.parse import urlsplit

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def is_here(url: str) -> bool:
    """Whether *url* names a server on this machine."""
    return (urlsplit(url).hostname or "") in HOSTS
