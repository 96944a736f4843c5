"""A card whose summary a model has to write, for the person who opened it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.model import Trouble
from adapters.summaries.extractive.summariser import ExtractiveSummariser
from adapters.views import View
from bot.commands.read import Read
from bot.summarise import Summaries
from storage.records import Paper
from storage.store import Store
from tests.bot.commands.conftest import NOW, AskFor, Office
from tests.bot.test_writing import PAPERS
from tests.bot.test_writing import Office as Writing
from tests.fakes.model.model import failing


def bibtex(paper: Paper) -> str:
    """No matter here."""
    return "@misc{x}"


class Cards:
    """What shows cards, with a model that answers by a script."""

    def __init__(self, office: Office, writing: Writing) -> None:
        self.writing = writing
        summaries = Summaries(
            office.desk.store,
            ExtractiveSummariser(),
            lambda: NOW,
            lambda *_: None,
            writer=writing.writer,
        )
        self.read = Read(replace(office.desk, summaries=summaries), bibtex)


@pytest.fixture
async def cards(office: Office, store: Store) -> Cards:
    """The model answers well."""
    await store.keep_papers(PAPERS)
    return Cards(office, Writing(store))


def foot(view: View) -> list[str]:
    """What stands below the paper."""
    return [line.text for line in view.foot]


async def test_a_summary_is_written_for_who_asks(cards: Cards, ask_for: AskFor) -> None:
    """Once; after that it is there for all."""
    for _ in range(2):
        view = (await ask_for(cards.read.paper, PAPERS[0].id))[-1]
        assert view.items[0].text == "一句话。"
        assert foot(view) == ["LLM summary, checked against the abstract"]
    assert cards.writing.model.asked == {PAPERS[0].id: 1}


async def test_another_language_is_written_when_it_is_asked_for(
    cards: Cards, ask_for: AskFor
) -> None:
    """By its button on the card."""
    await ask_for(cards.read.paper, PAPERS[0].id)
    await ask_for(cards.read.in_language, f"{PAPERS[0].id}:zh")
    asked = [question.languages for question in cards.writing.model.questions]
    assert asked == [("en",), ("zh",)]


async def test_without_an_answer_the_abstract_stands_in(cards: Cards, ask_for: AskFor) -> None:
    """Nothing is promised."""
    cards.writing.model.script = iter([failing(Trouble.REFUSED)])
    view = (await ask_for(cards.read.paper, PAPERS[0].id))[-1]
    assert foot(view) == ["Sentences taken from the abstract"]
    assert view.items[0].text


async def test_who_asked_for_too_many_reads_why_on_the_card(cards: Cards, ask_for: AskFor) -> None:
    """The card is there all the same; what is stored stays free."""
    views = [(await ask_for(cards.read.paper, paper.id))[-1] for paper in PAPERS]
    told = [foot(view) for view in views]
    written = told.index(["LLM summary, checked against the abstract"]), told.count(told[0])
    assert written == (0, cards.writing.model.asked.total())
    assert 0 < written[1] < len(PAPERS)
    source, why = told[-1]
    assert source == "Sentences taken from the abstract"
    assert "summaries today" in why
    again = (await ask_for(cards.read.paper, PAPERS[0].id))[-1]
    assert foot(again) == told[0]
