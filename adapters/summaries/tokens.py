"""
How many tokens a text takes, estimated from above; no tokenizer is at hand, and none fits all.

Tokenizers of today write English prose in 4 to 5 characters a token and JSON in 3 to 4; Chinese,
Japanese and Korean take up to one token a sign. (`make test-llm` holds this against a real one.)
"""

from __future__ import annotations

import re

CHARACTERS = 3  # of a token, outside the scripts below
# Kana, Han and Hangul, with their punctuation, full-width forms and the planes beyond.
DENSE = re.compile(
    "[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00010000-\U0010ffff]"
)


def estimated_tokens(text: str) -> int:
    """At most so many tokens is *text*, for nearly every model."""
    dense = len(DENSE.findall(text))
    return dense + -(-(len(text) - dense) // CHARACTERS)
