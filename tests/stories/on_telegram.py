"""The real bot on the local Telegram, beside the local arXiv."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC

from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.app import World, build
from bot.living import Living, Means
from bot.settings import Settings
from storage.people import Address, Chat, ChatState
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.between import ASKING, BREATH, FOLLOWING, PATIENCE, Between
from tests.stories.complaints import complaints

ENDED_WITHIN = 60.0  # seconds; normally one at most
PRESSED_TWICE = "message is not modified"


@dataclass
class Hurry:
    """A steady clock that jumps ahead wherever somebody waits by it."""

    ahead: float = 0.0

    def now(self) -> float:
        """Seconds."""
        return time.monotonic() + self.ahead

    async def sleep(self, seconds: float) -> None:
        """Wait, in no time."""
        breath = min(seconds, BREATH)
        self.ahead += max(0.0, seconds - breath)
        await asyncio.sleep(breath)


@dataclass(kw_only=True)
class Scene(Between):
    """A bot between the local arXiv and the local Telegram."""

    telegram: LocalTelegram

    async def says(self, person: int, text: str, chat: int = 0, **where: int) -> Message:
        """Somebody writes, in private or in a *chat*; the bot's answer there."""
        place = chat or person
        thread = where.get("thread")
        said = self.telegram.say(person, place, text, thread)
        return await self.reply(place, said)

    async def follows(self, person: int, rule: str, chat: int = 0, **where: int) -> Message:
        """Somebody begins to follow *rule*; the bot's last word on it, after it asked arXiv."""
        place, command = chat or person, "/subscribe@paperround_bot" if chat else "/subscribe"
        said = self.telegram.say(person, place, f"{command} {rule}", where.get("thread"))

        def look() -> Message | None:
            found = (m for m in self.telegram.messages(place) if m.message_id > said.message_id)
            answers = (m for m in found if m.text.startswith(FOLLOWING))
            return next((m for m in answers if not any(a in m.text for a in ASKING)), None)

        return await self._until(look, place, f"Following {rule}")

    async def posts(self, channel: int, text: str) -> Message:
        """Somebody posts in a channel; the bot's answer there."""
        return await self.reply(channel, self.telegram.post(channel, text))

    async def reply(self, chat: int, after: Message) -> Message:
        """The bot's first message *after* another."""
        return await self.telegram.reply(chat, after, PATIENCE)

    async def presses(self, person: int, message: Message, label: str) -> str:
        """Somebody presses a button; what the toast says."""
        query = self.telegram.press(person, message, label=label)
        return (await self.telegram.answered(query)).text

    async def forges(self, person: int, message: Message, data: str) -> str:
        """Somebody sends *data* as if a button had it; what the toast says."""
        query = self.telegram.forge(person, message, data)
        return (await self.telegram.answered(query)).text

    async def opens(self, person: int, message: Message, label: str) -> Message:
        """Somebody opens the link of a button; what the bot says in their private chat."""
        url = message.button(label)["url"]
        return await self.reply(person, self.telegram.follow(person, url))

    async def becomes(self, message: Message, text: str) -> Message:
        """*message*, as soon as it holds *text*."""

        def look() -> Message | None:
            now = self.telegram.message(message.chat, message.message_id)
            return now if text in now.text else None

        return await self._until(look, message.chat, text)

    async def offers(self, message: Message, label: str) -> Message:
        """*message*, as soon as it has a button with this *label*."""

        def look() -> Message | None:
            now = self.telegram.message(message.chat, message.message_id)
            return now if label in now.labels else None

        return await self._until(look, message.chat, label)

    async def hears(self, chat: int, text: str, thread: int | None = None) -> Message:
        """The newest message of the bot that holds *text*, as soon as there is one."""

        def look() -> Message | None:
            found = [m for m in self.telegram.messages(chat, thread) if text in m.text]
            return found[-1] if found else None

        return await self._until(look, chat, text)

    async def _until(self, look: Callable[[], Message | None], chat: int, wanted: str) -> Message:
        """What *look* finds; where it finds nothing, what stands in the *chat* instead."""
        try:
            return await self.telegram.until(look, PATIENCE)
        except TimeoutError:
            last = "\n".join(text[:200] for text in self.telegram.texts(chat)[-3:])
            raise AssertionError(f"no {wanted!r} in {chat}, but {last}") from None

    async def holds(self, chat: int, count: int, thread: int | None = None) -> list[Message]:
        """What the bot wrote in a chat, as soon as it is so many messages."""

        def look() -> list[Message] | None:
            found = self.telegram.messages(chat, thread)
            return found if len(found) >= count else None

        return await self.telegram.until(look, PATIENCE)

    async def silence(self, person: int) -> None:
        """
        *person* has been answered all they are to be answered in private.

        In private chats the bot answers in order: after a question nobody ever asks else, nothing
        older is to come.
        """
        marker = self.telegram.tell(person, "/help help")
        await self.hears_after(person, marker, "/help subscribe")

    async def hears_after(self, chat: int, after: Message, text: str) -> Message:
        """The bot's first message *after* another that holds *text*."""

        def look() -> Message | None:
            found = (m for m in self.telegram.messages(chat) if m.message_id > after.message_id)
            return next((m for m in found if text in m.text), None)

        return await self._until(look, chat, text)

    async def chat(self, chat: int, thread: int = 0) -> Chat:
        """The chat as it is stored."""
        return await self.chat_at(_address(chat, thread))

    async def is_in(self, state: ChatState, chat: int, thread: int = 0) -> None:
        """Wait until a chat is known to be in *state*."""
        await self.is_in_state(state, _address(chat, thread))

    async def is_stored(self, chat: int, thread: int = 0) -> bool:
        """Whether anything is stored of a chat."""
        return await self.living.means.store.chat(_address(chat, thread)) is not None

    def faults(self, *, refused: Sequence[str] = ()) -> list[str]:
        """
        All that a story should end without: errors in the log, refusals, presses without answer.

        *refused* are methods of which one refusal each is part of the story.
        """
        refusals = [f"{call.method}: {call.description}" for call in self.telegram.refusals()]
        refusals = [one for one in refusals if PRESSED_TWICE not in one]
        for method in refused:
            mine = [one for one in refusals if one.startswith(f"{method}:")]
            refusals.remove(mine[0]) if mine else refusals.append(f"{method} was never refused")
        spinning = [f"not answered: {query.words}" for query in self.telegram.unanswered()]
        return [*refusals, *self.complaints(), *spinning]


