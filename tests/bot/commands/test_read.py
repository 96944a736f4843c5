"""Reading: a paper's card, what was pasted, a search, a citation."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from adapters.ports import SourceError
from adapters.views import View, ViewKind, dump
from bot.commands.command import by_name
from bot.commands.desk import Desk
from bot.commands.read import Read
from bot.refusal import Refusal
from bot.shape import Shape
from bot.wording import Wording
from storage.people import Address, ChatKind
from storage.records import Paper, Summarised
from storage.store import Store
from tests.bot.commands.conftest import BERLIN, NOW, SETTINGS, AskFor, Office
from tests.making import a_paper, a_summary


async def patient(_: float) -> None:
    """Nobody has waited long, ever."""
    await asyncio.Event().wait()


def cited(paper: Paper) -> str:
    """A short citation."""
    return f"@misc{{{paper.id}}}"


@pytest.fixture
def read(desk: Desk) -> Read:
    """The family, with all the time in the world."""
    return Read(desk, cited, patient)


def said(view: View) -> str:
    """All that a view says."""
    lines = (*view.head, *view.lines, *view.foot)
    return " / ".join((*(line.text for line in lines), *(item.title for item in view.items)))


def buttons(view: View) -> list[tuple[str, str]]:
    """Label and data of each button."""
    return [(action.label, action.data) for row in view.actions for action in row]


def test_the_family_declares_what_it_answers(read: Read) -> None:
    """A card or a file that is asked for by a button is for who pressed it."""
    family = read.family()
    assert set(by_name((family,))) == {"paper", "search"}
    assert [(press.verb, press.is_private) for press in family.presses] == [
        ("card", True),
        ("in", False),
        ("bib", True),
        ("find", False),
    ]


@pytest.mark.parametrize("words", ["2511.00001", "https://arxiv.org/pdf/2511.00001v1.pdf"])
async def test_a_stored_paper_is_shown_with_its_summary(
    read: Read, store: Store, ask_for: AskFor, words: str
) -> None:
    """At once, in one view, made offline if there is none."""
    await store.keep_papers([a_paper()])
    (view,) = await ask_for(read.paper, words)
    assert view.kind is ViewKind.CARD
    assert view.items[0].title == "On rivers, part 1"
    assert view.items[0].text
    assert said(view).startswith("Sentences taken from the abstract")
    assert ("中文", "1:in:2511.00001:zh") in buttons(view)


async def test_a_paper_that_is_not_stored_is_asked_for(
    read: Read, office: Office, store: Store, ask_for: AskFor
) -> None:
    """And kept; nothing is said of the asking where it is quick."""
    office.archive.known["2511.00004"] = a_paper(4, version=2)
    (view,) = await ask_for(read.paper, "arXiv:2511.00004v1")
    assert view.head[0].text == "This is the newest version, not v1."
    assert await store.paper("2511.00004") == a_paper(4, version=2)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Name a paper"),
        ("2511.1", "is no arXiv identifier"),
        ("2511.00009", "arXiv has no paper 2511.00009"),
        ("2511.00001v7", "there is no v7"),
        ("2511.00001 2511.00002", "more than one paper"),
    ],
)
async def test_what_cannot_be_shown_has_its_own_sentence(
    read: Read, office: Office, ask_for: AskFor, words: str, sentence: str
) -> None:
    """Nothing given, mistyped, unknown, a version that does not exist, several."""
    office.archive.known["2511.00001"] = a_paper()
    with pytest.raises(Refusal, match=sentence):
        await ask_for(read.paper, words)


async def test_an_arxiv_out_of_reach_is_told(read: Read, office: Office, ask_for: AskFor) -> None:
    """With its own words."""
    office.archive.fault = SourceError("arXiv is busy.")
    with pytest.raises(Refusal, match=r"2511\.00001 is not stored, and arXiv is busy\."):
        await ask_for(read.paper, "2511.00001")


async def test_a_card_knows_whether_its_reader_saved_the_paper(
    read: Read, store: Store, ask_for: AskFor
) -> None:
    """The button takes it back then."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    await ask_for(read.paper, "2511.00001")
    reader = await store.open_reader("sink", "7", at=NOW)
    chat = await store.open_chat(Address(platform="sink", chat_id="7"), ChatKind.PRIVATE, SETTINGS)
    await store.save(reader.key, "2511.00001", chat=chat.key, at=NOW)
    (mine,) = await ask_for(read.paper, "2511.00001")
    (other,) = await ask_for(read.paper, "2511.00002")
    assert ("Saved ✓", "1:unsave:2511.00001:en") in buttons(mine)
    assert ("Save", "1:save:2511.00002:en") in buttons(other)


