"""Discord's interactions and events -> the bot: commands, options, presses, who comes and goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

import discord
import structlog
from discord.app_commands import AppCommandError
from discord.ext import commands

from adapters.conversation import Bot, Request
from adapters.discord.answering import Answering
from adapters.discord.forms import form_of, is_sent_form
from adapters.discord.leaving import Leaving
from adapters.discord.messenger import Messenger
from adapters.discord.places import Interaction
from adapters.discord.pressing import heard_by, is_ours
from adapters.discord.requests import command_request, form_request, press_request
from adapters.discord.suggesting import Suggesting
from adapters.discord.under_way import UnderWay

log = structlog.get_logger()

ENGLISH = "en"  # the names by which Discord sends options back
BESIDE = (discord.InteractionType.component, discord.InteractionType.modal_submit)

Finish = Callable[[], Awaitable[None]]


class Handlers:
    """What is done with each interaction; nothing is raised, and each is answered."""

    def __init__(self, bot: Bot, messenger: Messenger, admin_guilds: Collection[int] = ()) -> None:
        self._bot = bot
        self._messenger = messenger
        self._admin_guilds = frozenset(admin_guilds)
        self._answering = Answering(bot)
        self._suggesting = Suggesting(bot)
        self.under_way = UnderWay()

    async def used(self, interaction: Interaction) -> None:
        """A command, also one that is not offered any more: the bot says so."""
        await self._heard(interaction, self._use)

    async def pressed(self, interaction: Interaction, custom_id: str) -> None:
        """A button or menu of ours; a form is shown for one that asks for words first."""

        async def press(interaction: Interaction) -> None:
            request = press_request(interaction, custom_id)
            if form := form_of(interaction, custom_id):
                await self._answering.ask(interaction, request, form)
            else:
                await self._answer(interaction, request)

        await self._heard(interaction, press)

    async def met(self, interaction: Interaction) -> None:
        """Any interaction: a form of ours; others that nobody else answers are told so."""
        if interaction.type in BESIDE:
            await self._heard(interaction, self._take_or_deny)

    async def checked(self, interaction: Interaction) -> bool:
        """
        Whether the library goes on with a command.

        Not with an option that somebody types in: it would log an answer that comes too late as a
        fault, with a traceback.
        """
        if interaction.type is not discord.InteractionType.autocomplete:
            return True
        await self._heard(interaction, self._suggesting.suggest)
        return False

    async def failed(self, interaction: Interaction, error: AppCommandError) -> None:
        """The library does not know the command, or not with those options; the bot may."""
        log.info("command not known", reason=type(error).__name__)
        await self.used(interaction)

    async def _use(self, interaction: Interaction) -> None:
        await self._answer(interaction, command_request(interaction, self._bot.offered(ENGLISH)))

    async def _take_or_deny(self, interaction: Interaction) -> None:
        if is_sent_form(interaction):
            await self._answer(interaction, form_request(interaction))
        elif not is_ours(interaction):
            await self._answer(interaction, press_request(interaction))

    async def _answer(self, interaction: Interaction, request: Request) -> None:
        """Discord tells where it is asked, also of a command that is not registered there."""
        may_operate = interaction.guild_id in self._admin_guilds
        await self._answering.answer(interaction, replace(request, may_operate=may_operate))

    async def _heard(
        self, interaction: Interaction, answer: Callable[[Interaction], Awaitable[None]]
    ) -> None:
        if self.under_way.is_closed:
            return
        if interaction.context.dm_channel and interaction.channel_id:
            self._messenger.private.remember(interaction.user.id, interaction.channel_id)
        with self.under_way.counted():
            try:
                await answer(interaction)
            except Exception:  # around the listener: one that makes no sense spoils no other
                log.exception("interaction not answered")


def add_handlers(
    listener: commands.AutoShardedBot,
    bot: Bot,
    messenger: Messenger,
    admin_guilds: Collection[int] = (),
) -> Handlers:
    """
    Let *listener*, which is not logged in yet, ask *bot*; its commands are registered elsewhere.

    In *admin_guilds* alone the deployment may be administered. In the end, `under_way.finish` of
    what is given back waits for what is being answered.
    """
    handlers, leaving = Handlers(bot, messenger, admin_guilds), Leaving(bot)
    listener.tree.interaction_check = handlers.checked  # type: ignore[method-assign]
    listener.tree.error(handlers.failed)
    listener.add_dynamic_items(heard_by(handlers.pressed))
    listener.add_listener(handlers.met, "on_interaction")
    listener.add_listener(leaving.guild_removed, "on_guild_remove")
    listener.add_listener(leaving.guild_joined, "on_guild_join")
    listener.add_listener(leaving.channel_changed, "on_guild_channel_update")
    listener.add_listener(leaving.role_changed, "on_guild_role_update")
    listener.add_listener(leaving.channel_deleted, "on_guild_channel_delete")
    listener.add_listener(leaving.thread_deleted, "on_raw_thread_delete")
    return handlers
