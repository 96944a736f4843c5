"""Buttons that are pressed, and what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.conversation import Request
from adapters.telegram.lines import LONGEST
from adapters.views import Action, Manner, View
from storage.people import Address, ChatKind
from tests.adapters.telegram.conftest import Listener, saying
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.usefixtures("application")

MORE = Action(label="More", data="1:more")


async def test_a_press_asks_the_bot(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """With its data and its message; the button does not spin, and a new message answers."""
    query = telegram.press(ada, digest, label="More")
    assert await listener.asked("1:more") == Request(
        address=Address(platform="telegram", chat_id=str(ada)),
        kind=ChatKind.PRIVATE,
        reader=str(ada),
        data="1:more",
        language="en",
        message_id=str(digest.message_id),
    )
    assert (await telegram.answered(query)).text == ""
    assert (await telegram.reply(ada, digest)).text == "heard 1:more"


async def test_a_word_aside_is_a_toast(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """Cut to what a toast holds, at a word; no message comes of it."""
    words = "Saved. " + "😀 is two of Telegram's characters, and " * 6

    async def answer(request: Request) -> AsyncIterator[View]:
        yield saying("Saved." if request.data == "1:more" else words, manner=Manner.ASIDE)

    listener.answering = answer
    assert (await telegram.answered(telegram.press(ada, digest, "1:more"))).text == "Saved."
    long = (await telegram.answered(telegram.forge(ada, digest, "1:long"))).text
    assert long.endswith("…")
    assert words.startswith(long.removesuffix("…"))
    assert 180 < len(long.encode("utf-16-le")) / 2 <= 200
    assert len(telegram.texts(ada)) == 1


async def test_a_button_never_spins(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """Whatever takes long is said later: here in a message, as the chat is private."""
    going = asyncio.Event()

    async def answer(_: Request) -> AsyncIterator[View]:
        await going.wait()
        yield saying("Saved.", manner=Manner.ASIDE)

    listener.answering = answer
    answered = await telegram.answered(telegram.press(ada, digest, "1:more"))
    assert answered.text == ""
    assert answered.after < 1
    going.set()
    assert (await telegram.reply(ada, digest)).text == "Saved."


async def test_a_late_word_aside_disturbs_no_group(
    telegram: LocalTelegram, listener: Listener, ada: int, posted: Message
) -> None:
    """It goes to the person who pressed, where they have a private chat with the bot."""
    going = asyncio.Event()
    stranger = telegram.person("Eve")

    async def answer(request: Request) -> AsyncIterator[View]:
        await going.wait()
        yield saying(f"Saved for {request.reader}.", manner=Manner.ASIDE)

    listener.answering = answer
    before = len(telegram.texts(ada))
    queries = [telegram.press(person, posted, "1:more") for person in (ada, stranger)]
    for query in queries:
        assert (await telegram.answered(query)).text == ""
    going.set()
    await telegram.until(lambda: telegram.texts(ada)[before:] == [f"Saved for {ada}."])
    await telegram.until(lambda: len(telegram.refusals()) == 1)  # Eve never began
    assert telegram.texts(posted.chat) == [posted.text]


async def test_a_word_waits_for_no_message(
    telegram: LocalTelegram, listener: Listener, ada: int, posted: Message
) -> None:
    """What is saved is saved at once, in order, however long another answer takes."""
    going = asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        if not request.data.startswith("1:word"):
            await going.wait()
            yield saying("a long list")
            return
        yield saying(f"Saved {request.data}.", manner=Manner.ASIDE)

    listener.answering = answer
    telegram.forge(ada, posted, "1:list")
    await listener.asked("1:list")
    queries = [telegram.forge(ada, posted, f"1:word:{number}") for number in range(3)]
    told = [(await telegram.answered(query)).text for query in queries]
    assert told == [f"Saved 1:word:{number}." for number in range(3)]
    assert listener.words[-3:] == [f"1:word:{number}" for number in range(3)]
    going.set()
    await telegram.until(lambda: telegram.texts(posted.chat)[-1] == "a long list")


async def test_presses_that_wait_in_line_do_not_spin(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """Not those that wait for a slow one, and not those that are given up."""
    going = asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        await going.wait()
        if request.data == f"1:{LONGEST - 1}":
            yield saying("the last")

    listener.answering = answer
    queries = [telegram.forge(ada, digest, f"1:{number}") for number in range(LONGEST + 2)]
    answers = [await telegram.answered(query) for query in queries]
    assert max(answered.after for answered in answers) < 2
    going.set()
    assert (await telegram.reply(ada, digest)).text == "the last"
    assert listener.words == [f"1:{number}" for number in range(LONGEST)]


async def test_a_view_takes_the_place_of_the_pressed_message(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """By an edit, and the next one likewise; the bot knows what stands there."""

    async def answer(_: Request) -> AsyncIterator[View]:
        yield saying("page 2", MORE, manner=Manner.INSTEAD)
        yield saying("page 2, whole", MORE, manner=Manner.INSTEAD)
        yield saying("noted", manner=Manner.ASIDE)

    listener.answering = answer
    telegram.press(ada, digest, "1:more")
    await telegram.until(lambda: telegram.texts(ada) == ["page 2, whole", "noted"])
    assert [edit.text for edit in telegram.edits] == ["page 2", "page 2, whole"]
    await listener.until(lambda: len(listener.displayed) == 3)
    assert [shown[1] for shown in listener.displayed[:2]] == [str(digest.message_id)] * 2


@pytest.mark.parametrize("how", ["deleted", "refused"])
async def test_what_cannot_be_edited_is_answered_anew(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message, how: str
) -> None:
    """A press below a message that is gone, or too old, still works."""

    async def answer(request: Request) -> AsyncIterator[View]:
        assert request.message_id == str(digest.message_id)
        yield saying("page 2", MORE, manner=Manner.INSTEAD)
        yield saying("page 2, whole", MORE, manner=Manner.INSTEAD)

    listener.answering = answer
    if how == "deleted":
        telegram.erase(digest)
    else:
        told = "message can't be edited"
        telegram.fault("refuse", method="editMessageText", description=told, times=1)
    telegram.forge(ada, digest, "1:more")
    sent = await telegram.reply(ada, digest)
    await telegram.until(lambda: telegram.message(ada, sent.message_id).text == "page 2, whole")
    await listener.until(lambda: len(listener.displayed) == 2)
    assert {shown[1] for shown in listener.displayed} == {str(sent.message_id)}


async def test_in_a_group_a_press_is_answered_by_a_reply(
    telegram: LocalTelegram, listener: Listener, ada: int, posted: Message
) -> None:
    """To the message that was pressed; the bot knows who administers the group."""
    stranger = telegram.person("Eve", language="de")
    telegram.press(stranger, posted, "1:more")
    telegram.press(ada, posted, "1:more")
    await listener.until(lambda: len(listener.heard) == 2)
    assert {one.reader: (one.may_settle, one.language) for one in listener.heard} == {
        str(stranger): (False, "de"),
        str(ada): (True, "en"),
    }
    assert (await telegram.reply(posted.chat, posted)).reply_to == posted.message_id


async def test_a_press_in_a_topic_is_asked_there(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Of a message that is deleted nobody knows the topic: who pressed it is asked alone."""
    forum = telegram.supergroup("Forum", ada, forum=True)
    telegram.add_bot(forum, ada)
    topic = telegram.topic(forum, "cs.CV")
    telegram.say(ada, forum, "/paper", topic)
    sent = await telegram.until(lambda: telegram.last(forum, topic))
    telegram.press(ada, sent, "1:more")
    assert (await listener.asked("1:more")).address.thread_id == str(topic)
    telegram.erase(sent)
    telegram.forge(ada, sent, "1:old")
    lost = await listener.asked("1:old")
    assert (lost.address.chat_id, lost.address.thread_id) == (str(ada), "")
    assert (lost.kind, lost.message_id, lost.may_settle) == (ChatKind.PRIVATE, "", True)


