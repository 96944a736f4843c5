"""What the bot says, as it stands at a strict Telegram."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
from telegram import Bot
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import HTTPXRequest

from adapters.conversation import DeliveryError
from adapters.telegram.limiter import Sending
from adapters.telegram.messenger import Messenger
from adapters.telegram.places import chat_address
from adapters.views import Action, Line, Span, Style, View
from tests.fakes.telegram.conftest import NO_TLS, new_bot
from tests.fakes.telegram.server import LocalTelegram

HELLO = View(
    lines=(Line((Span("p < 0.05 & "), Span("bold", Style.BOLD))),),
    actions=((Action(label="Card", data="1:card:2512.10863", payload="p_2512_10863"),),),
)
BARE = replace(HELLO, actions=())
FILED = replace(HELLO, file_name="2512.10863.bib", file_text="@misc{é}\n")
LONG = View(lines=(Line((Span("words 😀 " * 300),)),))


@pytest.fixture
def messenger(bot: Bot) -> Messenger:
    """What speaks as the bot."""
    return Messenger(bot)


@pytest.fixture
def forum(telegram: LocalTelegram, ada: int) -> int:
    """A forum with the bot."""
    forum = telegram.supergroup("Readers", ada, forum=True)
    telegram.add_bot(forum, ada)
    return forum


async def refusal(saying: Coroutine[Any, Any, object]) -> DeliveryError:
    """Why it was not said."""
    with pytest.raises(DeliveryError) as error:
        await saying
    return error.value


async def test_a_view_is_a_message(telegram: LocalTelegram, messenger: Messenger, ada: int) -> None:
    """With its styles and buttons, and without a preview of the links in it."""
    sent = await messenger.send(chat_address(ada), HELLO)
    message = telegram.message(ada, int(sent))
    assert message.text == "p < 0.05 & bold"
    assert [entity["type"] for entity in message.entities] == ["bold"]
    assert message.button("Card")["callback_data"] == "1:card:2512.10863"
    assert message.options["link_preview_options"] == {"is_disabled": True}


async def test_where_others_read_along_buttons_open_the_private_chat(
    telegram: LocalTelegram, messenger: Messenger, forum: int
) -> None:
    """And so they do in what is edited there."""
    link = {"text": "Card", "url": "https://t.me/paperround_bot?start=p_2512_10863"}
    sent = await messenger.send(chat_address(forum), HELLO)
    assert telegram.message(forum, int(sent)).keyboard == ((link,),)
    await messenger.edit(chat_address(forum), sent, BARE)
    assert telegram.message(forum, int(sent)).keyboard == ()
    await messenger.edit(chat_address(forum), sent, HELLO)
    assert telegram.message(forum, int(sent)).keyboard == ((link,),)


async def test_a_topic_is_a_chat_of_its_own(
    telegram: LocalTelegram, messenger: Messenger, forum: int
) -> None:
    """What is said there stays there, with its file."""
    topic = telegram.topic(forum, "Papers")
    address = replace(chat_address(forum), thread_id=str(topic))
    await messenger.send(address, replace(LONG, file_name="a.txt", file_text="x"))
    assert [message.thread for message in telegram.messages(forum)] == [topic, topic]


async def test_an_answer_stands_below_the_question(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """And alone, where that was deleted."""
    asked = telegram.say(ada, ada, "hello")
    below = await messenger.send(chat_address(ada), HELLO, reply_to=str(asked.message_id))
    alone = await messenger.send(chat_address(ada), BARE, reply_to="4711")
    assert telegram.message(ada, int(below)).reply_to == asked.message_id
    assert telegram.message(ada, int(alone)).reply_to is None


async def test_a_file_goes_with_a_short_text(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """One message, with the buttons."""
    await messenger.send(chat_address(ada), FILED)
    (message,) = telegram.messages(ada)
    assert message.document is not None
    assert message.document.name == "2512.10863.bib"
    assert message.document.content.decode() == "@misc{é}\n"
    assert message.text == "p < 0.05 & bold"
    assert message.labels == ("Card",)


async def test_a_file_comes_below_a_long_text(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """The id is that of the text."""
    sent = await messenger.send(
        chat_address(ada), replace(LONG, file_name="saved.bib", file_text="@misc{a}")
    )
    text, file = telegram.messages(ada)
    assert (str(text.message_id), text.document) == (sent, None)
    assert (file.document is not None, file.text) == (True, "")


async def test_a_file_that_is_refused_takes_nothing_back(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """The message is there: it must not be sent again for its file."""
    filed = replace(LONG, file_name="saved.bib", file_text="@misc{a}")
    telegram.fault("refuse", method="sendDocument", description="not today", times=2)
    sent = await messenger.send(chat_address(ada), filed)
    await messenger.edit(chat_address(ada), sent, replace(FILED, actions=()))
    assert [str(message.message_id) for message in telegram.messages(ada)] == [sent]
    telegram.heal()
    await messenger.edit(chat_address(ada), sent, filed, answers=True)
    assert len(telegram.messages(ada)) == 2


async def test_an_edit_shows_the_view_and_nothing_else(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """Its buttons are those of the view; the same again changes nothing, and is no error."""
    chat = chat_address(ada)
    sent = await messenger.send(chat, HELLO)
    other = replace(HELLO, lines=(Line((Span("Other"),)),))
    await messenger.edit(chat, sent, other, answers=True)
    await messenger.edit(chat, sent, other, answers=True)
    message = telegram.message(ada, int(sent))
    assert (message.text, message.labels, message.edits) == ("Other", ("Card",), 1)
    assert message.options["link_preview_options"] == {"is_disabled": True}
    await messenger.edit(chat, sent, BARE)
    assert telegram.message(ada, int(sent)).labels == ()


async def test_a_message_that_cannot_be_edited_is_only_refused(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """The chat is there: who wanted to edit may send instead."""
    asked = telegram.say(ada, ada, "hello")
    filed = await messenger.send(chat_address(ada), FILED)
    for number in ("4711", str(asked.message_id), filed):
        error = await refusal(messenger.edit(chat_address(ada), number, HELLO))
        assert (error.gone, error.uncertain, error.retry_after) == (False, False, None)


async def test_errors_are_told_to_who_wanted_to_send(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """Gone, uncertain, moved."""
    group = telegram.group("Readers", ada)
    telegram.add_bot(group, ada)
    moved = telegram.migrate(group)
    telegram.fault("502", after=True)
    assert (await refusal(messenger.send(chat_address(ada), HELLO))).uncertain
    telegram.block(ada)
    assert (await refusal(messenger.send(chat_address(ada), HELLO))).gone
    error = await refusal(messenger.send(chat_address(group), HELLO, answers=True))
    assert error.moved_to == str(moved)


async def test_a_press_is_answered(telegram: LocalTelegram, messenger: Messenger, ada: int) -> None:
    """By a word, by a link, by nothing; too late is no error, anything else is."""
    await messenger.send(chat_address(ada), HELLO)
    message = telegram.last(ada)
    assert message is not None
    said, opened, silent = (telegram.press(ada, message, label="Card") for _ in range(3))
    await messenger.toast(said, "Saved")
    await messenger.toast(opened, url="https://t.me/paperround_bot?start=p_2512_10863")
    await messenger.toast(silent)
    told = [telegram.answer_to(query) for query in (said, opened, silent)]
    assert [(one.text, bool(one.url)) for one in told if one] == [
        ("Saved", False),
        ("", True),
        ("", False),
    ]
    await messenger.toast("4711", "Saved")
    telegram.fault("500", method="answerCallbackQuery")
    query = telegram.press(ada, message, label="Card")
    assert (await refusal(messenger.toast(query, "Saved"))).uncertain
    await messenger.toast(query)


async def test_links_need_the_name_of_the_bot(telegram: LocalTelegram, bot: Bot) -> None:
    """Which is asked for first."""
    assert Messenger(bot).link("p_2512_10863") == "https://t.me/paperround_bot?start=p_2512_10863"
    assert Messenger(new_bot(telegram)).link("p_2512_10863") == ""


class Listening(BaseRateLimiter[Sending]):
    """Hears how urgent each call is."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Sending | None]] = []

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Sending | None,
    ) -> Any:
        """Remember it, and go on."""
        self.heard.append((endpoint, rate_limit_args))
        return await callback(*args, **kwargs)


async def test_the_limiter_hears_what_is_urgent(telegram: LocalTelegram, ada: int) -> None:
    """A delivery has had its turn; what comes beside it, and an edit, wait for theirs."""
    limiter = Listening()
    request, polling = (
        HTTPXRequest(httpx_kwargs={"trust_env": False, "verify": NO_TLS}) for _ in range(2)
    )
    bot: ExtBot[Sending] = ExtBot(
        telegram.token,
        base_url=telegram.base_url,
        request=request,
        get_updates_request=polling,
        rate_limiter=limiter,
    )
    chat, filed = chat_address(ada), replace(LONG, file_name="a.txt", file_text="x")
    async with bot:
        limiter.heard.clear()
        messenger = Messenger(bot)
        sent = await messenger.send(chat, filed)
        await messenger.send(chat, FILED, answers=True)
        await messenger.edit(chat, sent, HELLO)
        await messenger.edit(chat, sent, BARE, answers=True)
    assert limiter.heard == [
        ("sendMessage", Sending.DELIVERY),
        ("sendDocument", None),
        ("sendDocument", Sending.ANSWER),
        ("editMessageText", None),
        ("editMessageText", Sending.ANSWER),
    ]
