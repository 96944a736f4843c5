"""
Which one sentence says best what a paper is about.

Authors announce it themselves ("we propose", "in this paper"), in the words of their title, at
moderate length; how much each of these `traits` tells was learnt (`training/tldr.py`). The title
itself tells a reader nothing new, so its echo is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from adapters.summaries.extractive.headings import Sentence
from adapters.summaries.extractive.kin import is_echo
from adapters.summaries.extractive.linear import Linear
from adapters.summaries.extractive.roles import Part
from adapters.summaries.extractive.traits import traits
from adapters.summaries.extractive.weights import learnt


@cache
def model() -> Linear:
    """How much each trait speaks for a sentence."""
    return Linear.unpacked(learnt("tldr"))


def choose(
    title: str, sentences: Sequence[Sentence], tidied: Sequence[str], parts: Sequence[Part] = ()
) -> int:
    """
    The place of the best of *sentences*; an echo of *title* only where there is nothing else.

    *tidied* are the same sentences as they would be shown; *parts* the roles they play, none in a
    language in which roles are not told.
    """
    fit = [model().fit(there) for there in traits(title, sentences, tidied, parts)]
    order = sorted(range(len(sentences)), key=lambda i: -fit[i])
    return next((i for i in order if not is_echo(tidied[i], title)), order[0])
