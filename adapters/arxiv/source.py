"""ArXiv as the bot asks for it: today's announcement, days gone by, single papers, all papers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from adapters.arxiv import api, oai
from adapters.arxiv.client import ArxivClient
from adapters.arxiv.combined import CombinedFeed
from adapters.arxiv.listing import ListingPage, read_listing
from adapters.ports import Announced, HarvestPage, KnownTag, SourceError
from storage.identifiers import Identifier
from storage.records import AnnounceType, Paper, Sighting

PAGE = 2_000  # entries of a listing page, at most
MOST_PAGES = 20
PageAfter = Callable[[Sequence[ListingPage]], str]
"""The address of the page that follows those read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where arXiv is asked, each with its path; `/catchup` is the sibling of `/list`."""

    feed: str = "https://rss.arxiv.org/rss"
    api: str = "https://export.arxiv.org/api/query"
    oai: str = "https://oaipmh.arxiv.org/oai"
    listing: str = "https://arxiv.org/list"

    @property
    def catch_up(self) -> str:
        """The address of the catch-up pages."""
        return f"{self.listing.rstrip('/').rpartition('/')[0]}/catchup"


class ArxivSource:
    """Fulfils `Announcements`, `Papers` and `Harvest`."""

    def __init__(self, client: ArxivClient, addresses: Addresses) -> None:
        self._client = client
        self._addresses = addresses
        self._feed = CombinedFeed(client, addresses.feed.rstrip("/"))

    async def listing(self, subject: str, known: KnownTag) -> Announced:
        """The listing page of *subject*; raises `SourceError`."""
        place = f"{self._addresses.listing.rstrip('/')}/{subject}/new"

        def page_after(pages: Sequence[ListingPage]) -> str:
            return f"{place}?skip={_shown(pages)}&show={PAGE}"

        url, read = page_after(()), partial(read_listing, subject=subject)
        first = await self._client.get(url, read, etag=await known(url))
        fetches = (first.fetch,)
        if first.content is None:
            return Announced(source="listing", day=None, unchanged=True, fetches=fetches)
        whole = await self._whole("listing", subject, first.content, page_after)
        return replace(whole, fetches=fetches)

    async def feed(
        self, subjects: Sequence[str], known: KnownTag
    ) -> Mapping[str, Announced | SourceError]:
        """The announcement feed of all *subjects*, in safe chunks, taken apart by subject."""
        return await self._feed.ask(subjects, known)

    async def catch_up(self, subject: str, day: date) -> Announced:
        """What *subject* announced on *day*, at most 90 days ago; raises `SourceError`."""
        place = f"{self._addresses.catch_up}/{subject}/{day.isoformat()}"

        def page_after(pages: Sequence[ListingPage]) -> str:
            return f"{place}?abs=True&page={len(pages) + 1}"

        read = partial(read_listing, subject=subject)
        first = await self._client.content(page_after(()), read)
        if first.day not in (day, None):
            raise SourceError(f"The catch-up page of {subject} for {day} shows {first.day}.")
        return replace(await self._whole("catchup", subject, first, page_after), day=day)

    async def _whole(
        self, source: str, subject: str, first: ListingPage, page_after: PageAfter
    ) -> Announced:
        """The first page and all that follow, until there are as many entries as declared."""
        pages = [first]
        while len(pages) < MOST_PAGES and pages[-1].shown and _shown(pages) < (_total(pages) or 0):
            read = partial(read_listing, subject=subject)
            page = await self._client.content(page_after(pages), read)
            if page.day not in (first.day, None):
                raise SourceError(f"The listing of {subject} changed while it was read.")
            pages.append(page)
        once: dict[tuple[str, AnnounceType], Sighting] = {}
        for sighting in (sighting for page in pages for sighting in page.sightings):
            once.setdefault((sighting.paper.id, sighting.type), sighting)
        return Announced(
            source=source, day=first.day, sightings=tuple(once.values()), declared=_total(pages)
        )

    async def papers(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Paper]:
        """Those of *identifiers* that exist; raises `SourceError`."""
        found: dict[Identifier, Paper] = {}
        for asked in api.in_hundreds(identifiers):
            url = f"{self._addresses.api}?{api.question(asked)}"
            found |= api.matched(asked, await self._client.content(url, api.read_papers))
        return found

    async def harvest(
        self, *, archive: str | None, since: date, until: date | None, token: str | None
    ) -> AsyncIterator[HarvestPage]:
        """
        Pages of what was last changed from *since* to *until*, or from where *token* continues.

        A token that has expired is answered by beginning anew from *since*, once. Raises
        `SourceError`.
        """
        start, may_restart = oai.question(archive, since, until), True
        asked = start if token is None else oai.next_question(token)
        while True:
            try:
                page = await self._client.content(f"{self._addresses.oai}?{asked}", oai.read_page)
            except oai.TokenExpired:
                if not may_restart or asked == start:
                    raise
                asked, may_restart = start, False
                continue
            yield page
            if page.token is None:
                return
            before, asked = asked, oai.next_question(page.token)
            if asked == before:
                raise SourceError("arXiv's OAI interface goes in a circle.", temporary=False)


def _shown(pages: Sequence[ListingPage]) -> int:
    return sum(page.shown for page in pages)


def _total(pages: Sequence[ListingPage]) -> int | None:
    """
    How many entries the listing declares, by its sections or as a whole, none where it does not.

    A section is declared on the pages that show some of it only.
    """
    sections: dict[str, int] = {}
    for page in pages:
        sections |= dict(page.sections)
    totals = [page.total for page in pages if page.total is not None]
    return max([*totals, *([sum(sections.values())] if sections else [])], default=None)
