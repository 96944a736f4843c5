"""What a test can ask afterwards, and how it waits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot

from tests.fakes.telegram.records import gaps, most_in
from tests.fakes.telegram.server import LocalTelegram

MOMENTS = st.lists(st.integers(0, 50).map(float)).map(sorted)


def test_the_most_in_any_second() -> None:
    """Of two exactly a second apart only one counts."""
    assert most_in([], 1.0) == 0
    assert most_in([0.0, 0.5, 1.0, 1.4], 1.0) == 3
    assert most_in([0.0, 1.0, 2.0], 1.0) == 1
    assert gaps([1.0, 1.5, 3.0]) == [0.5, 1.5]


@given(MOMENTS, st.integers(1, 20).map(float))
def test_no_window_holds_more_than_the_most(moments: list[float], seconds: float) -> None:
    """Counted anew from each moment."""
    counted = (sum(begin <= moment < begin + seconds for moment in moments) for begin in moments)
    assert most_in(moments, seconds) == max(counted, default=0)


async def test_order_gaps_and_doubles(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """Of what has arrived."""
    bob = telegram.person("Bob")
    telegram.begin(bob)
    for chat, text in ((ada, "one"), (bob, "one"), (ada, "two"), (ada, "one")):
        await bot.send_message(chat, text)
        telegram.advance(10)
    assert telegram.texts(ada) == ["one", "two", "one"]
    assert telegram.doubles() == {(ada, None, "one"): 2}
    assert len(telegram.gaps()) == 3
    assert [round(gap, -1) for gap in telegram.gaps(ada)] == [20, 10]
    assert telegram.most_in(10.0) == 1
    assert telegram.most_in(100.0, ada) == 3
    assert telegram.history(ada)[0].sender == ada
    assert telegram.last(telegram.person("Eve")) is None


async def test_waiting_has_an_end(telegram: LocalTelegram, ada: int) -> None:
    """A bot that does nothing fails the test soon."""
    with pytest.raises(TimeoutError, match="the bot did nothing of that kind"):
        await telegram.reply(ada, seconds=0.1)
