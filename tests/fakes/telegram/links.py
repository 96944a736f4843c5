"""Addresses as Telegram checks them, and the deep links that lead to the bot."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # https://core.telegram.org/bots/features#deep-linking
SCHEMES = ("http", "https", "tg", "ton", "tonsite")
HOST = re.compile(r"[^\s/?#@\\<>\"'`{}|^]+\.[^\s/?#@\\<>\"'`{}|^]+")


@lru_cache(maxsize=4096)
def checked_link(url: str) -> str:
    """*url* as Telegram keeps it; empty where it is none (TDLib, LinkManager)."""
    url = url.strip()
    if re.search(r"\s", url):
        return ""
    whole = url if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", url) else f"http://{url}"
    scheme, colon, rest = whole.partition("://")
    if not colon or scheme.lower() not in SCHEMES or not rest:
        return ""
    if scheme.lower() not in ("http", "https"):
        return whole
    try:
        parts = urlsplit(whole)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return ""
    if not HOST.fullmatch(parts.hostname or ""):
        return ""
    return parts._replace(scheme=scheme.lower(), path=parts.path or "/").geturl()


def start_payload(url: str, username: str) -> str | None:
    """What a link to the bot's private chat carries; none where *url* is no such link."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if (parts.hostname or "").lower() not in ("t.me", "telegram.me"):
        return None
    if parts.path.strip("/").lower() != username.lower():
        return None
    told = dict(parse_qsl(parts.query, keep_blank_values=True))
    return told.get("start", told.get("startgroup", told.get("startchannel")))


def link_remark(url: str, username: str) -> str | None:
    """What is wrong with *url*, if it is a deep link: apps ignore such a payload silently."""
    payload = start_payload(url, username) if username.lower() in url.lower() else None
    if payload is None or PAYLOAD.fullmatch(payload):
        return None
    return f"a start payload that is not 1 to 64 of A-Z a-z 0-9 _ -: {payload!r}"
