"""Forms that ask for words, one field each: shown for a button, and sent with what was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord import ui

from adapters.cutting import cut_units
from adapters.discord.buttons import LONGEST_FIELD, asks_of
from adapters.discord.places import Interaction
from adapters.discord.pressing import asking_button

WORDS = "words"  # the custom id of the field
LONGEST = 4000  # characters of what is written: docs.discord.com/developers/components/reference


def form_of(interaction: Interaction, custom_id: str) -> ui.Modal | None:
    """
    The form that the pressed button asks for, if it asks for one.

    It is called as the button is. The library is to keep nothing of it: what is sent is known by
    the data of the button, also after a restart.
    """
    asks = asks_of(custom_id)
    if asks is None:
        return None
    button = asking_button(interaction, asks.data)
    title = (button.label if button else None) or asks.field
    form = ui.Modal(title=cut_units(title, LONGEST_FIELD), custom_id=asks.data)
    field: ui.TextInput[Any] = ui.TextInput(custom_id=WORDS, max_length=LONGEST)
    form.add_item(ui.Label(text=asks.field, component=field))
    form.stop()
    return form


def is_sent_form(interaction: Interaction) -> bool:
    """Whether a form of ours was sent, from a button that its message still has."""
    data: Any = interaction.data or {}
    return asking_button(interaction, str(data.get("custom_id", ""))) is not None


def words_in(data: Mapping[str, Any]) -> str:
    """What was written in the field of a form that was sent; '' for anything else."""
    for outer in data.get("components") or ():
        field = outer.get("component") or {}
        if field.get("custom_id") == WORDS:
            return str(field.get("value") or "")
    return ""