async def test_forged_data_is_for_the_bot(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """It says what it says to a button that nobody knows."""
    telegram.forge(ada, digest, "\u0000:;drop table")
    assert (await listener.asked("\u0000:;drop table")).data == "\u0000:;drop table"
    telegram.push("callback_query", _query(ada, "77", game_short_name="chess"))
    await telegram.until(
        lambda: (
            "77"
            in {
                call.parameters.get("callback_query_id")
                for call in telegram.calls_of("answerCallbackQuery")
            }
        )
    )


def _query(person: int, number: str, **told: str) -> dict[str, object]:
    who = {"id": person, "is_bot": False, "first_name": "Ada"}
    return {"id": number, "from": who, "chat_instance": "1", **told}


async def test_a_press_below_an_inline_card_is_answered_in_private(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """Nobody knows where the card is; the press is the person's own."""
    telegram.push("callback_query", _query(ada, "78", inline_message_id="i", data="1:card"))
    request = await listener.asked("1:card")
    assert (request.address.chat_id, request.kind) == (str(ada), ChatKind.PRIVATE)
    assert (request.message_id, request.may_settle) == ("", True)
    assert (await telegram.reply(ada, digest)).text == "heard 1:card"


async def test_an_answer_may_be_silence(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """A press is answered all the same."""

    async def answer(request: Request) -> AsyncIterator[View]:
        if request.data:
            return
        yield saying("done")

    listener.answering = answer
    assert (await telegram.answered(telegram.press(ada, digest, "1:more"))).text == ""
    said = telegram.tell(ada, "next")
    assert (await telegram.reply(ada, said)).text == "done"
