"""The rules of components: https://docs.discord.com/developers/components/reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.fakes.discord.checking import Checked, Place
from tests.fakes.discord.choosing import check_select
from tests.fakes.discord.refusal import Collapse

ROW, BUTTON, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR = 1, 2, 9, 10, 11, 12, 13, 14
CONTAINER = 17
SELECTS = (3, 5, 6, 7, 8)
LAYOUT = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
INSIDE = tuple(kind for kind in LAYOUT if kind != CONTAINER)  # containers do not nest

MOST = 40  # components, nested ones counted
MOST_TEXT = 4000  # characters over all texts
MOST_BYTES = 10_170  # with 12 a text: Discord answers 500 beyond (discord-api-docs #8554)
BYTES_A_TEXT = 12
MOST_MEDIA = 64  # the same (discord-api-docs #7528)
ROWS = 5
NAME_LIMIT = 100
LINK_LIMIT = 512

Json = dict[str, Any]


def every(components: list[Json]) -> Iterator[Json]:
    """All components, nested ones too, as they stand."""
    for component in components:
        yield component
        if "accessory" in component:
            yield from every([component["accessory"]])
        yield from every(component.get("components", []))


def check_components(checked: Checked, value: Any, *, layout: bool) -> list[Json]:
    """The components of a message, or notes what is wrong; *layout*: they are of version 2."""
    place: Place = ("components",)
    allowed = LAYOUT if layout else (ROW,)
    components = checked.several(place, value, 0, MOST if layout else ROWS)
    for number, component in enumerate(components):
        _check(checked, (*place, number), component, allowed)
    if not checked.found:
        _check_names(checked, components)
        _check_sums(checked, components)
        _number(components)
    return components


def _check(checked: Checked, place: Place, value: Any, allowed: tuple[int, ...]) -> None:
    component = checked.thing(place, value)
    kind = component.get("type")
    if kind not in allowed:
        told = ", ".join(str(one) for one in allowed)
        message = f'Value of field "type" must be one of ({told},).'
        checked.wrong((*place, "type"), "UNION_TYPE_CHOICES", message)
        return
    if "id" in component:
        checked.whole((*place, "id"), component["id"], 0, (1 << 31) - 1)
    check = RULES.get(kind, check_select)
    check(checked, place, component)


def _row(checked: Checked, place: Place, row: Json) -> None:
    inner = checked.several((*place, "components"), row.get("components"), 1, 5)
    for number, component in enumerate(inner):
        _check(checked, (*place, "components", number), component, (BUTTON, *SELECTS))
    kinds = [component.get("type") for component in inner if isinstance(component, dict)]
    if len(kinds) > 1 and any(kind in SELECTS for kind in kinds):
        told = "The specified component exceeds the maximum width"
        checked.wrong((*place, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", told)


def _button(checked: Checked, place: Place, button: Json) -> None:
    style = checked.choice((*place, "style"), button.get("style"), (1, 2, 3, 4, 5))
    if style == 5:
        checked.link((*place, "url"), button.get("url"), LINK_LIMIT)
        if "custom_id" in button:
            told = "A custom id and url cannot both be specified"
            checked.wrong((*place, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", told)
    else:
        checked.text((*place, "custom_id"), button.get("custom_id"), 1, NAME_LIMIT)
        if "url" in button:
            told = "A custom id and url cannot both be specified"
            checked.wrong((*place, "url"), "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", told)
    if button.get("label") is not None:
        checked.text((*place, "label"), button["label"], 0, 80)
    if not button.get("label") and not button.get("emoji"):
        told = "A button must have a label or emoji"
        checked.wrong((*place, "label"), "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", told)


def _section(checked: Checked, place: Place, section: Json) -> None:
    texts = checked.several((*place, "components"), section.get("components"), 1, 3)
    for number, text in enumerate(texts):
        _check(checked, (*place, "components", number), text, (TEXT,))
    _check(checked, (*place, "accessory"), section.get("accessory"), (BUTTON, THUMBNAIL))


def _text(checked: Checked, place: Place, text: Json) -> None:
    checked.text((*place, "content"), text.get("content"), 1, MOST_TEXT)


def _thumbnail(checked: Checked, place: Place, thumbnail: Json) -> None:
    media = checked.thing((*place, "media"), thumbnail.get("media"))
    checked.link((*place, "media", "url"), media.get("url"))
    if thumbnail.get("description") is not None:
        checked.text((*place, "description"), thumbnail["description"], 1, 1024)


def _gallery(checked: Checked, place: Place, gallery: Json) -> None:
    for number, item in enumerate(checked.several((*place, "items"), gallery.get("items"), 1, 10)):
        _thumbnail(checked, (*place, "items", number), item)


def _file(checked: Checked, place: Place, file: Json) -> None:
    media = checked.thing((*place, "file"), file.get("file"))
    address = checked.link((*place, "file", "url"), media.get("url"))
    if address and not address.startswith("attachment://"):
        told = "Only attachments can be shown as files"
        checked.wrong((*place, "file", "url"), "UNFURLED_MEDIA_ITEM_NOT_ATTACHMENT", told)


def _separator(checked: Checked, place: Place, separator: Json) -> None:
    if "spacing" in separator:
        checked.choice((*place, "spacing"), separator["spacing"], (1, 2))
    if "divider" in separator:
        checked.flag((*place, "divider"), separator["divider"])


def _container(checked: Checked, place: Place, container: Json) -> None:
    inner = checked.several((*place, "components"), container.get("components"), 1, MOST)
    for number, component in enumerate(inner):
        _check(checked, (*place, "components", number), component, INSIDE)
    if container.get("accent_color") is not None:
        checked.whole((*place, "accent_color"), container["accent_color"], 0, 0xFFFFFF)


RULES: dict[int, Callable[[Checked, Place, Json], None]] = {
    ROW: _row,
    BUTTON: _button,
    SECTION: _section,
    TEXT: _text,
    THUMBNAIL: _thumbnail,
    GALLERY: _gallery,
    FILE: _file,
    SEPARATOR: _separator,
    CONTAINER: _container,
}


def _check_names(checked: Checked, components: list[Json]) -> None:
    """Custom ids and numbers are unique in a message."""
    for name, code in (("custom_id", "COMPONENT_CUSTOM_ID"), ("id", "COMPONENT_ID")):
        found = [one[name] for one in every(components) if one.get(name)]
        for double in sorted({str(one) for one in found if found.count(one) > 1}):
            told = f"Component {name.replace('_', ' ')} cannot be duplicated: {double}"
            checked.wrong(("components",), f"{code}_DUPLICATED", told)


def _check_sums(checked: Checked, components: list[Json]) -> None:
    """What counts over all components of a message."""
    all_of_them = list(every(components))
    if len(all_of_them) > MOST:
        told = f"The maximum number of components is {MOST}, there are {len(all_of_them)}"
        checked.wrong(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", told)
    texts = [one["content"] for one in all_of_them if one["type"] == TEXT]
    if sum(len(text) for text in texts) > MOST_TEXT:
        told = f"Components displayable text size exceeds maximum size of {MOST_TEXT}"
        checked.wrong(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", told)
    checked.settle()
    weight = sum(len(text.encode()) + BYTES_A_TEXT for text in texts)
    if weight > MOST_BYTES:
        raise Collapse(f"{weight} bytes of text, and Discord breaks beyond {MOST_BYTES}")
    media = sum(len(one.get("items", ())) or "media" in one for one in all_of_them)
    if media > MOST_MEDIA:
        raise Collapse(f"{media} pictures, and Discord breaks beyond {MOST_MEDIA}")


def _number(components: list[Json]) -> None:
    """Each component without a number of its own gets one, as they come."""
    taken = {one["id"] for one in every(components) if one.get("id")}
    free = iter(number for number in range(1, 10_000) if number not in taken)
    for component in every(components):
        if not component.get("id"):
            component["id"] = next(free)
