"""
Does a summary say only what its paper says? Its numbers, names and formulas have to be there.

A number may change its form (1.2M, 120 万, 1.2 million; 25 %, a quarter) and the size of its unit
(0.19 s, 190 ms), never its value: who rounds says something that the abstract does not. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from bot.checks import relations, symbols, terms
from bot.checks.abbreviations import GENERAL
from bot.checks.linear import linear, unmarked
from bot.checks.lists_said import lengths
from bot.checks.quantities import Quantity, quantities
from bot.checks.rows import Side
from bot.checks.texts import texts_of
from bot.checks.units import NONE, PART, PERCENT, TIMES, Unit
from storage.records import FIELDS, Paper, Summary

ALWAYS = frozenset({Fraction(0), Fraction(1), Fraction(2)})  # "one of", 一种, "both": no claims
HIDDEN = "\u3000"  # stands where a formula was
EQUALS = re.compile(r".*[=<>≤≥≪≫≈~∝] ?(?=[-+]?[\d.])", re.DOTALL)
AS_RECEIVED = 3  # texts: title, abstract, comment; then what of them is read otherwise
HUNDRED = Fraction(100)


class Kind(StrEnum):
    """What a summary says that its source does not."""

    NUMBER = "number"
    NAME = "name"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfounded:
    """Something that a *field* of a summary says, in its own words, and the source does not."""

    field: str
    kind: Kind
    words: str

    @property
    def said(self) -> str:
        """What is wrong, for the model that is asked again."""
        if self.kind is Kind.FORMULA:
            return f"The {self.field} has the formula {self.words}, which the text does not."
        verb = "names" if self.kind is Kind.NAME else "says"
        return f"The {self.field} {verb} {self.words}, which the text does not."


@dataclass(frozen=True, slots=True)
class Ground:
    """A paper's text, prepared to hold sentences against."""

    values: dict[Fraction, set[Unit]]
    measures: frozenset[tuple[Fraction, str]]
    lists: frozenset[int]
    formulas: relations.Formulas
    names: terms.Source

    @classmethod
    def of(cls, texts: tuple[str, ...]) -> Ground:
        """That of *texts* as received or as people read them."""
        # what reads alike as TeX and as plain text is looked through once; with its marks
        seen = {_unmarked(line): line for line in map(linear, reversed(texts)) if line}
        lines = tuple(seen.values())
        values: dict[Fraction, set[Unit]] = {}
        for line in lines:
            for one in quantities(_unmarked(line)):
                for value, unit in one.readings:
                    values.setdefault(value, set()).add(unit)
        measures = {
            (value * unit.scale, unit.dimension)
            for value, units in values.items()
            for unit in units
            if unit.dimension
        }
        people_read = (" ".join(text.split()) for text in texts[AS_RECEIVED:])
        plain = " \n ".join(dict.fromkeys((*seen, *people_read)))
        return cls(
            values,
            frozenset(measures),
            frozenset(count for line in lines for count in lengths(_unmarked(line))),
            relations.Formulas.of(lines),
            terms.Source.of(plain),
        )


def _unmarked(line: str) -> str:
    return unmarked(line)[0]


@lru_cache(maxsize=64)
def ground(texts: tuple[str, ...]) -> Ground:
    """The ground of *texts*; kept, as one paper is held against several summaries."""
    return Ground.of(texts)


def unfounded(summary: Summary, paper: Paper) -> tuple[Unfounded, ...]:
    """What *summary* says and *paper* does not, field by field; nothing where it is faithful."""
    source = ground(texts_of(paper))
    return tuple(
        one
        for field in FIELDS
        for one in said_without(getattr(summary, field), summary.language, source, field)
    )


def said_without(text: str, language: str, source: Ground, field: str) -> Iterator[Unfounded]:
    """What *text* says without *source*."""
    if not text:
        return
    line = linear(text)
    plain = _unmarked(line)
    found = quantities(plain, language)
    hidden = list(plain)
    for one in symbols.formulas(line):
        if not one.is_plain or _is_measure(one, found):
            continue
        if _formula_fault(one, plain[one.start : one.end], source):
            yield Unfounded(field=field, kind=Kind.FORMULA, words=plain[one.start : one.end])
        end = _numbers_of(one, plain)
        hidden[one.start : end] = HIDDEN * (end - one.start)
    for start, end, is_known in _names("".join(hidden), language, source, found):
        if not is_known:
            yield Unfounded(field=field, kind=Kind.NAME, words=plain[start:end])
        hidden[start:end] = HIDDEN * (end - start)
    told = [one for one in found if HIDDEN not in hidden[one.start : one.end]]
    yield from _numbers(plain, told, source, field)


