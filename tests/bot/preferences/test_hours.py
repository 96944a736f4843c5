"""Hours of the day, as people write them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preferences.hours import parse_hour
from bot.refusal import Refusal


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("8", time(8)),
        ("8:30", time(8, 30)),
        ("08:30", time(8, 30)),
        ("8.30", time(8, 30)),
        ("0830", time(8, 30)),
        ("８：３０", time(8, 30)),
        ("8am", time(8)),
        ("8:30 pm", time(20, 30)),
        ("8 P.M.", time(20)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("20 pm", time(20)),
        ("20h", time(20)),
        ("20h15", time(20, 15)),
        ("at 8", time(8)),
        ("8 Uhr", time(8)),
        ("0:00", time(0)),
        ("0am", time(0)),
        ("noon", time(12)),
        ("Midnight", time(0)),
        ("8点", time(8)),
        ("8点半", time(8, 30)),
        ("早上8点", time(8)),
        ("八点半", time(8, 30)),
        ("八点一刻", time(8, 15)),
        ("下午三点三刻", time(15, 45)),
        ("晚上十点十五分", time(22, 15)),
        ("二十点零五分", time(20, 5)),
        ("中午12点", time(12)),
        ("中午一点", time(13)),
        ("晚上12点", time(0)),
        ("凌晨两点", time(2)),
        ("夜里2点", time(2)),
        ("8点整", time(8)),
        ("零点", time(0)),
        ("午夜", time(0)),
    ],
)
def test_an_hour_is_written_in_many_ways(words: str, hour: time) -> None:
    """By twelve or twenty-four, in English and Chinese, as phones type it."""
    assert parse_hour(words) == hour


@pytest.mark.parametrize(
    "words", ["", "25", "24:00", "2400", "8:60", "0860", "-5", "8 30", "点", "半", "soon", "八八点"]
)
def test_what_is_no_hour_is_told_how_to_write_one(words: str) -> None:
    """With examples."""
    with pytest.raises(Refusal, match=r"such as 08:30, 8 pm or 20h"):
        parse_hour(words)


@given(st.times())
def test_what_is_printed_is_understood(hour: time) -> None:
    """With a colon, and with the point that buttons carry."""
    whole = hour.replace(second=0, microsecond=0)
    assert parse_hour(whole.isoformat("minutes")) == parse_hour(whole.strftime("%H.%M")) == whole


@given(st.text(st.characters(codec=None), max_size=4096) | st.text("0123456789:.h点半 apm"))
def test_any_words_are_answered(words: str) -> None:
    """By a full minute, or a refusal."""
    try:
        assert parse_hour(words).second == 0
    except Refusal as refusal:
        said = str(refusal)
        assert said