async def test_a_card_that_others_see_tells_nothing_of_its_reader(
    read: Read, store: Store, ask_for: AskFor
) -> None:
    """Whoever presses its button saves for themselves."""
    await store.keep_papers([a_paper()])
    reader = await store.open_reader("sink", "7", at=NOW)
    there = Address(platform="sink", chat_id="7")
    chat = await store.open_chat(there, ChatKind.GROUP, SETTINGS)
    await store.save(reader.key, "2511.00001", chat=chat.key, at=NOW)
    (view,) = await ask_for(read.paper, "2511.00001", kind=ChatKind.GROUP)
    assert ("Save", "1:save:2511.00001:en") in buttons(view)


async def test_a_card_answers_in_the_readers_own_language(
    read: Read, store: Store, ask_for: AskFor
) -> None:
    """Its words and its summary; the chat's where they chose none."""
    await store.keep_papers([a_paper()])
    chinese = Summarised(paper_id="2511.00001", version=1, summary=a_summary())
    await store.keep_summaries([chinese], at=NOW)
    (of_chat,) = await ask_for(read.paper, "2511.00001")
    assert of_chat.items[0].details[-1].label == "Abstract"
    reader = await store.open_reader("sink", "7", at=NOW)
    await store.set_language(reader.key, "zh")
    (own,) = await ask_for(read.paper, "2511.00001")
    assert (own.items[0].text, own.items[0].details[-1].label) == ("一句话。", "原文摘要")
    assert ("English", "1:in:2511.00001:en") in buttons(own)
    (same,) = await ask_for(read.paper, "2511.00001", language="zh")
    assert same == own


async def test_a_button_shows_the_card_in_another_language(
    read: Read, store: Store, ask_for: AskFor
) -> None:
    """Only in those that this deployment delivers."""
    await store.keep_papers([a_paper()])
    await store.keep_summaries(
        [Summarised(paper_id="2511.00001", version=1, summary=a_summary())], at=NOW
    )
    (view,) = await ask_for(read.in_language, "2511.00001:zh")
    assert view.items[0].text == "一句话。"
    assert ("English", "1:in:2511.00001:en") in buttons(view)
    for words in ("2511.00001:ja", "2511.00001", ""):
        with pytest.raises(Refusal, match="not offered here"):
            await ask_for(read.in_language, words)


async def test_a_pasted_link_opens_its_card(read: Read, store: Store, ask_for: AskFor) -> None:
    """Amid other words, and though two links lead to it."""
    await store.keep_papers([a_paper(version=2)])
    text = "look: https://arxiv.org/abs/2511.00001v2 (https://arxiv.org/pdf/2511.00001)!"
    (view,) = await ask_for(read.pasted, text)
    assert view.items[0].title == "On rivers, part 1"


async def test_several_pasted_links_are_a_list(read: Read, store: Store, ask_for: AskFor) -> None:
    """In the order they were pasted, a button each; nothing is asked of arXiv."""
    await store.keep_papers([a_paper(3)])
    (view,) = await ask_for(read.pasted, "2511.00003, 2511.00001v4 and 2511.00003v1", language="zh")
    assert (view.kind, view.head[0].text) == (ViewKind.LIST, "2 篇")
    assert [item.title for item in view.items] == ["On rivers, part 3", "2511.00001v4"]
    assert buttons(view) == [("1", "1:card:2511.00003"), ("2", "1:card:2511.00001v4")]


