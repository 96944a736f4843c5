"""
Which summaries are wanted next, and by how many chats: looked at before they are due.

For the chats whose hour comes soon, papers are chosen as they will be then. So a model is asked
only for what somebody will see, and what most chats see is asked for first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from adapters.paging import Fits
from bot import days
from bot.composing import Moment
from bot.hands import Hand, NearHand
from bot.portion import Drawing, Portions
from bot.shape import Shape
from bot.sharing import MANY, shared_out
from bot.summarise import Summaries
from bot.supply import Supply, papers_of
from bot.wanted import Counts, Wanted, wanted_of
from storage.planning import DueChat
from storage.records import Paper
from storage.store import Store

AHEAD = timedelta(hours=1)  # a local model that takes five seconds a paper makes 700 in it
STEP = timedelta(minutes=20)  # also an hour shortly before midnight is met by one of them


class Demand:
    """
    What chats on *platforms* are going to be shown.

    A chat is looked at once for what has arrived; again when something new arrives before its hour.
    """

    def __init__(
        self,
        store: Store,
        summaries: Summaries,
        fits: Callable[[str], Fits],
        platforms: Mapping[str, Shape],
        now: Callable[[], datetime],
        *,
        many: int = MANY,
    ) -> None:
        self._store = store
        self._summaries = summaries
        self._now = now
        self._many = many
        self._drawing = Drawing(
            fits={name: fits(name) for name in platforms}, shapes=platforms, heals=True
        )
        self._near = NearHand(Portions(self._drawing))
        self._looked_at: tuple[int, set[tuple[int, date]]] = (-1, set())

    async def due(self) -> list[Wanted]:
        """What is wanted by the chats whose hour has come already."""
        return await self._of(self._now(), timedelta())

    async def coming(self) -> list[Wanted]:
        """What is wanted by the chats whose hour comes within the next."""
        return await self._of(self._now(), AHEAD)

    async def again(self, counts: Counts) -> list[Wanted]:
        """The papers that were sent without a summary, by how many messages lack it."""
        papers = await self._store.papers(sorted({paper_id for paper_id, _ in counts}))
        return wanted_of(counts, papers)

    async def _of(self, now: datetime, ahead: timedelta) -> list[Wanted]:
        newest = await self._store.newest_arrival()
        looked_at = self._known(newest)
        counts: Counter[tuple[str, str]] = Counter()
        papers: dict[str, Paper] = {}
        for at in _moments(now, ahead):
            due = days.due_day(at)
            batches = await self._store.batches(day=due)
            moment = Moment(now=at, due=due, newest=newest, batches=batches)
            chats = [one for one in await self._store.due_chats(at) if self._is_new(one)]
            looked_at.update((one.key, one.day) for one in chats)
            await self._count([one.key for one in chats], moment, counts, papers)
        return wanted_of(counts, papers)

    def _known(self, newest: int) -> set[tuple[int, date]]:
        """The chats with their days that were looked at with what has arrived up to now."""
        if self._looked_at[0] != newest:
            self._looked_at = (newest, set())
        return self._looked_at[1]

    def _is_new(self, one: DueChat) -> bool:
        is_here = one.platform in self._drawing.shapes
        return is_here and (one.key, one.day) not in self._looked_at[1]

    async def _count(
        self,
        chats: Sequence[int],
        moment: Moment,
        counts: Counter[tuple[str, str]],
        papers: dict[str, Paper],
    ) -> None:
        """Add to *counts*, and to *papers*, what these *chats* will be shown at that *moment*."""
        supply = Supply(self._store, self._summaries, moment)

        async def work(hand: Hand, some: Iterator[Sequence[int]]) -> int:
            for keys in some:
                portion = await supply.portion(await supply.due(keys))
                outline = await hand.choose(portion)
                for language, shown in outline.shown.items():
                    counts.update({(name, language): n for name, n in shown.items()})
                    papers.update(papers_of(portion, shown))
            return 0

        if chats:
            await shared_out(chats, self._near, self._drawing, work, many=self._many)


def _moments(now: datetime, ahead: timedelta) -> Iterator[datetime]:
    """*now* and some moments up to *ahead* of it."""
    for step in range(ahead // STEP + 1):
        yield now + step * STEP
