"""Rules and what arrived -> what each chat gets, for many chats at once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.choose import Candidate, Chosen, Match, Memory, choose
from bot.fit import fit, lack
from bot.matching import RuleIndex, Words
from bot.pool import News
from bot.prepared import Prepared
from bot.rules import Rule, parse_rules
from storage.people import Chat, Followed
from storage.planning import KeptDigest
from storage.records import Paper
from storage.taxonomy import categories_of

MOST_TIMES = 3  # of a chat's limit, when several of its days were missed
REMEMBERED = 20_000  # rules that are kept parsed
A_DAY = timedelta(days=1)
NO_NEWS = News(candidates={}, where={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """
    A chat that is due, with its rules and its last digest.

    *is_part*: only these rules, for the latest batch, beside the digest that the chat had today.
    """

    chat: Chat
    rules: tuple[Followed, ...]
    last: KeptDigest | None
    is_part: bool = False

    @property
    def mark(self) -> int:
        """The newest arrival that the chat was told of; 0 where it is told only the latest."""
        return self.last.arrival if self.last and not self.is_part else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read for a planning: news by watermark, and what chats were told and saved."""

    news: Mapping[int, News]
    told: Mapping[int, Mapping[int, int]]
    saved: Mapping[int, frozenset[int]]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Followings:
    """What the rules of a chat cover: canonical categories, or everything."""

    categories: frozenset[str]
    is_all: bool

    def covers(self, paper_categories: Iterable[str]) -> bool:
        """Whether a paper filed so is among what is followed."""
        return self.is_all or not self.categories.isdisjoint(paper_categories)

    def covers_subject(self, subject: str) -> bool:
        """Whether the batch of *subject* holds something of what is followed."""
        return self.covers(categories_of(subject))


