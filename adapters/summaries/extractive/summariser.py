"""A summary out of an abstract's own sentences: no network, no key, nothing invented."""

from __future__ import annotations

import re

from adapters.ports import Sentence as Told
from adapters.summaries.extractive.fields import Fields, fields
from adapters.summaries.extractive.headings import without_headings
from adapters.summaries.extractive.language import language_of
from adapters.summaries.extractive.roles import SPOKEN, parts
from adapters.summaries.extractive.splitter import split
from adapters.summaries.extractive.tidy import shortened, tidy
from adapters.summaries.extractive.tldr import choose
from storage.records import Paper, Summary
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


class ExtractiveSummariser:
    """The summariser that is always there; fulfils `adapters.ports.Summariser`."""

    engine = "extractive"
    prompt = "1"

    def summarise(self, paper: Paper) -> Summary:
        """
        A summary of *paper* in its abstract's own sentences and language.

        A notice of withdrawal is its whole summary. Only an abstract without text gives an empty
        `tldr`; any other field is empty where no sentence plainly states it.
        """
        abstract = paper.abstract.plain
        language = language_of(abstract[:LONGEST])
        lines = lines_of(abstract)
        notice = next((line for line in lines if WITHDRAWN.search(line)), None)
        if notice is not None:
            return self._summary(shortened(notice), language)
        sentences = without_headings(lines)
        if not sentences:
            return self._summary("", language)
        tidied = [tidy(sentence.text) for sentence in sentences]
        best = choose(paper.title.plain, sentences, tidied)
        found = fields(sentences, parts(sentences, language), best) if language in SPOKEN else NOTHING
        return self._summary(tidied[best], language, found)

    def sentences(self, paper: Paper) -> tuple[Told, ...]:
        """The sentences of the abstract of *paper*, each with its role."""
        found = without_headings(lines_of(paper.abstract.plain))
        return tuple(
            Told(one.text, part.role.value) for one, part in zip(found, parts(found), strict=True)
        )

    def _summary(self, tldr: str, language: str, found: Fields = NOTHING) -> Summary:
        return Summary(
            tldr=tldr,
            motivation=found.motivation,
            method=found.method,
            result=found.result,
            conclusion=found.conclusion,
            language=language,
            engine=self.engine,
            prompt=self.prompt,
        )


def lines_of(abstract: str) -> tuple[str, ...]:
    """The sentences of *abstract*, a line each and each once; those that say nothing left out."""
    lines = [one_line(sentence) for sentence in split(abstract[:LONGEST])]
    if len(abstract) > LONGEST and len(lines) > 1:
        del lines[-1]  # it was cut
    whole = tuple(dict.fromkeys(line for line in lines if line))
    return tuple(line for line in whole if SAYING.search(line)) or whole