@pytest.mark.parametrize("number", ["7", "m9 2", " M9  2 "])
async def test_a_number_that_no_button_bears_is_told_kindly(
    read: Read, desk: Desk, ask_for: AskFor, number: str
) -> None:
    """As it was typed, where buttons are pressed by their numbers."""
    shown = " ".join(number.split())
    typing = Read(replace(desk, shape=lambda _: Shape(numbered=True)), cited)
    with pytest.raises(Refusal, match=rf"No message here has a button {shown}\."):
        await ask_for(typing.pasted, number)
    with pytest.raises(Refusal, match=r"Paste an arXiv link or identifier"):
        await ask_for(read.pasted, number)


@pytest.mark.parametrize("words", ["hello", "", "diffusion models", "1234567"])
async def test_other_words_are_told_how_to_search_and_follow(
    read: Read, ask_for: AskFor, words: str
) -> None:
    """With an example of each."""
    with pytest.raises(Refusal, match=r"/search diffusion.*/subscribe"):
        await ask_for(read.pasted, words)


@pytest.mark.parametrize(
    ("paper_id", "file_name"),
    [("2511.00001", "2511.00001.bib"), ("hep-th/9901001", "hep-th-9901001.bib")],
)
async def test_a_citation_is_a_file_and_can_be_copied(
    read: Read, store: Store, ask_for: AskFor, paper_id: str, file_name: str
) -> None:
    """Under the paper's title."""
    await store.keep_papers([a_paper(id=paper_id)])
    (view,) = await ask_for(read.cite, paper_id)
    assert said(view) == "On rivers, part 1"
    assert (view.file_name, view.file_text) == (file_name, f"@misc{{{paper_id}}}")
    assert [(action.label, action.copy) for action in view.actions[0]] == [
        ("Copy", f"@misc{{{paper_id}}}")
    ]


async def test_a_card_has_its_citation_at_hand(
    read: Read, desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """To be copied where it is short; a long one is a file, and no button copies it."""
    await store.keep_papers([a_paper()])
    (view,) = await ask_for(read.paper, "2511.00001")
    copies = [action.copy for row in view.actions for action in row if action.copy]
    assert copies == ["@misc{2511.00001}"]
    at_length = Read(desk, lambda paper: cited(paper) * 20, patient)
    (view,) = await ask_for(at_length.paper, "2511.00001")
    assert ("BibTeX", "1:bib:2511.00001") in buttons(view)
    (file,) = await ask_for(at_length.cite, "2511.00001")
    assert (file.file_text, file.actions) == ("@misc{2511.00001}" * 20, ())


LONG = (
    "{} %s " * 682,
    "\ud800\0" * 2048,
    "“河”{x}" * 819,
    "2511.00001v1 " * 315,
    '"' * 4096,
    "".join(map(chr, range(1, 4097))),
    ":" * 4096,
    "=\ud800x" * 1365,
    "rivers " * 585,
    "=rivers:²",
    "1:2:3",
)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("words", LONG, ids=range(len(LONG)))
async def test_whatever_is_written_gets_a_kind_answer(
    read: Read, store: Store, ask_for: AskFor, words: str, language: str
) -> None:
    """A view, or a refusal that can be said in the chat's language; never another error."""
    await store.keep_papers([a_paper(number) for number in range(1, 8)])
    wording = Wording(language, BERLIN)
    for run in (read.paper, read.pasted, read.search, read.find, read.in_language, read.cite):
        try:
            assert all(map(dump, await ask_for(run, words, language=language)))
        except Refusal as refusal:
            told = wording.told(refusal)
            assert told
            assert len(told) < 500
