"""Floods, faults, moves and ends: what happens to answers then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs
from telegram.error import InvalidToken

from adapters.conversation import Request
from adapters.telegram.lines import LONGEST
from adapters.views import Manner, View
from tests.adapters.telegram.conftest import AnyApplication, Listener, saying
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.usefixtures("application")


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


async def test_an_answer_follows_a_group_that_moves(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """The bot is told where to, and the answer comes there."""
    group = telegram.group("Readers", ada)
    telegram.add_bot(group, ada)
    sent = await telegram.reply(group)
    moving, moved = asyncio.Event(), asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        moving.set()
        await moved.wait()
        yield saying("page 2", manner=Manner.INSTEAD if request.data else Manner.MESSAGE)

    listener.answering = answer
    telegram.press(ada, sent, "1:more")
    await moving.wait()
    new = telegram.migrate(group, telling=())
    moved.set()
    assert (await telegram.reply(new)).text == "page 2"
    assert ("moved", f"telegram:{group}", str(new)) in listener.told
    await listener.until(lambda: [one for one in listener.displayed if one[0].chat_id == str(new)])


@pytest.mark.parametrize("telling", [("to",), ("from",)])
async def test_what_was_pressed_before_a_group_moved_means_the_new_one(
    telegram: LocalTelegram, listener: Listener, ada: int, telling: tuple[str, ...]
) -> None:
    """Else the old one would be a chat again, which follows nothing."""
    group = telegram.group("Readers", ada)
    telegram.add_bot(group, ada)
    sent = await telegram.reply(group)
    new = telegram.migrate(group, telling)
    moved = ("moved", f"telegram:{group}", str(new))
    await listener.until(lambda: moved in listener.told)
    query = telegram.press(ada, sent, "1:more")
    heard = await listener.asked("1:more")
    assert (heard.address.chat_id, heard.may_settle, heard.message_id) == (str(new), True, "")
    assert (await telegram.reply(new)).text == "heard 1:more"
    assert (await telegram.answered(query)).text == ""
    assert listener.told.count(moved) == 1
    assert telegram.texts(group) == [sent.text]


@pytest.mark.parametrize("kind", ["drop", "refuse"])
async def test_what_telegram_does_not_take_is_not_shown(
    telegram: LocalTelegram,
    listener: Listener,
    ada: int,
    digest: Message,
    application: AnyApplication,
    kind: str,
) -> None:
    """Neither is the fault; the next request is answered."""
    if kind == "drop":
        telegram.fault("drop", method="sendMessage", after=True, times=1)
        telegram.fault("drop", method="answerCallbackQuery", after=True, times=1)
    else:
        told = "not enough rights to send text messages to the chat"
        telegram.fault("refuse", method="sendMessage", description=told, times=1)
        telegram.fault("refuse", method="answerCallbackQuery", description="odd", times=1)
    telegram.press(ada, digest, "1:more")
    telegram.tell(ada, "next")
    await telegram.until(lambda: telegram.texts(ada)[-1] == "heard next")
    assert telegram.texts(ada).count("heard 1:more") == (kind == "drop")
    assert application.running


async def test_an_edit_that_may_have_come_is_not_repeated(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """Nothing else is said instead."""

    async def answer(request: Request) -> AsyncIterator[View]:
        manner = Manner.INSTEAD if request.data else Manner.MESSAGE
        yield saying("page 2", manner=manner)

    listener.answering = answer
    telegram.fault("drop", method="editMessageText", after=True, times=1)
    query = telegram.press(ada, digest, "1:more")
    await telegram.answered(query)
    said = telegram.tell(ada, "next")
    await telegram.reply(ada, said)
    assert len(telegram.messages(ada)) == 2


async def test_the_last_word_of_an_answer_is_said_at_the_end(
    telegram: LocalTelegram, listener: Listener, ada: int, application: AnyApplication
) -> None:
    """Who stops the program still reads what was asked for before."""
    begun, going = asyncio.Event(), asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        begun.set()
        await going.wait()
        yield saying(f"heard {request.text}")

    await telegram.reply(ada)
    listener.answering = answer
    said = telegram.tell(ada, "slow")
    await begun.wait()
    assert application.updater is not None
    await application.updater.stop()
    stopping = asyncio.create_task(application.stop())
    going.set()
    await stopping
    assert (await telegram.reply(ada, said)).text == "heard slow"
    await application.start()
    await application.updater.start_polling()
