"""
Names of models, data, instruments and the like: which a text has, and whether a source has them.

A name is told by its looks: capitals, figures, letters of another script than the text around it.
Case, hyphens, blanks and a plural are forgiven, and an acronym whose words the source spells out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.checks.abbreviations import GENERAL, KNOWN

LETTER = r"A-Za-zÀ-ÖØ-öø-ž"
GREEK = "α-ωΑ-Ω"
NAME = re.compile(
    rf"(?<![{LETTER}{GREEK}0-9_])(?:\d{{1,4}}(?:\.\d+)?-?)?[{LETTER}{GREEK}][{LETTER}{GREEK}0-9]*"
    rf"(?:(?:[-./@'’&+]|(?<=\d)\.(?=\d))[{LETTER}0-9]+)*\+{{0,2}}"
)
PART = re.compile(r"[-/&+@]")
NUMBER_AFTER = re.compile(r"[ -]?(?P<number>\d+(?:\.\d+)*)(?!\.?\d)(?! ?[%x×])(?!,\d{3})")
SENTENCE_END = re.compile(r"(?:^|[.!?:;]|[.!?]['\")\]]|[(\"'“•])\s*$")
# Scripts whose texts write foreign names in Latin letters: there a capital is enough.
FOREIGN = frozenset({"zh", "ja", "ko", "ru"})
# An adjective made of a name, and the like: `Bayes` and `Bayesian` are of the same.
ENDINGS = re.compile(r"(?:ization|isation|ized|ised|ians?|eans?|ans?|ics?|ical|ies|es|s|n|al|y)$")
_SUFFIXES = (
    "based like style free aware level type driven guided augmented enhanced only"
    " specific to and of trained tuned generated powered assisted oriented invariant"
    " equivariant optimal agnostic"
)
SUFFIXES = frozenset(_SUFFIXES.split())
_STOP = "of the and for in on a an to with by from or at as into via"
# A capital word with such an end or beginning is an ordinary one that was only written large.
ORDINARY = re.compile(
    r"(?:tions?|ings?|[^e]ed|ments?|[ae]nces?|works?|ives?|ables?|icals?|ity|ities|less|wise|ness)$"
    r"|^(?:Multi|Single|Meta|Non|Semi|Sub|Super|Pre|Post|Self|Few|Zero|One|Two|Long|Short|Low"
    r"|High)-[a-z]+$"
)
LONGER = re.compile(rf"[{LETTER}]{{4,}}")
MOST = 0.6  # of the longer words of a title
STOP = frozenset(_STOP.split())
LONGEST_ACRONYM = 7  # letters
SHORTEST_STEM = 4  # letters


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text; *start* and *end* tell where."""

    text: str
    start: int
    end: int


def names(text: str, language: str) -> Iterator[Name]:
    """What has the looks of a name in *text*."""
    in_title_case = _is_title(text)
    for match in NAME.finditer(text):
        name = match[0].rstrip(".'’")
        if name.endswith(("'s", "’s")):
            name = name[:-2]
        if in_title_case and _is_ordinary(name):
            continue
        if _looks(name, text, match.start(), language):
            yield Name(name, match.start(), match.start() + len(name))


def _looks(name: str, text: str, at: int, language: str) -> bool:
    letters = [sign for sign in name if sign.isalpha()]
    if len(letters) + sum(map(str.isdigit, name)) < 2:  # noqa: PLR2004  # a single letter is a symbol
        return False
    capitals = sum(map(str.isupper, letters))
    if not capitals:
        return any(map(str.isdigit, name)) and name[0].isalpha()
    if capitals > 1 or any(map(str.isdigit, name)) or not name[0].isupper():
        return True
    if language in FOREIGN:
        return True
    if language != "en" or ORDINARY.search(name):
        return False
    return SENTENCE_END.search(text[max(0, at - 4) : at]) is None


def _is_ordinary(name: str) -> bool:
    """Whether only the first letter of *name*, or of its parts, is a capital."""
    return all(part[1:].islower() or not part[1:] for part in name.split("-"))


def _is_title(text: str) -> bool:
    """Whether *text* is set as titles are: most longer words begin with a capital."""
    words = LONGER.findall(text)
    return len(words) >= SHORTEST_STEM and sum(word[0].isupper() for word in words) > MOST * len(
        words
    )


