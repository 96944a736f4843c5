"""Who needs which summary: what is stored is used, what is lacking is made offline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from adapters.ports import Progress, Summariser
from storage.records import Paper, Summarised
from storage.store import Store

AT_ONCE = 25  # papers summarised and stored in one go; a few milliseconds each


class Summaries:
    """
    Stored summaries, and offline ones where there are none.

    *heals*: better ones may follow, so that what shows an offline one is looked at again.
    """

    def __init__(
        self,
        store: Store,
        offline: Summariser,
        now: Callable[[], datetime],
        progress: Progress,
        *,
        heals: bool = False,
    ) -> None:
        self.heals = heals
        self._store = store
        self._offline = offline
        self._now = now
        self._progress = progress

    async def of(
        self, papers: Sequence[Paper], language: str
    ) -> Mapping[str, tuple[Summarised, ...]]:
        """
        All summaries of *papers*, so that each has one to show to a reader of *language*.

        Where there is none in that language, an offline one of the newest version is among them.
        """
        await self.make_missing(papers, language)
        return await self._store.summaries([paper.id for paper in papers])

    async def make_missing(self, papers: Sequence[Paper], language: str | None = None) -> int:
        """
        Make the offline summaries that *papers* lack; how many were made.

        With a *language*, only of papers without a complete summary in it.
        """
        stored = await self._store.summaries([paper.id for paper in papers])
        lacking = [
            paper
            for paper in papers
            if not self._has_offline(paper, stored.get(paper.id, ()))
            and not any(_serves(item, language) for item in stored.get(paper.id, ()))
        ]
        for start in range(0, len(lacking), AT_ONCE):
            self._progress(start, len(lacking), "summaries")
            made = await asyncio.to_thread(self._make, lacking[start : start + AT_ONCE])
            await self._store.keep_summaries(made, at=self._now())
        self._progress(len(lacking), len(lacking), "summaries")
        return len(lacking)

    def _has_offline(self, paper: Paper, stored: Sequence[Summarised]) -> bool:
        return any(
            item.version == paper.citation_version
            and item.summary.engine == self._offline.engine
            and item.summary.prompt == self._offline.prompt
            for item in stored
        )

    def _make(self, papers: Sequence[Paper]) -> list[Summarised]:
        return [
            Summarised(
                paper_id=paper.id,
                version=paper.citation_version,
                summary=self._offline.summarise(paper),
            )
            for paper in papers
        ]


def _serves(item: Summarised, language: str | None) -> bool:
    """Whether a reader of *language* is shown this summary."""
    return item.summary.language == language and item.summary.complete
