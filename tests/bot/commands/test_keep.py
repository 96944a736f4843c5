"""Keeping: a reading list, what is said of papers, and how all of it is deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.ports import SourceError
from adapters.views import Manner, View, ViewKind, dump
from bot.buttons import notice
from bot.commands.command import Asked, Handler, by_name
from bot.commands.desk import Access, Deployment, Desk
from bot.commands.keep import Keep
from bot.commands.read import Read
from bot.refusal import Refusal
from bot.wording import Wording
from storage.people import Address, Chat, ChatKind, Reader
from storage.records import Summarised
from storage.store import Store
from tests.bot.commands.conftest import BERLIN, NOW, SETTINGS, AskFor, Office
from tests.making import a_paper, a_summary

PAPER = "2511.00001"
GROUP, PRIVATE = ChatKind.GROUP, ChatKind.PRIVATE


@pytest.fixture
def keep(desk: Desk) -> Keep:
    """The family, whose cards only tell how they were asked for."""
    return Keep(desk, telling("card"), telling("in"))


def telling(name: str) -> Handler:
    """A handler that says its *name* and the words that it got."""

    async def handler(asked: Asked) -> AsyncIterator[View]:
        yield notice(f"{name} {asked.words}")

    return handler


def by_member(handler: Handler) -> Handler:
    """*handler*, asked by somebody who does not administer the chat."""

    def run(asked: Asked) -> AsyncIterator[View]:
        return handler(replace(asked, request=replace(asked.request, may_settle=False)))

    return run


def spoken_to(handler: Handler, **changes: object) -> Handler:
    """*handler*, asked by a reader with *changes*."""

    def run(asked: Asked) -> AsyncIterator[View]:
        return handler(replace(asked, reader=replace(asked.reader, **changes)))  # type: ignore[arg-type]

    return run


def said(view: View) -> str:
    """All lines of a view."""
    return " / ".join(line.text for line in (*view.head, *view.lines, *view.foot))


def buttons(view: View) -> list[list[tuple[str, str]]]:
    """Label and data of each button, row by row."""
    return [[(action.label, action.data) for action in row] for row in view.actions]


async def here(store: Store, kind: ChatKind = PRIVATE) -> tuple[Reader, Chat]:
    """Who asks, and where."""
    reader = await store.open_reader("sink", "7", at=NOW)
    chat = await store.open_chat(Address(platform="sink", chat_id="7"), kind, SETTINGS)
    return reader, chat


async def saved(store: Store) -> list[str]:
    """What is on the reader's list."""
    reader, _ = await here(store)
    return [paper.id for paper in await store.saved(reader.key)]


def with_access(desk: Desk, access: Access) -> Keep:
    """The family of a deployment that is not open to all."""
    deployment = Deployment(defaults=SETTINGS, access=access)
    return Keep(replace(desk, deployment=deployment), telling("card"), telling("in"))


def test_the_family_declares_what_it_answers(keep: Keep) -> None:
    """Where others read along, a list and a deletion are for the person alone."""
    family = keep.family()
    commands = by_name((family,))
    assert {name: command.is_private for name, command in commands.items()} == {
        "save": False,
        "saved": True,
        "forget": True,
    }
    assert [press.verb for press in family.presses] == [
        "save", "unsave", "more", "less", "saved", "forget", "kept",
    ]  # fmt: skip


async def test_a_paper_is_saved_by_its_link(
    keep: Keep, office: Office, store: Store, ask_for: AskFor
) -> None:
    """One that is not stored is asked for; the answer names it, and counts."""
    office.archive.known["2511.00004"] = a_paper(4)
    (view,) = await ask_for(keep.save, "https://arxiv.org/abs/2511.00004")
    assert said(view) == "On rivers, part 4 / Saved: your list has 1 paper."
    assert buttons(view) == [[("Saved papers", "1:saved:1")]]
    (again,) = await ask_for(keep.save, "arXiv:2511.00004v1")
    assert again == view
    await store.keep_papers([a_paper()])
    (chinese,) = await ask_for(keep.save, PAPER, language="zh")
    assert said(chinese) == "On rivers, part 1 / 已收藏。列表中共有 2 篇。"


async def test_in_a_group_nobodys_list_is_told_of(
    keep: Keep, store: Store, ask_for: AskFor
) -> None:
    """Whoever pressed a button there would show all others their own list."""
    await store.keep_papers([a_paper()])
    (view,) = await ask_for(keep.save, PAPER, kind=GROUP)
    assert said(view) == "On rivers, part 1 / Saved. /saved shows your list."
    assert view.actions == ()
    assert await saved(store) == [PAPER]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (" ", "Name the paper to save"),
        ("rivers", "is no arXiv identifier"),
        ("2511.00009", "arXiv has no paper 2511.00009"),
    ],
)
async def test_what_cannot_be_saved_is_told(
    keep: Keep, ask_for: AskFor, words: str, sentence: str
) -> None:
    """Nothing, no identifier, no paper; typed or pressed."""
    with pytest.raises(Refusal, match=sentence):
        await ask_for(keep.save, words)
    for press in (keep.save_pressed, keep.more):
        with pytest.raises(Refusal):
            await ask_for(press, words)


