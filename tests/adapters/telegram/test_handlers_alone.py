"""Answers for one person alone, asked for where others read along."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.conversation import Request
from adapters.views import Action, Manner, View
from tests.adapters.telegram.conftest import Listener, saying
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.usefixtures("application")


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
