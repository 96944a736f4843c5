"""
What a model's summary must pass before anybody reads it; what it lacks, in English sentences.

Complete, in the language asked for, of its length, no refusal, no leftovers of the prompt, no
orders of an abstract's author, and faithful. A fault's *kind* is for the accounts, its sentence for
the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.checks import planted, tongue
from bot.checks.echoes import echoes
from bot.checks.grounding import is_about
from bot.checks.phrases import LEFTOVERS, REFUSALS, first
from bot.checks.texts import texts_of
from bot.faithful import unfounded
from bot.languages import NAMES
from storage.records import FIELDS, Paper, Summary

NEVER_EMPTY = ("tldr", "method")  # every abstract tells what is done
MOST_EMPTY = 2  # of the others; who leaves out more has not read
BY_SIGNS = frozenset({"zh", "ja"})  # their words are not apart: signs are counted
# The prompt asks for 30 words or 60 signs; a model that takes twice that has still answered, but a
# page has no room for more. Languages that need more signs for the same have them.
LONGEST = {"tldr": (60, 120), "other": (90, 200)}  # words, signs
STRETCH = {"ja": 1.5, "de": 1.1, "fr": 1.2, "es": 1.2, "pt": 1.2, "it": 1.2}
SHORTEST = (4, 8)  # words, signs of a tldr: less says nothing about a paper
COMMANDED = "The paper's text gives orders to its reader; no summary of it can be trusted."
SENTENCES = 2  # of a tldr; asked for is one, and an abbreviation may look like an end
_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
UNIT = re.compile(f"[{_CJK}]|[^\\W_{_CJK}]+(?:[.,'’-][^\\W_{_CJK}]+)*")
SENTENCE_END = re.compile(r"[。！？](?=\S)|[a-zà-ÿа-я)\]%\d][.!?] (?=[A-ZÀ-ÞА-Я])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a summary: its *kind* in a word, and a sentence for the model."""

    kind: str
    said: str


def faults(summary: Summary, paper: Paper) -> tuple[Fault, ...]:
    """What is wrong with *summary* of *paper*; nothing where it may be read."""
    if commands(paper):
        return (Fault(kind="planted", said=COMMANDED),)
    return tuple(
        fault
        for check in (_missing, _language, _length, _refusal, _leftover, _called)
        for fault in check(summary)
    ) or (tuple(_content(summary, paper)) or tuple(_echoes(summary, paper)))


def commands(paper: Paper) -> bool:
    """Whether the text of *paper* gives orders to whoever summarises it: no answer is believed."""
    return bool(_orders_in(texts_of(paper)))


@lru_cache(maxsize=64)
def _orders_in(texts: tuple[str, ...]) -> str:
    return next((found for text in dict.fromkeys(texts) if (found := planted.orders(text))), "")


def _fields(summary: Summary) -> Iterator[tuple[str, str]]:
    """The fields of *summary* that hold something, by name."""
    for name in FIELDS:
        if text := getattr(summary, name).strip():
            yield name, text


def _missing(summary: Summary) -> Iterator[Fault]:
    there = {name for name, _ in _fields(summary)}
    for name in NEVER_EMPTY:
        if name not in there:
            yield Fault(kind="missing", said=f"The {name} is empty.")
    if len(FIELDS) - len(there) > MOST_EMPTY:
        yield Fault(kind="missing", said="Too many fields are empty; the text states more.")


def _language(summary: Summary) -> Iterator[Fault]:
    name = NAMES.get(summary.language, (summary.language,))[0]
    whole = " ".join(text for _, text in _fields(summary))
    if whole and not tongue.speaks(whole, summary.language):
        yield Fault(kind="language", said=f"The answer is not in {name}.")
        return
    for field, text in _fields(summary):
        if not tongue.speaks(text, summary.language):
            yield Fault(kind="language", said=f"The {field} is not in {name}.")


def length(text: str, language: str) -> int:
    """How long *text* is: in words, or in signs (a foreign word is one) where these are counted."""
    del language  # one pattern counts both
    return len(UNIT.findall(text))


def longest(field: str, language: str) -> int:
    """How long a *field* may be in *language*, in words or signs."""
    words, signs = LONGEST.get(field, LONGEST["other"])
    return int((signs if language in BY_SIGNS else words) * STRETCH.get(language, 1))


def _length(summary: Summary) -> Iterator[Fault]:
    unit = "characters" if summary.language in BY_SIGNS else "words"
    for field, text in _fields(summary):
        most, found = longest(field, summary.language), length(text, summary.language)
        if found > most:
            yield Fault(kind="length", said=f"The {field} has {found} {unit}; at most {most}.")
    tldr = summary.tldr.strip()
    if tldr and length(tldr, summary.language) < SHORTEST[summary.language in BY_SIGNS]:
        yield Fault(kind="length", said="The tldr is too short to say anything.")
    if len(SENTENCE_END.findall(tldr)) >= SENTENCES:
        yield Fault(kind="length", said="The tldr has several sentences; write one.")


def _refusal(summary: Summary) -> Iterator[Fault]:
    for field, text in _fields(summary):
        if first(REFUSALS, text.replace("\u2019", "'")):
            yield Fault(kind="refusal", said=f"The {field} speaks of you, not of the paper.")


def _leftover(summary: Summary) -> Iterator[Fault]:
    for field, text in _fields(summary):
        if found := LEFTOVERS.search(text):
            said = f'The {field} has {found[0].strip()[:40]!r}; leave "" where nothing is stated.'
            yield Fault(kind="leftover", said=said)


def _called(summary: Summary) -> Iterator[Fault]:
    for field, text in _fields(summary):
        if found := planted.calls(text):
            said = f"The {field} speaks to its reader or links somewhere ({found[:40]})."
            yield Fault(kind="planted", said=said)


def _content(summary: Summary, paper: Paper) -> Iterator[Fault]:
    for one in unfounded(summary, paper):
        yield Fault(kind=one.kind.value, said=one.said)
    if not is_about(summary, paper):
        yield Fault(kind="off topic", said="The answer is not about this paper.")


def _echoes(summary: Summary, paper: Paper) -> Iterator[Fault]:
    for said in echoes(summary, paper):
        yield Fault(kind="echo", said=said)
