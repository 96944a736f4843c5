"""People who use the bot: commands, autocomplete, buttons, menus, modals."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from tests.fakes.discord.choosing import TEXT_INPUT, modal_fields
from tests.fakes.discord.faces import Json, member_json, person_json, resolved_channel_json
from tests.fakes.discord.messages_json import message_json
from tests.fakes.discord.offering import (
    IDS,
    context_of,
    filled,
    leaf,
    offered,
    owners,
    resolved,
)
from tests.fakes.discord.permissions import BITS, bits, in_channel
from tests.fakes.discord.records import Interaction, Message, label_of, snapshot
from tests.fakes.discord.scene import Scene, at_once
from tests.fakes.discord.world import GROUP, Channel, Post

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
STRING_SELECT, CHANNEL_SELECT = 3, 8
MEANT = {5: 6, 6: 8, 7: 9, 8: 7}  # a menu's type to that of the option that means the same
ALONE_MAY = bits(("send_messages", "embed_links", "attach_files", "mention_everyone"))


class Interacting(Scene):
    """What people do with the bot; each gives the number of an interaction, to be answered."""

    @at_once
    def invoke(self, person: int, channel: int, command: str, /, **options: Any) -> int:
        """
        *person* uses a slash command, such as "follow add", with its options filled in.

        What Discord would not offer there, or not let pass, is a mistake of the test. People,
        channels and roles are given by their ids.
        """
        return self._slash(person, channel, command, options, None)

    @at_once
    def complete(
        self, person: int, channel: int, command: str, option: str, typed: str, /, **others: Any
    ) -> int:
        """*person* types in an option that has an autocomplete."""
        return self._slash(person, channel, command, {option: typed, **others}, option)

    def _slash(
        self,
        person: int,
        channel: int,
        words: str,
        values: Mapping[str, Any],
        focused: str | None,
    ) -> int:
        place = self.world.channel(channel)
        found, way, options = leaf(offered(self, person, place), words)
        kind_of_focused = _autocompleted(options, focused)
        told = filled(options, values, focused=focused)
        ids: dict[int, list[str]] = {}
        for option in told:
            if option["type"] in IDS:
                ids.setdefault(option["type"], []).append(option["value"])
        for step in reversed(way):
            told = [{"name": step["name"], "type": step["type"], "options": told}]
        data = {"id": found["id"], "name": found["name"], "type": 1, "options": told}
        if "guild_id" in found:
            data["guild_id"] = found["guild_id"]
        if ids:
            data["resolved"] = resolved(self, person, place, ids)
        kind = COMMAND if focused is None else AUTOCOMPLETE
        interaction = self._begin(kind, person, place, words, data)
        if focused is not None:
            interaction.data = {**data, "focused_type": kind_of_focused}
        return interaction.id

    @at_once
    def press(
        self, person: int, message: Message, custom_id: str | None = None, *, label: str = ""
    ) -> int:
        """
        *person* presses the button with this *custom_id* or *label*, as the message is now.

        Links stay with the person: to press one is a mistake of the test, and so is a message that
        they do not see.
        """
        post = self._touched(person, message)
        for button in snapshot(post).buttons:
            named = custom_id is not None and button.get("custom_id") == custom_id
            if (named or (label and label_of(button) == label)) and "custom_id" in button:
                if button.get("disabled"):
                    raise ValueError(f"the button {custom_id or label!r} is disabled")
                return self._component(person, post, {"component_type": 2, **_named(button)})
        told = ", ".join(snapshot(post).labels)
        raise ValueError(f"there is no button {custom_id or label!r} to press, only: {told}")

    @at_once
    def forge(self, person: int, message: Message, custom_id: str) -> int:
        """*person* sends a press of any button, also one that is not there."""
        post = self.world.post(message.channel, message.id)
        return self._component(person, post, {"component_type": 2, "custom_id": custom_id})

    @at_once
    def choose(self, person: int, message: Message, custom_id: str, *values: str | int) -> int:
        """*person* picks values (or ids) in a menu."""
        post = self._touched(person, message)
        menus = {menu["custom_id"]: menu for menu in snapshot(post).selects}
        if custom_id not in menus:
            raise ValueError(f"there is no menu {custom_id!r}, only: {', '.join(menus)}")
        menu = menus[custom_id]
        told = [str(value) for value in values]
        _check_picked(menu, told)
        data: Json = {"component_type": menu["type"], "values": told, **_named(menu)}
        if menu["type"] != STRING_SELECT:
            place = self.world.channel(post.channel)
            if menu["type"] == CHANNEL_SELECT:
                self._check_shown(person, place, menu, values)
            data["resolved"] = resolved(self, person, place, {MEANT[menu["type"]]: told})
        return self._component(person, post, data)

    @at_once
    def submit(self, interaction: int, values: Mapping[str, Any]) -> int:
        """Who got a modal as the answer to *interaction* sends it, with *values* by custom id."""
        asked = self.interactions[interaction]
        if not asked.modal:
            raise ValueError("that interaction was not answered by a modal")
        fields = modal_fields(asked.modal)
        unknown = values.keys() - {field["custom_id"] for field in fields}
        if unknown:
            raise ValueError(f"the modal has no field {', '.join(sorted(unknown))}")
        told = [_filled_in(outer, values) for outer in asked.modal["components"]]
        data = {"custom_id": asked.modal["custom_id"], "components": told}
        place = self.world.channel(asked.channel)
        post = place.posts.get(asked.message or 0)
        sent = self._begin(MODAL, asked.person, place, data["custom_id"], data, post)
        sent.cause = interaction
        return sent.id

    def _check_shown(
        self, person: int, place: Channel, menu: Json, values: tuple[str | int, ...]
    ) -> None:
        """A menu shows channels of its own guild and of its types, to who sees them."""
        for value in values:
            channel = self.world.channel(int(value))
            is_here = channel.guild is not None and channel.guild == place.guild
            if not is_here or not self._there(person, channel):
                raise ValueError(f"the menu does not show the channel {value}")
            if menu.get("channel_types") and channel.kind not in menu["channel_types"]:
                raise ValueError(f"the menu shows no channels of the type {channel.kind}")

    def _touched(self, person: int, message: Message) -> Post:
        post = self.world.post(message.channel, message.id)
        if post.only_for not in (None, person):
            raise ValueError(f"{person} does not see that message")
        return post

    def _component(self, person: int, post: Post, data: Json) -> int:
        place = self.world.channel(post.channel)
        return self._begin(COMPONENT, person, place, data["custom_id"], data, post).id

    def _begin(
        self,
        kind: int,
        person: int,
        channel: Channel,
        words: str,
        data: Json,
        post: Post | None = None,
    ) -> Interaction:
        """Remember an interaction, and tell the bot of it."""
        if not self._there(person, channel):
            raise ValueError(f"{person} does not see the channel {channel.id}")
        token, number = secrets.token_urlsafe(48), self.clock.snowflake()
        interaction = Interaction(
            number, token, kind, person, channel.id, self.clock.now(), words, channel.guild, data
        )
        interaction.owners = owners(self, channel, person)
        interaction.message = post.id if post else None
        self.interactions[number] = interaction
        told = self._told(interaction, channel, post)
        self.sessions.dispatch("INTERACTION_CREATE", told, guild=channel.guild)
        return interaction

    def _there(self, person: int, channel: Channel) -> bool:
        if channel.kind == GROUP:
            return person in channel.recipients
        return bool(in_channel(self.world, channel, person) & BITS["view_channel"])

    def _told(self, interaction: Interaction, channel: Channel, post: Post | None) -> Json:
        person = self.world.person(interaction.person)
        held = in_channel(self.world, channel, self.world.bot_id) or ALONE_MAY
        told: Json = {
            "id": str(interaction.id),
            "application_id": str(self.world.bot_id),
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": resolved_channel_json(self.world, channel, person.id),
            "app_permissions": str(held),
            "locale": person.locale,
            "entitlements": [],
            "authorizing_integration_owners": dict(interaction.owners),
            "context": context_of(channel),
            "attachment_size_limit": 10 << 20,
            "data": interaction.data,
        }
        if post is not None:
            told["message"] = message_json(self.world, post)
        if channel.guild is None:
            return {**told, "user": person_json(person)}
        guild = self.world.guilds[channel.guild]
        member = member_json(self.world, guild.members[person.id])
        member["permissions"] = str(in_channel(self.world, channel, person.id))
        part = {"id": str(guild.id), "locale": guild.locale, "features": ["COMMUNITY"]}
        beside = {"guild_id": str(guild.id), "guild": part, "guild_locale": guild.locale}
        return {**told, **beside, "member": member}


def _autocompleted(options: list[Json], focused: str | None) -> int:
    """The type of the option that somebody types in; 0 where nobody does."""
    for option in options:
        if option["name"] == focused and option.get("autocomplete"):
            return int(option["type"])
    if focused is not None:
        raise ValueError(f"the option {focused!r} has no autocomplete")
    return 0


def _named(component: Json) -> Json:
    return {"custom_id": component["custom_id"], "id": component["id"]}


def _check_picked(menu: Json, picked: list[str]) -> None:
    if menu.get("disabled"):
        raise ValueError(f"the menu {menu['custom_id']!r} is disabled")
    if not menu.get("min_values", 1) <= len(picked) <= menu.get("max_values", 1):
        raise ValueError(f"the menu does not take {len(picked)} values")
    offers = {option["value"] for option in menu.get("options") or ()}
    if menu["type"] == STRING_SELECT and not set(picked) <= offers:
        raise ValueError(f"the menu offers only {', '.join(sorted(offers))}")


def _filled_in(outer: Json, values: Mapping[str, Any]) -> Json:
    """A part of a modal as it is sent."""
    told: Json = {"type": outer["type"], "id": outer.get("id", 0)}
    if "component" in outer:
        told["component"] = _field(outer["component"], values)
    elif "components" in outer:
        told["components"] = [_field(inner, values) for inner in outer["components"]]
    return told


def _field(field: Json, values: Mapping[str, Any]) -> Json:
    name = field["custom_id"]
    told = {"type": field["type"], "id": field.get("id", 0), "custom_id": name}
    if field["type"] != TEXT_INPUT:
        picked = [str(value) for value in values.get(name, ())]
        _check_picked({**field, "min_values": field.get("min_values", 0)}, picked)
        return {**told, "values": picked}
    text = values.get(name, field.get("value") or "")
    least = field.get("min_length") or (1 if field.get("required", True) else 0)
    if not least <= len(text) <= (field.get("max_length") or 4000):
        raise ValueError(f"the field {name!r} does not take {len(text)} characters")
    return {**told, "value": text}
