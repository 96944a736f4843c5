"""The same doings and questions over HTTP, under /control/: for a Discord in its own process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:  # the server has a control
    from tests.fakes.discord.server import LocalDiscord

DOINGS = frozenset(
    {
        "person", "install", "close_dms", "open_dms", "direct", "group_dm", "guild", "join", "part",
        "add_bot", "kick_bot", "outage", "recover", "role", "give", "set_role", "channel", "forum",
        "thread", "archive", "unarchive", "overwrite", "revoke", "restore", "may", "delete_channel",
        "say", "erase", "invoke", "complete", "press", "forge", "forge_choice", "forge_form",
        "choose", "submit", "drop_gateway", "close_gateway", "reconnect_gateway", "invalidate",
        "lose_sessions", "shut_gateway",
        "open_gateway", "connected", "advance", "hold", "fault", "struck", "heal", "forgive",
        "dispatch", "message", "history", "messages", "last", "texts", "place", "threads",
        "registered", "offered", "answer_to", "unanswered", "failed", "calls_of", "refusals",
        "most_in", "gaps", "doubles",
    }
)  # fmt: skip
FIRST = {  # what takes these by their place
    "invoke": ("person", "channel", "command"),
    "complete": ("person", "channel", "command", "option", "typed"),
}
SPREAD = {  # what takes any number of its last argument
    "choose": ("person", "message", "custom_id", "values"),
    "revoke": ("channel", "permissions"),
}
THINGS = frozenset(
    {
        "sent", "edits", "calls", "violations", "repeats", "url", "api_url", "gateway_url",
        "bot_id", "token",
    }
)  # fmt: skip
COUNTED = frozenset({"identifies", "resumes", "timeouts", "closes"})
SETTABLE = frozenset({"delay", "heartbeat", "deaf", "privileged", "identify_limit", "shards"})


class Control:
    """Does by name what a test in the same process does by a method of the server."""

    def __init__(self, discord: LocalDiscord) -> None:
        self._discord = discord

    def answer(self, name: str, body: bytes) -> web.Response:
        """Call *name* with the JSON object in the body as its arguments."""
        try:
            result = plain(self._do(name, json.loads(body or b"{}")))
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            told = {"ok": False, "error": f"{type(error).__name__}: {error}"}
            return web.json_response(told, status=400)
        return web.json_response({"ok": True, "result": result})

    def _do(self, name: str, arguments: dict[str, Any]) -> Any:
        if name == "set":
            return self._set(arguments)
        if name == "cpu":
            return time.process_time()
        with self._discord.lock:
            if name in THINGS:
                return plain(getattr(self._discord, name))
            if name in COUNTED:
                return plain(getattr(self._discord.sessions, name))
            if name not in DOINGS:
                raise LookupError(f"nothing is called {name!r}")
            if isinstance(arguments.get("message"), Mapping):
                told = arguments["message"]
                arguments["message"] = self._discord.message(told["channel"], told["id"])
            if name in FIRST:
                placed = [arguments.pop(part) for part in FIRST[name]]
                return getattr(self._discord, name)(*placed, **arguments.get("options", {}))
            doing: Callable[..., Any] = getattr(self._discord, name)
            spread = [arguments.pop(part) for part in SPREAD.get(name, ()) if part in arguments]
            *first, last = spread or [()]
            return doing(*first, *last, **arguments)

    def _set(self, wishes: Mapping[str, Any]) -> None:
        """Set one of `SETTABLE`, or a limit by its name: [how many, seconds] or none."""
        for name, value in wishes.items():
            if name in SETTABLE:
                setattr(self._discord, name, value)
            elif hasattr(self._discord.limits, name):
                setattr(self._discord.limits, name, value and tuple(value))
            else:
                raise LookupError(f"there is nothing to set called {name!r}")


def plain(value: Any) -> Any:
    """*value* as JSON can tell it: records as objects, bytes as text, keys as strings."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        if hasattr(value, "text"):
            told["text"] = value.text
        return told
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def _key(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key)
