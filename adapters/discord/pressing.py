"""The buttons of all messages, also of those from before a restart: one item, known by its data."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self, TypeAlias

from discord import ui

from adapters.discord.places import Interaction

# What begins with a version, as `Action.data` does; of any length, so that all are answered.
OURS = re.compile(r"[0-9]+:[\s\S]*")

Pressed = Callable[[Interaction, str], Awaitable[None]]
"""Answers a press of the button with that custom id."""
AnyItem: TypeAlias = ui.DynamicItem[ui.Button[Any]]


class PressedButton(ui.DynamicItem[ui.Button[Any]], template=OURS):
    """A button as it was pressed; see `heard_by` for who answers."""

    def __init__(self, button: ui.Button[Any]) -> None:
        super().__init__(button)

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: ui.Item[Any], match: Any, /) -> Self:
        """The button as it stands in its message."""
        if not isinstance(item, ui.Button):
            raise TypeError("all items of ours are buttons")
        return cls(item)


def heard_by(pressed: Pressed) -> type[PressedButton]:
    """The item for a client whose presses are answered by *pressed*."""

    class Heard(PressedButton, template=OURS):
        async def callback(self, interaction: Interaction) -> None:
            await pressed(interaction, self.custom_id)

    return Heard


def is_ours(interaction: Interaction) -> bool:
    """
    Whether the library finds the pressed button of *interaction*, and so lets it be heard.

    It keeps silent about all others: those that are forged, and those of other programs.
    """
    data: Any = interaction.data or {}
    custom_id, message = str(data.get("custom_id", "")), interaction.message
    if message is None or not OURS.fullmatch(custom_id):
        return False
    kind: Any = ui.LayoutView if message.flags.components_v2 else ui.View
    items = kind.from_message(message, timeout=None).walk_children()
    return any(isinstance(one, ui.Button) and one.custom_id == custom_id for one in items)
