"""An abstract, taken apart once for all who weigh its sentences, words and clauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from adapters.summaries.extractive.clauses import Words, words_of
from adapters.summaries.extractive.cues import spoken
from adapters.summaries.extractive.headings import Sentence
from adapters.summaries.extractive.roles import Part
from adapters.summaries.extractive.terms import SMALL, Pair, pairs, pieces, term, terms


@dataclass(frozen=True)
class Abstract:
    """A paper's *title*, the *sentences* of its abstract, these as they would be shown, *parts*."""

    title: str
    sentences: Sequence[Sentence]
    tidied: Sequence[str]
    parts: Sequence[Part]

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """The words of each tidied sentence."""
        return tuple(words_of(sentence) for sentence in self.tidied)

    @cached_property
    def pieces(self) -> list[list[list[str]]]:
        """Of each sentence, of each of its words: the parts between hyphens and other marks."""
        return [[pieces(word) for word in words.written] for words in self.words]

    @cached_property
    def terms(self) -> list[list[str]]:
        """The terms of each sentence, a term a piece."""
        return [[term(piece) for word in there for piece in word] for there in self.pieces]

    @cached_property
    def heard(self) -> list[str]:
        """Each sentence as it is `spoken`."""
        return [spoken(sentence.text) for sentence in self.sentences]

    @cached_property
    def in_title(self) -> list[str]:
        """The terms of the title, in order."""
        return terms(self.title)

    @cached_property
    def named(self) -> frozenset[str]:
        """The terms of the title that say something."""
        return frozenset(self.in_title) - SMALL

    @cached_property
    def paired_in_title(self) -> frozenset[Pair]:
        """The terms of the title, each with its next."""
        return frozenset(pairs(self.in_title))

    @cached_property
    def counted(self) -> Counter[str]:
        """In how many sentences each term stands that says something."""
        return Counter(one for there in self.terms for one in set(there) if one not in SMALL)

    @cached_property
    def paired(self) -> Counter[Pair]:
        """In how many sentences each pair of terms stands."""
        return Counter(pair for there in self.terms for pair in set(pairs(there)))
