"""The real bot on the local Discord, beside the local arXiv."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import SecretStr
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.app import World, build
from bot.jobs import JobName
from bot.living import Living
from bot.settings import Settings
from storage.people import Address, Chat, ChatState
from tests.fakes.arxiv.papers import FakePaper
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.discord.records import Message
from tests.fakes.discord.server import LocalDiscord
from tests.stories.complaints import complaints
from tests.stories.conftest import eastern
from tests.stories.on_telegram import ASKING, FOLLOWING

T = TypeVar("T")

PATIENCE = 20.0  # seconds
ENDED_WITHIN = 30.0  # seconds
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
BREATH = 0.02  # seconds


@dataclass
class Scene:
    """A bot that lives, and both that it lives between; *logs* are its lines so far."""

    living: Living
    local: LocalDiscord
    arxiv: LocalArxiv
    logs: list[EventDict] = field(default_factory=list)
    records: list[logging.LogRecord] = field(default_factory=list)

    async def uses(self, person: int, channel: int, command: str, /, **options: Any) -> Message:
        """Somebody uses a command; the bot's answer as it first stands."""
        return await self._answer(self.local.invoke(person, channel, command, **options))

    async def follows(self, person: int, channel: int, rule: str) -> Message:
        """Somebody begins to follow *rule*; the bot's last word on it, after it asked arXiv."""
        number = self.local.invoke(person, channel, "subscribe", rule=rule)

        def look() -> Message | None:
            answer = self.local.answer_to(number)
            message = answer.message if answer else None
            text = message.text if message else ""
            is_last = any(said in text for said in FOLLOWING) and not any(a in text for a in ASKING)
            return message if is_last else None

        return await self.until(look, f"Following {rule}")

    async def presses(self, person: int, message: Message, label: str) -> Message:
        """Somebody presses a button; the message that answers, or the one that was changed."""
        return await self._answer(self.local.press(person, message, label=label))

    async def _answer(self, interaction: int) -> Message:
        def look() -> Message | None:
            answer = self.local.answer_to(interaction)
            return answer.message if answer and not answer.waiting else None

        return await self.until(look, f"an answer to {interaction}")

    async def hears(self, channel: int, text: str) -> Message:
        """The newest message of the bot that holds *text*, as soon as there is one."""

        def look() -> Message | None:
            found = [one for one in self.local.messages(channel) if text in one.text]
            return found[-1] if found else None

        return await self.until(look, f"{text!r} in {channel}")

    async def until(self, look: Callable[[], T | None], wanted: str) -> T:
        """What *look* finds."""
        try:
            async with asyncio.timeout(PATIENCE):
                while (found := look()) is None:  # noqa: ASYNC110 - the server is a thread
                    await asyncio.sleep(BREATH)
        except TimeoutError:
            raise AssertionError(f"no {wanted}") from None
        return found

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

    async def chat(self, channel: int, thread: str = "") -> Chat:
        """The chat as it is stored."""
        address = Address(platform="discord", chat_id=str(channel), thread_id=thread)
        found = await self.living.means.store.chat(address)
        assert found is not None
        return found

    async def is_in(self, state: ChatState, channel: int, thread: str = "") -> None:
        """Wait until a chat is known to be in *state*."""
        async with asyncio.timeout(PATIENCE):
            while (await self.chat(channel, thread)).state is not state:  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(BREATH)

    def faults(self) -> list[str]:
        """All that a story should end without: errors in the log, refusals, late answers."""
        refusals = [f"{call.route}: {call.status}" for call in self.local.refusals()]
        errors = [str(line) for line in self.logs if line["log_level"] in ("error", "critical")]
        errors += [record.getMessage() for record in self.records]
        spinning = [f"not answered: {one}" for one in self.local.unanswered()]
        return [*refusals, *errors, *spinning]


def with_discord(settings: Settings, local: LocalDiscord, **more: object) -> Settings:
    """*settings* with the token of a bot on *local*."""
    return settings.model_copy(
        update={
            "discord_bot_token": SecretStr(local.token),
            "discord_api_url": local.api_url,
            **more,
        }
    )


@asynccontextmanager
async def on_discord(
    local: LocalDiscord,
    arxiv: LocalArxiv,
    settings: Settings,
    world: World | None = None,
    **more: object,
) -> AsyncIterator[Scene]:
    """
    A bot that lives meanwhile, and ends as SIGTERM ends it.

    Its *world* has arXiv's clock where none is given; *more* are other settings.
    """
    world = world or World(now=lambda: arxiv.now.astimezone(UTC))
    with capture_logs() as logs, complaints() as records:
        async with build(with_discord(settings, local, **more), world) as living:
            stop = asyncio.Event()
            running = asyncio.create_task(living.run(stop))
            try:
                await local.ready()
                await local.until(lambda: bool(local.registered()))
                yield Scene(living, local, arxiv, logs, records)
            finally:
                stop.set()
                await asyncio.wait_for(running, ENDED_WITHIN)
