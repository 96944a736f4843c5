"""
How many tokens a summary takes, guessed before it is asked for: pure.

The guesses are for estimates and reservations; what is paid is what the provider counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from adapters.model import Tokens
from storage.records import Paper

PROMPT = 350  # tokens that a call sends beside the paper itself, at most
# Of English a token: https://help.openai.com/en/articles/4936856. Measured with o200k_base and
# cl100k_base: 5.3 in abstracts of cs, 4.5 in those with formulas, of which the densest has 3.6.
CHARACTERS = 4
# Five fields of a sentence or two each in English, with the names of the fields.
ANSWER = 300
# The same said in other languages, in tokens, where English is 1: tokenizers know it best. The ten
# Chinese summaries of bot/demo have 318 tokens (o200k_base), or 436 (cl100k_base).
LENGTHS: Mapping[str, float] = {
    "en": 1.0, "zh": 1.3, "ja": 1.6, "ko": 1.6, "de": 1.4, "fr": 1.4, "es": 1.3, "pt": 1.3,
    "ru": 1.7, "it": 1.4,
}  # fmt: skip
A_CALL = 3  # languages in one call: more and the answer is cut off too often
UNKNOWN = 2.0  # any other


def paper_tokens(paper: Paper) -> int:
    """What title, abstract and comment of *paper* are."""
    texts = (paper.title.plain, paper.abstract.plain, paper.comment or "")
    return ceil(sum(map(len, texts)) / CHARACTERS)


def answer_tokens(language: str) -> int:
    """What a summary in *language* is."""
    return ceil(ANSWER * LENGTHS.get(language, UNKNOWN))


def expected(paper: Paper, languages: Sequence[str]) -> Tokens:
    """What one call for *paper* in all *languages* takes."""
    answered = sum(map(answer_tokens, languages))
    return Tokens(sent=PROMPT + paper_tokens(paper), answered=answered)


def shared(tokens: Tokens, languages: Sequence[str]) -> Mapping[str, Tokens]:
    """
    *tokens* of one call as each of its *languages* is charged with them, all of them in sum.

    What is answered is shared by the usual lengths, all else evenly.
    """
    weights = {language: answer_tokens(language) for language in dict.fromkeys(languages)}
    total, count = sum(weights.values()), len(weights)
    left, parts = tokens, dict[str, Tokens]()
    for place, (language, weight) in enumerate(weights.items(), 1):
        part = Tokens(
            sent=tokens.sent // count,
            cached=tokens.cached // count,
            answered=tokens.answered * weight // total,
        )
        parts[language] = left if place == count else part
        left = _without(left, part)
    return parts or {"": tokens}


def _without(tokens: Tokens, part: Tokens) -> Tokens:
    return Tokens(
        sent=tokens.sent - part.sent,
        cached=tokens.cached - part.cached,
        answered=tokens.answered - part.answered,
    )