async def test_a_digests_button_saves_with_a_short_word(
    keep: Keep, store: Store, ask_for: AskFor
) -> None:
    """So do old messages; twice is as good as once, in both directions."""
    await store.keep_papers([a_paper()])
    for _ in range(2):
        (view,) = await ask_for(keep.save_pressed, PAPER)
        assert (view.manner, said(view)) == (Manner.ASIDE, "Saved. /saved shows your list.")
        assert await saved(store) == [PAPER]
    for _ in range(2):
        (view,) = await ask_for(keep.unsave_pressed, PAPER)
        assert (view.manner, said(view)) == (Manner.ASIDE, "Taken off your list.")
        assert await saved(store) == []


@pytest.mark.parametrize(
    ("language", "own", "again"),
    [
        ("en", "", "card 2511.00001"),
        ("zh", "", "in 2511.00001:zh"),
        ("zh", "zh", "card 2511.00001"),
        ("en", "zh", "in 2511.00001:en"),
        ("ja", "", "card 2511.00001"),
        ("a:b", "", "card 2511.00001"),
    ],
)
async def test_a_card_comes_again_in_its_language(
    keep: Keep, store: Store, ask_for: AskFor, language: str, own: str, again: str
) -> None:
    """Not in one that is offered no more; what is usual for a reader needs no language."""
    await store.keep_papers([a_paper()])
    for press in (keep.save_pressed, keep.unsave_pressed):
        word, card = await ask_for(spoken_to(press, language=own), f"{PAPER}:{language}")
        assert word.manner is Manner.ASIDE
        assert (card.manner, said(card)) == (Manner.INSTEAD, again)


