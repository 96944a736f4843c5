"""
Formulas in a text, as rows of signs that can be compared: in TeX, in Unicode, or typed as they come.

Brackets around a single sign fall away, indices stand on the line, every letter is a sign of its
own: `$\\mathcal{O}(n\\log n)$` and `O(n log n)` are both `O ( n log n )`. Works on linear text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.linear import BEGUN, ENDED

FUNCTIONS = frozenset(
    "log ln exp sin cos tan cot sinh cosh tanh arctan lim max min sup inf det dim ker deg mod tr rank"
    " polylog loglog argmin argmax".split()
)
GREEK = "α-ωΑ-Ω"
TOKEN = re.compile(
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+(?:\.\d+)?)|(?P<word>[A-Za-z]{{2,}})|(?P<letter>[A-Za-z{GREEK}ℓ∞∂∇∅𝟙ħℏ]|[^\W\d_A-Za-z\u0370-\uffff])"
    r"|(?P<relation>[=<>≤≥≪≫≈≡≠~∝→∈∉⊂⊃])|(?P<operator>[-+×/·*±√∑∏∫⊗⊕∧∨∘⨂⨁|‖!'])"
    r"|(?P<open>[(\[{⟨⌊⌈])|(?P<close>[)\]}⟩⌋⌉])|(?P<script>[\^_])|(?P<comma>,(?! ?\u3000))"
    r"|(?P<blank> )|(?P<mark>[\x02\x03])|(?P<other>.)",
    re.DOTALL,
)
# without any of these there is no formula
HINT = re.compile(rf"[\x02=<>≤≥≪≫≈≡≠~∝→∈∉⊂⊃^_√∑∏∫⊗⊕×±{GREEK}ℓ∞∂∇]|(?<=\w)[(\[]\w|(?<!\w)\w ?[-+/] ?\w")
UNSEEN = frozenset("|‖!'·*")  # of which texts write some and leave out others
EDGE = frozenset({"operator", "comma", "open", "blank"})
FLIPPED = {"<": ">", "≤": "≥", "≪": "≫", ">": "<", "≥": "≤", "≫": "≪"}
ALIKE = {"≈": "=", "~": "=", "∝": "=", "≡": "=", "≪": "<", "≫": ">"}
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
class Formula:
    """A formula from *start* to *end* of a text: its *sides*, and the relations between them."""

    start: int
    end: int
    sides: tuple[Side, ...]
    relations: tuple[str, ...]
    is_plain: bool  # it is a formula beyond doubt; else it may be a word, a number, a name


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side of a relation, as a *row* of signs with blanks around each."""

    row: str
    bare: str = field(default="", compare=False)  # the same without indices
    is_symbol: bool = True  # false: a number, or a word

    @property
    def folded(self) -> str:
        """Its letters and figures alone, as `terms` looks for names."""
        return re.sub(r"[^\w]|_", "", self.row).casefold()


def signs(text: str) -> Iterator[Sign]:
    """All signs of *text*; what stands between marks is in TeX."""
    in_tex = False
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "mark":
            in_tex = match[0] == BEGUN or (in_tex and match[0] != ENDED)
            continue
        yield Sign(kind, match[0], match.start(), match.end(), in_tex)


def formulas(text: str) -> list[Formula]:
    """The formulas of *text*, and whatever else has the looks of one, in its order."""
    return [] if HINT.search(text) is None else _formulas(text)


def _formulas(text: str) -> list[Formula]:
    found = []
    for run in _runs(text):
        trimmed = _trimmed(run)
        if trimmed:
            found.append(_formula(trimmed))
    return found


def _runs(text: str) -> Iterator[list[Sign]]:
    run: list[Sign] = []
    depth = 0
    all_signs = list(signs(text))
    for at, sign in enumerate(all_signs):
        if sign.kind == "blank" and run:
            run.append(sign)
            continue
        if not _joins(run, sign, depth, all_signs, at):
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
    """`Tc/TF`"""
    return len(sign.text) < LONG_WORD - 1 and [one.text for one in after][:1] == ["/"]


def _joins(run: list[Sign], sign: Sign, depth: int, following: list[Sign], at: int) -> bool:
    """Whether *sign* goes on with the formula *run*."""
    if not run:
        return False
    last = next((one for one in reversed(run) if one.kind != "blank"), sign)
    apart = run[-1].kind == "blank"
    if sign.in_tex and last.in_tex and not _region_ends(last, sign, run):
        return True
    if sign.kind in ("relation", "operator"):
        return True
    if sign.kind == "comma":
        return depth > 0
    if sign.kind == "close":
        return depth > 0
    if sign.kind == "script":
        return not apart or last.kind in ("word", "letter")
    return _continues(last, sign, depth, following, at, apart=apart)


def _region_ends(last: Sign, sign: Sign, run: list[Sign]) -> bool:
    """Whether *last* and *sign* stand in different formulas of TeX."""
    blanks = sum(one.kind == "blank" and not one.in_tex for one in run[-2:])
    return bool(blanks) or sign.start - last.end > 1 + sum(one.kind == "blank" for one in run[-3:])


