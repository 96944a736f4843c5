"""What is written without a command finds its place, in a table of all commands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.conversation import Request, Who
from adapters.views import View
from bot.commands.answering import Answering
from bot.commands.command import Asked, Command, Family, by_name
from bot.commands.desk import Desk
from bot.commands.table import Table, table_of
from storage.people import Address, ChatKind
from storage.store import Store
from tests.bot.planned import MONDAY, WEDNESDAY, World, labels, numbered, text_of

HERE = Address(platform="sink", chat_id="7")


@pytest.fixture
def world(store: Store) -> World:
    """Announcements."""
    return World(store)


@pytest.fixture
def table(desk: Desk, world: World) -> Table:
    """All commands."""
    return table_of(replace(desk, asks_arxiv=False), world.planner, str)


async def answer(desk: Desk, table: Table, text: str, *, may_settle: bool = True) -> View:
    """The last view in answer to what was written in a chat."""
    kind = ChatKind.PRIVATE if may_settle else ChatKind.GROUP
    request = Request(address=HERE, kind=kind, reader="7", text=text, may_settle=may_settle)
    *_, last = [view async for view in Answering(desk, table)(request)]
    return last


async def rules_here(store: Store) -> list[str]:
    """What the chat follows."""
    chat = await store.chat(HERE)
    assert chat is not None
    return [followed.rule for followed in await store.rules_of(chat.key)]


@pytest.mark.parametrize("may_settle", [True, False])
async def test_a_paper_that_is_named_is_shown_to_anybody(
    desk: Desk, table: Table, world: World, *, may_settle: bool
) -> None:
    """One is a card, several are a list; neither is followed."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    one = await answer(desk, table, " look: arxiv.org/abs/2511.00001v1 ", may_settle=may_settle)
    assert [item.title for item in one.items] == ["On rivers, part 1"]
    two = await answer(desk, table, "2511.00001 and 2511.00002", may_settle=may_settle)
    assert [item.paper_id for item in two.items] == ["2511.00001", "2511.00002"]
    assert await rules_here(world.store) == []


@pytest.mark.parametrize("text", ["3", " 12 ", "m4 2"])
async def test_a_number_was_meant_for_a_button(
    desk: Desk, table: Table, store: Store, text: str
) -> None:
    """It is no rule; where buttons have no numbers, nobody is told of them."""
    said = text_of(await answer(desk, table, text))
    assert said.startswith("Paste an arXiv link or identifier to see its card.")
    assert await rules_here(store) == []


async def test_a_rule_is_followed_by_who_may(desk: Desk, table: Table, world: World) -> None:
    """With a category it is one; words alone are asked about."""
    await world.announce(MONDAY, *numbered(1, 1))
    assert "Following cs.CV rivers" in text_of(await answer(desk, table, "cs.CV rivers"))
    asked = await answer(desk, table, "optical flow")
    assert labels(asked) == [["Follow", "Search"]]
    assert await rules_here(world.store) == ["cs.CV rivers"]


async def test_in_a_group_others_are_told_how_to_read(
    desk: Desk, table: Table, store: Store
) -> None:
    """Who may not settle what the chat gets follows nothing by what they say."""
    said = text_of(await answer(desk, table, "cs.CV rivers", may_settle=False))
    assert said.startswith("Paste an arXiv link or identifier to see its card.")
    assert await rules_here(store) == []


async def test_nothing_at_all_is_answered(desk: Desk, table: Table) -> None:
    """An empty message, one of blanks, signs alone."""
    for text in ("", " \n ", "…", "/", "//", "@"):
        view = await answer(desk, table, text)
        assert text_of(view)
        assert "went wrong" not in text_of(view)


def test_only_some_may_change_what_a_chat_gets(table: Table) -> None:
    """What follows, pauses or sets is for a chat's administrators, by words and by buttons."""
    settlers = {name for name, one in table.commands.items() if one.who is Who.SETTLERS}
    assert settlers == {"subscribe", "unsubscribe", "pause", "resume", "settings", "setup"}
    operators = {name for name, one in table.commands.items() if one.who is Who.OPERATORS}
    assert operators == {"status", "broadcast"}
    pressed = {verb for verb, one in table.presses.items() if one.who is Who.SETTLERS}
    assert pressed == {"follow", "drop", "resume", "set", "setup"}
    operated = {verb for verb, one in table.presses.items() if one.who is Who.OPERATORS}
    assert operated == {"cast"}


def test_every_command_has_a_name_of_its_own() -> None:
    """As every press has its verb."""

    async def run(asked: Asked) -> AsyncIterator[View]:
        yield View()

    family = Family(commands=(Command(name="paper", description="", run=run),))
    assert set(by_name((family,))) == {"paper"}
    with pytest.raises(ValueError, match="same name"):
        by_name((family, family))
