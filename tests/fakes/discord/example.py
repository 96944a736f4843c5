"""A bot with a few commands, a button and a form, for the tests here."""

from __future__ import annotations

from typing import Any, Self

import discord
from discord import app_commands, ui

from tests.fakes.discord.conftest import Bot

Interaction = discord.Interaction[Bot]


class More(ui.DynamicItem[ui.Button[Any]], template=r"1:more:(?P<paper>[0-9.]+)"):
    """A button that survives restarts."""

    def __init__(self, paper: str) -> None:
        super().__init__(ui.Button(label="More", custom_id=f"1:more:{paper}"))
        self.paper = paper

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: ui.Item[Any], match: Any, /) -> Self:
        """The button as it was pressed."""
        return cls(match["paper"])

    async def callback(self, interaction: Any) -> None:
        """Show the paper to the person alone."""
        await interaction.response.send_message(f"All of {self.paper}", ephemeral=True)


class Note(ui.Modal, title="A note"):
    """A form with one field."""

    words: ui.TextInput[Self] = ui.TextInput(label="Note", custom_id="words", max_length=20)

    async def on_submit(self, interaction: Any, /) -> None:
        """Say it."""
        await interaction.response.send_message(f"Noted: {self.words.value}", ephemeral=True)


def commands_of(bot: Bot) -> None:
    """What this bot understands."""

    @bot.tree.command()
    @app_commands.describe(rule="What to follow")
    async def follow(interaction: Interaction, rule: str) -> None:
        """Follow a rule."""
        await interaction.response.send_message(f"Following {rule}", ephemeral=True)

    @follow.autocomplete("rule")
    async def offer(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        found = [one for one in ("cs.CV", "cs.CL", "math.AG") if one.startswith(current)]
        return [app_commands.Choice(name=one, value=one) for one in found]

    @bot.tree.command()
    async def slow(interaction: Interaction) -> None:
        """Think first."""
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content="Thought")
        await interaction.followup.send("And more", ephemeral=True)

    @bot.tree.command()
    async def note(interaction: Interaction) -> None:
        """Ask for words."""
        await interaction.response.send_modal(Note())

    @bot.tree.command()
    @app_commands.allowed_contexts(guilds=True)
    async def setup(
        interaction: Interaction,
        channel: discord.TextChannel,
        person: discord.Member | None = None,
    ) -> None:
        """Tell what was meant."""
        may = channel.permissions_for(channel.guild.me).send_messages
        name = person.name if person else "nobody"
        await interaction.response.send_message(
            f"{channel.name} {name} {may} {interaction.locale} {interaction.guild_locale}"
        )
