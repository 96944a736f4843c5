"""The rules of embeds: https://docs.discord.com/developers/resources/message#embed-object."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.checking import Checked, Place

EMBEDS = 10
ALL_EMBEDS = 6000  # characters over all embeds of a message
FIELDS = 25


def check_embeds(checked: Checked, place: Place, value: Any) -> list[dict[str, Any]]:
    """The embeds of a message, or notes what is wrong with them."""
    embeds = checked.several(place, value, 0, EMBEDS)
    total = sum(_check(checked, (*place, number), embed) for number, embed in enumerate(embeds))
    if total > ALL_EMBEDS:
        told = f"Embed size exceeds maximum size of {ALL_EMBEDS}"
        checked.wrong(place, "MAX_EMBED_SIZE_EXCEEDED", told)
    return embeds


def _check(checked: Checked, place: Place, value: Any) -> int:
    """How many characters an embed counts."""
    embed = checked.thing(place, value)
    counted = 0
    for name, most in (("title", 256), ("description", 4096)):
        if embed.get(name) is not None:
            counted += len(checked.text((*place, name), embed[name], 0, most))
    counted += _part(checked, (*place, "footer"), embed.get("footer"), "text", 2048)
    counted += _part(checked, (*place, "author"), embed.get("author"), "name", 256)
    for name in ("thumbnail", "image"):
        if embed.get(name):
            checked.link((*place, name, "url"), embed[name].get("url"))
    if embed.get("url") is not None:
        checked.link((*place, "url"), embed["url"])
    if embed.get("color") is not None:
        checked.whole((*place, "color"), embed["color"], 0, 0xFFFFFF)
    return counted + _fields(checked, (*place, "fields"), embed.get("fields") or [])


def _part(checked: Checked, place: Place, value: Any, name: str, most: int) -> int:
    if not value:
        return 0
    part = checked.thing(place, value)
    for address in ("url", "icon_url"):
        if part.get(address):
            checked.link((*place, address), part[address])
    return len(checked.text((*place, name), part.get(name), 1, most))


def _fields(checked: Checked, place: Place, value: Any) -> int:
    counted = 0
    for number, field in enumerate(checked.several(place, value, 0, FIELDS)):
        for name, most in (("name", 256), ("value", 1024)):
            inner = (*place, number, name)
            counted += len(checked.text(inner, checked.thing(place, field).get(name), 1, most))
    return counted
