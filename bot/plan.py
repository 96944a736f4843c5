"""
Who is due -> digests in the outbox, each chat's in one transaction with what it tells.

Planning looks at the database only: a missed hour, a second planner, a clock that was set back add
nothing and lose nothing. What a chat was told of is never told again; what is not out yet joins its
next digest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

import structlog

from adapters.paging import Fits
from adapters.views import dump
from bot import days
from bot.buttons import notice
from bot.composing import Moment
from bot.draft import Draft, Due
from bot.expect import Expected, expected, is_next_today
from bot.hands import Hand, NearHand
from bot.ledger import Ledger
from bot.portion import Drawing, Portions, Quiet
from bot.shape import Shape
from bot.sharing import MANY, shared_out
from bot.summarise import Summaries
from bot.supply import LATE, Supply
from bot.wording import Wording
from storage.outbox import Page
from storage.people import Chat, ChatState
from storage.planning import KeptDigest
from storage.records import ARXIV_ZONE, Batch, BatchState
from storage.store import Store

log = structlog.get_logger()

KEPT_AT_ONCE = 500  # plans in one transaction: deliveries wait no longer than that for the writer
USUAL = time(0, 30)  # Eastern: the feed of the day is out, the listing long before
HOLIDAY = "holiday"  # a kind of pages beside digests, each named by the batch day


class Planner:
    """
    Plans digests for chats on *platforms*, each with the shape of its pages.

    Those elsewhere wait until theirs can be spoken to. For *many* chats other processes work too,
    so what `fits` has to be a plain function.

    One planning at a time in one process; several processes do not harm one another.
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
        self._drawing = Drawing(
            fits={name: fits(name) for name in platforms},
            shapes=platforms,
            heals=summaries.heals,
        )
        self._now = now
        self._many = many
        self._portions = Portions(self._drawing)
        self._near = NearHand(self._portions)
        self._looked_at: tuple[object, set[tuple[int, date]]] = (None, set())

    async def plan_due(self) -> int:
        """Plan for every chat whose hour has come; how many digests are new."""
        now = self._now()
        for paused in await self._store.paused_until(now):
            await self._store.set_state(paused.key, ChatState.ACTIVE)
        moment = await self._moment(now)
        idle = self._idle(moment)
        chats = [
            chat.key
            for chat in await self._store.due_chats(now)
            if chat.platform in self._drawing.shapes and (chat.key, chat.day) not in idle
        ]
        planned = await self._plan_all(chats, moment)
        if planned:
            log.info("planned", digests=planned)
        return planned

    async def plan_rule(self, chat_key: int, rule_key: int) -> int:
        """
        Bring at once what a further rule finds in the latest batch; how many messages.

        Only once the chat's digest of the day is planned: else the rule is looked at with it.
        """
        now = self._now()
        chat = await self._store.chat_by_key(chat_key)
        if chat is None or chat.state is not ChatState.ACTIVE:
            return 0
        today = _today(chat, now)
        rules = await self._rules_of(chat_key)
        if chat.last_planned != today or rule_key not in rules:
            return 0
        moment = await self._moment(now)
        last = (await self._store.last_digests([chat_key])).get(chat_key)
        due = Due(
            chat=chat,
            rules={rule_key: rules[rule_key]},
            last=last,
            is_part=True,
            since=_since(rule_key, last),
        )
        supply = self._supply(moment)
        portion = await supply.portion([due])
        outline = await self._near.choose(portion)
        plans = await self._near.compose(await supply.material(portion, outline))
        added = 0
        for plan in plans:
            if not plan.told:
                continue
            if last is None and plan.last_batch_day:  # the others are asked from this batch on
                before = await self._store.arrival_before(plan.last_batch_day)
                plan = replace(plan, arrival=before)  # noqa: PLW2901
            if await self._store.keep_plans([plan]):  # the day was passed over: nothing was out
                added += len(plan.pages)
            elif last is not None:
                accounts = Ledger.load(last.accounts).with_part(rule_key).dump()
                added += await self._store.add_part(plan, accounts=accounts)
        return added

    async def looked_at(self, chat: Chat, day: date) -> Draft | None:
        """What the digest of the local *day* had to choose from; none where there was none."""
        digest = await self._store.digest_of(chat.key, day)
        if digest is None:
            return None
        before = await self._store.digest_before(chat.key, day)
        due = Due(chat=chat, rules=await self._rules_of(chat.key), last=before)
        moment = replace(await self._moment(self._now()), newest=digest.arrival)
        portion = await self._supply(moment).portion([due])
        (draft,) = await asyncio.to_thread(self._portions.drafts, portion)
        return draft

    async def _rules_of(self, chat_key: int) -> Mapping[int, str]:
        """The rules that a chat follows, by their keys."""
        return {one.key: one.rule for one in await self._store.rules_of(chat_key)}

    async def _moment(self, now: datetime) -> Moment:
        due = days.due_day(now)
        newest = await self._store.newest_arrival()
        batches = await self._store.batches(day=due)
        unpaid = self._summaries.is_unpaid
        return Moment(now=now, due=due, newest=newest, batches=batches, unpaid=unpaid)

    def _supply(self, moment: Moment) -> Supply:
        return Supply(self._store, self._summaries, moment)

    def _idle(self, moment: Moment) -> set[tuple[int, date]]:
        """The chats looked at, with their days, for which nothing can have changed since."""
        is_given_up = days.is_given_up(moment.due, moment.now)
        stamp = (moment.newest, moment.due, moment.batches, is_given_up)
        if self._looked_at[0] != stamp:
            self._looked_at = (stamp, set())
        return self._looked_at[1]

    async def _plan_all(self, chats: Sequence[int], moment: Moment) -> int:
        """Plan for *chats*, some at a time; with more hands where there are many."""
        supply = self._supply(moment)

        async def work(hand: Hand, some: Iterator[Sequence[int]]) -> int:
            return await self._work(hand, some, supply, moment)

        return await shared_out(chats, self._near, self._drawing, work, many=self._many)

    async def _work(
        self, hand: Hand, some: Iterator[Sequence[int]], supply: Supply, moment: Moment
    ) -> int:
        """Plan with one *hand*, as long as there are chats that no other has taken."""
        planned = 0
        for chats in some:
            portion = await supply.portion(await supply.due(chats))
            outline = await hand.choose(portion)
            plans = await hand.compose(await supply.material(portion, outline))
            for start in range(0, len(plans), KEPT_AT_ONCE):
                planned += await self._store.keep_plans(plans[start : start + KEPT_AT_ONCE])
            for quiet in outline.quiet:
                await self._without_news(quiet, moment)
        return planned

    async def _without_news(self, quiet: Quiet, moment: Moment) -> None:
        """Nothing arrived for a chat: wait, say why, or let its day pass."""
        chat, last = quiet.chat, quiet.last
        batches = [b for b in moment.batches if quiet.follows.covers_subject(b.subject)]
        told = last.last_batch_day if last else None
        what = expected(batches, told, chat.settings, moment.now)
        if what in (Expected.HOLIDAY, Expected.LATE) and chat.settings.empty_days:
            await self._store.enqueue([_said(what, chat, batches, moment)])
        is_over = what is Expected.NOTHING or what is Expected.HOLIDAY
        if is_over and not is_next_today(chat.settings, moment.now):
            await self._store.pass_over([chat.key], _today(chat, moment.now))
        self._idle(moment).add((chat.key, _today(chat, moment.now)))


