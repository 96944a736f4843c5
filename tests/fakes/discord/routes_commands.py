"""Commands: registered for all, or for one guild."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.asked import Asked
from tests.fakes.discord.checking import Checked
from tests.fakes.discord.command_rules import COMMANDS, check_all, check_command
from tests.fakes.discord.faces import Json
from tests.fakes.discord.refusal import refused
from tests.fakes.discord.rooms import joined
from tests.fakes.discord.scene import Scene

DEFAULTS: Json = {"contexts": None, "integration_types": [0], "nsfw": False}


def _scope(scene: Scene, asked: Asked) -> int | None:
    """The guild whose commands are meant, or none."""
    if asked.id("application") != scene.world.bot_id:
        raise refused(50001, malformed=True)
    return joined(scene, asked.id("guild")).id if "guild" in asked.names else None


def every(scene: Scene, asked: Asked) -> Any:
    """All commands there are."""
    return scene.commands.get(_scope(scene, asked), [])


def overwrite(scene: Scene, asked: Asked) -> Any:
    """These commands take the place of all others; those that stay keep their ids."""
    scope = _scope(scene, asked)
    wanted = check_all(asked.body)
    if sum(one.get("type", 1) == 1 for one in wanted) > COMMANDS:
        raise refused(30032, malformed=True)
    before = {_key(one): one for one in scene.commands.get(scope, [])}
    new = [one for one in wanted if _key(one) not in before]
    _may_create(scene, scope, len(new))
    scene.commands[scope] = [_whole(scene, scope, one, before.get(_key(one), {})) for one in wanted]
    return scene.commands[scope]


def create(scene: Scene, asked: Asked) -> Any:
    """One more command, or another form of one there is."""
    scope = _scope(scene, asked)
    checked = Checked()
    check_command(checked, (), asked.body)
    checked.settle()
    known = scene.commands.setdefault(scope, [])
    before = next((one for one in known if _key(one) == _key(asked.thing)), None)
    if before is None:
        _may_create(scene, scope, 1)
    whole = _whole(scene, scope, asked.thing, before or {})
    known[:] = [one for one in known if one is not before] + [whole]
    return whole


def get(scene: Scene, asked: Asked) -> Any:
    """One command."""
    for command in scene.commands.get(_scope(scene, asked), []):
        if command["id"] == asked.names["command"]:
            return command
    raise refused(10063)


def change(scene: Scene, asked: Asked) -> Any:
    """One command becomes another one."""
    before = get(scene, asked)
    checked = Checked()
    wanted = {name: value for name, value in before.items() if name not in DEFAULTS}
    check_command(checked, (), {**wanted, **asked.thing})
    checked.settle()
    before |= asked.thing | {"version": str(scene.clock.snowflake())}
    return before


def delete(scene: Scene, asked: Asked) -> None:
    """One command goes."""
    scene.commands[_scope(scene, asked)].remove(get(scene, asked))


def _key(command: Json) -> tuple[Any, Any]:
    return command.get("name"), command.get("type", 1)


def _may_create(scene: Scene, scope: int | None, count: int) -> None:
    for _ in range(count):
        if not scene.buckets.room(("created", scope), scene.limits.created):
            raise refused(30034)


def _whole(scene: Scene, scope: int | None, wanted: Json, before: Json) -> Json:
    """The command as it is kept and told back."""
    numbers = {
        "id": before.get("id") or str(scene.clock.snowflake()),
        "application_id": str(scene.world.bot_id),
        "version": str(scene.clock.snowflake()),
        "type": wanted.get("type", 1),
        "description": wanted.get("description", ""),
        "default_member_permissions": wanted.get("default_member_permissions"),
    }
    if scope is not None:
        numbers["guild_id"] = str(scope)
    return {**DEFAULTS, **wanted, **numbers}
