"""Formulas in TeX as Unicode, where every part has its sign and the whole reads in one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, ClassVar

from storage.text import one_line

SHORT = 6  # a name of so few letters may well be the author's own macro
MARK = "\x00"  # stands beside the name of a function: a blank there where letters would meet

TOKEN = re.compile(r"\\operatorname\*|\\[A-Za-z]+\s*|\\.|\s+|.", re.DOTALL)
COMMAND = re.compile(r"\\[A-Za-z]+\s*(?:\{[^{}]*\})?")
WORDS = re.compile(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}")  # mathematics would print them as one
TIGHT = re.compile(r"[d∂∆δ√]?[^\W_][′*⁰¹²³⁴-⁹ₐ-ₜ₀-₉ⁿⁱ]*|√?\d+(?:\.\d+)?")
RELATION = re.compile(r" ?(?:[:!]|-(?=>))?[=<>≤≥⩽⩾≠≈≃≅≡∼≲≳≪≫∝∈∉⊂⊆⊃⊇→←↦⇒⟹⟺⇔]+ ?")
INSIDE = re.compile(r"(?<=[(\[⟨⌊⌈]) | (?=[)\]⟩⌋⌉,;])")
OPENING = frozenset("<>=≤≥⩽⩾≠≪≫∈→")  # these keep their blank at the head of a formula
PREFIX = frozenset("∇∂√∑∏∫¬∀∃")  # these have none after them
REFUSED = frozenset({"", "{", "}", "&", "#", "$", "^", "_"})
PLAIN = {"'": "′", "~": " "}
RAISED = {"∘": "°", "⊤": "ᵀ"} | {sign: sign for sign in "*†‡′±∓⋆⊥×∞"}
LOWERED = {sign: sign for sign in "⊙⊕"}
# Where Unicode keeps the signs that stand higher or lower than the line.
SMALL = (
    (0xB2, 0xB9), (0x2B0, 0x2B8), (0x2E1, 0x2E3), (0x1D2C, 0x1D6A), (0x1D9C, 0x1DBF),
    (0x2070, 0x209C), (0x2C7C, 0x2C7D),
)  # fmt: skip

# What the libraries lack, or have otherwise than TeX prints it.
OWN_SIGNS = {
    "": " ", "!": "", "-": "", "/": "", "@": "", ",": " ", ";": " ", ":": " ", ">": " ",
    "{": "{", "}": "}", "$": "$", "&": "&", "%": "%", "#": "#", "_": "_", "|": "‖",
    "ast": "*", "bigoplus": "⨁", "bigotimes": "⨂", "bot": "⊥", "bullet": "•", "checkmark": "✓",
    "colon": ": ", "copyright": "©", "ddagger": "‡", "degree": "°", "Diamond": "◇", "diamond": "⋄",
    "dots": "…", "eth": "ð", "gets": "←", "gt": ">", "iff": "⟺", "Im": "ℑ", "imath": "ı",
    "implies": "⟹", "jmath": "ȷ", "land": "∧", "lbrack": "[", "lll": "⋘", "lnot": "¬", "lor": "∨",
    "lt": "<", "ne": "≠", "neg": "¬", "P": "¶", "prime": "′", "rbrack": "]", "Re": "ℜ", "S": "§",
    "slash": "/", "space": " ", "surd": "√", "textasciicircum": "^", "textasciitilde": "~",
    "textgreater": ">", "textless": "<", "textbar": "|", "textunderscore": "_", "top": "⊤",
    "triangle": "△", "thinspace": " ", "enspace": " ", "LaTeX": "LaTeX", "TeX": "TeX",
    "BibTeX": "BibTeX", "mod": " mod ", "bmod": " mod ",
}  # fmt: skip
FUNCTIONS = (
    "arg", "cot", "coth", "csc", "deg", "det", "dim", "gcd", "hom", "ker", "lg", "Pr", "sec",
)  # fmt: skip
ALPHABETS = {
    "mathbb": "mathbb", "Bbb": "mathbb", "mathcal": "mathcal", "cal": "mathcal",
    "mathscr": "mathcal", "mathfrak": "mathfrak", "frak": "mathfrak",
}  # fmt: skip
ACCENTS = {
    "hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~", "bar": "=", "overline": "=",
    "vec": "vec", "dot": ".", "ddot": '"', "check": "v", "breve": "u", "acute": "'",
    "grave": "`", "mathring": "r",
}  # fmt: skip
FRACTIONS = ("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac")
STYLES = (
    "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathnormal", "text", "textrm", "textbf",
    "textit", "textsf", "texttt", "textsc", "textnormal", "textup", "textmd", "textsl", "emph",
    "mbox", "hbox", "boldsymbol", "bm", "pmb", "mathop", "mathrel", "mathbin", "mathord",
    "mathopen", "mathclose", "mathpunct", "ensuremath",
)  # fmt: skip
SWITCHES = (
    "rm", "bf", "it", "sf", "tt", "sc", "sl", "em", "rmfamily", "bfseries", "itshape", "sffamily",
    "ttfamily", "scshape", "upshape", "normalfont", "boldmath", "unboldmath", "mathstrut",
    "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "nonumber", "left", "right",
    "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr",
    "Biggl", "Biggr", "bigm",
)  # fmt: skip


class Unconvertible(Exception):
    """A part of a formula has no sign in Unicode, or would not read in one line."""


@cache
def _library() -> Any:
    """pylatexenc; the first TeX waits the tenth of a second that loading it takes, no start."""
    return import_module("pylatexenc.latex2text").LatexNodes2Text()


@cache
def signs() -> dict[str, str]:
    r"""What every known macro prints (`alpha`: α), names without the backslash."""
    found = {
        name[1:]: sign
        for name, sign in import_module("unicodeit.data").REPLACEMENTS
        if name[1:].isalpha() and len(name) > SHORT and unicodedata.category(sign) == "Sm"
    }
    for spec in _library().latex_context.iter_macro_specs(["latex-base", "advanced-symbols"]):
        if isinstance(spec.simplify_repl, str) and "%" not in spec.simplify_repl:
            found[spec.macroname] = spec.simplify_repl
    del found["today"]
    return found | OWN_SIGNS | {name: name for name in FUNCTIONS}


@lru_cache(maxsize=4096)
def accented(macro: str, letter: str) -> str:
    r"""*letter* under TeX's *macro* (`'`, `"`, `H`, `vec`), in one code point if there is one."""
    return str(_library().latex_to_text(f"\\{macro}{{{letter}}}"))


