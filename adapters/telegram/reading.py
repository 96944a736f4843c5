"""Updates before the library reads them: one that it cannot read stops none of the others."""

from __future__ import annotations

from typing import Any

import structlog
from telegram import Update
from telegram.request import HTTPXRequest

log = structlog.get_logger()

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


def readable(told: Any) -> dict[str, Any] | None:
    """
    *told* if the library can read it, else an empty update in its place; none for what is none.

    What people wrote is in it, so the log tells its number and its kind alone.
    """
    if not isinstance(told, dict) or type(told.get("update_id")) is not int:
        return None
    try:
        Update.de_json(told, None)
    except UNREADABLE as error:
        kinds = " ".join(set(told) & set(Update.ALL_TYPES))
        fault = type(error).__name__
        log.error("update not read", update=told["update_id"], kind=kinds, fault=fault)  # noqa: TRY400
        return {"update_id": told["update_id"]}
    return told


class Polls(HTTPXRequest):
    """
    Asks for updates; while *is_wary*, each of them is looked at, which takes as long as to read it.

    The library reads all or none of an answer. It would get the same one again for ever, and never
    come to what is behind it.
    """

    is_wary = False

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override]
        """What Telegram told."""
        told = super().parse_json_payload(payload)
        if self.is_wary and isinstance(told.get("result"), list):
            told["result"] = [*filter(None, map(readable, told["result"]))]
        return told
