"""A fault of ours in a message: it is said plainly, once, and the fault is told without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs
from telegram import Bot

from adapters.conversation import DeliveryError
from adapters.telegram.messenger import Messenger, shortened
from adapters.telegram.places import chat_address
from adapters.views import Action, Line, Span, Style, View
from tests.fakes.telegram.server import LocalTelegram

SECRET = View(
    lines=(Line((Span("secret", Style.BOLD), Span(" words"))),),
    actions=((Action(label="Card", data="1:card:2512.10863"),),),
)
UNREADABLE = 'can\'t parse entities: unsupported start tag "secret" at byte offset 4'


@pytest.fixture
def messenger(bot: Bot) -> Messenger:
    """What speaks as the bot."""
    return Messenger(bot)


async def test_refused_markup_goes_out_as_plain_text(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """With its buttons; the log says what was wrong, and nothing of the message."""
    telegram.fault("refuse", description=UNREADABLE)
    with capture_logs() as logs:
        await messenger.send(chat_address(ada), SECRET)
    (message,) = telegram.messages(ada)
    assert (message.text, message.entities, message.labels) == ("secret words", (), ("Card",))
    assert [(log["event"], log["log_level"]) for log in logs] == [
        ("message refused, sent plain", "error")
    ]
    assert "parse entities" in logs[0]["reason"]
    assert "secret" not in str(logs)


async def test_refused_markup_is_edited_in_as_plain_text(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """The same for what is changed."""
    sent = await messenger.send(
        chat_address(ada), replace(SECRET, lines=(Line((Span("before"),)),))
    )
    telegram.fault("refuse", method="editMessageText", description="ENTITIES_TOO_LONG")
    await messenger.edit(chat_address(ada), sent, SECRET)
    message = telegram.message(ada, int(sent))
    assert (message.text, message.entities, message.labels) == ("secret words", (), ("Card",))


async def test_a_refused_caption_is_said_plainly(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """With the file."""
    telegram.fault("refuse", method="sendDocument", description=UNREADABLE)
    await messenger.send(chat_address(ada), replace(SECRET, file_name="a.bib", file_text="@"))
    (message,) = telegram.messages(ada)
    assert (message.text, message.entities, message.document is None) == ("secret words", (), False)


async def test_refused_buttons_are_left_out(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """Rather than the words."""
    telegram.fault("refuse", description="BUTTON_URL_INVALID")
    await messenger.send(chat_address(ada), SECRET)
    (message,) = telegram.messages(ada)
    assert (message.text, message.labels) == ("secret words", ())


async def test_it_is_tried_only_once(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """What comes then is for who wanted to send."""
    telegram.fault("refuse", description=UNREADABLE, times=2)
    with pytest.raises(DeliveryError) as error:
        await messenger.send(chat_address(ada), SECRET)
    assert (error.value.gone, error.value.uncertain) == (False, False)
    assert len(telegram.calls_of("sendMessage")) == 2


async def test_any_other_refusal_is_no_reason_to_try_again(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """Nobody is there for the plain text either."""
    telegram.fault("refuse", description="chat not found")
    with pytest.raises(DeliveryError) as error:
        await messenger.send(chat_address(ada), SECRET)
    assert error.value.gone
    assert len(telegram.calls_of("sendMessage")) == 1


async def test_what_is_too_long_is_cut(
    telegram: LocalTelegram, messenger: Messenger, ada: int
) -> None:
    """Where a view was not asked whether it fits."""
    await messenger.send(chat_address(ada), View(lines=(Line((Span("word 😀 " * 700),)),)))
    (message,) = telegram.messages(ada)
    assert message.text.endswith("😀…")
    assert 4080 < len(message.text.encode("utf-16-le")) // 2 <= 4096
    (violation,) = telegram.forgive()
    assert "too long" in violation


@given(st.integers(0, 5), st.integers(0, 5000), st.text(max_size=20))
def test_anything_is_shortened_to_what_a_message_takes(wide: int, times: int, text: str) -> None:
    """What lies beyond 16 bits counts twice; and not much more than needed is left out."""
    whole = f"{text}{'😀' * wide}" * times
    short = shortened(whole)
    units = len(short.encode("utf-16-le", "surrogatepass")) // 2
    assert units <= 4096
    assert short == whole or short.endswith("…") or not short.strip("…")
