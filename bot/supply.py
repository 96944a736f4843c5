"""Reads what the portions of one planning need, and keeps what they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import count

from bot.composing import Moment
from bot.digests import entries_of
from bot.draft import Due, Reading
from bot.pool import News, Pool
from bot.portion import Entries, Material, Outline, Portion
from bot.summarise import Summaries
from storage.people import ChatState
from storage.records import Paper
from storage.store import Store

LATE = "late"  # the kind of the pages that say that arXiv is late, each named by the batch day
FURTHEST = timedelta(days=7)  # back: who was told later that arXiv is late looks no more
_NUMBERS = count()  # of portions
FEW = 8  # watermarks whose news are kept, some megabytes each; most chats have the same one


class Supply:
    """What is read for the planning of one *moment*: papers and summaries once for all portions."""

    def __init__(self, store: Store, summaries: Summaries, moment: Moment) -> None:
        self._store = store
        self._summaries = summaries
        self._moment = moment
        self._pool = Pool(store)
        self._news: Mapping[int, News] = {}
        self._entries: dict[str, Entries] = {}

    async def due(self, keys: Sequence[int]) -> list[Due]:
        """The chats with these *keys* that are active still, with their rules and last digests."""
        chats = await self._store.chats_by_keys(keys)
        last = await self._store.last_digests(keys)
        rules = await self._store.rules_by_chat(keys)
        return [
            Due(chat=chat, rules=rules.get(chat.key, {}), last=last.get(chat.key))
            for chat in chats
            if chat.state is ChatState.ACTIVE
        ]

    async def portion(self, due: Sequence[Due]) -> Portion:
        """What is needed to choose for these chats."""
        news = await self._news_after({one.mark for one in due})
        papers = sorted({c.key for one in news.values() for c in one.candidates.values()})
        chats = [one.chat.key for one in due]
        reading = Reading(
            news=news,
            told=await self._store.told_of(papers, chats=chats),
            saved=await self._store.saved_where(papers, chats=chats),
            now=self._moment.now,
        )
        return Portion(number=next(_NUMBERS), due=due, reading=reading)

    async def material(self, portion: Portion, outline: Outline) -> Material:
        """What is needed to compose what was chosen."""
        entries = {
            language: await self._entries_of(names, language, portion)
            for language, names in outline.shown.items()
        }
        said_late = await self._store.messages_of(LATE, since=self._moment.due - FURTHEST)
        return Material(
            number=portion.number, moment=self._moment, entries=entries, said_late=said_late
        )

    async def _news_after(self, marks: set[int]) -> Mapping[int, News]:
        """What arrived after each of *marks*; the same objects for the next portion."""
        known = {mark: news for mark, news in self._news.items() if mark in marks}
        due, newest = self._moment.due, self._moment.newest
        if lacking := marks - known.keys():
            known |= await self._pool.news(lacking, due, upto=newest)
            self._news = known if len(known) > FEW else {**self._news, **known}
        return known

    async def _entries_of(self, names: Iterable[str], language: str, portion: Portion) -> Entries:
        """At least the papers that are called so; the same object while no others are shown."""
        known = self._entries.get(language, NONE_KNOWN)
        if lacking := sorted(set(names) - known.by_id.keys()):
            papers = papers_of(portion, lacking)
            fresh = await entries_of(self._summaries, list(papers.values()), language)
            known = self._entries[language] = Entries(by_id={**known.by_id, **fresh})
        return known


NONE_KNOWN = Entries(by_id={})


def papers_of(portion: Portion, names: Iterable[str]) -> Mapping[str, Paper]:
    """The papers of *portion* that are called so."""
    all_news = portion.reading.news.values()
    return {
        name: next(news.candidates[name].paper for news in all_news if name in news.candidates)
        for name in names
    }
