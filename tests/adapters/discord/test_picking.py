"""Menus of places and forms for words: how they look, and what the bot hears of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from adapters.conversation import Offered, OfferedParameter, ParameterKind, Request, Who
from adapters.discord.forms import words_in
from adapters.discord.render import rendered
from adapters.discord.requests import NOBODYS
from adapters.views import Action, Manner, Picking, View
from storage.people import Address
from tests.adapters.discord.accepting import taken
from tests.adapters.discord.listening import (
    COMMANDS,
    Ears,
    Options,
    listening,
    plain,
    saying,
    until,
)
from tests.fakes.discord.conftest import Lab
from tests.fakes.discord.records import Message
from tests.fakes.discord.server import LocalDiscord

PICKING = Picking(data="1:setup:pick:t0ken", prompt="Choose where digests go")
WRITE = Action(label="Write a rule …", data="1:setup:say:t0ken", asks="Categories, words")
MORE = Action(label="More", data="1:more:1")
RULE = OfferedParameter(name="rule", description="A rule", kind=ParameterKind.RULE)
HOUR = OfferedParameter(name="hour", description="An hour", kind=ParameterKind.HOUR)
SETUP = Offered(
    name="setup", description="Set up", who=Who.SETTLERS, parameters=(RULE, HOUR), picks=True
)


async def wizard(request: Request) -> AsyncIterator[View]:
    """Says what it heard, with a menu and a button that asks for words."""
    manner = Manner.INSTEAD if request.data else Manner.MESSAGE
    told = saying(f"heard {request.data or request.text}", WRITE, MORE, manner=manner)
    yield replace(told, picks=PICKING)


@pytest.fixture
async def ears(local: LocalDiscord, lab: Lab) -> AsyncIterator[Ears]:
    """A client that listens in the lab, to a wizard."""
    options = Options()
    options.bot.answering, options.bot.commands = wizard, (*COMMANDS, SETUP)
    async with listening(local, options) as ears:
        yield ears


async def shown(ears: Ears, lab: Lab) -> Message:
    """The wizard's message, which Ada alone sees."""
    answer = await ears.uses(lab.ada, lab.papers, "setup")
    assert answer.message
    return answer.message


def at(channel: int, thread: int | str = "") -> Address:
    """A chat on Discord."""
    return Address(platform="discord", chat_id=str(channel), thread_id=str(thread))


def test_a_menu_stands_above_the_buttons() -> None:
    """In a row of its own; it shows text channels, announcements, forums, threads."""
    view = replace(saying("Where", MORE), picks=PICKING)
    kinds = [one["type"] for one in taken(rendered(view))]
    assert kinds == [17, 10, 1, 8, 1, 2]
    menu = next(one for one in taken(rendered(view)) if one["type"] == 8)
    assert menu["custom_id"] == PICKING.data
    assert menu["placeholder"] == PICKING.prompt
    assert menu["channel_types"] == [0, 5, 15, 11, 12, 10]


async def test_a_place_is_picked(ears: Ears, local: LocalDiscord, lab: Lab) -> None:
    """A channel below a category, a forum, a thread of either; the message is changed."""
    message = await shown(ears, lab)
    category = local.channel(lab.guild, "Science", kind="category")
    channel = local.channel(lab.guild, "deep", parent=category)
    forum = local.forum(lab.guild, "daily")
    news = local.channel(lab.guild, "news", kind="news")
    threads = [(parent, local.thread(parent, "ours", lab.ada)) for parent in (channel, news, forum)]
    for picked, address in (
        (channel, at(channel)),
        (forum, at(forum)),
        (news, at(news)),
        *((thread, at(parent, thread)) for parent, thread in threads),
    ):
        answer = await local.answered(local.choose(lab.ada, message, PICKING.data, picked))
        request = ears.bot.heard[-1]
        assert (request.data, request.picked) == (PICKING.data, address)
        assert request.address == at(lab.papers)
        assert answer.message
        assert (answer.kind, answer.message.id) == ("update", message.id)


async def test_words_are_asked_for_by_a_form(ears: Ears, local: LocalDiscord, lab: Lab) -> None:
    """It is called as the button is; what is written comes with the button's data."""
    message = await shown(ears, lab)
    pressed = local.press(lab.ada, message, label=WRITE.label)
    form = await local.answered(pressed)
    assert form.kind == "modal"
    assert (form.modal["title"], form.modal["custom_id"]) == (WRITE.label, WRITE.data)
    (field,) = form.modal["components"]
    assert (field["label"], field["component"]["max_length"]) == (WRITE.asks, 4000)
    assert len(ears.bot.heard) == 1
    answer = await local.answered(local.submit(pressed, {"words": "cs.CV\nhep-th?"}))
    request = ears.bot.heard[-1]
    assert (request.data, request.text) == (WRITE.data, "cs.CV\nhep-th?")
    assert (request.reader, request.picked) == (str(lab.ada), None)
    assert request.message_id == str(message.id)
    assert answer.message
    assert (answer.kind, answer.message.id) == ("update", message.id)