def _address(chat: int, thread: int) -> Address:
    return Address(platform="telegram", chat_id=str(chat), thread_id=str(thread) if thread else "")


def with_telegram(settings: Settings, telegram: LocalTelegram, **more: object) -> Settings:
    """*settings* with the token of a bot on *telegram*."""
    return settings.model_copy(
        update={
            "telegram_bot_token": SecretStr(telegram.token),
            "telegram_api_url": telegram.url,
            **more,
        }
    )


def without_limits(telegram: LocalTelegram) -> None:
    """Let *telegram* take whatever comes, as fast as it comes."""
    limits = telegram.limits
    limits.overall = limits.burst = limits.group = limits.edits = None


def hurried(arxiv: LocalArxiv) -> World:
    """A world in which waiting takes no time; for a Telegram `without_limits`."""
    hurry = Hurry()
    return World(now=lambda: arxiv.now.astimezone(UTC), sleep=hurry.sleep, steady=hurry.now)


@asynccontextmanager
async def on_telegram(
    telegram: LocalTelegram,
    arxiv: LocalArxiv,
    settings: Settings,
    world: World | None = None,
    *,
    made: Callable[[Means], Means] | None = None,
    **more: object,
) -> AsyncIterator[Scene]:
    """
    A bot that lives meanwhile, and ends as SIGTERM ends it.

    Its *world* has arXiv's clock where none is given; *made* may change what it is made of, *more*
    are other settings.
    """
    world = world or World(now=lambda: arxiv.now.astimezone(UTC))
    polls = len(telegram.calls_of("getUpdates"))
    with capture_logs() as logs, complaints() as records:
        async with build(with_telegram(settings, telegram, **more), world) as built:
            living = Living(made(built.means)) if made else built
            stop = asyncio.Event()
            running = asyncio.create_task(living.run(stop))
            try:
                await telegram.until(lambda: len(telegram.calls_of("getUpdates")) > polls, PATIENCE)
                yield Scene(
                    living=living, telegram=telegram, arxiv=arxiv, logs=logs, records=records
                )
            finally:
                stop.set()
                await asyncio.wait_for(running, ENDED_WITHIN)
