"""How many messages a channel takes; the threads in it are counted with it."""

from __future__ import annotations

from storage.people import Address

# Seen in practice, and a little more time than that: the library sleeps out what is too early, and
# its sleep holds up others.
A_CHANNEL = ((5, 5.1),)


def limits(_: Address) -> tuple[tuple[int, float], ...]:
    """At most so many messages in any so many seconds."""
    return A_CHANNEL
