"""What can go wrong on the way to Discord and back, on demand, addressed and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Literal, TypedDict, get_args

from tests.fakes.discord.refusal import SAID, Refused, refused

Kind = Literal["500", "502", "503", "504", "524", "drop", "slow", "429", "cloudflare", "refuse"]
AFTER: Sequence[Kind] = ("500", "502", "503", "504", "524", "drop", "slow")


class How(TypedDict, total=False):
    """
    The particulars of a fault; what is left out has its default in `Fault`.

    *route* (its name in `routes.ROUTES`, such as "create_message") and *channel* say which requests
    it is for (none: all); the *nth* of those is the first one spoilt, and *times* how many (none:
    all until `heal`). *after*: the request has its effect, and only the answer is lost or late.
    *seconds* is how long `slow` takes, or until `heal`. *retry_after* goes with `429`, which is for
    the bucket, or for *everyone*. *code* is what `refuse` says, such as 50013; "cloudflare" is a
    429 without `Via`, and no JSON.
    """

    route: str | None
    channel: int | None
    nth: int
    times: int | None
    after: bool
    seconds: float
    retry_after: float
    everyone: bool
    code: int


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong; *struck* counts the requests it has spoilt. See `How`."""

    kind: Kind
    route: str | None = None
    channel: int | None = None
    nth: int = 1
    times: int | None = 1
    after: bool = False
    seconds: float = 1.0
    retry_after: float = 1.0
    everyone: bool = False
    code: int = 50013
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
            raise ValueError("the first request is number 1")
        if self.code not in SAID:
            raise ValueError(f"no refusal has the code {self.code}")

    def strikes(self, route: str, channel: int | None) -> bool:
        """Whether this request is spoilt; counts it where it is one of those meant."""
        if self.route not in (None, route) or self.channel not in (None, channel):
            return False
        self.seen += 1
        due = self.seen >= self.nth and (self.times is None or self.struck < self.times)
        self.struck += due
        return due

    @property
    def status(self) -> int:
        """The status that is answered instead of the truth; 0 where none is."""
        return int(self.kind) if self.kind.startswith("5") else 0

    def refusal(self) -> Refused:
        """What `refuse` says."""
        return refused(self.code)


@dataclass(slots=True)
class Faults:
    """The faults to come, the oldest first; each request is spoilt by one at most."""

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

    def strike(self, route: str, channel: int | None) -> Fault | None:
        """The fault that spoils this request; those behind it do not count it."""
        for fault in self.waiting:
            if fault.strikes(route, channel):
                return fault
        return None
