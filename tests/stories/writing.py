"""The bot's life with a local model that writes summaries, minute by minute."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from pydantic import SecretStr

from adapters.views import Item
from bot.app import World, running
from bot.demand import Demand
from bot.digests import Digests
from bot.heal import Healer
from bot.settings import Settings
from bot.shape import Shape
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.llm.server import LocalLlm
from tests.stories.conftest import House
from tests.stories.life import LONGEST, NAME, Life

OFFLINE = {"from the abstract", "摘自原文"}


class Writing(Life):
    """A bot whose summaries the local model writes."""

    def __init__(self, house: House) -> None:
        Life.__init__(self, house, house.arxiv.now)
        self.summaries = house.app.summaries()
        self.planner = self.a_planner()
        self.demand = Demand(
            self.store,
            self.summaries,
            lambda _: self.platform.fits,
            {NAME: Shape(a_page=LONGEST)},
            self._now,
        )
        self.digests = Digests(
            self.store,
            self.summaries,
            lambda _: self.platform.fits,
            self._now,
            lambda _: Shape(a_page=LONGEST),
        )
        self.healer = Healer(self.store, self.digests, {NAME: self.platform}, self._now)

    async def minutes(self, count: int) -> None:
        """What the bot does in so many minutes."""
        for _ in range(count):
            self.house.arxiv.at(self.now + timedelta(minutes=1))
            await self.demand.add(self.healer.lacking)
            await self.summaries.write(await self.demand.coming())
            await self.tick()
            await self.healer.heal()


def is_offline(item: Item) -> bool:
    """Whether a paper is marked as told in sentences of its abstract."""
    return not OFFLINE.isdisjoint(item.marks)


def with_model(settings: Settings, llm: LocalLlm, **changes: object) -> Settings:
    """*settings* of a bot that asks the local model."""
    return settings.model_copy(
        update={
            "llm_base_url": llm.url,
            "llm_api_key": SecretStr(llm.key),
            "llm_model": llm.model,
            "llm_concurrency": 32,
            **changes,
        }
    )


@asynccontextmanager
async def writing(arxiv: LocalArxiv, settings: Settings) -> AsyncIterator[Writing]:
    """The parts put together, beside a local arXiv whose clock is moved by hand."""

    async def sleep(seconds: float) -> None:
        """Take no time."""

    world = World(now=lambda: arxiv.now, sleep=sleep, chance=lambda: 0.5)
    async with running(settings, world) as app:
        yield Writing(House(app, arxiv, []))
