"""People on Telegram whose summaries a model writes: digests, cards, languages, evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.settings import Settings
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.llm.server import LocalLlm, local_llm
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.conftest import eastern
from tests.stories.on_telegram import on_telegram
from tests.stories.writing import with_model

TUESDAY = date(2026, 3, 3)
CHECKED = "LLM summary, checked against the abstract"


@pytest.fixture
def llm() -> Iterator[LocalLlm]:
    """A local model; the bot asks it as it should."""
    with local_llm() as llm:
        yield llm
        assert llm.violations == []


async def test_a_reader_gets_checks_and_turns_to_another_language(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings, llm: LocalLlm
) -> None:
    """From the first digest, written while they waited, to what is behind a card in German."""
    arxiv.announce(TUESDAY, *papers(7, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    asked = with_model(settings, llm, languages=("en", "zh", "de"), access="open")
    ada = telegram.person("Ada", language="en")
    async with on_telegram(telegram, arxiv, asked) as scene:
        await scene.follows(ada, "cs.CV")
        digest = await scene.hears(ada, "7 papers")
        assert "from the abstract" not in digest.text
        await scene.presses(ada, digest, "›")
        second = await scene.becomes(digest, "2/2")
        assert second.text.endswith("7 announced · 7 matched · 7 shown\n7 summarised · /why")
        await scene.presses(ada, second, "6")
        card = await scene.hears(ada, CHECKED)
        assert sum(llm.papers.values()) == 7
        await scene.presses(ada, card, "Evidence")
        proof = await scene.becomes(card, "Quoted from the abstract")
        assert "TL;DR" in proof.text
        assert "\n› " in proof.text
        await scene.presses(ada, proof, "Back to the card")
        card = await scene.becomes(proof, CHECKED)
        await scene.presses(ada, card, "Deutsch")
        german = await scene.becomes(card, "Die Arbeit")
        assert CHECKED in german.text
        assert sum(llm.papers.values()) == 8
        await scene.presses(ada, german, "Evidence")
        await scene.becomes(german, "Quoted from the abstract")
        assert scene.faults() == []
    assert telegram.doubles() == {}


async def test_what_was_sent_too_early_is_edited(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings, llm: LocalLlm
) -> None:
    """A model that is down when the digest goes out: sentences of the abstract, then its own."""
    llm.go_down()
    arxiv.announce(TUESDAY, *papers(3, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada = telegram.person("Ada", language="zh")
    async with on_telegram(telegram, arxiv, with_model(settings, llm, access="open")) as scene:
        await scene.follows(ada, "cs.CV")
        digest = await scene.hears(ada, "· 3 篇")
        assert "摘自原文 3（摘要完成后在此更新）" in digest.text
        llm.come_back()
        arxiv.at(eastern("2026-03-03T09:10"))
        await scene.living.work.summarise()
        await scene.living.work.heal()
        healed = await scene.becomes(digest, "摘要 3 · /why")
        assert "摘自原文" not in healed.text
        assert scene.faults() == []
