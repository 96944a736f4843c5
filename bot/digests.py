"""The digests of one chat, put together again from what is stored: a page turned, a page healed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from adapters.messages import Entry
from adapters.paging import Fits
from adapters.views import View
from bot.choose import Candidate, Choice, Chosen, Section
from bot.compose import entry_of
from bot.digest import ChatDigest, Lack, accounts_of, digest_view
from bot.ledger import Ledger
from bot.shape import Shape
from bot.summarise import Summaries
from bot.turning import Place, page_of
from bot.wording import Wording
from storage.people import Chat
from storage.planning import KeptDigest, Told
from storage.records import AnnounceType, Paper
from storage.store import Store

TYPES = {
    Section.NEW: AnnounceType.NEW,
    Section.CROSS: AnnounceType.CROSS,
    Section.REVISION: AnnounceType.REPLACE,
}


class Digests:
    """Recomposes what a chat was told, with the summaries of now and the pages of then."""

    def __init__(
        self,
        store: Store,
        summaries: Summaries,
        fits: Callable[[str], Fits],
        now: Callable[[], datetime],
        shapes: Callable[[str], Shape] = lambda _: Shape(),
    ) -> None:
        self._store = store
        self._summaries = summaries
        self._fits = fits
        self._now = now
        self._shapes = shapes

    async def page(self, chat: Chat, day: date, at: int, *, is_final: bool = False) -> View | None:
        """
        Page *at* of the digest that *chat* got on its local *day*; none where there is none.

        *is_final*: its message is not edited any more, so nothing that is lacking follows there.
        """
        digest = await self._store.digest_of(chat.key, day)
        if digest is None:
            return None
        ledger = Ledger.load(digest.accounts)
        if ledger.lack is Lack.AWAITED and (is_final or day != self._today(chat)):
            ledger = replace(ledger, lack=Lack.FOREVER)
            digest = replace(digest, accounts=ledger.dump())
        cuts = digest.cuts[: ledger.pages]
        if not 1 <= at <= len(cuts) or not digest.told:
            return None
        digest = replace(digest, told=digest.told[: sum(cuts)], cuts=cuts)
        papers = await self._store.papers([one.paper_id for one in digest.told])
        entries = await self.entries(list(papers.values()), chat.settings.language)
        name = chat.address.platform
        fits, shape = self._fits(name), self._shapes(name)
        return _page(chat, digest, entries, at, fits=fits, shape=shape)

    def _today(self, chat: Chat) -> date:
        return self._now().astimezone(chat.settings.zone).date()

    async def entries(self, papers: Sequence[Paper], language: str) -> dict[str, Entry]:
        """*papers* with the best summaries there are for a reader of *language*, by id."""
        return await entries_of(self._summaries, papers, language)


async def entries_of(
    summaries: Summaries, papers: Sequence[Paper], language: str
) -> dict[str, Entry]:
    """*papers* with the best summaries there are for a reader of *language*, by id."""
    found = await summaries.of(papers, language)
    return {
        paper.id: entry_of(paper, found.get(paper.id, ()), language, AnnounceType.NEW)
        for paper in papers
    }


def _page(
    chat: Chat,
    digest: KeptDigest,
    entries: Mapping[str, Entry],
    at: int,
    *,
    fits: Fits,
    shape: Shape,
) -> View:
    ledger = Ledger.load(digest.accounts)
    day = digest.last_batch_day or digest.day
    choices = [_choice(one, entries[one.paper_id].paper, day) for one in digest.told]
    chosen = Chosen(
        shown=tuple(c for c in choices if c.section is not Section.REVISION),
        revisions=tuple(c for c in choices if c.section is Section.REVISION),
    )
    fresh = accounts_of(chosen, ledger.accounts.announced, entries)
    accounts = ledger.with_sources(fresh)
    wording = Wording(chat.settings.language, chat.settings.zone)
    told = ChatDigest(
        day=day, chosen=chosen, accounts=accounts, notes=ledger.notes, lack=ledger.lack
    )
    view = digest_view(told, entries, wording)
    place = Place(
        kind=chat.kind,
        layout=ledger.layout,
        fits=fits,
        day=digest.day,
        more=accounts.more,
        wording=wording,
        shape=shape,
    )
    return page_of(view, digest.cuts, at, place)


def _choice(told: Told, paper: Paper, day: date) -> Choice:
    section = Section(told.section)
    candidate = Candidate(
        paper=paper, type=TYPES[section], day=day, subjects=frozenset(), place=told.rank
    )
    return Choice(candidate=candidate, section=section, rank=told.rank, rule=told.rule)
