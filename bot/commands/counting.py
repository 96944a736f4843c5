"""How many deliveries are in which state, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.refusal import sentence
from bot.wording import Wording
from storage.outbox import DeliveryState

OF_DELIVERIES: Mapping[DeliveryState, str] = {
    DeliveryState.SENT: sentence("{n} sent"),
    DeliveryState.SENDING: sentence("{n} being sent"),
    DeliveryState.PENDING: sentence("{n} waiting"),
    DeliveryState.UNCERTAIN: sentence("{n} in doubt"),
    DeliveryState.FAILED: sentence("{n} failed"),
    DeliveryState.EXPIRED: sentence("{n} expired"),
    DeliveryState.WITHDRAWN: sentence("{n} taken back"),
}


def counted(states: Mapping[DeliveryState, int], wording: Wording) -> str:
    """The states and how many are in each; parts that are zero fall away, '' where all are."""
    parts = [
        wording.say(text, n=states[state])
        for state, text in OF_DELIVERIES.items()
        if states.get(state)
    ]
    return wording.say(", ").join(parts)
