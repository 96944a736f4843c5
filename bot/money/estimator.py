"""
Looks at the last days and the rules in force: which papers would be summarised, in what languages.

It chooses for every chat as a planning does, for each of its digests of these days.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from adapters.ports import Progress
from bot.choose import Candidate, Memory
from bot.days import DAY
from bot.matching import Words
from bot.money.budget import Terms
from bot.money.estimate import Estimate, Standing, estimated
from bot.offer import Offer
from bot.pool import Pool
from bot.prepared import Prepared
from bot.refusal import Refusal
from storage.people import Chat, ChatSettings
from storage.store import Store

AT_ONCE = 1_000  # chats chosen for in one go; a second or two where no two are alike
NEW = Memory(shown={})
NOTHING_STORED = (
    "Nothing is stored of the last 90 days that an estimate could stand on: `paperround collect`"
    " brings the newest announcement; those of seven days are best."
)
NOTHING_FOLLOWED = (
    "Nobody follows anything yet, so no summary would be made: follow something with /subscribe,"
    " for example in `paperround chat`."
)


class Estimator:
    """Reads what an estimate stands on."""

    def __init__(self, store: Store, progress: Progress) -> None:
        self._store = store
        self._progress = progress

    async def estimate(self, today: date, terms: Terms) -> Estimate:
        """
        What a month takes on these *terms*, by the last seven announcement days up to *today*.

        Raises `Refusal` where there is nothing to stand on.
        """
        offer = await self._offer(today)
        chats = await self._store.active_chats()
        if not chats:
            raise Refusal(NOTHING_FOLLOWED)
        candidates, weights = offer.counted.candidates, await self._weights(offer)
        shown = await self._shown(chats, offer)
        standing = Standing(
            days=tuple(sorted(offer.counted.by_day)),
            announced=sum(
                weight for one, weight in zip(candidates, weights, strict=True) if one.is_first
            ),
            languages=tuple(chat.settings.language for chat in chats),
            shown=tuple(
                (candidates[place].paper, tuple(sorted(languages)), weights[place])
                for place, languages in shown.items()
            ),
        )
        return estimated(standing, terms)

    async def _offer(self, today: date) -> Offer:
        """What arrived on the last days, made ready."""
        newest = await self._store.newest_arrival()
        news = (await Pool(self._store).news([0], today, upto=newest))[0]
        if not any(one.is_first for one in news.candidates.values()):
            raise Refusal(NOTHING_STORED)
        prepared = Prepared()

        def words(one: Candidate) -> Words:
            return prepared.words(one.paper)

        return await asyncio.to_thread(Offer, news, words)

    async def _shown(self, chats: Sequence[Chat], offer: Offer) -> Mapping[int, set[str]]:
        """In which languages each candidate, by its place, is shown to any of *chats*."""
        shown: dict[int, set[str]] = defaultdict(set)
        known: set[Wish] = set()
        for start in range(0, len(chats), AT_ONCE):
            self._progress(start, len(chats), "chats")
            some = chats[start : start + AT_ONCE]
            rules = await self._store.rules_by_chat([chat.key for chat in some])
            wishes = {_wish_of(chat, rules.get(chat.key, {})) for chat in some} - known
            known |= wishes
            for language, place in await asyncio.to_thread(_chosen, wishes, offer):
                shown[place].add(language)
        self._progress(len(chats), len(chats), "chats")
        return shown

    async def _weights(self, offer: Offer) -> Sequence[float]:
        """
        How many papers like each candidate come on one day.

        A subject that is followed since today was collected once: its papers count whole, those of
        one that was collected on seven days count a seventh each.
        """
        collected: dict[str, int] = defaultdict(int)
        for day in offer.counted.by_day:
            for batch in await self._store.batches(day=day):
                collected[batch.subject] += batch.state.is_settled
        return [
            1 / max(1, *(collected[subject] for subject in one.subjects))
            for one in offer.counted.candidates
        ]


class Wish(NamedTuple):
    """What decides what a chat is shown, and in which language; many chats have the same."""

    rules: tuple[str, ...]
    language: str
    days: tuple[int, ...]
    limit: int
    cross_lists: bool


def _wish_of(chat: Chat, rules: Mapping[int, str]) -> Wish:
    settings = chat.settings
    texts = tuple(sorted(rules.values()))
    return Wish(texts, settings.language, settings.days, settings.limit, settings.cross_lists)


def _chosen(wishes: Collection[Wish], offer: Offer) -> list[tuple[str, int]]:
    """The language of each of *wishes*, with the place of each candidate that is shown for it."""
    by_day = offer.counted.by_day
    digests = {days: _digests(by_day, days) for days in {wish.days for wish in wishes}}
    return [
        (wish.language, place)
        for wish in wishes
        for within in digests[wish.days]
        for place in _shown_for(wish, offer, within)
    ]


def _shown_for(wish: Wish, offer: Offer, within: int) -> Iterator[int]:
    """The places of what one digest shows of the candidates *within* these bits."""
    found = offer.found(zip(wish.rules, offer.sought(wish.rules), strict=True), within)
    settings = ChatSettings(limit=wish.limit, cross_lists=wish.cross_lists)
    chosen = found.chosen(settings, NEW, limit=wish.limit)
    return (offer.counted.places[choice.candidate.key] for choice in chosen.shown)


def _digests(by_day: Mapping[date, int], days: Sequence[int]) -> list[int]:
    """The candidates of each digest, as bits, where digests come on these weekdays alone."""
    digests: dict[date, int] = {}
    for day, bits in by_day.items():
        comes = next((on for n in range(7) if (on := day + n * DAY).weekday() in days), day)
        digests[comes] = digests.get(comes, 0) | bits
    return list(digests.values())
