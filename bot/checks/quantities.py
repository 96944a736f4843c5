"""
The quantities that a text tells: numbers in figures and in words, with their units and powers.

What can be read in more than one way (`10K`: ten thousand, or ten kelvin) has several readings, and
is founded if any of them is. Works on what `linear` makes, without its marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bot.checks import fractions_said, numerals
from bot.checks.units import NONE, TIMES, Unit, unit_at

Reading = tuple[Fraction, Unit]
Found = tuple[int, int, list[Reading], bool]
HIGHEST_POWER = 400  # of ten; what is higher is no number that anybody measured
HIGHEST_ROOT = 64  # the power of another base than ten
LONGEST_FIGURE = 40  # signs of one number

# Languages that write 1.106,5 for what English writes 1,106.5.
COMMA = frozenset({"de", "fr", "es", "pt", "it", "ru"})
GROUPED = r"\d{1,3}(?: \d{3})+(?![\d.]*\d)"
FIGURE = rf"(?:{GROUPED}|\d+(?:[.,]\d+)*|(?<![\w.])\.\d+)"
NUMBER = re.compile(
    r"(?<![\w.])(?P<base>\d{1,3}) ?\^ ?\(?(?P<exponent>[-+]?\d{1,3})\)?(?![\d.]*\d)"
    rf"|(?<![\w.])(?P<open>\()?[-+]?(?P<figure>{FIGURE})(?P<unsure>\(\d+(?:\.\d+)?\))?"
    rf"(?: ?± ?(?P<error>{FIGURE}))?(?P<close>\))?"
    r"(?:(?: ?[×x*·] ?10 ?\^ ?\(?(?P<power>[-+]?\d{1,4})\)?|[eE](?P<e>[-+]?\d{1,3}))(?![\d.]*\d))?"
)
CJK_BEFORE = re.compile("(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])(?=[-+]?\\.?\\d)")
ATTACHED = re.compile(r"(?: ?-?)(?P<sign>[kKMBGT])(?![A-Za-z_⊙⊕])")
SCALES = {"k": 10**3, "K": 10**3, "M": 10**6, "B": 10**9, "G": 10**9, "T": 10**12}
WORDS = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "hundred": 100,
    "mn": 10**6, "bn": 10**9,
} | numerals.ABBREVIATED | numerals.MULTIPLYING  # fmt: skip
SPOKEN = re.compile(rf"(?i)[ -]?(?P<word>{'|'.join(sorted(WORDS, key=len, reverse=True))})s?(?!\w)")
FOLD = re.compile(
    r"(?i)[ -]?(?:[x×](?! ?\d)|times|fold|fach|mal|fois|veces|vezes|volte|раза?)(?![\w])|"
    r" ?(?:[x×](?! ?\d)(?![a-z])|倍|배)"
)
JOINT = re.compile(
    r" ?(?:-|~|to|and|or|to the|bis|und|à|et|a|y|e|и|до|到|至|和|与|及|、|から|에서|,|±|/) ?"
)
# Labels of a list: (1), 2), (iii), [3]
LABEL = re.compile(
    r"(?:^|(?<=[:：；;。，,.])|(?<=[:;,.] ))[1-9][.、)）](?= ?[^\d\s])|(?<![\w(^])\(?(?:[1-9]"
    r"|i{1,3}|iv|v)\)(?=[ \u3400-\u9fff])|(?<!\w)\[\d{1,2}\]"
)


FIGURES = re.compile(r"\d")
SIGNS = re.compile(f"[{numerals.SIGNS}]")
PLAIN = re.compile(r"\d{1,20}(?:\.\d{1,20})?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, from *start* to *end*; *spelled* where it stands in words."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    spelled: bool = False


def quantities(text: str, language: str = "en") -> list[Quantity]:
    """All quantities of the linear *text*, in its order; none lies in another one."""
    taken = bytearray(len(text))
    found: list[Quantity] = []
    found += _free(fractions_said.found(text), taken)
    if FIGURES.search(text):
        found += _free(_mixed(text), taken)
        found += _free(_figures(text, language), taken)
    found += _free(_words(text, language), taken)
    found.sort(key=lambda one: one.start)
    return _shared(text, found)


def _free(some: Iterator[Found], taken: bytearray) -> list[Quantity]:
    """Those of *some* where nothing was *taken* yet; they are taken then."""
    found = []
    for start, end, readings, is_spelled in some:
        if readings and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            found.append(Quantity(start, end, tuple(readings), is_spelled))
    return found


def _figures(text: str, language: str) -> Iterator[Found]:
    labels = {match.start() for match in LABEL.finditer(text)}
    # after a letter of a script without blanks a number begins as after a blank
    spread, places = _spread(text)
    for match in NUMBER.finditer(spread):
        start, end = places[match.start()], places[match.end() - 1] + 1
        if start in labels or start - 1 in labels:
            continue
        at, readings = _measured(text, end, _value(match, "figure", language))
        if match["error"]:
            middle = places[match.start("error")]
            yield middle, at, _measured(text, end, _value(match, "error", language))[1], False
            at = middle
        yield start, at, readings, False


def _spread(text: str) -> tuple[str, list[int]]:
    """*text* with a blank between Chinese, Japanese or Korean and a figure, and where all was."""
    cuts = [match.start() for match in CJK_BEFORE.finditer(text)]
    if not cuts:
        return text, list(range(len(text)))
    parts: list[str] = []
    places: list[int] = []
    last = 0
    for cut in (*cuts, len(text)):
        parts.append(text[last:cut])
        places += range(last, cut)
        if cut < len(text):
            parts.append(" ")
            places.append(cut)
        last = cut
    return "".join(parts), places


def _value(match: re.Match[str], part: str, language: str) -> list[Fraction]:
    """What the figures of *match* may be worth: the number, or the error that it is given with."""
    if match["base"]:
        base, exponent = int(match["base"]), int(match["exponent"])
        highest = HIGHEST_POWER if base == 10 else HIGHEST_ROOT  # noqa: PLR2004  # powers of ten
        return [Fraction(base) ** exponent] if base and abs(exponent) <= highest else []
    power = int(match["power"] or match["e"] or 0)
    if abs(power) > HIGHEST_POWER:
        return []
    return [number * Fraction(10) ** power for number in _read(match[part], language)]


def _read(figure: str, language: str) -> list[Fraction]:
    """The values that *figure* may have: `1.278` is a thousand and more in some languages."""
    if len(figure) > LONGEST_FIGURE:
        return []
    figure = figure.replace(" ", "")
    if figure.startswith("."):
        figure = "0" + figure
    if "," not in figure and figure.count(".") <= 1:
        plain = [Fraction(figure)]
        grouped = language in COMMA and re.fullmatch(r"\d{1,3}\.\d{3}", figure)
        return [*plain, Fraction(figure.replace(".", ""))] if grouped else plain
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", figure):
        english = Fraction(figure.replace(",", ""))
        decimal = language in COMMA and figure.count(",") == 1 and "." not in figure
        return [english, Fraction(figure.replace(",", "."))] if decimal else [english]
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", figure):
        return [Fraction(figure.replace(".", "").replace(",", "."))]
    if language in COMMA and re.fullmatch(r"\d+,\d+", figure):
        return [Fraction(figure.replace(",", "."))]
    return [Fraction(part) for part in re.split(r",|(?<=\d)\.(?=\d+\.)", figure) if _whole(part)]


def _whole(part: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", part) is not None


def _measured(text: str, at: int, values: list[Fraction]) -> tuple[int, list[Reading]]:
    """*values* with what stands after them in *text*: a scale (`1.5M`), a unit, a multiple."""
    if not values:
        return at, []
    if spoken := SPOKEN.match(text, at):
        scale = WORDS[spoken["word"].lower()]
        return _after(text, spoken.end(), [value * scale for value in values])
    attached = ATTACHED.match(text, at)
    if attached is None:
        return _after(text, at, values)
    unit, end = unit_at(text, attached.start("sign"))
    readings = [(value, unit) for value in values] if unit is not NONE else []
    if not readings or attached[0] == attached["sign"]:  # `2.9 K` is no thousand, `10K` may be one
        readings += [(value * SCALES[attached["sign"]], NONE) for value in values]
    return max(end, attached.end()), readings


BLANK = re.compile(r"[ -]?(?:个|個)?")


def _after(text: str, at: int, values: list[Fraction]) -> tuple[int, list[Reading]]:
    if fold := FOLD.match(text, at):
        return fold.end(), [(value, TIMES) for value in values]
    gap = BLANK.match(text, at)
    for begin in dict.fromkeys((gap.end() if gap else at, at, min(at + 1, len(text)))):
        if begin > at and text[at:begin].strip(" -个個"):
            continue
        unit, end = unit_at(text, begin)
        if unit is not NONE:
            return end, [(value, unit) for value in values]
    return at, [(value, NONE) for value in values]


def _mixed(text: str) -> Iterator[Found]:
    """`1.2万`, `4만 8천`: figures with Chinese or Korean powers."""
    for match in numerals.MIXED.finditer(text):
        end, readings = _after(text, match.end(), [numerals.in_chinese(match[0])])
        yield match.start(), end, readings, False


def _words(text: str, language: str) -> Iterator[Found]:
    """Numbers that stand in words, in *language* and in Chinese signs."""
    if language == "en" and numerals.speaks_english_numbers(text):
        for match in numerals.IN_ENGLISH.finditer(text):
            yield _said(text, match, numerals.in_english(match[0]))
    for match in numerals.CHINESE.finditer(text) if SIGNS.search(text) else ():
        if not numerals.SPEECH.fullmatch(match[0]):
            yield _said(text, match, numerals.in_chinese(match[0]))
    if there := numerals.elsewhere(language):
        pattern, worth = there
        for match in pattern.finditer(text):
            yield _said(text, match, numerals.spelled(match[0], worth))


def _said(text: str, match: re.Match[str], value: Fraction) -> Found:
    end, readings = _after(text, match.end(), [value])
    return match.start(), end, [*readings, (value, NONE)], True


def _shared(text: str, found: list[Quantity]) -> list[Quantity]:
    """
    *found* with the units and powers that they share: `0.5 to 70 billion`, `9.11 and 54.8 days`.

    What has no unit of its own may have that of the next one, where only a joint is between.
    """
    shared: list[Quantity] = []
    after: Quantity | None = None
    for one in reversed(found):
        joined = after is not None and _is_joint(text[one.end : after.start])
        after = _lent(one, after, text) if joined and after else one
        shared.append(after)
    return shared[::-1]


def _is_joint(between: str) -> bool:
    return len(between) < 12 and JOINT.fullmatch(between) is not None  # noqa: PLR2004  # signs


def _lent(one: Quantity, after: Quantity, text: str) -> Quantity:
    if any(unit is not NONE for _, unit in one.readings):
        return one
    units = {unit for _, unit in after.readings if unit is not NONE}
    scale = None if _scale(one, text) else _scale(after, text)
    more = [(value, unit) for value, _ in one.readings for unit in units]
    more += [(value * scale, unit) for value, _ in one.readings for unit in {NONE, *units} if scale]
    return Quantity(one.start, one.end, (*one.readings, *more), one.spelled)


def _scale(after: Quantity, text: str) -> Fraction | None:
    """What the figures of *after* are multiplied by: `70 billion`, `4.8万`, `3 × 10^7`."""
    figure = PLAIN.match(text, after.start)
    if figure is None or not float(figure[0]) or after.spelled:
        return None
    scale = after.readings[0][0] / Fraction(figure[0])
    return scale if scale != 1 else None
