"""
ROUGE as the published SciTLDR tables have it (allenai/scitldr, scripts/cal-rouge.py).

That script calls files2rouge: Porter stems, sentences cut at " .". Each reference counts alone; the
one with the best ROUGE-1 is kept, and its ROUGE-2 and ROUGE-L with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from statistics import fmean
from typing import Any

from rouge_score.rouge_scorer import RougeScorer

Scores = tuple[float, float, float]


def against(abstracts: Sequence[dict[str, Any]], picked: Sequence[str]) -> Scores:
    """The means of ROUGE-1, 2 and L over *abstracts*, in percent."""
    every = [best(text, row["refs"]) for row, text in zip(abstracts, picked, strict=True)]
    r1, r2, rl = (100 * fmean(column) for column in zip(*every, strict=True))
    return r1, r2, rl


def best(text: str, references: Sequence[str]) -> Scores:
    """ROUGE-1, 2 and L of *text* against the nearest of *references*."""
    return max((_scores(text, reference) for reference in references), key=lambda one: one[0])


def _scores(text: str, reference: str) -> Scores:
    found = _scorer().score(_cut(reference), _cut(text))
    r1, r2, rl = (found[kind].fmeasure for kind in ("rouge1", "rouge2", "rougeLsum"))
    return r1, r2, rl


@cache
def _scorer() -> RougeScorer:
    return RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True)


def _cut(text: str) -> str:
    return "\n".join(part.strip() for part in text.split(" .") if part.strip())