def _continues(
    last: Sign, sign: Sign, depth: int, following: list[Sign], at: int, *, apart: bool
) -> bool:
    binds = last.kind in ("relation", "operator", "open", "comma", "script") or last.text in FUNCTIONS
    if sign.kind == "word" and sign.text not in FUNCTIONS:
        if sign.in_tex or (len(sign.text) < LONG_WORD and not apart):
            return binds or not apart
        return binds and (last.kind == "relation") and _begins(sign, following, at)
    if sign.kind in ("number", "letter", "word"):
        return binds or not apart or depth > 0 or sign.text in FUNCTIONS
    if sign.kind == "open":
        return not apart or binds or _is_modulo(following, at)
    return False


def _is_modulo(following: list[Sign], at: int) -> bool:
    return at + 1 < len(following) and following[at + 1].text == "mod"


def _trimmed(run: list[Sign]) -> list[Sign]:
    """*run* without what hangs over at its ends: operators, blanks, brackets without a partner."""
    depth = 0
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
    depth = len(opened)
    if depth:
        keep = keep[: opened[0]] + [one for at, one in enumerate(keep) if at > opened[0] and at not in opened]
    while keep and (keep[-1].kind in EDGE or keep[-1].kind in ("relation", "script")):
        keep.pop()
    while keep and (keep[0].kind in ("blank", "comma", "close") or keep[0].text in "/×·*±|‖!'-+~_^"):
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
    made = tuple(map(_side, sides))
    return Formula(run[0].start, run[-1].end, made, tuple(relations), _is_plain(run, made))


def _is_plain(run: list[Sign], sides: tuple[Side, ...]) -> bool:
    """Whether *run* is a formula beyond doubt: it relates symbols, raises, lowers, or applies them."""
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
    for before, sign, inside in zip(run, run[1:], run[2:], strict=False):
        if sign.kind == "open" and before.kind in ("letter", "word") and inside.text not in ("s", "es"):
            return True
    return False


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


def _side(signs: list[Sign]) -> Side:
    seen = [one for one in signs if one.kind != "blank" and one.text not in UNSEEN]
    words = [one for one in seen if one.kind == "word" and one.text not in FUNCTIONS]
    tokens = [part for one in seen for part in _parts(one)]
    row = _row(_without_brackets(_powers_of_ten(tokens)))
    bare = _row(_without_brackets(_without_indices(tokens)))
    prose = any(len(one.text) >= LONG_WORD and not one.in_tex for one in words) or len(seen) == len(words)
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
    """*tokens* with indices on the line, and without brackets that hold one thing together anyway."""
    kept: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token == "_":
            at += 1
            end = _group_end(tokens, at)
            kept += [one for one in tokens[at:end] if one not in "()"]
            at = end
        elif token == "(":
            end = _group_end(tokens, at)
            inside = _without_brackets(tokens[at + 1 : end - 1])
            kept += inside if _is_idle(kept, inside) else ["(", *inside, ")"]
            at = end
        else:
            kept.append(token)
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
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if not depth and token in ("+", "-", ",", "±"):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a source, to hold others against: all that it writes, and what it relates."""

    rows: str
    relations: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, texts: tuple[str, ...]) -> Formulas:
        """Those of linear *texts*."""
        rows: list[str] = []
        related: set[tuple[str, str, str]] = set()
        for text in texts:
            for one in formulas(text):
                rows += [row for side in one.sides for row in (side.row, side.bare)]
                rows.append("".join(f"{side.row}," for side in one.sides))
                related.update(_related(one))
        return cls("|".join(rows), frozenset(related))

    def has(self, side: Side) -> bool:
        """Whether *side* stands there, as a whole or as a part."""
        return not side.row or side.row in self.rows or (side.row == side.bare and side.bare in self.rows)

    def contradicts(self, left: Side, relation: str, right: Side) -> bool:
        """Whether the source relates the same two otherwise, or the *left* one to something else."""
        pairs = {(one, other, sign) for one, sign, other in self.relations}
        meant = {(left.row, right.row, relation), (right.row, left.row, _flipped(relation))}
        if any((a, b, sign) in pairs for a, b, r in meant for sign in _alike(r)):
            return False
        between = {(left.row, right.row), (right.row, left.row)}
        if any((a, b) in between for a, b, _ in pairs):
            return True
        if right.is_symbol and not left.is_symbol:
            left, relation, right = right, _flipped(relation), left
        if not left.is_symbol or right.is_symbol or " - " in right.row:  # d = 1-3
            return False
        return any(a == left.row and sign == relation for a, _, sign in pairs)


def _flipped(relation: str) -> str:
    return FLIPPED.get(relation, relation)


def _alike(relation: str) -> set[str]:
    plain = ALIKE.get(relation, relation)
    more = {"≤": {"≪"}, "≥": {"≫"}}.get(relation, set())
    return {relation, plain, *(sign for sign, other in ALIKE.items() if other == plain), *more}


def _related(one: Formula) -> Iterator[tuple[str, str, str]]:
    """Who stands in which relation to whom in it; in `N = 1, 2, 3` N to all three."""
    left, relation = one.sides[0], ","
    for before, sign, right in zip(one.sides, one.relations, one.sides[1:], strict=False):
        if sign != ",":
            left, relation = before, sign
        if relation == "," or not left.row or not right.row:
            continue
        for a, b in {(left.row, right.row), (left.bare, right.bare)}:
            yield a, relation, b
            yield b, _flipped(relation), a
