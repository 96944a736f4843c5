"""
Units as texts write them -> a name, a dimension and a scale: 190 ms, 190 毫秒 and 0.19 s are one.

Symbols are case-sensitive (`ms` is no `Ms`), words are not. What is no unit here (tokens, layers)
is none: such a number is looked for without it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import NamedTuple

ONE = Fraction(1)


class Unit(NamedTuple):
    """How many of *dimension*'s own unit it is: `ms` is a thousandth (*scale*) of `time`."""

    dimension: str
    scale: Fraction


NONE = Unit("", ONE)
TIMES = Unit("times", ONE)  # three times, threefold, 3x, by a factor of three
PART = Unit("part", ONE)  # a third, half, one in five
PERCENT = Unit("percent", ONE)  # and percentage points: texts take one for the other

PREFIXES = {
    "f": -15, "p": -12, "n": -9, "μ": -6, "u": -6, "m": -3, "c": -2, "d": -1, "": 0,
    "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
}  # fmt: skip
# symbol -> dimension, scale, the prefixes that are in use with it
SYMBOLS = {
    "s": ("time", ONE, "fpnμum"),
    "m": ("length", ONE, "fpnμumcdk"),
    "g": ("mass", Fraction(1, 1000), "nμumk"),
    "pc": ("parsec", ONE, "kMG"),
    "Hz": ("frequency", ONE, "mkMGT"),
    "eV": ("energy", ONE, "mkMGTPE"),
    "W": ("power", ONE, "nμumkMGT"),
    "Wh": ("work", ONE, "kMGT"),
    "J": ("joule", ONE, "fpnμumkMGT"),
    "K": ("kelvin", ONE, "nμum"),
    "T": ("field", ONE, "nμum"),
    "V": ("voltage", ONE, "nμumkM"),
    "Pa": ("pressure", ONE, "mkMGT"),
    "N": ("force", ONE, "pnμumkM"),
    "B": ("data", Fraction(8), "kMGTP"),
    "bit": ("data", ONE, "kMGT"),
    "b": ("data", ONE, "kMGT"),
    "bps": ("bit rate", ONE, "kMGT"),
    "yr": ("time", Fraction(31_557_600), "kMG"),
    "L": ("volume", ONE, "nμum"),
    "M": ("molar", ONE, "pnμum"),
    "FLOPS": ("speed", ONE, "MGTPE"),
    "FLOPs": ("operations", ONE, "MGTPE"),
}
PREFIXED_ONLY = frozenset({"b", "M", "L", "N", "B"})  # a lone one of these is mostly something else
OTHERS = {
    "KB": ("data", Fraction(8000)), "GiB": ("data", Fraction(8 * 2**30)),
    "MiB": ("data", Fraction(8 * 2**20)), "min": ("time", Fraction(60)),
    "h": ("time", Fraction(3600)), "ly": ("light-year", ONE), "AU": ("astronomical unit", ONE),
    "au": ("astronomical unit", ONE), "dB": ("decibel", ONE), "°": ("degree", ONE),
    "°C": ("celsius", ONE), "σ": ("sigma", ONE), "%": ("percent", ONE), "‰": ("percent", ONE / 10),
    "pp": ("percent", ONE), "$": ("dollar", ONE), "€": ("euro", ONE), "fps": ("frames", ONE),
    "Å": ("length", Fraction(1, 10**10)), "Gyr": ("time", Fraction(31_557_600 * 10**9)),
    "M_⊙": ("solar mass", ONE), "M_⊕": ("earth mass", ONE), "R_⊕": ("earth radius", ONE),
    "мс": ("time", ONE / 1000), "мкс": ("time", ONE / 10**6), "нс": ("time", ONE / 10**9),
    "с": ("time", ONE), "мин": ("time", Fraction(60)), "ч": ("time", Fraction(3600)),
    "К": ("kelvin", ONE), "Тл": ("field", ONE), "нм": ("length", ONE / 10**9),
    "мкм": ("length", ONE / 10**6), "мм": ("length", ONE / 1000), "см": ("length", ONE / 100),
    "м": ("length", ONE), "км": ("length", Fraction(1000)), "кг": ("mass", ONE),
    "ГБ": ("data", Fraction(8 * 10**9)), "МБ": ("data", Fraction(8 * 10**6)),
    "ГэВ": ("energy", Fraction(10**9)), "Гц": ("frequency", ONE), "пк": ("parsec", ONE),
    "Мпк": ("parsec", Fraction(10**6)), "кпк": ("parsec", Fraction(1000)),
}  # fmt: skip
YEAR = "yr"
# the symbol that a word stands for; every language that summaries are made in
WORDS = {
    "%": "percent|per cent|prozent|pour cent|por ciento|por cento|per cento|процентов|процента"
    "|процент|パーセント|퍼센트|百分点|百分點|個百分點|个百分点|ポイント|%p|percentage points?"
    "|percentage-points?|prozentpunkten?|points? de pourcentage|puntos porcentuales"
    "|pontos percentuais|punti percentuali|процентных пунктов",
    "°": "degrees?|度",
    "°C": "摄氏度|攝氏度|degrees celsius",
    "ns": "nanoseconds?|纳秒|奈秒|ナノ秒|나노초|nanosekunden|наносекунд",
    "μs": "microseconds?|微秒|マイクロ秒|마이크로초|mikrosekunden|микросекунд",
    "ms": "milliseconds?|毫秒|ミリ秒|밀리초|millisekunden|millisecondes|milisegundos"
    "|millisecondi|миллисекунд",
    "s": "seconds?|secs?|秒钟|秒|초|sekunden?|secondes?|segundos?|second[oi]|секунд[ыа]?",
    "min": "minutes?|mins|分钟|分鐘|分間|분|minuten?|minutos?|minut[oi]|минут[ыа]?",
    "h": "hours?|hrs?|个小时|小时|小時|時間|시간|stunden?|heures?|horas?|or[ae]|час(?:ов|а)?",
    "day": "days?|天|日間|일|tagen?|tage?|jours?|d[ií]as?|giorn[oi]|дн(?:ей|я)|день",
    "week": "weeks?|周|週間|주|wochen?|semaines?|semanas?|settiman[ae]|недел[ьия]",
    "month": "months?|个月|個月|か月|ヶ月|개월|monaten?|mois|mes(?:es)?|mesi|месяц(?:ев|а)?",
    YEAR: "years?|年间|年間|年|년|jahren?|jahre?|ans|années?|años?|anos?|ann[io]|лет|года?",
    "km": "kilomet(?:er|re)s?|千米|公里|キロメートル|킬로미터|kilometern?|quilômetros?",
    "m": "met(?:er|re)s?|米|メートル|미터|metern?|mètres?|metros?|metri|метр(?:ов|а)?",
    "cm": "centimet(?:er|re)s?|厘米|公分|センチ|센티미터",
    "mm": "millimet(?:er|re)s?|毫米|ミリメートル|밀리미터",
    "μm": "micromet(?:er|re)s?|microns?|微米|マイクロメートル|마이크로미터|микрон",
    "nm": "nanomet(?:er|re)s?|纳米|奈米|ナノメートル|나노미터",
    "fm": "femtomet(?:er|re)s?|飞米",
    "ly": "light[- ]years?|光年|광년|lichtjahren?|années-lumière|años luz|anos-luz|anni luce"
    "|световых лет",
    "pc": "parsecs?|秒差距|パーセク|파섹",
    "kpc": "kiloparsecs?|千秒差距|キロパーセク",
    "Mpc": "megaparsecs?|百万秒差距|兆秒差距|メガパーセク",
    "kg": "kilograms?|千克|公斤|キログラム|킬로그램",
    "g": "grams?|克|グラム|그램",
    "K": "kelvins?|开尔文|ケルビン|켈빈",
    "T": "teslas?|特斯拉|テスラ|테슬라",
    "Hz": "hertz|赫兹|ヘルツ|헤르츠",
    "kHz": "kilohertz|千赫兹?",
    "MHz": "megahertz|兆赫兹?",
    "GHz": "gigahertz|吉赫兹?",
    "eV": "电子伏特?",
    "keV": "千电子伏特?",
    "MeV": "兆电子伏特?",
    "GeV": "吉电子伏特?|十亿电子伏特?",
    "kWh": "千瓦时|kilowatt[- ]hours?",
    "MWh": "兆瓦时|megawatt[- ]hours?",
    "GWh": "吉瓦时|gigawatt[- ]hours?",
    "W": "watts?|瓦特?|ワット|와트",
    "byte": "bytes?|字节|位元組|バイト|바이트|octets?|байт",
    "bit": "bits?|比特|位|ビット|비트|бит",
    "GB": "gigabytes?|吉字节|ギガバイト|기가바이트",
    "MB": "megabytes?|兆字节|メガバイト|메가바이트",
    "TB": "terabytes?|太字节|テラバイト",
    "σ": "sigma|标准差|倍标准差",
    "$": "dollars?|usd|美元|美金|ドル|달러|dólares|dollari|долларов",
    "€": "euros?|欧元|ユーロ|유로|евро",
    "yuan": "yuan|人民币|rmb|元",
    "dB": "decibels?|分贝",
    "fps": "frames per second",
    "M_⊙": "solar mass(?:es)?|个?太阳质量|倍太阳质量|m_⊙|m⊙|msun",
    "M_⊕": "earth mass(?:es)?|个?地球质量|倍地球质量|m⊕",
    "R_⊕": "earth radi(?:us|i)|个?地球半径|倍地球半径|r⊕",
    "GPU-h": "gpu[- ]?hours?|gpu ?小时",
}
NAMED = {
    "day": Unit("time", Fraction(86_400)),
    "week": Unit("time", Fraction(7 * 86_400)),
    "month": Unit("time", Fraction(31_557_600, 12)),
    "byte": Unit("data", Fraction(8)),
    "yuan": Unit("yuan", ONE),
    "GPU-h": Unit("computing", ONE),
}


