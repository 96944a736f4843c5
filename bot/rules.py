"""
A person's words <-> rules: `cs.CV cs.AI "gaussian splatting" -survey @"Deva Ramanan"`.

Categories: any of them holds. Words and phrases: all. Authors: any. Exclusions: none. What names
a category or an archive is one, what only seems to is refused with the nearest, all else is a
word; quotes make a word of anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from bot.refusal import Refusal, sentence
from bot.stems import stems, tokens
from bot.typed import (
    SUBJECTS,
    Piece,
    folded,
    is_like_a_category,
    pieces,
    reads_as_word,
    shortened,
    trimmed,
)
from storage.taxonomy import nearest

LONGEST = 1_000  # characters of rules text
MOST_PARTS = 40  # in one rule
REMEMBERED = 1 << 12  # parts of rules: many people follow the same ones
LONGEST_COMPARED = 24  # characters of a mistyped category; the longest id has 17

NOT_IN_NAMES = re.compile(r"(?:[^\w\u0300-\u036f'-]|_)+")
STORED_PART = re.compile(r'-?@?"[^"]*"|[^ ]+')
FORMULA = re.compile(r"[\\$^{}]")
# Letters beside Latin ones; one or two Greek letters stand in formulas, three make a Greek word.
FOREIGN = re.compile(
    "[^\\W_\u0000-\u02ff\u0370-\u03ff\u1d00-\u1dbf\u1e00-\u1fff\u2c60-\u2c7f\ua720-\ua7ff"
    "\uab30-\uab6f]|[\u0370-\u03ff\u1f00-\u1fff]{3}"
)


class Fault(StrEnum):
    """What is wrong with a rule."""

    CATEGORY = "category"
    NOTHING = "nothing"
    ONLY_EXCLUSIONS = "only exclusions"
    EMPTY = "empty"
    SIGNS = "signs"
    FORMULA = "formula"
    SCRIPT = "script"
    TOO_LONG = "too long"
    TOO_MANY = "too many"


SENTENCES: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.CATEGORY: sentence("There is no category {written}."),
        Fault.NOTHING: sentence(
            'Write what you follow, for example: cs.CV "gaussian splatting" -survey'
        ),
        Fault.ONLY_EXCLUSIONS: sentence(
            "{written} only leaves papers out; name in the same rule what to"
            " look for: a category, a word or an @author."
        ),
        Fault.EMPTY: sentence("There is nothing between the quotes."),
        Fault.SIGNS: sentence("There is no word in {written}."),
        Fault.FORMULA: sentence(
            "{written} looks like TeX; write it as it is read, for example: alpha."
        ),
        Fault.SCRIPT: sentence(
            "{written} is not in Latin letters. Abstracts on arXiv are in English:"
            " write words in English, and names in Latin letters."
        ),
        Fault.TOO_LONG: sentence("That is too long: rules take at most {most} characters at once."),
        Fault.TOO_MANY: sentence("This rule has {count} parts; it may have {most}."),
    }
)
DID_YOU_MEAN = sentence("Did you mean: {nearest}?")
QUOTE_IT = sentence('To look for it as a word, write it in quotes: "{written}".')
KEPT = sentence("The rest of your rule is kept: {kept}.")


@dataclass(frozen=True, slots=True)
class Name:
    """An author asked for: the *parts* of a name in order, or of a family name alone."""

    parts: tuple[str, ...]
    is_family: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """
    Categories and archives by id; words, phrases and authors as people write them, case folded.

    Each kind is sorted and holds nothing twice. *runs* are the stems of each word, then of each
    phrase, joined by blanks; *names* are the authors, taken apart.
    """

    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    runs: tuple[str, ...] = field(init=False, repr=False, compare=False)
    names: tuple[Name, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for kind in KINDS:
            written = getattr(self, kind)
            if len(written) > 1:
                object.__setattr__(self, kind, tuple(sorted(set(written))))
        object.__setattr__(self, "runs", tuple(map(_run, self.words + self.phrases)))
        object.__setattr__(self, "names", tuple(map(_taken_apart, self.authors)))

    def __bool__(self) -> bool:
        return bool(self.categories or self.runs or self.names)


def _run(text: str) -> str:
    return " ".join(stems(text))


def _taken_apart(author: str) -> Name:
    return Name(tokens(author), " " not in author)


KINDS = ("categories", "words", "phrases", "authors")
NOTHING = Parts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Parts):
    """One line that a chat follows; *without* holds what must not be. `str` gives its text."""

    without: Parts = NOTHING

    def __str__(self) -> str:
        wanted, unwanted = shown(self), shown(self.without)
        return " ".join((*wanted, *(f"-{text}" for text in unwanted)))


class BadRule(Refusal):
    """
    A rule that cannot be followed; the message says why, *sentences* and *values* say it anew.

    For a mistyped category *written* is what was typed, *nearest* holds up to three that may be
    meant, *kept* is the canonical rest of its rule, and *others* are the rules typed beside it.
    """

    nearest: tuple[str, ...] = ()
    kept = ""
    others: tuple[str, ...] = ()
    _sign = ""

    def __init__(self, fault: Fault, **values: str | int) -> None:
        super().__init__(fault)
        self.fault = fault
        self.values = values
        self.written = str(values.get("written", ""))

    @property
    def sentences(self) -> tuple[str, ...]:
        """What to say, as templates with places for *values*; to be translated one by one."""
        said = [SENTENCES[self.fault]]
        if self.fault is Fault.CATEGORY:
            said.append(DID_YOU_MEAN if self.nearest else QUOTE_IT)
            said += [KEPT] if self.kept else []
        return tuple(said)

    def __str__(self) -> str:
        return " ".join(sentence.format(**self.values) for sentence in self.sentences)

    def completed(self, subject: str) -> str:
        """The whole text with *subject* in place of the mistyped category."""
        return ", ".join((f"{self._sign}{subject} {self.kept}".rstrip(), *self.others))

    @classmethod
    def mistyped(cls, part: Part, kept: str, others: tuple[str, ...]) -> BadRule:
        """No category is called as *part* says."""
        found, written = nearest(part.text[:LONGEST_COMPARED]), shortened(part.text)
        fault = cls(Fault.CATEGORY, written=written, nearest=", ".join(found), kept=kept)
        fault.nearest, fault.kept, fault.others = found, kept, others
        fault._sign = "-" if part.excluded else ""
        return fault


class Part(NamedTuple):
    """A part of a rule: of which *kind* (one of KINDS, or MISTYPED), and whether it leaves out."""

    kind: str
    text: str
    excluded: bool

    @property
    def run(self) -> str:
        """The stems of a word or a phrase, joined by blanks."""
        return _run(self.text)

    @property
    def name(self) -> Name:
        """An author, taken apart."""
        return _taken_apart(self.text)


MISTYPED = "mistyped"


def parse_rules(text: str) -> tuple[Rule, ...]:
    """
    The rules that *text* writes, in order; at least one.

    Raises `BadRule`, which says what is wrong with the first that cannot be followed.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise BadRule(Fault.TOO_LONG, most=LONGEST)
    lines = pieces(text)
    if not lines:
        raise BadRule(Fault.NOTHING)
    return tuple(_rule(lines, at) for at in range(len(lines)))


