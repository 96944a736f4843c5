from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram.error import InvalidToken

from adapters.conversation import Request
from adapters.telegram.lines import LONGEST
from adapters.views import View
from storage.people import Address, ChatKind
from tests.adapters.telegram.conftest import AnyApplication, Listener, saying
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.usefixtures("application")


@pytest.fixture
def bob(telegram: LocalTelegram) -> int:
    """Somebody else, who writes in Chinese."""
    return telegram.person("Bob", language="zh-hans")


@pytest.fixture
async def group(telegram: LocalTelegram, listener: Listener, ada: int, bob: int) -> int:
    """A supergroup that Ada made; the bot hears everything in it, as its administrator."""
    group = telegram.supergroup("Readers", ada, bob)
    telegram.add_bot(group, ada, ("can_manage_chat",))
    await telegram.reply(group)
    listener.heard.clear()
    return group


async def test_what_a_person_writes_goes_to_the_bot(
    telegram: LocalTelegram, listener: Listener, bob: int
) -> None:
    """As it was typed, in their language; the answer comes as a message."""
    said = telegram.tell(bob, "  /paper 2512.10863\n\nnow ")
    assert await listener.asked("  /paper 2512.10863\n\nnow ") == Request(
        address=Address(platform="telegram", chat_id=str(bob)),
        kind=ChatKind.PRIVATE,
        reader=str(bob),
        text="  /paper 2512.10863\n\nnow ",
        may_settle=True,
        language="zh-hans",
    )
    answer = await telegram.reply(bob, said)
    assert answer.text.startswith("heard")
    assert answer.reply_to is None
    ((address, message_id, view),) = await listener.until(lambda: listener.displayed)
    assert (address.chat_id, message_id) == (str(bob), str(answer.message_id))
    assert view.lines[0].text.startswith("heard")


async def test_links_and_free_words_go_as_they_are(
    telegram: LocalTelegram, listener: Listener, bob: int
) -> None:
    """A link that starts the bot, a pasted one, a command with any bot's name, odd characters."""
    telegram.begin(bob, "p_2512_10863")
    words = ["https://arxiv.org/abs/2512.10863", "help", "/help@another_bot", "𝔸\u202e\u0000<b>"]
    for text in words:
        telegram.tell(bob, text)
    await listener.asked(words[-1])
    assert listener.words == ["/start p_2512_10863", *words]


async def test_in_a_group_only_what_is_meant_for_the_bot(
    telegram: LocalTelegram, listener: Listener, bob: int, group: int
) -> None:
    """Commands with its name, bare ones that it knows, replies, its name; all else is theirs."""
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


async def test_a_caption_is_text(telegram: LocalTelegram, listener: Listener, ada: int) -> None:
    """A picture alone: nothing in words; of an album and of service messages nothing at all."""
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    message = {
        "date": 0,
        "chat": {"id": ada, "type": "private", "first_name": "Ada"},
        "from": {"id": ada, "is_bot": False, "first_name": "Ada"},
    }
    for number, told in enumerate(
        (
            {"photo": photo, "media_group_id": "1"},
            {"photo": photo, "media_group_id": "1"},
            {"delete_chat_photo": True},
            {"text": ""},
            {"photo": photo},
            {"photo": photo, "caption": "https://arxiv.org/abs/2512.10863"},
        )
    ):
        telegram.push("message", {**message, "message_id": 910 + number, **told})
    await listener.asked("https://arxiv.org/abs/2512.10863")
    assert listener.words == ["/start", "", "https://arxiv.org/abs/2512.10863"]


