"""Calls to a model: never too many at once, fewer where it is busy, people first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from bot.writing.gate import LONGEST_PAUSE, Gate
from tests.fakes.sink.clock import Clock

MOST = 8
A_CALL = 2.0  # seconds


@dataclass
class Server:
    """What takes a call for two seconds, and so many at once; the others it refuses."""

    takes: int = 1_000
    retry_after: float | None = None
    clock: Clock = field(default_factory=Clock)
    under_way: int = 0
    highest: int = 0
    refused: int = 0
    began: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate = Gate(MOST, self.clock.now, self.clock.sleep, lambda: 0.0)

    async def call(self, name: str, *, urgent: bool = False, after: float = 0.0) -> None:
        """Until it is taken."""
        if after:
            await self.clock.sleep(after)
        while not await self._taken(name, urgent=urgent):
            pass

    async def _taken(self, name: str, *, urgent: bool) -> bool:
        async with self.gate.turn(urgent=urgent) as number:
            self.began.append((self.clock.time, name))
            self.under_way += 1
            self.highest = max(self.highest, self.under_way)
            too_much = self.under_way > self.takes
            await self.clock.sleep(0.1 if too_much else A_CALL)
            self.under_way -= 1
            if too_much:
                self.refused += 1
                self.gate.was_too_much(number, self.retry_after)
            else:
                self.gate.answered()
            return not too_much


async def test_there_are_never_more_than_allowed_and_hardly_fewer() -> None:
    """Forty calls of two seconds, eight at once: five rounds, and nobody idles."""
    server = Server()
    begun = server.clock.time
    await server.clock.all(*(server.call(str(n)) for n in range(40)))
    assert server.highest == MOST
    assert server.clock.time - begun == 5 * A_CALL


async def test_people_are_served_before_the_rest() -> None:
    """What a person waits for passes all that waited before."""
    server = Server()
    many = [server.call("batch") for _ in range(40)]
    await server.clock.all(*many, server.call("person", urgent=True, after=1.0))
    place = [name for _, name in server.began].index("person")
    assert place == MOST  # the next one after those that were under way already


async def test_a_server_that_takes_fewer_is_asked_for_fewer() -> None:
    """It settles at what the server takes: of two hundred calls few are refused."""
    server = Server(takes=3, retry_after=1.0)
    await server.clock.all(*(server.call(str(n)) for n in range(200)))
    assert server.refused < 60
    late = [time for time, _ in server.began if time > server.began[-1][0] - 60]
    assert len(late) > 60 / A_CALL  # and more than one at a time


async def test_a_pause_that_is_asked_for_is_kept_by_all() -> None:
    """Nobody calls within the seconds that the server named."""
    server = Server(takes=7, retry_after=30.0)
    await server.clock.all(*(server.call(str(n)) for n in range(16)))
    refused_at = server.began[0][0] + 0.1
    assert not [time for time, _ in server.began if refused_at < time < refused_at + 30]


async def test_without_a_word_the_pauses_grow_and_end() -> None:
    """One second, two, four …, never over a minute; an answer begins anew."""
    clock = Clock()
    gate = Gate(MOST, clock.now, clock.sleep, lambda: 0.0)
    pauses = []

    async def refused() -> None:
        for _ in range(9):
            async with gate.turn() as number:
                began = clock.time
                gate.was_too_much(number, None)
            async with gate.turn():
                pauses.append(clock.time - began)

    await clock.all(refused())
    assert pauses == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    gate.answered()
    async with gate.turn() as number:
        gate.was_too_much(number, None)
    begun = clock.time
    await clock.all(_passed(gate))
    assert clock.time - begun == 1


async def _passed(gate: Gate) -> None:
    async with gate.turn():
        pass


async def test_refusals_of_one_crowd_narrow_the_gate_once() -> None:
    """Eight calls under way that are all refused tell one thing."""
    clock = Clock()
    gate = Gate(MOST, clock.now, clock.sleep, lambda: 0.0)

    async def refused() -> None:
        async with gate.turn() as number:
            await clock.sleep(1)
            gate.was_too_much(number, 1.0)

    await clock.all(*(refused() for _ in range(MOST)))
    assert gate.width == MOST // 2


@given(st.lists(st.sampled_from(["take", "cancel"]), min_size=1, max_size=60))
def test_who_gives_up_leaves_no_place_taken(doings: list[str]) -> None:
    """However many of those that wait or are under way are cancelled, all others get in."""

    async def story() -> None:
        clock = Clock()
        gate = Gate(2, clock.now, clock.sleep, lambda: 0.0)
        through = []

        async def one(number: int) -> None:
            async with gate.turn():
                await asyncio.sleep(0)
                through.append(number)

        tasks = [asyncio.create_task(one(number)) for number in range(len(doings))]
        await asyncio.sleep(0)
        for task, doing in zip(tasks, doings, strict=True):
            if doing == "cancel":
                task.cancel()
            await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await asyncio.gather(*tasks, return_exceptions=True)
            await _passed(gate)
        taken = {number for number, doing in enumerate(doings) if doing == "take"}
        assert taken <= set(through)

    asyncio.run(story())
