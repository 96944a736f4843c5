"""Days of the week, as people write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preferences.weekdays import day_name, days_in_words, parse_days
from bot.refusal import Refusal
from bot.wording import Wording

UTC = ZoneInfo("UTC")
WORKING = (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Mon", (0,)),
        ("Mon, Fri", (0, 4)),
        ("fri mon fri", (0, 4)),
        ("Mon-Fri", WORKING),
        ("Mon – Wed", (0, 1, 2)),
        ("monday to thursday", (0, 1, 2, 3)),
        ("Fri-Mon", (0, 4, 5, 6)),
        ("mondays and thursdays", (0, 3)),
        ("Tu, Thurs.", (1, 3)),
        ("Sat & Sun", (5, 6)),
        ("weekend", (5, 6)),
        ("weekend, Mon", (0, 5, 6)),
        ("weekdays", WORKING),
        ("Every day.", tuple(range(7))),
        ("daily", tuple(range(7))),
        ("工作日", WORKING),
        ("每天", tuple(range(7))),
        ("周末", (5, 6)),
        ("工作日和周六", (0, 1, 2, 3, 4, 5)),
        ("周一三五", (0, 2, 4)),
        ("周一至周五", WORKING),
        ("周一到五", WORKING),
        ("星期一、星期三", (0, 2)),
        ("礼拜天", (6,)),
    ],
)
def test_days_are_written_in_many_ways(words: str, days: tuple[int, ...]) -> None:
    """Names and their beginnings, ranges, and what several are called."""
    assert parse_days(words) == days


@pytest.mark.parametrize("words", ["", ",", "m", "day", "Mon-", "-", "周", "Mon, then", "1", "s"])
def test_what_names_no_day_is_told_how_to_write_one(words: str) -> None:
    """No part of it is taken where another is not understood."""
    with pytest.raises(Refusal, match=r"such as Mon, Wed or Mon-Fri"):
        parse_days(words)


def test_days_are_said_in_the_readers_language() -> None:
    """By what they are called together, or by their names."""
    english, chinese = Wording("en", UTC), Wording("zh", UTC)
    assert days_in_words(range(7), english) == "every day"
    assert days_in_words(WORKING, chinese) == "工作日"
    assert days_in_words((0, 2, 4), english) == "Mon, Wed, and Fri"
    assert days_in_words((0, 2, 4), chinese) == "周一、周三和周五"
    assert day_name(6, Wording("ja", UTC)) == "Sun"


@given(st.sets(st.integers(0, 6), min_size=1), st.sampled_from(["en", "zh", "ja"]))
def test_what_is_printed_is_understood(days: set[int], language: str) -> None:
    """Every set of days, in every language."""
    printed = days_in_words(sorted(days), Wording(language, UTC))
    assert parse_days(printed) == tuple(sorted(days))


@given(
    st.text(st.characters(codec=None), max_size=4096)
    | st.lists(st.sampled_from(["mon", "fri", "-", "to", ",", "周一三", "至", "和", " "])).map(
        "".join
    )
)
def test_any_words_are_answered(words: str) -> None:
    """By one day at least, or a refusal."""
    try:
        days = parse_days(words)
    except Refusal as refusal:
        said = str(refusal)
        assert said
    else:
        assert set(days) <= set(range(7))
        assert days
