"""What is said where others read along, and what of it is for the bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.conversation import Request
from adapters.views import View
from storage.people import Address, ChatKind
from tests.adapters.telegram.conftest import AnyApplication, Listener, saying
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.usefixtures("application")


async def test_in_a_group_only_what_is_meant_for_the_bot(
    telegram: LocalTelegram, listener: Listener, bob: int, group: int
) -> None:
    """Commands with its name or known, papers in replies, its name; all else is theirs."""
    mine = telegram.last(group)
    assert mine is not None
    theirs = telegram.say(bob, group, "a paper: https://arxiv.org/abs/2512.10863")
    for silent in (
        "good morning",
        "/start@another_bot",
        "/roll 6",
        "/usr/bin/python",
        "thanks @paperround_bot2",
        "mail me at x@paperround_bot.org",
    ):
        telegram.say(bob, group, silent)
    telegram.say(bob, group, "/start@another_bot", reply_to=mine.message_id)
    telegram.say(bob, group, "indeed", reply_to=theirs.message_id)
    telegram.say(bob, group, "cool, thanks", reply_to=mine.message_id)
    telegram.say(bob, group, "/PAPER@Paperround_Bot 2512.10863")
    telegram.say(bob, group, "/Paper 1")
    telegram.say(bob, group, "/nothing@paperround_bot")
    telegram.say(bob, group, "2512.10863", reply_to=mine.message_id)
    telegram.say(bob, group, "😀 @Paperround_Bot 2512.10863 @paperround_bot")
    telegram.say(bob, group, "/roll @paperround_bot")
    telegram.say(bob, group, "@paperround_bot", reply_to=theirs.message_id)
    telegram.say(bob, group, "@paperround_bot")
    await listener.until(lambda: len(listener.heard) == 8)
    assert listener.words == [
        "/PAPER@Paperround_Bot 2512.10863",
        "/Paper 1",
        "/nothing@paperround_bot",
        "2512.10863",
        "😀  2512.10863",
        "/roll",
        "a paper: https://arxiv.org/abs/2512.10863",
        "",
    ]


async def test_in_a_group_the_answer_is_a_reply(
    telegram: LocalTelegram, listener: Listener, bob: int, group: int
) -> None:
    """To what was asked, as several people ask at once."""
    said = telegram.say(bob, group, "/paper 1")
    answer = await telegram.reply(group, said)
    assert answer.reply_to == said.message_id
    request = await listener.asked("/paper 1")
    assert (request.kind, request.reader, request.language) == (
        ChatKind.GROUP,
        str(bob),
        "zh-hans",
    )
    assert request.address == Address(platform="telegram", chat_id=str(group))


async def test_only_administrators_settle_in_groups(
    telegram: LocalTelegram, listener: Listener, ada: int, bob: int, group: int
) -> None:
    """As the group's own list says, which is asked for once a minute."""
    for number in range(3):
        telegram.say(bob, group, f"/subscribe {number}")
        telegram.say(ada, group, f"/subscribe by Ada {number}")
    await listener.until(lambda: len(listener.heard) == 6)
    assert {request.reader: request.may_settle for request in listener.heard} == {
        str(bob): False,
        str(ada): True,
    }
    assert len(telegram.calls_of("getChatAdministrators")) == 1


@pytest.mark.parametrize("fault", ["500", "refuse"])
async def test_nobody_settles_where_it_cannot_be_asked(
    telegram: LocalTelegram, listener: Listener, ada: int, fault: Any
) -> None:
    """After a refusal Telegram is not asked again at once; after a failure it is."""
    group = telegram.supergroup("Readers", ada)
    telegram.fault(fault, method="getChatAdministrators", times=2)
    telegram.add_bot(group, ada)
    for number in range(3):
        telegram.say(ada, group, f"/subscribe {number}")
        await listener.asked(f"/subscribe {number}")
    settled = [request.may_settle for request in listener.heard if "/subscribe" in request.text]
    assert settled == ([False, True, True] if fault == "500" else [False] * 3)


async def test_who_writes_as_a_chat_has_its_id(
    telegram: LocalTelegram, listener: Listener, ada: int, group: int
) -> None:
    """An anonymous administrator settles, a channel's name does not; they are nobody's reader."""
    telegram.say(ada, group, "/subscribe cs.CV", anonymous=True)
    request = await listener.asked("/subscribe cs.CV")
    assert (request.reader, request.may_settle) == (str(group), True)
    post = {
        "message_id": 900,
        "date": 0,
        "chat": {"id": group, "type": "supergroup", "title": "Readers"},
        "from": {"id": 136817688, "is_bot": True, "first_name": "Channel"},
        "sender_chat": {"id": -1009, "type": "channel", "title": "Elsewhere"},
        "text": "/subscribe hep-th",
        "entities": [{"type": "bot_command", "offset": 0, "length": 10}],
    }
    telegram.push("message", {**post, "is_automatic_forward": True})
    telegram.push("message", {**post, "text": "/subscribe again"})
    request = await listener.asked("/subscribe again")
    assert (request.reader, request.may_settle) == ("-1009", False)
    assert "/subscribe hep-th" not in listener.words


