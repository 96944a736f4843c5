from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.conversation import Request
from adapters.telegram.lines import LONGEST
from adapters.views import Action, Manner, View
from storage.people import Address, ChatKind
from tests.adapters.telegram.conftest import AnyApplication, Listener, saying
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.usefixtures("application")

MORE = Action(label="More", data="1:more")


@pytest.fixture
async def digest(telegram: LocalTelegram, listener: Listener, ada: int) -> Message:
    """A message of the bot to Ada, with a button."""
    sent = await telegram.reply(ada)
    await listener.until(lambda: listener.displayed)
    listener.heard.clear()
    listener.displayed.clear()
    return sent


@pytest.fixture
async def posted(telegram: LocalTelegram, listener: Listener, ada: int) -> Message:
    """A message of the bot in a group of Ada and others, with a button."""
    group = telegram.supergroup("Readers", ada)
    telegram.add_bot(group, ada)
    sent = await telegram.reply(group)
    await listener.asked("/start")
    listener.heard.clear()
    return sent


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


async def test_who_did_not_press_gets_a_word_aside_as_a_message(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """It neither replaces anything, nor is replaced."""

    async def answer(_: Request) -> AsyncIterator[View]:
        yield saying("one moment")
        yield saying("Saved.", manner=Manner.ASIDE)
        yield saying("done")

    listener.answering = answer
    telegram.tell(ada, "/save 1")
    await telegram.until(lambda: telegram.texts(ada)[1:] == ["done", "Saved."])


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
    """Of a message that is deleted nobody knows the topic."""
    forum = telegram.supergroup("Forum", ada, forum=True)
    telegram.add_bot(forum, ada)
    topic = telegram.topic(forum, "cs.CV")
    telegram.say(ada, forum, "/paper", topic)
    sent = await telegram.until(lambda: telegram.last(forum, topic))
    telegram.press(ada, sent, "1:more")
    assert (await listener.asked("1:more")).address.thread_id == str(topic)
    telegram.erase(sent)
    telegram.forge(ada, sent, "1:old")
    assert (await listener.asked("1:old")).address.thread_id == ""


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


async def test_what_is_for_one_person_alone_is_sent_to_them(
    telegram: LocalTelegram, listener: Listener, ada: int, posted: Message
) -> None:
    """To their private chat, for presses and for words; the group sees nothing."""
    going = asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        yield saying(f"your list {request.data}", manner=Manner.ALONE)
        await going.wait()
        yield saying(f"your whole list {request.data}", manner=Manner.ALONE)

    listener.answering = answer
    before = len(telegram.texts(ada))
    telegram.press(ada, posted, "1:more")
    await telegram.until(lambda: telegram.texts(ada)[before:] == ["your list 1:more"])
    going.set()
    await telegram.until(lambda: telegram.texts(ada)[before:] == ["your whole list 1:more"])
    telegram.say(ada, posted.chat, "/saved")
    await telegram.until(lambda: telegram.texts(ada)[-1] == "your whole list")
    assert telegram.texts(posted.chat) == [posted.text]
    assert listener.displayed[-1][0].chat_id == str(ada)


async def test_in_a_private_chat_everything_is(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """A message like any other."""

    async def answer(_: Request) -> AsyncIterator[View]:
        yield saying("your list", manner=Manner.ALONE)

    listener.answering = answer
    telegram.press(ada, digest, "1:more")
    assert (await telegram.reply(ada, digest)).text == "your list"


async def unreached(request: Request) -> AsyncIterator[View]:
    """For the person alone; if they cannot be reached, for all a word how to change that."""
    if not request.is_unreached:
        yield saying("your list", manner=Manner.ALONE)
    elif request.data:
        yield saying("write to me first", manner=Manner.ASIDE)
    else:
        yield saying("write to me first", Action(label="Open", data="1:open", payload="start"))


async def test_who_never_began_is_told_how(
    telegram: LocalTelegram, listener: Listener, posted: Message
) -> None:
    """The bot is asked again; its other answer is shown where it was asked."""
    listener.answering = unreached
    eve = telegram.person("Eve")
    telegram.join(eve, posted.chat)
    assert (await telegram.answered(telegram.press(eve, posted, "1:more"))).text == (
        "write to me first"
    )
    said = telegram.say(eve, posted.chat, "/saved")
    answer = await telegram.reply(posted.chat, said)
    assert (answer.text, answer.reply_to) == ("write to me first", said.message_id)
    link = f"https://t.me/{telegram.username}?start=start"
    assert answer.button("Open")["url"] == link
    assert [one.is_unreached for one in listener.heard] == [False, True, False, True]
    assert telegram.texts(eve) == []


@pytest.mark.parametrize("how", ["begins", "unblocks"])
async def test_a_stranger_is_not_written_to_again(
    telegram: LocalTelegram, listener: Listener, posted: Message, how: str
) -> None:
    """Until they begin, or let the bot in again."""
    listener.answering = unreached
    eve = telegram.person("Eve")
    if how == "unblocks":
        telegram.begin(eve)
        await telegram.reply(eve)
        telegram.block(eve)
        await listener.until(lambda: ("left", f"telegram:{eve}") in listener.told)
    before = len(telegram.texts(eve))
    for _ in range(3):
        await telegram.answered(telegram.press(eve, posted, "1:more"))
    assert len(telegram.refusals()) == (how == "begins")
    if how == "begins":
        telegram.begin(eve)
    else:
        telegram.unblock(eve)
        await listener.until(lambda: ("returned", f"telegram:{eve}") in listener.told)
    telegram.press(eve, posted, "1:more")
    await telegram.until(lambda: telegram.texts(eve)[before:][-1:] == ["your list"])


async def test_the_way_in_opens_at_once(
    telegram: LocalTelegram, listener: Listener, posted: Message
) -> None:
    """Where the answer to a press that reached nobody has a button to the private chat."""

    async def answer(request: Request) -> AsyncIterator[View]:
        opens = Action(label="Open", data="1:start:start", payload="start")
        manner = Manner.ASIDE if request.is_unreached else Manner.ALONE
        yield saying("write to me", opens, manner=manner)

    listener.answering = answer
    query = telegram.press(telegram.person("Eve"), posted, "1:more")
    answered = await telegram.answered(query)
    link = f"https://t.me/{telegram.username}?start=start"
    assert (answered.text, answered.url) == ("", link)


async def test_a_chat_that_speaks_has_no_private_chat(
    telegram: LocalTelegram, listener: Listener, ada: int, posted: Message
) -> None:
    """An anonymous administrator, or a channel, is told the same."""
    listener.answering = unreached
    channel = telegram.channel("News", ada)
    telegram.add_bot(channel, ada)
    said = telegram.say(ada, posted.chat, "/saved", anonymous=True)
    assert (await telegram.reply(posted.chat, said)).text == "write to me first"
    said = telegram.post(channel, "/saved")
    assert (await telegram.reply(channel, said)).text == "write to me first"


async def test_what_is_for_one_person_is_never_shown_to_others(
    telegram: LocalTelegram, listener: Listener, ada: int, posted: Message
) -> None:
    """Not even where the bot has no other answer."""

    async def answer(request: Request) -> AsyncIterator[View]:
        yield saying("your list" if request.text == "/saved" else "yes", manner=Manner.ALONE)

    listener.answering = answer
    telegram.say(ada, posted.chat, "/saved", anonymous=True)
    await listener.until(lambda: len(listener.heard) == 2)
    before = len(telegram.texts(ada))
    telegram.say(ada, posted.chat, "/paper")
    await telegram.until(lambda: telegram.texts(ada)[before:] == ["yes"])
    assert telegram.texts(posted.chat) == [posted.text]


async def test_who_is_not_reached_once_is_not_unreached(
    telegram: LocalTelegram, listener: Listener, ada: int, posted: Message
) -> None:
    """The private chat is there, only Telegram is not; the group sees nothing all the same."""
    listener.answering = unreached
    before = len(telegram.texts(ada))
    telegram.fault("500", method="sendMessage", chat=ada)
    telegram.say(ada, posted.chat, "/saved")
    telegram.say(ada, posted.chat, "/saved again")
    await telegram.until(lambda: telegram.texts(ada)[before:] == ["your list"])
    assert [one.is_unreached for one in listener.heard] == [False, False]
    assert telegram.texts(posted.chat) == [posted.text]


class Once:
    """Views that are no generator."""

    def __init__(self) -> None:
        self._views = [saying("done")]

    def __aiter__(self) -> Once:
        return self

    async def __anext__(self) -> View:
        """The only one."""
        if not self._views:
            raise StopAsyncIteration
        return self._views.pop()


async def test_any_iterator_of_views_will_do(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """The port asks for no more."""
    listener.answer = lambda _: Once()  # type: ignore[method-assign]
    telegram.press(ada, digest, "1:more")
    assert (await telegram.reply(ada, digest)).text == "done"


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


async def test_the_last_word_of_an_answer_is_said_at_the_end(
    telegram: LocalTelegram, listener: Listener, ada: int, application: AnyApplication
) -> None:
    """Who stops the program still reads what was asked for before."""
    begun, going = asyncio.Event(), asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        begun.set()
        await going.wait()
        yield replace(saying(f"heard {request.text}"))

    await telegram.reply(ada)
    listener.answering = answer
    said = telegram.tell(ada, "slow")
    await begun.wait()
    assert application.updater is not None
    await application.updater.stop()
    stopping = asyncio.create_task(application.stop())
    await asyncio.sleep(0)
    going.set()
    await stopping
    assert (await telegram.reply(ada, said)).text == "heard slow"
    await application.start()
    await application.updater.start_polling()
