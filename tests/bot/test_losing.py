"""A chat forbids to write: who set it up is told once, until it had been given back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from adapters.audience import Lack, OfReadersAlone
from adapters.conversation import Bot, DeliveryError, Forbidden
from adapters.views import Line, Span, View, dump
from bot.deliver import Deliverer
from bot.losing import loss_view
from bot.pacing import Pacer
from bot.wording import Wording
from storage.outbox import DeliveryState, Page
from storage.people import UTC_ZONE, Address, Chat, ChatKind, ChatSettings, ChatState, Reader
from storage.store import Store

MORNING = datetime(2025, 11, 24, 8, 30, tzinfo=UTC)
HOURS = timedelta(hours=9)  # until a chat that forbids is tried again
LACK = Lack(permissions=("Send Messages",), place="#papers (Lab)", link="https://discord.com/c/1")


@dataclass
class Town(OfReadersAlone):
    """A platform whose chats in *closed* forbid to write, and which writes down all else."""

    name: str = "sink"
    closed: dict[str, DeliveryError] = field(default_factory=dict)
    heard: list[tuple[str, str]] = field(default_factory=list)

    async def listen(self, bot: Bot) -> None:
        """Nobody says anything."""

    async def send(self, address: Address, view: View, key: str, below: str = "") -> str:
        """Write it down, unless it is forbidden."""
        if error := self.closed.get(address.chat_id):
            raise error
        self.heard.append((address.chat_id, "\n".join(line.text for line in view.lines)))
        return f"m{len(self.heard)}"

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Nothing is edited."""

    def fits(self, view: View) -> bool:
        """Everything does."""
        return True

    async def has_member(self, address: Address, reader: str) -> bool:
        """Nobody is."""
        return False

    def link(self, payload: str) -> str:
        """No links lead here."""
        return ""

    def told(self, reader: str) -> list[str]:
        """What somebody was told in private."""
        return [text for chat, text in self.heard if chat == reader]


@dataclass
class Story:
    """The channel "papers", which Ada (7) set up, and what delivers to it."""

    store: Store
    town: Town
    chat: Chat
    ada: Reader
    now: datetime = MORNING

    def __post_init__(self) -> None:
        """One deliverer, as quick as can be."""
        self.deliverer = self.another()

    def another(self) -> Deliverer:
        """A deliverer as after a restart."""
        pacer = Pacer(1e6, lambda: 0.0, _at_once)
        return Deliverer(
            self.store, {"sink": self.town}, {"sink": pacer}, lambda: self.now, _at_once
        )

    async def a_day(self) -> None:
        """One more digest for the channel is sent, or refused."""
        self.now += timedelta(days=1)
        view = dump(View(lines=(Line((Span("the digest"),)),)))
        day = self.now.date()
        page = Page(kind="digest", chat=self.chat.key, day=day, part=1, view=view, due_at=self.now)
        await self.store.enqueue([page])
        await self.deliverer.deliver_due()


async def _at_once(_: float) -> None:
    """Waiting takes no time."""


@pytest.fixture
async def story(store: Store) -> Story:
    """The channel speaks Chinese; its digest comes no more."""
    ada = await store.open_reader("sink", "7", at=MORNING)
    address = Address(platform="sink", chat_id="papers")
    settings = ChatSettings(language="zh", publish=True, ping="5")
    chat = await store.open_chat(address, ChatKind.GROUP, settings)
    await store.follow(chat.key, "cs.CV", at=MORNING, most=50, by=ada.key)
    town = Town(closed={"papers": Forbidden("50013", lack=LACK)})
    return Story(store, town, chat, ada)


