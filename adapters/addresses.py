"""Addresses that may be opened from a text or a button, on any platform. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

REMEMBERED = 1 << 12  # links of a few days' papers
LONGEST = 2048  # characters
LAST_PORT = 65_535
# Telegram drops a link without a dot in its host from a text, and refuses it on a button. Stricter
# than TDLib (LinkManager::get_checked_link): no name or password, nothing that has to be quoted.
ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[\w-]+(?:\.[\w-]+)+)(?P<port>:[0-9]{1,5})?"
    r"(?P<rest>(?:[/?#][^\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\"<>\\]*)?)",
    re.IGNORECASE,
)


@lru_cache(REMEMBERED)
def accepted(link: str) -> str:
    """*link* as platforms keep it; '' where they would not."""
    found = ADDRESS.fullmatch(link.strip()) if len(link) <= LONGEST else None
    if not found or not 1 <= int((found["port"] or ":1")[1:]) <= LAST_PORT:
        return ""
    rest = found["rest"] if found["rest"].startswith("/") else f"/{found['rest']}"
    return f"{found['scheme'].lower()}://{found['host']}{found['port'] or ''}{rest}"
