"""The markup that Telegram knows, and text with its entities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.refusal import Refused, malformed

TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
ATTRIBUTES = {
    "a": ("href",),
    "code": ("class",),
    "span": ("class",),
    "blockquote": ("expandable",),
    "tg-emoji": ("emoji-id",),
    "tg-time": ("unix", "format"),
}
KNOWN = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([A-Za-z]+));?")
LONGEST_REFERENCE = 10
LAST_CHARACTER = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)


@dataclass(slots=True)
class Formatted:
    """Text with its entities; *remarks* tell what Telegram lets pass and a correct bot avoids."""

    text: str
    entities: list[dict[str, Any]]
    remarks: list[str] = field(default_factory=list)


def units(text: str) -> int:
    """How long *text* is as Telegram counts: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def character(found: re.Match[str]) -> str:
    """What a reference stands for; empty where Telegram leaves it as it is."""
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return KNOWN.get(name, "")
    if len(found.group().rstrip(";")) >= LONGEST_REFERENCE:
        return ""
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code in SURROGATES:
        raise unparsed(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code) if 0 < code < LAST_CHARACTER else ""


def unparsed(reason: str) -> Refused:
    """What Telegram says to markup that it cannot read."""
    return malformed(f"can't parse entities: {reason}")
