"""The labelled fields of a summary, as the files that people read show them."""

from __future__ import annotations

from adapters.messages import Labels
from storage.records import Summary

ABSTRACTS = "en"  # arXiv's titles and abstracts are in English


def stated(summary: Summary, labels: Labels) -> list[tuple[str, str]]:
    """Label and text of each field after the TL;DR; one that is not stated is left out."""
    fields = (
        (labels.motivation, summary.motivation),
        (labels.method, summary.method),
        (labels.result, summary.result),
        (labels.conclusion, summary.conclusion),
    )
    return [(label, text) for label, text in fields if text.strip()]
