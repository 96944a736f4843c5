"""The nouns of sending: what is on its way to a chat, and what has arrived there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storage.people import Address

BROADCAST = "broadcast-"  # how the kind of a broadcast's pages begins


def kind_of_broadcast(key: int) -> str:
    """The kind of the pages of one broadcast: two on one day are of two kinds."""
    return f"{BROADCAST}{key}"


class DeliveryState(StrEnum):
    """
    How far one message has come.

    `sending` is committed before the platform is called: whoever finds it after a kill knows that
    the message may be there. `uncertain` is the same doubt while running. `withdrawn` was taken
    back before it was sent (unsubscribed, paused), `expired` was never sent within a day.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)  # no slots, see `Portion`
class Page:
    """
    One message to be sent, before it has a key: unique by (kind, chat, day, part).

    *kind* is `digest`, `late`, `broadcast-7` …; *view* is the platform-neutral view as JSON, every
    word already in the chat's language. *papers* are the ids shown in it. *heal_until* is when an
    edit may no longer improve it (none: nothing is lacking). *edits* is the message that this one
    replaces ('': none).
    """

    kind: str
    chat: int
    day: date
    part: int
    view: str
    papers: tuple[str, ...] = ()
    due_at: datetime
    heal_until: datetime | None = None
    edits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    A page on its way: its state, how often it was tried, and where it goes.

    *below* is the id of the message of its first part, where that arrived ('': it did not).
    """

    key: int
    page: Page
    address: Address
    state: DeliveryState
    tries: int = 0
    claimed_at: datetime | None = None
    reason: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message that arrived: under which id of its platform, and whether it may be healed."""

    delivery: int
    chat: int
    address: Address
    message_id: str
    part: int
    papers: tuple[str, ...]
    heal_until: datetime | None
    at: datetime
