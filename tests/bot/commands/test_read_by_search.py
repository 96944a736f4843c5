"""Searching what is stored, page by page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.views import Manner, View, ViewKind
from bot.commands.desk import Desk
from bot.commands.read import Read
from bot.refusal import Refusal
from storage.records import Summarised
from storage.store import Store
from tests.bot.commands.conftest import NOW, AskFor
from tests.making import a_paper, a_summary


@pytest.fixture
def read(desk: Desk) -> Read:
    """The family."""
    return Read(desk, str)


def buttons(view: View) -> list[tuple[str, str]]:
    """Label and data of each button."""
    return [(action.label, action.data) for row in view.actions for action in row]


async def test_a_search_lists_what_is_stored(read: Read, store: Store, ask_for: AskFor) -> None:
    """With the sentences that are stored; none is made for it."""
    await store.keep_papers([a_paper(1), a_paper(2, title="On lakes", abstract="We like lakes.")])
    await store.keep_summaries(
        [Summarised(paper_id="2511.00001", version=1, summary=a_summary(language="en"))], at=NOW
    )
    (view,) = await ask_for(read.search, "rivers  cat:cs.CV")
    assert view.kind is ViewKind.LIST
    assert view.head[0].text == "rivers cat:cs.CV · 1 paper"
    assert [(item.number, item.title, item.text) for item in view.items] == [
        (1, "On rivers, part 1", "一句话。")
    ]
    assert buttons(view) == [("1", "1:card:2511.00001")]
    (lakes,) = await ask_for(read.search, "lakes", language="zh")
    assert (lakes.items[0].text, lakes.head[0].text) == ("", "lakes · 1 篇")
    assert await store.summaries(["2511.00002"]) == {}


async def test_a_search_turns_its_pages(read: Read, store: Store, ask_for: AskFor) -> None:
    """Five papers each, fifty at most; long words are carried by a token."""
    await store.keep_papers([a_paper(number) for number in range(1, 61)])
    for words in ("rivers", 'rivers "we present method" matter it wins cat:cs.CV'):
        (first,) = await ask_for(read.search, words)
        assert len(first.items) == 5
        assert first.foot[0].text == "These are the best 50; more words narrow it."
        *_, (at, same), (on, second) = buttons(first)
        assert (at, on) == ("1/10", "›")
        (next_page,) = await ask_for(read.find, second.removeprefix("1:find:"))
        assert [item.number for item in next_page.items] == [6, 7, 8, 9, 10]
        (again,) = await ask_for(read.find, same.removeprefix("1:find:"))
        assert again == replace(first, manner=Manner.INSTEAD)
    (last,) = await ask_for(read.find, "=rivers:99999")
    assert [label for label, _ in buttons(last)][-2:] == ["‹", "10/10"]
    (begun,) = await ask_for(read.find, "=rivers:x")
    assert begun.items[0].number == 1


async def test_a_search_whose_words_were_forgotten_is_told(read: Read, ask_for: AskFor) -> None:
    """An old button, or one that never was."""
    for words in ("", "f00:2"):
        with pytest.raises(Refusal, match="too old"):
            await ask_for(read.find, words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("zebra", "No paper stored here has all of that"),
        ("河流", "'?河流'? is not in Latin letters"),
        ("", "Give one or more words"),
        ("flow cat:cs.VC", "There is no category 'cs.VC'"),
    ],
)
async def test_a_search_that_finds_nothing_says_how_to_widen_it(
    read: Read, ask_for: AskFor, words: str, sentence: str
) -> None:
    """Or what is wrong with its words."""
    with pytest.raises(Refusal, match=sentence):
        await ask_for(read.search, words)
