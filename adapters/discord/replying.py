"""
The messages that answer one interaction, whose first one has to be in time.

Its rules: https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import Enum, auto
from functools import partial
from typing import TypeVar

import aiohttp
import discord
import structlog
from discord.ui import LayoutView

from adapters.discord.errors import NO_ANSWER, reason_of
from adapters.discord.places import Interaction
from adapters.discord.render import Rendered, rendered
from adapters.discord.said import NOBODY, files, written_or_plain
from adapters.views import View

log = structlog.get_logger()

IN_TIME = 1.5  # seconds for the first word; Discord gives 3, the way to it included
ORIGINAL = 0  # the message of the first answer; further ones are known by their ids
ON_MESSAGES = (discord.InteractionType.component, discord.InteractionType.modal_submit)
ALREADY_ANSWERED = 40060  # by an earlier try whose answer was lost, say
AGAIN = (0.1, 0.5)  # seconds before each further try where the connection is cut

T = TypeVar("T")


class Begun(Enum):
    """How an interaction was answered first."""

    NOTHING = auto()
    THINKING = auto()  # the original is a message that has still to be said
    CHANGING = auto()  # the original is the message whose button was pressed
    SAID = auto()  # the original is a message of ours


class Reply:
    """
    Answers *interaction* by new messages, or in the place of the one whose button was pressed.

    *is_direct*: nobody reads along, so that messages may stay; elsewhere they are ephemeral.
    """

    def __init__(self, interaction: Interaction, *, is_direct: bool) -> None:
        self._interaction = interaction
        self._is_direct = is_direct
        self._begun = Begun.NOTHING
        self._turn = asyncio.Lock()
        pressed = interaction.message
        is_ours = pressed is not None and (is_direct or pressed.flags.ephemeral)
        self._can_change = interaction.type in ON_MESSAGES and is_ours

    @asynccontextmanager
    async def in_time(self, seconds: float) -> AsyncIterator[None]:
        """Meanwhile, Discord is told that the answer follows where nothing is said in time."""
        announcing: list[asyncio.Task[None]] = []
        timer = asyncio.get_running_loop().call_later(
            seconds, lambda: announcing.append(asyncio.create_task(self._announce()))
        )
        try:
            yield
        finally:
            timer.cancel()
            if announcing:
                await asyncio.wait(announcing)

    async def say(self, view: View, *, aside: bool = False) -> int:
        """A new message; its name for `change`."""
        message = rendered(view)
        async with self._turn:
            if self._begun is Begun.NOTHING and aside and self._can_change:
                await self._defer()  # else the pressed message could not be changed any more
            match self._begun:
                case Begun.NOTHING:
                    await self._say_first(message, ephemeral=aside or not self._is_direct)
                case Begun.THINKING:
                    await self._edit(ORIGINAL, message)
                    self._begun = Begun.SAID
                case _:
                    return await self._say_more(message, ephemeral=aside or not self._is_direct)
        return ORIGINAL

    async def say_instead(self, view: View) -> int:
        """In the place of the pressed message, if that is for this person alone; else a new one."""
        if not self._can_change or self._begun not in (Begun.NOTHING, Begun.CHANGING):
            return await self.say(view)
        message = rendered(view)
        async with self._turn:
            if self._begun is Begun.CHANGING:
                await self._edit(ORIGINAL, message)
            else:
                await self._change_pressed(message)
        return ORIGINAL

    async def change(self, name: int, view: View) -> None:
        """Let one of the messages show *view*."""
        message = rendered(view)
        async with self._turn:
            await self._edit(name, message)

    async def end(self) -> None:
        """Leave nobody waiting where nothing was said."""
        async with self._turn:
            if self._begun is Begun.NOTHING:
                await self._defer()
            if self._begun is Begun.THINKING:
                await _surely(self._interaction.delete_original_response)

    async def _announce(self) -> None:
        """Say that the answer follows, if nothing is said yet."""
        async with self._turn:
            if self._begun is not Begun.NOTHING:
                return
            try:
                await self._defer()
            except NO_ANSWER as error:
                log.warning("answer not announced", reason=reason_of(error))

    async def _defer(self) -> None:
        """
        Say that the answer follows.

        Who pressed a button sees nothing of it where the pressed message may still be changed.
        """
        response = self._interaction.response
        if self._can_change:
            await self._begin(Begun.CHANGING, response.defer)
        else:
            told = partial(response.defer, ephemeral=not self._is_direct, thinking=True)
            await self._begin(Begun.THINKING, told)

    async def _say_first(self, message: Rendered, *, ephemeral: bool) -> None:
        async def write(layout: LayoutView) -> object:
            return await self._interaction.response.send_message(
                view=layout,
                files=files(message),
                ephemeral=ephemeral,
                allowed_mentions=NOBODY,
            )

        await self._begin(Begun.SAID, partial(written_or_plain, message, write))

    async def _change_pressed(self, message: Rendered) -> None:
        async def write(layout: LayoutView) -> object:
            return await self._interaction.response.edit_message(
                view=layout, attachments=files(message), allowed_mentions=NOBODY
            )

        await self._begin(Begun.CHANGING, partial(written_or_plain, message, write))

    async def _begin(self, begun: Begun, answer: Callable[[], Awaitable[object]]) -> None:
        try:
            await _surely(answer)
        except discord.HTTPException as error:
            if error.code != ALREADY_ANSWERED:
                raise
            log.info("answered already", reason=reason_of(error))
        self._begun = begun

    async def _say_more(self, message: Rendered, *, ephemeral: bool) -> int:
        async def write(layout: LayoutView) -> discord.WebhookMessage:
            return await self._interaction.followup.send(
                view=layout,
                files=files(message),
                ephemeral=ephemeral,
                allowed_mentions=NOBODY,
                wait=True,
            )

        return (await written_or_plain(message, write)).id

    async def _edit(self, name: int, message: Rendered) -> None:
        async def write(layout: LayoutView) -> object:
            interaction, attachments = self._interaction, files(message)
            if name == ORIGINAL:
                return await interaction.edit_original_response(
                    view=layout, attachments=attachments, allowed_mentions=NOBODY
                )
            return await interaction.followup.edit_message(
                name, view=layout, attachments=attachments, allowed_mentions=NOBODY
            )

        await _surely(partial(written_or_plain, message, write))


async def _surely(do: Callable[[], Awaitable[T]]) -> T:
    """
    What comes of *do*, tried again where the connection is cut: else "thinking" would stay.

    Only for what is no more when it is done twice: an edit, or a first answer, after which another
    is refused (40060).
    """
    for seconds in AGAIN:
        try:
            return await do()
        except TimeoutError:  # it has taken too long already
            raise
        except (aiohttp.ClientError, OSError) as error:
            log.info("connection cut, answering again", reason=reason_of(error))
        await asyncio.sleep(seconds)
    return await do()
