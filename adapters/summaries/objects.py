"""The JSON objects in what a model wrote, with whatever stands around them. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from adapters.summaries.escapes import tex_kept
from adapters.summaries.lenient import Reader, Unreadable

MOST_TRIES = 50  # braces from which an object is looked for
DECODER = json.JSONDecoder(strict=False)  # models put newlines into texts
NAMES = "think|thinking|thought|thoughts|reasoning|analysis|scratchpad"
THINKING = re.compile(
    # A block; all before an end without a beginning; all after a beginning without an end.
    rf"<({NAMES})>.*?</\1>|\A(?:(?!<(?:{NAMES})>).)*</(?:{NAMES})>|<(?:{NAMES})>.*\Z",
    re.DOTALL | re.IGNORECASE,
)
CHANNEL = "<|message|>"  # before the answer, where a server does not read gpt-oss's channels
CONTROL = re.compile(r"<\|[a-z_]{1,30}\|>|</?s>|<(?:end|start)_of_turn>")


@dataclass(frozen=True, slots=True)
class Found:
    """One object; *cut*: the text ended before it did, and this is what is whole in it."""

    members: dict[str, Any]
    cut: bool = False


def objects_in(said: str) -> list[Found]:
    """All objects in *said* that are in no other; first as strict JSON, then as it comes."""
    source = tex_kept(said)
    whole = _strict(source.strip())
    return [whole] if whole else list(_scattered(tex_kept(answer_in(said))))


def answer_in(said: str) -> str:
    """*said* without what the model thought aloud, and without control marks of its template."""
    unthought = THINKING.sub("", said).rpartition(CHANNEL)[2]
    return CONTROL.sub("", unthought)


def _strict(source: str) -> Found | None:
    """The object that *source* is, alone or alone in a list."""
    try:
        read = DECODER.decode(source)
    except (ValueError, RecursionError):
        return None
    if isinstance(read, list) and len(read) == 1:
        (read,) = read
    return Found(read) if isinstance(read, dict) else None


def _scattered(source: str) -> Iterator[Found]:
    at = source.find("{")
    for _ in range(MOST_TRIES):
        if at < 0:
            return
        found, end = _object_at(source, at)
        if found is not None:
            yield found
        at = source.find("{", end)


def _object_at(source: str, at: int) -> tuple[Found | None, int]:
    """What begins at *at*, if that is an object, and where to look for the next."""
    try:
        members, end = DECODER.raw_decode(source, at)
        return Found(members), end
    except (ValueError, RecursionError):
        reader = Reader(source, at)
    try:
        members = reader.read()
    except Unreadable:
        return None, at + 1
    return (Found(members, reader.cut) if members or reader.cut else None), reader.end
