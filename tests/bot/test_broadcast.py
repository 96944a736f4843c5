"""Broadcasts on their way: what is said, and into the outbox whatever comes between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.views import Line, Span, View, load
from bot.app import fits_on
from bot.broadcast import AT_ONCE, Broadcasting, message, take_back, text_of
from bot.wording import Wording
from storage.broadcasts import BroadcastState
from storage.outbox import DeliveryState
from storage.people import UTC_ZONE, Address, ChatKind, ChatSettings
from storage.recipients import Recipients
from storage.store import Store
from tests.bot.planned import NOW, SINK
from tests.bot.planned import text_of as words_of

ALL = Recipients()
ENGLISH, CHINESE = Wording("en", UTC_ZONE), Wording("zh", UTC_ZONE)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Hello", "Hello"),
        ("  One \r\nTwo\t\n\n\n\n  Three ", "  One\nTwo\n\n  Three"),
        (r"One \n Two \n \n Three", "One\nTwo\n\nThree"),
        (r"\n One \n", "One"),
        (r"\nabla and a\nb stay, \n goes", "\\nabla and a\\nb stay,\ngoes"),
        ("One\u2028Two", "One\nTwo"),
        ("", ""),
        (" \n\t \u200b \ufeff\u2800\n", ""),
        ("\ud800\0\x1b[1m", "[1m"),
        ("<b>*one*</b> https://example.org @all", "<b>*one*</b> https://example.org @all"),
    ],
)
def test_words_become_a_text_of_lines(words: str, text: str) -> None:
    """Nothing of them is obeyed but where lines end; blank ends and big gaps go."""
    assert text_of(words) == text


@given(words=st.text(max_size=4096) | st.text(alphabet=" \n\\n\rx\u200b", max_size=60))
def test_any_words_become_a_text_that_can_be_stored(words: str) -> None:
    """And the same again, when they are read a second time."""
    text = text_of(words)
    assert text.encode().decode() == text
    assert "\n\n\n" not in text
    assert not text.startswith("\n")
    assert text_of(text) == text


def test_it_is_said_who_speaks() -> None:
    """In the chat's language, and by name where there is one; the text stays as it is."""
    text = "One\n\n<b>Two</b> https://example.org"
    for wording, name, first in (
        (ENGLISH, "", "From the people who run this bot:"),
        (ENGLISH, "Ada", "From Ada, who runs this bot:"),
        (CHINESE, "", "来自本机器人运行者的通知："),
        (CHINESE, "Ada", "来自本机器人运行者 Ada 的通知："),
    ):
        view = message(text, name, wording)
        assert words_of(view) == f"{first}\n{text}"
        assert not [span.link for line in view.lines for span in line.spans if span.link]


def test_what_fits_is_known_of_platforms_that_are_not_spoken_to() -> None:
    """The chat in the terminal speaks to none, and `run` beside it sends what is written there."""
    long = View(lines=(Line((Span("x" * 4090),)),))
    assert [fits_on(name)(long) for name in ("telegram", "discord", "terminal")] == [
        True, False, True,
    ]  # fmt: skip
    longer = View(lines=(Line((Span("x" * 4100),)),))
    assert not fits_on("telegram")(longer)


class Office:
    """A store, and what puts broadcasts from it into its outbox; *woken* counts the calls."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.woken = 0
        self.then: Callable[[], Awaitable[object]] | None = None
        self.broadcasting = Broadcasting(store, ALL, "Ada", lambda: NOW, self.wake)

    async def wake(self) -> None:
        """A portion was put; something may happen *then*."""
        self.woken += 1
        if self.then:
            then, self.then = self.then, None
            await then()

    async def chats(self, count: int) -> None:
        """So many chats, every other one Chinese."""
        for number in range(count):
            address = Address(platform=SINK, chat_id=str(number))
            settings = ChatSettings(language="zh" if number % 2 else "en")
            await self.store.open_chat(address, ChatKind.PRIVATE, settings)

    async def begun(self) -> int:
        """A broadcast that was confirmed."""
        reader = await self.store.open_reader(SINK, "7", at=NOW)
        key = await self.store.draft_broadcast("Hello", reader=reader.key, at=NOW)
        await self.store.begin_broadcast(key, at=NOW)
        return key

    async def states(self, key: int) -> dict[DeliveryState, int]:
        """What became of its deliveries."""
        found = await self.store.broadcast_standing(key, ALL)
        assert found is not None
        return dict(found.states)


@pytest.fixture
def office(store: Store) -> Office:
    """An office on an empty store."""
    return Office(store)


async def test_what_is_begun_is_put_into_the_outbox(office: Office) -> None:
    """All of it, each chat in its language; the deliverer hears of each portion."""
    await office.chats(AT_ONCE + 1)
    key = await office.begun()
    await office.broadcasting.go_on()
    assert await office.states(key) == {DeliveryState.PENDING: AT_ONCE + 1}
    assert office.woken == 2
    later = NOW + timedelta(hours=1)
    first, second = await office.store.due(SINK, later, limit=2)
    assert words_of(load(first.page.view)) == "From Ada, who runs this bot:\nHello"
    assert words_of(load(second.page.view)) == "来自本机器人运行者 Ada 的通知：\nHello"
    await office.broadcasting.go_on()
    assert office.woken == 2


async def test_killed_between_portions_it_goes_on(office: Office) -> None:
    """The same job, run again."""
    await office.chats(2 * AT_ONCE + 1)
    key = await office.begun()

    async def killed() -> None:
        raise KeyboardInterrupt

    office.then = killed
    with pytest.raises(KeyboardInterrupt):
        await office.broadcasting.go_on()
    assert await office.states(key) == {DeliveryState.PENDING: AT_ONCE}
    again = Office(office.store)
    await again.broadcasting.go_on()
    assert await office.states(key) == {DeliveryState.PENDING: 2 * AT_ONCE + 1}


async def test_a_stop_between_portions_is_obeyed(office: Office) -> None:
    """Nothing more is put, and what was put is taken back by the same job."""
    await office.chats(2 * AT_ONCE)
    key, other = await office.begun(), await office.begun()
    office.then = lambda: office.store.stop_broadcast(key)
    await office.broadcasting.go_on()
    assert await office.states(key) == {DeliveryState.WITHDRAWN: AT_ONCE}
    assert await office.states(other) == {DeliveryState.PENDING: 2 * AT_ONCE}
    found = await office.store.broadcast(key)
    assert found is not None
    assert found.state is BroadcastState.STOPPED


async def test_a_stop_does_not_wait_for_what_is_being_sent(office: Office) -> None:
    """It is looked at again when the job runs next."""
    await office.chats(2)
    key = await office.begun()
    await office.broadcasting.go_on()
    (first, _) = await office.store.due(SINK, NOW, limit=2)
    assert await office.store.claim(first.key, NOW)
    await office.store.stop_broadcast(key)
    await office.broadcasting.go_on()
    assert await office.states(key) == {DeliveryState.SENDING: 1, DeliveryState.WITHDRAWN: 1}
    await office.store.mark_pending_again(first.key, "busy", until=NOW)
    await office.broadcasting.go_on()
    assert await office.states(key) == {DeliveryState.WITHDRAWN: 2}
    await take_back(office.store, key, NOW)
    assert await office.states(key) == {DeliveryState.WITHDRAWN: 2}
