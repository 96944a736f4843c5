"""
The actions of a view -> an inline keyboard that Telegram takes. Pure.

A button that it would refuse is left out: else the whole message would be refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import (
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    KeyboardButtonStyle,
)

from adapters.addresses import accepted
from adapters.cleaning import clean, is_visible
from adapters.cutting import cut
from adapters.rows import evenly
from adapters.views import Action
from storage.text import speakable

MOST_BUTTONS = int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)
A_ROW = int(InlineKeyboardMarkupLimit.BUTTONS_PER_ROW)
LONGEST_DATA = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)  # bytes
LONGEST_COPY = int(InlineKeyboardButtonLimit.MAX_COPY_TEXT)  # UTF-16 units
LONGEST_LABEL = 48  # characters: about as many as a button as wide as a phone shows
UNNAMED = "·"  # a button without a label would be refused
PAYLOAD = re.compile("[A-Za-z0-9_-]{1,64}")  # https://core.telegram.org/bots/features#deep-linking

Link = Callable[[str], str]
"""The deep link of a payload; '' where there is none yet."""


def keyboard(
    actions: Sequence[Sequence[Action]], link: Link | None = None
) -> InlineKeyboardMarkup | None:
    """The rows of *actions* as buttons; with *link*, those that have a payload open that."""
    rows, room = list[tuple[InlineKeyboardButton, ...]](), MOST_BUTTONS
    for row in actions:
        buttons = [found for action in row if (found := _button(action, link))][:room]
        rows += evenly(buttons, A_ROW)
        room -= len(buttons)
    return InlineKeyboardMarkup(rows) if rows else None


def _button(action: Action, link: Link | None) -> InlineKeyboardButton | None:
    does = {} if action.asks else _does(action, link)
    if not does:
        return None
    style = KeyboardButtonStyle.PRIMARY if action.strong else None
    style = KeyboardButtonStyle.DANGER if action.grave else style
    return InlineKeyboardButton(_label(action.label), style=style, **does)


def _label(label: str) -> str:
    told = cut(clean(label), LONGEST_LABEL)
    return told if is_visible(told) else UNNAMED


def _does(action: Action, link: Link | None) -> dict[str, Any]:
    """What happens when it is pressed; nothing where Telegram would refuse that."""
    if url := _opens(action, link):
        return {"url": url}
    if action.data and _is_carried(action.data):
        return {"callback_data": action.data}
    copied = speakable(action.copy)
    if 1 <= _units(copied) <= LONGEST_COPY and is_visible(copied):
        return {"copy_text": CopyTextButton(copied)}
    return {}


def _opens(action: Action, link: Link | None) -> str:
    """The address that it opens, if it opens one."""
    if link and PAYLOAD.fullmatch(action.payload):
        return accepted(link(action.payload)) or accepted(action.link)
    return accepted(action.link)


def _is_carried(data: str) -> bool:
    """Whether it comes back as it is."""
    return data == speakable(data) and len(data.encode()) <= LONGEST_DATA


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
