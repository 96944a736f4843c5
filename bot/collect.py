"""
The day's announcement -> store, with its accounts.

Two sources make one batch: the listing page (out at 20:00 Eastern, declares its counts, carries
comments) and the feed (Eastern midnight, carries versions and licences). Either alone suffices
when the other fails; days that were missed are caught up first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

import structlog

from adapters.ports import Announced, Announcements, Papers, Progress, SourceError
from bot import days
from bot.merging import Evidence, Judgement, Known, answered_day, filled_up, judge
from bot.outstanding import FEED, LISTING, is_collected, is_sure, sources_to_ask
from storage.announced import Seen
from storage.identifiers import Identifier
from storage.records import Batch, Paper, Sighting
from storage.store import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """
    What a look at arXiv brought: the batches of the due *day*, and those caught up.

    *settled* are subjects whose batch was complete already, so that arXiv was not asked again.
    *next_due* is when the next batch comes out.
    """

    day: date
    batches: tuple[Batch, ...]
    caught_up: tuple[Batch, ...]
    settled: tuple[str, ...]
    next_due: datetime


@dataclass(slots=True)
class Look:
    """One look at arXiv under way."""

    now: datetime
    day: date
    steps: int = 0
    done: int = 0
    blocked: SourceError | None = None
    answers: dict[str, list[Announced]] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)


class Collector:
    """Asks both sources, once each where that is enough, and stores what they say."""

    def __init__(
        self,
        store: Store,
        source: Announcements,
        papers: Papers,
        now: Callable[[], datetime],
        progress: Progress,
    ) -> None:
        self._store = store
        self._source = source
        self._papers = papers
        self._now = now
        self._progress = progress

    async def collect(self, subjects: Sequence[str]) -> Collected:
        """Bring *subjects* (canonical categories or archives) up to date."""
        now = self._now()
        look = Look(now=now, day=days.due_day(now))
        stored = {subject: await self._stored(subject, look) for subject in subjects}
        missed = {s: await self._missed(s, batches, look) for s, batches in stored.items()}
        asked = {
            s: sources_to_ask(batches.get(look.day), look.day, now) for s, batches in stored.items()
        }
        open_subjects = [subject for subject in subjects if asked[subject]]
        look.steps = sum(map(len, missed.values())) + sum(LISTING in a for a in asked.values()) + 1
        caught_up = [
            await self._catch_up(subject, day, stored[subject].get(day), look)
            for subject, gaps in missed.items()
            for day in gaps
        ]
        await self._listings([s for s in open_subjects if LISTING in asked[s]], look)
        await self._feed([s for s in open_subjects if FEED in asked[s]], look)
        batches = []
        for subject in open_subjects:
            caught_up += await self._older(subject, stored[subject], look)
            batches.append(await self._settle(subject, stored[subject].get(look.day), look))
        self._progress(look.steps, look.steps, "done")
        return Collected(
            day=look.day,
            batches=tuple(batches),
            caught_up=tuple(caught_up),
            settled=tuple(subject for subject in subjects if not asked[subject]),
            next_due=days.next_due(now),
        )

    async def _stored(self, subject: str, look: Look) -> Mapping[date, Batch]:
        since = look.day - days.FURTHEST_BACK
        return {b.day: b for b in await self._store.batches_of(subject, since=since)}

    async def _catch_up(self, subject: str, day: date, stored: Batch | None, look: Look) -> Batch:
        """One missed day of one subject, from the catch-up page."""
        past = Look(now=look.now, day=day, blocked=look.blocked)
        self._step(look, f"{subject}, {day}")
        await self._ask(subject, past, partial(self._source.catch_up, subject, day))
        look.blocked = past.blocked
        return await self._settle(subject, stored, past)

    async def _listings(self, subjects: Sequence[str], look: Look) -> None:
        for subject in subjects:
            self._step(look, f"the listing of {subject}")
            await self._ask(subject, look, partial(self._source.listing, subject, self._store.etag))

    async def _ask(
        self, subject: str, look: Look, question: Callable[[], Awaitable[Announced]]
    ) -> None:
        """Put one question, unless arXiv has refused this program before."""
        if look.blocked is not None:
            _note(subject, look.blocked, look)
            return
        try:
            answer = await question()
        except SourceError as error:
            _note(subject, error, look)
        else:
            look.answers.setdefault(subject, []).append(answer)

    async def _feed(self, subjects: Sequence[str], look: Look) -> None:
        if look.blocked is not None:
            for subject in subjects:
                _note(subject, look.blocked, look)
            return
        if not subjects:
            return
        self._step(look, "the feed")
        for subject, answer in (await self._source.feed(subjects, self._store.etag)).items():
            if isinstance(answer, SourceError):
                _note(subject, answer, look)
            else:
                look.answers.setdefault(subject, []).append(answer)

    async def _older(self, subject: str, stored: Mapping[date, Batch], look: Look) -> list[Batch]:
        """
        Store a batch of an earlier day that was answered and is not known yet.

        So a newcomer gets the latest batch there is, also on a holiday or while arXiv is late.
        """
        settled = {day for day, batch in stored.items() if is_collected(batch)}
        known = Known(await self._seen_before(subject, look.day))
        answers = look.answers.get(subject, [])
        due = [answer for answer in answers if answer.day == look.day]
        beside = {sighting.paper.id for answer in due for sighting in answer.sightings}
        by_day: dict[date, list[Announced]] = {}
        for answer in answers:
            day = answered_day(answer, look.day, settled=settled, known=known, beside=beside)
            by_day.setdefault(day, []).append(replace(answer, day=day))
        newest = _newest(look.day, answers)
        look.answers[subject] = by_day.pop(newest, [])
        older = sorted(day for day in by_day if day not in settled)
        batches = []
        for day in older:
            past = Look(now=look.now, day=day, answers={subject: by_day[day]})
            if any(answer.sightings for answer in by_day[day]):
                batches.append(await self._settle(subject, stored.get(day), past))
        look.answers[subject] += [a for day in by_day for a in by_day[day]]
        return batches

    async def _settle(self, subject: str, stored: Batch | None, look: Look) -> Batch:
        """Judge what was answered about one batch, and store it in one transaction."""
        answers = look.answers.get(subject, [])
        day = _newest(look.day, answers)
        evidence = Evidence(
            subject=subject,
            day=day,
            answers=answers,
            faults=look.faults.get(subject, []),
            stored=stored if day == look.day else None,
            held=await self._store.sightings(subject, day=day),
            known=Known(await self._seen_before(subject, day)),
        )
        judgement = judge(evidence, now=look.now)
        fetches = [fetch for answer in answers for fetch in answer.fetches]
        await self._store.keep_batch(judgement.batch, judgement.sightings, fetches=fetches)
        _log(judgement.batch)
        return await self._complete(judgement, look)

    async def _complete(self, judgement: Judgement, look: Look) -> Batch:
        """Comments are on the listing; where only the feed answered, the query API tells them."""
        lacking = _without_details(judgement)
        if not lacking or look.blocked is not None:
            return judgement.batch
        self._progress(look.done, look.steps, f"comments of {len(lacking)} papers")
        try:
            told = await self._papers.papers([Identifier(s.paper.id) for s in lacking])
        except SourceError as error:
            # The batch itself is whole; the comments come with the next look.
            lacking_why = f"without comments: {str(error).rstrip('.')}"
            reason = "; ".join(filter(None, (judgement.batch.reason, lacking_why)))
            batch = replace(judgement.batch, reason=reason)
            await self._store.keep_batch(batch)
            return batch
        by_id = {identifier.id: paper for identifier, paper in told.items()}
        await self._store.keep_papers(_detailed(lacking, by_id))
        return judgement.batch

    async def _seen_before(self, subject: str, day: date) -> Collection[Seen]:
        since = day - days.FURTHEST_BACK
        return await self._store.seen_before(subject, day=day, since=since)

    async def _missed(
        self, subject: str, stored: Mapping[date, Batch], look: Look
    ) -> tuple[date, ...]:
        """The days before the due one that are not final, since *subject* is collected at all."""
        since = await self._store.collected_since(subject)
        if since is None:
            return ()
        first = max(since, look.day - days.FURTHEST_BACK)
        return tuple(
            day
            for day in days.days_between(first, look.day)
            if day not in stored or not is_sure(stored[day])
        )

    def _step(self, look: Look, what: str) -> None:
        self._progress(look.done, look.steps, what)
        look.done += 1


def _log(batch: Batch) -> None:
    facts = {
        "subject": batch.subject,
        "day": batch.day.isoformat(),
        "state": batch.state.value,
        "declared": batch.declared,
        "received": batch.received,
        "sources": " ".join(batch.sources),
    }
    log.info("batch", **facts, reason=batch.reason)


def _note(subject: str, error: SourceError, look: Look) -> None:
    look.faults.setdefault(subject, []).append(str(error).rstrip("."))
    if error.blocked:
        look.blocked = error


def _newest(due: date, answers: Sequence[Announced]) -> date:
    """
    The day that was answered about: the one that is *due*, or a newer one that has papers.

    A clock that is behind sees tomorrow's batch. An empty newer day is only a weekend's feed.
    """
    return max([due, *(a.day for a in answers if a.day is not None and a.sightings)])


def _without_details(judgement: Judgement) -> list[Sighting]:
    if judgement.batch.sources != (FEED,):
        return []
    return [s for s in judgement.sightings if s.paper.comment is None and s.paper.submitted is None]


def _detailed(lacking: Sequence[Sighting], told: Mapping[str, Paper]) -> list[Paper]:
    return [filled_up(s.paper, told[s.paper.id]) for s in lacking if s.paper.id in told]
