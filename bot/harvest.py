"""Fill the local index from OAI-PMH: one plain pass, resumed where it stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from adapters.ports import Harvest, HarvestPage, Progress
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvested:
    """What a pass brought: *papers* in this run, *since* where it began, *resumed* or afresh."""

    papers: int
    since: date | None
    resumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a pass stands: its token while under way, the newest day it has seen when done."""

    since: date | None = None
    token: str | None = None
    expires: datetime | None = None
    newest: date | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether the pass can go on where it stopped."""
        return self.token is not None and (self.expires is None or now < self.expires)


class Harvester:
    """Harvests one archive, or everything."""

    def __init__(
        self, store: Store, source: Harvest, now: Callable[[], datetime], progress: Progress
    ) -> None:
        self._store = store
        self._source = source
        self._now = now
        self._progress = progress

    async def harvest(self, archive: str | None, since: date | None) -> Harvested:
        """
        Take over all papers changed from *since* on (none: since the last pass, else all).

        Every page is stored together with the place behind it, so that a pass that is stopped
        goes on from there as long as arXiv's token lives. Raises `SourceError`.
        """
        name = f"harvest {archive or 'all'}"
        place = _read_place(await self._store.fact(name))
        resumed = place.is_open(self._now()) and since in (None, place.since)
        # A pass whose token died was not whole: it begins anew where it began.
        start = since or (place.since if place.token else place.newest)
        token = place.token if resumed else None
        count = 0
        newest = place.newest
        pages = self._source.harvest(archive=archive, since=start, token=token)
        async for page in pages:
            newest = max(filter(None, (newest, page.newest)), default=None)
            await self._store.keep_harvest(page.papers, name, _write_place(page, start, newest))
            count += len(page.papers)
            self._progress(count, None, f"papers, up to {newest}" if newest else "papers")
        return Harvested(papers=count, since=start, resumed=resumed)


def _read_place(text: str | None) -> Place:
    if text is None:
        return Place()
    told = json.loads(text)
    return Place(
        since=told["since"] and date.fromisoformat(told["since"]),
        token=told["token"],
        expires=told["expires"] and datetime.fromisoformat(told["expires"]),
        newest=told["newest"] and date.fromisoformat(told["newest"]),
    )


def _write_place(page: HarvestPage, since: date | None, newest: date | None) -> str:
    expires = page.token_expires.isoformat() if page.token_expires else None
    return json.dumps(
        {
            "since": since.isoformat() if since else None,
            "token": page.token,
            "expires": expires,
            "newest": newest.isoformat() if newest else None,
        }
    )
