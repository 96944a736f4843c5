"""
Who is due -> digests in the outbox, each chat's in one transaction with what it tells.

Planning looks at the database only: a missed hour, a second planner, a clock that was set back add
nothing and lose nothing. What a chat was told of is never told again; what is not out yet joins its
next digest.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import structlog

from adapters.messages import Entry
from adapters.paging import Fits
from adapters.views import dump
from bot import days
from bot.buttons import notice
from bot.composing import Composer, Moment
from bot.digests import entries_of
from bot.draft import Draft, Drafting, Due, Reading
from bot.expect import Expected, expected, is_next_today
from bot.pool import Pool
from bot.summarise import Summaries
from bot.wording import Wording
from storage.outbox import Page
from storage.people import Chat, ChatState, Followed
from storage.planning import Plan
from storage.records import ARXIV_ZONE, Batch, BatchState, Paper
from storage.store import Store

log = structlog.get_logger()

AT_ONCE = 10_000  # chats chosen for together: bounds the memory
KEPT_AT_ONCE = 200  # plans in one transaction: deliveries wait no longer than that for the writer
FURTHEST = timedelta(days=7)  # back: who was told later that arXiv is late looks no more
USUAL = time(0, 30)  # Eastern: the feed of the day is out, the listing long before
LATE, HOLIDAY = "late", "holiday"  # kinds of pages beside digests, each named by the batch day


@dataclass(frozen=True, slots=True, kw_only=True)
class _Material:
    """
    What digests are composed of, beside their drafts, read once for many.

    *entries* are papers with their summaries, by language and id; *said_late* the messages that
    said that arXiv is late, by chat and batch day.
    """

    moment: Moment
    entries: Mapping[str, Mapping[str, Entry]]
    said_late: Mapping[tuple[int, date], str]


class Planner:
    """
    Plans digests for chats on *platforms*; those elsewhere wait until theirs can be spoken to.

    One planning at a time in one process; several processes do not harm one another.
    """

    def __init__(
        self,
        store: Store,
        summaries: Summaries,
        fits: Callable[[str], Fits],
        platforms: Collection[str],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._summaries = summaries
        self._composer = Composer(fits, heals=summaries.heals)
        self._platforms = platforms
        self._now = now
        self._pool = Pool(store)
        self._drafting = Drafting()
        self._looked_at: tuple[object, set[tuple[int, date]]] = (None, set())

    async def plan_due(self) -> int:
        """Plan for every chat whose hour has come; how many digests are new."""
        now = self._now()
        for paused in await self._store.paused_until(now):
            await self._store.set_state(paused.key, ChatState.ACTIVE)
        moment = await self._moment(now)
        idle = self._idle(moment)
        chats = [
            chat
            for chat in await self._store.due_chats(now)
            if chat.address.platform in self._platforms
            and (chat.key, _today(chat, now)) not in idle
        ]
        planned = 0
        for start in range(0, len(chats), AT_ONCE):
            with _unswept():
                planned += await self._plan(chats[start : start + AT_ONCE], moment)
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
        rules = tuple(r for r in await self._store.rules_of(chat_key) if r.key == rule_key)
        if chat.last_planned != today or not rules:
            return 0
        moment = await self._moment(now)
        last = (await self._store.last_digests([chat_key])).get(chat_key)
        due = Due(chat=chat, rules=rules, last=last, is_part=True)
        drafts = [d for d in await self._drafts([due], moment) if d.chosen.shown]
        added = 0
        for plan in self._plans(drafts, await self._material(drafts, moment)):
            if last is None and plan.last_batch_day:  # the others are asked from this batch on
                before = await self._store.arrival_before(plan.last_batch_day)
                plan = replace(plan, arrival=before)  # noqa: PLW2901
            if await self._store.keep_plans([plan]):  # the day was passed over: nothing was out
                added += len(plan.pages)
            else:
                added += await self._store.add_part(plan)
        return added

    async def looked_at(self, chat: Chat, day: date) -> Draft | None:
        """What the digest of the local *day* had to choose from; none where there was none."""
        digest = await self._store.digest_of(chat.key, day)
        if digest is None:
            return None
        before = await self._store.digest_before(chat.key, day)
        due = Due(chat=chat, rules=await self._store.rules_of(chat.key), last=before)
        moment = replace(await self._moment(self._now()), newest=digest.arrival)
        (draft,) = await self._drafts([due], moment)
        return draft

    async def _moment(self, now: datetime) -> Moment:
        due = days.due_day(now)
        newest = await self._store.newest_arrival()
        batches = await self._store.batches(day=due)
        return Moment(now=now, due=due, newest=newest, batches=batches)

    def _idle(self, moment: Moment) -> set[tuple[int, date]]:
        """The chats looked at, with their days, for which nothing can have changed since."""
        is_given_up = days.is_given_up(moment.due, moment.now)
        stamp = (moment.newest, moment.due, moment.batches, is_given_up)
        if self._looked_at[0] != stamp:
            self._looked_at = (stamp, set())
        return self._looked_at[1]

    async def _plan(self, chats: Sequence[Chat], moment: Moment) -> int:
        keys = [chat.key for chat in chats]
        last = await self._store.last_digests(keys)
        rules: dict[int, list[Followed]] = {}
        for rule in await self._store.rules_of_all(keys):
            rules.setdefault(rule.chat, []).append(rule)
        due = [
            Due(chat=chat, rules=tuple(rules.get(chat.key, ())), last=last.get(chat.key))
            for chat in chats
        ]
        drafts = await self._drafts(due, moment)
        ready = [draft for draft in drafts if draft.has_news]
        material = await self._material(ready, moment)
        planned = 0
        for start in range(0, len(ready), KEPT_AT_ONCE):
            some = ready[start : start + KEPT_AT_ONCE]
            plans = await asyncio.to_thread(self._plans, some, material)
            planned += await self._store.keep_plans(plans)
        for draft in drafts:
            if not draft.has_news:
                await self._without_news(draft, moment)
        return planned

    async def _drafts(self, due: Sequence[Due], moment: Moment) -> list[Draft]:
        """Choose for all these chats, beside the loop."""
        marks = {one.mark for one in due}
        news = await self._pool.news(marks, moment.due, upto=moment.newest)
        keys = sorted({c.paper.key for one in news.values() for c in one.candidates.values()})
        reading = Reading(
            news=news,
            told=await self._store.told_of(keys),
            saved=await self._store.saved_where(keys),
            now=moment.now,
        )
        return await asyncio.to_thread(self._drafting.drafts, due, reading)

    async def _material(self, drafts: Sequence[Draft], moment: Moment) -> _Material:
        return _Material(
            moment=moment,
            entries=await self._entries(drafts),
            said_late=await self._store.messages_of(LATE, since=moment.due - FURTHEST),
        )

    def _plans(self, drafts: Sequence[Draft], material: _Material) -> list[Plan]:
        """Compose the digests of *drafts*; beside the loop where they are many."""
        plans = (
            self._composer.plan(
                draft,
                material.entries[draft.due.chat.settings.language],
                material.moment,
                self._drafting.nearest,
            )
            for draft in drafts
        )
        return [_replacing(plan, material.said_late) for plan in plans]

    async def _entries(self, drafts: Sequence[Draft]) -> Mapping[str, Mapping[str, Entry]]:
        """Each shown paper with its summary, by language and id."""
        wanted: dict[str, dict[str, Paper]] = {}
        for draft in drafts:
            papers = wanted.setdefault(draft.due.chat.settings.language, {})
            papers.update((c.candidate.paper.id, c.candidate.paper) for c in draft.chosen.shown)
        return {
            language: await entries_of(self._summaries, list(papers.values()), language)
            for language, papers in wanted.items()
        }

    async def _without_news(self, draft: Draft, moment: Moment) -> None:
        """Nothing arrived for a chat: wait, say why, or let its day pass."""
        chat, last = draft.due.chat, draft.due.last
        batches = [b for b in moment.batches if draft.follows.covers_subject(b.subject)]
        told = last.last_batch_day if last else None
        what = expected(batches, told, chat.settings, moment.now)
        if what in (Expected.HOLIDAY, Expected.LATE) and chat.settings.empty_days:
            await self._store.enqueue([_said(what, chat, batches, moment)])
        is_over = what is Expected.NOTHING or what is Expected.HOLIDAY
        if is_over and not is_next_today(chat.settings, moment.now):
            await self._store.pass_over([chat.key], _today(chat, moment.now))
        self._idle(moment).add((chat.key, _today(chat, moment.now)))


@contextmanager
def _unswept() -> Iterator[None]:
    """
    Without Python's search for circles of objects, of which planning makes none.

    It would go through millions of drafts again and again, which took a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _replacing(plan: Plan, said: Mapping[tuple[int, date], str]) -> Plan:
    """*plan* as the edit of the message that *said* that arXiv is late, if there is one."""
    if not plan.pages or plan.last_batch_day is None:
        return plan
    message = said.get((plan.chat, plan.last_batch_day))
    if message is None:
        return plan
    first, *rest = plan.pages
    return replace(plan, pages=(replace(first, edits=message), *rest))


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
