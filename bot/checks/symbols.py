r"""
Formulas in a text, as rows of signs that can be compared: in TeX, in Unicode, or plainly typed.

Brackets around a single sign fall away, indices stand on the line, every letter is a sign of its
own: `$\mathcal{O}(n\log n)$` and `O(n log n)` are both `O ( n log n )`. Works on linear text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.checks.linear import unmarked
from bot.checks.rows import FUNCTIONS, LONG_WORD, Side, Sign, side_of

GREEK = "α-ωΑ-Ω"
TOKEN = re.compile(
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+(?:\.\d+)?)|(?P<word>[A-Za-z]{{2,}})"
    rf"|(?P<letter>[A-Za-z{GREEK}ℓ∞∂∇∅𝟙ħℏ]|[^\W\d_A-Za-z\u0370-\uffff])"
    r"|(?P<relation>[=<>≤≥≪≫≈≡≠~∝→∈∉⊂⊃])|(?P<operator>[-+×/·*±√∑∏∫⊗⊕∧∨∘⨂⨁|‖!'])"
    r"|(?P<open>[(\[{⟨⌊⌈])|(?P<close>[)\]}⟩⌋⌉])|(?P<script>[\^_])|(?P<comma>,(?! ?\u3000))"
    r"|(?P<blank> )|(?P<other>.)",
    re.DOTALL,
)
# without any of these there is no formula
HINT = re.compile(rf"[=<>≤≥≪≫≈≡≠~∝→∈∉⊂⊃^_√∑∏∫⊗⊕×±{GREEK}ℓ∞∂∇]|(?<=\w)[(\[]\w|(?<!\w)\w ?[-+/] ?\w")
MOST_SIGNS = 300  # of one formula; abstracts have none so long, and brackets nest no deeper
# between two words of prose, and in scripts that no formula is written in
PROSE = re.compile(
    "(?<=[a-z]{4}) (?=[a-z]{4})|[\u3001-\u9fff\uac00-\ud7a3\uff01-\uff60\u0400-\u04ff]+"
)
BINDING = frozenset({"relation", "operator", "open", "comma", "script"})
LEADING = frozenset("/×·*±|‖!'-+~_^")  # no formula begins with these
EDGE = frozenset({"operator", "comma", "open", "blank"})


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula from *start* to *end* of a text: its *sides*, and the relations between them."""

    start: int
    end: int
    sides: tuple[Side, ...]
    relations: tuple[str, ...]
    is_plain: bool  # it is a formula beyond doubt; else it may be a word, a number, a name


def signs(text: str, tex: bytearray, start: int, end: int) -> list[Sign]:
    """All signs of *text* from *start* to *end*; *tex* tells which of them are set in TeX."""
    return [
        Sign(match.lastgroup or "other", match[0], at, match.end(), bool(tex[at]))
        for match in TOKEN.finditer(text, start, end)
        for at in (match.start(),)
    ]


def formulas(line: str) -> list[Formula]:
    """
    The formulas of a linear *line*, and whatever else has the looks of one, in its order.

    Where they are is told of the line without its marks.
    """
    text, tex = unmarked(line)
    pieces = _pieces(text, tex)
    trimmed = (
        _trimmed(run) for start, end in pieces for run in _runs(signs(text, tex, start, end))
    )
    return [_formula(run) for run in trimmed if run]


def _pieces(text: str, tex: bytearray) -> Iterator[tuple[int, int]]:
    """The stretches of *text* that may hold a formula; what is plainly prose is passed over."""
    begun = 0
    for match in PROSE.finditer(text):
        if not tex[match.start()]:
            if _may_hold(text, tex, begun, match.start()):
                yield begun, match.start()
            begun = match.end()
    if _may_hold(text, tex, begun, len(text)):
        yield begun, len(text)


def _may_hold(text: str, tex: bytearray, start: int, end: int) -> bool:
    return end > start and (
        HINT.search(text, start, end) is not None or tex.find(1, start, end) >= 0
    )


def _runs(all_signs: list[Sign]) -> Iterator[list[Sign]]:
    run: list[Sign] = []
    depth = 0
    for at, sign in enumerate(all_signs):
        if sign.kind == "blank" and run:
            run.append(sign)
            continue
        if len(run) > MOST_SIGNS or not _joins(run, sign, depth, all_signs, at):
            yield run
            run, depth = [], 0
            if not _begins(sign, all_signs, at):
                continue
        run.append(sign)
        depth += (sign.kind == "open") - (sign.kind == "close")
    yield run


def _begins(sign: Sign, following: list[Sign], at: int) -> bool:
    """Whether a formula may begin with *sign*."""
    if sign.kind == "word" and not sign.in_tex and sign.text not in FUNCTIONS:
        after = following[at + 1 : at + 3]
        kinds = [one.kind for one in after]
        if kinds[:1] == ["blank"]:
            return kinds[1:] == ["relation"]
        return kinds[:1] in (["open"], ["script"], ["relation"]) or _is_quotient(sign, after)
    return sign.kind not in ("other", "blank", "close", "comma", "script") or sign.text in "^_"


