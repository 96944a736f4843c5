"""Commands used, buttons pressed, modals filled in; the bot answers in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Self

import discord
import pytest
from discord import ui

from tests.fakes.discord.conftest import Bot, Lab, new_bot, running
from tests.fakes.discord.example import Interaction, More, commands_of
from tests.fakes.discord.records import Message
from tests.fakes.discord.server import LocalDiscord


@pytest.fixture
async def working(local: LocalDiscord, lab: Lab) -> AsyncIterator[Bot]:
    """A bot with its commands registered and its gateway ready."""
    async with running(new_bot(), local) as bot:
        bot.add_dynamic_items(More)
        commands_of(bot)
        await bot.tree.sync()
        yield bot


async def digest(bot: Bot, lab: Lab) -> discord.Message:
    """A message with a button."""
    view = ui.View(timeout=None)
    view.add_item(More("2401.00001"))
    view.stop()
    return await bot.get_partial_messageable(lab.papers).send("digest", view=view)


async def test_a_command_is_answered(local: LocalDiscord, working: Bot, lab: Lab) -> None:
    """To the person alone; others do not see it."""
    asked = local.invoke(lab.ada, lab.papers, "follow", rule="cs.CV")
    answer = await local.answered(asked)
    assert (answer.kind, answer.text, answer.waiting) == ("message", "Following cs.CV", False)
    assert answer.after < 3
    assert local.texts(lab.papers, lab.ada) == ["Following cs.CV"]
    assert local.texts(lab.papers, lab.bob) == []
    assert local.unanswered() == local.failed() == []
    assert local.doubles() == {}


async def test_options_mean_things_of_the_guild(
    local: LocalDiscord, working: Bot, lab: Lab
) -> None:
    """Channels and people come resolved, languages too."""
    asked = local.invoke(lab.bob, lab.papers, "setup", channel=lab.papers, person=lab.bob)
    answer = await local.answered(asked)
    assert answer.text == "papers bob True zh-CN en-US"
    assert local.texts(lab.papers, lab.ada) == [answer.text]


async def test_an_autocomplete_offers(local: LocalDiscord, working: Bot, lab: Lab) -> None:
    """What fits what was typed."""
    answer = await local.answered(local.complete(lab.ada, lab.papers, "follow", "rule", "cs"))
    assert answer.kind == "choices"
    assert [choice["value"] for choice in answer.choices] == ["cs.CV", "cs.CL"]


async def test_a_bot_may_think(local: LocalDiscord, working: Bot, lab: Lab) -> None:
    """Then it edits its answer, and follows up."""
    asked = local.invoke(lab.ada, lab.papers, "slow")
    await local.until(lambda: (found := local.answer_to(asked)) and found.followups)
    answer = await local.answered(asked)
    assert answer.kind == "later"
    assert answer.message is not None
    assert (answer.message.text, answer.message.edits) == ("Thought", 0)
    assert [one.text for one in answer.followups] == ["And more"]
    assert local.texts(lab.papers, lab.bob) == []


async def test_a_modal_is_filled_in(local: LocalDiscord, working: Bot, lab: Lab) -> None:
    """Within its limits."""
    asked = local.invoke(lab.ada, lab.papers, "note")
    answer = await local.answered(asked)
    assert (answer.kind, answer.modal["title"]) == ("modal", "A note")
    with pytest.raises(ValueError, match="does not take 21 characters"):
        local.submit(asked, {"words": "x" * 21})
    with pytest.raises(ValueError, match="no field sense"):
        local.submit(asked, {"sense": "x"})
    said = await local.answered(local.submit(asked, {"words": "read it"}))
    assert said.text == "Noted: read it"
    with pytest.raises(ValueError, match="not answered by a modal"):
        local.submit(local.invoke(lab.ada, lab.papers, "follow", rule="x"), {})


async def test_yesterdays_button_works_after_a_restart(local: LocalDiscord, lab: Lab) -> None:
    """By its name alone; the answer is for who pressed it."""
    async with running(new_bot(), local) as bot:
        await digest(bot, lab)
    local.advance(86_400)
    async with running(new_bot(), local) as bot:
        bot.add_dynamic_items(More)
        message = local.messages(lab.papers)[0]
        answer = await local.answered(local.press(lab.bob, message, label="More"))
        assert answer.text == "All of 2401.00001"
        assert local.texts(lab.papers, lab.bob) == ["digest", "All of 2401.00001"]
        assert local.texts(lab.papers, lab.ada) == ["digest"]


async def test_a_forged_press_reaches_the_bot(local: LocalDiscord, lab: Lab) -> None:
    """The library gives it to no item, for the message has none of that name: to listeners only."""
    async with running(new_bot(), local) as bot:
        bot.add_dynamic_items(More)

        @bot.event
        async def on_interaction(interaction: Interaction) -> None:
            await interaction.response.send_message("Too old", ephemeral=True)

        await digest(bot, lab)
        forged = local.forge(lab.ada, local.sent[0], "1:more:9")
        assert (await local.answered(forged)).text == "Too old"


async def test_a_layouts_button_updates_it(local: LocalDiscord, working: Bot, lab: Lab) -> None:
    """The message that was pressed becomes another one."""

    class Pages(ui.LayoutView):
        """Two pages."""

        row: ui.ActionRow[Self] = ui.ActionRow()

        @row.button(label="Next", custom_id="next")
        async def turn(self, interaction: Interaction, _: ui.Button[Any]) -> None:
            """Show the next page."""
            other = ui.LayoutView()
            other.add_item(ui.TextDisplay("page 2"))
            other.stop()
            await interaction.response.edit_message(view=other)

    await working.get_partial_messageable(lab.papers).send(view=Pages())
    answer = await local.answered(local.press(lab.ada, local.sent[0], "next"))
    assert answer.kind == "update"
    assert local.texts(lab.papers) == ["page 2"]


async def test_a_menu_is_chosen_from(local: LocalDiscord, working: Bot, lab: Lab) -> None:
    """Its values, or channels by their ids."""
    heard: asyncio.Queue[list[str]] = asyncio.Queue()

    class Menus(ui.View):
        """Two menus."""

        @ui.select(
            custom_id="area",
            max_values=2,
            options=[discord.SelectOption(label=one) for one in ("cs", "math")],
        )
        async def area(self, interaction: Interaction, menu: ui.Select[Any]) -> None:
            """Hear what was chosen."""
            await interaction.response.defer()
            await heard.put(menu.values)

        @ui.select(
            cls=ui.ChannelSelect, custom_id="where", channel_types=[discord.ChannelType.text]
        )
        async def where(self, interaction: Interaction, menu: ui.ChannelSelect[Any]) -> None:
            """Hear where."""
            await interaction.response.defer()
            await heard.put([channel.name for channel in menu.values])

    await working.get_partial_messageable(lab.papers).send("x", view=Menus())
    message = local.sent[0]
    asked = local.choose(lab.ada, message, "area", "cs", "math")
    assert (await local.answered(asked)).kind == "later update"
    assert await heard.get() == ["cs", "math"]
    local.choose(lab.ada, message, "where", lab.papers)
    assert await heard.get() == ["papers"]
    hidden = local.channel(lab.guild, "hidden", kind="news")
    local.overwrite(hidden, lab.guild, deny=["view_channel"])
    elsewhere = local.channel(local.guild("Elsewhere", lab.bob), "talk")
    for name, values, told in (
        ("where", (hidden,), "type 5"),
        ("where", (elsewhere,), "does not show"),
        ("area", ("physics",), "offers only"),
        ("area", (), "does not take 0"),
        ("sense", ("x",), "no menu 'sense'"),
    ):
        with pytest.raises(ValueError, match=told):
            local.choose(lab.ada, message, name, *values)
    with pytest.raises(ValueError, match="does not show"):
        local.choose(lab.bob, message, "where", hidden)
    local.forge_choice(lab.bob, message, "where", elsewhere)
    assert await heard.get() == ["talk"]


async def test_a_forged_form_is_told_as_any_other(
    local: LocalDiscord, working: Bot, lab: Lab
) -> None:
    """By who was shown one."""

    @working.event
    async def on_interaction(interaction: Interaction) -> None:
        told: Any = interaction.data
        if interaction.type is discord.InteractionType.modal_submit:
            said = f"{told['custom_id']} {told['components'][0]['component']['value']}"
            await interaction.response.send_message(said, ephemeral=True)

    asked = local.invoke(lab.ada, lab.papers, "note")
    await local.answered(asked)
    forged = local.forge_form(asked, "1:more", "words")
    assert (await local.answered(forged)).text == "1:more words"
    with pytest.raises(ValueError, match="not answered by a modal"):
        local.forge_form(forged, "1:more", "words")


async def test_only_what_is_seen_is_pressed(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """As the message is now, by who sees it."""
    sent = await digest(bot, lab)
    message = local.sent[0]
    with pytest.raises(ValueError, match="no button 'Less' to press, only: More"):
        local.press(lab.ada, message, label="Less")
    local.overwrite(lab.papers, lab.bob, deny=["view_channel"])
    with pytest.raises(ValueError, match="does not see the channel"):
        local.press(lab.bob, message, label="More")
    assert local.history(lab.papers, lab.bob) == []
    off = ui.View()
    off.add_item(ui.Button(label="More", custom_id="x", disabled=True))
    off.add_item(ui.Button(label="Page", url="https://arxiv.org"))
    off.stop()
    await sent.edit(view=off)
    with pytest.raises(ValueError, match="is disabled"):
        local.press(lab.ada, message, label="More")
    with pytest.raises(ValueError, match="no button 'Page'"):
        local.press(lab.ada, message, label="Page")
    hidden = Message(channel=lab.papers, id=1, at=0, author=1)
    with pytest.raises(ValueError, match="has no message 1"):
        local.press(lab.ada, hidden, label="More")
