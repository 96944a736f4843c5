"""What a server says, made fit to be shown: no secret, no control characters, not too long."""

from __future__ import annotations

import re

from adapters.cleaning import clean

LONGEST = 200  # characters of foreign words in a message
READ = 4_000  # characters that are looked at; more is cut off first
GIVEN_AWAY = 8  # characters of a key in a row; servers that mask one show fewer at each end
HIDDEN = "***"
# What looks like a key, also a masked one: "Incorrect API key provided: sk-abc1*****wxyz".
KEY_LIKE = re.compile(r"\b(?:Bearer\s+|(?:sk|pk|rk|gsk|xai|key|AIza)[-_]?)[\w*.\-]{8,}", re.I)
MASKED = re.compile(r"[\w\-]*\*{3,}[\w\-]*")


def shown(text: str, key: str) -> str:
    """*text* on one line without *key* or a good part of it, cut to a bound."""
    line = clean(text[:READ])
    if len(key) < GIVEN_AWAY:
        hidden = line.replace(key, HIDDEN) if len(key) >= GIVEN_AWAY // 2 else line
    else:
        parts = {key[at : at + GIVEN_AWAY] for at in range(len(key) - GIVEN_AWAY + 1)}
        hidden = " ".join(
            HIDDEN if any(part in word for part in parts) else word for word in line.split()
        )
    hidden = MASKED.sub(HIDDEN, KEY_LIKE.sub(HIDDEN, hidden))
    return hidden if len(hidden) <= LONGEST else f"{hidden[: LONGEST - 1].rstrip()}…"