async def test_what_other_bots_and_inline_searches_say_asks_for_nothing(
    telegram: LocalTelegram, listener: Listener, ada: int, group: int, application: AnyApplication
) -> None:
    """Two bots never talk to each other; a card that was chosen inline is an answer already."""
    message = {
        "message_id": 901,
        "date": 0,
        "chat": {"id": group, "type": "supergroup", "title": "Readers"},
        "from": {"id": 5, "is_bot": True, "first_name": "Other"},
        "text": "@paperround_bot hello",
        "entities": [{"type": "mention", "offset": 0, "length": 15}],
    }
    telegram.push("message", message)
    me = {"id": application.bot.id, "is_bot": True, "first_name": "Paperround"}
    person = {"id": ada, "is_bot": False, "first_name": "Ada"}
    private = {"id": ada, "type": "private", "first_name": "Ada"}
    chosen = {"message_id": 902, "date": 0, "chat": private, "from": person, "text": "A card"}
    telegram.push("message", {**chosen, "via_bot": me})
    telegram.tell(ada, "done")
    await listener.asked("done")
    telegram.say(ada, group, "/paper")
    await listener.asked("/paper")
    assert [word for word in listener.words if word != "/start"] == ["done", "/paper"]


async def test_a_person_is_named_without_a_name(
    telegram: LocalTelegram, listener: Listener, ada: int, group: int, application: AnyApplication
) -> None:
    """Some apps mark the bot by its id; such a mark is taken out as well."""
    me = {"id": application.bot.id, "is_bot": True, "first_name": "Paperround"}
    message = {
        "message_id": 903,
        "date": 0,
        "chat": {"id": group, "type": "supergroup", "title": "Readers"},
        "from": {"id": ada, "is_bot": False, "first_name": "Ada"},
        "caption": "Paperround 2512.10863",
        "caption_entities": [{"type": "text_mention", "offset": 0, "length": 10, "user": me}],
    }
    telegram.push("message", message)
    await listener.asked("2512.10863")


async def test_a_channel_gives_commands_by_its_posts(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Only who administers it can post; everything else posted there is for its readers."""
    channel = telegram.channel("News", ada)
    telegram.add_bot(channel, ada)
    await telegram.reply(channel)
    telegram.post(channel, "@paperround_bot hello")
    telegram.post(channel, "https://arxiv.org/abs/2512.10863")
    edited = telegram.post(channel, "/roll")
    telegram.edited(edited, "/start")
    post = telegram.post(channel, "/subscribe cs.CV")
    answer = await telegram.reply(channel, post)
    assert (answer.text, answer.reply_to) == ("heard /subscribe cs.CV", None)
    request = await listener.asked("/subscribe cs.CV")
    assert request.kind is ChatKind.CHANNEL
    assert (request.reader, request.may_settle, request.language) == (str(channel), True, "")
    assert listener.words[-2:] == ["/start", "/subscribe cs.CV"]


async def test_a_topic_is_a_chat_of_its_own(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """A reply elsewhere has a thread that is no topic; answers stay where they were asked for."""
    forum = telegram.supergroup("Forum", ada, forum=True)
    telegram.add_bot(forum, ada)
    mine = await telegram.reply(forum)
    topic = telegram.topic(forum, "cs.CV")
    telegram.say(ada, forum, "/paper in", topic)
    telegram.say(ada, forum, "/paper out")
    telegram.say(ada, forum, "2512.10863", reply_to=mine.message_id)
    assert (await listener.asked("/paper in")).address.thread_id == str(topic)
    assert (await listener.asked("/paper out")).address.thread_id == ""
    assert (await listener.asked("2512.10863")).address.thread_id == ""
    await telegram.until(lambda: len(telegram.messages(forum)) == 4)
    assert telegram.texts(forum, topic) == ["heard /paper in"]


async def test_in_a_group_nobody_waits_for_another(
    telegram: LocalTelegram, listener: Listener, ada: int, bob: int, group: int
) -> None:
    """Each has a line of their own there."""
    going = asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        if request.reader == str(ada):
            await going.wait()
        yield saying(f"heard {request.text}")

    listener.answering = answer
    telegram.say(ada, group, "/paper slow")
    said = telegram.say(bob, group, "/paper quick")
    assert (await telegram.reply(group, said)).text == "heard /paper quick"
    going.set()
    await telegram.until(lambda: "heard /paper slow" in telegram.texts(group))
