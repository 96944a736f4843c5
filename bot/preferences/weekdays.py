"""Days of the week: a person's words -> what they mean, and back into words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from babel.dates import get_day_names
from babel.lists import format_list

from bot.refusal import Refusal, sentence
from bot.typed import folded, typed
from bot.wording import SPOKEN, Wording
from storage.people import EVERY_DAY

WEEKDAYS = EVERY_DAY[:5]
WEEKEND = EVERY_DAY[5:]
EVERY = frozenset({"every day", "everyday", "each day", "daily", "all", "all days", "每天", "每日"})
WORKING = frozenset(
    {"weekdays", "weekday", "workdays", "work days", "working days", "工作日", "平日"}
)
RESTING = frozenset({"weekend", "weekends", "周末"})
ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHINESE = MappingProxyType({**{sign: day for day, sign in enumerate("一二三四五六日")}, "天": 6})
SHORTEST = 2  # letters of a day's name
OF_A_WEEK = re.compile("(?:周|星期|礼拜)([一二三四五六日天]+)")
TO = re.compile(r"\s*(?:-+|~|\bto\b|\bthrough\b|至|到)\s*")
APART = re.compile(r"[\s,;/&+]+|和|与|及|\band\b")


def parse_days(words: str) -> tuple[int, ...]:
    """
    The weekdays that *words* name, Monday is 0: `Mon-Thu`, `sat & sun`, `周一三五`, `weekdays`.

    Raises `Refusal` where they name none.
    """
    asked = TO.sub("-", OF_A_WEEK.sub(_each_named, folded(typed(words))).strip(" .,;"))
    days = _called(asked) or [
        day for piece in filter(None, APART.split(asked)) for day in _meant(piece)
    ]
    if not days:
        raise _no_days()
    return tuple(sorted(set(days)))


def days_in_words(days: Sequence[int], wording: Wording) -> str:
    """`every day`, `weekdays`, or the names of *days*."""
    if set(days) == set(EVERY_DAY):
        return wording.say("every day")
    if set(days) == set(WEEKDAYS):
        return wording.say("weekdays")
    names = [day_name(day, wording) for day in days]
    return format_list(names, style="standard", locale=_spoken(wording))


def day_name(day: int, wording: Wording) -> str:
    """`Mon`, `周一`."""
    locale = _spoken(wording)
    names: Mapping[int, str] = get_day_names("abbreviated", context="stand-alone", locale=locale)
    return names[day]


def _spoken(wording: Wording) -> str:
    return wording.language if wording.language in SPOKEN else "en"


def _each_named(run: re.Match[str]) -> str:
    """`周一三五` as ` 周一 周三 周五`, each apart."""
    return "".join(f" 周{sign}" for sign in run[1])


def _called(text: str) -> Sequence[int]:
    """What several days together are called; none where *text* is no such name."""
    sets = ((EVERY, EVERY_DAY), (WORKING, WEEKDAYS), (RESTING, WEEKEND))
    return next((days for names, days in sets if text in names), ())


def _meant(piece: str) -> Iterable[int]:
    """The days of one piece: a name, from one to another, or what several are called."""
    first, dash, last = piece.partition("-")
    if not dash:
        return _called(piece) or (_day(piece),)
    start, stop = _day(first), _day(last)
    return [(start + step) % 7 for step in range((stop - start) % 7 + 1)]


def _day(name: str) -> int:
    """The weekday that *name* is, or begins; raises `Refusal`."""
    asked = name.strip(" .").removeprefix("周")
    if asked in CHINESE:
        return CHINESE[asked]
    for day, known in enumerate(ENGLISH):
        if len(asked) >= SHORTEST and f"{known}s".startswith(asked):
            return day
    raise _no_days()


def _no_days() -> Refusal:
    return Refusal(
        sentence(
            "Write days such as Mon, Wed or Mon-Fri, or weekdays, or every day:"
            " /settings days Mon, Fri."
        )
    )
