"""How Discord says no: a status, a code, a message, and where in the body the mistake is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SAID: Mapping[int, tuple[int, str]] = {  # docs/topics/opcodes-and-status-codes#json
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20028: (429, "The write action you are performing on the channel has hit the write rate limit"),
    30032: (400, "Maximum number of application commands reached (100)."),
    30034: (400, "Max number of daily application command creates has been reached (200)"),
    30046: (400, "Maximum number of edits to messages older than 1 hour reached. Try again later"),
    40003: (400, "You are opening direct messages too fast"),
    40005: (413, "Request entity too large"),
    40033: (400, "This message has already been crossposted"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40094: (400, "This interaction has reached the maximum number of follow-up messages"),
    50001: (403, "Missing Access"),
    50003: (400, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50068: (400, "Invalid message type"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    160002: (400, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
}


class Refused(Exception):
    """
    A request is answered by an error.

    *malformed*: what was sent is wrong by itself, whatever the state of the world: a correct bot
    never sends it. *more* stands in the body beside the message.
    """

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        malformed: bool = False,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.malformed = malformed
        self.headers = dict(headers or {})
        self.more = dict(more or {})

    def told(self) -> dict[str, Any]:
        """The answer's body."""
        return {"message": self.message, "code": self.code, **self.more}


def refused(code: int, *, malformed: bool = False) -> Refused:
    """The refusal with this *code*, in Discord's words."""
    status, message = SAID[code]
    return Refused(status, code, message, malformed=malformed)


def plain_status(status: int, phrase: str, *, malformed: bool = False) -> Refused:
    """A refusal that has no code of its own, such as `401: Unauthorized`."""
    return Refused(status, 0, f"{status}: {phrase}", malformed=malformed)


class Collapse(Exception):
    """Discord itself breaks on what was sent, and answers 500: a correct bot never sends it."""
