"""Where others read along: what is for one person alone reaches that person, or nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adapters.conversation import Request
from adapters.views import Manner, View
from bot.commands.answering import Answering
from bot.commands.command import Asked
from bot.commands.desk import Access, Deployment, Desk
from bot.commands.repeated import link_to_repeat
from bot.commands.table import Table, table_of
from bot.wording import Wording
from storage.people import Address, ChatKind
from storage.store import Store
from tests.bot.commands.conftest import NOW, SETTINGS
from tests.bot.planned import WEDNESDAY, World, ids, labels, numbered, text_of

GROUP = Address(platform="sink", chat_id="-1")
PRIVATE = Address(platform="sink", chat_id="7")
IN_THE_GROUP: dict[str, Any] = {"address": GROUP, "kind": ChatKind.GROUP, "may_settle": False}
IN_THE_CHANNEL: dict[str, Any] = {**IN_THE_GROUP, "kind": ChatKind.CHANNEL}
ALONE, ASIDE, INSTEAD, MESSAGE = Manner.ALONE, Manner.ASIDE, Manner.INSTEAD, Manner.MESSAGE


@pytest.fixture
def world(store: Store) -> World:
    """Announcements, and what plans digests of them."""
    return World(store)


@pytest.fixture
def table(desk: Desk, world: World) -> Table:
    """All commands."""
    return table_of(replace(desk, asks_arxiv=False), world.planner, str)


@pytest.fixture
def answering(desk: Desk, table: Table) -> Answering:
    """What people ask, who administer nothing."""
    return Answering(desk, table)


async def asked(answering: Answering, text: str = "", data: str = "", **where: Any) -> list[View]:
    """All views in answer to what reader 7 asks, in their private chat or *where* it is said."""
    request = Request(address=PRIVATE, kind=ChatKind.PRIVATE, reader="7", text=text, data=data)
    return [view async for view in answering(replace(request, **where))]


def manners(views: list[View]) -> list[Manner]:
    """How each reaches the person."""
    return [view.manner for view in views]


@pytest.mark.parametrize("where", [IN_THE_GROUP, IN_THE_CHANNEL])
@pytest.mark.parametrize("text", ["/saved", "/forget", "/start c_saved", "/start c_forget"])
async def test_what_is_ones_own_is_answered_alone(
    answering: Answering, text: str, where: dict[str, Any]
) -> None:
    """Nobody else sees a reading list; in the private chat it is a message like all others."""
    assert manners(await asked(answering, text, **where)) == [ALONE]
    assert manners(await asked(answering, text)) == [MESSAGE]


@pytest.mark.parametrize("where", [IN_THE_GROUP, IN_THE_CHANNEL])
async def test_who_speaks_as_the_chat_may_have_it_forgotten_there(
    answering: Answering, where: dict[str, Any]
) -> None:
    """A channel's post and an anonymous administrator have no private chat to be asked in."""
    itself = {**where, "reader": GROUP.chat_id, "may_settle": True}
    assert manners(await asked(answering, "/forget", **itself)) == [MESSAGE]
    assert manners(await asked(answering, "/saved", **itself)) == [ALONE]


async def test_what_concerns_all_is_answered_before_all(answering: Answering, world: World) -> None:
    """What a group follows, help, a paper that somebody asks for there, a receipt."""
    await world.announce(WEDNESDAY, *numbered(1, 1))
    for text in ("/subscriptions", "/help", "/paper 2511.00001", "/save 2511.00001", "/start"):
        assert manners(await asked(answering, text, **IN_THE_GROUP)) == [MESSAGE]


async def test_a_list_that_came_alone_is_turned_where_it_is_read(
    answering: Answering, world: World
) -> None:
    """Its buttons ask in the private chat, and need nothing of the group."""
    await world.announce(WEDNESDAY, *numbered(1, 6))
    for number in range(1, 7):
        await asked(answering, data=f"1:save:2511.0000{number}", **IN_THE_GROUP)
    (first,) = await asked(answering, "/saved", **IN_THE_GROUP)
    turn = first.actions[-1][-1].data
    (second,) = await asked(answering, data=turn)
    assert (second.manner, [item.number for item in second.items]) == (INSTEAD, [6])
    (card,) = await asked(answering, data=second.actions[0][0].data)
    assert (card.manner, ids(card)) == (MESSAGE, ids(second))