def _is_quotient(sign: Sign, after: list[Sign]) -> bool:
    """Whether a short word is divided: `Tc/TF`."""
    return len(sign.text) < LONG_WORD - 1 and [one.text for one in after][:1] == ["/"]


def _joins(run: list[Sign], sign: Sign, depth: int, following: list[Sign], at: int) -> bool:
    """Whether *sign* goes on with the formula *run*, in which so many brackets are open."""
    if not run:
        return False
    last = next((one for one in reversed(run) if one.kind != "blank"), sign)
    apart = run[-1].kind == "blank"
    if sign.in_tex and last.in_tex and (not apart or run[-1].in_tex):
        return True
    if sign.kind in ("comma", "close"):
        return depth > 0
    if sign.kind == "script":
        return not apart or last.kind in ("word", "letter")
    is_bound = not apart or last.kind in BINDING or last.text in FUNCTIONS
    return sign.kind in ("relation", "operator") or (
        _may_be_word(last, sign, following, at, apart=apart)
        if sign.kind == "word" and sign.text not in FUNCTIONS
        else _continues(sign, following, at, is_bound=is_bound, inside=depth > 0)
    )


def _may_be_word(last: Sign, sign: Sign, following: list[Sign], at: int, *, apart: bool) -> bool:
    """Whether a *word* may be a symbol here: a short one, or one that is applied to something."""
    if sign.in_tex or (len(sign.text) < LONG_WORD and not apart):
        return not apart or last.kind in BINDING or last.text in FUNCTIONS
    return last.kind == "relation" and _begins(sign, following, at)


def _continues(sign: Sign, following: list[Sign], at: int, *, is_bound: bool, inside: bool) -> bool:
    if sign.kind in ("number", "letter", "word"):
        return is_bound or inside or sign.text in FUNCTIONS
    return sign.kind == "open" and (is_bound or _is_modulo(following, at))


def _is_modulo(following: list[Sign], at: int) -> bool:
    return at + 1 < len(following) and following[at + 1].text == "mod"


def _trimmed(run: list[Sign]) -> list[Sign]:
    """*run* without what hangs over at its ends: operators, blanks, brackets without a partner."""
    keep: list[Sign] = []
    opened: list[int] = []
    for sign in run:
        if sign.kind == "open":
            opened.append(len(keep))
        elif sign.kind == "close":
            if not opened:
                continue
            opened.pop()
        keep.append(sign)
    keep = [one for at, one in enumerate(keep) if at not in opened]
    while keep and (keep[-1].kind in EDGE or keep[-1].kind in ("relation", "script")):
        keep.pop()
    while keep and (keep[0].kind in ("blank", "comma") or keep[0].text in LEADING):
        keep.pop(0)
    return keep


def _formula(run: list[Sign]) -> Formula:
    sides: list[list[Sign]] = [[]]
    relations: list[str] = []
    depth = 0
    for sign in run:
        depth += (sign.kind == "open") - (sign.kind == "close")
        if sign.kind == "relation" and not depth:
            relations.append(sign.text)
            sides.append([])
        elif sign.kind == "comma" and not depth:
            relations.append(",")
            sides.append([])
        else:
            sides[-1].append(sign)
    made = tuple(map(side_of, sides))
    return Formula(run[0].start, run[-1].end, made, tuple(relations), _is_plain(run, made))


def _is_plain(run: list[Sign], sides: tuple[Side, ...]) -> bool:
    """Whether *run* is a formula beyond doubt: it relates, raises, lowers or applies symbols."""
    if not any(side.is_symbol for side in sides):
        return False
    letters = [one for one in run if one.kind == "letter"]
    if any(one.in_tex for one in run) and letters:
        return True
    if any(one.kind in ("relation", "script") for one in run):
        return True
    if any(one.text == "√" for one in run):
        return True
    return _applies(run) or _calculates(run)


def _applies(run: list[Sign]) -> bool:
    """`O(n)`, `SU(3)`; but no plural (`model(s)`)."""
    return any(
        sign.kind == "open" and before.kind in ("letter", "word") and inside.text not in ("s", "es")
        for before, sign, inside in zip(run, run[1:], run[2:], strict=False)
    )


def _calculates(run: list[Sign]) -> bool:
    """`1 - n`, `d-1`, `Q/M`."""
    for before, sign, after in zip(run, run[1:], run[2:], strict=False):
        if sign.kind == "operator" and sign.text in "+-/×" and _operands(before, after):
            return True
    return any(
        a.kind == b.kind == "blank" and sign.text in "+-×" and _operands(left, right)
        for left, a, sign, b, right in zip(run, run[1:], run[2:], run[3:], run[4:], strict=False)
    )


def _operands(before: Sign, after: Sign) -> bool:
    kinds = before.kind, after.kind
    return set(kinds) <= {"letter", "number", "open", "close"} and "letter" in kinds
