from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.conversation import Request
from adapters.views import View
from storage.people import ChatKind
from tests.adapters.telegram.conftest import Listener, saying
from tests.fakes.telegram.faces import PERMISSIONS
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.usefixtures("application")


async def until_told(listener: Listener, *told: tuple[str, ...]) -> None:
    """Exactly these things, in this order."""
    await listener.until(lambda: len(listener.told) >= len(told))
    assert tuple(listener.told) == told


async def test_a_person_blocks_the_bot_and_comes_back(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """The bot is told of both, and introduces itself to nobody who knows it."""
    await telegram.reply(ada)
    telegram.block(ada)
    telegram.unblock(ada)
    chat = f"telegram:{ada}"
    await until_told(listener, ("left", chat), ("returned", chat))
    telegram.tell(ada, "hello")
    await listener.asked("hello")
    assert listener.words == ["/start", "hello"]


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_the_bot_introduces_itself_where_it_is_added(
    telegram: LocalTelegram, listener: Listener, kind: str
) -> None:
    """As if who added it had asked, once each time."""
    owner = telegram.person("Bob", language="de")
    chat = getattr(telegram, kind)("Readers", owner)
    telegram.add_bot(chat, owner)
    assert (await telegram.reply(chat)).text == "heard /start"
    request = await listener.asked("/start")
    assert request.kind is (ChatKind.CHANNEL if kind == "channel" else ChatKind.GROUP)
    assert (request.reader, request.may_settle, request.language) == (str(owner), True, "de")
    telegram.promote_bot(chat, owner)
    telegram.kick_bot(chat, owner)
    telegram.add_bot(chat, owner)
    await telegram.until(lambda: telegram.texts(chat) == ["heard /start"] * 2)
    name = f"telegram:{chat}"
    back, gone = ("returned", name), ("left", name)
    await until_told(listener, back, back, gone, back)


async def test_who_adds_the_bot_need_not_settle(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Members may add it too, in groups."""
    bob = telegram.person("Bob")
    group = telegram.group("Readers", ada, bob)
    telegram.add_bot(group, bob)
    await telegram.reply(group)
    assert [one.may_settle for one in listener.heard if one.reader == str(bob)] == [False]


async def test_where_it_cannot_write_the_bot_is_not_there(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """In a channel without the right to post, muted in a group; until it may."""
    channel, group = telegram.channel("News", ada), telegram.supergroup("Readers", ada)
    telegram.add_bot(channel, ada, ("can_manage_chat",))
    telegram.promote_bot(channel, ada)
    await listener.until(lambda: len(listener.told) == 2)
    telegram.add_bot(group, ada)
    await telegram.reply(group)
    telegram.restrict_bot(group, ada)
    telegram.promote_bot(group, ada)
    telegram.demote_bot(group, ada)
    there, here = f"telegram:{channel}", f"telegram:{group}"
    await until_told(
        listener,
        ("left", there),
        ("returned", there),
        ("returned", here),
        ("left", here),
        ("returned", here),
        ("returned", here),
    )
    assert telegram.texts(channel) == []
    assert telegram.texts(group) == ["heard /start"]


async def test_a_bot_that_may_write_under_restrictions_is_there(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """It matters only that it is in the group, and may send messages."""
    group = telegram.supergroup("Readers", ada)
    telegram.add_bot(group, ada)
    telegram.restrict_bot(group, ada)
    await listener.until(lambda: listener.told[1:] == [("left", f"telegram:{group}")])
    told = _restricted(group, ada, telegram.world.bot_id)
    telegram.push("my_chat_member", told)
    await listener.until(lambda: listener.told[2:] == [("returned", f"telegram:{group}")])


def _restricted(group: int, by: int, bot: int) -> dict[str, Any]:
    """The bot may write texts, and nothing else."""
    me = {"id": bot, "is_bot": True, "first_name": "Paperround"}
    may = {right: right == "can_send_messages" for right in PERMISSIONS}
    return {
        "chat": {"id": group, "type": "supergroup", "title": "Readers"},
        "from": {"id": by, "is_bot": False, "first_name": "Ada"},
        "date": 0,
        "old_chat_member": {"user": me, "status": "member"},
        "new_chat_member": {
            "user": me, "status": "restricted", "is_member": True, "until_date": 0, **may,
        },
    }  # fmt: skip


@pytest.mark.parametrize("telling", [("to", "from"), ("to",), ("from",)])
async def test_a_group_that_migrates_is_moved_once(
    telegram: LocalTelegram, listener: Listener, ada: int, telling: tuple[str, ...]
) -> None:
    """Whichever messages tell of it; what is said in the new chat comes after."""
    group = telegram.group("Readers", ada)
    telegram.add_bot(group, ada)
    await telegram.reply(group)
    new = telegram.migrate(group, telling)
    said = telegram.say(ada, new, "/paper")
    assert (await telegram.reply(new, said)).text == "heard /paper"
    await until_told(
        listener,
        ("returned", f"telegram:{group}"),
        ("moved", f"telegram:{group}", str(new)),
    )
    assert listener.words == ["/start", "/start", "/paper"]


async def test_a_topic_closes_and_opens(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """The bot leaves that topic alone; General has no number of its own."""
    forum = telegram.supergroup("Forum", ada, forum=True)
    telegram.add_bot(forum, ada)
    await telegram.reply(forum)
    topic = telegram.topic(forum, "cs.CV")
    telegram.close_topic(forum, topic)
    telegram.close_topic(forum)
    telegram.reopen_topic(forum)
    telegram.reopen_topic(forum, topic)
    here, there = f"telegram:{forum}", f"telegram:{forum}:{topic}"
    await until_told(
        listener, ("returned", here), ("left", there), ("returned", here), ("returned", there)
    )


@pytest.mark.parametrize("fault", [False, True])
async def test_a_closed_topic_is_open_to_who_has_the_key(
    telegram: LocalTelegram, listener: Listener, ada: int, *, fault: bool
) -> None:
    """Groups close topics that only administrators write news in; the bot may be one."""
    forum = telegram.supergroup("Forum", ada, forum=True)
    telegram.add_bot(forum, ada, ("can_manage_topics",))
    await telegram.reply(forum)
    topic = telegram.topic(forum, "News")
    if fault:
        telegram.fault("500", method="getChatMember")
    telegram.close_topic(forum, topic)
    telegram.reopen_topic(forum, topic)
    there = f"telegram:{forum}:{topic}"
    left = [("left", there)] if fault else []
    await until_told(listener, ("returned", f"telegram:{forum}"), *left, ("returned", there))


async def test_who_writes_meanwhile_waits_for_the_introduction(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """The first thing the bot says in a group is what it is."""
    going = asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        if request.text == "/start":
            await going.wait()
        yield saying(f"heard {request.text}")

    await telegram.reply(ada)
    listener.answering = answer
    group = telegram.supergroup("Readers", ada)
    telegram.add_bot(group, ada)
    telegram.say(ada, group, "/paper")
    await listener.until(lambda: len(listener.heard) == 2)
    going.set()
    await telegram.until(lambda: telegram.texts(group) == ["heard /start", "heard /paper"])


async def test_a_bot_that_adds_the_bot_is_not_spoken_to(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """It is only noted where it is now."""
    told = _restricted(-1001, ada, telegram.world.bot_id)
    me = {"user": told["new_chat_member"]["user"], "status": "member"}
    left = {**me, "status": "left"}
    bot = {"id": 5, "is_bot": True, "first_name": "Other"}
    telegram.push(
        "my_chat_member",
        {**told, "from": bot, "old_chat_member": left, "new_chat_member": me},
    )
    await until_told(listener, ("returned", "telegram:-1001"))
    telegram.tell(ada, "done")
    await listener.asked("done")
    assert listener.words == ["/start", "done"]
