"""How the local arXiv writes: TeX accents as letters, names taken apart, markup escaped."""

from __future__ import annotations

import re
import unicodedata
from html import escape

COMBINING = {
    "'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
}  # fmt: skip
LETTERS = {"l": "ł", "L": "Ł", "o": "ø", "O": "Ø", "ss": "ß", "ae": "æ", "aa": "å", "i": "ı"}
ACCENT = re.compile(r"\{?\\(['`\"^~=.]|[uvHck](?=[ {]))\s*\{?\\?([A-Za-z])\}?\}?")
LETTER = re.compile(r"\{\\(l|L|o|O|ss|ae|aa|i)\}|\\(l|L|o|O|ss|ae|aa)(?![A-Za-z])\s?")
ADDRESS = re.compile(r"(https?://[^\s<>]+?)(?=[.,;)]?(?:\s|$))")
SUFFIXES = ("Jr", "Jr.", "II", "III")


def letters(text: str) -> str:
    r"""*text* with TeX accents as letters (`Stanis{\l}aw` is Stanisław); formulas stay."""
    parts = re.split(r"(\$[^$]*\$)", text)
    return "".join(part if part.startswith("$") else _letters(part) for part in parts)


def _letters(text: str) -> str:
    accented = ACCENT.sub(
        lambda found: unicodedata.normalize("NFC", found[2] + COMBINING[found[1]]), text
    )
    return LETTER.sub(lambda found: LETTERS[found[1] or found[2]], accented)


def name_of(author: str) -> str:
    """The name of *author*, without what stands in parentheses."""
    return author.partition(" (")[0]


def affiliation_of(author: str) -> str:
    """What stands in parentheses after the name, or nothing."""
    return author.partition(" (")[2].removesuffix(")")


def taken_apart(author: str) -> tuple[str, str, str]:
    """Forenames, key name and suffix, as arXiv takes a name apart."""
    words = name_of(author).split()
    suffix = words.pop() if len(words) > 1 and words[-1] in SUFFIXES else ""
    return " ".join(words[:-1]), words[-1], suffix


def text_node(text: str) -> str:
    """*text* as it stands between tags."""
    return escape(text, quote=False)


def html_text(text: str) -> str:
    """*text* as arXiv's pages show it: accents as letters, addresses as "this https URL"."""
    parts = ADDRESS.split(letters(text))
    return "".join(
        _link(part)
        if place % 2
        else escape(part).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
        for place, part in enumerate(parts)
    )


def _link(address: str) -> str:
    scheme = address.partition(":")[0]
    return (
        f'<a href="{escape(address)}" rel="external noopener nofollow" '
        f'class="link-external link-{scheme}">this {scheme} URL</a>'
    )
