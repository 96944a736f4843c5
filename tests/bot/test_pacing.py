"""The pace: never too quick in any second, hardly slower than allowed, people first."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.people import Address
from tests.bot.crowd import Crowd, most_in
from tests.fakes.sink.clock import Clock

HERE, THERE = (Address(platform="sink", chat_id=name) for name in "12")
GAPS = st.lists(st.floats(0, 1.5) | st.sampled_from([0.0, 1 / 30, 1.0]), min_size=1, max_size=120)


@settings(max_examples=60)
@given(GAPS, st.sampled_from([1.0, 20.0, 30.0, 50.0]), st.data())
def test_no_second_ever_holds_too_many(gaps: list[float], rate: float, data: st.DataObject) -> None:
    """However messages arrive, and however late timers wake: at most 30 in any second at 30/s."""
    late = st.sampled_from([0.0, 0.0, 0.001, 0.02, 0.3])
    crowd = Crowd(rate, Clock(late=lambda: data.draw(late)))
    arrivals = [sum(gaps[: number + 1]) for number in range(len(gaps))]

    async def story() -> None:
        await crowd.clock.all(
            *(
                crowd.ask("x", after=arrival, answer=number % 3 == 0)
                for number, arrival in enumerate(arrivals)
            )
        )

    asyncio.run(story())
    assert len(crowd.moments) == len(gaps)
    assert most_in(crowd.moments, 1.0) <= rate


@pytest.mark.parametrize("rate", [30.0, 50.0])
@pytest.mark.parametrize("late", [0.0, 0.01])
async def test_a_saturated_pace_is_nearly_the_rate(rate: float, late: float) -> None:
    """At least 98 %, also where every timer wakes 10 ms late."""
    crowd = Crowd(rate, Clock(late=lambda: late))
    await crowd.clock.all(*(crowd.ask("x") for _ in range(600)))
    assert 599 / (crowd.moments[-1] - crowd.moments[0]) >= 0.98 * rate
    assert most_in(crowd.moments, 1.0) <= rate


async def test_a_message_counts_from_when_it_leaves() -> None:
    """What comes between its turn and its way is no head start for the next second."""
    crowd = Crowd(30)
    held = 0.2

    async def deliver(chat: Address) -> None:
        assert await crowd.pacer.turn_unless_held(chat)
        await crowd.clock.sleep(held)
        crowd.pacer.leaves(chat)
        crowd.went.append(("left", crowd.clock.time))

    crowd.pacer.leaves(THERE)  # which had no turn
    await crowd.clock.all(deliver(replace(HERE, thread_id="7")))
    await crowd.clock.all(*(crowd.ask("x") for _ in range(40)))
    assert most_in(crowd.moments, 1.0) == 30
    left = crowd.moments[0]
    assert crowd.moments[30] - left == pytest.approx(1.006)


async def test_after_a_silence_nothing_was_saved_up() -> None:
    """An hour without a message allows no burst."""
    crowd = Crowd(30)
    await crowd.clock.all(crowd.ask("first"))
    await crowd.clock.until(crowd.clock.time + 3600)
    await crowd.clock.all(*(crowd.ask("x") for _ in range(100)))
    assert most_in(crowd.moments, 1.0) <= 30


async def test_answers_go_before_digests() -> None:
    """Whoever talks to the bot waits for one turn, not for a thousand digests."""
    crowd = Crowd(10)
    digests = [crowd.ask("digest") for _ in range(30)]
    answers = [crowd.ask("answer", after=1.0, answer=True) for _ in range(3)]
    asked = crowd.clock.time + 1.0
    await crowd.clock.all(*digests, *answers)
    when = [moment for name, moment in crowd.went if name == "answer"]
    assert when[0] - asked <= 0.11
    assert when[-1] - asked <= 0.42
    assert len(crowd.went) == 33


async def test_one_chat_waits_alone() -> None:
    """A flood limit of one chat holds up nobody else, not even where it was first in line."""
    crowd = Crowd(10)
    begun = crowd.clock.time
    crowd.pacer.pause(5.0, HERE)
    assert crowd.pacer.is_silent(HERE)
    assert not crowd.pacer.is_silent(THERE)
    await crowd.clock.all(crowd.ask("waits", HERE), crowd.ask("goes", THERE), crowd.ask("goes too"))
    assert crowd.names == ["goes", "goes too", "waits"]
    assert crowd.moments[-1] == begun + 5.0
    assert not crowd.pacer.is_silent(HERE)


async def test_a_chat_told_to_wait_while_in_line_leaves_it() -> None:
    """An answer to it does not keep digests back meanwhile."""
    crowd = Crowd(1)
    begun = crowd.clock.time
    asking = crowd.clock.all(
        crowd.ask("first"),
        crowd.ask("second", after=0.1),
        crowd.ask("waits", HERE, after=0.2, answer=True),
        crowd.ask("digest", after=0.3),
        _paused(crowd, 0.4, 10.0, HERE),
    )
    await asking
    assert crowd.names == ["first", "second", "digest", "waits"]
    assert crowd.moments[-1] == begun + 10.4


async def test_everyone_waits_exactly_so_long() -> None:
    """A platform's flood limit; a shorter one told later changes nothing."""
    crowd = Crowd(30)
    begun = crowd.clock.time
    crowd.pacer.pause(27.0)
    crowd.pacer.pause(3.0)
    await crowd.clock.all(
        crowd.ask("digest"), crowd.ask("answer", answer=True), crowd.ask("digest")
    )
    assert crowd.names == ["answer", "digest", "digest"]
    assert crowd.moments[0] == begun + 27.0
    assert crowd.moments[-1] < begun + 27.2


async def test_who_gives_up_waiting_leaves_no_gap() -> None:
    """A cancelled turn is the next one's."""
    crowd = Crowd(1)
    first = asyncio.create_task(crowd.ask("first"))
    gives_up = asyncio.create_task(crowd.ask("gives up", answer=True))
    last = asyncio.create_task(crowd.ask("last"))
    await crowd.clock.until(crowd.clock.time)
    gives_up.cancel()
    begun = crowd.clock.time
    await crowd.clock.until(begun + 3.0)
    await asyncio.gather(first, last)
    assert sorted(crowd.names) == ["first", "last"]
    assert crowd.moments[-1] <= begun + 2.1


async def _paused(crowd: Crowd, after: float, seconds: float, chat: Address) -> None:
    """Tell *chat* to be silent, after some seconds."""
    await crowd.clock.sleep(after)
    crowd.pacer.pause(seconds, chat)