def _since(rule_key: int, last: KeptDigest | None) -> int:
    """From which arrival on a rule is news; 0 where the last digest did not look at it."""
    was_looked_at = last is not None and Ledger.load(last.accounts).looked_at(rule_key)
    return last.arrival if last and was_looked_at else 0


def _today(chat: Chat, now: datetime) -> date:
    return now.astimezone(chat.settings.zone).date()


def _said(what: Expected, chat: Chat, batches: Sequence[Batch], moment: Moment) -> Page:
    """What is said once of the due day: that it was a holiday's, or that arXiv is late."""
    wording = Wording(chat.settings.language, chat.settings.zone)
    day = wording.short_day(moment.due)
    if what is Expected.HOLIDAY:
        said = wording.say(
            "No announcement from arXiv on {day}, as on a holiday. Nothing is missing; I keep"
            " looking.",
            day=day,
        )
    elif batches and all(batch.state is BatchState.FAILED for batch in batches):
        said = wording.say(
            "arXiv could not be asked about {day} (last try {time}). I keep trying; your digest"
            " replaces this message when it is here.",
            day=day,
            time=wording.clock(max(batch.checked_at for batch in batches)),
        )
    else:
        said = wording.say(
            "arXiv's list for {day} is not out yet (last look {time}). It usually appears by"
            " {usual} your time. Your digest replaces this message when it is.",
            day=day,
            time=wording.clock(max((b.checked_at for b in batches), default=moment.now)),
            usual=wording.clock(datetime.combine(moment.due, USUAL, ARXIV_ZONE)),
        )
    kind = HOLIDAY if what is Expected.HOLIDAY else LATE
    view = dump(notice(said))
    return Page(kind=kind, chat=chat.key, day=moment.due, part=1, view=view, due_at=moment.now)
