"""
The file of weights: the same bytes for the same weights, whoever packs them, and when.

No time, no file name and no operating system in it; keys sorted; text in UTF-8.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adapters.summaries.extractive import weights

WEIGHTS = Path(weights.__file__).with_name(weights.FILE)
LARGEST = 500_000  # bytes of the packed file
UNKNOWN_SYSTEM = b"\xff"  # RFC 1952, 2.3.1; Pythons differ in what they write there
SYSTEM_AT = 9


def fingerprint(phrases: Mapping[str, re.Pattern[str]]) -> int:
    """A number that changes with the *phrases* that weights were learnt with."""
    return zlib.crc32("\n".join(f"{n} {cue.pattern}" for n, cue in phrases.items()).encode())


def packed(content: dict[str, Any]) -> bytes:
    """*content* as gzipped JSON."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    deflate = zlib.compressobj(9, wbits=weights.GZIP)
    raw = deflate.compress(written.encode()) + deflate.flush()
    return raw[:SYSTEM_AT] + UNKNOWN_SYSTEM + raw[SYSTEM_AT + 1 :]


def unpacked(file: Path) -> dict[str, Any]:
    """What *file* holds; nothing where there is none."""
    if not file.exists():
        return {}
    content: dict[str, Any] = json.loads(zlib.decompress(file.read_bytes(), weights.GZIP))
    return content


def put(section: str, learnt: dict[str, Any], about: dict[str, Any], file: Path = WEIGHTS) -> int:
    """
    Write what was *learnt* as one *section* of *file*, the others untouched; its size in bytes.

    *about* says in the file's own words where the section comes from: sets, licence, figures.
    Raises `ValueError` where the file would be larger than it may be.
    """
    content = unpacked(file)
    content[section] = learnt
    content.setdefault("about", {})[section] = about
    raw = packed(content)
    if len(raw) > LARGEST:
        raise ValueError(f"{len(raw)} bytes of weights are too many")
    file.write_bytes(raw)
    return len(raw)
