r"""
Text with formulas -> one line of plain signs, the same whether they came as TeX, Unicode or ASCII.

`$\mathcal{O}(n \log^2 n)$`, `𝒪(n log² n)` and `O(n log^2 n)` all become `O(n log ^2 n)`, or nearly:
what is a blank in one and none in another is left to `symbols`. Idempotent; never raises.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from adapters import formulas
from adapters.tex import ASIDE, FORMULAS

BEGUN, ENDED = "\x02", "\x03"  # around what was set as a formula
LONGEST = 20_000  # characters; the longest of 75,000 real abstracts has 3,488
ROUNDS = 12  # macros within macros; no author nests deeper

FRACTION = re.compile(r"\\[dtc]?frac\s*(?:\{([^{}]*)\}\s*\{([^{}]*)\}|(\d)\s*(\d))")
SKIPPED = (
    *formulas.ALPHABETS, *formulas.STYLES, *formulas.SWITCHES, *formulas.ACCENTS,
    "operatorname", "widehat", "quad", "qquad", "limits", "scriptscriptstyle",
)  # fmt: skip
STYLE = re.compile(
    rf"\\(?:{'|'.join(sorted(set(SKIPPED), key=len, reverse=True))})(?![A-Za-z])\*?\s?"
)
SPACING = re.compile(r"\\[,;:!> ]|~")
MODULO = re.compile(r"\\p?mod(?![A-Za-z])\s*\{([^{}]*)\}")
MACRO = re.compile(r"\\([A-Za-z]+)")
DEGREES = re.compile(r"\^\s*[({]?\s*(?:∘|\\circ(?![A-Za-z]))\s*[)}]?")
SPECIAL = re.compile(r"[\\$~]|\{|\}")
SCRIPT_GROUP = re.compile(r"([\^_])\s*\{([^{}]*)\}")
RELATIONS = str.maketrans(
    {
        "⩽": "≤", "⩾": "≥", "≦": "≤", "≧": "≥", "≲": "≤", "≳": "≥", "≺": "<", "≻": ">",
        "∼": "~", "～": "~", "≃": "≈", "≅": "≈", "≍": "≈", "∣": "|", "∥": "‖",
        "↪": "→", "↦": "→", "⟶": "→", "⇒": "→", "⟹": "→", "↔": "→", "⇔": "→",
        "−": "-", "–": "-", "‐": "-", "‑": "-", "﹣": "-", "⋅": "·", "∗": "*", "✕": "×", "⨯": "×",
        "∆": "Δ", "Ω": "Ω", "µ": "μ", "ϵ": "ε", "ϕ": "φ", "ϑ": "θ", "ϱ": "ρ", "ϖ": "π", "ς": "σ",
        "′": "'", "’": "'", "‘": "'", "∘": "°", "◦": "°", "º": "°", "…": "…", "⋯": "…", "∶": ":",
        "：": ":", "￠": "¢", "⊊": "⊂", "⊆": "⊂", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
        "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
    }
)  # fmt: skip
ASCII_RELATIONS = (
    (re.compile(r"<=|=<"), "≤"),
    (re.compile(r">="), "≥"),
    (re.compile(r"!="), "≠"),
    (re.compile(r"<->|<=>|=>|-->|->"), "→"),
    (re.compile(r"<<"), "≪"),
    (re.compile(r">>"), "≫"),
    (re.compile(r"\+/-|\+-"), "±"),
    (re.compile(r"(?<=\d)\*\*(?=\d)"), "^"),
)


@cache
def _sign(name: str) -> str:
    r"""What the macro *name* prints; an author's own macro its name (`\ours`: ours)."""
    sign = formulas.signs().get(name, name)
    return f" {sign} " if sign.isascii() and sign.isalpha() and len(sign) > 1 else sign


