"""
The name of a message for everyone else: its id, or CHANNEL/ID where it stands somewhere else.

That is in the thread below a digest, or in a post of a forum: their chat is the channel, the forum.
"""

from __future__ import annotations

from typing import NamedTuple


class Standing(NamedTuple):
    """A message, and the channel, thread or post that it stands in."""

    channel: int
    message: int


def written(home: int, standing: Standing) -> str:
    """The name of a message in a chat whose own channel is *home*."""
    channel, message = standing
    return str(message) if channel == home else f"{channel}/{message}"


def read(home: int, message_id: str) -> Standing:
    """The message of which `written` made this name."""
    channel, _, message = message_id.rpartition("/")
    return Standing(int(channel or home), int(message))
