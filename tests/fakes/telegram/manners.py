"""What a correct bot never does although Telegram lets it: each is a violation."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes.clock import COURTESY, HandClock
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.refusal import TOO_OLD, Refused

AGAIN = 60.0  # seconds in which the same call after a refusal is a loop
HARMLESS = ("message is not modified", TOO_OLD)  # comes of pressing twice, of a restart
LEFT = "group chat was upgraded"


@dataclass(slots=True)
class Manners:
    """Remembers refusals; *delay* is how many seconds answers take."""

    clock: HandClock
    delay: float = 0.0
    violations: list[str] = field(default_factory=list)
    _refused: dict[object, tuple[float, str]] = field(default_factory=dict)
    _gone: dict[int, tuple[float, str]] = field(default_factory=dict)

    def judge_call(self, asked: Parameters, chat: int | None) -> None:
        """Note the same call again after a 400, and what is written to a chat that is gone."""
        now = self.clock.now()
        told, reason = self._refused.get(asked.written, (now, ""))
        if told + COURTESY < now < told + AGAIN:
            self.violations.append(f"{asked.method}: the same call again after {reason!r}")
        told, reason = self._gone.get(chat or 0, (now, ""))
        if told + COURTESY < now:
            self.violations.append(f"{asked.method}: {chat} is written to after {reason!r}")

    def judge_refusal(self, asked: Parameters, chat: int | None, refusal: Refused) -> None:
        """Note what no correct bot sends, and remember what was refused."""
        reason = refusal.description
        told = self.clock.now() + self.delay, reason
        if refusal.malformed:
            self.violations.append(f"{asked.method}: {reason}")
        if refusal.code == 400 and not any(words in reason for words in HARMLESS):
            self._refused[asked.written] = told
        if chat is not None and (refusal.code == 403 or LEFT in reason):
            self._gone[chat] = told

    def returned(self, chat: int) -> None:
        """Somebody is there again in *chat*."""
        self._gone.pop(chat, None)
