"""The bot on Telegram, as one person there meets it."""

from __future__ import annotations

from datetime import date

from bot.settings import Settings
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.conftest import eastern
from tests.stories.on_telegram import on_telegram

TUESDAY = date(2026, 3, 3)


async def test_a_newcomer_comes_to_a_first_digest(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> None:
    """From START by a button to the digest of the day, its pages, a card, a saved paper."""
    arxiv.announce(TUESDAY, *papers(7, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada = telegram.person("Ada", language="en")
    async with on_telegram(telegram, arxiv, settings) as scene:
        welcome = await scene.reply(ada, telegram.begin(ada))
        assert welcome.text.startswith("Paperround brings the day's new arXiv papers here")
        await scene.presses(ada, welcome, "cs.CV")
        digest = await scene.hears(ada, "7 papers")
        assert digest.text.startswith("Tue 3 Mar 2026 · 7 papers · 1/2\ncs.CV 7\n\n1. ")
        assert digest.button("1")["callback_data"] == "1:card:2603.00001"
        await scene.presses(ada, digest, "›")
        second = await scene.becomes(digest, "2/2")
        assert second.text.endswith("7 announced · 7 matched · 7 shown\n7 from the abstract · /why")
        await scene.presses(ada, second, "6")
        card = await scene.reply(ada, digest)
        assert "cs.CV · 2603.00006 v1 · announced Tue 3 Mar 2026" in card.text
        assert (await scene.presses(ada, card, "Save")).startswith("Saved")
        await scene.becomes(card, "2603.00006")
        saved = await scene.says(ada, "/saved")
        assert "1 paper" in saved.text
    assert telegram.refusals() == []
    assert telegram.doubles() == {}
