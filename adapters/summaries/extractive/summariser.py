"""
A summary out of an abstract's own sentences: no network, no key, nothing invented.

What it takes (expressions by the hundred, learnt weights) is loaded with the first abstract: a bot
that waits needs none of it.
"""

from __future__ import annotations

from adapters.ports import Sentence
from storage.records import Paper, Summary


class ExtractiveSummariser:
    """The summariser that is always there; fulfils `adapters.ports.Summariser`."""

    engine = "extractive"
    prompt = "3"

    def summarise(self, paper: Paper) -> Summary:
        """A summary of *paper* in its abstract's own sentences and language; see `outline`."""
        from adapters.summaries.extractive.outline import outline
        from adapters.summaries.extractive.splitter import split

        told = outline(paper.title.plain, split(paper.abstract.plain))
        return Summary(
            tldr=told.tldr,
            motivation=told.fields.motivation,
            method=told.fields.method,
            result=told.fields.result,
            conclusion=told.fields.conclusion,
            language=told.language,
            engine=self.engine,
            prompt=self.prompt,
        )

    def sentences(self, paper: Paper) -> tuple[Sentence, ...]:
        """The sentences of the abstract of *paper*, each with its role ('' where none is known)."""
        from adapters.summaries.extractive.outline import roles_of, telling_lines
        from adapters.summaries.extractive.splitter import split

        lines = telling_lines(split(paper.abstract.plain))
        return tuple(
            Sentence(line, role or "") for line, role in zip(lines, roles_of(lines), strict=True)
        )
