"""What a person writes to the bot alone, and how it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.conversation import Request
from adapters.views import Manner, View
from storage.people import Address, ChatKind
from tests.adapters.telegram.conftest import Listener, saying
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.usefixtures("application")


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


async def test_a_caption_is_text(telegram: LocalTelegram, listener: Listener, ada: int) -> None:
    """A picture alone: nothing in words; of an album and of service messages nothing at all."""
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    message = {
        "date": 0,
        "chat": {"id": ada, "type": "private", "first_name": "Ada"},
        "from": {"id": ada, "is_bot": False, "first_name": "Ada"},
    }
    contents: tuple[dict[str, Any], ...] = (
        {"photo": photo, "media_group_id": "1"},
        {"photo": photo, "media_group_id": "1"},
        {"delete_chat_photo": True},
        {"text": ""},
        {"photo": photo},
        {"photo": photo, "caption": "https://arxiv.org/abs/2512.10863"},
    )
    for number, told in enumerate(contents):
        telegram.push("message", {**message, "message_id": 910 + number, **told})
    await listener.asked("https://arxiv.org/abs/2512.10863")
    assert listener.words == ["/start", "", "https://arxiv.org/abs/2512.10863"]


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

    await telegram.reply(ada)
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


class Once(AsyncIterator[View]):
    """Views that are no generator."""

    def __init__(self) -> None:
        self._views = [saying("done")]

    async def __anext__(self) -> View:
        """The only one."""
        if not self._views:
            raise StopAsyncIteration
        return self._views.pop()


async def test_any_iterator_of_views_will_do(
    telegram: LocalTelegram, listener: Listener, ada: int, digest: Message
) -> None:
    """The port asks for no more."""

    def answer(request: Request) -> AsyncIterator[View]:
        return Once()

    listener.answer = answer  # type: ignore[method-assign]
    telegram.press(ada, digest, "1:more")
    assert (await telegram.reply(ada, digest)).text == "done"
