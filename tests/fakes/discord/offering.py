"""Which commands a person is offered where, and the options as they fill them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.discord.command_rules import (
    BOOLEAN,
    CHANNEL,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    SUB,
    USER,
)
from tests.fakes.discord.faces import (
    Json,
    member_json,
    person_json,
    resolved_channel_json,
    role_json,
)
from tests.fakes.discord.permissions import BITS, EVERYTHING, in_channel
from tests.fakes.discord.scene import Scene
from tests.fakes.discord.world import DM, Channel
from tests.fakes.discord.world import GROUP as GROUP_DM

TYPES = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: int | float}
IDS = (USER, CHANNEL, ROLE, MENTIONABLE)
IN_GUILD, WITH_BOT, ELSEWHERE = 0, 1, 2


def context_of(channel: Channel) -> int:
    """Where an interaction happens, as Discord numbers it."""
    return {DM: WITH_BOT, GROUP_DM: ELSEWHERE}.get(channel.kind, IN_GUILD)


def owners(scene: Scene, channel: Channel, person: int) -> dict[str, str]:
    """For whom the app is there: the guild ("0"), the person ("1")."""
    found = {}
    if channel.guild is not None:
        if scene.world.has_bot(scene.world.guilds[channel.guild]):
            found["0"] = str(channel.guild)
    elif channel.kind == DM:
        found["0"] = "0"
    if scene.world.people[person].installed:
        found["1"] = str(person)
    return found


def offered(scene: Scene, person: int, channel: Channel) -> list[Json]:
    """The commands that *person* finds behind a slash there."""
    held = in_channel(scene.world, channel, person)
    if channel.kind == GROUP_DM and person in channel.recipients:
        held = EVERYTHING
    needed = BITS["view_channel"] | BITS["use_application_commands"]
    if held & needed != needed:
        return []
    there = owners(scene, channel, person)
    own = scene.commands.get(channel.guild, []) if channel.guild is not None else []
    named = {command["name"] for command in own}
    everywhere = [one for one in scene.commands[None] if one["name"] not in named]
    return [command for command in (*own, *everywhere) if _fits(command, channel, there, held)]


def _fits(command: Json, channel: Channel, there: Mapping[str, str], held: int) -> bool:
    contexts = command.get("contexts")
    if contexts is not None and context_of(channel) not in contexts:
        return False
    if not any(str(kind) in there for kind in command.get("integration_types") or [0]):
        return False
    needed = command.get("default_member_permissions")
    if channel.is_private or needed is None or held == EVERYTHING:
        return True
    return int(needed) != 0 and held & int(needed) == int(needed)


def leaf(commands: list[Json], words: str) -> tuple[Json, list[Json], list[Json]]:
    """The command called *words*, the way to its sub-command, and the options at the end."""
    name, *rest = words.split()
    for command in commands:
        if command["name"] == name:
            break
    else:
        names = ", ".join(command["name"] for command in commands)
        raise ValueError(f"no command /{name} is offered there, only: {names or 'nothing'}")
    way, options = [], command.get("options") or []
    for word in rest:
        step = next((one for one in options if one["name"] == word), None)
        if step is None or step["type"] not in (SUB, GROUP):
            raise ValueError(f"/{name} has no sub-command {word!r}")
        way.append(step)
        options = step.get("options") or []
    if any(option["type"] in (SUB, GROUP) for option in options):
        raise ValueError(f"/{words} is not whole: it has sub-commands")
    return command, way, options


def filled(
    options: list[Json], values: Mapping[str, Any], *, focused: str | None = None
) -> list[Json]:
    """The options as Discord sends them; a mistake of the test where an app would not let them."""
    known = {option["name"]: option for option in options}
    unknown = values.keys() - known.keys()
    if unknown:
        raise ValueError(f"there is no option {', '.join(sorted(unknown))}")
    told = []
    for name, option in known.items():
        if name not in values:
            if option.get("required") and focused is None:
                raise ValueError(f"the option {name!r} is required")
            continue
        one = {"name": name, "type": option["type"], "value": values[name]}
        if name == focused:
            told.append({**one, "focused": True})
            continue
        told.append({**one, "value": _value(option, values[name])})
    return told


def _value(option: Json, value: Any) -> Any:
    kind, name = option["type"], option["name"]
    if kind in IDS:
        return str(int(value))
    expected = TYPES[kind]
    if not isinstance(value, expected) or isinstance(value, bool) != (kind == BOOLEAN):
        raise ValueError(f"the option {name!r} does not take {value!r}")
    choices = option.get("choices") or []
    if choices and value not in [choice["value"] for choice in choices]:
        raise ValueError(f"the option {name!r} does not offer {value!r}")
    size: Any = len(str(value)) if kind == STRING else value
    least, most = ("min_length", "max_length") if kind == STRING else ("min_value", "max_value")
    if kind != BOOLEAN and not option.get(least, size) <= size <= option.get(most, size):
        raise ValueError(f"the option {name!r} does not take so much: {value!r}")
    if kind == STRING and not 1 <= size <= 6000:
        raise ValueError("an option holds 1 to 6,000 characters")
    return value


def resolved(scene: Scene, person: int, channel: Channel, ids: Mapping[int, list[str]]) -> Json:
    """What the ids in an interaction mean; *ids* by the type of their option."""
    told: dict[str, Json] = {}
    for kind, numbers in ids.items():
        for number in numbers:
            for part, face in _meant(scene, person, channel, kind, int(number)).items():
                told.setdefault(part, {})[number] = face
    return told


def _meant(scene: Scene, person: int, channel: Channel, kind: int, number: int) -> Json:
    world = scene.world
    if kind == CHANNEL:
        return {"channels": resolved_channel_json(world, world.channel(number), person)}
    guild = world.guilds.get(channel.guild or 0)
    if guild is not None and number in guild.roles and kind != USER:
        return {"roles": role_json(guild.roles[number], world.bot_id)}
    told: Json = {"users": person_json(world.person(number))}
    if guild is not None and number in guild.members:
        face = member_json(world, guild.members[number])
        del face["user"]
        face["permissions"] = str(in_channel(world, channel, number))
        told["members"] = face
    return told
