"""The pages of a digest that was sent, and what it matched beyond its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.views import Manner, View, load
from bot.commands.command import Handler
from bot.commands.desk import Desk
from bot.commands.digests import DigestCommands
from bot.refusal import Refusal
from storage.people import Chat, ChatKind, Layout
from storage.store import Store
from tests.bot.commands.conftest import AskFor
from tests.bot.planned import (
    NOW,
    WEDNESDAY,
    World,
    data,
    ids,
    labels,
    numbered,
    text_of,
)

A_DAY = timedelta(days=1)


@pytest.fixture
def world(store: Store) -> World:
    """Announcements, and what plans digests of them."""
    return World(store)


@pytest.fixture
def digests(desk: Desk, world: World) -> DigestCommands:
    """The family."""
    return DigestCommands(desk, world.planner)


async def twelve_of_seventeen(world: World) -> tuple[Chat, View]:
    """A private chat that got twelve of seventeen papers, and its digest."""
    await world.announce(WEDNESDAY, *numbered(1, 17))
    chat = await world.chat("cs.CV", limit=12)
    (delivery,) = await world.planned()
    return chat, load(delivery.page.view)


async def test_the_pages_of_a_digest_are_turned_in_place(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """As they were cut, with the numbers of then."""
    _, first = await twelve_of_seventeen(world)
    (second,) = await ask_for(digests.page, data(first, "›"))
    assert (second.manner, text_of(second)) == (Manner.INSTEAD, "Wed 26 Nov 2025 · 2/3")
    (last,) = await ask_for(digests.page, data(second, "›"))
    assert [item.number for item in last.items] == [11, 12]
    assert labels(last) == [["11", "12"], ["‹", "3/3"], ["5 more"]]
    (back,) = await ask_for(digests.page, data(second, "‹"))
    assert back == replace(first, manner=Manner.INSTEAD)


@pytest.mark.parametrize(
    "words",
    ["2025-11-25:1", "2025-11-26:4", "2025-11-26:0", "2025-11-26:99999", "nonsense:1", ":", ""],
)
async def test_a_page_that_is_not_kept_is_told(
    digests: DigestCommands, world: World, ask_for: AskFor, words: str
) -> None:
    """Another day's, one too far, or what no button carries."""
    await twelve_of_seventeen(world)
    with pytest.raises(Refusal, match=r"This digest is not kept any more\."):
        await ask_for(digests.page, words)


async def test_a_digest_that_told_no_paper_has_no_pages(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """A message that said that nothing matched is not one to be turned."""
    await world.chat("cs.CV zeppelins")
    for later in range(5):
        world.now = NOW + later * A_DAY
        await world.announce(WEDNESDAY + later * A_DAY, *numbered(100 + later, 100 + later))
        await world.planned()
    with pytest.raises(Refusal, match="not kept any more"):
        await ask_for(digests.page, f"{WEDNESDAY + 4 * A_DAY}:1")


async def test_a_page_keeps_its_arrows_when_the_chat_now_wants_cards(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """A layout is for digests to come: the pages of this one stay within reach."""
    chat, first = await twelve_of_seventeen(world)
    await world.set(chat, layout=Layout.CARDS)
    (second,) = await ask_for(digests.page, data(first, "›"))
    assert labels(second)[-1] == ["‹", "2/3", "›"]


async def test_what_was_not_shown_comes_as_a_message_whose_arrows_turn(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """The button under the digest leaves the digest where it is."""
    await world.announce(WEDNESDAY, *numbered(1, 9))
    await world.chat("cs.CV", limit=2)
    (delivery,) = await world.planned()
    (first,) = await ask_for(digests.rest, data(load(delivery.page.view), "7 more"))
    assert (first.manner, text_of(first)) == (Manner.MESSAGE, "7 more · 7 papers")
    assert len(first.items) == 5
    (second,) = await ask_for(digests.rest, data(first, "›"))
    assert (second.manner, len(second.items)) == (Manner.INSTEAD, 2)
    (back,) = await ask_for(digests.rest, data(second, "‹"))
    assert back == replace(first, manner=Manner.INSTEAD)
    assert not {*ids(first), *ids(second)} & {*delivery.page.papers}


async def test_where_all_was_shown_there_is_no_rest(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """Also where no digest was, or the button carries nothing of sense."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    await world.chat("cs.CV")
    await world.planned()
    with pytest.raises(Refusal, match="Nothing more of it matches"):
        await ask_for(digests.rest, "2025-11-26:1")
    for words in ("2025-11-25:1", "nonsense:1", "", "2025-11-26T00:00:1"):
        with pytest.raises(Refusal, match="not kept any more"):
            await ask_for(digests.rest, words)


async def test_the_rest_of_a_digest_stays_within_reach_for_weeks(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """Deliveries are kept for 90 days, and so is the button under them."""
    chat, _ = await twelve_of_seventeen(world)
    for later in range(1, 15):
        world.now = NOW + later * A_DAY
        await world.announce(WEDNESDAY + later * A_DAY, *numbered(100 + later, 100 + later))
        await world.planned()
    assert await world.store.digest_of(chat.key, WEDNESDAY) is not None
    (view,) = await ask_for(digests.rest, f"{WEDNESDAY}:1")
    assert ids(view) == [f"2511.000{n}" for n in range(13, 18)]


async def rest_of_a_group(digests: DigestCommands, world: World, ask_for: AskFor) -> View:
    """What somebody is shown who presses "6 more" below the digest of a group."""
    await world.announce(WEDNESDAY, *numbered(1, 21))
    group = await world.chat("cs.CV", name="-1", kind=ChatKind.GROUP, limit=50)
    *_, last = await world.planned()
    pressed = asked_in(group, digests.rest)
    (rest,) = await ask_for(pressed, data(load(last.page.view), "6 more"))
    return rest


def asked_in(chat: Chat, handler: Handler) -> Handler:
    """*handler*, asked in *chat*."""
    return lambda asked: handler(replace(asked, chat=chat))


async def test_the_rest_of_a_groups_digest_turns_where_it_is_read(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """In the private chat of who pressed, which has no such digest; or in the group."""
    first = await rest_of_a_group(digests, world, ask_for)
    assert labels(first)[-1] == ["1/2", "›"]
    (second,) = await ask_for(digests.rest, data(first, "›"))
    assert (second.manner, [item.number for item in second.items]) == (Manner.INSTEAD, [6])
    (back,) = await ask_for(digests.rest, data(second, "‹"))
    assert back == replace(first, manner=Manner.INSTEAD)


@pytest.mark.parametrize("forged", ["", ":", ":another", "0:t0ken", "x:t0ken", "²:t0ken"])
async def test_nobody_reads_what_other_chats_get(
    digests: DigestCommands, world: World, ask_for: AskFor, forged: str
) -> None:
    """A chat's number can be guessed, its pass cannot."""
    first = await rest_of_a_group(digests, world, ask_for)
    day, at, turned, key, _ = data(first, "›").split(":")
    assert key == "1"
    with pytest.raises(Refusal, match="not kept any more"):
        await ask_for(digests.rest, f"{day}:{at}:{turned}:{forged or key}")
