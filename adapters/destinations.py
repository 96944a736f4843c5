"""Places where digests can go, on platforms where a person picks one of several in a server."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage.people import Address


class DestinationKind(StrEnum):
    """What kind of place of a server a chat is."""

    CHANNEL = "channel"
    ANNOUNCEMENTS = "announcements"  # a channel that other servers may follow
    FORUM = "forum"
    THREAD = "thread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """
    A place where digests can go, as it stands, seen for one reader.

    *address* is that of its chat. *server* is what it belongs to, by its id. *lacks* names what the
    bot is not allowed there and digests need; *may_settle*: the reader manages it.
    """

    address: Address
    kind: DestinationKind
    title: str
    server: str
    lacks: tuple[str, ...] = ()
    may_settle: bool = False
