"""A day of five hundred papers that are hard to show, in every kind of chat and both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.settings import Settings
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.conftest import eastern
from tests.stories.hard_text import hard_papers
from tests.stories.on_telegram import Scene, hurried, on_telegram, without_limits

TUESDAY = date(2026, 3, 3)
FEET = {
    "en": "500 announced · 500 matched · 50 shown · 450 more\n50 from the abstract · /why",
    "zh": "公布 500 · 匹配 500 · 本次 50 · 其余 450\n摘自原文 50 · /why",
}
MORE = {"en": "450 more", "zh": "其余 450"}
HEADS = {"en": "50 papers · 1/10", "zh": "50 篇 · 1/10"}


@pytest.fixture
async def scene(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> AsyncIterator[Scene]:
    """Five hundred papers are out, the hard ones first, and nobody follows anything."""
    without_limits(telegram)
    arxiv.announce(TUESDAY, *hard_papers(100, TUESDAY))
    arxiv.announce(TUESDAY, *papers(400, category="cs.CV", day=TUESDAY, start=101))
    arxiv.at(eastern("2026-03-03T09:00"))
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        yield scene
    assert scene.faults() == []


def numbers(message: Message) -> list[str]:
    """The numbers below a page."""
    return [label for label in message.labels if label.isdigit()]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_page_is_turned_and_cards_are_opened(scene: Scene, language: str) -> None:
    """One message, ten pages; each paper stands on one of them, and the accounts add up."""
    person = scene.telegram.person("Somebody", language=language)
    await scene.says(person, "/settings limit 50")
    await scene.follows(person, "cs.CV")
    page = await scene.hears(person, HEADS[language])
    seen, pressed = numbers(page), list[str]()
    for at in range(2, 11):
        await scene.presses(person, page, "›")
        page = await scene.becomes(page, f" · {at}/10\n")
        seen += numbers(page)
        pressed.append(numbers(page)[at % 5])
        await scene.presses(person, page, pressed[-1])
    assert seen == [str(number) for number in range(1, 51)]
    assert page.text.endswith(FEET[language])
    cards = await _cards(scene, person, len(pressed))
    opened = {card.links[0].rpartition("/")[2] for card in cards}
    assert opened == {f"2603.{int(number):05}" for number in pressed}
    await scene.presses(person, page, MORE[language])
    rest = await scene.hears(person, f"{MORE[language]} · 450")
    await scene.presses(person, rest, "›")
    assert numbers(await scene.becomes(rest, "10. ")) == list(map(str, range(6, 11)))


async def _cards(scene: Scene, person: int, count: int) -> list[Message]:
    """The cards in a private chat, as soon as there are so many."""

    def look() -> list[Message] | None:
        found = [m for m in scene.telegram.messages(person) if "BibTeX" in m.labels]
        return found if len(found) == count else None

    return await scene.telegram.until(look, 20)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_each_paper_is_a_message(scene: Scene, language: str) -> None:
    """Fifty cards, each with its buttons, the last one with the accounts."""
    person = scene.telegram.person("Somebody", language=language)
    await scene.says(person, "/settings layout cards")
    await scene.says(person, "/settings limit 50")
    await scene.follows(person, "cs.CV")
    await scene.settles()
    cards = [m for m in scene.telegram.messages(person) if len(m.labels) in (4, 5)]
    cards = [m for m in cards if m.text.startswith(("Tue 3 Mar 2026", "2026年3月3日"))]
    ids = [card.keyboard[0][0]["callback_data"].rpartition(":")[2] for card in cards]
    assert ids == [f"2603.{number:05}" for number in range(1, 51)]
    assert cards[-1].text.endswith(FEET[language])
    await scene.presses(person, cards[7], cards[7].labels[0])
    opened = await scene.hears(person, "cs.CV · 2603.00008 v1")
    assert "A & B < C > D" in opened.text
    assert (await scene.presses(person, cards[3], cards[3].labels[1])) != ""


async def test_groups_and_channels_get_three_messages(scene: Scene) -> None:
    """All fifty papers are on them, with less of each."""
    telegram = scene.telegram
    ada, wu = telegram.person("Ada"), telegram.person("Wu", language="zh")
    group, channel = telegram.supergroup("Lab", ada, wu), telegram.channel("News", ada)
    telegram.add_bot(group, by=wu)
    telegram.promote(wu, group)
    telegram.add_bot(channel, by=ada)
    await scene.hears(group, "/subscribe")
    await scene.hears(channel, "/subscribe")
    await scene.says(wu, "/settings@paperround_bot language zh", group)
    await scene.says(wu, "/settings@paperround_bot limit 50", group)
    await scene.posts(channel, "/settings limit 50")
    await scene.follows(wu, "cs.CV", group)
    telegram.post(channel, "/subscribe cs.CV")
    await scene.hears(channel, MORE["en"])
    await scene.hears(group, MORE["zh"])
    await scene.settles()
    for chat, language in ((group, "zh"), (channel, "en")):
        digest = [m for m in telegram.messages(chat) if m.text.startswith(("Tue ", "2026年"))]
        assert len(digest) == 3
        assert [n for m in digest for n in numbers(m)] == [str(n) for n in range(1, 51)]
        assert digest[-1].text.endswith(FEET[language])
        card = await scene.opens(wu, digest[1], numbers(digest[1])[2])
        assert "2603.000" in card.text
