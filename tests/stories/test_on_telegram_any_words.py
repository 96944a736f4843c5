"""Anything as words, behind any command or none: a kind answer, and never a traceback."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.settings import Settings
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.conftest import eastern
from tests.stories.on_telegram import hurried, on_telegram, without_limits

TUESDAY = date(2026, 3, 3)
LONGEST = 4096  # UTF-16 units
ANYTHING = (
    "x" * LONGEST,
    "🚀" * LONGEST,
    "<b>&amp;</b> {name} %s {0} \u202e\u200b\u0000\ufeff\\" * 120,
    "-\"@,'\n" * 700,
    "9" * LONGEST,
    "cs.CV 2603.00001 https://arxiv.org/abs/ " * 100,
)
SHORT = ("/", "//", "/ /", "/nosuchcommand", "/help@another_bot", "START", "帮助", "-", "@", ",")


def written(command: str, words: str) -> str:
    """A command with as many of these *words* as one message takes."""
    text = f"/{command} {words}"
    return text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", errors="ignore")


async def test_any_words_behind_any_command(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> None:
    """Each is answered by one message; administrators may ask for all there is."""
    without_limits(telegram)
    arxiv.announce(TUESDAY, *papers(3, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T02:00"))
    boss = telegram.person("Boss")
    admins: dict[str, Any] = {"admins": (f"telegram:{boss}",)}
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv), **admins) as scene:
        offered = scene.living.reception.offered("en")
        people = {one.name: telegram.person(one.name) for one in offered}
        people |= {"status": boss, "invite": boss}
        for name, person in people.items():
            for words in ANYTHING:
                telegram.tell(person, written(name, words))
        for name, person in people.items():
            count = len(ANYTHING) * (2 if person == boss else 1)
            assert len(await scene.holds(person, count)) == count, name
        assert scene.faults() == []


async def test_any_words_without_a_command(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> None:
    """A rule, a search, a paper, or a sentence that helps."""
    without_limits(telegram)
    arxiv.at(eastern("2026-03-03T02:00"))
    eve = telegram.person("Eve")
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        for words in (*ANYTHING, *SHORT):
            said = telegram.tell(eve, written("", words).removeprefix("/ "))
            assert (await scene.reply(eve, said)).text, words
        assert scene.faults() == []
