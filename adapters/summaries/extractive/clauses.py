"""
Shorter forms of one sentence: where a clause of it may begin and end, and what may go between.

Only borders that plain words mark are cut at, and only where what stays has a verb of its own. Every
form is words of the sentence in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from adapters.summaries.extractive import grammar as of
from adapters.summaries.extractive.splitter import FORMULA

WORD = re.compile(rf"(?:{FORMULA.pattern}|[^\s$])+|\$", re.DOTALL)
AROUND = ",;:.!?\"'“”‘’()[]—–*`"
SHORTEST = 7  # words of what is left after a cut
LONGEST = 120  # words; a longer sentence is not looked into
FAR = 30  # words: how far in a leading clause may reach
ASIDE = 22  # words of an aside
LIST = 5  # words between two commas of a list
Span = tuple[int, int]


@dataclass(frozen=True)
class Words:
    """The words of a sentence as *written*, blanks between; a formula is one word."""

    written: tuple[str, ...]

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """The words in lower case without marks around them."""
        return tuple(word.lower().strip(AROUND) for word in self.written)

    @cached_property
    def depth(self) -> tuple[int, ...]:
        """How many brackets are open before each word, and after the last."""
        steps = (
            sum(word.count(b) for b in "([") - sum(word.count(b) for b in ")]")
            for word in self.written
        )
        return tuple(accumulate(steps, initial=0))

    @cached_property
    def verbs(self) -> tuple[int, ...]:
        """How many finite verbs, less the words that ask for one more, stand before each word."""
        return tuple(accumulate(map(self._balance, range(len(self.written))), initial=0))

    def _balance(self, i: int) -> int:
        word = self.bare[i]
        if word in of.SELF:
            return 1
        if word in of.SUBORDINATORS:
            return 0 if self._needs_no_verb(i) else -1
        if word not in of.FINITE or (i and self.bare[i - 1] in of.SELF | {"to"}):
            return 0
        before = [other for other in self.bare[max(0, i - 2) : i] if not other.endswith("ly")]
        return 0 if before and before[-1] in of.FINITE else 1

    def _needs_no_verb(self, i: int) -> bool:
        """Whether a subordinator has no clause after it, or one whose verb is no known one."""
        follows = self.bare[i + 1] if i + 1 < len(self.bare) else ""
        if self.bare[i] in of.RELATIVES:
            return follows == "of" or bool(
                of.VERB_AFTER_RELATIVE.fullmatch(follows) and follows not in of.FINITE
            )
        return follows == "to" or follows.endswith(("ing", "ed"))

    def comma(self, i: int) -> bool:
        """Whether a comma stands right before the word at *i*."""
        return i > 0 and self.written[i - 1].endswith(",")


@dataclass(frozen=True, slots=True)
class Form:
    """What stays of a sentence: its *spans* of words; the kinds of its *cuts*."""

    spans: tuple[Span, ...]
    cuts: tuple[str, ...] = ()


def words_of(sentence: str) -> Words:
    """The words of *sentence*."""
    return Words(tuple(match[0] for match in WORD.finditer(sentence)))


def forms(words: Words) -> Iterator[Form]:
    """
    The whole sentence of *words*, then its shorter forms.

    A form without a finite verb of its own, or with open brackets or quotes, is not among them.
    """
    count = len(words.written)
    yield Form(((0, count),))
    if count > LONGEST:
        return
    ends = [(count, ""), *_ends(words)]
    asides = list(_asides(words))
    for start, opening in _starts(words):
        for end, closing in ends:
            inner = [aside for aside in asides if start + 2 < aside[0] and aside[1] < end - 1]
            for aside in (None, *inner):
                spans = ((start, end),) if aside is None else ((start, aside[0]), (aside[1], end))
                cuts = (opening, closing, "aside" if aside else "")
                if any(cuts) and _stands(words, spans, opening):
                    yield Form(spans, tuple(cut for cut in cuts if cut))


def written(words: Words, form: Form) -> str:
    """The words of *form* as a sentence: with a capital and a full stop."""
    pieces = []
    for start, end in form.spans:
        piece = list(words.written[start:end])
        last = end != form.spans[-1][1]
        if last and not _needs_comma(words, form.spans[1][0]):
            piece[-1] = piece[-1].rstrip(",")
        pieces += piece
    text = " ".join(pieces).rstrip(",;:—–-( ")
    if len(form.spans) == 1 and form.spans[0][1] == len(words.written):
        closed = text
    else:
        closed = text if text.endswith((".", "!", "?", "…")) else f"{text}."
    return closed[0].upper() + closed[1:] if of.PLAIN.match(closed) and form.spans[0][0] else closed


def _needs_comma(words: Words, at: int) -> bool:
    word = words.bare[at]
    return word in of.SELF | of.SUBORDINATORS | {"this", "our", "and", "but"} or word.endswith("ing")


def _stands(words: Words, spans: Sequence[Span], opening: str) -> bool:
    """Whether the words in *spans* can be read as a sentence of their own."""
    kept = sum(end - start for start, end in spans)
    if kept < SHORTEST or words.depth[spans[-1][1]] or words.depth[spans[0][0]]:
        return False
    text = [word for start, end in spans for word in words.written[start:end]]
    if sum(word.count('"') for word in text) % 2:
        return False
    verbs = sum(words.verbs[end] - words.verbs[start] for start, end in spans)
    end = spans[-1][1]
    whole = end == len(words.written)
    if opening == "that" and _goes_on(words, spans[0][0], end):
        return False
    return whole or (verbs >= 1 and words.bare[end - 1] not in of.NEVER_LAST)


def _goes_on(words: Words, start: int, end: int) -> bool:
    """Whether what is shown after "we show that" is joined to more that the authors do."""
    return any(
        words.bare[i] in ("and", "but", "while") and words.bare[i + 1] in of.VERBS | of.SELF | {"that"}
        for i in range(start, end - 1)
    )


def _starts(words: Words) -> Iterator[tuple[int, str]]:
    """The places at which a form may begin, and by what."""
    yield 0, ""
    bare, written_ = words.bare, words.written
    for i in range(1, len(bare) - SHORTEST + 1):
        subject = bare[i] == "we" or (bare[i] == "this" and bare[i + 1] in of.WORK)
        if subject and words.comma(i) and i <= FAR and bare[0] in of.LEADS:
            if "we" not in bare[:i]:
                yield i, "lead"
        elif bare[i] == "we" and _after_a_clause(words, i):
            yield i, "clause"
        elif bare[i - 1] == "that" and written_[i - 1] == "that" and _vouched(words, i):
            yield i, "that"


def _after_a_clause(words: Words, i: int) -> bool:
    """Whether a main clause with "we" at *i* stands after another one."""
    if words.written[i - 1].endswith((";", ":", "—")):
        return True
    return words.bare[i - 1] in ("and", "but", "so") and words.written[i - 2].endswith((",", ";"))


def _vouched(words: Words, i: int) -> bool:
    """Whether "we show that" (or the like) opens the sentence and ends right before *i*."""
    opening = words.bare[: i - 1]
    return (
        2 <= len(opening) <= 4
        and opening[0] == "we"
        and opening[-1] in of.KNOWN
        and words.bare[i] not in of.POINTING
    )


def _ends(words: Words) -> Iterator[tuple[int, str]]:
    """The places before which a form may end, and at what."""
    for i in range(SHORTEST, len(words.written) - 1):
        if words.depth[i] == 0 and words.bare[i - 1] not in of.NEVER_LAST and words.bare[i - 1]:
            kind = _at_mark(words, i) if words.written[i - 1][-1] in ",;:—" else _at_word(words, i)
            if kind:
                yield i, kind


def _at_mark(words: Words, i: int) -> str:
    """The border of clauses that a mark before the word at *i* is, if it is one."""
    mark, word, last = words.written[i - 1][-1], words.bare[i], words.bare[i - 1]
    if mark in ";—":
        return "stop"
    if mark == ":":
        return "" if of.LISTS_AHEAD & set(words.bare[:i]) else "colon"
    if of.ADJECTIVE.fullmatch(last) or _in_a_list(words, i):
        return ""
    if word in ("and", "but"):
        follows = words.bare[i + 1]
        return "and" if follows in of.VERBS | of.SELF and not _verbs_listed(words, i) else ""
    if word in of.AFTER_COMMA:
        return of.AFTER_COMMA[word]
    if word.endswith("ing") and word not in of.ING_NOUNS:
        return "participle"
    return "apposition" if word in ("a", "an") and not _more_listed(words, i) else ""


def _in_a_list(words: Words, i: int) -> bool:
    """Whether the comma before *i* stands between short items, as in "a, b and c"."""
    if words.bare[i] in ("and", "but"):
        return False
    near = range(i + 1, min(i + LIST, len(words.bare)))
    return words.bare[i] not in of.SUBORDINATORS and any(
        words.bare[k] in ("and", "or") or words.comma(k) for k in near
    )


def _verbs_listed(words: Words, i: int) -> bool:
    """Whether "…, and show" is the last of several verbs: "we build, test, and show"."""
    return any(words.comma(k) and words.bare[k] in of.VERBS for k in range(1, i))


def _more_listed(words: Words, i: int) -> bool:
    return any(words.comma(k) and words.bare[k] in ("and", "or") for k in range(i + 1, len(words.bare)))


def _at_word(words: Words, i: int) -> str:
    """The border of clauses or of phrases that the word at *i* opens, if it does."""
    word, last, follows = words.bare[i], words.bare[i - 1], words.bare[i + 1]
    if word in ("which", "where", "while", "whereas", "because", "since", "although"):
        return "" if last in of.GOVERNING else "subordinate"
    if word == "that":
        return "" if last in of.TELLS or last.endswith(("ed", "ly")) else "relative"
    if word == "by":
        return "by" if follows.endswith("ing") and not last.endswith("ed") else ""
    if word == "and":
        return "and" if follows in of.VERBS | of.SELF and not _verbs_listed(words, i) else ""
    if (word, follows) in of.PAIRS:
        return "example"
    if last in of.GOVERNING or last.endswith(("ed", "ly")) or _is_participle(last):
        return ""
    if word in ("using", "leveraging", "utilizing", "employing", "exploiting", "via", "through"):
        return "means"
    if (word, follows) in (("based", "on"), ("in", "order")):
        return "means"
    return _at_preposition(words, i)


def _is_participle(word: str) -> bool:
    return word.endswith("ing") and word not in of.ING_NOUNS


def _at_preposition(words: Words, i: int) -> str:
    """The border before a phrase that only says where, for what, with what; none within a claim."""
    word, last = words.bare[i], words.bare[i - 1]
    if word not in of.PREPOSITIONS or of.ADJECTIVE.fullmatch(last) or of.CLAIMS & set(words.bare[:i]):
        return ""
    if of.BINDING.get(word, frozenset()) & set(words.bare[max(0, i - 10) : i]):
        return ""
    if word != "to":
        return word
    follows = words.bare[i + 1]
    infinitive = not follows.endswith(("ing", "s")) and follows not in of.DETERMINERS
    return "to" if infinitive and of.NOUN_BEFORE_TO.fullmatch(last) else ""


def _asides(words: Words) -> Iterator[Span]:
    """What stands between two commas and only adds: ", which is …,"; ", e.g. …,"."""
    for i in range(3, len(words.written) - 4):
        if words.depth[i] or not words.comma(i) or _in_a_list(words, i):
            continue
        if words.bare[i] in of.ADDING or _is_participle(words.bare[i]):
            ends = (k for k in range(i + 2, len(words.written) - 2) if words.comma(k))
            end = next(ends, None)
            if end and end - i <= ASIDE and not words.depth[end] and _takes_up(words, end):
                yield i, end


def _takes_up(words: Words, i: int) -> bool:
    """Whether the main clause goes on with the word at *i*: with its subject or its verb."""
    return words.bare[i] in of.SELF | of.FINITE | {"this"}
