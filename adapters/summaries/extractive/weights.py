"""
What was learnt from abstracts that people marked: the weights of the offline summariser.

They lie beside this module in one compressed file, which says itself where they come from
(`about`). `make train` makes it; nothing here learns.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import decompress

FILE = "weights.json.gz"
GZIP = 31  # of zlib: the window of 32 kB, and gzip's header


@cache
def _learnt() -> dict[str, Any]:
    packed = files(__package__).joinpath(FILE).read_bytes()
    content: dict[str, Any] = json.loads(decompress(packed, GZIP))
    return content


def learnt(section: str) -> dict[str, Any]:
    """One *section* of the weights: `about`, `roles` or `tldr`; the file is read once."""
    content: dict[str, Any] = _learnt()[section]
    return content
