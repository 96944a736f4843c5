"""Forgetting: what is said first, what the buttons delete, and where they may be pressed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.views import Manner, View, dump
from bot.commands.command import Asked, Handler, by_name
from bot.commands.desk import Access, Deployment, Desk
from bot.commands.forget import CONFIRMED_WITHIN, Forget
from bot.refusal import Refusal
from bot.wording import Wording
from storage.people import Address, Chat, ChatKind, Reader
from storage.store import Store
from tests.bot.commands.conftest import BERLIN, NOW, SETTINGS, AskFor
from tests.making import a_paper

PAPER = "2511.00001"
GROUP, PRIVATE = ChatKind.GROUP, ChatKind.PRIVATE


@pytest.fixture
def forget(desk: Desk) -> Forget:
    """The family."""
    return Forget(desk)


def spoken_to(handler: Handler, **changes: object) -> Handler:
    """*handler*, asked by a reader with *changes*."""

    def run(asked: Asked) -> AsyncIterator[View]:
        return handler(replace(asked, reader=replace(asked.reader, **changes)))  # type: ignore[arg-type]

    return run


def by_member(handler: Handler) -> Handler:
    """*handler*, asked by somebody who does not administer the chat."""

    def run(asked: Asked) -> AsyncIterator[View]:
        return handler(replace(asked, request=replace(asked.request, may_settle=False)))

    return run


def said(view: View) -> str:
    """All lines of a view."""
    return " / ".join(line.text for line in view.lines)


def buttons(view: View) -> list[list[tuple[str, str]]]:
    """Label and data of each button, row by row."""
    return [[(action.label, action.data) for action in row] for row in view.actions]


async def here(store: Store, kind: ChatKind = PRIVATE) -> tuple[Reader, Chat]:
    """Who asks, and where."""
    reader = await store.open_reader("sink", "7", at=NOW)
    chat = await store.open_chat(Address(platform="sink", chat_id="7"), kind, SETTINGS)
    return reader, chat


def with_access(desk: Desk, access: Access) -> Forget:
    """The family of a deployment that is not open to all."""
    deployment = Deployment(defaults=SETTINGS, access=access)
    return Forget(replace(desk, deployment=deployment))


async def fill(store: Store, kind: ChatKind = PRIVATE) -> tuple[Reader, Chat]:
    """A reader and a chat of which something is kept."""
    reader, chat = await here(store, kind)
    await store.keep_papers([a_paper(1), a_paper(2)])
    await store.follow(chat.key, "cs.CV", at=NOW, most=50)
    await store.save(reader.key, PAPER, chat=chat.key, at=NOW)
    await store.say_of(reader.key, PAPER, 1, at=NOW)
    await store.say_of(reader.key, "2511.00002", -1, at=NOW)
    return reader, chat


async def left(store: Store) -> tuple[bool, bool]:
    """Whether the reader is known, and the chat."""
    reader = await store.reader("sink", "7")
    return reader is not None, await store.chat(Address(platform="sink", chat_id="7")) is not None


async def test_forgetting_says_first_what_goes(
    forget: Forget, store: Store, ask_for: AskFor
) -> None:
    """In a private chat all of it at once, with counts; nothing is deleted yet."""
    reader, chat = await fill(store)
    (view,) = await ask_for(forget.forget)
    assert said(view) == (
        "Everything about you and this chat would be deleted: 1 rule, 0 digests, 1 saved paper,"
        " what you said of 2 papers, all settings. / This cannot be undone."
    )
    assert buttons(view) == [
        [("Delete", f"1:forget:all:{reader.key}:{chat.key}"), ("Keep everything", "1:kept")]
    ]
    assert [action.grave for action in view.actions[0]] == [True, False]
    assert await left(store) == (True, True)
    (chinese,) = await ask_for(forget.forget, language="zh")
    assert said(chinese) == (
        "将删除关于你和这个聊天的全部数据：1 条规则，0 期摘要，收藏的论文 1 篇，"
        "对 2 篇论文的反馈，全部设置。 / 删除后无法恢复。"
    )


async def test_in_a_group_its_administrators_are_offered_both(
    forget: Forget, store: Store, ask_for: AskFor
) -> None:
    """Everybody else only what is kept about them; their private chat is apart."""
    reader, chat = await fill(store, GROUP)
    whose = f"{reader.key}:{chat.key}"
    (view,) = await ask_for(forget.forget, kind=GROUP)
    assert said(view) == (
        "Everything about you would be deleted: 1 saved paper, what you said of 2 papers,"
        " all settings. / Everything about the chat where you wrote /forget would be deleted:"
        " 1 rule, 0 digests, all settings. / Our private chat is not part of it; for that,"
        " write /forget there. / This cannot be undone."
    )
    assert buttons(view) == [
        [("Delete what is kept about me", f"1:forget:me:{reader.key}")],
        [("Delete what that chat follows and was sent", f"1:forget:chat:{whose}:t0ken")],
        [("Keep everything", "1:kept")],
    ]
    (mine,) = await ask_for(by_member(forget.forget), kind=GROUP)
    assert "the chat" not in said(mine)
    assert buttons(mine) == [
        [("Delete", f"1:forget:me:{reader.key}"), ("Keep everything", "1:kept")]
    ]


@pytest.mark.parametrize(
    ("access", "is_told"), [(Access.INVITE, True), (Access.LIST, False), (Access.OPEN, False)]
)
async def test_whoever_was_invited_is_told_of_the_way_back(
    desk: Desk, store: Store, ask_for: AskFor, access: Access, *, is_told: bool
) -> None:
    """A list in the settings admits them again, and so does a bot that is open."""
    forget = with_access(desk, access)
    handler = spoken_to(forget.forget, admitted=True)
    (view,) = await ask_for(handler)
    assert ("Coming back takes a new invitation." in said(view)) is is_told
    (done,) = await ask_for(spoken_to(forget.delete, admitted=True), "all")
    assert ("/start begins anew." in said(done)) is not is_told
    (own,) = await ask_for(forget.forget)
    assert "invitation" not in said(own)


async def test_a_group_that_was_admitted_is_told_of_the_way_back(
    desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """Its members, whom it admits, lose nothing by what is kept about them."""
    forget = with_access(desk, Access.INVITE)
    _, chat = await here(store, GROUP)
    await store.admit_chat(chat.key)
    (mine,) = await ask_for(by_member(forget.forget), kind=GROUP)
    (both,) = await ask_for(forget.forget, kind=GROUP)
    assert "invitation" not in said(mine)
    assert "invitation" in said(both)
    (done,) = await ask_for(forget.delete, "chat", kind=GROUP)
    assert said(done).endswith("Coming back takes a new invitation.")


async def test_an_administrator_is_told_what_they_would_give_up(
    forget: Forget, ask_for: AskFor
) -> None:
    """By a claim link, that is: what the settings say stays."""
    (view,) = await ask_for(spoken_to(forget.forget, is_operator=True))
    assert said(view).endswith("You would no longer administer this bot.")


@pytest.mark.parametrize(
    ("about", "word", "is_left"),
    [
        ("me", "Everything about you is deleted.", (False, True)),
        ("chat", "Everything about the chat where you wrote /forget is deleted.", (True, False)),
        ("all", "Everything about you and this chat is deleted.", (False, False)),
    ],
)
async def test_what_was_confirmed_is_deleted(
    forget: Forget,
    store: Store,
    ask_for: AskFor,
    about: str,
    word: str,
    is_left: tuple[bool, bool],
) -> None:
    """And nothing else; it is said in the place of the question."""
    await fill(store)
    (view,) = await ask_for(forget.delete, about)
    assert (view.manner, said(view)) == (Manner.INSTEAD, f"{word} / /start begins anew.")
    assert view.actions == ()
    assert await left(store) == is_left


async def test_the_buttons_that_were_offered_delete(
    forget: Forget, store: Store, ask_for: AskFor
) -> None:
    """Each does what it says."""
    await fill(store, GROUP)
    (view,) = await ask_for(forget.forget, kind=GROUP)
    mine, ours, _ = (data for ((_, data),) in buttons(view))
    await ask_for(forget.delete, ours.removeprefix("1:forget:"), kind=GROUP)
    assert await left(store) == (True, False)
    await ask_for(forget.delete, mine.removeprefix("1:forget:"), kind=GROUP)
    assert (await left(store))[0] is False


async def test_keeping_deletes_nothing(forget: Forget, store: Store, ask_for: AskFor) -> None:
    """In the place of the question, too."""
    await fill(store)
    (view,) = await ask_for(forget.keep)
    assert (view.manner, said(view)) == (Manner.INSTEAD, "Nothing was deleted.")
    assert await left(store) == (True, True)


@pytest.mark.parametrize("words", ["", "you", "me:99", "all:99:1", "chat:1:99", "me:1:1"])
async def test_a_button_for_somebody_else_or_another_chat_deletes_nothing(
    forget: Forget, store: Store, ask_for: AskFor, words: str
) -> None:
    """Nor does one that never was."""
    reader, chat = await fill(store)
    assert (reader.key, chat.key) == (1, 1)
    with pytest.raises(Refusal, match="not for you here"):
        await ask_for(forget.delete, words)
    assert await left(store) == (True, True)


@pytest.mark.parametrize("words", ["chat", "all", "chat:1:1"])
async def test_only_administrators_of_a_chat_delete_it(
    forget: Forget, store: Store, ask_for: AskFor, words: str
) -> None:
    """The command is for anyone, so the button asks."""
    await fill(store, GROUP)
    with pytest.raises(Refusal, match="Only administrators of this chat"):
        await ask_for(by_member(forget.delete), words, kind=GROUP)
    assert await left(store) == (True, True)
    await ask_for(by_member(forget.delete), "me", kind=GROUP)
    assert await left(store) == (False, True)


async def in_the_group(forget: Forget, store: Store, ask_for: AskFor) -> tuple[str, Chat]:
    """What the button carries that deletes a group, whose answer came to the private chat."""
    address = Address(platform="sink", chat_id="-1")
    group = await store.open_chat(address, GROUP, SETTINGS)
    await store.follow(group.key, "cs.CV", at=NOW, most=50)
    (view,) = await ask_for(asked_in(group, forget.forget))
    _, ((_, ours),), _ = buttons(view)
    await here(store)
    return ours.removeprefix("1:forget:"), group


def asked_in(chat: Chat, handler: Handler) -> Handler:
    """*handler*, asked in *chat*."""

    def run(asked: Asked) -> AsyncIterator[View]:
        request = replace(asked.request, address=chat.address, kind=chat.kind)
        return handler(replace(asked, request=request, chat=chat))

    return run


async def test_a_group_is_deleted_from_the_private_chat_of_who_may(
    forget: Forget, store: Store, ask_for: AskFor
) -> None:
    """Where the answer came; once, and nothing else is."""
    words, group = await in_the_group(forget, store, ask_for)
    (view,) = await ask_for(forget.delete, words)
    assert view.manner is Manner.INSTEAD
    assert said(view) == (
        "Everything about the chat where you wrote /forget is deleted. / /start begins anew."
    )
    assert await store.chat(group.address) is None
    assert await left(store) == (True, True)
    with pytest.raises(Refusal, match="not for you here"):
        await ask_for(forget.delete, words)


@pytest.mark.parametrize(
    "forged",
    [
        "chat:{reader}:{chat}",
        "chat:{reader}:{chat}:",
        "chat:{reader}:{chat}:another",
        "chat:{reader}:2{chat}:t0ken",
        "chat:99:{chat}:t0ken",
        "chat::{chat}:t0ken",
        "all:{reader}:{chat}:t0ken",
        "chat:{reader}:{chat}x:t0ken",
    ],
)
async def test_what_a_button_carries_cannot_be_made_up(
    forget: Forget, store: Store, ask_for: AskFor, forged: str
) -> None:
    """Without the pass, with one for another chat, or by somebody else."""
    _, group = await in_the_group(forget, store, ask_for)
    reader, _ = await here(store)
    with pytest.raises(Refusal, match="not for you here"):
        await ask_for(forget.delete, forged.format(reader=reader.key, chat=group.key))
    assert await store.chat(group.address) is not None
    assert await left(store) == (True, True)


async def test_who_may_delete_a_group_may_not_for_ever(
    desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """Who was its administrator may be none an hour later."""
    words, group = await in_the_group(Forget(desk), store, ask_for)
    later = Forget(replace(desk, now=lambda: NOW + CONFIRMED_WITHIN + timedelta(seconds=1)))
    with pytest.raises(Refusal, match="not for you here"):
        await ask_for(later.delete, words)
    assert await store.chat(group.address) is not None


async def test_a_group_that_was_admitted_is_out_also_when_deleted_from_elsewhere(
    desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """The private chat, where it is pressed, was never admitted itself."""
    forget = with_access(desk, Access.INVITE)
    words, group = await in_the_group(forget, store, ask_for)
    await store.admit_chat(group.key)
    (done,) = await ask_for(forget.delete, words)
    assert said(done).endswith("Coming back takes a new invitation.")


def test_the_family_declares_what_it_answers(forget: Forget) -> None:
    """Where others read along, all of it is for the person alone."""
    family = forget.family()
    assert [command.is_private for command in by_name((family,)).values()] == [True]
    assert [(press.verb, press.is_private) for press in family.presses] == [
        ("forget", True),
        ("kept", True),
    ]


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(words=st.text(max_size=4096), language=st.sampled_from(["en", "zh"]))
@example(words="\ud800\0" * 2048, language="en")
@example(words="chat:1:" + "9" * 4000 + ":t0ken", language="zh")
@example(words=":" * 4096, language="en")
@example(words="chat:1:²:t0ken", language="en")
async def test_whatever_is_written_is_answered(
    forget: Forget, ask_for: AskFor, words: str, language: str
) -> None:
    """By a view, or a refusal that can be said in the chat's language."""
    for run in (forget.forget, forget.delete, forget.keep):
        for kind in (PRIVATE, GROUP):
            try:
                assert all(map(dump, await ask_for(run, words, language=language, kind=kind)))
            except Refusal as refusal:
                told = Wording(language, BERLIN).told(refusal)
                assert told
