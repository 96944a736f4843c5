"""A bot that lives between the local arXiv and a local platform: what holds of every platform."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime

from structlog.typing import EventDict

from bot.jobs import JobName
from bot.living import Living
from storage.people import Address, Chat, ChatState
from tests.fakes.arxiv.papers import FakePaper
from tests.fakes.arxiv.server import LocalArxiv
from tests.stories.conftest import eastern

PATIENCE = 60.0  # seconds; normally one at most
BREATH = 0.02  # seconds between two looks, and that somebody in a hurry waits at most
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FOLLOWING = ("Following ", "Followed already: ", "已关注 ", "此前已关注：")
ASKING = ("Asking arXiv", "正在向 arXiv")


@dataclass(kw_only=True)
class Between:
    """A bot that lives; *logs* are its lines so far, *records* the complaints of libraries."""

    living: Living
    arxiv: LocalArxiv
    logs: list[EventDict] = field(default_factory=list)
    records: list[logging.LogRecord] = field(default_factory=list)

    async def settles(self) -> None:
        """All that was asked for is done, and all that is due is sent."""
        async with asyncio.timeout(PATIENCE):
            while not await self._is_settled():  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(BREATH)

    async def _is_settled(self) -> bool:
        store = self.living.means.store
        is_idle = await self.living.queue.is_idle()
        return is_idle and not (await store.delivery_counts(since=LONG_AGO)).unsettled

    async def announces(self, moment: str, *brought: FakePaper) -> None:
        """A day's papers are announced, and it is *moment* by the clock in New York."""
        self.arxiv.announce(eastern(moment).date(), *brought)
        await self.passes(moment)

    async def passes(self, moment: str) -> None:
        """Time passes; the bot looks at arXiv, plans and sends as its schedule would let it."""
        await self.settles()
        self.arxiv.at(eastern(moment))
        await self.living.put(JobName.COLLECT)
        await self.settles()

    async def chat_at(self, address: Address) -> Chat:
        """The chat as it is stored."""
        found = await self.living.means.store.chat(address)
        assert found is not None
        return found

    async def is_in_state(self, state: ChatState, address: Address) -> None:
        """Wait until a chat is known to be in *state*."""
        async with asyncio.timeout(PATIENCE):
            while (await self.chat_at(address)).state is not state:  # noqa: ASYNC110 - as above
                await asyncio.sleep(BREATH)

    def complaints(self) -> list[str]:
        """The errors in the log, and what libraries complained of."""
        errors = [str(line) for line in self.logs if line["log_level"] in ("error", "critical")]
        return [*errors, *(record.getMessage() for record in self.records)]
