"""
Does a summary say only what its paper says? Numbers, names and formulas have to be in the source.

A number may change its form (1.2M, 120 万, 1.2 million; 25 %, a quarter) and its unit's size (0.19 s,
190 ms), never its value: who rounds, says something that the abstract does not. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
import re

from bot import symbols, terms
from bot.lists_said import lengths
from bot.linear import BEGUN, ENDED, linear
from bot.quantities import Quantity, quantities
from bot.units import NONE, PART, PERCENT, TIMES, Unit
from storage.records import FIELDS, Paper, Summary

ALWAYS = frozenset({Fraction(0), Fraction(1), Fraction(2)})  # "one of", 一种, "both": no claims
FEW = 10  # parts of a list that one may count without the source having done so
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
    formulas: symbols.Formulas
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
        plain = " \n ".join(dict.fromkeys((*seen, *texts)))
        return cls(
            values,
            frozenset(measures),
            frozenset(count for line in lines for count in lengths(_unmarked(line))),
            symbols.Formulas.of(lines),
            terms.Source.of(plain),
        )


def _unmarked(line: str) -> str:
    return line.replace(BEGUN, "").replace(ENDED, "")


@lru_cache(maxsize=64)
def ground(texts: tuple[str, ...]) -> Ground:
    """The ground of *texts*; kept, as one paper is held against several summaries."""
    return Ground.of(texts)


def texts_of(paper: Paper) -> tuple[str, ...]:
    """All that a summary may draw on, in TeX and as people read it."""
    title, abstract = paper.title, paper.abstract
    return (title.raw, abstract.raw, paper.comment or "", title.plain, abstract.plain)


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
    hidden = list(line)
    for one in symbols.formulas(line):
        fault = _formula_fault(one, source) if one.is_plain else False
        if fault and not _is_measure(line[one.start : one.end], language, source):
            yield Unfounded(field=field, kind=Kind.FORMULA, words=_shown(line, one.start, one.end))
        elif one.is_plain and not fault:
            _hide(hidden, one, line)
    rest = "".join(hidden).replace(BEGUN, "\u3000").replace(ENDED, "\u3000")
    yield from _names(rest, language, source, field)
    yield from _numbers(rest, language, source, field)


def _shown(line: str, start: int, end: int) -> str:
    return _unmarked(line[start:end]).strip()


def _hide(hidden: list[str], one: symbols.Formula, line: str) -> None:
    """Leave of a founded formula only its numbers, which may be founded or not by themselves."""
    whole = line[one.start : one.end]
    numeric = all(not side.is_symbol for side in one.sides[1:]) and len(one.sides) > 1
    keep = re.search(r"[=<>≤≥≪≫≈~∝]\s*[-+]?[\d.]", whole) if numeric else None
    end = one.start + keep.start() + 1 if keep else one.end
    hidden[one.start : end] = "\u3000" * (end - one.start)


def _formula_fault(one: symbols.Formula, source: Ground) -> bool:
    for side in one.sides:
        if side.is_symbol and not source.formulas.has(side) and not _is_named(side, source):
            return True
    return any(
        relation != "," and source.formulas.contradicts(left, relation, right)
        for left, relation, right in zip(one.sides, one.relations, one.sides[1:], strict=False)
    )


def _is_named(side: symbols.Side, source: Ground) -> bool:
    """Whether *side* is a name that the source has (`CO_2`, `F1`)."""
    calculates = any(sign in side.row for sign in ("(", "^", "+", "/", "√", "×", " - "))
    return not calculates and source.names.has(side.row.replace(" ", ""))


def _is_measure(words: str, language: str, source: Ground) -> bool:
    """Whether *words* are a number with its unit that the source has (`5 km/s`)."""
    plain = _unmarked(words)
    found = quantities(plain, language)
    whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(plain)
    return whole and is_founded(found[0], source)


def _names(text: str, language: str, source: Ground, field: str) -> Iterator[Unfounded]:
    for name in terms.names(text, language):
        if terms.fold(name.text) in terms.GENERAL or _is_number(name, text, language):
            continue
        words = name.text
        known = source.names.has(words) or _spells_acronym(words, text, name, source)
        number = terms.NUMBER_AFTER.match(text, name.end)
        if known and number and (others := source.names.numbers_after(words)):
            known = number["number"] in others or not _is_close(name, number, text)
            words = text[name.start : number.end()]
        if not known:
            yield Unfounded(field=field, kind=Kind.NAME, words=words)


def _is_number(name: terms.Name, text: str, language: str) -> bool:
    """Whether what looks like a name is a number with its unit: `24GB`, `1.5B`."""
    if not name.text[0].isdigit():
        return False
    return any(one.end >= name.end for one in quantities(text[name.start : name.end + 1], language))


def _is_close(name: terms.Name, number: re.Match[str], text: str) -> bool:
    return number.start() == name.end and text[name.end : name.end + 1] in (" ", "-", "")


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


def _numbers(text: str, language: str, source: Ground, field: str) -> Iterator[Unfounded]:
    own = lengths(text)
    for one in quantities(text, language):
        if one.spelled and any(value in ALWAYS and unit is NONE for value, unit in one.readings):
            continue
        if one.spelled and any(value in source.lists or value in own for value, _ in one.readings):
            continue
        if not is_founded(one, source):
            words = text[one.start : one.end].strip(" \u3000,;.")
            yield Unfounded(field=field, kind=Kind.NUMBER, words=words)


def is_founded(one: Quantity, source: Ground) -> bool:
    """Whether *source* has the number, in any of the ways in which it can be read."""
    return any(_has(value, unit, source) for value, unit in one.readings)


def _has(value: Fraction, unit: Unit, source: Ground) -> bool:
    units = source.values.get(value, set())
    if units and (unit in (NONE, TIMES) or unit in units or NONE in units):
        return not (unit is TIMES and units <= {PERCENT})
    if unit.dimension and (value * unit.scale, unit.dimension) in source.measures:
        return True
    return _as_part(value, unit, source)


def _as_part(value: Fraction, unit: Unit, source: Ground) -> bool:
    """Whether a share stands there in another form: 25 %, a quarter, 0.25; four times, a quarter."""
    parts = {NONE, PART}
    if unit == PERCENT and source.values.get(value / HUNDRED, set()) & parts:
        return True
    if unit in (NONE, PART) and 0 < value < 1:
        if PERCENT in source.values.get(value * HUNDRED, set()):
            return True
    if unit == PART and value in source.values:
        return True
    return (
        unit in (PART, TIMES)
        and value > 0
        and bool(source.values.get(1 / value, set()) & {PART, TIMES, NONE})
    )
