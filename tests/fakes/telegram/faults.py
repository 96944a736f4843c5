"""What can go wrong on the way to Telegram and back, on demand, addressed and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from typing import Literal, TypedDict, get_args

from tests.fakes.telegram.refusal import PREFIXES, Refused
from tests.fakes.telegram.wire import Reply, page

Kind = Literal["500", "502", "504", "drop", "slow", "429", "refuse"]
AFTER: Sequence[Kind] = ("500", "502", "504", "drop", "slow")


class How(TypedDict, total=False):
    """
    The particulars of a fault; what is left out has its default in `Fault`.

    *method* and *chat* say which calls it is for (none: all); the *nth* of those is the first one
    spoilt, and *times* how many (none: all until `heal`). *after*: the call has its effect, and
    only the answer is lost or late. *seconds* is how long `slow` takes, or until `heal`.
    *retry_after* goes with `429`, which is for the chat that was written to, or for *everyone*.
    *code* and *description* are what `refuse` says, such as 403 and "bot was blocked by the user".
    """

    method: str | None
    chat: int | None
    nth: int
    times: int | None
    after: bool
    seconds: float
    retry_after: int
    everyone: bool
    code: int
    description: str


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong; *struck* counts the calls it has spoilt. See `How`."""

    kind: Kind
    method: str | None = None
    chat: int | None = None
    nth: int = 1
    times: int | None = 1
    after: bool = False
    seconds: float = 1.0
    retry_after: int = 1
    everyone: bool = False
    code: int = 400
    description: str = "chat not found"
    number: int = 0
    seen: int = 0
    struck: int = 0
    healed: bool = False

    def __post_init__(self) -> None:
        """Refuse what could never happen."""
        if self.kind not in get_args(Kind):
            raise ValueError(f"no fault is called {self.kind!r}")
        if self.after and self.kind not in AFTER:
            raise ValueError(f"{self.kind!r} has no effect that could come first")
        if self.nth < 1:
            raise ValueError("the first call is number 1")

    def strikes(self, method: str, chat: int | None) -> bool:
        """Whether this call is spoilt; counts it where it is one of those meant."""
        if self.method not in (None, method) or self.chat not in (None, chat):
            return False
        self.seen += 1
        due = self.seen >= self.nth and (self.times is None or self.struck < self.times)
        self.struck += due
        return due

    def reply(self) -> Reply | None:
        """What is answered instead of the truth; none where the truth is only late."""
        match self.kind:
            case "drop":
                return Reply(0, b"", ending="drop")
            case "500":
                told = b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'
                return Reply(HTTPStatus.INTERNAL_SERVER_ERROR, told)
            case "502" | "504":
                return Reply(int(self.kind), page(int(self.kind)), "text/html")
            case _:
                return None

    def refusal(self) -> Refused:
        """What `refuse` says."""
        return Refused(self.code, f"{PREFIXES[self.code]}: {self.description}")


@dataclass(slots=True)
class Faults:
    """The faults to come, the oldest first; each call is spoilt by one at most."""

    waiting: list[Fault] = field(default_factory=list)
    ordered: dict[int, Fault] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def add(self, fault: Fault) -> Fault:
        """Let *fault* happen, after those that were ordered before."""
        fault.number = next(self._numbers)
        self.waiting.append(fault)
        self.ordered[fault.number] = fault
        return fault

    def heal(self) -> None:
        """Let nothing go wrong any more, and what is slow be over."""
        for fault in self.waiting:
            fault.healed = True
        self.waiting.clear()

    def strike(self, method: str, chat: int | None) -> Fault | None:
        """The fault that spoils this call; those behind it do not count the call."""
        for fault in self.waiting:
            if fault.strikes(method, chat):
                return fault
        return None
