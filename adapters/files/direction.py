"""Signs that turn the direction of text: in a foreign title they could make it read as another."""

from __future__ import annotations

import re

# https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters; a browser orders
# scripts that run from right to left without them.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def unturned(text: str) -> str:
    """*text* without any sign that turns its direction."""
    return TURNING.sub("", text)
