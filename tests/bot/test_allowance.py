"""What people may ask for on one day: by reader, by place, in all, and by the budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.model import Tokens
from bot.money.allowance import LEAST_IN_ALL, MOST_A_PLACE, MOST_A_READER, most_requests
from bot.money.budget import Short
from bot.money.purse import Asker, Purse, place_of
from bot.refusal import Refusal
from storage.people import UTC_ZONE, Address, Chat, ChatKind, ChatSettings
from storage.spending import Expense, Requests, Spent
from storage.store import Store
from tests.bot.paying import (
    ADA,
    ENGLISH,
    NOVEMBER,
    NOW,
    ONE,
    Clock,
    PurseOf,
    purses_on,
    short_for,
    spend,
)


@pytest.fixture
def clock() -> Clock:
    """It stands at three in the afternoon of a Wednesday."""
    return Clock()


@pytest.fixture
def purse_of(store: Store, clock: Clock) -> PurseOf:
    """Makes purses."""
    return purses_on(store, clock)


async def refused(purse: Purse, asker: Asker, expected: Tokens = Tokens()) -> str:  # noqa: B008
    """What a reader is told who asks; '' where they may."""
    try:
        await purse.may_ask(asker, "zh", ENGLISH, expected)
    except Refusal as refusal:
        return ENGLISH.told(refusal)
    return ""


async def test_a_reader_may_ask_for_so_many_a_day(
    store: Store, purse_of: PurseOf, clock: Clock
) -> None:
    """Then they are told when they may again, by their clock; what is refused is not counted."""
    purse = purse_of()
    for _ in range(MOST_A_READER):
        assert await refused(purse, ADA) == ""
    told = await refused(purse, ADA)
    assert told.startswith(f"You asked for {MOST_A_READER} summaries today")
    assert "from Thu 27 Nov 2025, 01:00 on" in told
    assert await refused(purse, Asker(reader=2, chat=2)) == ""
    assert (await store.spent(*NOVEMBER)).asked == MOST_A_READER + 1
    await purse.give_back(ADA, "zh")
    assert await refused(purse, ADA) == ""
    clock.now = NOW + timedelta(hours=9)
    assert await refused(purse, ADA) == ""


async def test_a_group_and_everyone_together_have_bounds(store: Store, purse_of: PurseOf) -> None:
    """However many readers they are."""
    purse = purse_of()
    for reader in range(MOST_A_PLACE):
        assert await refused(purse, Asker(reader=reader, chat=reader % 3, place="server")) == ""
    crowd = await refused(purse, Asker(reader=5000, chat=9, place="server"))
    assert crowd.startswith(f"{MOST_A_PLACE} summaries were asked for in this chat today")
    for reader in range(MOST_A_PLACE, LEAST_IN_ALL):
        assert await refused(purse, Asker(reader=reader, chat=reader)) == ""
    assert (await refused(purse, ADA)).startswith("All summaries that readers may ask for")
    made = Expense(
        day=NOW.date() - timedelta(days=1), model="m", language="en", spent=Spent(calls=7 * 4 * 201)
    )
    await store.spend([made])
    assert await refused(purse, ADA) == ""


async def test_the_budget_bounds_what_is_asked_for(purse_of: PurseOf, clock: Clock) -> None:
    """By its share of a day, and in all; nothing is counted then."""
    purse = purse_of(90)
    assert await refused(purse, ADA, Tokens(sent=6)) == ""
    assert await short_for(purse, 7, ADA) is Short.DEMAND
    assert (await refused(purse, ADA, Tokens(sent=7))).startswith("All summaries that readers")
    clock.now = datetime(2025, 11, 30, 12, tzinfo=UTC)
    await spend(purse, 90, guess=1)
    told = await refused(purse, ADA, ONE)
    assert told.startswith("The budget of this bot for summaries is used up")
    assert "from Mon 1 Dec 2025, 01:00 on" in told


async def test_a_share_of_nothing_lets_nobody_ask(purse_of: PurseOf) -> None:
    """Then digests have all."""
    for purse in (purse_of(share=0.0), purse_of(90, share=0.0)):
        told = await refused(purse, ADA)
        assert told == "Summaries are made here for digests alone; the abstract is there."
        assert (await refused(purse, ADA, ONE)) == told


def test_what_everyone_may_ask_for_grows_with_digests() -> None:
    """The share is that of all calls: a fifth of them are a quarter of the digests'."""
    assert most_requests(0.2, 0) == Requests(
        reader=MOST_A_READER, place=MOST_A_PLACE, everyone=LEAST_IN_ALL
    )
    assert most_requests(0.2, 7 * 4000).everyone == 1000
    assert most_requests(0.0, 7 * 4000) == Requests()


def test_threads_and_channels_have_their_place_in_common() -> None:
    """A server where it is known, else the chat of the threads; nobody can read it."""
    here = Address(platform="telegram", chat_id="-100", thread_id="1")
    chat = Chat(key=1, address=here, kind=ChatKind.GROUP, settings=ChatSettings(zone=UTC_ZONE))
    there = replace(chat, address=replace(here, thread_id="2"))
    assert place_of(chat) == place_of(there) != ""
    assert "100" not in place_of(chat, "100")
    assert place_of(chat, "guild") == place_of(
        replace(chat, address=replace(here, chat_id="5")), "guild"
    )
    assert place_of(replace(chat, kind=ChatKind.PRIVATE)) == ""
