"""The same doings and questions over HTTP, under /control/: for an endpoint in its own process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:  # the server has a control
    from tests.fakes.llm.server import LocalLlm

DOINGS = frozenset({"kinds", "forgive", "forget"})
THINGS = frozenset(
    {"calls", "papers", "tokens", "violations", "refusals", "most_at_once", "url", "key", "model"}
)
SETTABLE = frozenset({"latency", "key", "model"})


class Control:
    """Does by name what a test in the same process does by a method of the server."""

    def __init__(self, llm: LocalLlm) -> None:
        self._llm = llm

    def answer(self, name: str, body: bytes) -> web.Response:
        """Call *name* with the JSON object in the body as its arguments."""
        try:
            result = self._do(name, json.loads(body or b"{}"))
        except (ValueError, TypeError, LookupError) as error:
            told = {"ok": False, "error": f"{type(error).__name__}: {error}"}
            return web.json_response(told, status=400)
        return web.json_response({"ok": True, "result": result})

    def _do(self, name: str, arguments: dict[str, Any]) -> Any:
        llm = self._llm
        doings: dict[str, Callable[..., Any]] = {
            "add": llm.answers.add,
            "heal": llm.answers.heal,
            "struck": llm.answers.struck,
            "refuse": llm.manners.refuse,
            "accept": llm.manners.accept,
            "set": self._set,
            "cpu": time.process_time,
            **{doing: getattr(llm, doing) for doing in DOINGS},
        }
        with llm.lock:
            if name in THINGS:
                return plain(getattr(llm, name))
            if name not in doings:
                raise LookupError(f"nothing is called {name!r}")
            return plain(doings[name](*arguments.pop("parts", ()), **arguments))

    def _set(self, **wishes: Any) -> None:
        for name, value in wishes.items():
            if name not in SETTABLE:
                raise LookupError(f"there is nothing to set called {name!r}")
            setattr(self._llm, name, value)


def plain(value: Any) -> Any:
    """*value* as JSON can tell it: records as objects, errors as their words."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Exception) else value
