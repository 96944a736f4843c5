"""How the Bot API says no: a code, a description, and sometimes what to do instead."""

from __future__ import annotations

import math
from typing import Any

PREFIXES = {400: "Bad Request", 403: "Forbidden", 409: "Conflict", 429: "Too Many Requests"}
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Refused(Exception):
    """
    A call is answered by an error.

    *malformed*: what was sent is wrong by itself, whatever the state of the world: a correct bot
    never sends it.
    """

    def __init__(
        self,
        code: int,
        description: str,
        *,
        malformed: bool = False,
        **parameters: int,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.malformed = malformed
        self.parameters = parameters

    def told(self) -> dict[str, Any]:
        """The answer's body."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def refused(code: int, reason: str) -> Refused:
    """Because of the state of the world: *reason* after the words that go with *code*."""
    return Refused(code, f"{PREFIXES[code]}: {reason}")


def bad(reason: str) -> Refused:
    """A 400 because of the state of the world."""
    return refused(400, reason)


def malformed(reason: str) -> Refused:
    """A 400 because of what was sent."""
    return Refused(400, f"{PREFIXES[400]}: {reason}", malformed=True)


def forbidden(reason: str) -> Refused:
    """A 403: nobody is there for the bot."""
    return refused(403, reason)


def too_many(seconds: float) -> Refused:
    """A 429: wait so long, in whole seconds."""
    wait = max(1, math.ceil(seconds))
    return Refused(429, f"{PREFIXES[429]}: retry after {wait}", retry_after=wait)


def migrated(new_id: int) -> Refused:
    """The group is a supergroup now, and has another id."""
    reason = f"{PREFIXES[400]}: group chat was upgraded to a supergroup chat"
    return Refused(400, reason, migrate_to_chat_id=new_id)
