"""What is told of an abstract in a pipe: its summary, and the role of each of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapters.summaries.extractive.outline import outline, roles_of
from adapters.summaries.extractive.splitter import split
from storage.text import paragraphs


def tell(title: str, abstract: str | Sequence[str]) -> dict[str, Any]:
    """
    The summary of an *abstract*, a text or its sentences, of a paper called *title*; for JSON.

    No sentence is left out, and none is changed; roles are none in a language that is not known.
    """
    lines = split(paragraphs(abstract)) if isinstance(abstract, str) else tuple(abstract)
    told = outline(title, lines)
    return {
        "tldr": told.tldr,
        "motivation": told.fields.motivation,
        "method": told.fields.method,
        "result": told.fields.result,
        "conclusion": told.fields.conclusion,
        "sentences": [
            {"text": text, "role": role} for text, role in zip(lines, roles_of(lines), strict=True)
        ],
    }
