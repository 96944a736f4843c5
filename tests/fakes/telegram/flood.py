"""How much Telegram takes: in any second, in one chat, in a minute of a group."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.fakes.clock import COURTESY, HandClock
from tests.fakes.telegram.refusal import Refused, too_many

Who = int | str
"""Whom a wait is for: a chat by its number, `everyone`, or one method by its name."""


@dataclass(slots=True)
class Limits:
    """The figures, for a test to set; none means without limit."""

    overall: int | None = 30  # messages in any *second*
    second: float = 1.0
    burst: int | None = 5  # messages at once in a private chat
    pause: float = 1.0  # seconds in which a private chat can take one more
    group: int | None = 20  # messages in any *minute* of a group or channel
    edits: int | None = 20  # edits there in that time
    minute: float = 60.0


@dataclass(slots=True)
class Wait:
    """Somebody was told to come back at *until*, by an answer that went out at *told*."""

    told: float
    until: float


@dataclass(slots=True)
class Flood:
    """The limits, and what has been taken so far."""

    clock: HandClock
    limits: Limits = field(default_factory=Limits)
    delay: float = 0.0  # seconds that answers take
    refusals: int = 0
    violations: list[str] = field(default_factory=list)
    _waits: dict[Who, Wait] = field(default_factory=dict)
    _all: deque[float] = field(default_factory=deque)
    _chats: defaultdict[Who, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _levels: dict[int, tuple[float, float]] = field(default_factory=dict)

    def check_waits(self, method: str, chat: int | None, *, writing: bool) -> None:
        """Refuse who was told to wait and does not; it is a violation as well."""
        now = self.clock.now()
        asked: list[Who] = [method]
        if writing:
            asked += ["everyone"] if chat is None else ["everyone", chat]
        for who in asked:
            wait = self._waits.get(who)
            if wait is None or now >= wait.until:
                continue
            if now > wait.told + COURTESY:
                left = f"{wait.until - now:.1f} s before the end of the wait for {who}"
                self.violations.append(f"{method}: asked again {left}")
            self.refusals += 1
            raise too_many(wait.until - now)

    def tell(self, who: Who, seconds: float) -> Refused:
        """Let *who* wait; the refusal that says so."""
        refusal = too_many(seconds)
        now = self.clock.now()
        self._waits[who] = Wait(now + self.delay, now + refusal.parameters["retry_after"])
        self.refusals += 1
        return refusal

    def admit(self, chat: int, *, group: bool) -> None:
        """Take one message for *chat*, or refuse it."""
        now = self.clock.now()
        limits = self.limits
        self._room("everyone", self._all, limits.overall, limits.second)
        if group:
            self._room(chat, self._chats[chat], limits.group, limits.minute)
            self._chats[chat].append(now)
        else:
            self._fill(chat, now)
        self._all.append(now)

    def admit_edit(self, chat: int, *, group: bool) -> None:
        """Take one edit; those of groups have a limit of their own."""
        if group:
            edits = self._chats[f"edits of {chat}"]
            self._room(chat, edits, self.limits.edits, self.limits.minute)
            edits.append(self.clock.now())

    def forget(self) -> None:
        """Nobody waits, nothing has been taken."""
        self._waits.clear()
        self._all.clear()
        self._chats.clear()
        self._levels.clear()

    def _room(self, who: Who, taken: deque[float], limit: int | None, window: float) -> None:
        now = self.clock.now()
        while taken and taken[0] <= now - window:
            taken.popleft()
        if limit is not None and len(taken) >= limit:
            raise self.tell(who, taken[0] + window - now)

    def _fill(self, chat: int, now: float) -> None:
        """A bucket that holds a burst, and loses one message every *pause*."""
        burst, pause = self.limits.burst, self.limits.pause
        if burst is None:
            return
        level, since = self._levels.get(chat, (0.0, now))
        level = max(0.0, level - (now - since) / pause)
        if level + 1 > burst:
            raise self.tell(chat, (level + 1 - burst) * pause)
        self._levels[chat] = level + 1, now
