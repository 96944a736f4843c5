"""What platforms tell the bot: what was shown, who reacted, who left, who is back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.conversation import Feeling, Finds, Inquiry, Reaction, Request
from adapters.views import Item, View, ViewKind
from bot.commands.desk import Access, Deployment, Desk
from bot.commands.reception import Reception
from bot.commands.table import Table, table_of
from bot.jobs import JobName
from storage.people import Address, Chat, ChatKind, ChatState, Layout
from storage.store import Store
from tests.bot.commands.conftest import NOW, SETTINGS, Office
from tests.bot.planned import MONDAY, WEDNESDAY, World, numbered
from tests.making import a_paper

HERE = Address(platform="sink", chat_id="7")
GROUP = Address(platform="sink", chat_id="-1")
TOPIC = replace(GROUP, thread_id="3")
ONE, TWO = a_paper(1).id, a_paper(2).id
MORE, LESS, NONE = Feeling.MORE, Feeling.LESS, Feeling.NONE


@pytest.fixture
def world(store: Store) -> World:
    """Announcements, and what plans digests of them."""
    return World(store)


@pytest.fixture
def table(desk: Desk, world: World) -> Table:
    """All commands."""
    return table_of(replace(desk, asks_arxiv=False), world.planner, str)


@pytest.fixture
def reception(desk: Desk, table: Table) -> Reception:
    """What platforms ask and tell."""
    return Reception(desk, table)


def showing(*papers: str, kind: ViewKind = ViewKind.CARD) -> View:
    """A view of these papers."""
    items = tuple(Item(paper_id=paper, title=paper, link="") for paper in papers)
    return View(kind=kind, items=items)


def reaction(feeling: Feeling, message: str = "m1", **changes: Any) -> Reaction:
    """What reader 7 feels about a message in their private chat."""
    felt = Reaction(address=HERE, reader="7", message_id=message, feeling=feeling)
    return replace(felt, **changes)


async def said(store: Store, reader: str = "7") -> dict[str, int] | None:
    """What a reader said of papers; none where nothing is known of them."""
    known = await store.reader("sink", reader)
    return await store.said_by(known.key) if known else None


async def a_chat(store: Store, address: Address, kind: ChatKind = ChatKind.GROUP) -> Chat:
    """A chat that follows something, of which two papers are stored."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    chat = await store.open_chat(address, kind, SETTINGS)
    await store.follow(chat.key, "cs.CV", at=NOW, most=9)
    return chat


async def states(store: Store, *chats: Chat) -> list[ChatState]:
    """Whether each still gets its digests."""
    found = [await store.chat_by_key(chat.key) for chat in chats]
    return [chat.state for chat in found if chat]


async def test_a_thumb_on_a_card_is_as_good_as_its_button(
    reception: Reception, store: Store
) -> None:
    """Up, down, and taken back."""
    await a_chat(store, HERE)
    await reception.shown(HERE, "m1", showing(ONE))
    for feeling, verdicts in ((MORE, {ONE: 1}), (LESS, {ONE: -1}), (NONE, {}), (NONE, {})):
        await reception.reacted(reaction(feeling))
        assert await said(store) == verdicts


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(kind=ViewKind.CARD),
        showing(ONE, TWO),
        showing(ONE, TWO, kind=ViewKind.DIGEST),
        showing(ONE, kind=ViewKind.LIST),
    ],
)
async def test_what_is_no_card_is_not_reacted_to(
    reception: Reception, store: Store, view: View
) -> None:
    """Of several papers nobody knows which is meant."""
    await a_chat(store, HERE)
    await reception.shown(HERE, "m1", view)
    for feeling in Feeling:
        await reception.reacted(reaction(feeling))
    assert await said(store) is None