def lettered(alphabet: str, text: str) -> str:
    """*text* in one of the mathematical alphabets, where that has its letters."""
    name = ALPHABETS[alphabet]
    if text == "1" and name == "mathbb":
        return "𝟙"
    return "".join(accented(name, c) if c.isascii() and c.isalpha() else c for c in text)


@cache
def _small(kind: str) -> dict[str, str]:
    """Which sign stands for which as `super` or `sub`script, out of Unicode's own tables."""
    found: dict[str, str] = {}
    for first, last in SMALL:
        for sign in map(chr, range(first, last + 1)):
            how, _, what = unicodedata.decomposition(sign).partition(" ")
            if how == f"<{kind}>":
                found[chr(int(what, 16))] = sign
    return found | {"-": found["\u2212"], "ϕ": found["φ"]} | ({"*": "*"} if kind == "super" else {})


def small(kind: str, text: str) -> str:
    """*text* as `super` or `sub`script; raises `Unconvertible`."""
    whole = RAISED if kind == "super" else LOWERED
    table = whole if text and set(text) <= whole.keys() else _small(kind)
    if not set(text) <= table.keys():
        raise Unconvertible(text)
    return "".join(table[sign] for sign in text)


def unicode_formula(body: str) -> str | None:
    """The formula *body* (without its dollars) in Unicode; none where it must stay TeX."""
    if WORDS.search(COMMAND.sub("", body)):
        return None
    try:
        text = _Formula(body).rest()
    except (Unconvertible, RecursionError):
        return None
    text = re.sub(f"(?<=[\\w)]){MARK}+(?=\\w)", " ", text).replace(MARK, "").replace("--", "–")
    if not text.strip():
        return " " if "\\" in body else None  # 3$\,$K
    return _spaced(one_line(text))


def _spaced(text: str) -> str:
    """Relations all with blanks around them, if the author gave one of them any; brackets none."""
    text = INSIDE.sub("", text)
    found = RELATION.findall(text)
    if not any(sign.strip() != sign for sign in found):
        return text
    return RELATION.sub(lambda match: f" {match[0].strip()} ", text).strip()


def _tight(text: str, *, number: bool = False) -> str:
    """*text* in parentheses, unless it holds together without them."""
    text = text.strip()
    return text if TIGHT.fullmatch(text) or (number and text.isalnum()) else f"({text})"


