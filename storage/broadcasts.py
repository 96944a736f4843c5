"""The nouns of broadcasts: what the operators say to all chats, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.outbox import DeliveryState


class BroadcastState(StrEnum):
    """
    How far a broadcast has come.

    `draft`: it was shown to who wrote it, who may still drop it (`dropped`). `going`: it is being
    put into the outbox; `out`: all of it was. `stopping`: what is not sent yet is being taken back;
    `stopped`: all of that was.
    """

    DRAFT = "draft"
    DROPPED = "dropped"
    GOING = "going"
    OUT = "out"
    STOPPING = "stopping"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """
    A *text* for all chats, written *at* that moment, confirmed at *begun_at* (none: not yet).

    *put* is how many deliveries of it there are so far.
    """

    key: int
    text: str
    state: BroadcastState
    at: datetime
    begun_at: datetime | None = None
    put: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastStanding:
    """What became of a broadcast: its deliveries by state, and the chats still *to_come*."""

    broadcast: Broadcast
    states: Mapping[DeliveryState, int]
    to_come: int = 0

    @property
    def is_under_way(self) -> bool:
        """Whether there is something left to be stopped."""
        waits = self.to_come + self.states.get(DeliveryState.PENDING, 0)
        return bool(waits) and self.broadcast.state in (BroadcastState.GOING, BroadcastState.OUT)