@cache
def symbols() -> dict[str, Unit]:
    """All symbols of units, with every prefix that is in use."""
    found = {name: Unit(*rest) for name, rest in OTHERS.items()} | NAMED
    for symbol, (dimension, scale, prefixes) in SYMBOLS.items():
        for prefix in prefixes if symbol in PREFIXED_ONLY else ("", *prefixes):
            found[prefix + symbol] = Unit(dimension, scale * Fraction(10) ** PREFIXES[prefix])
    return found


@cache
def _pattern() -> re.Pattern[str]:
    """One unit at the beginning: a symbol, or a word of any language; the longest first."""
    written = sorted(
        (re.escape(one) for one in symbols() if one not in NAMED), key=len, reverse=True
    )
    spoken = "|".join(f"(?P<u{at}>{words})" for at, words in enumerate(WORDS.values()))
    return re.compile(
        f"(?i:(?:{spoken})(?![a-zà-ÿ]))|(?P<symbol>{'|'.join(written)})(?![A-Za-zа-я])"
    )


SCRIPT = re.compile(r" ?\^?\(?([-+]?\d)\)?(?![\d.])")
BETWEEN = re.compile(r" ?[/·*] ?| ")


def _one(text: str, at: int) -> tuple[Unit, int] | None:
    """The single unit of *text* at *at*, and where it ends."""
    match = _pattern().match(text, at)
    if match is None:
        return None
    if match["symbol"]:
        return symbols()[match["symbol"]], match.end()
    name = list(WORDS)[int((match.lastgroup or "u0")[1:])]
    return symbols()[name], match.end()


