"""The texts of a paper that a summary may draw on."""

from __future__ import annotations

from storage.records import Paper


def texts_of(paper: Paper) -> tuple[str, ...]:
    """All that a summary may draw on: as received, and after that as people read it."""
    title, abstract = paper.title, paper.abstract
    return (title.raw, abstract.raw, paper.comment or "", title.plain, abstract.plain)
