"""Rules and what arrived -> what each chat gets, for many chats at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.choose import Candidate, Chosen, Match, Memory, choose
from bot.cover import Counted, Followings, followings
from bot.fit import Fitting, lack
from bot.matching import RuleIndex, Words
from bot.pool import News
from bot.prepared import Prepared
from bot.rules import Rule, stored_rule
from storage.people import Chat, Followed
from storage.planning import KeptDigest
from storage.records import Paper

MOST_TIMES = 3  # of a chat's limit, when several of its days were missed
REMEMBERED = 5_000  # rules that are kept parsed
A_DAY = timedelta(days=1)
NO_NEWS = News(candidates={}, where={})


@dataclass(frozen=True, kw_only=True)  # no slots, see `Portion`
class Due:
    """
    A chat that is due, with its rules and its last digest.

    *is_part*: only these rules, for the latest batch, beside the digest that the chat had today;
    of what arrived *since*, where that looked at these rules already.
    """

    chat: Chat
    rules: tuple[Followed, ...]
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
        drafts: dict[int, Draft] = {}
        by_mark: dict[int, list[Due]] = {}
        for one in due:
            by_mark.setdefault(one.mark, []).append(one)
        for mark, some in by_mark.items():
            news = reading.news.get(mark, NO_NEWS)
            rules = {f.key: self._rule(f.rule) for one in some for f in one.rules}
            found = self._matches(some, rules, news)
            counted = Counted.of(news)
            for one, matches in zip(some, found, strict=True):
                mine = tuple(rules[f.key] for f in one.rules)
                drafts[id(one)] = _draft(one, mine, matches, news, counted, reading)
        return [drafts[id(one)] for one in due]

    def _matches(
        self, due: Sequence[Due], rules: Mapping[int, Rule], news: News
    ) -> list[list[Match]]:
        """What the rules of each of *due*, all of the same watermark, want of *news*."""
        index = RuleIndex(rules.items())
        found: list[list[Match]] = [[] for _ in due]
        owners = {
            f.key: (mine, f.rule, rules[f.key])
            for one, mine in zip(due, found, strict=True)
            for f in one.rules
        }
        for name, candidate in news.candidates.items():
            its = self.words(candidate)
            fitting, where = Fitting(its), news.where.get(name)
            for key in sorted(index.match(its)):
                mine, text, rule = owners[key]
                # A cross-list that was announced only where the rule does not look is no news.
                if where is not None and rule.categories and where.isdisjoint(rule.categories):
                    continue
                fit = fitting.fit(rule)
                match = Match(candidate, text, not fit.is_crossed, fit)
                if mine and mine[-1].candidate is candidate:
                    mine[-1] = _better(mine[-1], match)
                else:
                    mine.append(match)
        return found

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
        rule = self._rules.get(text)  # once: `/why` may forget them all in another thread
        if rule is None:
            rule = self._rules[text] = stored_rule(text)
        return rule

    def _forget(self) -> None:
        self._papers.forget()
        if len(self._rules) > REMEMBERED:
            self._rules.clear()


def _better(one: Match, other: Match) -> Match:
    """The match by the rule that fits better, the first of equals; at home where either is."""
    best = other if other.fit < one.fit else one
    return best._replace(at_home=one.at_home or other.at_home)


def _draft(
    due: Due,
    rules: tuple[Rule, ...],
    found: Sequence[Match],
    news: News,
    counted: Counted,
    reading: Reading,
) -> Draft:
    """What one chat gets of what was *found* for it."""
    follows = followings(rules)
    is_first = due.is_part or due.last is None
    covered = counted.covered(follows, newest_only=is_first)
    matches = tuple(match for match in found if match.candidate.day in covered.days)
    memory = _memory(due.chat, matches, reading)
    limit = _limit(due, len(covered.days), reading.now)
    return Draft(
        due=due,
        follows=follows,
        rules=rules,
        matches=matches,
        memory=memory,
        limit=limit,
        chosen=choose(matches, due.chat.settings, memory, limit=limit),
        announced=covered.announced,
        days=tuple(sorted(covered.days)),
        older=() if is_first else news.older,
        news=news,
    )


def _memory(chat: Chat, matches: Sequence[Match], reading: Reading) -> Memory:
    told = reading.told.get(chat.key, {})
    saved = reading.saved.get(chat.key, frozenset())
    if not told and not saved:
        return Memory(shown={})
    keys = {match.candidate.paper.id: match.candidate.key for match in matches}
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
