"""
Parts and multiples in words: two thirds, one in ten, 三分之一, 八成, half, twice, 两个数量级.

Each is found with its value and its kind, so that 25 %, a quarter and 四分之一 are one and the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from bot import numerals
from bot.units import PART, PERCENT, TIMES, Unit

Found = tuple[int, int, list[tuple[Fraction, Unit]], bool]

_NAMED = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|a hundred|a thousand)"
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12, "sixteenth": 16,
    "twentieth": 20, "hundredth": 100, "thousandth": 1000, "millionth": 10**6, "fortieth": 40,
    "thirtieth": 30, "fiftieth": 50,
}  # fmt: skip
_ORDER = (
    r"orders?[ -]of[ -]magnitude|größenordnung(?:en)?|ordres? de grandeur|[óo]rden(?:es)? de magnitud"
    r"|orde(?:m|ns) de (?:magnitude|grandeza)|ordin[ei] di grandezza|порядк(?:ов|а|у)?|桁|자릿수"
    r"|(?:个|個)?(?:数量级|數量級)"
)
_SIGNS = rf"(?:\d+(?:\.\d+)?|[{numerals.SIGNS}]+)"
ONE, TWO, HALF = Fraction(1), Fraction(2), Fraction(1, 2)

Reader = Callable[[re.Match[str]], "list[tuple[Fraction, Unit]]"]


def _number(words: str) -> Fraction | None:
    """The value of a number in figures, English words, Chinese signs; `a` is one."""
    words = words.strip().lower()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", words):
        return Fraction(words)
    if words in ("a", "an", "one", "un", "une", "uno", "una", "um", "uma", "eine", "einer", ""):
        return ONE
    if re.fullmatch(f"[{numerals.SIGNS}]+", words):
        return numerals.in_chinese(words)
    if numerals.IN_ENGLISH.fullmatch(words.removeprefix("a ")):
        return numerals.in_english(words)
    for language in numerals.ELSEWHERE:
        there = numerals.elsewhere(language)
        if there and words in there[1]:
            return Fraction(there[1][words])
    return None


def _part(match: re.Match[str]) -> list[tuple[Fraction, Unit]]:
    above = _number(match["above"])
    below = _PARTS[match["below"].lower().removesuffix("s") if match["below"].lower() != "halves" else "half"]
    return [] if above is None else [(above / below, PART)]


def _ratio(match: re.Match[str]) -> list[tuple[Fraction, Unit]]:
    above, below = _number(match["above"]), _number(match["below"])
    return [(above / below, PART)] if above is not None and below else []


def _percent(match: re.Match[str]) -> list[tuple[Fraction, Unit]]:
    value = _number(match["value"])
    return [] if value is None else [(value * _HUNDREDS[match["sign"]], PERCENT)]


def _orders(match: re.Match[str]) -> list[tuple[Fraction, Unit]]:
    value = _number(match["value"] or "")
    small = value is not None and value.denominator == 1 and value < 100  # noqa: PLR2004  # powers
    return [(Fraction(10) ** int(value), TIMES)] if small and value is not None else []


def _fold(match: re.Match[str]) -> list[tuple[Fraction, Unit]]:
    value = _number(match["value"].rstrip("- "))
    return [] if value is None else [(value, TIMES)]


def _always(value: Fraction, unit: Unit) -> Reader:
    return lambda _: [(value, unit)]


_HUNDREDS = {
    "百分之": ONE, "千分之": Fraction(1, 10), "万分之": Fraction(1, 100), "成": Fraction(10),
    "割": Fraction(10),
}  # fmt: skip
# In this order: what is found first leaves nothing of itself to the others.
ALL: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(rf"(?P<sign>百分之|千分之|万分之)(?P<value>{_SIGNS})"), _percent),
    (re.compile(rf"(?P<below>{_SIGNS}) ?分(?:之|の) ?(?P<above>{_SIGNS})"), _ratio),
    (
        re.compile(
            rf"(?P<value>[一二两三四五六七八九]|\d(?:\.\d)?) ?"
            rf"(?P<sign>成(?!功|为|為|本|像|员|果|熟|分|立|就|型|对|對|绩|长|份)|割(?!り))"
        ),
        _percent,
    ),
    (re.compile(rf"(?i)(?:(?P<value>{_SIGNS}|[a-zà-ÿа-я]+)[ -]?)(?:{_ORDER})"), _orders),
    (
        re.compile(
            rf"(?i)(?<![\w-])(?P<above>an?|{_NAMED}|\d+)[ -](?P<below>(?:{'|'.join(_PARTS)})s?)(?!\w)"
            r"(?<!(?<=[Aa] )half)"
        ),
        _part,
    ),
    (
        re.compile(
            rf"(?i)(?<![\w-])(?P<above>{_NAMED}|\d{{1,4}}) (?:in(?: every)?|out of(?: every)?) "
            rf"(?P<below>{_NAMED}|\d{{1,4}})(?![\w.]|[-–]\w)"
        ),
        _ratio,
    ),
    (re.compile(r"(?<![\w./])(?P<above>\d{1,4}) ?/ ?(?P<below>\d{1,4})(?![\w./])"), _ratio),
    (re.compile(r"(?i)(?<![\w-])(?P<value>[a-z]+-?|\d+(?:\.\d+)?-?)fold(?!\w)"), _fold),
    (re.compile(r"(?i)half an? million"), _always(Fraction(500_000), Unit("", ONE))),
    (re.compile(r"(?i)half an? billion"), _always(Fraction(500_000_000), Unit("", ONE))),
    (re.compile(r"(?i)halbe[nr]? million(?:en)?"), _always(Fraction(500_000), Unit("", ONE))),
    (
        re.compile(
            r"(?i)\bhalf\b|\bhal(?:ve[sd]?|ving)\b|一半|半数|减半|減半|折半|半減|半分|절반"
            r"|\bhalb(?:e[nrms]?|iert\w*)?\b|\bhälfte\b|\bmoitié\b|\bmitad\b|\bmetade\b|\bmetà\b"
            r"|\bполовин\w*"
        ),
        _always(HALF, PART),
    ),
    (
        re.compile(
            r"(?i)\btwice\b|\bdoubl(?:e[sd]?|ing)\b|翻倍|翻番|加倍|倍增|\bdoppelt\w*|\bverdoppel\w*"
            r"|\bdoubler\b|\bdobl[eao]\w*|\bdobr[ao]\w*|\bdoppi[ao]\b|\braddoppi\w*|\bвдвое\b"
        ),
        _always(TWO, TIMES),
    ),
    (re.compile(r"(?i)\btripl(?:e[sd]?|ing)\b|\bthrice\b"), _always(Fraction(3), TIMES)),
    (re.compile(r"(?i)\bquadrupl(?:e[sd]?|ing)\b"), _always(Fraction(4), TIMES)),
    (re.compile(r"(?i)\bdrittel\b|\btiers\b|\btercios?\b|\bterç[oa]s?\b|\bterz[oi]\b"),
     _always(Fraction(1, 3), PART)),
    (re.compile(r"(?i)\bviertel\b|\bquart\b|\bcuarto\b|\bquarto\b"), _always(Fraction(1, 4), PART)),
)  # fmt: skip


def found(text: str, language: str) -> Iterator[Found]:
    """Every part and multiple of *text* that stands in words."""
    del language  # their words are told apart by themselves
    for pattern, read in ALL:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), read(match), True