async def test_who_set_it_up_is_told_once(story: Story) -> None:
    """In private, in the language of the channel: which permission, where, what to do."""
    await story.a_day()
    (told,) = story.town.told("7")
    assert told.startswith("我无法再向 #papers (Lab) 送达摘要。缺少的权限：Send Messages。")
    private = await story.store.chat(Address(platform="sink", chat_id="7"))
    assert private is not None
    assert (private.kind, private.settings.ping, private.settings.publish) == (
        ChatKind.PRIVATE,
        "",
        False,
    )
    story.deliverer = story.another()
    for _ in range(3):
        await story.a_day()
    assert len(story.town.told("7")) == 1


async def test_after_it_was_given_back_they_are_told_anew(story: Story) -> None:
    """Also on the same day as before."""
    await story.a_day()
    forbidden = story.town.closed.pop("papers")
    await story.a_day()
    assert ("papers", "the digest") in story.town.heard
    story.town.closed["papers"] = forbidden
    await story.a_day()
    await story.a_day()
    assert len(story.town.told("7")) == 2


async def test_the_last_who_subscribed_is_told(story: Story) -> None:
    """In the language that they chose; those before are left in peace."""
    bob = await story.store.open_reader("sink", "8", at=MORNING)
    await story.store.set_language(bob.key, "en")
    await story.store.follow(story.chat.key, "cs.AI", at=MORNING, most=50, by=bob.key)
    await story.store.follow(story.chat.key, "cs.LG", at=MORNING, most=50)
    await story.a_day()
    assert story.town.told("7") == []
    (told,) = story.town.told("8")
    assert told.startswith("I cannot bring digests to #papers (Lab) any more.")


async def test_nobody_is_told_where_nobody_is_known(story: Story) -> None:
    """Who was forgotten is not reminded; nor is anybody where it is not known what lacks."""
    story.town.closed["papers"] = Forbidden("not enough rights")
    await story.a_day()
    assert story.town.heard == []
    story.town.closed["papers"] = Forbidden("50013", lack=LACK)
    await story.store.forget(reader=story.ada.key)
    await story.a_day()
    assert story.town.heard == []


async def test_a_closed_private_chat_is_only_logged(story: Story) -> None:
    """It is gone, and its person is not tried again."""
    story.town.closed["7"] = DeliveryError("50007", gone=True)
    await story.a_day()
    private = await story.store.chat(Address(platform="sink", chat_id="7"))
    assert private is not None
    assert private.state is ChatState.GONE
    story.town.closed.pop("7")
    await story.a_day()
    assert story.town.told("7") == []


async def test_those_that_forbid_are_counted(story: Story) -> None:
    """Until they let the bot write again, or are given up."""
    assert (await story.store.standing()).forbidding == 0
    await story.a_day()
    assert (await story.store.standing()).forbidding == 1
    story.town.closed.clear()
    await story.a_day()
    assert (await story.store.standing()).forbidding == 0


async def test_a_kill_before_the_telling_only_delays_it(story: Story) -> None:
    """What is not in the outbox yet is put there at the next refusal."""
    day = MORNING.date()
    view = dump(View(lines=(Line((Span("the digest"),)),)))
    page = Page(kind="digest", chat=story.chat.key, day=day, part=1, view=view, due_at=MORNING)
    await story.store.enqueue([page])
    (delivery,) = await story.store.due("sink", MORNING, limit=1)
    assert await story.store.claim(delivery.key, MORNING)
    await story.store.chat_forbids(
        story.chat.key, MORNING, refused=delivery.key, reason="50013", until=MORNING + HOURS
    )
    await story.a_day()
    assert len(story.town.told("7")) == 1
    counts = await story.store.delivery_counts(since=MORNING - HOURS)
    assert counts.states[DeliveryState.SENT] == 1


def test_what_is_not_known_is_not_said() -> None:
    """A channel that may not be looked at has no name, and no link."""
    view = loss_view(Lack(permissions=("View Channel",)), Wording("en", UTC_ZONE))
    assert "to a channel where you subscribed any more" in view.lines[0].text
    assert view.actions == ()
    named = loss_view(LACK, Wording("en", UTC_ZONE))
    assert [action.link for row in named.actions for action in row] == [LACK.link]
