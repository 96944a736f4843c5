"""
Make a sentence of an abstract stand alone: what leads over to it is dropped, and what only adds.

Nothing is ever added or moved: what is left are words of that one sentence, in their order.
"""

from __future__ import annotations

from adapters.summaries.extractive.additions import without_additions
from adapters.summaries.extractive.asides import without_asides
from adapters.summaries.extractive.leads import without_leads
from adapters.summaries.extractive.length import shortened


def tidy(sentence: str) -> str:
    """*sentence* without leads, asides and long additions that may go, and not overlong."""
    return shortened(without_additions(without_leads(without_asides(sentence)))) or sentence
