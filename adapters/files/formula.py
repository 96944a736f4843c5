"""
Text with TeX in it -> HTML: formulas as MathML, everything else escaped.

What stands between formulas is read as `adapters.tex` reads it. A formula that has no MathML is
shown in Unicode where that is enough, else as it was written, in `<code class="tex">`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from adapters.files.mathml import Inexpressible, mathml
from adapters.tex import ASIDE, FORMULAS, LONGEST, MARKS, plain
from storage.text import paragraphs, speakable

BLOCKS = frozenset({"environment", "display", "bracket"})
PLACE = "\ue000"  # stands for a formula while the text around it is read; of no use in any text

Reader = Callable[[str], str]


def typeset(raw: str) -> Markup:
    """A title or a paragraph of an abstract, *raw* as it was received, as safe HTML."""
    return _with_formulas(raw, plain)


def typeset_plain(text: str) -> Markup:
    """*text* that is plain but for its formulas, as summaries are, as safe HTML."""
    return _with_formulas(text, str)


def typeset_abstract(raw: str) -> tuple[Markup, ...]:
    """The paragraphs of an abstract, *raw* as it was received, as safe HTML."""
    return tuple(typeset(part) for part in paragraphs(raw).split("\n") if part)


def _with_formulas(text: str, read: Reader) -> Markup:
    r"""
    *text* with its formulas set, and *read* what is around them.

    It is read as a whole, with a sign in the place of each formula, since a group may reach around
    one (`\textbf{a $b$ c}`).
    """
    text = speakable(text).replace(PLACE, "")
    if len(text) > LONGEST or not MARKS.search(text):
        return escape(read(text))
    formulas: list[Markup] = []

    def place(match: re.Match[str]) -> str:
        if match.lastgroup not in FORMULAS:
            return match[0]
        formulas.append(_formula(match, read))
        return PLACE

    around = read(ASIDE.sub(place, text)).split(PLACE)
    if len(around) != len(formulas) + 1:  # the reader took a sign for something else
        return escape(read(text))
    pieces = [escape(around[0])]
    for formula, after in zip(formulas, around[1:], strict=True):
        pieces += (formula, escape(after))
    return Markup("").join(pieces)


def _formula(match: re.Match[str], read: Reader) -> Markup:
    kind = match.lastgroup or ""
    try:
        return mathml(match[kind], "block" if kind in BLOCKS else "inline")
    except Inexpressible:
        text = read(match[0])
    code = Markup('<code class="tex">{}</code>').format(text)
    return code if MARKS.search(text) else escape(text)
