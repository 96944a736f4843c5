"""Fill the local index from OAI-PMH: one plain pass, month by month, resumed where it stopped."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from adapters.ports import Harvest, HarvestPage, Progress
from storage.store import Store

EARLIEST = date(2005, 9, 16)  # https://oaipmh.arxiv.org/oai?verb=Identify, earliestDatestamp
RECENT = timedelta(days=31)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvested:
    """What a pass brought: *papers* in this run, *since* where it began, *resumed* or afresh."""

    papers: int
    since: date | None
    resumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where a pass from *since* on (none: from the beginning) stands, *whole* when it is over.

    Until then *done* is the last day of the newest window that is stored, *token* leads on in the
    window under way. *newest* is the newest day seen; the next pass begins there.
    """

    since: date | None = None
    whole: bool = True
    done: date | None = None
    token: str | None = None
    expires: datetime | None = None
    newest: date | None = None

    @property
    def first(self) -> date:
        """The first day of the window under way."""
        return self.done + A_DAY if self.done else max(self.since or EARLIEST, EARLIEST)

    def at(self, now: datetime) -> Place:
        """The place as it is *now*: without a token that died."""
        dead = self.expires is not None and now >= self.expires
        return replace(self, token=None, expires=None) if dead else self

    def after(self, page: HarvestPage, until: date | None) -> Place:
        """The place behind *page*, which is of the window that ends with the day *until*."""
        return Place(
            since=self.since,
            whole=page.token is None and until is None,
            done=until if page.token is None else self.done,
            token=page.token,
            expires=page.token_expires,
            newest=max(filter(None, (self.newest, page.newest)), default=None),
        )


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
        goes on from there; once arXiv's token is dead (at midnight UTC), from the beginning of
        that page's window. Raises `SourceError`.
        """
        name = f"harvest {archive or 'all'}"
        place = _read_place(await self._store.fact(name)).at(self._now())
        goes_on = not place.whole and since in (None, place.since)
        if not goes_on:
            place = Place(since=since or place.newest, newest=place.newest)
        seen: dict[int, int] = {}
        async for page, behind in self._pages(archive, place):
            await self._store.keep_harvest(page.papers, name, _write_place(behind))
            _mark(seen, page)
            far = page.newest or behind.done
            self._progress(_marked(seen), None, f"papers, up to {far}" if far else "papers")
        resumed = goes_on and bool(place.token or place.done)
        return Harvested(papers=_marked(seen), since=place.since, resumed=resumed)

    async def _pages(
        self, archive: str | None, place: Place
    ) -> AsyncIterator[tuple[HarvestPage, Place]]:
        """Every page from *place* on, with the place behind it."""
        for first, until in windows(place.first, self._now().date()):
            pages = self._source.harvest(
                archive=archive, since=first, until=until, token=place.token
            )
            async for page in pages:
                place = place.after(page, until)
                yield page, place


def windows(first: date, today: date) -> Iterator[tuple[date, date | None]]:
    """
    The days from *first* on by calendar months, each with its last day; the newest has no end.

    An answer of several pages must be read within a day, since its tokens die at midnight UTC: a
    month is.
    """
    while today - first > RECENT:
        following = (first.replace(day=1) + RECENT).replace(day=1)
        yield first, following - A_DAY
        first = following
    yield first, None


def _mark(seen: dict[int, int], page: HarvestPage) -> None:
    """Note the papers of *page*, each as a bit: two megabytes hold all of arXiv."""
    for paper in page.papers:
        month, number = divmod(paper.key, 1_000_000)
        seen[month] = seen.get(month, 0) | 1 << number


def _marked(seen: dict[int, int]) -> int:
    """How many papers were noted; a page that came twice counts once."""
    return sum(bits.bit_count() for bits in seen.values())


def _read_place(text: str | None) -> Place:
    if text is None:
        return Place()
    told = json.loads(text)
    return Place(
        since=_day(told["since"]),
        # Neither stood in a place that was written before there were windows.
        whole=told.get("whole", told["token"] is None),
        done=_day(told.get("done")),
        token=told["token"],
        expires=told["expires"] and datetime.fromisoformat(told["expires"]),
        newest=_day(told["newest"]),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _write_place(place: Place) -> str:
    told = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(place).items()
    }
    return json.dumps(told)