async def test_a_paper_that_came_as_a_message_is_reacted_to(
    reception: Reception, store: Store, world: World
) -> None:
    """In the layout of cards; of a page with several nobody knows which is meant."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    await world.chat("cs.CV", layout=Layout.CARDS)
    await world.chat("cs.CV", name="8")
    for sent in await world.planned():
        felt = LESS if len(sent.page.papers) > 1 else MORE
        await reception.reacted(reaction(felt, f"m{sent.key}", address=sent.address))
    assert await said(store) == {ONE: 1, TWO: 1}


async def test_everybody_in_a_group_feels_for_themselves(
    reception: Reception, store: Store
) -> None:
    """Also where the platform does not tell in which topic the message is."""
    await a_chat(store, TOPIC)
    await reception.shown(TOPIC, "m1", showing(ONE))
    await reception.reacted(reaction(MORE, address=GROUP))
    await reception.reacted(reaction(LESS, address=GROUP, reader="8"))
    assert (await said(store), await said(store, "8")) == ({ONE: 1}, {ONE: -1})


async def test_a_message_that_nobody_remembers_is_passed_over(
    reception: Reception, store: Store
) -> None:
    """Of a chat that is not known, or with nothing in it."""
    await reception.shown(HERE, "m1", showing(ONE))
    await reception.reacted(reaction(MORE))
    await a_chat(store, HERE)
    await reception.reacted(reaction(MORE))
    assert await said(store) is None


async def test_strangers_feel_in_vain(desk: Desk, table: Table, store: Store) -> None:
    """Nothing is stored of them; who was admitted, or is in an admitted chat, is heard."""
    closed = Deployment(defaults=SETTINGS, access=Access.INVITE)
    reception = Reception(replace(desk, deployment=closed), table)
    chat = await a_chat(store, GROUP)
    await reception.shown(GROUP, "m1", showing(ONE))
    for feeling in Feeling:
        await reception.reacted(reaction(feeling, address=GROUP))
    assert await said(store) is None
    await store.admit_chat(chat.key)
    await reception.reacted(reaction(NONE, address=GROUP))
    assert await said(store) is None
    await reception.reacted(reaction(MORE, address=GROUP))
    assert await said(store) == {ONE: 1}


async def test_who_leaves_gets_nothing_more_until_they_return(
    reception: Reception, office: Office, store: Store
) -> None:
    """A group with all its topics, or a topic alone; then arXiv is asked, once."""
    group, topic, other = [await a_chat(store, one) for one in (GROUP, TOPIC, HERE)]
    await reception.left(TOPIC)
    assert await states(store, group, topic, other) == ["active", "gone", "active"]
    await reception.left(GROUP)
    await reception.left(GROUP)
    assert await states(store, group, topic, other) == ["gone", "gone", "active"]
    assert office.jobs == []
    await reception.returned(GROUP)
    await reception.returned(GROUP)
    assert await states(store, group, topic, other) == ["active"] * 3
    assert office.jobs == [(JobName.COLLECT, {})]


async def test_what_waits_for_a_chat_that_left_comes_again_when_it_returns(
    reception: Reception, store: Store, world: World
) -> None:
    """Nobody saw it."""
    await world.announce(MONDAY, *numbered(1, 1))
    await world.chat("cs.CV")
    await world.planner.plan_due()
    await reception.left(HERE)
    assert await world.due() == []
    await reception.returned(HERE)
    (delivery,) = await world.planned()
    assert delivery.page.papers == (ONE,)


async def test_chats_that_never_were_stay_unknown(
    reception: Reception, office: Office, store: Store
) -> None:
    """Whatever a platform tells of them."""
    await reception.left(HERE)
    await reception.returned(HERE)
    await reception.moved(HERE, "-100")
    assert (await store.chat(HERE), office.jobs) == (None, [])


async def test_a_group_that_moved_is_the_same_group(
    reception: Reception, office: Office, store: Store
) -> None:
    """However often it is told; with its topics, and back where it was called gone meanwhile."""
    group, topic = await a_chat(store, GROUP), await a_chat(store, TOPIC)
    there = replace(GROUP, chat_id="-100")
    await reception.left(TOPIC)
    for _ in range(2):
        await reception.moved(GROUP, "-100")
    moved = [await store.chat(address) for address in (there, replace(there, thread_id="3"))]
    assert [(chat.key, chat.state) for chat in moved if chat] == [
        (group.key, ChatState.ACTIVE),
        (topic.key, ChatState.ACTIVE),
    ]
    assert await store.chat(GROUP) is None
    assert office.jobs == [(JobName.COLLECT, {})]


async def test_inquiries_and_questions_are_answered(reception: Reception, store: Store) -> None:
    """By those who do nothing else."""
    await store.keep_papers([a_paper()])
    finds = await reception.inquired(Inquiry(platform="sink", reader="7", words="rivers"))
    assert [find.paper_id for find in finds.finds] == [ONE]
    request = Request(address=HERE, kind=ChatKind.PRIVATE, reader="7", text="/paper 2511.00001")
    (card,) = [view async for view in reception.answer(request)]
    await reception.shown(HERE, "m1", card)
    await reception.reacted(reaction(MORE))
    assert await said(store) == {ONE: 1}


def test_commands_are_offered_in_each_language(reception: Reception, table: Table) -> None:
    """In reading order, with who may."""
    assert reception.languages == ("en", "zh")
    chinese = {one.name: one for one in reception.offered("zh")}
    assert list(chinese) == list(table.commands)
    assert chinese["saved"].description == "查看你的收藏列表"
    assert {one.name: one.who for one in reception.offered("en")} == {
        name: command.who for name, command in table.commands.items()
    }


@pytest.fixture
async def broken(reception: Reception, store: Store) -> Reception:
    """One whose database is closed."""
    await store.close()
    return reception


async def test_nothing_that_a_platform_tells_ever_raises(broken: Reception) -> None:
    """It is logged, without what people wrote."""
    told = (
        broken.shown(HERE, "m1", showing(ONE)),
        broken.reacted(reaction(MORE)),
        broken.left(HERE),
        broken.returned(HERE),
        broken.moved(HERE, "-100"),
    )
    with capture_logs() as logs:
        for telling in told:
            await telling
        asked = await broken.inquired(Inquiry(platform="sink", reader="7", words="hunter2"))
    assert asked == Finds()
    assert [log["what"] for log in logs] == [
        "shown", "reacted", "left", "returned", "moved", "inquired",
    ]  # fmt: skip
    assert "hunter2" not in str(logs)
