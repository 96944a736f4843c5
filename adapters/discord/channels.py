"""What has to be known of a channel before something is said there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import discord

Quiet = Literal[60, 1440, 4320, 10080]
"""Minutes without a word until a thread is put away; Discord knows no others."""
AFTER_A_DAY: Quiet = 1440


@dataclass(frozen=True, slots=True)
class Known:
    """
    A channel: whether it *has_threads*, and when they are put away.

    *forum* where it is one, as it stands now: its tags change.
    """

    id: int
    has_threads: bool = False
    quiet: Quiet = AFTER_A_DAY
    forum: discord.ForumChannel | None = None


class Channels:
    """
    Knows channels, by asking Discord as *client* once for each, and for a forum each time.

    Those that a listening client hears of need not be asked for, see `learn_from`.
    """

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._listener = client
        self._known: dict[int, Known] = {}
        self._forums: set[int] = set()

    def heard(self, number: int) -> discord.abc.GuildChannel | discord.Thread | None:
        """A channel of a guild as the gateway told of it; none where it did not."""
        channel = self._listener.get_channel(number)
        return None if isinstance(channel, discord.abc.PrivateChannel) else channel

    def is_forum(self, number: int) -> bool:
        """Whether it is known that messages stand only in posts there; nothing is asked."""
        is_known = number in self._forums
        return is_known or isinstance(self._listener.get_channel(number), discord.ForumChannel)

    def learn_from(self, listener: discord.Client) -> None:
        """Look first into what *listener* was told by its gateway."""
        self._listener = listener

    async def channel(self, number: int) -> Known:
        """The channel of this id; raises the errors of discord.py."""
        heard = self._listener.get_channel(number)
        if heard is not None and not isinstance(heard, discord.ForumChannel):
            return _known(heard)
        if number in self._known:
            return self._known[number]
        fetched = _known(await self._client.fetch_channel(number))
        if fetched.forum is None:
            self._known[number] = fetched
        else:
            self._forums.add(number)
        return fetched

    async def ask(self, number: int) -> discord.abc.GuildChannel | discord.Thread | None:
        """A channel of a guild as it is now; raises the errors of discord.py."""
        channel = await self._client.fetch_channel(number)
        return None if isinstance(channel, discord.abc.PrivateChannel) else channel

    async def check(self, number: int) -> None:
        """Ask whether a channel is still there; raises the errors of discord.py."""
        await self._client.fetch_channel(number)


def _known(channel: discord.abc.Snowflake) -> Known:
    if isinstance(channel, discord.ForumChannel):
        return Known(channel.id, forum=channel)
    if isinstance(channel, discord.TextChannel):  # announcements as well; in voice there are none
        return Known(channel.id, has_threads=True, quiet=channel.default_auto_archive_duration)
    return Known(channel.id)
