"""
Who needs which summary: what is stored is used; what is lacking a model writes, if there is one.

Until it has, a reader is shown sentences of the abstract, which are made at once and stored as
what they are.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.ports import Progress, Sentence, Summariser
from storage.records import Paper, Summarised
from storage.store import Store
from storage.text import Text

if TYPE_CHECKING:  # what asks a model is loaded only where there is one
    from bot.money.purse import Asker
    from bot.wording import Wording
    from bot.writing.wanted import Outcome, Wanted
    from bot.writing.writer import Writer

LONGEST_WAIT = 60  # seconds that a person waits for a summary; it is stored when it comes later
AT_ONCE = 25  # papers summarised and stored in one go; a few milliseconds each


class Summaries:
    """
    Stored summaries, and offline ones where there are none; a *writer*'s follow where there is one.

    *heals*: better ones may follow, so that what shows an offline one is looked at again.
    """

    def __init__(
        self,
        store: Store,
        offline: Summariser,
        now: Callable[[], datetime],
        progress: Progress,
        *,
        writer: Writer | None = None,
        heals: bool = False,
    ) -> None:
        self.heals = heals or writer is not None
        self.writer = writer
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

    @property
    def is_unpaid(self) -> bool:
        """Whether sentences of abstracts stand in where the budget for summaries is spent."""
        return self.writer is not None and self.writer.is_unpaid

    async def write(self, wanted: Sequence[Wanted]) -> Counter[Outcome]:
        """Have what lacks of *wanted* written by the model, if there is one; what became of it."""
        return await self.writer.write(wanted) if self.writer else Counter()

    async def write_now(self, paper: Paper, language: str, asker: Asker, wording: Wording) -> None:
        """
        Have one summary written that a person waits for, where it is lacking; not for too long.

        Raises `Refusal` where this person, or all together, asked for too many.
        """
        if self.writer:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_WAIT):
                    await self.writer.write_now(paper, language, asker, wording)

    def sentences(self, paper: Paper) -> tuple[Sentence, ...]:
        """The sentences of the abstract of *paper*, each with its role; takes milliseconds."""
        return self._offline.sentences(paper)

    async def close(self) -> None:
        """Ask the model for nothing more."""
        if self.writer:
            await self.writer.close()

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
                summary=self._offline.summarise(_plain(paper)),
            )
            for paper in papers
        ]


def _plain(paper: Paper) -> Paper:
    """*paper* without what its abstract orders whoever summarises it to write."""
    from bot.checks.planted import without_orders  # as late as what makes summaries

    said = paper.abstract.plain
    left = without_orders(said)
    return paper if left == said else replace(paper, abstract=Text(left, left))


def _serves(item: Summarised, language: str | None) -> bool:
    """Whether a reader of *language* is shown this summary."""
    return item.summary.language == language and item.summary.complete
