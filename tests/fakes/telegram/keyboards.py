"""The buttons below messages, checked as Telegram checks them and a little more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.fakes.telegram.links import PAYLOAD, checked_link, link_remark
from tests.fakes.telegram.markup import units
from tests.fakes.telegram.refusal import malformed

ACTIONS = (
    "url",
    "callback_data",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "login_url",
    "web_app",
    "callback_game",
    "pay",
)
LOOKS = ("text", "style", "icon_custom_emoji_id")
STYLES = ("danger", "success", "primary")
OTHER_KEYBOARDS = ("keyboard", "remove_keyboard", "force_reply")
MOST_BUTTONS, MOST_IN_A_ROW = 100, 8  # undocumented; telegram.constants.InlineKeyboardMarkupLimit
DATA_BYTES = 64
COPIED = 256

Keyboard = tuple[tuple[dict[str, Any], ...], ...]


def read_keyboard(
    markup: dict[str, Any], *, channel: bool, username: str, remarks: list[str]
) -> Keyboard:
    """The inline keyboard in *markup*, perhaps empty; what passes but should not is remarked."""
    if not markup:
        return ()
    rows = markup.get("inline_keyboard")
    if rows is None and any(name in markup for name in OTHER_KEYBOARDS):
        return ()
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        told = 'Field "inline_keyboard" must be of type Array'
        raise malformed(f"can't parse inline keyboard: {told}")
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise malformed("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        if len(row) > MOST_IN_A_ROW:
            remarks.append(f"{len(row)} buttons in a row, {MOST_IN_A_ROW} at most")
        for button in row:
            _check(button, channel=channel)
            remarks.extend(_remarks(button, username))
    return tuple(tuple(row) for row in rows if row)


def shown(keyboard: Keyboard) -> dict[str, Any]:
    """As it is told to the bot."""
    return {"inline_keyboard": [list(row) for row in keyboard]}


def _check(button: object, *, channel: bool) -> None:
    """Raise what Telegram answers to a button that it does not take."""
    if not isinstance(button, dict):
        raise _unparsed("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _unparsed('Field "text" must be of type String')
    if not button["text"].strip():
        raise malformed("inline keyboard button text must be non-empty")
    actions = [name for name in ACTIONS if name in button]
    if not actions:
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsed(f"exactly one action must be set, not {' and '.join(actions)}")
    _check_action(actions[0], button[actions[0]], channel=channel)


def _check_action(action: str, value: Any, *, channel: bool) -> None:
    match action:
        case "url" if not checked_link(str(value)):
            raise malformed(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
        case "callback_data" if not 1 <= len(str(value).encode()) <= DATA_BYTES:
            raise malformed("BUTTON_DATA_INVALID")
        case "copy_text" if not isinstance(value, dict):
            raise _unparsed('Field "copy_text" must be of type Object')
        case "copy_text" if not 1 <= units(str(value.get("text", ""))) <= COPIED:
            raise malformed("BUTTON_COPY_TEXT_INVALID")
        case "switch_inline_query" | "switch_inline_query_current_chat" if channel:
            raise malformed(
                f"can't use {action} in a channel chat, because a user will not be able to use "
                "the button without knowing bot's username"
            )


def _remarks(button: dict[str, Any], username: str) -> Iterator[str]:
    for unknown in set(button) - set(ACTIONS) - set(LOOKS):
        yield f"a button has no {unknown!r}"
    if button.get("style", "primary") not in STYLES:
        yield f"a button has no style {button['style']!r}"
    if "url" in button:
        remark = link_remark(button["url"], username)
        if remark:
            yield remark


def check_start_button(button: dict[str, Any]) -> None:
    """Raise where the button above inline results leads nowhere."""
    if not button:
        return
    if not isinstance(button.get("text"), str) or not button["text"]:
        raise malformed("can't parse button: text must be set")
    parameter = str(button.get("start_parameter", ""))
    if "web_app" not in button and not PAYLOAD.fullmatch(parameter):
        raise malformed("START_PARAM_INVALID")


def _unparsed(reason: str) -> Exception:
    return malformed(f"can't parse inline keyboard button: {reason}")
