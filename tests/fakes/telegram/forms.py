"""What a call carries: parameters in the address, a form, JSON or several parts with files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from tests.fakes.telegram.refusal import malformed
from tests.fakes.telegram.wire import Request

NAME = re.compile(r'(?:^|[;\s])name="([^"]*)"')
FILENAME = re.compile(r'filename="([^"]*)"')
BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent along."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The parameters as written, and the files."""

    values: Mapping[str, str]
    files: Mapping[str, File]


def read_form(request: Request) -> Form:
    """All that came with *request*; what is written in a form nobody knows is refused."""
    _, _, query = request.target.partition("?")
    values = dict(_pairs(query.encode()))
    files: dict[str, File] = {}
    content_type = request.headers.get("content-type", "").lower()
    if not request.body:
        pass
    elif content_type.startswith("application/x-www-form-urlencoded"):
        values.update(_pairs(request.body))
    elif content_type.startswith("multipart/form-data"):
        _parts(request, values, files)
    elif content_type.startswith("application/json"):
        values.update(_members(request.body))
    else:
        raise malformed(f"unsupported content type {content_type!r}")
    return Form(values, files)


def _pairs(body: bytes) -> Iterator[tuple[str, str]]:
    for pair in body.split(b"&"):
        if pair:
            name, _, value = pair.partition(b"=")
            yield _decoded(name), _decoded(value)


def _decoded(written: bytes) -> str:
    return _text(unquote_to_bytes(written.replace(b"+", b" ")))


def _text(written: bytes) -> str:
    try:
        return written.decode()
    except UnicodeDecodeError as error:
        raise malformed("strings must be encoded in UTF-8") from error


def _members(body: bytes) -> Mapping[str, str]:
    try:
        members: Any = json.loads(body)
    except ValueError as error:
        raise malformed("can't parse JSON") from error
    if not isinstance(members, dict):
        raise malformed("can't parse JSON: object expected")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in members.items()
    }


def _parts(request: Request, values: dict[str, str], files: dict[str, File]) -> None:
    found = BOUNDARY.search(request.headers["content-type"])
    if found is None:
        raise malformed("boundary not found")
    mark = b"--" + found.group(1).encode("latin-1")
    first, *parts = request.body.split(mark)
    if first or not parts or parts[-1].strip(b"\r\n") != b"--":
        raise malformed("can't parse multipart/form-data")
    for part in parts[:-1]:
        head, blank, content = part[2:].partition(b"\r\n\r\n")
        name = NAME.search(_text(head))
        if not blank or name is None or content[-2:] != b"\r\n":
            raise malformed("can't parse multipart/form-data")
        filename = FILENAME.search(_text(head))
        if filename is None:
            values[name.group(1)] = _text(content[:-2])
        else:
            files[name.group(1)] = File(filename.group(1), content[:-2])
