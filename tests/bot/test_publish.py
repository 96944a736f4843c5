"""Publishing, beside all deliveries: once, also after a restart, and never for ever."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from adapters.audience import Lack
from adapters.conversation import DeliveryError, Forbidden, Unacceptable
from bot.losing import Losses
from bot.publish import AGAIN, AT_ONCE, Publisher
from storage.people import Address, Chat
from storage.store import Store
from tests.bot.planned import Sink
from tests.storage.test_publishing import A_MINUTE, NOW, channel, sent


@dataclass
class Town(Sink):
    """A platform that publishes; *errors* are raised instead, one after the other."""

    published: list[tuple[str, str]] = field(default_factory=list)
    errors: list[DeliveryError] = field(default_factory=list)
    held: asyncio.Event | None = None

    async def publish(self, address: Address, message_id: str) -> None:
        """Write it down."""
        self.published.append((address.chat_id, message_id))
        if self.held and address.chat_id.startswith("slow"):
            await self.held.wait()
        if self.errors:
            raise self.errors.pop(0)


@dataclass
class Story:
    """What publishes, at the moment *now*."""

    store: Store
    town: Town
    now: datetime = NOW + A_MINUTE

    def __post_init__(self) -> None:
        """One publisher, which may be started anew."""
        self.publisher = self.another()

    def another(self) -> Publisher:
        """A publisher as after a restart."""
        losses = Losses(self.store, lambda: self.now)
        return Publisher(self.store, {"sink": self.town}, losses, lambda: self.now)

    async def publish(self, after: timedelta = timedelta(0)) -> int:
        """Some time passes, and what waits is published."""
        self.now += after
        return await self.publisher.publish()


@pytest.fixture
async def story(store: Store) -> Story:
    """Nothing was sent yet."""
    return Story(store, Town())


@pytest.fixture
async def news(story: Story) -> Chat:
    """A channel whose digest was just sent."""
    chat = await channel(story.store)
    await sent(story.store, chat)
    return chat


async def test_a_digest_is_published_once(story: Story, news: Chat) -> None:
    """Also when it is looked for again, by whomever."""
    assert await story.publish() == 1
    assert await story.publish() == 0
    assert await story.another().publish() == 0
    assert [chat for chat, _ in story.town.published] == ["news"]


async def test_what_a_kill_left_is_published_after_the_restart(story: Story, news: Chat) -> None:
    """It is in the store that it waits, and nowhere else."""
    assert await story.another().publish() == 1


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (DeliveryError("no answer"), AGAIN),
        (DeliveryError("too many", retry_after=600.0), timedelta(seconds=600)),
    ],
)
async def test_what_may_be_over_is_tried_later(
    story: Story, news: Chat, error: DeliveryError, wait: timedelta
) -> None:
    """Not at each look."""
    story.town.errors.append(error)
    assert await story.publish() == 0
    assert await story.publish(wait - timedelta(seconds=1)) == 0
    assert len(story.town.published) == 1
    assert await story.publish(timedelta(seconds=2)) == 1


@pytest.mark.parametrize(
    "error", [Unacceptable("50024"), DeliveryError("10003", gone=True), Forbidden("50013")]
)
async def test_a_last_word_is_the_last(story: Story, news: Chat, error: DeliveryError) -> None:
    """It is logged, and not asked for again."""
    story.town.errors.append(error)
    assert await story.publish() == 0
    assert await story.publish(timedelta(hours=1)) == 0
    assert len(story.town.published) == 1


async def test_a_refused_permission_is_told(story: Story, news: Chat) -> None:
    """To who set the channel up, as any other that is lost there."""
    ada = await story.store.open_reader("sink", "7", at=NOW)
    await story.store.follow(news.key, "cs.CV", at=NOW, most=50, by=ada.key)
    lack = Lack(permissions=("Send Messages",), place="#news")
    story.town.errors.append(Forbidden("50013", lack=lack))
    await story.publish()
    (told,) = await story.store.due("sink", story.now, limit=9)
    assert told.address.chat_id == "7"
    assert "#news" in told.page.view


async def test_a_slow_channel_keeps_few_from_being_published(story: Story) -> None:
    """And no delivery at all: what is published is a job of its own."""
    for name in ("slow", "other", "third"):
        await sent(story.store, await channel(story.store, name=name))
    story.town.held = asyncio.Event()
    publishing = asyncio.create_task(story.publish())
    while len(story.town.published) < AT_ONCE + 1:  # noqa: ASYNC110 - a list tells
        await asyncio.sleep(0)
    assert [chat for chat, _ in story.town.published] == ["slow", "other", "third"]
    story.town.held.set()
    assert await publishing == 3


async def test_a_platform_that_is_off_publishes_later(store: Store) -> None:
    """Its messages wait."""
    await sent(store, await channel(store))
    losses = Losses(store, lambda: NOW)
    assert await Publisher(store, {}, losses, lambda: NOW + A_MINUTE).publish() == 0
    assert len(await store.to_publish(NOW + A_MINUTE)) == 1
