"""
What an endpoint answered, and what it complains of: every kind of server words it in another way.

`{"error": {"message", "type", "param", "code"}}` is OpenAI's; Google puts it into a list, with
`status` and `details`; FastAPI writes `detail` with places; Ollama a bare text; gateways pack the
error of whom they asked into their own, at times as JSON in a text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

LONGEST = 2_000  # characters of a complaint that are looked at
DEEPEST = 3  # complaints in complaints


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer over HTTP; the names of *headers* are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def is_good(self) -> bool:
        """Whether the endpoint says that it did what it was asked."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """
    What is wrong, as the endpoint says it: its *message*, and its *names* for that.

    *place* is what part of the request it points at, *wait* the seconds after which it may be
    asked again, *status* the one that it mentions itself (0: none).
    """

    message: str = ""
    names: str = ""
    place: str = ""
    wait: float | None = None
    status: int = 0

    @property
    def words(self) -> str:
        """All it says, in lower case."""
        return f"{self.names} {self.message}".lower()


def complaint_in(body: str) -> Complaint:
    """The complaint that *body* holds; its beginning as it stands, where it is no JSON."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return Complaint() if is_page(body) else Complaint(message=body[:LONGEST])
    return _complaint(read, DEEPEST)


def is_page(body: str) -> bool:
    """Whether *body* is a web page: what a proxy or a wrong address answers with."""
    return body.lstrip()[:15].lower().startswith(("<!doctype", "<html", "<?xml", "<head"))


def _complaint(read: Any, depth: int) -> Complaint:
    if isinstance(read, list):
        read = read[0] if read else ""
    if not isinstance(read, dict):
        return _packed(str(read)[:LONGEST], depth)
    if isinstance(read.get("detail"), list):
        return _validated(read["detail"])
    for key in ("error", "detail"):
        if isinstance(read.get(key), dict | list | str) and read[key]:
            return _complaint(read[key], depth)
    return _plain(read, depth)


def _plain(error: Mapping[str, Any], depth: int) -> Complaint:
    metadata = error.get("metadata")
    raw = metadata.get("raw") if isinstance(metadata, dict) else None
    told = [text for text in (error.get("message"), raw) if isinstance(text, str)]
    inner = _packed(" ".join(told)[:LONGEST], depth)
    names = [str(error[key]) for key in ("code", "type", "status") if error.get(key)]
    code = error.get("code")
    return Complaint(
        message=inner.message,
        names=" ".join([*names, inner.names]).strip()[:LONGEST],
        place=str(error.get("param") or "") or inner.place,
        wait=_retry_info(error.get("details")) or inner.wait,
        status=code if isinstance(code, int) and not isinstance(code, bool) else inner.status,
    )


def _packed(message: str, depth: int) -> Complaint:
    """A message that may itself be JSON with a complaint."""
    if depth and message.lstrip().startswith(("{", "[")):
        try:
            return _complaint(json.loads(message), depth - 1)
        except (ValueError, RecursionError):
            pass
    return Complaint(message=message)


def _validated(detail: list[Any]) -> Complaint:
    """What FastAPI says of each part of a request that it cannot take."""
    parts = [part for part in detail if isinstance(part, dict)]
    places = [".".join(map(str, part.get("loc") or ())) for part in parts]
    told = "; ".join(str(part.get("msg", "")) for part in parts)
    return Complaint(message=told[:LONGEST], place=" ".join(places)[:LONGEST])


def _retry_info(details: Any) -> float | None:
    """Google's `retryDelay`, such as "23s"; https://cloud.google.com/apis/design/errors."""
    for detail in details if isinstance(details, list) else ():
        delay = detail.get("retryDelay") if isinstance(detail, dict) else None
        if isinstance(delay, str) and delay[:-1].replace(".", "", 1).isdecimal():
            return float(delay[:-1])
    return None
