"""
The buttons and menus of all messages, also of those from before a restart: known by their data.

One item of the library's stands for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self, TypeAlias

import discord
from discord import ui

from adapters.discord.buttons import asks_of
from adapters.discord.places import Interaction

# What begins with a version, as `Action.data` does; of any length, so that all are answered. Before
# it stands a sign where the button asks for words first.
OURS = re.compile(r"\??[0-9]+:[\s\S]*")

Pressed = Callable[[Interaction, str], Awaitable[None]]
"""Answers a press of the button, or a choice in the menu, with that custom id."""
Touched: TypeAlias = ui.Button[Any] | ui.ChannelSelect[Any]
TOUCHED = (ui.Button, ui.ChannelSelect)


class PressedItem(ui.DynamicItem[Touched], template=OURS):
    """A button or menu as it was used; see `heard_by` for who answers."""

    def __init__(self, item: Touched) -> None:
        super().__init__(item)

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: ui.Item[Any], match: Any, /) -> Self:
        """The item as it stands in its message."""
        if not isinstance(item, TOUCHED):
            raise TypeError("all items of ours are buttons, or menus of channels")
        return cls(item)


def heard_by(pressed: Pressed) -> type[PressedItem]:
    """The item for a client whose presses are answered by *pressed*."""

    class Heard(PressedItem, template=OURS):
        async def callback(self, interaction: Interaction) -> None:
            await pressed(interaction, self.custom_id)

    return Heard


def is_ours(interaction: Interaction) -> bool:
    """
    Whether the library finds what was used by *interaction*, and so lets it be heard.

    It keeps silent about all others: those that are forged, and those of other programs.
    """
    data: Any = interaction.data or {}
    custom_id = str(data.get("custom_id", ""))
    if interaction.message is None or not OURS.fullmatch(custom_id):
        return False
    return any(
        one.custom_id == custom_id and one.type.value == data.get("component_type")
        for one in touchable(interaction.message)
    )


def asking_button(interaction: Interaction, data: str) -> ui.Button[Any] | None:
    """The button of the message of *interaction* that asks for words to go with *data*."""
    if interaction.message is None:
        return None
    for one in touchable(interaction.message):
        asks = asks_of(one.custom_id or "")
        if asks and asks.data == data and isinstance(one, ui.Button):
            return one
    return None


def touchable(message: discord.Message) -> list[Touched]:
    """The buttons and menus of a message as it stands."""
    kind: Any = ui.LayoutView if message.flags.components_v2 else ui.View
    items = kind.from_message(message, timeout=None).walk_children()
    return [one for one in items if isinstance(one, TOUCHED)]
