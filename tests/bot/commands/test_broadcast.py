"""`/broadcast`: shown before it goes, sent once, stopped on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.conversation import Who
from adapters.discord.render import fits as fits_discord
from adapters.telegram.render import fits as fits_telegram
from adapters.views import Manner, View, dump
from bot.broadcast import Broadcasting
from bot.commands.access import recipients_of
from bot.commands.broadcast import Speak
from bot.commands.command import Asked, by_name
from bot.commands.desk import Desk
from bot.jobs import JobName
from bot.refusal import Refusal
from bot.wording import Wording
from storage.broadcasts import BroadcastState
from storage.outbox import DeliveryState
from storage.people import Address, ChatKind
from storage.recipients import Recipients
from storage.store import Store
from tests.bot.commands.conftest import BERLIN, NOW, SETTINGS, AskFor, Office, answered

FITS = {"telegram": fits_telegram, "discord": fits_discord, "sink": fits_telegram}


@pytest.fixture
def desk(office: Office) -> Desk:
    """A desk that knows what fits on real platforms; everybody may use the bot."""
    return replace(office.desk, fits=lambda platform: FITS[platform])


@pytest.fixture
def speak(desk: Desk) -> Speak:
    """The family."""
    return Speak(desk)


def said(view: View) -> list[str]:
    """All lines of a view."""
    return [line.text for line in (*view.head, *view.lines, *view.foot)]


def buttons(view: View) -> list[tuple[str, str]]:
    """Label and data of each button."""
    return [(action.label, action.data) for row in view.actions for action in row]


def pressed(view: View, label: str) -> str:
    """What the button with this label carries, as its handler reads it."""
    (data,) = (data for name, data in buttons(view) if name.startswith(label))
    return data.split(":", 2)[2]


async def chats(store: Store, count: int, platform: str = "telegram") -> None:
    """So many private chats, which follow nothing."""
    for number in range(count):
        address = Address(platform=platform, chat_id=f"{number}")
        await store.open_chat(address, ChatKind.PRIVATE, SETTINGS)


async def put(desk: Desk) -> None:
    """The job that is put runs."""

    async def wake() -> None:
        """Nobody sends."""

    who = recipients_of(desk.deployment)
    await Broadcasting(desk.store, who, "", desk.now, wake).go_on()


def test_the_family_declares_what_it_answers(speak: Speak) -> None:
    """For those who administer the deployment, alone; its buttons as well."""
    (command,) = by_name((speak.family(),)).values()
    (press,) = speak.family().presses
    assert (command.name, command.who, command.is_private) == ("broadcast", Who.OPERATORS, True)
    assert (press.verb, press.who, press.is_private) == ("cast", Who.OPERATORS, True)


async def test_it_is_shown_as_it_will_be_read(speak: Speak, store: Store, ask_for: AskFor) -> None:
    """Below it the chats by platform; nothing is sent before somebody confirms."""
    await chats(store, 1203)
    await chats(store, 2, "discord")
    (view,) = await ask_for(speak.broadcast, "We move *tonight*.\n\nSee https://example.org")
    assert said(view) == [
        "From the people who run this bot:",
        "We move *tonight*.",
        "",
        "See https://example.org",
        "This is how it will be read in 1,206 chats: discord 2, sink 1, telegram 1,203.",
    ]
    assert buttons(view) == [("Send to 1,206 chats", "1:cast:send:1"), ("Cancel", "1:cast:drop:1")]
    assert await store.broadcasts_to_do() == ()
    (chinese,) = await ask_for(speak.broadcast, "好", language="zh")
    assert said(chinese) == [
        "来自本机器人运行者的通知：",
        "好",
        "以上是 1,206 个聊天将收到的内容：discord 2，sink 1，telegram 1,203。",
    ]
    assert buttons(chinese)[0] == ("发送给 1,206 个聊天", "1:cast:send:2")


async def test_confirmed_it_goes_to_each_chat_once(
    speak: Speak, office: Office, desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """Pressed twice, pressed by another operator at the same moment: once."""
    await chats(store, 3)
    (view,) = await ask_for(speak.broadcast, "Hello")
    send = pressed(view, "Send")
    (first,), (second,) = await asyncio.gather(
        ask_for(speak.pressed, send), ask_for(speak.pressed, send)
    )
    assert said(first)[0] == said(second)[0] == "Broadcast of Wed 26 Nov 2025, 16:00: 4 waiting"
    assert first.manner is Manner.INSTEAD
    assert buttons(first) == [
        ("Look again", "1:cast:look:1"),
        ("Stop the broadcast", "1:cast:stop:1"),
    ]
    assert office.jobs == [(JobName.BROADCAST, {})] * 2
    await put(desk)
    await ask_for(speak.pressed, send)
    await put(desk)
    found = await store.broadcast_standing(1, Recipients())
    assert found is not None
    assert found.states == {DeliveryState.PENDING: 4}


async def test_a_broadcast_is_looked_at_and_stopped(
    speak: Speak, desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """What was sent stays sent; the rest is taken back at once."""
    await chats(store, 3)
    (view,) = await ask_for(speak.broadcast, "Hello")
    (going,) = await ask_for(speak.pressed, pressed(view, "Send"))
    await put(desk)
    (one, *_) = await store.due("telegram", NOW, limit=9)
    await store.claim(one.key, NOW)
    await store.mark_sent(one.key, "m1", NOW)
    (look,) = await ask_for(speak.pressed, pressed(going, "Look again"))
    assert said(look)[0] == "Broadcast of Wed 26 Nov 2025, 16:00: 1 sent, 3 waiting"
    assert buttons(look) == buttons(going)
    for _ in range(2):
        (view,) = await ask_for(speak.pressed, pressed(going, "Stop"))
        assert said(view) == ["Broadcast of Wed 26 Nov 2025, 16:00, stopped: 1 sent, 3 taken back"]
        assert (view.actions, view.manner) == ((), Manner.INSTEAD)
    found = await store.broadcast(1)
    assert found is not None
    assert found.state is BroadcastState.STOPPED


async def test_a_draft_that_is_cancelled_is_never_sent(
    speak: Speak, office: Office, store: Store, ask_for: AskFor
) -> None:
    """Nor by its other button; once it is on its way, it is not cancelled but told of."""
    await chats(store, 1)
    (view,) = await ask_for(speak.broadcast, "Hello")
    for label in ("Cancel", "Cancel", "Send"):
        (told,) = await ask_for(speak.pressed, pressed(view, label))
        assert said(told) == ["Cancelled; nothing is sent."]
        assert (told.actions, told.manner) == ((), Manner.INSTEAD)
    assert await store.broadcasts_to_do() == ()
    (view,) = await ask_for(speak.broadcast, "Hello again")
    await ask_for(speak.pressed, pressed(view, "Send"))
    (told,) = await ask_for(speak.pressed, pressed(view, "Cancel"))
    assert said(told)[0].endswith("2 waiting")
    assert len(await store.broadcasts_to_do()) == 1


async def test_a_draft_of_the_day_before_is_not_sent(
    desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """It would be old news, by a slip."""
    await chats(store, 1)
    (view,) = await ask_for(Speak(desk).broadcast, "Tonight")
    for late, is_sent in ((timedelta(hours=24, seconds=1), False), (timedelta(hours=24), True)):
        then = Speak(replace(desk, now=lambda late=late: NOW + late))  # type: ignore[misc]
        told = await answered(ask_for, then.pressed, pressed(view, "Send"))
        assert isinstance(told, list) is is_sent
        assert bool(await store.broadcasts_to_do()) is is_sent


@pytest.mark.parametrize("words", ["", " \n\t", "\u200b\u2800", "\\n \\n"])
async def test_nothing_is_not_sent(speak: Speak, ask_for: AskFor, words: str) -> None:
    """It is said how it is done, and how much there is room for."""
    with pytest.raises(Refusal, match=r"at most about 4,0\d\d letters, for example: /broadcast"):
        await ask_for(speak.broadcast, words)


@pytest.mark.parametrize(
    ("text", "fits", "platforms"),
    [
        ("x" * 3800, True, ("telegram", "discord")),
        ("x" * 4050, False, ("telegram",)),
        ("*" * 2500, True, ("telegram",)),
        ("*" * 2500, False, ("telegram", "discord")),  # each is escaped there
        ("好" * 3200, True, ("telegram", "discord")),
        ("好" * 3500, False, ("telegram", "discord")),  # bytes are counted there
        ("😀" * 1900, True, ("telegram", "discord")),
        ("😀" * 2100, False, ("telegram",)),  # UTF-16 units
        ("&<>" * 1200, True, ("telegram",)),
    ],
)
async def test_what_does_not_fit_everywhere_is_refused(
    speak: Speak,
    store: Store,
    ask_for: AskFor,
    text: str,
    platforms: tuple[str, ...],
    *,
    fits: bool,
) -> None:
    """With the number of its characters that would; so many are taken."""
    for platform in platforms:
        await chats(store, 1, platform)
    told = await answered(ask_for, speak.broadcast, text)
    assert isinstance(told, list) is fits
    if isinstance(told, str):
        assert f"of its {len(text):,} characters" in told
        room = int(told.split("characters ")[1].split(" fit")[0].replace(",", ""))
        assert isinstance(await answered(ask_for, speak.broadcast, text[:room]), list)
        assert isinstance(await answered(ask_for, speak.broadcast, text[: room + 1]), str)


async def test_without_any_chat_nothing_can_be_sent(desk: Desk, ask_for: AskFor) -> None:
    """Where only chats that follow something are written to, say."""
    only = replace(desk.deployment, followers_only=frozenset({"sink"}))
    with pytest.raises(Refusal, match="no chat yet"):
        await ask_for(Speak(replace(desk, deployment=only)).broadcast, "Hello")


@pytest.mark.parametrize(
    "parts",
    ["", "send", "send:", "send:99", "send:x", "send:-1", "look:1:2", "go:1", "send:١", ":"],
)
async def test_a_forged_button_is_refused(
    speak: Speak, store: Store, ask_for: AskFor, parts: str
) -> None:
    """Politely; nothing is sent."""
    with pytest.raises(Refusal, match="too old"):
        await ask_for(speak.pressed, parts)
    assert await store.broadcasts_to_do() == ()


async def test_what_a_draft_is_not_asked_for_is_refused(
    speak: Speak, store: Store, ask_for: AskFor
) -> None:
    """Its message has no such buttons."""
    await chats(store, 1)
    await ask_for(speak.broadcast, "Hello")
    for part in ("look", "stop"):
        with pytest.raises(Refusal, match="too old"):
            await ask_for(speak.pressed, f"{part}:1")


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(words=st.text(max_size=4096), language=st.sampled_from(["en", "zh"]))
@example(words="\ud800\0" * 2048, language="en")
@example(words="{}%s:" * 819, language="zh")
@example(words="\n" * 4096, language="en")
@example(words="_*~`|>#-1.\\" * 300, language="zh")
async def test_whatever_is_written_is_answered(
    desk: Desk, store: Store, ask_for: AskFor, words: str, language: str
) -> None:
    """By a view that fits, or a refusal that can be said in the chat's language."""
    speak = Speak(desk)
    await chats(store, 1, "discord")

    async def both(asked: Asked) -> AsyncIterator[View]:
        async for view in speak.broadcast(asked):
            yield view

    for run in (both, speak.pressed):
        try:
            views = await ask_for(run, words, language=language)
            assert all(map(dump, views))
            assert all(fits_telegram(view) and fits_discord(view) for view in views)
        except Refusal as refusal:
            told = Wording(language, BERLIN).told(refusal)
            assert told
            assert len(told) < 500