def _placed(sign: str, before: str, *, spaced: bool) -> str:
    """
    *sign* with the blank after it that its author meant, if any.

    TeX needs the blank that ends a macro's name, so it means something only where one stands
    before the macro too.
    """
    if sign.isascii() and sign.replace(" ", "").isalpha():
        return f"{MARK}{sign}{' ' if spaced else MARK}"
    if sign in PREFIX or unicodedata.category(sign[:1] or " ") != "Sm":
        return sign
    meant = before.endswith(" ") or (spaced and not before and sign in OPENING)
    return sign + " " if meant else sign


def _joins(item: str) -> bool:
    """Whether a fraction before *item* would swallow it, or be swallowed."""
    if item.startswith("\\"):
        name = item[1:].rstrip()
        return name not in SWITCHES and signs().get(name, "x")[:1].isalnum()
    return item.isalnum() or item in ("{", "^", "_", "(")


class _Formula:
    """Reads a formula from left to right; every method gives text or raises `Unconvertible`."""

    def __init__(self, body: str) -> None:
        self._items = TOKEN.findall(body)
        self._at = 0

    def rest(self, end: str = "") -> str:
        """All up to *end*."""
        text = ""
        while (item := self._take()) != end:
            if item in ("^", "_"):
                text = self._script(text, item)
            else:
                text += self._part(item, text)
        return text

    def _peek(self) -> str:
        return self._items[self._at] if self._at < len(self._items) else ""

    def _take(self) -> str:
        item = self._peek()
        self._at += 1
        return item

    def _argument(self) -> str:
        """What a macro takes: a group, or the next sign."""
        while (item := self._take()).isspace():
            pass
        return self._part(item, "")

    def _part(self, item: str, before: str) -> str:
        if item.isspace():
            return " "
        if item == "{":
            return self.rest("}")
        if item in REFUSED:
            raise Unconvertible(item)
        return self._command(item, before) if item[0] == "\\" else PLAIN.get(item, item)

    def _script(self, before: str, item: str) -> str:
        text = self._argument().replace(" ", "").replace(MARK, "")
        text = small("super" if item == "^" else "sub", text)
        if before.endswith(MARK):
            return before[:-1] + text + MARK
        return before.rstrip() + text

    def _command(self, item: str, before: str) -> str:
        name = item[1:].rstrip()
        if name in self._commands:
            return self._commands[name](self, name, before)
        sign = signs().get(name)
        if sign is not None:
            return _placed(sign, before, spaced=item[-1].isspace())
        if name.isascii():
            raise Unconvertible(name)
        return name  # arXiv makes α of \alpha, and of \\alpha too: one backslash is left over

    def _style(self, _name: str, _before: str) -> str:
        return self._argument()

    def _switch(self, name: str, _before: str) -> str:
        if name in ("left", "right") and self._peek() == ".":
            self._take()
        return ""

    def _function(self, _name: str, _before: str) -> str:
        if self._peek() != "{":
            raise Unconvertible(self._peek())
        return MARK + self._argument() + MARK

    def _letters(self, name: str, _before: str) -> str:
        return lettered(name, self._argument())

    def _accent(self, name: str, _before: str) -> str:
        letter = self._argument().strip()
        if len(letter) != 1 or not letter.isalpha():
            raise Unconvertible(letter)
        return accented(ACCENTS[name], letter)

    def _not(self, _name: str, before: str) -> str:
        sign = unicodedata.normalize("NFC", self._argument().strip() + "\u0338")
        return sign + " " if before.endswith(" ") else sign

    def _modulo(self, _name: str, _before: str) -> str:
        return f" (mod {self._argument().strip()})"

    def _root(self, _name: str, _before: str) -> str:
        if self._peek() == "[":
            raise Unconvertible(self._peek())
        return "√" + _tight(self._argument())

    def _fraction(self, _name: str, before: str) -> str:
        above, below = self._argument(), self._argument()
        last = before.rstrip()[-1:]
        if "/" in above + below or last.isalnum() or last in (")", "/") or _joins(self._peek()):
            raise Unconvertible(above)
        return f"{_tight(above, number=True)}/{_tight(below)}"

    _commands: ClassVar[dict[str, Callable[[_Formula, str, str], str]]] = {
        **dict.fromkeys(STYLES, _style),
        **dict.fromkeys(SWITCHES, _switch),
        **dict.fromkeys(("operatorname", "operatorname*"), _function),
        **dict.fromkeys(ALPHABETS, _letters),
        **dict.fromkeys(ACCENTS, _accent),
        **dict.fromkeys(FRACTIONS, _fraction),
        "not": _not,
        "pmod": _modulo,
        "sqrt": _root,
    }
