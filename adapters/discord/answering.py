"""A request -> the bot's views -> messages that answer an interaction, each in its manner."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import discord
import structlog
from discord.ui import Modal

from adapters.conversation import Bot, DeliveryError, Request
from adapters.discord.errors import NO_ANSWER, reason_of
from adapters.discord.places import Interaction
from adapters.discord.replying import IN_TIME, Reply
from adapters.views import Manner, View

log = structlog.get_logger()

# Too late, answered before, a token that is over; the message or its channel is gone.
LOST = frozenset({10062, 40060, 50027, 10015, 10008, 10003})


class Answering:
    """Asks the bot, and shows what it answers; nothing is raised."""

    def __init__(self, bot: Bot, *, in_time: float = IN_TIME) -> None:
        self._bot = bot
        self._in_time = in_time

    async def answer(self, interaction: Interaction, request: Request) -> None:
        """Show the answer to *request*; a word of regret where Discord does not take it."""
        reply = Reply(interaction, is_direct=interaction.context.dm_channel)
        async with reply.in_time(self._in_time):
            try:
                await self._show_all(reply, request)
                await reply.end()
            except (DeliveryError, *NO_ANSWER) as error:
                log.warning("answer not shown", chat=str(request.address), reason=reason_of(error))
                if not _is_lost(error):
                    await self._regret(reply, request)
            except Exception:  # around what people ask: whatever it is, they are told
                log.exception("answer not shown", chat=str(request.address))
                await self._regret(reply, request)

    async def ask(self, interaction: Interaction, request: Request, form: Modal) -> None:
        """Show *form*, which is answered by an interaction of its own."""
        try:
            await interaction.response.send_modal(form)
        except NO_ANSWER as error:
            log.warning("form not shown", chat=str(request.address), reason=reason_of(error))
            if not _is_lost(error):
                reply = Reply(interaction, is_direct=interaction.context.dm_channel)
                await self._regret(reply, request)

    async def _show_all(self, reply: Reply, request: Request) -> None:
        """Each view takes the place of the one before; a word aside is a message of its own."""
        views, shown = self._bot.answer(request), None
        try:
            async for view in views:
                if view.manner is Manner.ASIDE:
                    await reply.say(view, aside=True)
                elif shown is None:
                    shown = await _shown_first(reply, view)
                else:
                    await reply.change(shown, view)
        finally:
            if isinstance(views, AsyncGenerator):
                await views.aclose()

    async def _regret(self, reply: Reply, request: Request) -> None:
        try:
            await reply.say(self._bot.sorry(request), aside=True)
        except (DeliveryError, *NO_ANSWER) as error:
            log.warning("nothing shown", chat=str(request.address), reason=reason_of(error))


async def _shown_first(reply: Reply, view: View) -> int:
    return await (reply.say_instead if view.manner is Manner.INSTEAD else reply.say)(view)


def _is_lost(error: BaseException) -> bool:
    """Whether nothing can be said any more; else it was what was said."""
    if isinstance(error, discord.HTTPException):
        return error.code in LOST
    return not isinstance(error, DeliveryError)
