"""The same doings and questions over HTTP, under /control/: for a Telegram in its own process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.wire import Reply, Request

if TYPE_CHECKING:  # the server has a control
    from tests.fakes.telegram.server import LocalTelegram

DOINGS = frozenset(
    {
        "person", "group", "supergroup", "channel", "block", "unblock", "deactivate", "add_bot",
        "kick_bot", "promote_bot", "demote_bot", "restrict_bot", "silence", "join", "part",
        "promote", "demote", "migrate", "tell", "begin", "follow", "say", "post", "edited",
        "erase", "other_bot", "topic", "close_topic", "reopen_topic", "delete_topic", "press",
        "forge", "inline", "choose", "react", "push", "advance", "hold", "fault", "struck", "heal",
        "forgive", "route", "message", "history", "messages", "last", "texts", "inline_message",
        "answer_to", "unanswered", "calls_of", "refusals", "most_in", "gaps", "doubles",
        "commands_for",
    }
)  # fmt: skip
SPREAD = {  # what takes any number of its last argument
    "group": ("title", "people"),
    "supergroup": ("title", "people"),
    "channel": ("title", "people"),
    "react": ("person", "message", "emoji"),
    "promote": ("person", "chat", "rights"),
    "promote_bot": ("chat", "by", "rights"),
}
THINGS = frozenset({"sent", "edits", "calls", "violations", "base_url", "username", "token"})


class Control:
    """Does by name what a test in the same process does by a method of the server."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram

    def answer(self, name: str, request: Request) -> Reply:
        """Call *name* with the JSON object in the body as its arguments."""
        try:
            arguments = json.loads(request.body or b"{}")
            result = plain(self._do(name, arguments))
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            told = {"ok": False, "error": f"{type(error).__name__}: {error}"}
            return Reply(400, json.dumps(told).encode())
        return Reply(200, json.dumps({"ok": True, "result": result}).encode())

    def _do(self, name: str, arguments: dict[str, Any]) -> Any:
        if name == "set":
            return self._set(arguments)
        if name == "cpu":
            return time.process_time()
        with self._telegram.lock:
            if name in THINGS:
                return plain(getattr(self._telegram, name))
            if name not in DOINGS:
                raise LookupError(f"nothing is called {name!r}")
            if "message" in arguments:
                arguments["message"] = self._message(arguments["message"])
            doing: Callable[..., Any] = getattr(self._telegram, name)
            spread = [arguments.pop(part) for part in SPREAD.get(name, ()) if part in arguments]
            *first, last = spread or [()]
            return doing(*first, *last, **arguments)

    def _message(self, told: Mapping[str, Any]) -> Any:
        """The message that is meant by its chat and number, or by its inline id."""
        if told.get("inline_id"):
            return self._telegram.inline_message(told["inline_id"])
        return self._telegram.message(told["chat"], told["message_id"])

    def _set(self, wishes: Mapping[str, Any]) -> None:
        """Set `delay`, `privacy`, `inline_feedback`, or a limit by its name."""
        telegram = self._telegram
        for name, value in wishes.items():
            if name == "privacy":
                telegram.world.privacy = value
            elif name in ("delay", "inline_feedback"):
                setattr(telegram, name, value)
            elif hasattr(telegram.limits, name):
                setattr(telegram.limits, name, value)
            else:
                raise LookupError(f"there is nothing to set called {name!r}")


def plain(value: Any) -> Any:
    """*value* as JSON can tell it: records as objects, bytes as text, keys as strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def _key(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key)
