"""Papers as rules see them, prepared once and kept for the next look."""

from __future__ import annotations

from bot.matching import Words, words_of
from storage.records import Paper

REMEMBERED = 2_000  # papers, of some 20 kB each


class Prepared:
    """The words of papers; a paper whose version or abstract changed is prepared anew."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, int | None, int], Words] = {}

    def words(self, paper: Paper) -> Words:
        """*paper* as rules see it."""
        key = (paper.id, paper.version, len(paper.abstract.plain))
        words = self._words.get(key)  # once: another thread may forget them all
        if words is None:
            words = self._words[key] = words_of(paper)
        return words

    def forget(self) -> None:
        """Let go of all of them, once they are too many."""
        if len(self._words) > REMEMBERED:
            self._words.clear()
