"""What a test asks: what stands in a channel, how fast it came, what was said twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.fakes.discord.offering import offered
from tests.fakes.discord.permissions import BITS, in_channel
from tests.fakes.discord.records import (
    ANSWERS,
    Answer,
    Call,
    Interaction,
    Message,
    doubles,
    gaps,
    most_in,
    snapshot,
)
from tests.fakes.discord.routes_interactions import SOON
from tests.fakes.discord.scene import Scene, as_it_stands
from tests.fakes.discord.world import DM, GROUP, NEEDS_TAG, Channel

PATIENCE = 30.0  # seconds until a test has waited long enough; normally hundredths

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or thread as it stands; *tags* by name."""

    id: int
    kind: int
    name: str
    parent: int | None = None
    archived: bool = False
    locked: bool = False
    tags: tuple[str, ...] = ()
    needs_tag: bool = False


class Watching(Scene):
    """Questions about what the bot has done."""

    @as_it_stands
    def message(self, channel: int, id: int) -> Message:  # noqa: A002 - as the record says it
        """One message as it now stands."""
        return snapshot(self.world.post(channel, id))

    @as_it_stands
    def history(self, channel: int, person: int | None = None) -> list[Message]:
        """All that stands in a channel, the oldest first; as *person* sees it, or all."""
        place = self.world.channel(channel)
        if person is not None and not self._sees(place, person):
            return []
        return [
            snapshot(post)
            for post in place.posts.values()
            if person is None or post.only_for in (None, person)
        ]

    def _sees(self, place: Channel, person: int) -> bool:
        if place.kind in (DM, GROUP):
            return person in place.recipients
        return bool(in_channel(self.world, place, person) & BITS["view_channel"])

    @as_it_stands
    def messages(self, channel: int, person: int | None = None) -> list[Message]:
        """What the bot said there, as it now stands; as *person* sees it, or all."""
        bot = self.world.bot_id
        return [one for one in self.history(channel, person) if one.author == bot]

    @as_it_stands
    def last(self, channel: int, person: int | None = None) -> Message | None:
        """The newest message of the bot, as it now stands."""
        messages = self.messages(channel, person)
        return messages[-1] if messages else None

    @as_it_stands
    def texts(self, channel: int, person: int | None = None) -> list[str]:
        """What the bot said in a channel, in order, as it now stands."""
        return [message.text for message in self.messages(channel, person)]

    @as_it_stands
    def place(self, channel: int) -> Place:
        """A channel or thread as it stands."""
        return self._place(self.world.channel(channel))

    @as_it_stands
    def threads(self, channel: int) -> list[Place]:
        """The threads of a channel or the posts of a forum, the oldest first."""
        return [
            self._place(one)
            for one in self.world.channels.values()
            if one.is_thread and one.parent == channel
        ]

    def _place(self, channel: Channel) -> Place:
        forum = self.world.channels.get(channel.parent or 0, channel)
        tags = tuple(tag.name for tag in forum.tags if tag.id in channel.applied)
        return Place(
            channel.id,
            channel.kind,
            channel.name,
            channel.parent,
            channel.archived,
            channel.locked,
            tags,
            bool(channel.flags & NEEDS_TAG),
        )

    @as_it_stands
    def registered(self, guild: int | None = None) -> list[dict[str, Any]]:
        """The commands as they are registered for all, or for one guild."""
        return list(self.commands.get(guild, []))

    @as_it_stands
    def offered(self, person: int, channel: int) -> list[str]:
        """The names of the commands that *person* finds in a channel."""
        place = self.world.channel(channel)
        return [command["name"] for command in offered(self, person, place)]

    @as_it_stands
    def answer_to(self, interaction: int) -> Answer | None:
        """What the bot has said to an interaction so far; its messages as they now stand."""
        asked = self.interactions[interaction]
        if asked.answered_at is None:
            return None
        original = self._still(asked, asked.original)
        return Answer(
            interaction,
            asked.answered_at - asked.at,
            ANSWERS[asked.answer],
            asked.waiting,
            original,
            tuple(
                found
                for number in asked.followups
                if (found := self._still(asked, number)) is not None
            ),
            tuple(asked.choices),
            dict(asked.modal),
        )

    def _still(self, asked: Interaction, number: int | None) -> Message | None:
        channel = self.world.channels.get(asked.channel)
        post = channel.posts.get(number or 0) if channel else None
        return snapshot(post) if post else None

    @as_it_stands
    def unanswered(self) -> list[Interaction]:
        """Interactions without an answer, and those where the bot thinks to this moment."""
        return [one for one in self.interactions.values() if one.answered_at is None or one.waiting]

    @as_it_stands
    def failed(self) -> list[Interaction]:
        """Those that were not answered in time: the person has read that the app is silent."""
        late = self.clock.now() - SOON
        return [one for one in self.interactions.values() if not one.answered_at and one.at < late]

    @as_it_stands
    def calls_of(self, route: str) -> list[Call]:
        """The requests of one route, in order."""
        return [call for call in self.calls if call.route == route]

    @as_it_stands
    def refusals(self) -> list[Call]:
        """The requests that were answered by a 4xx."""
        return [call for call in self.calls if 400 <= call.status < 500]

    @as_it_stands
    def most_in(self, seconds: float = 1.0, channel: int | None = None) -> int:
        """The most messages that arrived within *seconds*, in all or in one channel."""
        return most_in(self._moments(channel), seconds)

    @as_it_stands
    def gaps(self, channel: int | None = None) -> list[float]:
        """The seconds between one message and the next, in all or in one channel."""
        return gaps(self._moments(channel))

    @as_it_stands
    def doubles(self) -> Mapping[tuple[int, str], int]:
        """What was said to all more than once in the same channel, and how often."""
        return doubles(self.sent)

    def _moments(self, channel: int | None) -> list[float]:
        return [message.at for message in self.sent if channel in (None, message.channel)]

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

    async def answered(self, interaction: int, seconds: float = PATIENCE) -> Answer:
        """What the bot says to an interaction, when it does not think any more."""

        def check() -> Answer | None:
            answer = self.answer_to(interaction)
            return None if answer is None or answer.waiting else answer

        return await self.until(check, seconds)

    async def reply(
        self, channel: int, after: Message | None = None, seconds: float = PATIENCE
    ) -> Message:
        """The bot's first message in a channel, or its first one *after* another message."""
        since = after.id if after else 0

        def check() -> Message | None:
            found = (one for one in self.messages(channel) if one.id > since)
            return next(found, None)

        return await self.until(check, seconds)

    async def ready(self, shards: int = 1, seconds: float = 10.0) -> None:
        """So many shards of the bot are connected and have said who they are."""
        await self.until(
            lambda: sum(one.shard is not None for one in self.connections) >= shards, seconds
        )
