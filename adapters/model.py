"""
What the bot asks of a language model: one paper, in the languages wanted; an adapter fulfils it.

An answer is what the model said, read but not believed: the bot checks it. Tokens are paid for
whatever the answer is worth, so every answer tells them, and every error that may have cost some.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from storage.records import Paper, Summary


class Trouble(StrEnum):
    """Why a model gave no answer, by what can be done about it."""

    HOPELESS = "hopeless"  # a bad key, no balance, a model that is gone: the next call fails too
    BUSY = "busy"  # too many requests, or overloaded: fewer and later
    BROKEN = "broken"  # a server's error, a timeout, a cut connection: perhaps again
    REFUSED = "refused"  # this very request is not answered, however often it is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What one call took: *sent* to the model, *cached* of these, and *answered* by it."""

    sent: int = 0
    cached: int = 0
    answered: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(
            sent=self.sent + other.sent,
            cached=self.cached + other.cached,
            answered=self.answered + other.answered,
        )


NO_TOKENS = Tokens()


class ModelError(Exception):
    """
    A model gave no answer; the message says what happened in one sentence, without any secret.

    *retry_after* is how many seconds the server asks to be left alone, where it says so; *tokens*
    are those that are known to be spent all the same.
    """

    def __init__(
        self,
        message: str,
        trouble: Trouble,
        *,
        retry_after: float | None = None,
        tokens: Tokens = NO_TOKENS,
    ) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.retry_after = retry_after
        self.tokens = tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    One paper, and the languages (ISO 639-1) that its summary is wanted in.

    *faults* tells of the last answer what was wrong with it, by language, in English sentences.
    """

    paper: Paper
    languages: tuple[str, ...]
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What a model said of one paper: a summary for each language that could be read.

    *unread* says, in one English sentence, why others are missing: the answer was cut off, it is
    no JSON, it lacks a language.
    """

    summaries: Mapping[str, Summary]
    tokens: Tokens
    unread: str = ""


class Model(Protocol):
    """Makes summaries by asking a language model."""

    engine: str  # the model's name, as the summaries that it makes are stored with
    prompt: str  # the version of the prompt; a new one asks for all papers anew

    async def ask(self, question: Question) -> Answer:
        """One call to the model; raises `ModelError`."""
