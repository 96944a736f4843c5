"""What a correct bot never does although Discord lets it: each is a violation."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes.clock import COURTESY
from tests.fakes.discord.clock import Clock
from tests.fakes.discord.refusal import Refused

AGAIN = 60.0  # seconds in which the same request after a refusal is a loop
# These come of haste, are waited out; 50008 is new to each process, which cannot know better.
HARMLESS = (40060, 10062, 10015, 50027, 30046, 20028, 40003, 50008)
GONE = (10003, 10004, 50001, 50007, 50278)


@dataclass(slots=True)
class Manners:
    """Remembers refusals; *delay* is how many seconds answers take."""

    clock: Clock
    delay: float = 0.0
    violations: list[str] = field(default_factory=list)
    _refused: dict[object, tuple[float, str]] = field(default_factory=dict)
    _gone: dict[int, tuple[float, str]] = field(default_factory=dict)

    def judge_call(self, route: str, written: object, posted: int | None) -> None:
        """Note the same request again after a refusal, and what is *posted* where all is over."""
        now = self.clock.now()
        told, reason = self._refused.get(written, (now, ""))
        if told + COURTESY < now < told + AGAIN:
            self.violations.append(f"{route}: the same request again after {reason!r}")
        told, reason = self._gone.get(posted or 0, (now, ""))
        if told + COURTESY < now < told + AGAIN:
            self.violations.append(f"{route}: {posted} is written to after {reason!r}")

    def judge_refusal(
        self, route: str, written: object, posted: int | None, refusal: Refused
    ) -> None:
        """Note what no correct bot sends, and remember what was refused."""
        told = self.clock.now() + self.delay, refusal.message
        if refusal.malformed:
            where = refusal.more.get("errors", "")
            self.violations.append(f"{route}: {refusal.message} {where}".strip())
        if refusal.status != 429 and refusal.code not in HARMLESS:
            self._refused[written] = told
        if posted is not None and refusal.code in GONE:
            self._gone[posted] = told

    def returned(self, channel: int) -> None:
        """The bot may write in *channel* again."""
        self._gone.pop(channel, None)

    def forget(self) -> None:
        """Nothing has been refused: the world has changed."""
        self._refused.clear()
        self._gone.clear()
