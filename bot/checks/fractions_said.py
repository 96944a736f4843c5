"""
Parts and multiples in words: two thirds, one in ten, 三分之一, 八成, half, twice, 两个数量级.

Each is found with its value and its kind, so that 25 %, a quarter and 四分之一 are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from bot.checks import numerals
from bot.checks.units import NONE, PART, PERCENT, TIMES, Unit

Found = tuple[int, int, list[tuple[Fraction, Unit]], bool]

_NAMED = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|a hundred|a thousand)"
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12, "sixteenth": 16,
    "twentieth": 20, "hundredth": 100, "thousandth": 1000, "millionth": 10**6, "fortieth": 40,
    "thirtieth": 30, "fiftieth": 50,
}  # fmt: skip
_ORDER = (
    r"orders?[ -]of[ -]magnitude|größenordnung(?:en)?|ordres? de grandeur|[óo]rden(?:es)? de"
    r" magnitud"
    r"|orde(?:m|ns) de (?:magnitude|grandeza)|ordin[ei] di grandezza|порядк(?:ов|а|у)?|桁|자릿수"
    r"|(?:个|個)?(?:数量级|數量級)"
)
_SIGNS = rf"(?:\d+(?:\.\d+)?|[{numerals.SIGNS}]+)"
_NOT_TENTH = "功|为|為|本|像|员|果|熟|分|立|就|型|对|對|绩|长|份"  # 成功, 成本: words of their own
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
    name = match["below"]
    below = _PARTS.get(name) or _PARTS[name.removesuffix("s")]
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


@dataclass(frozen=True, slots=True)
class Form:
    """One way to say a part or a multiple; *hints*: without any of them there is none (quick)."""

    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    read: Reader


def _form(hints: str, pattern: str, read: Reader) -> Form:
    return Form(tuple(hints.split("|")), re.compile(pattern), read)


# In this order: what is found first leaves nothing of itself to the others. All in lower case.
ALL = (
    _form("分之", rf"(?P<sign>百分之|千分之|万分之)(?P<value>{_SIGNS})", _percent),
    _form("分之|分の", rf"(?P<below>{_SIGNS}) ?分(?:之|の) ?(?P<above>{_SIGNS})", _ratio),
    _form(
        "成|割",
        rf"(?P<value>[一二两三四五六七八九]|\d(?:\.\d)?) ?(?P<sign>成(?!{_NOT_TENTH})|割(?!り))",
        _percent,
    ),
    _form(
        "orde|ordre|órden|ordin|größenordnung|порядк|桁|자릿수|数量级|數量級",
        rf"(?:(?P<value>{_SIGNS}|[a-zà-ÿа-я]+)(?: or more)?[ -]?)(?:{_ORDER})",
        _orders,
    ),
    _form(
        "half|halves|third|quarter|fourth|fift|sixt|sevent|eight|nint|tenth|twel|twent|hundredth"
        "|thousandth|millionth|fortieth|thirtieth",
        rf"(?<![\w-])(?P<above>an?|{_NAMED}|\d+)[ -](?P<below>(?:{'|'.join(_PARTS)})s?)(?!\w)",
        _part,
    ),
    _form(
        " in | out of ",
        rf"(?<![\w-])(?P<above>{_NAMED}|\d{{1,4}}) (?:in(?: every)?|out of(?: every)?) "
        rf"(?P<below>{_NAMED}|\d{{1,4}})(?![\w.]|-\w)",
        _ratio,
    ),
    _form("/", r"(?<![\w./])(?P<above>\d{1,4}) ?/ ?(?P<below>\d{1,4})(?![\w./])", _ratio),
    _form("fold", r"(?<![\w-])(?P<value>[a-z]+-?|\d+(?:\.\d+)?-?)fold(?!\w)", _fold),
    _form("half a", r"half an? million", _always(Fraction(500_000), NONE)),
    _form("half a", r"half an? billion", _always(Fraction(500_000_000), NONE)),
    _form("halbe", r"halbe[nr]? million(?:en)?", _always(Fraction(500_000), NONE)),
    _form(
        "half|halv|半|절반|hal[bf]|halb|hälfte|moitié|mitad|metad|metà|половин",
        r"\bhalf\b|\bhal(?:ve[sd]?|ving)\b|一半|半数|减半|減半|折半|半減|半分|절반"
        r"|\bhalb(?:e[nrms]?|iert\w*)?\b|\bhälfte\b|\bmoitié\b|\bmitad\b|\bmetade\b|\bmetà\b"
        r"|\bполовин\w*",
        _always(HALF, PART),
    ),
    _form(
        "twice|doubl|翻|倍|doppel|doppi|dobl|dobr|вдвое",
        r"\btwice\b|\bdoubl(?:e[sd]?|ing)\b|翻倍|翻番|加倍|倍增|\bdoppelt\w*|\bverdoppel\w*"
        r"|\bdoubler\b|\bdobl[eao]\w*|\bdobr[ao]\w*|\bdoppi[ao]\b|\braddoppi\w*|\bвдвое\b",
        _always(TWO, TIMES),
    ),
    _form("tripl|thrice", r"\btripl(?:e[sd]?|ing)\b|\bthrice\b", _always(Fraction(3), TIMES)),
    _form("quadrupl", r"\bquadrupl(?:e[sd]?|ing)\b", _always(Fraction(4), TIMES)),
    _form(
        "drittel|tiers|terci|terç|terz",
        r"\bdrittel\b|\btiers\b|\btercios?\b|\bterç[oa]s?\b|\bterz[oi]\b",
        _always(Fraction(1, 3), PART),
    ),
    _form(
        "viertel|quart|cuarto",
        r"\bviertel\b|\bquart\b|\bcuarto\b|\bquarto\b",
        _always(Fraction(1, 4), PART),
    ),
    _form("decade", r"\bdecades?\b", _always(Fraction(10), Unit("time", Fraction(31_557_600)))),
    _form(
        "centur", r"\bcentur(?:y|ies)\b", _always(Fraction(100), Unit("time", Fraction(31_557_600)))
    ),
)


def _hinted(hints: tuple[str, ...], text: str) -> bool:
    for hint in hints:  # noqa: SIM110  # a generator takes twice the time here
        if hint in text:
            return True
    return False


def found(text: str) -> Iterator[Found]:
    """Every part and multiple of *text* that stands in words."""
    low = text.lower()
    if len(low) != len(text):  # a letter whose small form is longer; places would be off
        low = text
    for form in ALL:
        if _hinted(form.hints, low):
            for match in form.pattern.finditer(low):
                yield match.start(), match.end(), form.read(match), True
