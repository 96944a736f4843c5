"""
Is a text in the language that was asked for? By its script, and by its smallest words.

Light, and in doubt for the text: a short one, or one full of foreign names, passes. Traditional
Chinese is Chinese, Japanese is not.
"""

from __future__ import annotations

import re
from collections import Counter

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
CYRILLIC = re.compile("[А-Яа-яЁё]+")
UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ž]{2,}")
ALIEN = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff]")  # Hebrew, Arabic, Indic, Thai
SMALL_WORDS = {
    "en": "the of and to we is that for with are this by on an be which from it as in at or its"
    " than"
    " was were has have can not their these our while but also into without between under where",
    "de": "der die das und den dem des ein eine einer einem einen ist wir mit von zu für auf"
    " wird im"
    " sich nicht als auch aus bei durch werden nach über oder sowie kann zur zum dass während sind",
    "fr": "le la les des et du une un nous est que pour dans sur par qui ces au aux en ce sont avec"
    " plus ou cette pas à leur deux entre sans ainsi tandis il elle son sa ses",
    "es": "el los las del una un que se es para con por su como este esta y lo en más sin entre son"
    " al sus pero también sobre hasta mediante según ha o cuando",
    "pt": "o os do da dos das uma um que se para com por são não este esta em e no na mais ao à sem"
    " entre sua seu como também pelo pela até foi é ou quando",
    "it": "il di che della dei delle del un una per sono nel con questo è e gli lo alla dal si non"
    " anche in più dalla nella tra senza sul come le degli ha o quando i",
}  # fmt: skip
WORDS = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
ENOUGH = 8  # words of a Latin text; of a shorter one nothing is said
A_FEW = 2  # small words more in another language, before it is taken for that
NEARLY = 0.75  # of the words of the likeliest language: sister languages share many
FOREIGN_SHARE = 0.05  # of the letters of a text that may be in another script
KANA_SHARE = 0.1  # of the signs; Japanese has a third and more, Chinese none
HALF = 0.5  # signs a Latin word, at least: "GridLens 基于 ViT-L/14 和 DINOv2" has as many
PASSAGE = re.compile(r"[a-z]{1,20}(?:[ ,;:'-]+[a-z]{1,20}){9,}")  # ten words of English in a row


def speaks(text: str, language: str) -> bool:
    """Whether *text* is in *language*, an ISO 639-1 code; true where that cannot be told."""
    if language in WORDS:
        return _in_latin(text, language)
    if ALIEN.search(text) or (language in SCRIPTS and PASSAGE.search(text)):
        return False
    return SCRIPTS[language](text) if language in SCRIPTS else True


def _in_latin(text: str, language: str) -> bool:
    foreign = sum(len(found.findall(text)) for found in (HAN, KANA, HANGUL, ALIEN))
    foreign += sum(map(len, CYRILLIC.findall(text)))
    words = [word.lower() for word in LATIN.findall(text)]
    if foreign > FOREIGN_SHARE * (sum(map(len, words)) + foreign):
        return False
    counted = Counter(words)
    counts = {name: sum(counted[word] for word in small) for name, small in WORDS.items()}
    most = max(counts.values())
    surely = len(words) >= ENOUGH and most - counts[language] >= A_FEW
    return not surely or counts[language] >= NEARLY * most


def _in_chinese(text: str) -> bool:
    han, kana = len(HAN.findall(text)), len(KANA.findall(text))
    pure = kana <= KANA_SHARE * (han + kana) and not HANGUL.search(text)
    return pure and han >= HALF * len(LATIN.findall(text)) and han > 0


def _in_japanese(text: str) -> bool:
    han, kana = len(HAN.findall(text)), len(KANA.findall(text))
    enough = han + kana >= HALF * len(LATIN.findall(text)) and not HANGUL.search(text)
    return enough and kana > KANA_SHARE * (han + kana)


def _in_korean(text: str) -> bool:
    hangul = len(HANGUL.findall(text))
    return hangul > len(KANA.findall(text)) and hangul >= HALF * len(LATIN.findall(text))


def _in_russian(text: str) -> bool:
    words = CYRILLIC.findall(text)
    ukrainian = len(UKRAINIAN.findall(text)) > FOREIGN_SHARE * sum(map(len, words))
    others = len(LATIN.findall(text))
    return not ukrainian and len(words) >= HALF * others and bool(words)


SCRIPTS = {"zh": _in_chinese, "ja": _in_japanese, "ko": _in_korean, "ru": _in_russian}
