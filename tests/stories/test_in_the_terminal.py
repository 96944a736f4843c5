"""The chat in a terminal: what is due is printed once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, time
from io import StringIO

from rich.console import Console

from bot.jobs import JobName
from bot.work import EVERYTHING, followed_subjects
from storage.people import Address, ChatKind, ChatSettings
from storage.records import ARXIV_ZONE
from tests.fakes.arxiv.papers import papers
from tests.stories.conftest import House, eastern

TUESDAY = date(2026, 3, 3)
LOCAL = Address(platform="terminal", chat_id="local")


async def nothing() -> AsyncIterator[str]:
    """Nobody types anything."""
    lines: tuple[str, ...] = ()
    for line in lines:
        yield line


async def test_what_is_due_is_printed_once(house: House) -> None:
    """Collected, planned and sent by the jobs of the living bot; a second look prints nothing."""
    house.arxiv.announce(TUESDAY, *papers(3, category="cs.CV", day=TUESDAY, start=1))
    house.arxiv.at(eastern("2026-03-03T09:00"))
    settings = ChatSettings(hour=time(8, 30), zone=ARXIV_ZONE)
    chat = await house.app.store.open_chat(LOCAL, ChatKind.PRIVATE, settings)
    now = house.arxiv.now.astimezone(UTC)
    await house.app.store.follow(chat.key, "cs.CV", at=now, most=50)
    printed = StringIO()
    terminal = house.app.terminal(Console(file=printed, width=100), nothing())
    living = house.app.living({terminal.name: terminal})
    await living.work.handlers()[JobName.COLLECT]()
    await living.deliver_once()
    assert "Tue 3 Mar 2026 · 3 papers" in printed.getvalue()
    assert "3 announced · 3 matched · 3 shown" in printed.getvalue()
    once = printed.getvalue()
    again = house.app.living({terminal.name: terminal})
    await again.deliver_once()
    assert printed.getvalue() == once
    await living.work.handlers()[JobName.TIDY]()
    await living.work.handlers()[JobName.HEAL]()


async def test_subjects_are_asked_for_once(house: House) -> None:
    """An archive holds its categories; a rule without a category asks for everything."""
    house.arxiv.at(eastern("2026-03-03T09:00"))
    settings = ChatSettings(zone=ARXIV_ZONE)
    chat = await house.app.store.open_chat(LOCAL, ChatKind.PRIVATE, settings)
    now = house.arxiv.now.astimezone(UTC)
    for rule in ("cs.CV", "cs", "hep-th"):
        await house.app.store.follow(chat.key, rule, at=now, most=50)
    assert await followed_subjects(house.app.store) == ("cs", "hep-th")
    await house.app.store.follow(chat.key, "diffusion", at=now, most=50)
    assert await followed_subjects(house.app.store) == EVERYTHING
