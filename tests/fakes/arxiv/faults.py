"""What can go wrong with arXiv, on demand: each fault is used up request by request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Literal, TypedDict, get_args

from tests.fakes.arxiv.wire import Reply

Where = Literal["feed", "listing", "api", "oai", "catchup"]
Anywhere = Literal["feed", "listing", "api", "oai", "catchup", "any"]
Kind = Literal[
    "503", "429", "406", "500", "403",
    "busy", "cut", "drop", "malformed", "slow",
    "empty", "error feed", "stale", "partial", "late",
]  # fmt: skip

POSSIBLE: Mapping[str, tuple[Where, ...]] = {
    "error feed": ("feed", "api"),
    "stale": ("feed", "listing"),
    "partial": ("listing", "catchup", "api"),
    "late": ("feed", "listing", "catchup"),
}

BUSY = (
    "<!DOCTYPE html>\n<html lang=\"en\"><head><title>arXiv is busy</title></head>\n<body>"
    "<h1>We are busy</h1><p>Our servers are very busy just now. Please try again later.</p>"
    "</body></html>\n"
)  # fmt: skip
BODIES = {
    "503": "<html><head><title>503 Backend fetch failed</title></head><body>"
    "<h1>Error 503 Backend fetch failed</h1><p>Guru Meditation:</p><p>XID: 1</p></body></html>\n",
    "429": "Rate exceeded.",
    "406": "Not Acceptable\n",
    "500": "<html><head><title>500 Internal Server Error</title></head><body>"
    "<h1>Internal Server Error</h1></body></html>\n",
    "403": "<html><head><title>403 Forbidden</title></head><body><h1>Access Denied</h1>"
    "<p>Sadly, your client does not appear to be playing by our rules.</p></body></html>\n",
}


class How(TypedDict, total=False):
    """
    The particulars of a fault; what is left out has its default in `Fault`.

    *times* is how many requests it spoils (none: all until `heal`), *contains* a part of the
    address it is for. *retry_after* (429, 503) is seconds or an HTTP date; *seconds* how long
    `slow` takes; *category* the only one that is `stale` within a feed (none: all of the answer);
    *keep* how many entries a `partial` answer still has (none: half). A `late`
    batch, that of *day*, is not out before *until*.
    """

    where: Anywhere
    times: int | None
    contains: str
    retry_after: int | str | None
    seconds: float
    category: str | None
    keep: int | None
    day: date | None
    until: datetime | None


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong; see `How`."""

    kind: Kind
    where: Anywhere = "any"
    times: int | None = 1
    contains: str = ""
    retry_after: int | str | None = None
    seconds: float = 1.0
    category: str | None = None
    keep: int | None = None
    day: date | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what could never happen."""
        if self.kind not in get_args(Kind):
            raise ValueError(f"no fault is called {self.kind!r}")
        if self.where != "any" and self.where not in POSSIBLE.get(self.kind, (self.where,)):
            raise ValueError(f"{self.kind!r} does not happen to {self.where!r}")
        if self.kind == "late" and not (self.day and self.until):
            raise ValueError("a late batch needs its day, and until when it is late")

    def strikes(self, where: Where, target: str) -> bool:
        """Whether a request of this kind for *target* is spoilt."""
        here = self.where in (where, "any") and where in POSSIBLE.get(self.kind, (where,))
        return here and self.contains in target and self.times != 0


@dataclass(slots=True)
class Faults:
    """The faults to come, the oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Let *fault* happen, after those that were ordered before."""
        self.waiting.append(fault)

    def heal(self) -> None:
        """Let nothing go wrong any more."""
        self.waiting.clear()

    def strike(self, where: Where, target: str) -> Fault | None:
        """The fault that spoils this request, used up once by it."""
        for fault in self.waiting:
            if fault.kind != "late" and fault.strikes(where, target):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def hidden(self, where: Where, target: str, now: datetime) -> frozenset[date]:
        """The days whose batches are late now, for this request."""
        return frozenset(
            fault.day
            for fault in self.waiting
            if fault.kind == "late" and fault.day and fault.until and now < fault.until
            if fault.strikes(where, target)
        )


def refusal(fault: Fault) -> Reply | None:
    """What is answered instead of anything, where *fault* is of that kind."""
    if fault.kind == "busy":
        return Reply(body=BUSY)
    if fault.kind not in BODIES:
        return None
    wait = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    plain = "text/plain; charset=utf-8" if fault.kind in ("429", "406") else Reply().content_type
    return Reply(
        status=HTTPStatus(int(fault.kind)),
        body=BODIES[fault.kind],
        headers=wait,
        content_type=plain,
    )


def spoil(reply: Reply, fault: Fault) -> Reply:
    """A sound *reply* as *fault* leaves it on the wire."""
    match fault.kind:
        case "cut":
            return replace(reply, ending="cut")
        case "drop":
            return replace(reply, ending="drop")
        case "slow":
            return replace(reply, delay=fault.seconds)
        case "malformed":
            half = reply.body[: len(reply.body) // 2]
            return replace(reply, body=f"{half}<<& \x02</broken\n")
        case _:
            return reply
