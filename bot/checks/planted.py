"""
Orders where a paper should be: in an abstract, to whoever summarises it; in a summary, to a reader.

An abstract tells of work, it commands nobody. Where one says "ignore the above", no model is
believed about that paper. Known ways are looked for in the languages of summaries, through the
usual disguises (invisible letters, look-alikes, base64); a way unknown here meets the other checks:
what a summary says has to be in the paper.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode
from binascii import Error

from bot.checks.phrases import CALLS, ORDERS, first

INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
# Tags of Unicode, and marks that turn the direction of writing: no abstract needs them.
HIDING = re.compile("[\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069]")
# Cyrillic letters and others that look like Latin ones
ALIKE = str.maketrans("аеорсухіӏѕԁɡ", "aeopcyxilsdg")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
ENCODED = re.compile(r"(?<![\w/+=])[A-Za-z0-9+/]{16,}={0,2}(?![\w/+])")
_ENDINGS = (
    "com|org|net|io|cn|me|gg|xyz|ru|top|info|app|dev|co|ly|de|fr|jp|kr|uk|us|eu|site|online|shop"
    "|club|link|edu|gov"
)
LINKS = re.compile(
    rf"\b\w{{1,20}}://|\bwww\.|(?<![\w.-])[\w-]{{2,}}(?:\.[\w-]+)*\.(?:{_ENDINGS})(?![\w-])(?!\.\d)"
    r"|\b[a-z]\w*\.(?:me|gg|ly)/|(?<![\w.+-])[\w.+-]+@[\w-]+\.\w{2,}|(?<![\w@])@[A-Za-z_]\w{2,}|\]\("
    r"|\b0x[0-9a-f]{32,}\b|\bbc1[a-z0-9]{20,}"
    r"|</?(?:a|b|i|u|s|p|br|img|div|span|script|style|iframe|svg|pre|code|tg-\w+)"
    r"(?:\s[\w-]+\s*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
PRINTABLE = 0.9  # of the letters of what was base64, if it was


def plainly(text: str) -> str:
    """*text* as a reader sees it: in one line, without invisible signs."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).replace("\u2019", "'")
    return " ".join(text.split())


def orders(text: str) -> str:
    """The words in *text* that command whoever summarises it; empty where there are none."""
    if hidden := HIDING.search(text):
        return f"an invisible sign (U+{ord(hidden[0]):04X})"
    seen = plainly(text)
    return _ordered(seen) or _encoded(seen)


def without_orders(text: str) -> str:
    """The sentences of *text* that command nobody."""
    if not orders(text):
        return text
    return " ".join(one for one in SENTENCES.split(text) if not orders(one))


def calls(text: str) -> str:
    """What in *text*, a summary, is said to its reader, or would lead them away; empty for none."""
    seen = plainly(text)
    link = LINKS.search(seen)
    return link[0] if link else first(CALLS, seen) or _ordered(seen)


def _ordered(seen: str) -> str:
    """An order in what is *seen*, also where letters only look like Latin ones."""
    alike = "" if seen.isascii() else first(ORDERS, seen.translate(ALIKE))
    return first(ORDERS, seen) or alike


def _encoded(text: str) -> str:
    """A piece of *text* that is a sentence in base64."""
    for match in ENCODED.finditer(ADDRESS.sub(" ", text)):
        try:
            decoded = b64decode(match[0] + "=" * (-len(match[0]) % 4)).decode("utf-8")
        except (Error, UnicodeDecodeError):
            continue
        readable = sum(sign.isalpha() or sign in " .,:;!'\"" for sign in decoded)
        if " " in decoded.strip() and readable >= PRINTABLE * len(decoded):
            return match[0]
    return ""
