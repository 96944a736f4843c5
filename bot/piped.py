"""
Abstracts in, summaries out, a line of JSON each: `paperround summarise --jsonl`.

For any pipe: each line is answered before the next is read, and nothing is stored.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from bot.console import FAILED, complain, write_line
from storage.text import one_line

Teller: TypeAlias = Callable[[str, str | Sequence[str]], dict[str, Any]]
"""What is told of an abstract: its paper's title, and its text or its sentences."""


class BadLine(ValueError):
    """A line holds no abstract; the message says what is wrong with it."""


def pipe(tell: Teller) -> int:
    """Answer each line of stdin on stdout; bad ones are told on stderr, and by the exit status."""
    status = 0
    for answer in told(sys.stdin.buffer if sys.stdin else (), tell):
        if isinstance(answer, BadLine):
            complain(str(answer))
            status = FAILED
        else:
            write_line(json.dumps(answer, ensure_ascii=False))
    return status


def told(lines: Iterable[bytes], tell: Teller) -> Iterator[dict[str, Any] | BadLine]:
    """What there is to say of each of *lines* that is not empty, in their order."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _answered(line, tell)
            except BadLine as error:
                yield BadLine(f"Line {number}: {error}")


def _answered(line: bytes, tell: Teller) -> dict[str, Any]:
    record = _record(line)
    title = record.get("title") or ""
    if not isinstance(title, str):
        raise BadLine("the title is no text.")
    return {"id": record.get("id"), **tell(title, _abstract(record))}


def _record(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"it is not JSON ({one_line(str(error))}).") from error
    if not isinstance(record, dict):
        raise BadLine("it is JSON, but no object in braces.")
    return record


def _abstract(record: dict[str, Any]) -> str | list[str]:
    """The sentences in *record*, else its abstract."""
    sentences, abstract = record.get("sentences"), record.get("abstract")
    if isinstance(sentences, list) and all(isinstance(one, str) for one in sentences):
        return sentences
    if sentences is not None:
        raise BadLine("its sentences are no list of texts.")
    if not isinstance(abstract, str):
        raise BadLine("it has neither an abstract nor sentences.")
    return abstract
