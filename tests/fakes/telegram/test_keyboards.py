"""Buttons: one action each, within their limits."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from tests.fakes.telegram.conftest import Call
from tests.fakes.telegram.server import LocalTelegram


async def test_every_kind_of_button_is_taken(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """As the library writes them."""
    rows = [
        [
            InlineKeyboardButton("data", callback_data="é" * 32, style="primary"),
            InlineKeyboardButton("link", url="https://arxiv.org/pdf/2401.00001"),
            InlineKeyboardButton("app", url="tg://resolve?domain=arxiv"),
            InlineKeyboardButton("copy", copy_text=CopyTextButton("x" * 256)),
        ],
        [
            InlineKeyboardButton("share", switch_inline_query="2401.00001"),
            InlineKeyboardButton("here", switch_inline_query_current_chat=""),
            InlineKeyboardButton("start", url=f"https://t.me/{telegram.username}?start=p_2401"),
        ],
    ]
    sent = await bot.send_message(ada, "x", reply_markup=InlineKeyboardMarkup(rows))
    assert sent.reply_markup == InlineKeyboardMarkup(rows)
    assert telegram.sent[0].labels == ("data", "link", "app", "copy", "share", "here", "start")


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ("x", "InlineKeyboardButton must be an Object"),
        ({"url": "https://a.org"}, 'Field "text" must be of type String'),
        ({"text": " ", "url": "https://a.org"}, "button text must be non-empty"),
        ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
        (
            {"text": "x", "url": "https://a.org", "callback_data": "y"},
            "exactly one action must be set, not url and callback_data",
        ),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "url": "localhost"},
            "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "url": "https://local host.org"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "ftp://a.org"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "mailto:ada@a.org"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "https://a.org:port/"}, "Wrong HTTP URL"),
        ({"text": "x", "copy_text": "y"}, 'Field "copy_text" must be of type Object'),
        ({"text": "x", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "copy_text": {"text": "y" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)
def test_a_wrong_button_refuses_the_message(
    telegram: LocalTelegram, call: Call, ada: int, button: Any, reason: str
) -> None:
    """And is a violation."""
    keyboard = {"inline_keyboard": [[button]]}
    answer = call("sendMessage", chat_id=ada, text="x", reply_markup=keyboard)
    assert reason in answer["description"]
    assert telegram.sent == []
    assert len(telegram.forgive()) == 1


@pytest.mark.parametrize(
    ("button", "remark"),
    [
        ({"colour": "red"}, "a button has no 'colour'"),
        ({"style": "green"}, "a button has no style 'green'"),
        (
            {"url": "https://t.me/paperround_bot?start=" + "x" * 65},
            "a start payload that is not 1 to 64",
        ),
    ],
)
def test_what_apps_would_ignore_is_a_violation(
    telegram: LocalTelegram, call: Call, ada: int, button: dict[str, str], remark: str
) -> None:
    """The message is sent all the same."""
    whole = {"text": "x", "url": "https://a.org", **button}
    keyboard = {"inline_keyboard": [[whole]]}
    assert call("sendMessage", chat_id=ada, text="x", reply_markup=keyboard)["ok"]
    (violation,) = telegram.forgive()
    assert remark in violation


def test_a_keyboard_has_its_size(telegram: LocalTelegram, call: Call, ada: int) -> None:
    """100 buttons, 8 in a row."""
    button = {"text": "x", "callback_data": "y"}
    rows = [[button] * 8] * 12
    assert call("sendMessage", chat_id=ada, text="x", reply_markup={"inline_keyboard": rows})["ok"]
    wide = {"inline_keyboard": [[button] * 9]}
    assert call("sendMessage", chat_id=ada, text="x", reply_markup=wide)["ok"]
    assert telegram.forgive() == [f"sendMessage to {ada}: 9 buttons in a row, 8 at most"]
    high = {"inline_keyboard": [[button]] * 101}
    answer = call("sendMessage", chat_id=ada, text="x", reply_markup=high)
    assert answer["description"] == "Bad Request: REPLY_MARKUP_TOO_LONG"
    assert len(telegram.forgive()) == 1


@pytest.mark.parametrize("markup", [{"inline_keyboard": "x"}, {"inline_keyboard": ["x"]}, {"a": 1}])
def test_a_keyboard_is_rows_of_buttons(
    telegram: LocalTelegram, call: Call, ada: int, markup: dict[str, Any]
) -> None:
    """Anything else is not understood; no buttons are none."""
    assert (
        "can't parse"
        in call("sendMessage", chat_id=ada, text="x", reply_markup=markup)["description"]
    )
    assert len(telegram.forgive()) == 1
    fine: dict[str, Any]
    for fine in ({"inline_keyboard": []}, {"remove_keyboard": True}):
        assert call("sendMessage", chat_id=ada, text="x", reply_markup=fine)["ok"]


async def test_channels_take_no_inline_switches(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Their readers would not know whose name it is."""
    channel = telegram.channel("News", ada)
    telegram.add_bot(channel, ada)
    button = InlineKeyboardButton("share", switch_inline_query="x")
    with pytest.raises(BadRequest, match="Can't use switch_inline_query in a channel chat"):
        await bot.send_message(channel, "x", reply_markup=InlineKeyboardMarkup([[button]]))
    assert len(telegram.forgive()) == 1