async def test_who_saves_in_a_group_saves_for_themselves(
    answering: Answering, world: World, store: Store
) -> None:
    """Each member is told so aside, and nothing changes for the others."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    for reader, number in (("7", 1), ("8", 2)):
        data = f"1:save:2511.0000{number}:en"
        (word,) = await asked(answering, data=data, **{**IN_THE_GROUP, "reader": reader})
        assert (word.manner, text_of(word)) == (ASIDE, "Saved. /saved shows your list.")
    lists = [await store.open_reader("sink", name, at=NOW) for name in ("7", "8")]
    saved = [[paper.id for paper in await store.saved(reader.key)] for reader in lists]
    assert saved == [["2511.00001"], ["2511.00002"]]


@pytest.mark.parametrize("verb", ["card", "bib", "why"])
async def test_what_a_member_opens_is_for_them_alone(
    answering: Answering, world: World, verb: str
) -> None:
    """A card, a file, a reason: a group is not told whenever somebody presses a button."""
    await world.announce(WEDNESDAY, *numbered(1, 1))
    data = f"1:{verb}:2511.00001"
    assert manners(await asked(answering, data=data, **IN_THE_GROUP)) == [ALONE]
    assert manners(await asked(answering, data=data)) == [MESSAGE]


async def test_the_rest_of_a_groups_digest_is_for_who_asks(
    answering: Answering, world: World
) -> None:
    """Its arrows turn it in their private chat."""
    await world.announce(WEDNESDAY, *numbered(1, 21))
    await world.chat("cs.CV", name="-1", kind=ChatKind.GROUP, limit=50)
    await world.planned()
    (first,) = await asked(answering, data=f"1:rest:{WEDNESDAY}:1", **IN_THE_GROUP)
    assert (first.manner, labels(first)[-1]) == (ALONE, ["1/2", "›"])
    (second,) = await asked(answering, data=first.actions[-1][-1].data)
    assert (second.manner, len(second.items)) == (INSTEAD, 1)


async def test_readers_of_a_channel_change_nothing_there(
    answering: Answering, world: World
) -> None:
    """What they press neither posts nor turns a page under the eyes of all; who may settle does."""
    await world.announce(WEDNESDAY, *numbered(1, 6))
    turn, listed = f"1:day:{WEDNESDAY}:2:=cs.CV", "1:subs"
    assert manners(await asked(answering, data=turn, **IN_THE_CHANNEL)) == [ALONE]
    assert manners(await asked(answering, data=listed, **IN_THE_CHANNEL)) == [ALONE]
    settler = {**IN_THE_CHANNEL, "may_settle": True}
    assert manners(await asked(answering, data=turn, **settler)) == [INSTEAD]
    assert manners(await asked(answering, data=listed, **settler)) == [MESSAGE]
    assert manners(await asked(answering, data=turn, **IN_THE_GROUP)) == [INSTEAD]
    (word,) = await asked(answering, data="1:save:2511.00001", **IN_THE_CHANNEL)
    assert word.manner is ASIDE


async def test_who_is_answered_alone_is_answered_in_their_language(
    answering: Answering, store: Store
) -> None:
    """If they chose one; before all the group's is spoken, and in a private chat the chat's."""
    reader = await store.open_reader("sink", "7", at=NOW)
    await store.set_language(reader.key, "zh")
    (alone,) = await asked(answering, "/saved", **IN_THE_GROUP)
    assert text_of(alone).startswith("还没有收藏论文")
    (before_all,) = await asked(answering, "/subscriptions", **IN_THE_GROUP)
    assert text_of(before_all).startswith("Nothing is followed here")
    (private,) = await asked(answering, "/saved")
    assert text_of(private).startswith("Nothing is saved yet")


@pytest.mark.parametrize("name", ["saved", "forget"])
async def test_who_cannot_be_reached_is_told_where_to_ask(answering: Answering, name: str) -> None:
    """A link runs the command there; where there are no links, the words say what to write."""
    (view,) = await asked(answering, f"/{name}", is_unreached=True, **IN_THE_GROUP)
    assert view.manner is MESSAGE
    assert text_of(view) == f"This is for you alone: write /{name} to me in our private chat."
    ((button,),) = view.actions
    assert (button.label, button.payload) == ("Open our private chat", f"c_{name}")
    there = await asked(answering, f"/start {button.payload}")
    assert there == await asked(answering, f"/{name}")
    (pressed,) = await asked(answering, data=button.data, **IN_THE_GROUP)
    assert pressed.manner is ALONE
    (again,) = await asked(answering, data=button.data, is_unreached=True, **IN_THE_GROUP)
    assert (again.manner, text_of(again)) == (ASIDE, text_of(view))


@pytest.mark.parametrize("where", [IN_THE_GROUP, IN_THE_CHANNEL])
@pytest.mark.parametrize("verb", ["card", "bib", "in", "why", "rest", "cats", "find", "day"])
async def test_who_cannot_be_reached_by_a_press_gets_the_same_by_a_link(
    answering: Answering, world: World, verb: str, where: dict[str, Any]
) -> None:
    """The group hears nothing of it; the link shows what the press would have shown alone."""
    await world.announce(WEDNESDAY, *numbered(1, 21))
    await world.chat("cs.CV", name="-1", kind=ChatKind.GROUP, limit=50)
    await world.planned()
    words = {"rest": f"{WEDNESDAY}:1", "day": f"{WEDNESDAY}:1:=cs.CV", "in": "2511.00001:zh"}
    words |= {"cats": "=cs:1", "find": "=paper:1"}
    data = f"1:{verb}:{words.get(verb, '2511.00001')}"
    (view,) = await asked(answering, data=data, is_unreached=True, **where)
    assert view.manner is ASIDE
    assert text_of(view) == (
        "This is for you alone: write to me in our private chat, then press here again."
    )
    payload = view.actions[0][0].payload
    assert payload.startswith("d_")
    there = await asked(answering, f"/start {payload}")
    here = await asked(answering, data=data, **where)
    assert manners(there) == [MESSAGE] * len(here)
    assert [text_of(one) for one in there] == [text_of(one) for one in here]
    assert [ids(one) for one in there] == [ids(one) for one in here]


async def test_what_settles_something_is_repeated_by_no_link(answering: Answering) -> None:
    """Nor what nobody is answered alone by; such a link leads to the welcome."""
    for data in ("1:subs", "1:stay", "1:kept", "1:save:2511.00001"):
        (view,) = await asked(answering, data=data, is_unreached=True, **IN_THE_CHANNEL)
        assert view.actions[0][0].payload == "c_start"


async def test_a_link_that_repeats_a_press_is_of_use_to_who_pressed_alone(
    answering: Answering, desk: Desk, world: World
) -> None:
    """Sent to others, opened before all, forged: it means nothing, and shows nothing."""
    await world.announce(WEDNESDAY, *numbered(1, 1))
    data = "1:card:2511.00001"
    (view,) = await asked(answering, data=data, is_unreached=True, **IN_THE_GROUP)
    payload = view.actions[0][0].payload
    await desk.store.keep_words("00ff", "1 1:card:2511.00001", at=NOW)
    settling = "1:save:2511.00001"
    forged = Request(address=PRIVATE, kind=ChatKind.PRIVATE, reader="7", data=settling)
    chat = await desk.store.chat(GROUP)
    reader = await desk.store.reader("sink", "7")
    assert chat is not None
    assert reader is not None
    wording = Wording("en", SETTINGS.zone)
    save = await link_to_repeat(
        Asked(request=forged, chat=chat, reader=reader, wording=wording), desk
    )
    for text, where in (
        (payload, {**IN_THE_GROUP}),
        (payload, {"address": replace(PRIVATE, chat_id="8"), "reader": "8"}),
        ("d_00ff", {}),
        ("d_ffff", {}),
        (save, {}),
    ):
        (refused,) = await asked(answering, f"/start {text}", **where)
        assert text_of(refused) == "This link is not understood any more."


async def test_a_menu_in_a_group_is_turned_by_who_may_choose_there(answering: Answering) -> None:
    """Anybody else looks around alone, and follows what they find for themselves."""
    data = "1:cats:=cs"
    assert manners(await asked(answering, data=data, **IN_THE_GROUP)) == [ALONE]
    settler = {**IN_THE_GROUP, "may_settle": True}
    assert manners(await asked(answering, data=data, **settler)) == [INSTEAD]
    assert manners(await asked(answering, data=data)) == [INSTEAD]


async def test_links_of_a_card_open_exactly_that(answering: Answering, world: World) -> None:
    """Its citation; the card in the other language."""
    await world.announce(WEDNESDAY, *numbered(1, 1))
    (cited,) = await asked(answering, "/start b_2511_00001")
    assert cited.file_name == "2511.00001.bib"
    (card,) = await asked(answering, "/start l_zh_2511_00001")
    (pressed,) = await asked(answering, data="1:in:2511.00001:zh")
    assert card == pressed
    assert "摘自摘要" in text_of(card) or "原文" in text_of(card)


async def test_what_was_never_for_one_alone_says_so_all_the_same(answering: Answering) -> None:
    """A platform may ask once more whatever it likes."""
    (view,) = await asked(answering, "/help", is_unreached=True, **IN_THE_GROUP)
    assert view.actions[0][0].payload == "c_start"


@pytest.mark.parametrize("name", ["pause", "resume", "invite", "help", "xyzzy", "saved_"])
async def test_a_link_settles_nothing(answering: Answering, store: Store, name: str) -> None:
    """Whoever opens it has not thought of it; it is a link that is not understood."""
    for answer in (
        await asked(answering, f"/start c_{name}"),
        await asked(answering, data=f"1:start:c_{name}"),
    ):
        (view,) = answer
        assert text_of(view).startswith("This link is not understood any more.")
    chat = await store.chat(PRIVATE)
    assert chat is not None
    assert chat.state.value == "active"


async def test_a_link_to_the_welcome_welcomes(answering: Answering) -> None:
    """As `/start` alone does."""
    assert await asked(answering, "/start c_start") == await asked(answering, "/start")


async def test_a_link_lets_nobody_in(desk: Desk, table: Table, store: Store) -> None:
    """Neither strangers, nor readers into what operators see."""
    closed = replace(desk, deployment=Deployment(defaults=SETTINGS, access=Access.INVITE))
    for text in ("/start c_saved", "/start c_start"):
        (view,) = await asked(Answering(closed, table), text)
        assert "not open to all" in text_of(view)
    assert await store.reader("sink", "7") is None
    (view,) = await asked(Answering(desk, table), "/start c_status")
    assert text_of(view) == "Only the administrators of this bot may do that."
    mine = replace(desk, deployment=Deployment(defaults=SETTINGS, owners=frozenset({"sink:7"})))
    (status,) = await asked(Answering(mine, table), "/start c_status", **IN_THE_GROUP)
    assert status.manner is ALONE
