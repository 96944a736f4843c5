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
    """Stored summaries, and offline ones where there are none."""

    def __init__(
        self,
        store: Store,
        offline: Summariser,
        now: Callable[[], datetime],
        progress: Progress,
    ) -> None:
        self._store = store
        self._offline = offline
        self._now = now
        self._progress = progress

    async def of(self, papers: Sequence[Paper]) -> Mapping[str, tuple[Summarised, ...]]:
        """All summaries of *papers*, with an offline one of the newest version among them."""
        await self.make_missing(papers)
        return await self._store.summaries([paper.id for paper in papers])

    async def make_missing(self, papers: Sequence[Paper]) -> int:
        """Make the offline summaries that *papers* lack; how many were made."""
        stored = await self._store.summaries([paper.id for paper in papers])
        lacking = [p for p in papers if not self._has_offline(p, stored.get(p.id, ()))]
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
