"""Messages that ask a pacer for their turns, on a clock that is moved by hand."""

from __future__ import annotations

from bisect import bisect_right

from bot.pacing import Limits, Pacer, without_limits
from storage.people import Address
from tests.fakes.sink.clock import Clock


def most_in(moments: list[float], seconds: float) -> int:
    """The most moments in any closed span of *seconds*."""
    return max(
        (bisect_right(moments, moment + seconds) - n for n, moment in enumerate(moments)), default=0
    )


class Crowd:
    """Messages that ask for their turn, and when they got it."""

    def __init__(
        self, rate: float, clock: Clock | None = None, limits: Limits = without_limits
    ) -> None:
        self.clock = clock or Clock()
        self.pacer = Pacer(rate, self.clock.now, self.clock.sleep, limits)
        self.went: list[tuple[str, float]] = []

    @property
    def moments(self) -> list[float]:
        """When the turns were given."""
        return [moment for _, moment in self.went]

    @property
    def names(self) -> list[str]:
        """Who went, in order."""
        return [name for name, _ in self.went]

    def moments_of(self, name: str) -> list[float]:
        """When the turns of *name* were given."""
        return [moment for who, moment in self.went if who == name]

    async def ask(
        self, name: str, chat: Address | None = None, *, after: float = 0.0, answer: bool = False
    ) -> None:
        """Ask for a turn after some seconds."""
        if after:
            await self.clock.sleep(after)
        await self.pacer.turn(chat, answer=answer)
        self.went.append((name, self.clock.time))
