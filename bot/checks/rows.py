"""
One side of a formula as a row of signs: what is written in several ways comes out the same.

Brackets around a single sign fall away, indices stand on the line, every letter is a sign.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_FUNCTIONS = (
    "log ln exp sin cos tan cot sinh cosh tanh arctan lim max min sup inf det dim ker deg"
    " mod tr rank polylog loglog argmin argmax"
)
FUNCTIONS = frozenset(_FUNCTIONS.split())
UNSEEN = frozenset("|‖!'·*°;")  # of which texts write some and leave out others
LONG_WORD = 4  # letters; a shorter one may well be a symbol (Ric, AdS)


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a formula, and where it ends in the text."""

    kind: str
    text: str
    start: int
    end: int
    in_tex: bool


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side of a relation, as a *row* of signs with blanks around each."""

    row: str
    bare: str = field(default="", compare=False)  # the same without indices
    is_symbol: bool = True  # false: a number, or a word


def side_of(signs: list[Sign]) -> Side:
    """The side that *signs* make up."""
    seen = [one for one in signs if one.kind != "blank" and one.text not in UNSEEN]
    words = [one for one in seen if one.kind == "word" and one.text not in FUNCTIONS]
    tokens = [part for one in seen for part in _parts(one)]
    row = _row(_without_brackets(_powers_of_ten(tokens)))
    bare = _row(_without_brackets(_without_indices(tokens)))
    prose = len(seen) == len(words) or any(
        len(one.text) >= LONG_WORD and not one.in_tex for one in words
    )
    symbolic = any(one.kind in ("letter", "word") for one in seen) and not prose
    return Side(row, bare, symbolic)


def _parts(sign: Sign) -> list[str]:
    if sign.kind == "word" and sign.text not in FUNCTIONS:
        return list(sign.text)
    if sign.kind == "number" and "." not in sign.text:
        return [sign.text.replace(",", "").lstrip("0") or "0"]
    return {"open": ["("], "close": [")"]}.get(sign.kind, [sign.text])


def _powers_of_ten(tokens: list[str]) -> list[str]:
    """`10 ^ 5` as the number that it is, where it is all."""
    power = "".join(tokens).replace("(", "").replace(")", "").partition("10^")
    is_one = not power[0] and power[1] and power[2].isdecimal() and len(power[2]) < 3  # noqa: PLR2004
    return [str(10 ** int(power[2]))] if is_one else tokens


def _row(tokens: list[str]) -> str:
    return f" {' '.join(tokens)} " if tokens else ""


def _without_indices(tokens: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(tokens):
        if tokens[at] == "_":
            at = _group_end(tokens, at + 1)
        else:
            kept.append(tokens[at])
            at += 1
    return kept


def _group_end(tokens: list[str], at: int) -> int:
    """Where the group, or the single token, at *at* ends."""
    depth = 0
    while at < len(tokens):
        depth += (tokens[at] == "(") - (tokens[at] == ")")
        at += 1
        if depth <= 0:
            break
    return at


def _without_brackets(tokens: list[str]) -> list[str]:
    """*tokens* with indices on the line, and without brackets around what holds together anyway."""
    kept: list[str] = []
    at = 0
    while at < len(tokens):
        sign = tokens[at]
        if sign == "_":
            at += 1
            end = _group_end(tokens, at)
            kept += [one for one in tokens[at:end] if one not in "()"]
            at = end
        elif sign == "(":
            end = _group_end(tokens, at)
            inside = _without_brackets(tokens[at + 1 : end - 1])
            kept += inside if _is_idle(kept, inside) else ["(", *inside, ")"]
            at = end
        else:
            kept.append(sign)
            at += 1
    return kept


def _is_idle(before: list[str], inside: list[str]) -> bool:
    """Whether brackets around *inside* say nothing: one sign, or a product on its own."""
    core = inside[1:] if inside[:1] in (["-"], ["+"]) else inside
    if len(core) <= 1 or core[:1] == ["mod"]:
        return True
    last = before[-1] if before else ""
    is_argument = last in ("^", "√", "/", ")") or last[:1].isalnum()
    return not is_argument and not _has_sum(inside)


def _has_sum(tokens: list[str]) -> bool:
    depth = 0
    for sign in tokens:
        depth += (sign == "(") - (sign == ")")
        if not depth and sign in ("+", "-", ",", "±"):
            return True
    return False
