"""The edges of listening: the end, a lost announcement, interactions that make no sense."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from adapters.conversation import Request, Unavailable
from adapters.discord.door import Door
from adapters.discord.listening import Listening
from adapters.discord.under_way import UnderWay
from adapters.views import View
from tests.adapters.discord.listening import (
    ListeningBot,
    Memory,
    in_turn,
    listening,
    saying,
    until,
)
from tests.fakes.discord.conftest import Lab
from tests.fakes.discord.server import LocalDiscord


async def test_what_never_ends_is_given_up() -> None:
    """In the end nobody waits for it for ever; nothing under way is no wait at all."""
    under_way = UnderWay()

    async def hang() -> None:
        with under_way.counted():
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await asyncio.sleep(0)
    await under_way.finish(patience=0.01)
    await asyncio.wait({task}, timeout=1)
    assert task.cancelled()
    await under_way.finish()
    assert under_way.is_closed


async def test_an_announcement_that_is_lost_is_a_line_in_the_log(
    local: LocalDiscord, lab: Lab
) -> None:
    """The answer itself is tried all the same."""
    may = asyncio.Event()

    async def slow(request: Request) -> AsyncIterator[View]:
        await may.wait()
        yield saying("one")

    async with listening(local) as ears:
        ears.bot.answering = slow
        local.fault("drop", route="answer", times=3)
        with capture_logs() as logs:
            number = local.invoke(lab.ada, lab.papers, "start")
            await until(lambda: len(logs) == 3)
            may.set()
            assert (await local.answered(number)).text == "one"
        tries = ["connection cut, answering again"] * 2
        assert [line["event"] for line in logs] == [*tries, "answer not announced"]


async def test_an_interaction_that_makes_no_sense_spoils_no_other(
    local: LocalDiscord, lab: Lab
) -> None:
    """The log has it."""
    async with listening(local) as ears:
        ears.bot.answering = in_turn(saying("one"))
        offered, ears.bot.commands = ears.bot.commands, None  # type: ignore[assignment]
        with capture_logs() as logs:
            local.invoke(lab.ada, lab.papers, "start")
            await until(lambda: logs)
        assert [line["event"] for line in logs] == ["interaction not answered"]
        ears.bot.commands = offered
        assert (await ears.uses(lab.ada, lab.papers, "start")).text == "one"


async def test_commands_cannot_be_told_to_nobody() -> None:
    """Where Discord is not reached, that is said."""
    door = Door(token="a.b.c", api_url="http://127.0.0.1:9/api")  # noqa: S106 - nobody's
    with pytest.raises(Unavailable):
        await Listening(door, Memory()).sync(ListeningBot())
