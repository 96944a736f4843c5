"""
The sentences of an abstract that stand behind each field of a summary, so that it can be checked.

A summary may be in another language: what both hold is looked for first, numbers and names as
people write them, then words; where that tells little, the role that a sentence plays. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from adapters.ports import Sentence
from bot.checks.linear import BEGUN, ENDED, linear
from bot.checks.quantities import quantities
from bot.stems import stems
from storage.records import FIELDS, Summary

MOST = 3  # sentences behind one field: more are as quickly read in the abstract
TRIVIAL = frozenset(map(Fraction, range(3)))  # numbers that stand in every second sentence
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*")
NUMBER, NAME, WORD, ROLE = 3.0, 2.0, 4.0, 1.0  # what each shared thing counts
ALSO = 0.8  # of the best sentence's worth, from which on another one is shown beside it
SMALL_WORDS = """a an the of for and in on to with by from as is are be we our via using at or this
that it its can how not than which their these those have has been was were into more most such
both"""
SMALL = frozenset(SMALL_WORDS.split())
# How well a sentence of each role stands behind each field.
ROLES: Mapping[str, Mapping[str, float]] = {
    "tldr": {"objective": 0.8, "method": 0.6, "result": 0.5, "other": 0.1},
    "motivation": {"background": 1.0, "objective": 0.6},
    "method": {"method": 1.0, "objective": 0.5},
    "result": {"result": 1.0, "other": 0.2},
    "conclusion": {"other": 0.8, "result": 0.6},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backed:
    """A *field* of a summary with its *text*, and the sentences behind it, in their order."""

    field: str
    text: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a text, and whether it is a number."""

    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class _Held:
    """What a text holds that another one may hold as well."""

    numbers: frozenset[Fraction]
    names: frozenset[str]
    words: frozenset[str]

    @classmethod
    def by(cls, text: str, language: str) -> _Held:
        plain = linear(text).replace(BEGUN, "").replace(ENDED, "")
        found = quantities(plain, language)
        numbers = {value for one in found for value, _ in one.readings} - TRIVIAL
        written = set(LATIN.findall(text))
        names = {word.casefold() for word in written if _is_name(word)}
        words = {stem for stem in stems(text) if stem not in SMALL}
        return cls(frozenset(numbers), frozenset(names), frozenset(words))


def _is_name(word: str) -> bool:
    """Whether a word is written as no common word is: `ResNet-50`, `CNN`."""
    return len(word) > 1 and not (word[1:].islower() or word.islower())


def evidence(summary: Summary, sentences: Sequence[Sentence], spoken: str = "en") -> list[Backed]:
    """
    The stated fields of *summary*, each with what stands behind it.

    *spoken* is the language of the abstract.
    """
    held = [_Held.by(one.text, spoken) for one in sentences]
    return [
        Backed(
            field=field,
            text=text,
            sentences=tuple(
                sentences[at].text for at in _behind(field, text, summary.language, sentences, held)
            ),
        )
        for field in FIELDS
        if (text := getattr(summary, field))
    ]


def _behind(
    field: str, text: str, language: str, sentences: Sequence[Sentence], held: Sequence[_Held]
) -> list[int]:
    """The places of the sentences behind a field, in order; at least one where there are any."""
    asked = _Held.by(text, language)
    worth = [
        _shared(asked, one) + ROLE * ROLES[field].get(sentence.role, 0.0)
        for one, sentence in zip(held, sentences, strict=True)
    ]
    order = sorted(range(len(sentences)), key=lambda at: -worth[at])
    chosen: list[int] = []
    open_numbers, open_names = set(asked.numbers), set(asked.names)
    for at in order[: 2 * MOST]:
        adds = bool(open_numbers & held[at].numbers or open_names & held[at].names)
        is_as_good = worth[at] >= ALSO * worth[order[0]] and _shared(asked, held[at]) > 0
        if not chosen or (len(chosen) < MOST and (adds or is_as_good)):
            chosen.append(at)
            open_numbers -= held[at].numbers
            open_names -= held[at].names
    return sorted(chosen)


def _shared(asked: _Held, there: _Held) -> float:
    """How much of what is *asked* a sentence holds."""
    words = len(asked.words & there.words) / max(len(asked.words), 1)
    return (
        NUMBER * len(asked.numbers & there.numbers)
        + NAME * len(asked.names & there.names)
        + WORD * words
    )


def marked(text: str, language: str) -> Iterator[Marked]:
    """*text* in pieces: its numbers with their units, and what stands between them."""
    end = 0
    for one in sorted(quantities(text, language), key=lambda found: found.start):
        if one.start < end or {value for value, _ in one.readings} <= TRIVIAL:
            continue
        if one.start > end:
            yield Marked(text[end : one.start], is_number=False)
        yield Marked(text[one.start : one.end], is_number=True)
        end = one.end
    if end < len(text):
        yield Marked(text[end:], is_number=False)
