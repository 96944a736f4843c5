"""The body of a request: JSON, or a form of several parts with files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from tests.fakes.discord.refusal import refused
from tests.fakes.discord.world import File

FILE = re.compile(r"files\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Form:
    """What came: the body, and the files beside it, numbered as the body names them."""

    body: Any = None
    files: tuple[File, ...] = ()
    raw: bytes = field(default=b"", repr=False)


def read_form(content_type: str, raw: bytes) -> Form:
    """The form in *raw*, or the refusal that it is none."""
    if content_type.startswith("multipart/form-data"):
        return _parts(content_type, raw)
    if not raw:
        return Form()
    if not content_type.startswith("application/json"):
        raise refused(50109, malformed=True)
    return Form(_json(raw), raw=raw)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise refused(50109, malformed=True) from error


def _parts(content_type: str, raw: bytes) -> Form:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + raw)
    body: Any = None
    files = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if name == "payload_json":
            body = _json(content)
        elif found := FILE.fullmatch(str(name)):
            files.append(File(int(found[1]), part.get_filename() or "file", content))
        else:
            raise refused(50109, malformed=True)
    return Form(body, tuple(files), raw)