async def test_a_channel_gives_commands_by_its_posts(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Only who administers it can post; everything else posted there is for its readers."""
    channel = telegram.channel("News", ada)
    telegram.add_bot(channel, ada)
    await telegram.reply(channel)
    mine = telegram.last(channel)
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
    assert mine is not None


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
    telegram.say(ada, forum, "a reply", reply_to=mine.message_id)
    assert (await listener.asked("/paper in")).address.thread_id == str(topic)
    assert (await listener.asked("/paper out")).address.thread_id == ""
    assert (await listener.asked("a reply")).address.thread_id == ""
    await telegram.until(lambda: len(telegram.messages(forum)) == 4)
    assert telegram.texts(forum, topic) == ["heard /paper in"]


async def test_a_mended_message_is_answered(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Where its words have changed; Telegram tells of other edits too."""
    said = telegram.tell(ada, "/sbuscribe cs.CV")
    await listener.asked("/sbuscribe cs.CV")
    telegram.edited(said, "/sbuscribe cs.CV")
    telegram.edited(said, "/subscribe cs.CV")
    telegram.edited(said, "/subscribe cs.CV")
    telegram.tell(ada, "done")
    await listener.asked("done")
    assert listener.words == ["/start", "/sbuscribe cs.CV", "/subscribe cs.CV", "done"]


async def test_other_edits_are_not(
    telegram: LocalTelegram, listener: Listener, ada: int, group: int
) -> None:
    """Neither in groups, nor of messages that nobody remembers."""
    in_group = telegram.say(ada, group, "/sbuscribe")
    telegram.edited(in_group, "/subscribe cs.CV")
    person, chat = {"id": ada, "is_bot": False, "first_name": "Ada"}, {"id": ada, "type": "private"}
    old = {"message_id": 1, "date": 0, "from": person, "chat": chat, "text": "long ago"}
    telegram.push("edited_message", old)
    telegram.tell(ada, "done")
    await listener.asked("done")
    assert {"long ago", "/subscribe cs.CV"}.isdisjoint(listener.words)


async def test_one_persons_requests_stay_in_order(
    telegram: LocalTelegram, listener: Listener, ada: int, bob: int
) -> None:
    """And a slow answer keeps nobody else waiting."""
    going = asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        if request.text == "slow":
            await going.wait()
        yield saying(f"heard {request.text}")

    listener.answering = answer
    for text in ("slow", "second", "third"):
        telegram.tell(ada, text)
    said = telegram.tell(bob, "hello")
    assert (await telegram.reply(bob, said)).text == "heard hello"
    assert [request.text for request in listener.heard if request.reader == str(ada)] == [
        "/start",
        "slow",
    ]
    going.set()
    await telegram.until(lambda: len(telegram.messages(ada)) == 4)
    assert telegram.texts(ada)[1:] == ["heard slow", "heard second", "heard third"]


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


async def test_a_flood_of_one_person_is_given_up(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """What waits is bounded; the rest is silence, and the log says so."""
    going = asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        await going.wait()
        if request.text == "0":
            yield saying("the first")

    await telegram.reply(ada)
    listener.answering = answer
    with capture_logs() as logs:
        for number in range(LONGEST + 5):
            telegram.tell(ada, str(number))
        await telegram.until(lambda: not telegram.updates.pending)
        going.set()
        await listener.asked(str(LONGEST - 1))
    telegram.tell(ada, "done")
    await listener.asked("done")
    assert listener.words[1:] == [*map(str, range(LONGEST)), "done"]
    assert [log["event"] for log in logs] == ["too much at once"] * 5


async def test_updates_that_say_nothing_are_passed_over(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Empty ones, those of kinds that are not known, those of kinds that are not wanted."""
    telegram.push()
    message = {"message_id": 1, "date": 0, "chat": {"id": ada, "type": "private"}, "text": "/start"}
    telegram.push("business_message", message)
    telegram.push("guest_message", message)
    telegram.say(ada, ada, "done")
    await listener.asked("done")
    assert listener.words == ["/start", "done"]


async def test_what_goes_wrong_with_one_update_stays_with_it(
    telegram: LocalTelegram, listener: Listener, ada: int, application: AnyApplication
) -> None:
    """A fault is logged with its traceback; what Telegram says may hold the token, and is not."""

    async def answer(request: Request) -> AsyncIterator[View]:
        if request.text == "bad":
            raise ZeroDivisionError
        yield saying("well")

    await telegram.reply(ada)
    listener.answering = answer
    with capture_logs() as logs:
        telegram.tell(ada, "bad")
        said = telegram.tell(ada, "good")
        assert (await telegram.reply(ada, said)).text == "well"
    assert [(log["event"], type(log["exc_info"])) for log in logs] == [
        ("update not handled", ZeroDivisionError)
    ]
    secret = telegram.token.partition(":")[2]
    with capture_logs() as logs:
        await application.process_error(None, InvalidToken(f"The token `{telegram.token}` is bad"))
    assert [log["event"] for log in logs] == ["update not handled"]
    assert secret not in str(logs)
