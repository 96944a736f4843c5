"""The methods about the bot itself: its commands, its descriptions, where its updates go."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.faces import me_json
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.refusal import bad, malformed
from tests.fakes.telegram.scene import Scene
from tests.fakes.telegram.updates import KINDS, Webhook

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST_COMMANDS = 100
LANGUAGE = re.compile(r"[a-z]{2}|")
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
PORTS = (443, 80, 88, 8443)


def get_me(scene: Scene, _: Parameters) -> Any:
    """Who the bot is."""
    return me_json(scene.world)


def refuse(_: Scene, asked: Parameters) -> Any:
    """What ends the bot's life at this server is not for tests."""
    raise malformed(f"{asked.method} is refused here")


def set_commands(scene: Scene, asked: Parameters) -> Any:
    """The commands that apps propose, for some chats and one language."""
    commands = asked.json("commands", list)
    if len(commands) > MOST_COMMANDS:
        raise malformed("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(str(command.get("command", ""))):
            raise malformed("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", "")).strip()) <= 256:
            raise malformed("BOT_COMMAND_DESCRIPTION_INVALID")
    names = [command["command"] for command in commands]
    if len(set(names)) < len(names):
        scene.violations.append("setMyCommands: a command is proposed twice")
    scene.commands[_scope(scene, asked)] = commands
    return True


def get_commands(scene: Scene, asked: Parameters) -> Any:
    """Those that were set for exactly these chats and this language."""
    return scene.commands.get(_scope(scene, asked), [])


def delete_commands(scene: Scene, asked: Parameters) -> Any:
    """Back to those of the wider scope."""
    scene.commands.pop(_scope(scene, asked), None)
    return True


def scope_key(scope: dict[str, Any], language: str) -> tuple[str, str]:
    """By what commands are kept."""
    return json.dumps(scope or {"type": "default"}, sort_keys=True), language


def _scope(scene: Scene, asked: Parameters) -> tuple[str, str]:
    scope = asked.json("scope", dict) or {"type": "default"}
    kind = scope.get("type")
    if kind not in SCOPES or set(scope) != {"type", *SCOPES[kind]}:
        raise malformed("can't parse BotCommandScope")
    if "chat_id" in scope and scope["chat_id"] not in scene.world.chats:
        raise bad("chat not found")
    return scope_key(scope, _language(asked))


def _language(asked: Parameters) -> str:
    language = asked.text("language_code")
    if not LANGUAGE.fullmatch(language):
        raise malformed("invalid language code specified")
    return language


def _set(name: str, longest: int, scene: Scene, asked: Parameters) -> bool:
    if len(asked.text(name)) > longest:
        raise malformed("ABOUT_TOO_LONG" if longest == 120 else "DESCRIPTION_TOO_LONG")
    scene.descriptions[name, _language(asked)] = asked.text(name)
    return True


def _get(name: str, scene: Scene, asked: Parameters) -> dict[str, str]:
    fallback = scene.descriptions.get((name, ""), "")
    return {name: scene.descriptions.get((name, _language(asked)), "") or fallback}


def set_description(scene: Scene, asked: Parameters) -> Any:
    """What an empty chat shows."""
    return _set("description", 512, scene, asked)


def get_description(scene: Scene, asked: Parameters) -> Any:
    """It, in one language."""
    return _get("description", scene, asked)


def set_short_description(scene: Scene, asked: Parameters) -> Any:
    """What the profile shows."""
    return _set("short_description", 120, scene, asked)


def get_short_description(scene: Scene, asked: Parameters) -> Any:
    """It, in one language."""
    return _get("short_description", scene, asked)


def allowed_updates(scene: Scene, asked: Parameters) -> list[str] | None:
    """Which updates are wished for; none where nothing is said about it."""
    if not asked.has("allowed_updates"):
        return None
    kinds = [str(kind) for kind in asked.json("allowed_updates", list)]
    for unknown in set(kinds) - set(KINDS):
        scene.violations.append(f"{asked.method}: there are no updates called {unknown!r}")
    return kinds


def set_webhook(scene: Scene, asked: Parameters) -> Any:
    """Push updates to an address: HTTPS, or plain on loopback."""
    url, secret = asked.text("url"), asked.text("secret_token")
    if url:
        _check_address(scene, url)
    if not SECRET.fullmatch(secret):
        raise malformed("secret token contains unallowed characters")
    connections = asked.integer("max_connections", 40)
    if asked.flag("drop_pending_updates"):
        scene.updates.drop()
    scene.updates.allow(allowed_updates(scene, asked))
    scene.updates.point(Webhook(url, secret, connections))
    return True


def _check_address(scene: Scene, url: str) -> None:
    parts = urlsplit(url)
    routed = any(url.startswith(begin) for begin in scene.routes)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK and not routed:
        raise malformed("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.hostname not in LOOPBACK and (parts.port or 443) not in PORTS:
        raise malformed("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def delete_webhook(scene: Scene, asked: Parameters) -> Any:
    """Back to polling."""
    if asked.flag("drop_pending_updates"):
        scene.updates.drop()
    scene.updates.point(Webhook())
    return True


def get_webhook(scene: Scene, _: Parameters) -> Any:
    """Where updates are pushed to, and how that goes."""
    hook = scene.updates.webhook
    told: dict[str, Any] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": scene.updates.pending,
        "allowed_updates": sorted(scene.updates.allowed),
    }
    if hook.url:
        told["max_connections"] = hook.most_connections
    if hook.last_error:
        told |= {
            "last_error_date": hook.last_error_date,
            "last_error_message": hook.last_error,
        }
    return told