@lru_cache(4096)
def fold(text: str) -> str:
    """*text* without case, accents, hyphens and blanks; a point stays between figures."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    )
    plain = re.sub(r"(?<=\d)\.(?=\d)", "\x00", plain.casefold().translate(LIKE))
    return re.sub(r"[^\w\x00]|_", "", plain).replace("\x00", ".")


LIKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "α": "alpha", "β": "beta", "γ": "gamma"}
)
RUN = re.compile(rf"[{LETTER}]+|\d+(?:\.\d+)*|[\u0370-\u03ff]")


@dataclass(frozen=True, slots=True)
class Source:
    """
    What names are looked for in: the words of a paper, folded and in a row.

    *begins* are the places in *row* where a word begins; *follows* tells for each place where a
    word, or a part of one, ends which one follows there.
    """

    row: str
    begins: frozenset[int]
    follows: dict[int, str]
    initials: tuple[str, str]
    words: tuple[str, ...]
    stems: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Source:
        """The names of *text*, in which formulas should be linear."""
        begins: set[int] = set()
        ends: list[int] = []
        words: list[str] = []
        at, last = 0, -1
        for match in RUN.finditer(text):
            word = fold(match[0])
            if match.start() != last or match[0][0].isdigit():
                begins.add(at)
            if match.start() == last and not match[0][0].isdigit() and words[-1][:1].isdigit():
                ends[-1] = -1  # in GPT-4o there is no GPT-4
            at += len(word)
            ends.append(at)
            last = match.end()
            words.append(word)
        inits = "".join(word[:1] for word in words)
        core = "".join(word[:1] for word in words if word not in STOP)
        stems = frozenset(_stem(word) for word in words)
        follows = dict(zip(ends, (*words[1:], ""), strict=True))
        return cls("".join(words), frozenset(begins), follows, (inits, core), tuple(words), stems)

    def has(self, name: str) -> bool:
        """Whether the source has *name*, or its words where it is an acronym."""
        return self._says(name) or self._means(name) or self._has_parts(name)

    def _says(self, name: str) -> bool:
        folded = fold(name)
        return not folded or any(self._stands(one) for one in _forms(folded)) or self._is_kin(name)

    def _stands(self, folded: str) -> bool:
        return any(
            end in self.follows or self._is_plural(end)
            for at in self._places(folded)
            for end in (at + len(folded),)
        )

    def _places(self, folded: str) -> Iterator[int]:
        """Where a word begins with *folded*."""
        at = self.row.find(folded)
        while at >= 0:
            if at in self.begins:
                yield at
            at = self.row.find(folded, at + 1)

    def _is_plural(self, end: int) -> bool:
        return self.row[end : end + 1] == "s" and end + 1 in self.follows

    def _is_kin(self, name: str) -> bool:
        """`Bayes` where the source has `Bayesian`; plain words only."""
        plain = name[1:].islower() and name.isalpha()
        stem = _stem(fold(name))
        return plain and len(stem) >= SHORTEST_STEM and stem in self.stems

    def _means(self, name: str) -> bool:
        """Whether *name* is an acronym of words that stand there, or one that everybody knows."""
        forms = {name, name.removesuffix("s")} if name[-2:-1].isupper() else {name}
        return any(map(self._is_short, forms))

    def _is_short(self, short: str) -> bool:
        folded = fold(short)
        if folded in KNOWN and any(word in self.row for word in KNOWN[folded]):
            return True
        if not short.isalpha() or len(folded) > LONGEST_ACRONYM or not short[1:2]:
            return False
        if sum(map(str.isupper, short)) < 2:  # noqa: PLR2004  # one capital is no acronym
            return False
        return any(folded in letters for letters in self.initials) or self._begin(short)

    def _begin(self, short: str) -> bool:
        """`DiT`: each group of letters begins one of the words in a row."""
        groups = [one.casefold() for one in re.findall(r"[A-Z][a-z]*", short)]
        rows = zip(*(self.words[at:] for at in range(len(groups))), strict=False)
        return any(
            all(word.startswith(group) for word, group in zip(row, groups, strict=True))
            for row in rows
        )

    def _has_parts(self, name: str) -> bool:
        """Whether all the parts of a compound stand there: `Conformer-based`, `VGG/ResNet`."""
        parts = [one for one in PART.split(name) if one]
        if len(parts) < 2:  # noqa: PLR2004  # no compound
            return False
        while parts and (parts[-1] in SUFFIXES or self._is_word(parts)):
            parts.pop()
        if len(parts) <= 1:
            return bool(parts) and (self._says(parts[0]) or self._means(parts[0]))
        whole = "-".join(parts)
        if self._says(whole):
            return True
        return all(self._is_name(one) for one in parts)

    def _is_word(self, parts: list[str]) -> bool:
        """Whether the last of *parts* is a word beside a name that may stand without it."""
        head, last = parts[0], parts[-1]
        if len(parts) < 2 or not last.islower() or not last.isalpha():  # noqa: PLR2004
            return False
        return fold(head) in self.words or fold(head) in GENERAL or self._means(head)

    def _is_name(self, part: str) -> bool:
        letters = sum(map(str.isalpha, part))
        return self._means(part) or (letters >= 3 and self._says(part))  # noqa: PLR2004  # a name

    def numbers_after(self, name: str) -> set[str]:
        """The numbers that stand after *name* in the source."""
        folded = fold(name)
        after = (
            self.follows.get(end) for at in self._places(folded) for end in (at + len(folded),)
        )
        return {word for word in after if word and word[0].isdigit()}


def _forms(folded: str) -> tuple[str, ...]:
    """*folded*, and its singular if it looks like a plural."""
    return (folded, folded[:-1]) if folded.endswith("s") and len(folded) > 2 else (folded,)  # noqa: PLR2004


@lru_cache(4096)
def _stem(folded: str) -> str:
    return ENDINGS.sub("", folded) if len(folded) > SHORTEST_STEM else folded
