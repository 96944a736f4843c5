"""TextRank, as the library sumy has it, fed with the same sentences: what ours is compared with."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from adapters.summaries.extractive.splitter import split

WORD = re.compile(r"[^\W\d_]+")


class _Words:
    """What sumy asks of a tokenizer; its own wants data of nltk that it would have to download."""

    def to_words(self, text: str) -> tuple[str, ...]:
        """The words of *text*."""
        return tuple(WORD.findall(text))


def textrank(row: dict[str, Any]) -> str:
    """The sentence of an abstract that TextRank puts first."""
    sentences = [Sentence(text, _Words()) for text in split(" ".join(row["sentences"]))]
    (first,) = _ranker()(ObjectDocumentModel([Paragraph(sentences)]), 1)
    return str(first)


@cache
def _ranker() -> TextRankSummarizer:
    ranker = TextRankSummarizer(Stemmer("english"))
    ranker.stop_words = get_stop_words("english")
    return ranker