@cache
def _scripts() -> re.Pattern[str]:
    """Runs of raised and of lowered signs, as Unicode has them."""
    raised: list[str] = []
    lowered: list[str] = []
    for first, last in formulas.SMALL:
        for sign in map(chr, range(first, last + 1)):
            kind = unicodedata.decomposition(sign).partition(" ")[0]
            (raised if kind == "<super>" else lowered if kind == "<sub>" else []).append(sign)
    return re.compile(f"(?P<up>[{''.join(raised)}]+)|(?P<down>[{''.join(lowered)}]+)")


def _script(match: re.Match[str]) -> str:
    text = unicodedata.normalize("NFKC", match[0])
    mark = "^" if match["up"] else "_"
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


@cache
def _plain(sign: str) -> str:
    """A letter of a mathematical alphabet, or a full-width sign, as the plain one."""
    kind = unicodedata.decomposition(sign).partition(" ")[0]
    wide = kind == "<wide>" and sign not in "，！？；：、。"
    if kind == "<font>" or wide:
        return unicodedata.normalize("NFKC", sign)
    if kind == "<fraction>":
        return unicodedata.normalize("NFKC", sign).replace("\u2044", "/")
    return "" if unicodedata.category(sign) == "Mn" else sign


MARKS = re.compile(f"[{BEGUN}{ENDED}]")
UNUSUAL = re.compile(
    "[^\x00-\x7f\u3000-\u303f\u4e00-\u9fff\uac00-\ud7a3\u3040-\u30ff\u0400-\u04ff]"
)


def linear(text: str) -> str:
    """*text* as one line of plain signs; formulas set in TeX stand between `BEGUN` and `ENDED`."""
    text = text[:LONGEST]
    for _ in range(ROUNDS):
        before, text = text, _once(text)
        if text == before:
            return text
    return SPECIAL.sub("", text)


def _once(text: str) -> str:
    if SPECIAL.search(text):
        text = ASIDE.sub(_set_aside, text)
        text = SPECIAL.sub("", _macros(text))
    if not text.isascii():
        text = text.translate(RELATIONS)
        text = _scripts().sub(_script, unicodedata.normalize("NFC", text))
        text = UNUSUAL.sub(lambda match: _plain(match[0]), text)
    for written, sign in ASCII_RELATIONS:
        text = written.sub(sign, text)
    return " ".join(text.split())


def _set_aside(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind == "script":
        return _macros(match[0])
    if kind in FORMULAS:
        return f"{BEGUN}{_macros(match[kind])}{ENDED}"
    return {"newline": " ", "stray": ""}.get(kind, match[kind])


def _macros(text: str) -> str:
    """*text* with its macros as signs, and its groups as brackets."""
    for _ in range(ROUNDS):
        before = text
        text = DEGREES.sub("°", FRACTION.sub(_fraction, STYLE.sub("", text)))
        text = SCRIPT_GROUP.sub(r"\1(\2)", MODULO.sub(r" mod \1", text))
        if text == before:
            break
    text = MACRO.sub(lambda match: _sign(match[1]), SPACING.sub(" ", text))
    return text.replace("{", "").replace("}", "").replace("\\", "")


def _fraction(match: re.Match[str]) -> str:
    above, below = (match[1], match[2]) if match[3] is None else (match[3], match[4])
    return f"({above})/({below})" if match[3] is None else f"{above}/{below}"


def unmarked(line: str) -> tuple[str, bytearray]:
    """A linear *line* without its marks, and for each sign whether it was set in TeX."""
    if BEGUN not in line and ENDED not in line:
        return line, bytearray(len(line))
    parts, tex = [], bytearray()
    is_tex, last = False, 0
    for match in MARKS.finditer(line):
        parts.append(line[last : match.start()])
        tex += bytes([is_tex]) * len(parts[-1])
        is_tex, last = match[0] == BEGUN, match.end()
    parts.append(line[last:])
    return "".join(parts), tex + bytes([is_tex]) * len(parts[-1])
