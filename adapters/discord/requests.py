"""Interactions -> requests: what was typed is put together again from the options of a command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from discord import ChannelType

from adapters.conversation import Filling, Offered, Request
from adapters.discord.forms import words_in
from adapters.discord.message_ids import Standing, written
from adapters.discord.places import Interaction, Place, channel_address, place_of
from adapters.discord.render import data_of
from storage.people import Address

NOBODYS = "-"  # data that no button of ours has: the bot tells that it is not known

THREADS = frozenset(
    kind.value
    for kind in (ChannelType.news_thread, ChannelType.public_thread, ChannelType.private_thread)
)

Data = Mapping[str, Any]


def command_request(interaction: Interaction, offered: Sequence[Offered]) -> Request:
    """A command with its words, as it would be typed."""
    data, place = _data(interaction), place_of(interaction)
    values = dict(_values(data))
    known = [one.name for one in _parameters(str(data.get("name", "")), offered)]
    order = [*(name for name in known if name in values), *(values.keys() - set(known))]
    words = " ".join(values[name] for name in order)
    request = _request(interaction, place, text=f"/{data.get('name', '')} {words}".rstrip())
    return replace(request, options=values)


def press_request(interaction: Interaction, custom_id: str = "") -> Request:
    """A button, or a place picked in a menu; not one of ours where no *custom_id* is given."""
    place, message = place_of(interaction), interaction.message
    standing = Standing(place.channel, message.id) if message else None
    request = _request(
        interaction,
        place,
        data=data_of(custom_id) or NOBODYS,
        message_id=written(place.home, standing) if standing else "",
    )
    return replace(request, picked=_picked(_data(interaction)))


def form_request(interaction: Interaction) -> Request:
    """A form that was sent: the press for which it was shown, with what was written."""
    data = _data(interaction)
    request = press_request(interaction, str(data.get("custom_id", "")))
    return replace(request, text=words_in(data))


def filling_of(interaction: Interaction) -> Filling | None:
    """The parameter that somebody is typing in; none where Discord does not say which."""
    data = _data(interaction)
    options = [one for one in data.get("options") or () if isinstance(one, Mapping)]
    focused = next((str(one["name"]) for one in options if one.get("focused")), None)
    if focused is None:
        return None
    values = dict(_values(data))
    return Filling(
        address=place_of(interaction).address,
        reader=str(interaction.user.id),
        command=str(data.get("name", "")),
        parameter=focused,
        words=values.pop(focused, ""),
        language=interaction.locale.value,
        others=values,
    )


def _request(
    interaction: Interaction, place: Place, *, text: str = "", data: str = "", message_id: str = ""
) -> Request:
    return Request(
        address=place.address,
        kind=place.kind,
        reader=str(interaction.user.id),
        text=text,
        data=data,
        may_settle=place.may_settle,
        language=interaction.locale.value,
        message_id=message_id,
        lacks=place.lacks,
        around=str(interaction.guild_id or ""),
    )


def _data(interaction: Interaction) -> Data:
    data: Any = interaction.data
    return data if isinstance(data, Mapping) else {}


def _values(data: Data) -> Iterator[tuple[str, str]]:
    """What is filled in, by the English names of the options; nothing of what is empty."""
    for option in data.get("options") or ():
        value = str(option.get("value", "")).strip()
        if value or option.get("focused"):
            yield str(option["name"]), value


def _picked(data: Data) -> Address | None:
    """The channel or thread that was chosen in a menu."""
    channels = (data.get("resolved") or {}).get("channels") or {}
    for number in data.get("values") or ():
        if found := channels.get(number):
            thread = int(number) if found.get("type") in THREADS else None
            return channel_address(int(found["parent_id"] if thread else number), thread)
    return None


def _parameters(name: str, offered: Sequence[Offered]) -> Iterator[Any]:
    return (one for command in offered if command.name == name for one in command.parameters)
