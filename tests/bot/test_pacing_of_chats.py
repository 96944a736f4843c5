"""What one chat takes: never more in any span, others unharmed, people first, nothing kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import Burst, Bursts
from storage.people import Address
from tests.bot.crowd import Crowd, most_in
from tests.fakes.sink.clock import Clock

GROUP, PRIVATE, FREE = (Address(platform="sink", chat_id=name) for name in ("g", "p", "f"))
TOPIC = replace(GROUP, thread_id="7")
A_BIT_LESS = 1 - 1e-9  # of a span: its end does not belong to it
ASKED = st.tuples(
    st.floats(0, 90) | st.sampled_from([0.0, 60.0]),
    st.sampled_from([GROUP, TOPIC, PRIVATE]),
    st.booleans(),
)


def limits(chat: Address) -> tuple[Burst, ...]:
    """As Telegram has them: 20 in any minute of a group, about one a second in private."""
    return {"g": ((20, 60.0),), "p": ((5, 5.0), (8, 20.0))}.get(chat.chat_id, ())


@settings(max_examples=60)
@given(st.lists(ASKED, min_size=1, max_size=80), st.data())
def test_no_span_ever_holds_too_many(
    asked: list[tuple[float, Address, bool]], data: st.DataObject
) -> None:
    """Whoever writes, to whatever thread, and however late timers wake; and everyone comes."""
    late = st.sampled_from([0.0, 0.0, 0.001, 0.02, 0.3])
    crowd = Crowd(30, Clock(late=lambda: data.draw(late)), limits)
    asking = (
        crowd.ask(chat.chat_id, chat, after=after, answer=answer) for after, chat, answer in asked
    )
    asyncio.run(crowd.clock.all(*asking))
    assert len(crowd.went) == len(asked)
    assert most_in(crowd.moments, 1.0) <= 30
    assert most_in(crowd.moments_of("g"), 60 * A_BIT_LESS) <= 20
    assert most_in(crowd.moments_of("p"), 5 * A_BIT_LESS) <= 5
    assert most_in(crowd.moments_of("p"), 20 * A_BIT_LESS) <= 8


async def test_a_chat_takes_its_burst_at_once_and_then_as_it_can() -> None:
    """Twenty go as quickly as they may, the next when the first is a minute old."""
    crowd = Crowd(30, limits=limits)
    begun = crowd.clock.time
    await crowd.clock.all(*(crowd.ask("x", GROUP, answer=True) for _ in range(22)))
    assert crowd.moments[19] - begun < 0.7
    late = [moment - 60.0 for moment in crowd.moments[20:]]
    assert late == pytest.approx(crowd.moments[:2])


async def test_a_chat_that_has_had_its_share_holds_up_nobody() -> None:
    """Not even those behind it in the same lane."""
    crowd = Crowd(30, limits=limits)
    begun = crowd.clock.time
    await crowd.clock.all(
        *(crowd.ask("group", GROUP) for _ in range(21)),
        *(crowd.ask("free", FREE) for _ in range(30)),
    )
    assert max(crowd.moments_of("free")) - begun < 1.7
    assert max(crowd.moments_of("group")) - begun > 60.0


async def test_digests_leave_a_place_for_whoever_talks_to_the_bot() -> None:
    """Four of five in a private chat, and the only one where a chat takes one at a time."""
    crowd = Crowd(30, limits=lambda chat: ((1, 9.0),) if chat == FREE else limits(chat))
    asked = crowd.clock.time + 2.0
    await crowd.clock.all(
        *(crowd.ask("digest", PRIVATE) for _ in range(6)),
        crowd.ask("answer", PRIVATE, after=2.0, answer=True),
        crowd.ask("single", FREE),
    )
    assert crowd.names.index("answer") == 5
    assert crowd.moments_of("answer") == [asked]


async def test_a_digest_takes_no_turn_to_a_chat_that_must_wait() -> None:
    """It hears so at once, without a place in the line."""
    crowd = Crowd(1, limits=limits)
    crowd.pacer.pause(2.5, GROUP)
    assert crowd.pacer.is_held(TOPIC)
    assert crowd.pacer.is_silent(TOPIC)
    assert not await crowd.pacer.turn_unless_held(TOPIC)
    await crowd.clock.until(crowd.clock.time + 2.5)
    assert not crowd.pacer.is_held(GROUP)
    assert await crowd.pacer.turn_unless_held(TOPIC)


async def test_a_digest_in_line_hears_that_answers_took_the_last_place() -> None:
    """Its turn is the next one's."""
    crowd = Crowd(1, limits=limits)

    async def deliver() -> None:
        await crowd.clock.sleep(0.02)
        assert not await crowd.pacer.turn_unless_held(PRIVATE)
        crowd.went.append(("heard", crowd.clock.time))

    await crowd.clock.all(
        *(crowd.ask("answer", PRIVATE, after=n * 0.01, answer=True) for n in range(4)),
        deliver(),
        crowd.ask("next", after=0.03),
    )
    assert crowd.names == [*["answer"] * 4, "heard", "next"]
    assert crowd.pacer.is_held(PRIVATE)
    assert not crowd.pacer.is_silent(PRIVATE)


async def test_quiet_chats_are_forgotten() -> None:
    """A million readers are not kept in mind, only those of the last minute."""
    clock = Clock()
    bursts = Bursts(limits, clock.now)
    for number in range(5_000):
        clock.time += 0.5
        chat = GROUP if number % 10 == 0 else PRIVATE
        bursts.count(replace(chat, platform=str(number)))
        bursts.count(FREE)
        assert len(bursts) <= 121
    assert bursts.wait(replace(GROUP, platform="0"), answer=True) <= 0
