"""
A formula in TeX -> MathML that is safe to show.

What latex2mathml makes of a formula is rebuilt from an allow-list, since the text is foreign, and
brought to what browsers show: MathML Core knows no `mathvariant` but `normal`
(https://www.w3.org/TR/mathml-core/#the-mathvariant-attribute), so letters take their own signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml import exceptions
from latex2mathml.converter import convert_to_element
from markupsafe import Markup

from storage.text import UNSPEAKABLE

LONGEST = 2_000  # characters of a formula
# Definitions can grow without end; the others carry addresses, styles or text that is no formula.
REFUSED = re.compile(
    r"\\(?:def|newcommand|newenvironment|DeclareMathOperator|href|url|style|class|unicode|verb"
    r"|rule)(?![A-Za-z])"
)
ENTITY = re.compile(r"&#x[0-9A-Fa-f]{1,6};")  # how latex2mathml writes most signs
UPRIGHT = re.compile(r"&#x000[4-7][0-9A-F];")  # ... and a single letter of \mathrm
# A backslash too many: arXiv's API has `\α` where a paper has `\alpha`, other sources `\\alpha`.
STRAY = re.compile(r"\\(?=[^\x00-\x7f]|\\[A-Za-z]{2})")
ELEMENTS = frozenset({
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle",
    "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd",
    "mpadded", "mphantom",
})  # fmt: skip
FLAG = re.compile(r"true|false")
LENGTH = re.compile(r"(?:\+?\d?(?:\.\d{1,4})?|-0?\.\d{1,4})(?:em|ex|px|pt)?")
ATTRIBUTES = {
    **dict.fromkeys(("accent", "displaystyle", "fence", "largeop", "movablelimits"), FLAG),
    **dict.fromkeys(("separator", "stretchy", "symmetric"), FLAG),
    **dict.fromkeys(("depth", "height", "linethickness", "lspace", "maxsize", "minsize"), LENGTH),
    **dict.fromkeys(("rspace", "voffset", "width"), LENGTH),
    "columnalign": re.compile(r"left|right|center"),
    "display": re.compile(r"block|inline"),
    "form": re.compile(r"prefix|infix|postfix"),
    "mathvariant": re.compile(r"normal"),
    "scriptlevel": re.compile(r"\+?\d"),
}
ALPHABETS = frozenset({
    "bold", "italic", "bold-italic", "double-struck", "script", "fraktur", "sans-serif",
    "monospace",
})  # fmt: skip
# The letters that Unicode had before its mathematical alphabets, and left out of them.
EARLIER = {
    "italic": dict(zip("h", "ℎ", strict=True)),
    "double-struck": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "script": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "fraktur": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}
SCRIPTED = frozenset({"msub", "msup", "msubsup"})
THIN = "0.167em"  # the blank on either side of a function's name
# latex2mathml has no common error, and lets through what malformed input makes Python raise.
UNREADABLE: tuple[type[Exception], ...] = (
    *(e for e in vars(exceptions).values() if isinstance(e, type) and issubclass(e, Exception)),
    *(LookupError, ValueError, TypeError, AttributeError, RuntimeError, StopIteration),
)


class Inexpressible(ValueError):
    """The formula has something that cannot, or must not, be shown as MathML."""


@lru_cache(maxsize=4096)  # the papers of a day repeat their formulas: n, k, O(n)
def mathml(tex: str, display: str) -> Markup:
    """The formula *tex*, `inline` or as a `block`; raises `Inexpressible`."""
    if len(tex) > LONGEST or REFUSED.search(tex):
        raise Inexpressible(tex)
    try:
        found = convert_to_element(_tidied(tex), display=display)
        return Markup(tostring(_rebuilt(found), encoding="unicode"))  # noqa: S704 - rebuilt
    except UNREADABLE as error:
        raise Inexpressible(tex) from error


def _tidied(tex: str) -> str:
    r"""*tex* as it was meant; in an environment `\\\\` may begin a new row before a letter."""
    tex = UNSPEAKABLE.sub("", tex)
    return tex if r"\begin" in tex else STRAY.sub("", tex)


def _rebuilt(element: Element) -> Element:
    """*element* anew, of allowed parts only; raises `Inexpressible` where another is met."""
    written = element.text or ""
    if element.tag not in ELEMENTS or "\\" in written:  # a command nobody knows stays as it is
        raise Inexpressible(element.tag)
    text = ENTITY.sub(lambda match: unescape(match[0]), written)
    if (element.tag, text) == ("mi", "~"):  # latex2mathml reads \sim as a letter
        return _made("mo", "\u223c")
    attributes = {name: value for name, value in element.items() if _is_allowed(name, value)}
    if UPRIGHT.fullmatch(written):
        attributes["mathvariant"] = "normal"
    copy = _made(element.tag, _in_alphabet(text, element.get("mathvariant", "")), attributes)
    copy.extend(_spaced([_rebuilt(child) for child in element], copy.tag))
    return copy


def _made(tag: str, text: str = "", attributes: dict[str, str] | None = None) -> Element:
    element = Element(tag, attributes or {})
    element.text = UNSPEAKABLE.sub("", text)
    return element


def _is_allowed(name: str, value: str) -> bool:
    allowed = ATTRIBUTES.get(name)
    return allowed is not None and allowed.fullmatch(value) is not None


def _in_alphabet(text: str, alphabet: str) -> str:
    """*text* in the signs of a mathematical alphabet, as far as that has them."""
    if alphabet not in ALPHABETS:
        return text
    return "".join(_letter(character, alphabet) for character in text)


def _letter(character: str, alphabet: str) -> str:
    if character in EARLIER.get(alphabet, ()):
        return EARLIER[alphabet][character]
    name = unicodedata.name(character, "")
    for script in ("LATIN ", "GREEK "):
        name = name.removeprefix(script)
    wanted = f"MATHEMATICAL {alphabet.upper().replace('BOLD-', 'BOLD ')} {name}"
    try:
        return unicodedata.lookup(wanted.replace(" LETTER ", " "))
    except KeyError:
        return character


def _spaced(children: list[Element], tag: str) -> Iterator[Element]:
    """The *children* of an element, in a row with thin blanks around the names of functions."""
    before: Element | None = None
    for child in children:
        if tag in ("mrow", "mtd", "mstyle", "msqrt") and _is_apart(before, child):
            yield _made("mspace", attributes={"width": THIN})
        yield child
        before = child


def _is_apart(before: Element | None, after: Element) -> bool:
    """Whether one of the two is a function's name, as in `n log n`, and neither an operator."""
    if before is None or "mo" in (before.tag, after.tag) or "mspace" in (before.tag, after.tag):
        return False
    return _is_function(before) or _is_function(after)


def _is_function(element: Element) -> bool:
    if element.tag in SCRIPTED and len(element):
        return _is_function(element[0])
    return element.tag == "mi" and len(element.text or "") > 1
