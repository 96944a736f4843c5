"""Which summaries are wanted, by how many chats, and which of them are still lacking. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.compose import OFFLINE
from bot.money.tokens import A_CALL
from storage.records import Paper, Summarised, Try

# After the n-th vain try of a paper. The first three are within the time that a message is healed;
# what fails then fails by itself, and a new version of the prompt asks again for all.
WAITS = (
    timedelta(minutes=5),
    timedelta(minutes=12),
    timedelta(minutes=25),
    timedelta(hours=6),
)


class Outcome(StrEnum):
    """What became of one summary that was wanted."""

    MADE = "made"
    FAULTY = "faulty"  # refused by the checks, twice
    REFUSED = "refused"  # the model does not answer this request
    UNANSWERED = "unanswered"  # busy or broken, for now
    HOPELESS = "hopeless"  # the model is asked no more for a while
    UNPAID = "unpaid"  # the budget is spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A *paper* whose summary so many *chats* want in these *languages*."""

    paper: Paper
    languages: tuple[str, ...]
    chats: int = 1


Counts = Mapping[tuple[str, str], int]
"""How many chats want the paper of this id in this language."""


def wanted_of(counts: Counts, papers: Mapping[str, Paper]) -> list[Wanted]:
    """What *counts* ask for of *papers*, each paper once, most-wanted first."""
    languages: dict[str, list[str]] = {}
    chats: dict[str, int] = {}
    for (paper_id, language), count in sorted(counts.items(), key=lambda item: -item[1]):
        if paper_id in papers:
            languages.setdefault(paper_id, []).append(language)
            chats[paper_id] = chats.get(paper_id, 0) + count
    wanted = [
        Wanted(paper=papers[name], languages=tuple(languages[name]), chats=chats[name])
        for name in languages
    ]
    return sorted(wanted, key=lambda one: (-one.chats, one.paper.key))


def serves(item: Summarised, paper: Paper, language: str) -> bool:
    """
    Whether nothing better is to be asked for than this summary, for a reader of *language*.

    It is whole, of the newest version, and more than sentences of the abstract.
    """
    summary = item.summary
    is_whole = summary.language == language and summary.complete
    is_written = summary.engine != OFFLINE
    return is_whole and is_written and item.version >= paper.citation_version


def lacking(
    wanted: Iterable[Wanted],
    stored: Mapping[str, Sequence[Summarised]],
    held_back: frozenset[tuple[str, int, str]],
) -> list[Wanted]:
    """*wanted* without what is stored, and what is *held_back*; a few languages a call."""
    found: list[Wanted] = []
    for one in wanted:
        there = stored.get(one.paper.id, ())
        left = tuple(
            language
            for language in one.languages
            if (one.paper.id, one.paper.citation_version, language) not in held_back
            and not any(serves(item, one.paper, language) for item in there)
        )
        found += [
            replace(one, languages=left[first : first + A_CALL])
            for first in range(0, len(left), A_CALL)
        ]
    return found


def held_back(
    tries: Iterable[Try], engine: str, prompt: str, now: datetime
) -> frozenset[tuple[str, int, str]]:
    """What this model was asked for in vain, and is not to be asked for again yet."""
    return frozenset(
        (one.paper_id, one.version, one.language)
        for one in tries
        if (one.engine, one.prompt) == (engine, prompt) and not _may_be_tried(one, now)
    )


def _may_be_tried(one: Try, now: datetime) -> bool:
    if one.tries > len(WAITS) or one.at is None:
        return False
    return now >= one.at + WAITS[one.tries - 1] or now < one.at  # a clock was set back