def unit_at(text: str, at: int) -> tuple[Unit, int]:
    """
    The unit of the linear *text* at *at*, compound ones whole (`km/s/Mpc`), and where it ends.

    `NONE` and *at* where there is none.
    """
    parts: dict[str, int] = {}
    scale, end, sign = ONE, at, 1
    while (found := _one(text, end)) is not None:
        unit, end = found
        power = sign
        if unit.dimension not in ("percent", "times") and text[end : end + 1] in ("^", "-"):
            raised = SCRIPT.match(text, end)
            if raised and text[end] == "^":
                power, end = sign * int(raised[1]), raised.end()
        parts[unit.dimension] = parts.get(unit.dimension, 0) + power
        scale *= unit.scale**power
        joint = BETWEEN.match(text, end)
        nothing = joint is None or not _goes_on(text, joint)
        if nothing or joint is None:
            break
        sign = -1 if "/" in joint[0] else 1
        end = joint.end()
    if not parts:
        return NONE, at
    if list(parts.values()) == [1]:
        return Unit(next(iter(parts)), scale), end
    return Unit(" ".join(f"{name}{power}" for name, power in sorted(parts.items())), scale), end


def _goes_on(text: str, joint: re.Match[str]) -> bool:
    """Whether a further unit stands after *joint*; after a blank only one with an exponent."""
    found = _one(text, joint.end())
    if found is None:
        return False
    return joint[0] != " " or text[found[1] : found[1] + 2] in ("^(", "^-")
