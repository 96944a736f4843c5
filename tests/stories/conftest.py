"""A whole installation beside a local arXiv, with a clock moved by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.app import App, World, running
from bot.collect import Collected
from bot.settings import Settings, load_settings
from bot.wording import Wording
from storage.records import ARXIV_ZONE, AnnounceType, Batch
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.telegram.server import LocalTelegram


@pytest.fixture
def arxiv() -> Iterator[LocalArxiv]:
    """A strict local arXiv; no story ends with bad manners."""
    with LocalArxiv() as local:
        yield local
        assert local.violations == []


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    """A strict local Telegram; no story ends with bad manners."""
    with LocalTelegram() as local:
        yield local
        assert local.violations == []


@pytest.fixture
def settings(arxiv: LocalArxiv, tmp_path: Path) -> Settings:
    """Settings that know no other arXiv than the local one."""
    return load_settings(tmp_path).model_copy(
        update={
            "database_url": f"sqlite:///{tmp_path}/paperround.db",
            "arxiv_feed_url": arxiv.feed_url,
            "arxiv_list_url": arxiv.list_url,
            "arxiv_api_url": arxiv.api_url,
            "arxiv_oai_url": arxiv.oai_url,
            "arxiv_pause": 0.0,
        }
    )


@dataclass
class House:
    """The bot and the arXiv it lives beside."""

    app: App
    arxiv: LocalArxiv
    waits: list[float] = field(default_factory=list)

    async def collect_at(self, moment: str, *subjects: str) -> Collected:
        """Look at arXiv at this moment by the clock in New York; the accounts must add up."""
        self.arxiv.at(eastern(moment))
        collected = await (await self.app.collector()).collect(subjects)
        for batch in (*collected.batches, *collected.caught_up):
            await self._check(batch)
        return collected

    async def _check(self, batch: Batch) -> None:
        """Received = new + cross-listed + replaced = what is stored; the digest says the same."""
        (stored,) = [
            b for b in await self.app.store.batches(day=batch.day) if b.subject == batch.subject
        ]
        sightings = await self.app.store.sightings(batch.subject, day=batch.day)
        types = Counter(sighting.type for sighting in sightings)
        assert stored.received == len(sightings)
        assert stored.new == types[AnnounceType.NEW]
        assert stored.cross == types[AnnounceType.CROSS]
        digest = await self.app.daily().digest(batch.day, [], Wording("en", ARXIV_ZONE))
        accounts = digest.accounts
        assert accounts.shown == len([*digest.entries])
        assert accounts.summarised == sum(not entry.offline for entry in digest.entries)
        firsts = {
            announcement.paper_id
            for announcement, _ in await self.app.store.announced(day=batch.day)
            if announcement.type.is_first
        }
        assert {entry.paper.id for entry in digest.entries} == firsts
        assert accounts.announced == len(firsts)

    async def ids(self, subject: str, day: str) -> list[str]:
        """What is stored of a batch, in order."""
        sightings = await self.app.store.sightings(subject, day=date.fromisoformat(day))
        return [sighting.paper.id for sighting in sightings]

    def asked(self) -> list[str]:
        """What arXiv was asked since the last time, each request by its service."""
        asked = [str(seen.where) for seen in self.arxiv.requests]
        self.arxiv.requests.clear()
        return asked


def eastern(moment: str) -> datetime:
    """A moment by the clock in New York."""
    return datetime.fromisoformat(moment).replace(tzinfo=ARXIV_ZONE)


@pytest.fixture
async def house(arxiv: LocalArxiv, settings: Settings) -> AsyncIterator[House]:
    """The parts put together; waiting takes no time, but is written down."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    world = World(now=lambda: arxiv.now, sleep=sleep, chance=lambda: 0.5)
    async with running(settings, world) as app:
        yield House(app, arxiv, waits)
