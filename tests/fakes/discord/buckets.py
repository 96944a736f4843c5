"""How much Discord takes: in each bucket, in all, and how many mistakes."""

from __future__ import annotations

import hashlib
import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.fakes.clock import COURTESY
from tests.fakes.discord.clock import Clock
from tests.fakes.discord.refusal import Refused

Rate = tuple[int, float] | None
"""So many requests in so many seconds; none means without limit."""


@dataclass(slots=True)
class Limits:
    """The figures, for a test to set; Discord tells its own by headers only, and changes them."""

    overall: Rate = (50, 1.0)  # docs/topics/rate-limits#global-rate-limit
    posts: Rate = (5, 5.0)  # in one channel: seen in practice (api-docs #20)
    edits: Rate = (5, 5.0)
    deletes: Rate = (5, 1.0)
    threads: Rate = (10, 10.0)
    crossposts: Rate = (10, 3600.0)  # api-docs #2258
    opens: Rate = (10, 10.0)
    commands: Rate = (20, 20.0)
    followups: Rate = (5, 2.0)  # by one interaction's token
    others: Rate = (50, 1.0)
    # Not in the headers:
    renames: Rate = (2, 600.0)  # of a channel or thread: discord.py #5093
    published_edits: Rate = (3, 3600.0)  # of one message: 20028
    old_edits: Rate = (5, 3600.0)  # in one channel, of messages older than an hour: 30046
    direct: Rate = (20, 600.0)  # private channels opened anew: 40003
    created: Rate = (200, 86_400.0)  # commands that were not there: 30034
    invalid: Rate = (10_000, 600.0)  # answers 401, 403, 429; then the address is blocked


@dataclass(slots=True)
class Bucket:
    """A fixed span that begins with its first request."""

    name: str
    limit: int
    taken: int
    ends: float

    def headers(self, now: float) -> dict[str, str]:
        """What every answer tells of it."""
        left = max(0.0, self.ends - now)
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - self.taken)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": _up(left),
            "X-RateLimit-Bucket": self.name,
        }


@dataclass(slots=True)
class Wait:
    """Somebody was told at *told* to come back at *until*."""

    told: float
    until: float


@dataclass(slots=True)
class Buckets:
    """The limits, and what has been taken so far; *refusals* counts the answers 429."""

    clock: Clock
    limits: Limits = field(default_factory=Limits)
    delay: float = 0.0  # seconds that answers take
    refusals: int = 0
    violations: list[str] = field(default_factory=list)
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)
    _spans: defaultdict[object, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _waits: dict[object, Wait] = field(default_factory=dict)

    def admit(self, route: str, kind: str, major: str, *, counted: bool) -> dict[str, str]:
        """Take one request, or refuse it; the headers of its answer. *counted*: among all."""
        self._check_wait("all", route, counted=counted)
        if counted and not self.room("all", self.limits.overall):
            raise self._refuse_all(self.limits.overall)
        rate: Rate = getattr(self.limits, kind)
        if rate is None:
            return {}
        key = (route, major)
        self._check_wait(key, route, counted=True)
        bucket = self._bucket(key, rate)
        if bucket.taken >= bucket.limit:
            raise self.tell(key, bucket.ends - self.clock.now(), bucket=bucket)
        bucket.taken += 1
        return bucket.headers(self.clock.now())

    def _bucket(self, key: tuple[str, str], rate: tuple[int, float]) -> Bucket:
        now = self.clock.now()
        limit, seconds = rate
        bucket = self._buckets.get(key)
        if bucket is None or bucket.ends <= now or bucket.limit != limit:
            name = hashlib.sha256(key[0].encode()).hexdigest()[:32]
            self._buckets[key] = bucket = Bucket(name, limit, 0, now + seconds)
        return bucket

    def room(self, who: object, rate: Rate) -> bool:
        """Whether one more goes in the sliding span of *who*; takes it if so."""
        if rate is None:
            return True
        limit, seconds = rate
        now = self.clock.now()
        span = self._spans[who]
        while span and span[0] <= now - seconds:
            span.popleft()
        if len(span) >= limit:
            return False
        span.append(now)
        return True

    def left(self, who: object, rate: Rate) -> float:
        """After how many seconds there is room again."""
        span = self._spans[who]
        return max(0.0, span[0] + rate[1] - self.clock.now()) if rate and span else 0.0

    def tell(
        self, who: object, seconds: float, *, bucket: Bucket | None = None, scope: str = "user"
    ) -> Refused:
        """Let *who* wait; the refusal that says so."""
        now = self.clock.now()
        wait = math.ceil(max(0.001, seconds) * 1000) / 1000
        self._waits[who] = Wait(now + self.delay, now + wait)
        self.refusals += 1
        headers = bucket.headers(now) if bucket else {}
        headers |= {
            "Retry-After": str(math.ceil(wait)),
            "X-RateLimit-Scope": scope,
            "Via": "1.1 google",  # without it discord.py thinks of Cloudflare
        }
        if scope == "global":
            headers["X-RateLimit-Global"] = "true"
        more = {"retry_after": wait, "global": scope == "global"}
        return Refused(429, 0, "You are being rate limited.", headers=headers, more=more)

    def slowed(self, who: object, rate: Rate, code: int = 0) -> Refused:
        """A limit that stands in no header has been reached."""
        refusal = self.tell(who, self.left(who, rate), scope="shared")
        refusal.code = code
        return refusal

    def banned(self) -> bool:
        """Whether the address is blocked for its many mistakes."""
        rate = self.limits.invalid
        span = self._spans["invalid"]
        now = self.clock.now()
        while rate and span and span[0] <= now - rate[1]:
            span.popleft()
        return rate is not None and len(span) >= rate[0]

    def note_invalid(self, refusal: Refused) -> None:
        """Count an answer among the invalid ones; shared limits do not count."""
        shared = refusal.headers.get("X-RateLimit-Scope") == "shared"
        if refusal.status in (401, 403, 429) and not shared:
            self._spans["invalid"].append(self.clock.now())

    @property
    def invalid(self) -> int:
        """How many invalid requests there were of late."""
        return len(self._spans["invalid"])

    def forget(self) -> None:
        """Nobody waits, nothing has been taken."""
        self._waits.clear()
        self._buckets.clear()
        self._spans.clear()

    def _refuse_all(self, rate: Rate) -> Refused:
        return self.tell("all", self.left("all", rate), scope="global")

    def _check_wait(self, who: object, route: str, *, counted: bool) -> None:
        """Refuse who was told to wait and does not; it is a violation as well."""
        now = self.clock.now()
        wait = self._waits.get(who)
        if wait is None or now >= wait.until or not counted:
            return
        if now > wait.told + COURTESY:
            left = f"{wait.until - now:.2f} s before the end of the wait"
            self.violations.append(f"{route}: asked again {left}")
        raise self.tell(who, wait.until - now, scope="global" if who == "all" else "user")


def _up(seconds: float) -> str:
    return f"{math.ceil(seconds * 1000) / 1000:.3f}"
