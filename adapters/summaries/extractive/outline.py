"""What an abstract says of itself, sentence by sentence: the heart of the offline summariser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from adapters.summaries.extractive.fields import Fields, fields
from adapters.summaries.extractive.headings import marked, without_headings
from adapters.summaries.extractive.language import language_of
from adapters.summaries.extractive.length import shortened
from adapters.summaries.extractive.roles import parts
from adapters.summaries.extractive.tidy import tidy
from adapters.summaries.extractive.tldr import choose
from storage.text import one_line

NOTHING = Fields()
LONGEST = 10_000  # characters of an abstract that are read; arXiv takes 1,920
SAYING = re.compile(r"[^\W\d_]{2}|[\u3040-\u9fff]")
ITSELF = (
    r"(?:this|the|our) (?:\w+ ){0,2}(?:paper|article|manuscript|submission|preprint|version|note)"
)
WITHDRAWN = re.compile(
    rf"\b{ITSELF} (?:\([^()]{{1,60}}\) )?(?:has|is|was|will) (?:\w+ ){{0,3}}"
    r"(?:withdrawn|retracted)\b"
    r"|\b(?:withdrawn|retracted) by (?:the |its )?(?:authors?|arxiv)\b"
    rf"|\b(?:authors?|we|i) (?:\w+ ){{0,2}}(?:withdr[ae]w|withdrawn|retract|retracted) {ITSELF}\b"
    r"|^(?:withdrawn|retracted)(?:$|[.:;,!]| due| because| by)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outline:
    """One tidy sentence for the whole, the four fields, and the language they are in."""

    tldr: str
    language: str
    fields: Fields = NOTHING


def outline(title: str, lines: Sequence[str]) -> Outline:
    """
    What the sentences of an abstract, *lines*, say of a paper called *title*.

    A notice of withdrawal is all there is to say. Only lines without text give an empty `tldr`; a
    field is empty where no sentence states it.
    """
    telling = telling_lines(lines)
    language = language_of(" ".join(telling))
    notice = next((line for line in telling if WITHDRAWN.search(line)), None)
    if notice is not None:
        return Outline(shortened(notice), language)
    sentences = without_headings(telling)
    if not sentences:
        return Outline("", language)
    tidied, told = [tidy(sentence.text) for sentence in sentences], parts(sentences, language)
    best = choose(title, sentences, tidied, told)
    return Outline(tidied[best], language, fields(sentences, told, best) if told else NOTHING)


def telling_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """*lines*, each once, up to a bound; those that say nothing left out, if there are others."""
    whole = tuple(dict.fromkeys(line for line in map(one_line, lines) if line))
    reached = accumulate(map(len, whole))
    near = tuple(line for line, so_far in zip(whole, reached, strict=True) if so_far <= LONGEST)
    near = near or tuple(line[:LONGEST] for line in whole[:1])
    return tuple(line for line in near if SAYING.search(line)) or near


def roles_of(lines: Sequence[str]) -> tuple[str | None, ...]:
    """The role of each of *lines*, which are a whole abstract; none in a language not known."""
    told = parts(marked(lines), language_of(" ".join(lines)))
    return tuple(part.role.value for part in told) or (None,) * len(lines)
