"""
Numbers in words, in every language of summaries: `twenty-five`, `三百`, `4万8千`, `zwölf`.

Only what is plainly a number: a figure of speech ("one of", 一种, 十分) is left alone where it can
be told by its looks, and `faithful` asks nothing of one and two.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH = {word: at for at, word in enumerate(_TO_NINETEEN.split())} | {
    word: 10 * at for at, word in enumerate(_TENS.split(), start=2)
}
POWERS = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "dozen": 12,
}  # fmt: skip
_WORDS = "|".join(sorted((*ENGLISH, *POWERS), key=len, reverse=True))
IN_ENGLISH = re.compile(rf"(?i)(?<![\w-])(?:{_WORDS})(?:(?:-| and | )(?:{_WORDS}))*(?!\w)")

_ALL = frozenset((*ENGLISH, *POWERS))
_LETTERS = re.compile("[a-z]+")


def speaks_english_numbers(text: str) -> bool:
    """Whether any word of *text* is a number in English; quicker than to look for them."""
    return not _ALL.isdisjoint(_LETTERS.findall(text.lower()))


# Two and up, the halves and thirds, then the words that multiply; forms as texts have them.
ELSEWHERE = {
    "de": (
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn",
        {"hundert": 100, "tausend": 1000, "zwanzig": 20, "dreißig": 30, "fünfzig": 50,
         "million": 10**6, "millionen": 10**6, "milliarde": 10**9, "milliarden": 10**9,
         "dutzend": 12},
    ),
    "fr": (
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze",
        {"cent": 100, "cents": 100, "mille": 1000, "vingt": 20, "trente": 30, "cinquante": 50,
         "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9},
    ),
    "es": (
        "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
        {"cien": 100, "mil": 1000, "veinte": 20, "treinta": 30, "cincuenta": 50,
         "millón": 10**6, "millones": 10**6, "docena": 12},
    ),
    "pt": (
        "dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze",
        {"duas": 2, "cem": 100, "mil": 1000, "vinte": 20, "trinta": 30, "cinquenta": 50,
         "milhão": 10**6, "milhões": 10**6, "bilhão": 10**9, "bilhões": 10**9,
         "mil milhões": 10**9, "dúzia": 12},
    ),
    "it": (
        "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici"
        " quindici",
        {"cento": 100, "mille": 1000, "mila": 1000, "venti": 20, "trenta": 30, "cinquanta": 50,
         "milione": 10**6, "milioni": 10**6, "miliardo": 10**9, "miliardi": 10**9},
    ),
    "ru": (
        "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
        {"две": 2, "двух": 2, "трёх": 3, "трех": 3, "четырёх": 4, "четырех": 4, "пяти": 5,
         "шести": 6, "семи": 7, "восьми": 8, "девяти": 9, "десяти": 10, "сто": 100,
         "тысяча": 1000, "тысячи": 1000, "тысяч": 1000, "миллион": 10**6, "миллиона": 10**6,
         "миллионов": 10**6, "миллиарда": 10**9, "миллиардов": 10**9, "двадцать": 20},
    ),
    "ko": (
        "두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두",
        {"백만": 10**6},
    ),
}  # fmt: skip
ABBREVIATED = {"mio": 10**6, "mrd": 10**9, "mln": 10**6, "млн": 10**6, "млрд": 10**9, "тыс": 1000}
# words that multiply a figure before them: 14,6 millones, 2,1 миллиарда
MULTIPLYING = {
    word: value
    for language, (_, words) in ELSEWHERE.items()
    for word, value in words.items()
    if value >= 10**3 and language != "ko"  # a thousand
}

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "兩": 2,
}
SMALL = {"十": 10, "百": 100, "千": 1000, "백": 100, "천": 1000}
LARGE = {
    "万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8, "조": 10**12,
}  # fmt: skip
SIGNS = "〇零一二两兩三四五六七八九十百千万萬亿億"
# 千米, 千瓦时, 百分点: there the sign belongs to a unit
MULTIPLIER = (
    "(?:百(?!分)|千(?!米|克|瓦|赫|电|電|字节|秒|比特|卡|帕|焦|伏)|[万萬](?!有|物|能|向)"
    "|[亿億만억천백조])"
)
FIGURE = r"\d+(?:[.,]\d+)*"
MIXED = re.compile(rf"(?<!\d)(?<!\d[.,]){FIGURE} ?{MULTIPLIER}+(?: ?{FIGURE} ?{MULTIPLIER}+)*")
# What is counted, or measured: after a single sign it tells a number from a figure of speech.
MEASURE = (
    "个|個|种|種|类|類|项|項|步|层|層|次|倍|成(?!功|为|為|本|像|员|果|熟|分|立|就|对|對|绩|长"
    "|型)|割|年|月"
    "|天|日|周|小时|小時|時間|分钟|分之|秒|维|維|次元|位|名|人|篇|条|條|对|對|组|組|块|塊|张|張"
    "|台|颗|顆|只"
    "|部分|方面|领域|領域|阶|階|段|轮|級|级|所|座|门|例|处|幅|帧|件|页|頁|户|行|列|款|套|份|家"
    "|大|点|點|つ"
    "|光年|米|千米|公里|数量级|桁|路|语|国|國|届|折|美元|元(?!组|組|素|件|模|学|認|数)|字节|比特"
    "|比(?=[一二三四五六七八九])"
)
CHINESE = re.compile(
    rf"(?<![第数數几幾上成多好若千万百{SIGNS}])"
    rf"(?:[{SIGNS}]{{2,}}(?![余餘多几幾来])|[三四五六七八九十](?= ?(?:{MEASURE})))(?!分(?!之|钟"
    rf"|鐘|点))"
)
# of two signs and more, but no number
SPEECH = re.compile(
    "一一|千万(?!级)|百万(?!级)|万一|万万|三三|五五|一二|三四|七八|两三|三五|五六|一三|二三"
    "|一百八|九九|四五|千百|百千"
)


def in_english(words: str) -> Fraction:
    """The number that *words* spell: `twenty-five`, `three hundred and ten`."""
    total, now = 0, 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in ENGLISH:
            now += ENGLISH[word]
        elif word in POWERS and POWERS[word] <= 100:  # noqa: PLR2004  # a hundred, a dozen
            now = (now or 1) * POWERS[word]
        elif word in POWERS:
            total += (now or 1) * POWERS[word]
            now = 0
    return Fraction(total + now)


@cache
def elsewhere(language: str) -> tuple[re.Pattern[str], dict[str, int]] | None:
    """The number words of *language*, and what each is worth; none of English and Chinese."""
    if language not in ELSEWHERE:
        return None
    small, others = ELSEWHERE[language]
    worth = {word: at for at, word in enumerate(small.split(), start=2)} | others
    words = "|".join(sorted(map(re.escape, worth), key=len, reverse=True))
    end = r"(?=[ 개가명배단번종시년])" if language == "ko" else r"(?!\w)"
    return re.compile(rf"(?i)(?<![\w-])(?:{words})(?:[ -](?:{words}))*{end}"), worth


def spelled(words: str, worth: dict[str, int]) -> Fraction:
    """The number that *words* spell, each of them worth what the table says: `zwei Millionen`."""
    total, now = 0, 0
    for word in re.split(r"[\s-]+", words.lower()):
        value = worth.get(word, 0)
        if value >= 100:  # noqa: PLR2004  # from a hundred on words multiply what stands before
            total, now = total + (now or 1) * value, 0
        else:
            now += value
    return Fraction(total + now)


LONGEST_FIGURE = 40  # signs; what is longer is no number that anybody measured


def figure(written: str) -> Fraction:
    """The value of *written* figures; where they make no sense, of what is left without points."""
    plain = written.replace(",", "")[:LONGEST_FIGURE].strip(".")
    return Fraction(plain if plain.count(".") <= 1 else plain.replace(".", ""))


PIECE = re.compile(rf"{FIGURE}|\S")


def in_chinese(signs: str) -> Fraction:
    """The number of *signs*: `一百零五`, `二〇二三`, `1.2万`, `4万8千`, and Korean ones alike."""
    signs = signs[:LONGEST_FIGURE]
    if len(signs) > 1 and all(sign in DIGITS for sign in signs):
        return Fraction(int("".join(str(DIGITS[sign]) for sign in signs)))
    total = section = Fraction(0)
    now: Fraction | None = None
    for piece in PIECE.findall(signs):
        if piece in SMALL:
            section += (Fraction(1) if now is None else now) * SMALL[piece]
            now = None
        elif piece in LARGE:
            total, section = _large(total, section + (now or 0), LARGE[piece]), Fraction(0)
            now = None
        else:
            now = Fraction(DIGITS[piece]) if piece in DIGITS else figure(piece)
    return total + section + (now or 0)


def _large(total: Fraction, section: Fraction, power: int) -> Fraction:
    """万 multiplies its own four digits, and 亿 all that stands before it."""
    section = section or Fraction(not total)
    return (total + section) * power if power > total > 0 else total + section * power
