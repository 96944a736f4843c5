"""
Has the summaries that are lacking written by a model: most-wanted first, each once, people first.

What is stored is never paid for again: papers are looked up just before they are asked for, and
what is under way already is waited for instead.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence

import structlog

from bot.money.alerts import Alert
from bot.money.purse import Asker
from bot.wording import Wording
from bot.writing.asking import Asking
from bot.writing.wanted import Outcome, Wanted, held_back, lacking
from storage.records import Paper

log = structlog.get_logger()

AT_HAND = 2  # papers for each call at once: while one is checked and stored, another is asked for
Key = tuple[str, int, str]  # a paper, its version, a language


class Writer:
    """
    The run over what is wanted, and what one person asks for.

    *alert* tells the operators how much of the budget is spent. Stopped for good by `close`.
    """

    def __init__(self, asking: Asking, alert: Callable[[Alert], Awaitable[None]]) -> None:
        self._asking = asking
        self._alert = alert
        self._under_way: dict[Key, asyncio.Task[Mapping[str, Outcome]]] = {}
        self._deciding = asyncio.Lock()
        self._is_closed = False
        self.is_unpaid = False  # whether money was lacking when digests' summaries were asked for

    async def write(self, wanted: Sequence[Wanted]) -> Counter[Outcome]:
        """Have what lacks of *wanted* made, in this order, as far as budget and model allow."""
        left = await self._lacking(wanted)
        outcomes: Counter[Outcome] = Counter()
        if left:
            some = iter(left)
            width = self._asking.gate.most
            workers = range(min(len(left), AT_HAND * width))
            await asyncio.gather(*(self._work(some, outcomes) for _ in workers))
            self.is_unpaid = outcomes[Outcome.UNPAID] > 0
            log.info("summarised", **{one.value: n for one, n in sorted(outcomes.items())})
            for alert in await self._asking.purse.alerts():
                await self._alert(alert)
        return outcomes

    async def _work(self, some: Iterator[Wanted], outcomes: Counter[Outcome]) -> None:
        """Have one after the other made, unless a person asked for it meanwhile."""
        for one in some:
            if self._is_closed or self._asking.breaker.is_open:
                outcomes[Outcome.HOPELESS] += len(one.languages)
                continue
            lacking_now = await self._lacking([one])
            begun = [(self._begun(left, None), left) for left in lacking_now]
            for task, left in begun:
                await asyncio.wait({task})
                outcomes.update(_outcomes(task, left))

    async def write_now(
        self, paper: Paper, language: str, asker: Asker, wording: Wording
    ) -> Outcome | None:
        """
        One summary that a person waits for; it is made also if they wait no longer.

        None where it is stored, or asking makes no sense now. Raises `Refusal`, in the words of
        *wording*, where this person, or all together, asked for too many.
        """
        key = _key(paper, language)
        async with self._deciding:  # so that two who press the same button are not both first
            if key not in self._under_way and await self._may_be_asked(paper, language):
                purse = self._asking.purse
                await purse.may_ask(asker, language, wording)
                if key in self._under_way:  # the run came to it just now
                    await purse.give_back(asker, language)
                else:
                    self._begun(Wanted(paper=paper, languages=(language,)), asker)
            task = self._under_way.get(key)
        return (await asyncio.shield(task))[language] if task else None

    async def _may_be_asked(self, paper: Paper, language: str) -> bool:
        if self._is_closed or self._asking.breaker.is_open:
            return False
        return bool(await self._lacking([Wanted(paper=paper, languages=(language,))]))

    async def close(self) -> None:
        """Ask for nothing more; what is under way is given up."""
        self._is_closed = True
        tasks = set(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _lacking(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """*wanted* without what is stored, under way, or failed too recently."""
        asking = self._asking
        ids = [one.paper.id for one in wanted]
        stored = await asking.store.summaries(ids)
        tries = await asking.store.tries(ids)
        held = held_back(tries, asking.model.engine, asking.model.prompt, asking.now())
        return lacking(wanted, stored, held | self._under_way.keys())

    def _begun(self, wanted: Wanted, asker: Asker | None) -> asyncio.Task[Mapping[str, Outcome]]:
        task = asyncio.create_task(self._asking.ask(wanted, asker=asker))
        if self._is_closed:  # meanwhile, while the store was asked
            task.cancel()
        keys = [_key(wanted.paper, language) for language in wanted.languages]
        self._under_way |= dict.fromkeys(keys, task)
        task.add_done_callback(lambda _: [self._under_way.pop(key, None) for key in keys])
        return task


def _outcomes(task: asyncio.Task[Mapping[str, Outcome]], wanted: Wanted) -> Collection[Outcome]:
    """What a *task* came to; one that broke down takes no other paper with it."""
    if task.cancelled():
        return [Outcome.UNANSWERED] * len(wanted.languages)
    if error := task.exception():
        log.error("not summarised", paper=wanted.paper.id, exc_info=error)
        return [Outcome.UNANSWERED] * len(wanted.languages)
    return task.result().values()


def _key(paper: Paper, language: str) -> Key:
    return paper.id, paper.citation_version, language
