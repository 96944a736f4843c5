"""The real bot on the local Discord, beside the local arXiv."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from typing import Any, TypeVar

from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.app import World, build
from bot.settings import Settings
from storage.people import Address, ChatState
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.discord.records import Message
from tests.fakes.discord.server import LocalDiscord
from tests.stories.between import ASKING, BREATH, FOLLOWING, PATIENCE, Between
from tests.stories.complaints import complaints

T = TypeVar("T")

ENDED_WITHIN = 60.0  # seconds; normally one at most


@dataclass(kw_only=True)
class Scene(Between):
    """A bot between the local arXiv and the local Discord."""

    local: LocalDiscord

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

    async def is_in(self, state: ChatState, channel: int, thread: str = "") -> None:
        """Wait until a chat is known to be in *state*."""
        address = Address(platform="discord", chat_id=str(channel), thread_id=thread)
        await self.is_in_state(state, address)

    def faults(self) -> list[str]:
        """All that a story should end without: errors in the log, refusals, late answers."""
        refusals = [f"{call.route}: {call.status}" for call in self.local.refusals()]
        spinning = [f"not answered: {one}" for one in self.local.unanswered()]
        return [*refusals, *self.complaints(), *spinning]


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
                yield Scene(living=living, local=local, arxiv=arxiv, logs=logs, records=records)
            finally:
                stop.set()
                await asyncio.wait_for(running, ENDED_WITHIN)