def _numbers_of(one: symbols.Formula, text: str) -> int:
    """Where the last side of a formula begins if it is a number, to be looked for by itself."""
    if len(one.sides) < 2 or one.sides[-1].is_symbol:  # noqa: PLR2004  # nothing is equal to anything
        return one.end
    number = EQUALS.search(text[one.start : one.end])
    return one.start + number.end() if number else one.end


def _is_measure(one: symbols.Formula, found: list[Quantity]) -> bool:
    """Whether what looks like a formula is a number's unit or power (`5 km s^-1`)."""
    return any(some.start <= one.start and one.end <= some.end for some in found)


def _formula_fault(one: symbols.Formula, words: str, source: Ground) -> bool:
    for side in one.sides:
        is_there = not side.is_symbol or source.formulas.has(side)
        if not is_there and ("(" in words or not _is_named(side, source)):
            return True
    return any(
        relation != "," and source.formulas.contradicts(left, relation, right)
        for left, relation, right in zip(one.sides, one.relations, one.sides[1:], strict=False)
    )


def _is_named(side: Side, source: Ground) -> bool:
    """Whether *side* is a name that the source has (`CO_2`, `F1`)."""
    calculates = any(sign in side.row for sign in ("(", "^", "+", "/", "√", "×", " - "))
    return not calculates and source.names.has(side.row.replace(" ", ""))


def _names(
    text: str, language: str, source: Ground, found: list[Quantity]
) -> Iterator[tuple[int, int, bool]]:
    """
    Where the names of *text* are, with a number of theirs, and whether *source* has them.

    What belongs to a number that was *found* is its unit, and no name (`24GB`, `11 GWh`).
    """
    for name in terms.names(text, language):
        words, end = name.text, name.end
        if any(one.start <= name.start and end <= one.end for one in found):
            continue
        known = terms.fold(words) in GENERAL or source.names.has(words)
        known = known or _spells_acronym(words, text, name, source)
        number = terms.NUMBER_AFTER.match(text, end)
        if known and number and (others := source.names.numbers_after(words)):
            known, end = number["number"] in others, number.end()
        yield name.start, end, known


def _spells_acronym(words: str, text: str, name: terms.Name, source: Ground) -> bool:
    """Whether *words* are part of an acronym spelled out, which the source has short."""
    around = re.findall(r"[A-Z][a-z]+", text[max(0, name.start - 40) : name.end + 40])
    if words not in around:
        return False
    at = around.index(words)
    runs = {
        "".join(word[0] for word in around[begin:end]).casefold()
        for begin in range(at + 1)
        for end in range(max(begin + 2, at + 1), len(around) + 1)
    }
    return any(run in source.names.words for run in runs)


def _numbers(text: str, told: list[Quantity], source: Ground, field: str) -> Iterator[Unfounded]:
    for one in told:
        if not is_founded(one, source) and not (one.spelled and _is_natural(one, text, source)):
            words = text[one.start : one.end].strip(" ,;.±")
            yield Unfounded(field=field, kind=Kind.NUMBER, words=words)


def _is_natural(one: Quantity, text: str, source: Ground) -> bool:
    """Whether a number in words claims nothing: one, two, or how many things a list names."""
    if any(value in ALWAYS and unit is NONE for value, unit in one.readings):
        return True
    lists = source.lists | lengths(text)
    return any(value in lists for value, _ in one.readings)


def is_founded(one: Quantity, source: Ground) -> bool:
    """Whether *source* has the number, in any of the ways in which it can be read."""
    return any(_has(value, unit, source) for value, unit in one.readings)


def _has(value: Fraction, unit: Unit, source: Ground) -> bool:
    units = source.values.get(value, set())
    if units and (unit is NONE or unit in units or NONE in units):
        return True
    if unit.dimension and (value * unit.scale, unit.dimension) in source.measures:
        return True
    return _as_part(value, unit, source)


def _as_part(value: Fraction, unit: Unit, source: Ground) -> bool:
    """Whether a share stands there in another form: 25 %, a quarter, 0.25, a fourfold drop."""
    parts = {NONE, PART}
    if unit == PERCENT and source.values.get(value / HUNDRED, set()) & parts:
        return True
    is_share = unit in (NONE, PART) and 0 < value < 1
    if is_share and PERCENT in source.values.get(value * HUNDRED, set()):
        return True
    if unit == PART and value in source.values:
        return True
    return (
        unit in (PART, TIMES)
        and value > 0
        and bool(source.values.get(1 / value, set()) & {PART, TIMES, NONE})
    )
