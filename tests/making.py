"""Made-up papers and summaries for tests; every one is a little different."""

from __future__ import annotations

from typing import Any

from adapters.tex import as_abstract, as_text
from storage.records import AnnounceType, Paper, Sighting, Summary


def a_paper(number: int = 1, **changes: Any) -> Paper:
    """A paper numbered *number*, as a feed would tell it, with *changes*."""
    title, abstract = changes.pop("title", f"On rivers, part {number}"), changes.pop("abstract", "")
    facts: dict[str, Any] = {
        "id": f"2511.{number:05d}",
        "title": as_text(title),
        "abstract": as_abstract(
            abstract
            or f"Rivers matter. We present method {number} for rivers. It wins {number} times."
        ),
        "authors": tuple(map(as_text, changes.pop("authors", ("Ada Lovelace", "Wu Li")))),
        "categories": ("cs.CV",),
        "version": 1,
        "source": "feed",
    }
    return Paper(**{**facts, **changes})


def sighted(
    *numbers: int, kind: AnnounceType = AnnounceType.NEW, **changes: Any
) -> tuple[Sighting, ...]:
    """Papers with these *numbers*, each announced as *kind*."""
    return tuple(Sighting(paper=a_paper(number, **changes), type=kind) for number in numbers)


def a_summary(**changes: Any) -> Summary:
    """A complete summary in Chinese by some model."""
    facts: dict[str, Any] = {
        "tldr": "一句话。",
        "motivation": "动机。",
        "method": "方法。",
        "result": "结果。",
        "conclusion": "结论。",
        "language": "zh",
        "engine": "model",
    }
    return Summary(**{**facts, **changes})
