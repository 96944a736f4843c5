"""The role that a chat's digests call: by the first message of a day, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.paging import Fits
from adapters.views import View, load
from bot.heal import Healer
from storage.people import ChatKind
from storage.store import Store
from tests.bot.planned import SINK, WEDNESDAY, World, numbered, text_of

ROLE = "123"


@pytest.fixture
def world(store: Store) -> World:
    """Better summaries may follow."""
    return World(store, heals=True)


async def test_only_the_first_message_calls(world: World) -> None:
    """Its pages are messages of their own, and a rule that is added brings more of them."""
    await world.announce(WEDNESDAY, *numbered(1, 8))
    chat = await world.chat("cs.CV", kind=ChatKind.GROUP, ping=ROLE)
    pages = [load(one.page.view) for one in await world.planned()]
    assert [page.ping for page in pages] == [ROLE, ""]
    rule = await world.follow(chat, "cs.AI")
    await world.announce(WEDNESDAY, *numbered(21, 23, categories=("cs.AI",)), subject="cs.AI")
    await world.planner.plan_rule(chat.key, rule)
    more = [load(one.page.view) for one in await world.due()]
    assert more
    assert [page.ping for page in more] == [""] * len(more)


async def test_nobody_is_called_unless_it_was_asked_for(world: World) -> None:
    """By default."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    await world.chat("cs.CV", kind=ChatKind.GROUP)
    (page,) = [load(one.page.view) for one in await world.planned()]
    assert page.ping == ""


async def test_what_is_no_digest_calls_nobody(world: World) -> None:
    """That nothing matched for days is said, and wakes nobody."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    await world.chat('cs.CV "zebrafish"', kind=ChatKind.GROUP, ping=ROLE)
    assert [load(one.page.view).ping for one in await world.planned()] in ([], [""])


async def test_a_healed_message_keeps_its_line(world: World) -> None:
    """An edit calls nobody; without the line the message would look as if it had called nobody."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    await world.chat("cs.CV", kind=ChatKind.GROUP, ping=ROLE)
    (delivery,) = await world.planned()
    before = load(delivery.page.view)
    await world.summarise(*(item.paper_id for item in before.items))
    healer = Healer(world.store, world.digests, {SINK: world.platform}, lambda: world.now)
    assert await healer.heal() == 1
    ((_, after),) = world.platform.edits
    assert after.ping == before.ping == ROLE
    assert {item.text for item in after.items} == {"One sentence."}


async def test_the_line_is_counted_when_a_page_is_cut(world: World) -> None:
    """What does not fit beside it is cut, as anything else is."""

    def room_for(letters: int) -> Fits:
        def fits(view: View) -> bool:
            said = sum(len(item.text) for item in view.items) + len(text_of(view))
            return len(view.items) <= 5 and said + len(view.ping) <= letters

        return fits

    await world.announce(WEDNESDAY, *numbered(1, 1))
    await world.chat("cs.CV", kind=ChatKind.GROUP, ping=ROLE)
    (whole,) = [load(one.page.view) for one in await world.planned()]
    said = sum(len(item.text) for item in whole.items) + len(text_of(whole))
    fits = room_for(said)  # all but the line itself
    world.planner = world.planner_for(fits)
    await world.chat("cs.CV", name="8", kind=ChatKind.GROUP, ping=ROLE)
    (cut,) = [load(one.page.view) for one in await world.planned()]
    assert fits(cut)
    assert not fits(whole)
    assert cut.ping == ROLE
    assert fits(replace(whole, ping=""))
