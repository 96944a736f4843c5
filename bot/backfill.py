"""The summaries that days gone by lack: of what chats were shown, else of all there was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.days import DAY
from bot.summarise import Summaries
from bot.writing.wanted import Counts, Outcome, wanted_of
from storage.records import Paper
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What came of it: so many *papers*, *offline* summaries made, and what a model made of it."""

    first: date
    last: date
    papers: int
    offline: int
    written: Counter[Outcome]


class Backfill:
    """Makes up for summaries, whatever kept them from being made at their time."""

    def __init__(self, store: Store, summaries: Summaries, languages: Sequence[str]) -> None:
        self._store = store
        self._summaries = summaries
        self._languages = languages

    async def fill(self, first: date, last: date, *, everything: bool = False) -> Filled:
        """
        The days from *first* to *last*, both inclusive.

        A model is asked for what chats were shown, in their languages; for *everything*, and where
        there is no chat that was shown anything, in the given languages.
        """
        papers = await self._announced(first, last)
        shown = await self._store.shown_between(first, last)
        papers |= await self._store.papers(sorted({name for name, _ in shown} - papers.keys()))
        offline = await self._summaries.make_missing(list(papers.values()))
        counts = shown if shown and not everything else self._all(papers, shown)
        written = await self._summaries.write(wanted_of(counts, papers))
        return Filled(first=first, last=last, papers=len(papers), offline=offline, written=written)

    async def _announced(self, first: date, last: date) -> dict[str, Paper]:
        days = (first + n * DAY for n in range((last - first).days + 1))
        found: dict[str, Paper] = {}
        for day in days:
            announced = await self._store.announced(day=day)
            found |= {paper.id: paper for one, paper in announced if one.type.is_first}
        return found

    def _all(self, papers: dict[str, Paper], shown: Counts) -> Counts:
        """Every paper in every language, those that chats were shown before the others."""
        wanted = {(name, language): 1 for name in papers for language in self._languages}
        return Counter(wanted) + Counter(shown)
