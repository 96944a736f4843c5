"""What people type in an option -> what they may choose (autocomplete)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog
from discord.app_commands import Choice

from adapters.conversation import Bot, Suggestion
from adapters.cutting import cut
from adapters.discord.errors import NO_ANSWER, reason_of
from adapters.discord.places import Interaction
from adapters.discord.requests import filling_of

log = structlog.get_logger()

IN_TIME = 2.0  # seconds; then it is better to choose from nothing
MOST = 25  # docs.discord.com/developers/interactions/application-commands
LONGEST = 100  # characters of a choice, and of what it stands for


class Suggesting:
    """Answers at every letter; nothing is raised, and nobody is told what went wrong."""

    def __init__(self, bot: Bot, *, in_time: float = IN_TIME) -> None:
        self._bot = bot
        self._in_time = in_time

    async def suggest(self, interaction: Interaction) -> None:
        """Show what may be chosen; nothing where that is not known in time."""
        try:
            choices = await self._choices(interaction)
        except Exception:  # around what people type
            log.exception("nothing suggested")
            choices = []
        try:
            await interaction.response.autocomplete(choices)
        except NO_ANSWER as error:  # people type on meanwhile
            log.info("suggestions not shown", reason=reason_of(error))

    async def _choices(self, interaction: Interaction) -> list[Choice[str]]:
        filling = filling_of(interaction)
        if filling is None:
            return []
        try:
            async with asyncio.timeout(self._in_time):
                return list(_choices(await self._bot.suggested(filling)))[:MOST]
        except TimeoutError:
            log.warning("nothing suggested in time", command=filling.command)
            return []


def _choices(suggestions: Iterable[Suggestion]) -> Iterable[Choice[str]]:
    """Those that Discord takes: one that is cut would mean something else."""
    for one in suggestions:
        label = cut(one.label, LONGEST).strip() or one.words
        if len(one.words.strip()) > 0 and len(one.words) <= LONGEST:
            yield Choice(name=label, value=one.words)