def stored_rule(text: str) -> Rule:
    """
    The rule whose canonical *text*, as `str` gives it, was stored: quicker than parsing it.

    Never raises, as one odd text would keep everybody from their digests: what cannot be read is
    a word that no paper has.
    """
    return _put_together(map(part_of, parts_of(text)))


def parts_of(text: str) -> list[str]:
    """The parts of a stored rule's *text*, each as `part_of` reads it."""
    return STORED_PART.findall(text)


def part_of(text: str) -> Part:
    """A part as `shown` writes it, with its sign where it leaves papers out."""
    excluded = text.startswith("-")
    text = text.removeprefix("-")
    if text.startswith("@") and tokens(text):
        return Part("authors", text[1:].strip('"'), excluded)
    if subject := SUBJECTS.get(text.lower()):
        return Part("categories", subject, excluded)
    text = text.strip('"')
    return Part("phrases" if " " in text else "words", text, excluded)


def shown(parts: Parts) -> Iterator[str]:
    """Each of *parts* as a rule's text has it, without the sign of an exclusion."""
    yield from parts.categories
    for word in parts.words:
        yield word if reads_as_word(word) else f'"{word}"'
    for phrase in parts.phrases:
        yield f'"{phrase}"'
    yield from map(shown_author, parts.authors)


