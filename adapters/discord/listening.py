"""What lets a client of Discord hear for the bot: its commands, its handlers, their end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import discord
import structlog
from discord.app_commands import CommandTree
from discord.ext import commands

from adapters.conversation import Bot, Remembered, Unavailable, Unwelcome
from adapters.discord.commands import add_commands
from adapters.discord.door import Door
from adapters.discord.errors import NO_ANSWER, reason_of
from adapters.discord.handlers import add_handlers
from adapters.discord.messenger import Messenger
from adapters.discord.places import Interaction
from adapters.discord.registering import register_commands

log = structlog.get_logger()


class Listening:
    """
    Prepares each client that is to listen.

    *remembered* is what Discord was last told of the commands.
    """

    def __init__(self, door: Door, remembered: Remembered) -> None:
        self._door = door
        self._remembered = remembered

    async def __call__(
        self, listener: commands.AutoShardedBot, bot: Bot, messenger: Messenger
    ) -> Callable[[], Awaitable[None]]:
        """Let *listener*, which is not logged in yet, hear; what is given back ends that."""
        handlers = add_handlers(listener, bot, messenger, self._door.admin_guilds)
        await add_commands(listener.tree, bot, handlers.used, self._door.admin_guilds)
        registering: list[asyncio.Task[None]] = []

        async def logged_in() -> None:  # without, it works as well: nobody waits for it
            registering.append(asyncio.create_task(self._register(listener.tree)))

        listener.setup_hook = logged_in  # type: ignore[method-assign]

        async def finish() -> None:
            for task in registering:
                task.cancel()
            await asyncio.gather(*registering, return_exceptions=True)
            await handlers.under_way.finish()

        return finish

    async def sync(self, bot: Bot) -> bool:
        """
        Tell Discord of all commands, also of those that did not change; whether that was done.

        Raises `Unwelcome` and `Unavailable`.
        """
        self._door.point()
        async with discord.Client(**self._door.options()) as client:
            try:
                await client.login(self._door.token)
            except discord.LoginFailure:
                raise Unwelcome("Discord does not know DISCORD_BOT_TOKEN.") from None
            except NO_ANSWER as error:
                raise Unavailable(reason_of(error)) from None
            tree = CommandTree(client)
            await add_commands(tree, bot, _unheard, self._door.admin_guilds)
            guilds = self._door.admin_guilds
            return await register_commands(tree, self._remembered, guilds, force=True)

    async def _register(self, tree: CommandTree[commands.AutoShardedBot]) -> None:
        try:
            await register_commands(tree, self._remembered, self._door.admin_guilds)
        except Exception:  # around a task that nobody waits for
            log.exception("commands not registered")


async def _unheard(interaction: Interaction) -> None:
    """Who only registers has no gateway, and hears nobody."""
