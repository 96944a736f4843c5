"""
Actions -> buttons that Discord takes, before its library makes them. Pure.

A button that it would refuse is left out: else the whole message would be refused. Its limits:
https://docs.discord.com/developers/components/reference#button
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from adapters.addresses import accepted
from adapters.cleaning import clean, is_visible
from adapters.cutting import cut_units
from adapters.rows import evenly
from adapters.views import LONGEST_DATA, Action, Picking
from storage.text import speakable

REMEMBERED = 1 << 12  # buttons: the same ones are asked for many times
A_ROW = 5
LONGEST_LABEL = 80  # characters; beyond 16 bits they are counted twice, to be safe
LONGEST_LINK = 512
LONGEST_PROMPT = 150  # characters of what a menu says before something is chosen
UNNAMED = "·"  # a button without a label would be refused
AGAIN = re.compile("#[0-9]+$")  # what makes a custom id unique
LONGEST_ID = 95  # characters of a custom id, with room for what makes it unique; Discord takes 100
LONGEST_FIELD = 45  # characters of a form's title, and of the name of its field
ASKS = "?"  # what the custom id of a button begins with that asks for words first


class Style(IntEnum):
    """How a button looks, by Discord's numbers."""

    STRONG = 1
    USUAL = 2
    GRAVE = 4
    LINK = 5


class Asks(NamedTuple):
    """What a button with this *data* asks for first: the name of the *field*."""

    data: str
    field: str


class Key(NamedTuple):
    """A button: *link* is opened, or *custom_id* comes back when it is pressed."""

    label: str
    style: Style
    custom_id: str = ""
    link: str = ""


Keys = tuple[Key, ...]


@lru_cache(REMEMBERED)
def key_of(action: Action) -> Key | None:
    """The button of *action*, if it is one here: Discord copies nothing."""
    if (link := accepted(action.link)) and len(link) <= LONGEST_LINK:
        return Key(_label(action.label), Style.LINK, link=link)
    if not _is_carried(action.data) or (action.asks and ASKS in action.data):
        return None
    custom_id = _asking_id(action) if action.asks else action.data
    style = Style.STRONG if action.strong else Style.USUAL
    return Key(_label(action.label), Style.GRAVE if action.grave else style, custom_id)


def menu_of(picking: Picking) -> Key | None:
    """The menu of places, by its prompt and its custom id, if it is one here."""
    if not _is_carried(picking.data):
        return None
    prompt = cut_units(clean(picking.prompt), LONGEST_PROMPT)
    return Key(prompt, Style.USUAL, picking.data)


def key_rows(actions: Iterable[Sequence[Action]]) -> Iterator[Keys]:
    """The rows of *actions* as buttons, no more a row than Discord takes."""
    for row in actions:
        yield from evenly([*filter(None, map(key_of, row))], A_ROW)


class Unique:
    """Gives the buttons of one message custom ids that differ, however often data comes again."""

    def __init__(self) -> None:
        self._met: dict[str, int] = {}

    def __call__(self, key: Key) -> Key:
        """*key* with an id of its own, from which `data_of` knows its data."""
        if key.link:
            return key
        times = self._met[key.custom_id] = self._met.get(key.custom_id, 0) + 1
        if times == 1 and not AGAIN.search(key.custom_id):
            return key
        return key._replace(custom_id=f"{key.custom_id}#{times}")


def data_of(custom_id: str) -> str:
    """The data of the action whose button has this *custom_id*."""
    asks = asks_of(custom_id)
    return asks.data if asks else AGAIN.sub("", custom_id)


def asks_of(custom_id: str) -> Asks | None:
    """What a button with this *custom_id* asks for first; none for most of them."""
    if not custom_id.startswith(ASKS):
        return None
    data, _, field = AGAIN.sub("", custom_id)[1:].partition(ASKS)
    return Asks(data, field.strip() or UNNAMED)


def _asking_id(action: Action) -> str:
    """
    A custom id that tells what to ask for, as there is no time to ask the bot.

    A form has to be the first answer to a press, and within three seconds.
    """
    start = f"{ASKS}{action.data}{ASKS}"
    room = min(LONGEST_FIELD, LONGEST_ID - len(start))
    return f"{start}{cut_units(clean(action.asks), room)}"


def _label(label: str) -> str:
    told = cut_units(clean(label), LONGEST_LABEL)
    return told if is_visible(told) else UNNAMED


def _is_carried(data: str) -> bool:
    """Whether it comes back as it is."""
    is_whole = data == speakable(data).strip() and len(data.encode()) <= LONGEST_DATA
    return bool(data) and is_whole and not data.startswith(ASKS)
