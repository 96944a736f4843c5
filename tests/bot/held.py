"""Papers and summaries in a word, for the tests of what summaries are held against."""

from __future__ import annotations

from adapters.tex import as_abstract, as_text
from storage.records import Paper, Summary


def paper_of(abstract: str, *, title: str = "A study", comment: str | None = None) -> Paper:
    """A paper with this *abstract*, as it would be received."""
    return Paper(
        id="2601.00001",
        title=as_text(title),
        abstract=as_abstract(abstract),
        authors=(),
        categories=("cs.LG",),
        comment=comment,
    )


def summary_of(tldr: str, language: str = "en", **fields: str) -> Summary:
    """A summary that says *tldr*, and in other *fields* what is told."""
    return Summary(tldr=tldr, language=language, engine="model", prompt="1", **fields)  # type: ignore[arg-type]