def followings(rules: Iterable[Rule]) -> Followings:
    """What *rules* cover together."""
    asked = list(rules)
    named = (
        name for rule in asked for subject in rule.categories for name in categories_of(subject)
    )
    return Followings(
        categories=frozenset(named), is_all=any(not rule.categories for rule in asked)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    What one chat gets: *chosen* of what it *matched*; *announced* papers in what it follows.

    *days* are the batch days that it joins, oldest first; *older* those too old to be joined.
    """

    due: Due
    follows: Followings
    rules: tuple[Rule, ...]
    matches: tuple[Match, ...]
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

    def within(self, limit: int) -> Chosen:
        """What the chat gets of its matches, when not more than *limit* are shown."""
        return choose(self.matches, self.due.chat.settings, self.memory, limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The paper that came nearest to a rule, and what it lacks of it."""

    paper: Paper
    lacking: tuple[str, ...]


class Drafting:
    """Chooses for many chats; keeps rules and papers prepared between two plannings."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}
        self._papers = Prepared()

    def drafts(self, due: Sequence[Due], reading: Reading) -> list[Draft]:
        """What each of these chats gets."""
        self._forget()
        rules = {f.key: self._rule(f.rule) for one in due for f in one.rules}
        index = RuleIndex(rules.items())
        words = {
            name: self.words(c)
            for one in reading.news.values()
            for name, c in one.candidates.items()
        }
        owners = {f.key: (at, f) for at, one in enumerate(due) for f in one.rules}
        by_chat: list[dict[str, list[Followed]]] = [{} for _ in due]
        for name, its in words.items():
            for key in sorted(index.match(its)):
                at, followed = owners[key]
                by_chat[at].setdefault(name, []).append(followed)
        look = _Look(rules=rules, words=words, reading=reading, cover=_Cover(reading.news))
        return [_draft(one, found, look) for one, found in zip(due, by_chat, strict=True)]

    def nearest(self, draft: Draft) -> Nearest | None:
        """The new paper in what the chat follows that lacks least of one of its rules."""
        inside = (
            candidate
            for candidate in draft.news.candidates.values()
            if candidate.type.is_first
            and candidate.day in draft.days
            and draft.follows.covers(candidate.paper.filed_under)
        )
        found = [
            Nearest(paper=candidate.paper, lacking=lacking)
            for candidate in inside
            for rule in draft.rules
            if (lacking := lack(rule, self.words(candidate)))
        ]
        return min(found, key=lambda one: (len(one.lacking), one.paper.key), default=None)

    def words(self, candidate: Candidate) -> Words:
        """A candidate's paper as rules see it."""
        return self._papers.words(candidate.paper)

    def _rule(self, text: str) -> Rule:
        if text not in self._rules:
            (self._rules[text],) = parse_rules(text)
        return self._rules[text]

    def _forget(self) -> None:
        self._papers.forget()
        if len(self._rules) > REMEMBERED:
            self._rules.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What all drafts of one look at the database need: rules by key, papers' words by id."""

    rules: Mapping[int, Rule]
    words: Mapping[str, Words]
    reading: Reading
    cover: _Cover


def _draft(due: Due, found: Mapping[str, Sequence[Followed]], look: _Look) -> Draft:
    """What one chat gets of the papers *found*, each with the rules of the chat that want it."""
    reading = look.reading
    news = reading.news.get(due.mark, NO_NEWS)
    mine = tuple(look.rules[f.key] for f in due.rules)
    follows = followings(mine)
    is_first = due.is_part or due.last is None
    covered = look.cover.of(due.mark, follows, newest_only=is_first)
    matches = [
        match
        for name, followed in found.items()
        if (candidate := news.candidates.get(name)) and candidate.day in covered.days
        if (match := _match(candidate, followed, news.where.get(name), look))
    ]
    memory = _memory(due.chat, found, news, reading)
    limit = _limit(due, len(covered.days), reading.now)
    return Draft(
        due=due,
        follows=follows,
        rules=mine,
        matches=tuple(matches),
        memory=memory,
        limit=limit,
        chosen=choose(matches, due.chat.settings, memory, limit=limit),
        announced=covered.announced,
        days=tuple(sorted(covered.days)),
        older=() if is_first else news.older,
        news=news,
    )


def _match(
    candidate: Candidate, followed: Sequence[Followed], where: frozenset[str] | None, look: _Look
) -> Match | None:
    """
    The match of one candidate by the best of the rules *followed*, the first of equals.

    None where it is a cross-list that was announced only *where* no rule of them looks.
    """
    words = look.words[candidate.paper.id]
    best, by, at_home = None, "", False
    for one in followed:
        rule = look.rules[one.key]
        if where is not None and rule.categories and where.isdisjoint(rule.categories):
            continue
        its = fit(rule, words)
        at_home = at_home or not its.is_crossed
        if best is None or its < best:
            best, by = its, one.rule
    return Match(candidate, by, at_home, best) if best is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What was announced in what a chat follows: on which days, and how many papers."""

    days: frozenset[date]
    announced: int


class _Cover:
    """
    Counts what was announced in what chats follow.

    Sets of candidates are the bits of whole numbers: a hundred thousand chats follow nearly as
    many different sets of categories, and each would have to look at every paper.
    """

    def __init__(self, news: Mapping[int, News]) -> None:
        self._news = news
        self._counted: dict[int, _Counted] = {}

    def of(self, mark: int, follows: Followings, *, newest_only: bool) -> Covered:
        """What arrived after *mark* of what is followed; only of its newest day, if asked so."""
        if mark not in self._counted:
            self._counted[mark] = _Counted.of(self._news.get(mark, NO_NEWS))
        return self._counted[mark].covered(follows, newest_only=newest_only)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """The candidates after one watermark, as bits: by category, by day, and the first-time ones."""

    every: int
    first: int
    by_category: Mapping[str, int]
    by_day: Mapping[date, int]

    @classmethod
    def of(cls, news: News) -> _Counted:
        """Number the candidates of *news*."""
        by_category: dict[str, int] = {}
        by_day: dict[date, int] = {}
        every = first = 0
        for place, candidate in enumerate(news.candidates.values()):
            bit = 1 << place
            every |= bit
            first |= bit if candidate.type.is_first else 0
            by_day[candidate.day] = by_day.get(candidate.day, 0) | bit
            for name in candidate.paper.filed_under:
                by_category[name] = by_category.get(name, 0) | bit
        days = dict(sorted(by_day.items(), reverse=True))
        return cls(every=every, first=first, by_category=by_category, by_day=days)

    def covered(self, follows: Followings, *, newest_only: bool) -> Covered:
        """How much of it is followed, and on which days."""
        inside = self.every if follows.is_all else 0
        for name in follows.categories:
            inside |= self.by_category.get(name, 0)
        days = [day for day, bits in self.by_day.items() if bits & inside]
        if newest_only:
            days = days[:1]
        within = 0
        for day in days:
            within |= self.by_day[day]
        return Covered(days=frozenset(days), announced=(inside & within & self.first).bit_count())


def _memory(chat: Chat, found: Mapping[str, object], news: News, reading: Reading) -> Memory:
    told = reading.told.get(chat.key, {})
    saved = reading.saved.get(chat.key, frozenset())
    if not told and not saved:
        return Memory(shown={})
    keys = {name: news.candidates[name].paper.key for name in found if name in news.candidates}
    return Memory(
        shown={name: told[key] for name, key in keys.items() if key in told},
        saved=frozenset(name for name, key in keys.items() if key in saved),
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
