"""Rules and what arrived -> what each chat gets, for many chats at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.choose import Candidate, Chosen, Match, Memory, choose
from bot.cover import Counted, Followings, followed
from bot.fit import lack
from bot.matching import Words
from bot.offer import Found, Offer
from bot.pool import News
from bot.prepared import Prepared
from bot.rules import Rule, stored_rule
from storage.people import Chat
from storage.planning import KeptDigest
from storage.records import Paper

MOST_TIMES = 3  # of a chat's limit, when several of its days were missed
KEPT = 2  # offers, of some megabytes each
A_DAY = timedelta(days=1)
NO_NEWS = News(candidates={}, where={})


@dataclass(frozen=True, kw_only=True)  # no slots, see `Portion`
class Due:
    """
    A chat that is due, with its *rules*, as they are stored, by their keys, and its last digest.

    *is_part*: only these rules, for the latest batch, beside the digest that the chat had today;
    of what arrived *since*, where that looked at these rules already.
    """

    chat: Chat
    rules: Mapping[int, str]
    last: KeptDigest | None
    is_part: bool = False
    since: int = 0

    @property
    def mark(self) -> int:
        """The newest arrival that the chat was told of; 0 where it is told only the latest."""
        if self.is_part:
            return self.since
        return self.last.arrival if self.last else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read for a planning: news by watermark, and what chats were told and saved."""

    news: Mapping[int, News]
    told: Mapping[int, Mapping[int, int]]
    saved: Mapping[int, frozenset[int]]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    What one chat gets: *chosen* of what was *found*; *announced* papers in what it follows.

    *subjects* are those that each of its rules names. *days* are the batch days that it joins,
    oldest first; *older* those too old to be joined.
    """

    due: Due
    subjects: tuple[tuple[str, ...], ...]
    found: Found
    memory: Memory
    limit: int
    chosen: Chosen
    announced: int
    days: tuple[date, ...]
    older: tuple[date, ...]
    news: News

    @property
    def has_news(self) -> bool:
        """Whether anything arrived in what the chat follows."""
        return bool(self.days)

    @property
    def follows(self) -> Followings:
        """What its rules cover."""
        return followed(self.subjects)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules, which most chats need only as the index of papers reads them."""
        return tuple(map(stored_rule, self.due.rules.values()))

    @property
    def matches(self) -> tuple[Match, ...]:
        """All that the rules match."""
        return self.found.matches

    def within(self, limit: int) -> Chosen:
        """What the chat gets of its matches, when not more than *limit* are shown."""
        return choose(self.matches, self.due.chat.settings, self.memory, limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The paper that came nearest to a rule, and what it lacks of it."""

    paper: Paper
    lacking: tuple[str, ...]


class Drafting:
    """Chooses for many chats; keeps papers prepared between two plannings."""

    def __init__(self) -> None:
        self._papers = Prepared()
        self._offers: list[Offer] = []  # the last ones first

    def drafts(self, due: Sequence[Due], reading: Reading) -> list[Draft]:
        """What each of these chats gets."""
        self._papers.forget()
        drafts: dict[int, Draft] = {}
        by_mark: dict[int, list[Due]] = {}
        for one in due:
            by_mark.setdefault(one.mark, []).append(one)
        for mark, some in by_mark.items():
            offer = self._offer(reading.news.get(mark, NO_NEWS))
            drafts |= {id(one): self._draft(one, offer, reading) for one in some}
        return [drafts[id(one)] for one in due]

    def _draft(self, due: Due, offer: Offer, reading: Reading) -> Draft:
        """What one chat gets of an *offer*."""
        texts = due.rules.values()
        sought = offer.sought(texts)
        subjects = tuple([one.subjects for one in sought])
        is_first = due.is_part or due.last is None
        covered = offer.counted.covered(subjects, newest_only=is_first)
        found = offer.found(zip(texts, sought, strict=True), covered.within)
        memory = _memory(due.chat, offer.counted, reading)
        limit = _limit(due, len(covered.days), reading.now)
        return Draft(
            due=due,
            subjects=subjects,
            found=found,
            memory=memory,
            limit=limit,
            chosen=found.chosen(due.chat.settings, memory, limit=limit),
            announced=covered.announced,
            days=tuple(sorted(covered.days)),
            older=() if is_first else offer.news.older,
            news=offer.news,
        )

    def _offer(self, news: News) -> Offer:
        """*news* made ready, once for all portions that hold it."""
        known = next((offer for offer in self._offers if offer.news is news), None)
        offer = known or Offer(news, self.words)
        self._offers = [offer, *(other for other in self._offers if other is not offer)][:KEPT]
        return offer

    def nearest(self, draft: Draft) -> Nearest | None:
        """The new paper in what the chat follows that lacks least of one of its rules."""
        follows, rules = draft.follows, draft.rules
        inside = (
            candidate
            for candidate in draft.news.candidates.values()
            if candidate.type.is_first
            and candidate.day in draft.days
            and follows.covers(candidate.paper.filed_under)
        )
        found = [
            Nearest(paper=candidate.paper, lacking=lacking)
            for candidate in inside
            for rule in rules
            if (lacking := lack(rule, self.words(candidate)))
        ]
        return min(found, key=lambda one: (len(one.lacking), one.paper.key), default=None)

    def words(self, candidate: Candidate) -> Words:
        """A candidate's paper as rules see it."""
        return self._papers.words(candidate.paper)


def _memory(chat: Chat, candidates: Counted, reading: Reading) -> Memory:
    """What *chat* had of *candidates*."""
    told = reading.told.get(chat.key, {})
    saved = reading.saved.get(chat.key, frozenset())
    if not told and not saved:
        return Memory(shown={})
    return Memory(
        shown={one.paper.id: told[one.key] for one in candidates.those_of(told).values()},
        saved=frozenset(one.paper.id for one in candidates.those_of(saved).values()),
        keys=told.keys(),
    )


def _limit(due: Due, joined: int, now: datetime) -> int:
    """
    A chat's limit, up to three times for the days of its own that were missed.

    Days that a chat does not want (`days`) are not missed.
    """
    chat, settings = due.chat, due.chat.settings
    if due.last is None or due.is_part or chat.last_planned is None:
        return settings.limit
    today = now.astimezone(settings.zone).date()
    span = min((today - chat.last_planned).days, MOST_TIMES * 7)
    since = (chat.last_planned + n * A_DAY for n in range(1, span + 1))
    missed = sum(day.weekday() in settings.days for day in since)
    return settings.limit * max(1, min(missed, joined, MOST_TIMES))