async def test_a_slow_answer_to_a_form_changes_the_message(
    ears: Ears, local: LocalDiscord, lab: Lab
) -> None:
    """Discord is told that it follows; what is aside leaves the message as it is."""
    message = await shown(ears, lab)

    async def slowly(request: Request) -> AsyncIterator[View]:
        await asyncio.sleep(1.7)
        yield saying("slow", MORE, manner=Manner.INSTEAD)

    ears.bot.answering = slowly
    pressed = local.press(lab.ada, message, label=WRITE.label)
    await local.answered(pressed)
    number = local.submit(pressed, {"words": "x"})
    answer = await ears.settled(number, "slow")
    assert (answer.kind, answer.message and answer.message.id) == ("later update", message.id)


async def test_a_refused_form_leaves_the_step(ears: Ears, local: LocalDiscord, lab: Lab) -> None:
    """A word beside it."""
    message = await shown(ears, lab)

    async def refuse(request: Request) -> AsyncIterator[View]:
        yield saying("no rule", manner=Manner.ASIDE)

    ears.bot.answering = refuse
    pressed = local.press(lab.ada, message, label=WRITE.label)
    await local.answered(pressed)
    answer = await ears.settled(local.submit(pressed, {"words": "x"}), "no rule")
    assert [one.only_for for one in answer.followups] == [lab.ada]
    assert local.message(lab.papers, message.id).text == message.text


async def test_both_work_after_a_restart(local: LocalDiscord, lab: Lab) -> None:
    """Also a form that was open meanwhile."""
    options = Options()
    options.bot.answering, options.bot.commands = wizard, (SETUP,)
    async with listening(local, options) as ears:
        message = await shown(ears, lab)
        pressed = local.press(lab.ada, message, label=WRITE.label)
        await local.answered(pressed)
    async with listening(local, options) as ears:
        await local.answered(local.submit(pressed, {"words": "hep-th"}))
        assert (ears.bot.heard[-1].data, ears.bot.heard[-1].text) == (WRITE.data, "hep-th")
        await local.answered(local.choose(lab.ada, message, PICKING.data, lab.papers))
        assert ears.bot.heard[-1].picked == at(lab.papers)


async def test_what_is_forged_is_nobodys(ears: Ears, local: LocalDiscord, lab: Lab) -> None:
    """A menu, a form or a button that the message has not; the bot is told of no data."""
    message = await shown(ears, lab)
    form = local.press(lab.ada, message, label=WRITE.label)
    await local.answered(form)
    for forged in (
        local.forge_choice(lab.ada, message, "1:setup:pick:other", lab.papers),
        local.forge_choice(lab.ada, message, MORE.data, lab.papers),
        local.forge_form(form, "1:setup:say:other", "cs.CV"),
        local.forge_form(form, MORE.data, "cs.CV"),
        local.forge(lab.ada, message, PICKING.data),
        local.forge(lab.ada, message, "?1:setup:say:other?Words"),
    ):
        answer = await local.answered(forged)
        assert plain(answer.text) == f"heard {NOBODYS}"
    assert {request.data for request in ears.bot.heard[1:]} == {NOBODYS}
    assert local.failed() == []


async def test_a_channel_of_another_guild_reaches_the_bot(
    ears: Ears, local: LocalDiscord, lab: Lab
) -> None:
    """Which knows that it is of another: here nobody looks."""
    message = await shown(ears, lab)
    foreign = local.channel(local.guild("Elsewhere", lab.bob), "talk")
    await local.answered(local.forge_choice(lab.ada, message, PICKING.data, foreign))
    assert ears.bot.heard[-1].picked == at(foreign)


@pytest.mark.parametrize(("code", "told"), [(50013, "sorry"), (10062, "")])
async def test_a_form_that_is_not_shown_is_regretted(
    ears: Ears, local: LocalDiscord, lab: Lab, code: int, told: str
) -> None:
    """Where Discord refuses it; one that comes too late can only be pressed again."""
    message = await shown(ears, lab)
    local.fault("refuse", route="answer", code=code)
    with capture_logs() as logs:
        number = local.press(lab.ada, message, label=WRITE.label)
        if told:
            await ears.settled(number, told)
        await until(lambda: logs)
    assert [line["event"] for line in logs] == ["form not shown"]


async def test_options_come_by_their_names(ears: Ears, local: LocalDiscord, lab: Lab) -> None:
    """So that a rule is not taken for an hour; hours are suggested as one types."""
    await ears.uses(lab.ada, lab.papers, "setup", rule="8 bit", hour="9 pm")
    request = ears.bot.heard[-1]
    assert request.options == {"rule": "8 bit", "hour": "9 pm"}
    assert request.text == "/setup 8 bit 9 pm"
    await local.answered(local.complete(lab.ada, lab.papers, "setup", "hour", "0"))
    assert ears.bot.fillings[-1].parameter == "hour"


async def test_places_are_picked_in_guilds_alone(ears: Ears, local: LocalDiscord, lab: Lab) -> None:
    """Such a command is not offered in private, nor to who may not manage channels."""
    assert "setup" in local.offered(lab.ada, lab.papers)
    assert "setup" not in local.offered(lab.bob, lab.papers)
    assert "setup" not in local.offered(lab.ada, local.direct(lab.ada))
    eve = local.person("eve", installed=True)
    elsewhere = local.channel(local.guild("Elsewhere", eve), "talk")
    assert "setup" not in local.offered(eve, elsewhere)


@pytest.mark.parametrize(
    "data",
    [{}, {"components": []}, {"components": [{"type": 10}, {"component": {"custom_id": "x"}}]}],
)
def test_a_form_without_its_field_has_no_words(data: dict[str, object]) -> None:
    """Whatever else it holds."""
    assert words_in(data) == ""
