"""One stored day -> its digest, in a reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from adapters.messages import Digest, Entry
from bot.compose import Day, accounts_of, asked_for, entry_of, papers_of, sections_of
from bot.days import is_weekend
from bot.refusal import Refusal
from bot.summarise import Summaries
from bot.wording import Wording
from storage.records import AnnounceType, Paper
from storage.store import Store
from storage.taxonomy import categories_of, categories_of_all


class Daily:
    """Digests of whole days, for files and the terminal; nothing is marked as delivered."""

    def __init__(self, store: Store, summaries: Summaries) -> None:
        self._store = store
        self._summaries = summaries

    async def digest(self, day: date | None, subjects: Sequence[str], wording: Wording) -> Digest:
        """
        The digest of *day* (none: the newest stored), filtered and ordered by *subjects*.

        Raises `Refusal` where nothing is known of that day.
        """
        asked = categories_of_all(subjects)
        day = day or await self._store.newest_day(asked) or await self._store.newest_day()
        if day is None:
            raise Refusal(
                "Nothing is stored yet. Collect a category first, for example"
                " `paperround collect --category cs.CV`, or see `paperround demo`."
            )
        stored = Day(
            day=day,
            announced=await self._store.announced(day=day),
            batches=await self._store.batches(day=day),
        )
        if not stored.batches:
            raise Refusal(_nothing_on(day, wording))
        listed = papers_of(stored)
        wanted = asked_for(listed, subjects)
        entries = await self._entries([(i.paper, i.type) for i in wanted], wording.language)
        batches = [
            batch
            for batch in stored.batches
            if not asked or set(asked).intersection(categories_of(batch.subject))
        ]
        covered = set(categories_of_all(batch.subject for batch in batches))
        uncollected = [s for s in subjects if covered.isdisjoint(categories_of(s))]
        accounts = accounts_of(listed, entries, batches)
        return Digest(
            day=day,
            language=wording.language,
            sections=sections_of(entries, subjects),
            accounts=accounts,
            labels=wording.labels(day, accounts, batches, uncollected),
        )

    async def entry(self, paper: Paper, language: str) -> Entry:
        """One paper with the best summary there is, made now if need be."""
        (entry,) = await self._entries([(paper, AnnounceType.NEW)], language)
        return entry

    async def _entries(
        self, papers: Sequence[tuple[Paper, AnnounceType]], language: str
    ) -> list[Entry]:
        summaries = await self._summaries.of([paper for paper, _ in papers], language)
        return [entry_of(p, summaries.get(p.id, ()), language, kind) for p, kind in papers]


def _nothing_on(day: date, wording: Wording) -> str:
    if is_weekend(day):
        return f"{wording.day(day)} is a weekend day: arXiv announces nothing then."
    return (
        f"Nothing is stored for {wording.day(day)}. Collect it"
        " (`paperround collect --category …` reaches the latest day, and days missed since the"
        " first), or import a file."
    )
