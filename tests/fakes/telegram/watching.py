"""What a test asks: what stands in a chat, how fast it came, what was said twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from tests.fakes.telegram.records import (
    Answer,
    Call,
    Message,
    Query,
    doubles,
    gaps,
    most_in,
    snapshot,
)
from tests.fakes.telegram.scene import Scene, as_it_stands
from tests.fakes.telegram.world import Post

PATIENCE = 30.0  # seconds until a test has waited long enough; normally hundredths

T = TypeVar("T")


class Watching(Scene):
    """Questions about what the bot has done."""

    @as_it_stands
    def message(self, chat: int, message_id: int) -> Message:
        """One message as it now stands."""
        return snapshot(self.world.post(chat, message_id))

    @as_it_stands
    def history(self, chat: int, thread: int | None = None) -> list[Message]:
        """All that stands in a chat, the oldest first; with *thread* only that topic."""
        posts = self.world.chat(chat).posts.values()
        return [snapshot(post) for post in posts if thread is None or post.thread == thread]

    @as_it_stands
    def messages(self, chat: int, thread: int | None = None) -> list[Message]:
        """What the bot wrote, as it now stands."""
        bot = self.world.bot_id
        return [message for message in self.history(chat, thread) if message.sender == bot]

    @as_it_stands
    def last(self, chat: int, thread: int | None = None) -> Message | None:
        """The newest message of the bot, as it now stands."""
        messages = self.messages(chat, thread)
        return messages[-1] if messages else None

    @as_it_stands
    def texts(self, chat: int, thread: int | None = None) -> list[str]:
        """What the bot said in a chat, in order, as it now stands."""
        return [message.text for message in self.messages(chat, thread)]

    @as_it_stands
    def inline_message(self, inline_id: str) -> Message:
        """A message that was chosen from inline results, as it now stands."""
        post: Post = self.world.inline_posts[inline_id]
        return snapshot(post, inline_id)

    @as_it_stands
    def answer_to(self, query: str) -> Answer | None:
        """What the bot said to a press or an inline query."""
        return self.queries[query].answer

    @as_it_stands
    def unanswered(self) -> list[Query]:
        """Presses and inline queries that the bot has not answered."""
        return [query for query in self.queries.values() if query.answer is None]

    @as_it_stands
    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        return [call for call in self.calls if call.method == method]

    @as_it_stands
    def refusals(self) -> list[Call]:
        """The calls that were answered by a 4xx, conflicts of pollers left out."""
        return [call for call in self.calls if 400 <= call.status < 500 and call.status != 409]

    @as_it_stands
    def most_in(self, seconds: float = 1.0, chat: int | None = None) -> int:
        """The most messages that arrived within *seconds*, in all or in one chat."""
        return most_in(self._moments(chat), seconds)

    @as_it_stands
    def gaps(self, chat: int | None = None) -> list[float]:
        """The seconds between one message and the next, in all or in one chat."""
        return gaps(self._moments(chat))

    @as_it_stands
    def doubles(self) -> dict[tuple[int, int | None, str], int]:
        """What was said more than once in the same place (chat, topic, text), and how often."""
        return doubles(self.sent)

    def _moments(self, chat: int | None) -> list[float]:
        return [message.at for message in self.sent if chat in (None, message.chat)]

    def wait(self, check: Callable[[], T | None], seconds: float = PATIENCE) -> T:
        """What *check* finds, as soon as it finds something; it is asked after every change."""
        end = time.monotonic() + seconds
        with self.changed:
            while not (found := check()):
                if not self.changed.wait(end - time.monotonic()):
                    raise TimeoutError(f"the bot did nothing of that kind in {seconds} s")
            return found

    async def until(self, check: Callable[[], T | None], seconds: float = PATIENCE) -> T:
        """The same, for a test whose loop is the bot's as well."""
        return await asyncio.to_thread(self.wait, check, seconds)

    async def reply(
        self, chat: int, after: Message | None = None, seconds: float = PATIENCE
    ) -> Message:
        """The bot's first message in a chat, or its first one *after* another message."""
        since = after.message_id if after else 0

        def check() -> Message | None:
            found = (message for message in self.messages(chat) if message.message_id > since)
            return next(found, None)

        return await self.until(check, seconds)

    async def answered(self, query: str, seconds: float = PATIENCE) -> Answer:
        """What the bot says to a press or an inline query."""
        return await self.until(lambda: self.answer_to(query), seconds)
