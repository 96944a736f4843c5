"""What people may choose while they type in an option on Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.conversation import Filling, Suggestion
from adapters.discord.suggesting import LONGEST, _choices
from storage.people import Address
from tests.adapters.discord.listening import Ears, listening, until
from tests.fakes.discord.conftest import Lab
from tests.fakes.discord.server import LocalDiscord


@pytest.fixture
async def ears(local: LocalDiscord, lab: Lab) -> AsyncIterator[Ears]:
    """A client that listens in the lab."""
    async with listening(local) as ears:
        yield ears


async def chosen(ears: Ears, lab: Lab, typed: str, **others: str) -> list[tuple[str, str]]:
    """What is shown and what it stands for, while Ada types a rule for `/digest`."""
    number = ears.local.complete(lab.ada, lab.papers, "digest", "rule", typed, **others)
    answer = await ears.local.answered(number)
    return [(choice["name"], choice["value"]) for choice in answer.choices]


async def test_the_bot_is_asked_at_every_letter(ears: Ears, lab: Lab) -> None:
    """With what stands in the other options, by their English names."""
    found = await chosen(ears, lab, "cs.", date="2025-12-12")
    assert found == [("Louder", "cs.!"), ("cs.CV Vision", "cs.CV")]
    assert ears.bot.fillings == [
        Filling(
            address=Address(platform="discord", chat_id=str(lab.papers)),
            reader=str(lab.ada),
            command="digest",
            parameter="rule",
            words="cs.",
            language="en-US",
            others={"date": "2025-12-12"},
        )
    ]
    assert ears.bot.heard == []


async def test_nothing_typed_is_asked_as_well(ears: Ears, lab: Lab) -> None:
    """That is how people see what there is."""
    assert len(await chosen(ears, lab, "")) == 2
    assert ears.bot.fillings[0].words == ""


async def test_what_breaks_shows_nothing(ears: Ears, lab: Lab) -> None:
    """The log has it."""

    async def broken(filling: Filling) -> tuple[Suggestion, ...]:
        raise ZeroDivisionError

    ears.bot.suggesting = broken
    with capture_logs() as logs:
        assert await chosen(ears, lab, "x") == []
    assert [line["event"] for line in logs] == ["nothing suggested"]


async def test_what_takes_too_long_shows_nothing(ears: Ears, lab: Lab) -> None:
    """In time: a late answer would be none."""

    async def slow(filling: Filling) -> tuple[Suggestion, ...]:
        await asyncio.sleep(60)
        return ()

    ears.bot.suggesting = slow
    with capture_logs() as logs:
        assert await chosen(ears, lab, "x") == []
    assert [line["event"] for line in logs] == ["nothing suggested in time"]


async def test_too_late_is_a_line_in_the_log(ears: Ears, lab: Lab) -> None:
    """Who types on has asked again meanwhile."""
    ears.local.fault("refuse", route="answer", code=10062)
    with capture_logs() as logs:
        ears.local.complete(lab.ada, lab.papers, "digest", "rule", "x")
        await until(lambda: logs)
    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("suggestions not shown", "info")
    ]


async def test_options_of_old_commands_are_answered(ears: Ears, lab: Lab) -> None:
    """Discord may still offer what was registered before."""
    option = {"name": "rule", "type": 3, "description": "Which", "autocomplete": True}
    old = {"name": "old", "type": 1, "description": "Old", "id": "1", "options": [option]}
    ears.local.commands[None].append(old)
    number = ears.local.complete(lab.ada, lab.papers, "old", "rule", "x")
    assert (await ears.local.answered(number)).kind == "choices"


@given(st.lists(st.builds(Suggestion, st.text(max_size=130), st.text(max_size=130)), max_size=30))
def test_only_what_discord_takes_is_shown(suggestions: list[Suggestion]) -> None:
    """What is too long is left out, never cut: it would stand for something else."""
    choices = list(_choices(suggestions))
    words = {one.words for one in suggestions}
    assert all(choice.value in words for choice in choices)
    assert all(0 < len(text) <= LONGEST for one in choices for text in (one.name, one.value))