def shown_author(name: str) -> str:
    """An author as a rule's text has it."""
    return f'@"{name}"' if " " in name else f"@{name}"


def _rule(lines: Sequence[Sequence[Piece]], at: int) -> Rule:
    line = lines[at]
    if len(line) > MOST_PARTS:
        raise BadRule(Fault.TOO_MANY, count=len(line), most=MOST_PARTS)
    parts = [_part(piece) for piece in line]
    for part in parts:
        if part.kind == MISTYPED:
            rest = _kept([other for other in parts if other is not part])
            beside = (*lines[:at], *lines[at + 1 :])
            others = tuple(" ".join(piece.typed.strip() for piece in other) for other in beside)
            raise BadRule.mistyped(part, rest, others)
    rule = _put_together(parts)
    if not rule:
        raise BadRule(Fault.ONLY_EXCLUSIONS, written=shortened(str(rule)))
    at_most = sum(len(part.text) + len(' -@""') for part in parts)
    if at_most > LONGEST and len(str(rule)) > LONGEST:  # case folding can make a text longer
        raise BadRule(Fault.TOO_LONG, most=LONGEST)
    return rule


@lru_cache(REMEMBERED)
def _part(piece: Piece) -> Part:
    """What one *piece* of a rule stands for."""
    if piece.is_author:
        return Part("authors", _name(piece.text), piece.is_excluded)
    if not piece.is_quoted and (found := _subject(piece.text)):
        return Part(*found, piece.is_excluded)
    text = _spoken(piece.text)
    return Part("phrases" if " " in text else "words", text, piece.is_excluded)


def _subject(bare: str) -> tuple[str, str] | None:
    """The category or archive that *bare* names or seems to name; nothing where it is a word."""
    token = trimmed(bare)
    if subject := SUBJECTS.get(token.lower()):
        return "categories", subject
    if f"{token}.*" in bare:
        token = f"{token}.*"
    return (MISTYPED, token) if is_like_a_category(token) else None


def _name(written: str) -> str:
    """An author as a rule keeps it; `LeCun, Yann` is `yann lecun`."""
    family, _, given = written.partition(",")
    return _spoken(NOT_IN_NAMES.sub(" ", f"{given} {family}"), written)


def _spoken(text: str, written: str = "") -> str:
    """*text* with its case folded, from its first letter to its last; raises for a fault in it."""
    written = written or text
    spoken = trimmed(folded(text))
    if not written.strip():
        raise BadRule(Fault.EMPTY)
    if not spoken:
        raise BadRule(Fault.SIGNS, written=shortened(written))
    if FORMULA.search(written):
        raise BadRule(Fault.FORMULA, written=shortened(written))
    if FOREIGN.search(spoken):
        raise BadRule(Fault.SCRIPT, written=shortened(written))
    return spoken


def _put_together(parts: Iterable[Part]) -> Rule:
    wanted: dict[str, tuple[str, ...]] = {}
    without: dict[str, tuple[str, ...]] = {}
    for part in parts:
        side = without if part.excluded else wanted
        side[part.kind] = (*side.get(part.kind, ()), part.text)
    return Rule(**wanted, without=Parts(**without) if without else NOTHING)


def _kept(parts: Sequence[Part]) -> str:
    """The canonical text of *parts*; other mistyped categories stay as they were typed."""
    rest = str(_put_together(part for part in parts if part.kind != MISTYPED))
    more = [f"{'-' * part.excluded}{part.text}" for part in parts if part.kind == MISTYPED]
    return " ".join(filter(None, (rest, *more)))
