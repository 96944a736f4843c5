"""The rules of select menus and of modals."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.checking import Checked, Place

Json = dict[str, Any]

STRING_SELECT, TEXT_INPUT, LABEL, ROW, TEXT = 3, 4, 18, 1, 10
CHANNEL_SELECT = 8
CHANNEL_TYPES = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)  # docs/resources/channel
IN_LABELS = (3, 4, 5, 6, 7, 8)
OPTIONS = 25


def check_select(checked: Checked, place: Place, select: Json) -> None:
    """A menu, of whatever kind."""
    checked.text((*place, "custom_id"), select.get("custom_id"), 1, 100)
    if select.get("placeholder") is not None:
        checked.text((*place, "placeholder"), select["placeholder"], 0, 150)
    least = checked.whole((*place, "min_values"), select.get("min_values", 1), 0, OPTIONS)
    most = checked.whole((*place, "max_values"), select.get("max_values", 1), 1, OPTIONS)
    if least > most:
        told = "min_values is larger than max_values"
        checked.wrong((*place, "min_values"), "SELECT_COMPONENT_INVALID_RANGE", told)
    if select["type"] == STRING_SELECT:
        _options(checked, (*place, "options"), select.get("options"), most)
    elif select.get("options"):
        told = "Only menus of texts have options"
        checked.wrong((*place, "options"), "SELECT_COMPONENT_OPTIONS_NOT_ALLOWED", told)
    _channel_types(checked, (*place, "channel_types"), select)


def _channel_types(checked: Checked, place: Place, select: Json) -> None:
    """Which channels a menu of channels shows; no other menu has them."""
    if not select.get("channel_types"):
        return
    if select["type"] != CHANNEL_SELECT:
        told = "Only menus of channels have types of channels"
        checked.wrong(place, "SELECT_COMPONENT_CHANNEL_TYPES_NOT_ALLOWED", told)
    for number, kind in enumerate(checked.several(place, select["channel_types"])):
        checked.choice((*place, number), kind, CHANNEL_TYPES)


def _options(checked: Checked, place: Place, value: Any, most: int) -> None:
    options = checked.several(place, value, 1, OPTIONS)
    values = []
    for number, one in enumerate(options):
        option = checked.thing((*place, number), one)
        checked.text((*place, number, "label"), option.get("label"), 1, 100)
        values.append(checked.text((*place, number, "value"), option.get("value"), 1, 100))
        if option.get("description") is not None:
            checked.text((*place, number, "description"), option["description"], 0, 100)
    if len(set(values)) < len(values):
        told = "The specified option value is already used"
        checked.wrong(place, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", told)
    defaults = sum(bool(isinstance(one, dict) and one.get("default")) for one in options)
    if defaults > most or most > max(1, len(options)):
        told = "There are fewer options than values, or more defaults"
        checked.wrong(place, "SELECT_COMPONENT_INVALID_RANGE", told)


def check_modal(checked: Checked, data: Json) -> Json:
    """A modal: a title, and one to five fields."""
    checked.text(("data", "title"), data.get("title"), 1, 45)
    checked.text(("data", "custom_id"), data.get("custom_id"), 1, 100)
    place: Place = ("data", "components")
    names = []
    for number, one in enumerate(checked.several(place, data.get("components"), 1, 5)):
        names += _field(checked, (*place, number), checked.thing((*place, number), one))
    if len(set(names)) < len(names):
        told = "Component custom id cannot be duplicated"
        checked.wrong(place, "COMPONENT_CUSTOM_ID_DUPLICATED", told)
    checked.settle()
    return data


def _field(checked: Checked, place: Place, outer: Json) -> list[str]:
    kind = checked.choice((*place, "type"), outer.get("type"), (ROW, TEXT, LABEL))
    if kind == TEXT:
        checked.text((*place, "content"), outer.get("content"), 1, 4000)
        return []
    if kind == LABEL:
        checked.text((*place, "label"), outer.get("label"), 1, 45)
        if outer.get("description") is not None:
            checked.text((*place, "description"), outer["description"], 0, 100)
        place = (*place, "component")
        inner = checked.thing(place, outer.get("component"))
        checked.choice((*place, "type"), inner.get("type"), IN_LABELS)
    else:
        several = checked.several((*place, "components"), outer.get("components"), 1, 1)
        place = (*place, "components", 0)
        inner = checked.thing(place, several[0] if several else None)
        checked.choice((*place, "type"), inner.get("type"), (TEXT_INPUT,))
        checked.text((*place, "label"), inner.get("label"), 1, 45)
    if inner.get("type") == TEXT_INPUT:
        _text_input(checked, place, inner)
    elif inner.get("type") in IN_LABELS:
        check_select(checked, place, inner)
    return [str(inner.get("custom_id"))]


def _text_input(checked: Checked, place: Place, field: Json) -> None:
    checked.text((*place, "custom_id"), field.get("custom_id"), 1, 100)
    checked.choice((*place, "style"), field.get("style"), (1, 2))
    least = checked.whole((*place, "min_length"), field.get("min_length") or 0, 0, 4000)
    most = checked.whole((*place, "max_length"), field.get("max_length") or 4000, 1, 4000)
    if field.get("value"):
        checked.text((*place, "value"), field["value"], least, most)
    if field.get("placeholder"):
        checked.text((*place, "placeholder"), field["placeholder"], 0, 100)


def modal_fields(data: Json) -> list[Json]:
    """The fields of a modal that somebody fills in."""
    inner = []
    for outer in data["components"]:
        if outer["type"] == LABEL:
            inner.append(outer["component"])
        elif outer["type"] == ROW:
            inner += outer["components"]
    return inner
