"""
Asks the announcement feed for many subjects at once, in chunks that lose nothing.

An answer holds 2,000 items at most, and what is cut off are new papers (run with arXiv's own
code): so few categories are asked for together, and a full answer is asked for again in halves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.arxiv.apart import Chunk, asked_for, in_chunks, take_apart
from adapters.arxiv.client import ArxivClient
from adapters.arxiv.feed import FeedPage, read_feed
from adapters.ports import Announced, KnownTag, SourceError
from storage.records import Fetch

MOST_ITEMS = 2_000
MOST_CATEGORIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The answer about some categories: a page, none where it was not modified, or an error."""

    categories: tuple[str, ...]
    page: FeedPage | None = None
    fetch: Fetch | None = None
    error: SourceError | None = None

    @property
    def unchanged(self) -> bool:
        return self.page is None and self.error is None


class CombinedFeed:
    """The feed at the address *base* (`…/rss` or `…/atom`)."""

    def __init__(self, client: ArxivClient, base: str) -> None:
        self._client = client
        self._base = base

    async def ask(
        self, subjects: Sequence[str], known: KnownTag
    ) -> Mapping[str, Announced | SourceError]:
        """What each of *subjects* announced, or what kept it from being known."""
        parts: list[_Part] = []
        for categories in in_chunks(subjects, MOST_CATEGORIES):
            parts += await self._parts(categories, known)
        while doubtful := _half_known(subjects, parts):
            parts = [
                again
                for part in parts
                for again in (
                    await self._parts(part.categories, _nothing) if part in doubtful else [part]
                )
            ]
        return {subject: _answer(subject, parts) for subject in subjects}

    async def _parts(self, categories: tuple[str, ...], known: KnownTag) -> list[_Part]:
        """The answers about *categories*: one, or several where one could not hold them."""
        url = f"{self._base}/{'+'.join(categories)}"
        try:
            answer = await self._client.get(url, read_feed, etag=await known(url))
        except SourceError as error:
            return [_Part(categories=categories, error=error)]
        page = answer.content
        if page is None or page.size < MOST_ITEMS or len(categories) == 1:
            return [_Part(categories=categories, page=page, fetch=answer.fetch)]
        half = len(categories) // 2
        first = await self._parts(categories[:half], known)
        return first + await self._parts(categories[half:], known)


async def _nothing(url: str) -> str | None:
    """No ETag is known, or wanted."""
    return None


def _half_known(subjects: Iterable[str], parts: Sequence[_Part]) -> list[_Part]:
    """Unchanged answers that a subject needs the content of, since others of its changed."""
    doubtful: list[_Part] = []
    for subject in subjects:
        own = _own(subject, parts)
        if any(part.page for part in own):
            doubtful += [part for part in own if part.unchanged]
    return doubtful


def _own(subject: str, parts: Iterable[_Part]) -> list[_Part]:
    wanted = set(asked_for(subject))
    return [part for part in parts if wanted.intersection(part.categories)]


def _answer(subject: str, parts: Sequence[_Part]) -> Announced | SourceError:
    own = _own(subject, parts)
    for part in own:
        if part.error is not None:
            return part.error
    fetches = tuple(part.fetch for part in own if part.fetch is not None)
    if all(part.unchanged for part in own):
        return Announced(source="feed", day=None, unchanged=True, fetches=fetches)
    days = {part.page.day for part in own if part.page is not None} - {None}
    if len(days) > 1:
        return SourceError(f"The feed of {subject} shows two days at once; one of them is stale.")
    day = next(iter(days), None)
    sightings = take_apart(subject, _of_day(day, parts))
    return Announced(source="feed", day=day, sightings=sightings, fetches=fetches)


def _of_day(day: date | None, parts: Iterable[_Part]) -> list[Chunk]:
    """The answers that may tell something of that *day*."""
    pages = ((part.categories, part.page) for part in parts if part.page is not None)
    return [
        Chunk(categories=categories, items=page.items)
        for categories, page in pages
        if page.day in (day, None)
    ]
