"""Whether Discord answers, and knows our token: one question."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from adapters.discord.door import Door
from adapters.discord.errors import NO_ANSWER, reason_of


class DiscordReach:
    """Fulfils `Reach`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def reach(self) -> Mapping[str, str | None]:
        """The REST API, with what is wrong with it (none: it answers)."""
        self._door.point()
        client = discord.Client(**self._door.options())
        try:
            await client.login(self._door.token)
        except discord.LoginFailure:
            fault = "the token DISCORD_BOT_TOKEN is not known; reset it and write it anew"
        except NO_ANSWER as error:
            fault = reason_of(error)
        else:
            return {"Discord": None}
        finally:
            await client.close()
        return {"Discord": fault}