async def test_a_card_comes_again_with_the_other_button(
    desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """The very card that `/paper` shows."""
    await store.keep_papers([a_paper()])
    read = Read(desk, str)
    keep = Keep(desk, read.paper, read.in_language)
    _, card = await ask_for(keep.save_pressed, f"{PAPER}:en")
    assert ("Saved ✓", f"1:unsave:{PAPER}:en") in buttons(card)[1]
    _, card = await ask_for(keep.unsave_pressed, f"{PAPER}:zh")
    assert ("收藏", f"1:save:{PAPER}:zh") in buttons(card)[1]


@pytest.mark.parametrize("kind", [ChatKind.GROUP, ChatKind.CHANNEL])
async def test_a_card_that_others_see_stays_as_it_is(
    keep: Keep, store: Store, ask_for: AskFor, kind: ChatKind
) -> None:
    """Whoever saves is told so."""
    await store.keep_papers([a_paper()])
    for press in (keep.save_pressed, keep.unsave_pressed):
        views = await ask_for(press, f"{PAPER}:en", kind=kind)
        assert [view.manner for view in views] == [Manner.ASIDE]


async def test_the_last_word_about_a_paper_is_kept(
    keep: Keep, office: Office, store: Store, ask_for: AskFor
) -> None:
    """Also of one that is not stored yet; the same again is fine."""
    office.archive.known[PAPER] = a_paper()
    reader, _ = await here(store)
    for press, word, verdict in (
        (keep.more, "Noted: more like this.", 1),
        (keep.more, "Noted: more like this.", 1),
        (keep.less, "Noted: less like this.", -1),
    ):
        (view,) = await ask_for(press, PAPER)
        assert (view.manner, said(view)) == (Manner.ASIDE, word)
        assert await store.said_by(reader.key) == {PAPER: verdict}


async def test_an_arxiv_out_of_reach_saves_nothing(
    keep: Keep, office: Office, store: Store, ask_for: AskFor
) -> None:
    """And says why."""
    office.archive.fault = SourceError("arXiv is busy.")
    with pytest.raises(Refusal, match=r"arXiv is busy\."):
        await ask_for(keep.save, PAPER)
    assert await saved(store) == []


async def test_an_empty_list_says_how_to_fill_it(keep: Keep, ask_for: AskFor) -> None:
    """Also in the place of a page whose last paper was taken off."""
    (view,) = await ask_for(keep.saved)
    assert said(view).startswith("Nothing is saved yet: press Save")
    assert await ask_for(keep.turn, "2") == [replace(view, manner=Manner.INSTEAD)]


async def test_a_list_shows_what_is_stored_of_its_papers(
    keep: Keep, store: Store, ask_for: AskFor
) -> None:
    """Newest first, each with a number that opens its card; no summary is made for it."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    made = Summarised(paper_id=PAPER, version=1, summary=a_summary(language="en"))
    await store.keep_summaries([made], at=NOW)
    for paper_id in (PAPER, "2511.00002"):
        await ask_for(keep.save, paper_id)
    (view,) = await ask_for(keep.saved)
    assert (view.kind, view.manner) == (ViewKind.LIST, Manner.MESSAGE)
    assert said(view) == "Saved papers · 2 papers"
    assert [(item.title, item.text) for item in view.items] == [
        ("On rivers, part 2", ""),
        ("On rivers, part 1", "一句话。"),
    ]
    assert buttons(view) == [[("1", "1:card:2511.00002"), ("2", "1:card:2511.00001")]]
    assert await store.summaries(["2511.00002"]) == {}
    (chinese,) = await ask_for(keep.saved, language="zh")
    assert said(chinese) == "收藏的论文 · 2 篇"


async def test_a_long_list_turns_in_its_place(keep: Keep, store: Store, ask_for: AskFor) -> None:
    """Five papers each; beyond the last page is the last page."""
    await store.keep_papers([a_paper(number) for number in range(1, 13)])
    for number in range(1, 13):
        await ask_for(keep.save_pressed, a_paper(number).id)
    (first,) = await ask_for(keep.saved)
    assert buttons(first)[-1] == [("1/3", "1:saved:1"), ("›", "1:saved:2")]
    (second,) = await ask_for(keep.turn, "2")
    assert second.manner is Manner.INSTEAD
    assert [item.number for item in second.items] == [6, 7, 8, 9, 10]
    (last,) = await ask_for(keep.turn, "99999")
    assert [item.title[-2:] for item in last.items] == [" 2", " 1"]
    (begun,) = await ask_for(keep.turn, "x")
    assert begun == replace(first, manner=Manner.INSTEAD)


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


async def test_forgetting_says_first_what_goes(keep: Keep, store: Store, ask_for: AskFor) -> None:
    """In a private chat all of it at once, with counts; nothing is deleted yet."""
    reader, chat = await fill(store)
    (view,) = await ask_for(keep.forget)
    assert said(view) == (
        "Everything about you and this chat would be deleted: 1 rule, 0 digests, 1 saved paper,"
        " what you said of 2 papers, all settings. / This cannot be undone."
    )
    assert buttons(view) == [
        [("Delete", f"1:forget:all:{reader.key}:{chat.key}"), ("Keep everything", "1:kept")]
    ]
    assert [action.grave for action in view.actions[0]] == [True, False]
    assert await left(store) == (True, True)
    (chinese,) = await ask_for(keep.forget, language="zh")
    assert said(chinese) == (
        "将删除关于你和这个聊天的全部数据：1 条规则，0 期摘要，收藏的论文 1 篇，"
        "对 2 篇论文的反馈，全部设置。 / 删除后无法恢复。"
    )


async def test_in_a_group_its_administrators_are_offered_both(
    keep: Keep, store: Store, ask_for: AskFor
) -> None:
    """Everybody else only what is kept about them; their private chat is apart."""
    reader, chat = await fill(store, GROUP)
    (view,) = await ask_for(keep.forget, kind=GROUP)
    assert said(view) == (
        "Everything about you would be deleted: 1 saved paper, what you said of 2 papers,"
        " all settings. / Everything about this chat would be deleted: 1 rule, 0 digests,"
        " all settings. / Your private chat with me is another; write /forget there."
        " / This cannot be undone."
    )
    assert buttons(view) == [
        [("Delete what is kept about me", f"1:forget:me:{reader.key}")],
        [("Delete what this chat follows and was sent", f"1:forget:chat:{reader.key}:{chat.key}")],
        [("Keep everything", "1:kept")],
    ]
    (mine,) = await ask_for(by_member(keep.forget), kind=GROUP)
    assert "this chat" not in said(mine)
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
    keep = with_access(desk, access)
    handler = spoken_to(keep.forget, admitted=True)
    (view,) = await ask_for(handler)
    assert ("Coming back takes a new invitation." in said(view)) is is_told
    (done,) = await ask_for(spoken_to(keep.delete, admitted=True), "all")
    assert ("/start begins anew." in said(done)) is not is_told
    (own,) = await ask_for(keep.forget)
    assert "invitation" not in said(own)


async def test_a_group_that_was_admitted_is_told_of_the_way_back(
    desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """Its members, whom it admits, lose nothing by what is kept about them."""
    keep = with_access(desk, Access.INVITE)
    _, chat = await here(store, GROUP)
    await store.admit_chat(chat.key)
    (mine,) = await ask_for(by_member(keep.forget), kind=GROUP)
    (both,) = await ask_for(keep.forget, kind=GROUP)
    assert "invitation" not in said(mine)
    assert "invitation" in said(both)
    (done,) = await ask_for(keep.delete, "chat", kind=GROUP)
    assert said(done).endswith("Coming back takes a new invitation.")


async def test_an_administrator_is_told_what_they_would_give_up(
    keep: Keep, ask_for: AskFor
) -> None:
    """By a claim link, that is: what the settings say stays."""
    (view,) = await ask_for(spoken_to(keep.forget, is_operator=True))
    assert said(view).endswith("You would no longer administer this bot.")


@pytest.mark.parametrize(
    ("about", "word", "is_left"),
    [
        ("me", "Everything about you is deleted.", (False, True)),
        ("chat", "Everything about this chat is deleted.", (True, False)),
        ("all", "Everything about you and this chat is deleted.", (False, False)),
    ],
)
async def test_what_was_confirmed_is_deleted(
    keep: Keep,
    store: Store,
    ask_for: AskFor,
    about: str,
    word: str,
    is_left: tuple[bool, bool],
) -> None:
    """And nothing else; it is said in the place of the question."""
    await fill(store)
    (view,) = await ask_for(keep.delete, about)
    assert (view.manner, said(view)) == (Manner.INSTEAD, f"{word} / /start begins anew.")
    assert view.actions == ()
    assert await left(store) == is_left


async def test_the_buttons_that_were_offered_delete(
    keep: Keep, store: Store, ask_for: AskFor
) -> None:
    """Each does what it says."""
    await fill(store, GROUP)
    (view,) = await ask_for(keep.forget, kind=GROUP)
    mine, ours, _ = (data for ((_, data),) in buttons(view))
    await ask_for(keep.delete, ours.removeprefix("1:forget:"), kind=GROUP)
    assert await left(store) == (True, False)
    await ask_for(keep.delete, mine.removeprefix("1:forget:"), kind=GROUP)
    assert (await left(store))[0] is False


async def test_keeping_deletes_nothing(keep: Keep, store: Store, ask_for: AskFor) -> None:
    """In the place of the question, too."""
    await fill(store)
    (view,) = await ask_for(keep.keep)
    assert (view.manner, said(view)) == (Manner.INSTEAD, "Nothing was deleted.")
    assert await left(store) == (True, True)


@pytest.mark.parametrize("words", ["", "you", "me:99", "all:99:1", "chat:1:99", "me:1:1"])
async def test_a_button_for_somebody_else_or_another_chat_deletes_nothing(
    keep: Keep, store: Store, ask_for: AskFor, words: str
) -> None:
    """Nor does one that never was."""
    reader, chat = await fill(store)
    assert (reader.key, chat.key) == (1, 1)
    with pytest.raises(Refusal, match="not for you here"):
        await ask_for(keep.delete, words)
    assert await left(store) == (True, True)


@pytest.mark.parametrize("words", ["chat", "all", "chat:1:1"])
async def test_only_administrators_of_a_chat_delete_it(
    keep: Keep, store: Store, ask_for: AskFor, words: str
) -> None:
    """The command is for anyone, so the button asks."""
    await fill(store, GROUP)
    with pytest.raises(Refusal, match="Only administrators of this chat"):
        await ask_for(by_member(keep.delete), words, kind=GROUP)
    assert await left(store) == (True, True)
    await ask_for(by_member(keep.delete), "me", kind=GROUP)
    assert await left(store) == (False, True)


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(words=st.text(max_size=4096), language=st.sampled_from(["en", "zh"]))
@example(words="\ud800\0" * 2048, language="en")
@example(words="{}%s:" * 819, language="zh")
@example(words=":" * 4096, language="en")
@example(words=f"{PAPER}:{'x' * 4000}", language="zh")
@example(words="9" * 4096, language="en")
@example(words="²", language="en")
async def test_whatever_is_written_is_answered(
    keep: Keep, store: Store, ask_for: AskFor, words: str, language: str
) -> None:
    """By a view, or a refusal that can be said in the chat's language."""
    await store.keep_papers([a_paper()])
    for run in (keep.save, keep.save_pressed, keep.unsave_pressed, keep.more, keep.less,
                keep.saved, keep.turn, keep.forget, keep.delete, keep.keep):  # fmt: skip
        try:
            assert all(map(dump, await ask_for(run, words, language=language)))
        except Refusal as refusal:
            told = Wording(language, BERLIN).told(refusal)
            assert told
            assert len(told) < 500
