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
from bot.writing.wanted import Counts, Wanted, serves, wanted_of
from storage.planning import DueChat
from storage.records import Paper
from storage.store import Store

AHEAD = timedelta(hours=1)  # a local model that takes five seconds a paper makes 700 in it
WANTED_FOR = timedelta(hours=20)  # then the next digest is near
STEP = timedelta(minutes=20)  # also an hour shortly before midnight is met by one of them


class Demand:
    """
    What chats on *platforms* are going to be shown.

    A chat is looked at once for what has arrived; again when something new arrives before its hour.
    What is wanted stays so for most of a day, until it is there.
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
        self._counts: Counter[tuple[str, str]] = Counter()
        self._papers: dict[str, Paper] = {}
        self._since: dict[str, datetime] = {}  # when each of these papers was wanted first
        self._is_new_here = True

    async def due(self) -> list[Wanted]:
        """All that is wanted still, with what the chats want whose hour has come already."""
        return await self._with(timedelta())

    async def coming(self) -> list[Wanted]:
        """All that is wanted still, with what the chats want whose hour comes within the next."""
        return await self._with(AHEAD)

    async def add(self, counts: Counts) -> None:
        """Let so many chats more want these papers, by id and language."""
        papers = await self._store.papers(sorted({name for name, _ in counts}))
        for (name, language), chats in counts.items():
            if name in papers:
                self._counts[name, language] = max(chats, self._counts[name, language])
        self._want(papers)

    async def _with(self, ahead: timedelta) -> list[Wanted]:
        now = self._now()
        if self._is_new_here:  # what was shown before this process began may lack summaries still
            self._is_new_here = False
            last = days.due_day(now)
            await self.add(await self._store.shown_between(last - days.DAY, last))
        newest = await self._store.newest_arrival()
        looked_at = self._known(newest)
        for at in _moments(now, ahead):
            due = days.due_day(at)
            batches = await self._store.batches(day=due)
            moment = Moment(now=at, due=due, newest=newest, batches=batches)
            chats = [one for one in await self._store.due_chats(at) if self._is_new(one)]
            looked_at.update((one.key, one.day) for one in chats)
            await self._count([one.key for one in chats], moment)
        await self._forget(now)
        return wanted_of(self._counts, self._papers)

    def _want(self, papers: Mapping[str, Paper]) -> None:
        self._papers.update(papers)
        for name in papers:
            self._since.setdefault(name, self._now())

    async def _forget(self, now: datetime) -> None:
        """Want no more what is there, and what nobody looks at any more."""
        stored = await self._store.summaries(list(self._papers))
        for name, language in list(self._counts):
            paper = self._papers[name]
            is_there = any(serves(one, paper, language) for one in stored.get(name, ()))
            if is_there or now - self._since[name] > WANTED_FOR:
                del self._counts[name, language]
        for name in self._papers.keys() - {name for name, _ in self._counts}:
            del self._papers[name], self._since[name]

    def _known(self, newest: int) -> set[tuple[int, date]]:
        """The chats with their days that were looked at with what has arrived up to now."""
        if self._looked_at[0] != newest:
            self._looked_at = (newest, set())
        return self._looked_at[1]

    def _is_new(self, one: DueChat) -> bool:
        is_here = one.platform in self._drawing.shapes
        return is_here and (one.key, one.day) not in self._looked_at[1]

    async def _count(self, chats: Sequence[int], moment: Moment) -> None:
        """Add what these *chats* will be shown at that *moment*."""
        supply = Supply(self._store, self._summaries, moment)

        async def work(hand: Hand, some: Iterator[Sequence[int]]) -> int:
            for keys in some:
                portion = await supply.portion(await supply.due(keys))
                outline = await hand.choose(portion)
                for language, shown in outline.shown.items():
                    self._counts.update({(name, language): n for name, n in shown.items()})
                    self._want(papers_of(portion, shown))
            return 0

        if chats:
            await shared_out(chats, self._near, self._drawing, work, many=self._many)


def _moments(now: datetime, ahead: timedelta) -> Iterator[datetime]:
    """*now* and some moments up to *ahead* of it."""
    for step in range(ahead // STEP + 1):
        yield now + step * STEP
