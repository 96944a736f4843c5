"""Keeping: a reading list, and what is said of papers."""

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
from bot.commands.desk import Desk
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


def test_the_family_declares_what_it_answers(keep: Keep) -> None:
    """Where others read along, a reading list is for the person alone."""
    family = keep.family()
    commands = by_name((family,))
    assert {name: command.is_private for name, command in commands.items()} == {
        "save": False,
        "saved": True,
    }
    assert [(press.verb, press.is_private) for press in family.presses] == [
        ("save", False),
        ("unsave", False),
        ("more", False),
        ("less", False),
        ("saved", True),
    ]


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
                keep.saved, keep.turn):  # fmt: skip
        try:
            assert all(map(dump, await ask_for(run, words, language=language)))
        except Refusal as refusal:
            told = Wording(language, BERLIN).told(refusal)
            assert told
            assert len(told) < 500
