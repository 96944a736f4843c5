"""`/setup`: what is refused, to whom, and how; nothing is stored of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.views import Manner
from bot.commands.desk import Access, Deployment, Desk
from bot.commands.follow import MOST_RULES
from bot.shape import Shape
from storage.people import Address, Chat, ChatKind
from storage.records import Batch, BatchState
from storage.store import Store
from tests.bot.commands.conftest import NOW, SETTINGS
from tests.bot.commands.wizard import (
    ADA,
    BOB,
    FOREIGN,
    GENERAL,
    NEWS,
    PAPERS,
    Walk,
    a_walk,
    at,
)
from tests.making import sighted

WEDNESDAY = date(2025, 11, 26)


@pytest.fixture
async def walk(desk: Desk, store: Store) -> Walk:
    """An administrator; three papers of cs.CV are stored."""
    batch = Batch(subject="cs.CV", day=WEDNESDAY, state=BatchState.FRESH, checked_at=NOW)
    await store.keep_batch(batch, sighted(1, 2, 3))
    return a_walk(desk)


async def the_chat(store: Store, address: Address) -> Chat:
    """The chat at *address*, which is stored."""
    chat = await store.chat(address)
    assert chat is not None
    return chat


async def test_what_is_no_rule_and_no_hour_is_told_aside(walk: Walk) -> None:
    """The step stays where it is."""
    await walk.begins()
    await walk.picks(PAPERS)
    step = walk.view
    refused = await walk.writes("Write a rule …", "-survey")
    assert refused.manner is Manner.ASIDE
    assert "only leaves papers out" in walk.said[0]
    walk.view = step
    await walk.presses("cs.CV")
    assert (await walk.writes("Another hour …", "noonish")).manner is Manner.ASIDE
    assert walk.said == ["That is no hour. Write one such as 08:30, 8 pm or 20h."]
    refused = await walk.begins(hour="25:00")
    assert walk.said == ["That is no hour. Write one such as 08:30, 8 pm or 20h."]


async def test_a_place_may_only_be_chosen_by_who_manages_it(walk: Walk, store: Store) -> None:
    """Neither one of another server, nor one that is not seen; looked at again in the end."""
    await walk.begins(rule="cs.CV", hour="9")
    step = walk.view
    walk.server.change(NEWS, may_settle=False)
    for place, told in (
        (NEWS, "Only who may manage #news sets it up: you need Manage Channels there"),
        (FOREIGN, "That place is not in this server"),
        (at("gone"), "I do not see that place."),
        (None, "I do not see that place."),
    ):
        walk.view = step
        refused = await walk.asks(data=step.picks.data if step.picks else "", picked=place)
        assert refused.manner is Manner.ASIDE
        assert walk.said[0].startswith(told)
    walk.view = step
    await walk.picks(PAPERS)
    confirming = walk.view
    walk.server.change(PAPERS, may_settle=False)
    await walk.presses("Confirm")
    assert walk.said[0].startswith("Only who may manage #papers")
    del walk.server.places[PAPERS]
    walk.view = confirming
    await walk.presses("Confirm")
    assert walk.said[0].startswith("I do not see that place.")
    assert await store.chat(PAPERS) is None


async def test_a_full_chat_is_told_before_anything_changes(walk: Walk, store: Store) -> None:
    """Neither its rules nor its hour."""
    chat = await store.open_chat(PAPERS, ChatKind.GROUP, SETTINGS)
    for number in range(MOST_RULES):
        await store.follow(chat.key, f"cs.CV w{number}", at=NOW, most=MOST_RULES)
    await walk.begins(rule="hep-th", hour="21")
    await walk.picks(PAPERS)
    await walk.presses("Confirm")
    assert walk.said == ["A chat follows at most 50 rules; /unsubscribe makes room."]
    assert (await the_chat(store, PAPERS)).settings.hour == SETTINGS.hour


async def test_only_who_began_goes_on(walk: Walk, store: Store) -> None:
    """Another administrator is told to begin; who is none is told who may."""
    walk.server.managers = (ADA, BOB)
    await walk.begins(rule="cs.CV", hour="9")
    await walk.picks(PAPERS)
    confirming = walk.view
    for label in ("Confirm", "Where", "Cancel"):
        walk.view = confirming
        refused = await walk.presses(label, reader=BOB)
        assert refused.manner is Manner.ASIDE
        assert walk.said[0].startswith("Somebody else is setting this up")
    walk.view = confirming
    await walk.presses("Confirm", reader=BOB, may_settle=False)
    assert walk.said[0].startswith("Only administrators of this chat")
    assert await store.chat(PAPERS) is None


async def test_what_is_old_or_forged_begins_again(walk: Walk, store: Store) -> None:
    """Whatever the button says that was never there."""
    await walk.begins(rule="cs.CV")
    token = walk.action("Cancel").data.rpartition(":")[2]
    await store.keep_words("0123456789abcdef", "no draft", at=NOW)
    for data, told in (
        ("1:setup:go:ffffffffffffffff", "This is too old by now; begin again with /setup."),
        ("1:setup:go", "This is too old by now"),
        ("1:setup:go:=x", "This is too old by now"),
        ("1:setup:go:0123456789abcdef", "Somebody else is setting this up"),
        ("1:setup:fly:" + token, "This button is too old"),
        ("1:setup", "This button is too old"),
        (f"1:setup:hour:{token}", "That is no hour."),
        (f"1:setup:rule:{token}:ffffffffffffffff", "This button is too old"),
    ):
        await walk.asks(data=data)
        assert walk.said[0].startswith(told), data
    await walk.asks(data=f"1:setup:go:{token}")  # before its time: the step that is open
    assert walk.said[0] == "Set up digests, 1 of 3: where"


async def test_elsewhere_people_are_told_what_to_do(desk: Desk, walk: Walk) -> None:
    """Where no place can be picked, and in private; help does not name it there."""
    await walk.begins()
    data = walk.action("This channel").data
    private: dict[str, Any] = {"kind": ChatKind.PRIVATE, "address": at(ADA)}
    for what in ({"text": "/setup"}, {"data": data}):
        await walk.asks(**{**private, **what})
        assert walk.said[0].startswith("/setup is for channels of a Discord server. Here, write")
    await walk.asks(text="/help")
    assert any(line.startswith("/setup") for line in walk.said)
    plain = a_walk(desk, shape=lambda _: Shape())
    await plain.asks(text="/setup cs.CV")
    assert plain.said[0].startswith("/setup is for channels of a Discord server.")
    await plain.asks(text="/help")
    assert not any(line.startswith("/setup") for line in plain.said)


@pytest.mark.parametrize(
    ("access", "here_admitted", "there_admitted", "is_let"),
    [
        (Access.OPEN, False, False, True),
        (Access.INVITE, True, False, True),
        (Access.INVITE, False, True, True),
        (Access.LIST, False, False, False),
    ],
)
async def test_a_server_that_was_let_in_is_let_in_whole(
    desk: Desk,
    store: Store,
    access: Access,
    *,
    here_admitted: bool,
    there_admitted: bool,
    is_let: bool,
) -> None:
    """A chat of it admits the others; one that only a list names does not."""
    listed = frozenset({f"sink:{GENERAL.chat_id}"})
    mine = Deployment(defaults=SETTINGS, access=access, listed=listed)
    walk = a_walk(desk, deployment=mine)
    general = await store.open_chat(GENERAL, ChatKind.GROUP, SETTINGS)
    if here_admitted:
        await store.admit_chat(general.key)
    reader = await store.open_reader("sink", ADA, at=NOW)
    if there_admitted:
        await store.admit((reader).key)
    await walk.begins(rule="cs.CV", hour="9")
    await walk.picks(PAPERS)
    await walk.presses("Confirm")
    chat = await store.chat(PAPERS)
    assert (chat is not None) == is_let
    if chat:
        assert chat.admitted == here_admitted
    else:
        assert walk.said[0].startswith("This bot is not open to all")


async def test_strangers_cost_nothing(desk: Desk, store: Store) -> None:
    """Where the deployment is closed, nobody begins."""
    walk = a_walk(desk, deployment=Deployment(defaults=SETTINGS, access=Access.INVITE))
    await walk.begins()
    assert walk.said[0].startswith("This bot is not open to all")
    assert await store.chat(GENERAL) is None


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    words=st.text(max_size=60) | st.text(alphabet='cs.CV@-", \n“，？x08:', max_size=40),
    times=st.sampled_from([1, 70]),
)
async def test_anything_written_is_answered(walk: Walk, words: str, times: int) -> None:
    """By a step or a refusal, up to 4,096 characters; in options, forms and buttons alike."""
    anything = (words * times)[:4096]
    await walk.begins()
    step = await walk.picks(PAPERS)
    for options in ({"rule": anything}, {"hour": anything}):
        await walk.begins(**options)
        assert walk.said[0] != "That went wrong here, and is noted. Please try again later."
    for label in ("Write a rule …", "cs.CV"):
        walk.view = step
        data = walk.action(label).data
        for what in (
            {"text": anything},
            {"data": f"{data}{anything}"},
            {"data": f"1:setup:{anything}"},
        ):
            await walk.asks(**{"data": data, **what})
            assert not walk.said[0].startswith("That went wrong here"), what
