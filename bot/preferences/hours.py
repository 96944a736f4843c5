"""Hours of the day: what people write for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import time
from types import MappingProxyType
from typing import NamedTuple

from bot.refusal import Refusal, sentence
from bot.typed import folded, typed


class Half(NamedTuple):
    """A half of the day: *later* are the hours that it puts after noon, *twelve* what 12 is."""

    later: range
    twelve: int


MORNING, NOON = Half(range(0), 0), Half(range(1, 5), 12)
AFTERNOON, NIGHT = Half(range(12), 12), Half(range(5, 12), 0)
HALVES: Mapping[str, Half] = MappingProxyType(
    {
        **dict.fromkeys(("am", "上午", "早上", "早晨", "清晨", "凌晨", "早"), MORNING),
        **dict.fromkeys(("中午", "正午"), NOON),
        **dict.fromkeys(("pm", "下午", "傍晚"), AFTERNOON),
        **dict.fromkeys(("晚上", "夜里", "晚"), NIGHT),
    }
)
MOMENTS: Mapping[str, time] = MappingProxyType(
    {
        **dict.fromkeys(("noon", "midday", "中午", "正午"), time(12)),
        **dict.fromkeys(("midnight", "午夜", "半夜", "零点"), time(0)),
    }
)
PARTS_OF_AN_HOUR: Mapping[str, int] = MappingProxyType({"半": 30, "一刻": 15, "三刻": 45})
DIGITS = "零一二三四五六七八九"
HALF = "|".join(HALVES)
CLOCK = re.compile(
    rf"(?:at )?(?P<before>{HALF})? ?(?P<hour>[0-9]{{1,2}})"
    rf" ?(?:(?:[:.h点时](?P<minute>[0-9]{{1,2}})?分?|点?(?P<part>半|一刻|三刻))?)"
    rf" ?(?P<after>am|pm|uhr|o'clock|hours?|整|钟)?"
)
RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})")
DOTTED = re.compile(r"\b([ap])\.m\.?")
HOURS, MINUTES = 24, 60


def parse_hour(words: str) -> time:
    """The hour that *words* name: `8:30`, `8 pm`, `20h`, `早上8点半`; raises `Refusal`."""
    asked = _with_digits(DOTTED.sub(r"\1m", folded(typed(words)).strip(" .,;")))
    if asked in MOMENTS:
        return MOMENTS[asked]
    if match := RUN_TOGETHER.fullmatch(asked):
        hour, minute = int(match[1]), int(match[2])
    elif match := CLOCK.fullmatch(asked):
        half = HALVES.get(match["before"] or match["after"] or "")
        hour = _in_half(int(match["hour"]), half)
        minute = int(match["minute"] or PARTS_OF_AN_HOUR.get(match["part"] or "", 0))
    else:
        raise _no_hour()
    if hour >= HOURS or minute >= MINUTES:
        raise _no_hour()
    return time(hour, minute)


def _in_half(hour: int, half: Half | None) -> int:
    """*hour* of the whole day, where it is counted in a *half* of it."""
    if half is None or hour == 0:
        return hour
    if hour == NOON.twelve:  # the one hour that both halves share
        return half.twelve
    return hour + 12 if hour in half.later else hour


def _with_digits(text: str) -> str:
    """*text* with its Chinese numerals as digits: `八点十五分` is `8点15分`."""
    return NUMERAL.sub(lambda match: NUMERALS[match[0]], text)


def _numerals() -> Iterator[tuple[str, str]]:
    """The numbers of clocks in Chinese, up to 59."""
    yield "两", "2"
    for number in range(60):
        tens, ones = divmod(number, 10)
        if tens:
            yield f"{DIGITS[tens] if tens > 1 else ''}十{DIGITS[ones] if ones else ''}", str(number)
        else:
            yield DIGITS[ones], str(number)
            yield f"零{DIGITS[ones]}", f"0{number}"


NUMERALS: Mapping[str, str] = MappingProxyType(dict(_numerals()))
# The longest first; quarters of an hour (一刻) stay as they are.
NUMERAL = re.compile(f"(?:{'|'.join(sorted(NUMERALS, key=len, reverse=True))})(?!刻)")


def _no_hour() -> Refusal:
    return Refusal(sentence("Write an hour such as 08:30, 8 pm or 20h: /settings hour 08:30."))
