"""How answers stand on Discord: in time, in their manner, each further view in place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from adapters.conversation import Request
from adapters.discord.messenger import Messenger
from adapters.views import Manner, View
from tests.adapters.discord.conftest import place
from tests.adapters.discord.listening import (
    MORE,
    Ears,
    in_turn,
    listening,
    plain,
    saying,
    until,
)
from tests.fakes.discord.conftest import Lab
from tests.fakes.discord.records import Message
from tests.fakes.discord.server import LocalDiscord

ASIDE, ALONE, INSTEAD = Manner.ASIDE, Manner.ALONE, Manner.INSTEAD


@pytest.fixture
async def ears(local: LocalDiscord, lab: Lab) -> AsyncIterator[Ears]:
    """A client that listens in the lab."""
    async with listening(local) as ears:
        yield ears


async def public(ears: Ears, lab: Lab) -> Message:
    """A message with a button that all in the channel see."""
    messenger = Messenger(ears.client)
    sent = await messenger.send(place(lab.papers), saying("digest", MORE))
    return ears.local.message(lab.papers, int(sent))


async def alone(ears: Ears, lab: Lab) -> Message:
    """A message with a button that Ada alone sees."""
    answer = await ears.uses(lab.ada, lab.papers, "start")
    assert answer.message
    return answer.message


async def test_each_further_view_takes_the_place_of_the_one_before(ears: Ears, lab: Lab) -> None:
    """One message, however much is said."""
    ears.bot.answering = in_turn(saying("one"), saying("two"), saying("three"))
    number = ears.local.invoke(lab.ada, lab.papers, "start")
    answer = await ears.settled(number, "three")
    assert answer.text == "three"
    assert len(ears.local.messages(lab.papers)) == 1


async def test_a_press_on_what_all_see_changes_nothing_there(ears: Ears, lab: Lab) -> None:
    """The page that would take its place is for who pressed alone."""
    digest = await public(ears, lab)
    for manner in (Manner.MESSAGE, ALONE, INSTEAD, ASIDE):
        ears.bot.answering = in_turn(saying("page 2", manner=manner))
        answer = await ears.presses(lab.bob, digest)
        assert answer.message
        assert (answer.text, answer.message.only_for) == ("page 2", lab.bob)
    assert ears.local.message(lab.papers, digest.id).text == "digest"


async def test_a_page_takes_the_place_of_ones_own_message(ears: Ears, lab: Lab) -> None:
    """An ephemeral one; what follows takes its place as well."""
    card = await alone(ears, lab)
    ears.bot.answering = in_turn(saying("two", manner=INSTEAD), saying("three", manner=INSTEAD))
    number = ears.local.press(lab.ada, card, label="More")
    answer = await ears.settled(number, "three")
    assert answer.kind == "update"
    assert answer.message
    assert answer.message.id == card.id
    assert len(ears.local.messages(lab.papers)) == 1


async def test_a_page_takes_the_place_of_a_private_message(ears: Ears, lab: Lab) -> None:
    """Where nobody reads along every message may change."""
    channel = ears.local.direct(lab.bob)
    answer = await ears.uses(lab.bob, channel, "start")
    assert answer.message
    ears.bot.answering = in_turn(saying("two", manner=INSTEAD))
    await ears.presses(lab.bob, answer.message)
    assert ears.local.texts(channel) == ["two"]


async def test_a_word_aside_leaves_every_message_as_it_is(ears: Ears, lab: Lab) -> None:
    """And the page after it takes the place of the pressed one all the same."""
    channel = ears.local.direct(lab.bob)
    answer = await ears.uses(lab.bob, channel, "start")
    assert answer.message
    ears.bot.answering = in_turn(saying("Saved.", manner=ASIDE), saying("two", manner=INSTEAD))
    number = ears.local.press(lab.bob, answer.message, label="More")
    pressed = await ears.settled(number, "two")
    assert ears.local.texts(channel) == ["two", "Saved."]
    assert [one.only_for for one in pressed.followups] == [lab.bob]


async def test_a_word_aside_is_not_replaced(ears: Ears, lab: Lab) -> None:
    """Nor does it replace: it is beside the answer."""
    ears.bot.answering = in_turn(
        saying("aside", manner=ASIDE), saying("one"), saying("by", manner=ASIDE), saying("two")
    )
    number = ears.local.invoke(lab.ada, lab.papers, "start")
    answer = await ears.settled(number, "two")
    assert answer.text == "aside\ntwo\nby"


async def test_what_is_new_is_a_message_beside_the_pressed_one(ears: Ears, lab: Lab) -> None:
    """And what replaces it finds it again."""
    card = await alone(ears, lab)
    ears.bot.answering = in_turn(saying("one"), saying("two"))
    number = ears.local.press(lab.ada, card, label="More")
    answer = await ears.settled(number, "two")
    assert answer.text == "two"
    assert ears.local.message(card.channel, card.id).text == card.text


class Slow:
    """A bot that answers when it is let."""

    def __init__(self, *views: View) -> None:
        self.views = views
        self.may = asyncio.Event()

    async def __call__(self, request: Request) -> AsyncIterator[View]:
        """Wait first."""
        await self.may.wait()
        for view in self.views:
            yield view


async def slowly(ears: Ears, number: int, slow: Slow, kind: str) -> None:
    """Wait until Discord knows that the answer follows, then let it come."""

    def look() -> bool | None:
        answer = ears.local.answer_to(number)
        return True if answer and answer.kind == kind else None

    await ears.local.until(look)
    slow.may.set()


async def test_an_answer_that_takes_long_is_announced(ears: Ears, lab: Lab) -> None:
    """In a channel to who asked alone; it then stands where it was announced."""
    ears.bot.answering = slow = Slow(saying("one"), saying("two"))
    number = ears.local.invoke(lab.ada, lab.papers, "start")
    await slowly(ears, number, slow, "later")
    answer = await ears.settled(number, "two")
    assert answer.after < 2.5
    assert answer.message
    assert (answer.text, answer.message.only_for) == ("two", lab.ada)
    assert ears.local.unanswered() == []


async def test_a_slow_press_can_still_change_its_message(ears: Ears, lab: Lab) -> None:
    """It is acknowledged without a word."""
    card = await alone(ears, lab)
    ears.bot.answering = slow = Slow(saying("two", manner=INSTEAD))
    number = ears.local.press(lab.ada, card, label="More")
    await slowly(ears, number, slow, "later update")
    answer = await ears.settled(number, "two")
    assert answer.message
    assert answer.message.id == card.id


async def test_a_slow_press_on_what_all_see_is_answered_beside_it(ears: Ears, lab: Lab) -> None:
    """Who pressed sees that the bot thinks; a word aside takes that place as well."""
    digest = await public(ears, lab)
    ears.bot.answering = slow = Slow(saying("aside", manner=ASIDE), saying("one"))
    number = ears.local.press(lab.bob, digest, label="More")
    await slowly(ears, number, slow, "later")
    answer = await ears.settled(number, "one")
    assert answer.text == "aside\none"
    assert ears.local.message(lab.papers, digest.id).text == "digest"


async def test_nobody_is_left_waiting_for_nothing(ears: Ears, lab: Lab) -> None:
    """Where the bot says nothing at all, nothing stays of it."""
    card = await alone(ears, lab)
    ears.bot.answering = in_turn()
    number = ears.local.invoke(lab.ada, lab.papers, "start")
    pressed = ears.local.press(lab.ada, card, label="More")
    for one in (number, pressed):
        await ears.local.until(lambda one=one: ears.local.answer_to(one))  # type: ignore[misc]
    await ears.local.until(lambda: len(ears.local.messages(lab.papers)) == 1 or None)
    assert ears.local.unanswered() == []


@pytest.mark.parametrize("code", [10062, 40060, 50027])
async def test_an_interaction_that_is_over_is_a_line_in_the_log(
    ears: Ears, lab: Lab, code: int
) -> None:
    """And no traceback."""
    ears.local.fault("refuse", route="answer", code=code)
    with capture_logs() as logs:
        ears.local.invoke(lab.ada, lab.papers, "start")
        await until(lambda: logs)
    assert [(line["event"], "exc_info" in line) for line in logs] in (
        [("answer not shown", False)],
        [("answered already", False)],
    )


async def test_a_lost_answer_is_a_line_in_the_log(ears: Ears, lab: Lab) -> None:
    """Nobody can be told where every try is cut."""
    ears.local.fault("drop", route="answer", times=None)
    with capture_logs() as logs:
        ears.local.invoke(lab.ada, lab.papers, "start")
        await until(lambda: len(logs) == 3)
    tries = ["connection cut, answering again"] * 2
    assert [line["event"] for line in logs] == [*tries, "answer not shown"]


@pytest.mark.parametrize("after", [False, True])
async def test_an_answer_that_is_cut_is_given_again(ears: Ears, lab: Lab, *, after: bool) -> None:
    """Whether Discord had taken it or not; what follows is shown as well."""
    ears.bot.answering = in_turn(saying("one"), saying("two"))
    ears.local.fault("drop", route="answer", after=after)
    number = ears.local.invoke(lab.ada, lab.papers, "start")
    answer = await ears.settled(number, "two")
    assert (answer.text, len(ears.local.messages(lab.papers))) == ("two", 1)
    ears.local.forgive()  # the second of two answers is refused


@pytest.mark.parametrize("after", [False, True])
async def test_nobody_is_left_waiting_where_an_edit_is_cut(
    ears: Ears, lab: Lab, *, after: bool
) -> None:
    """What was announced is said at the next try."""
    ears.bot.answering = slow = Slow(saying("one"))
    ears.local.fault("drop", route="edit_answer", after=after)
    number = ears.local.invoke(lab.ada, lab.papers, "start")
    await slowly(ears, number, slow, "later")
    assert (await ears.settled(number, "one")).text == "one"
    assert ears.local.unanswered() == []


async def test_what_was_announced_for_nothing_is_taken_away_surely(ears: Ears, lab: Lab) -> None:
    """Also where the connection is cut meanwhile."""
    ears.bot.answering = slow = Slow()
    ears.local.fault("drop", route="delete_answer")
    number = ears.local.invoke(lab.ada, lab.papers, "start")
    await slowly(ears, number, slow, "later")
    await ears.local.until(lambda: not ears.local.unanswered() or None)
    assert len(ears.local.calls_of("delete_answer")) == 2


async def test_what_breaks_here_is_answered_politely(ears: Ears, lab: Lab) -> None:
    """A fault of ours, in a command and in a press; the log has it whole."""
    card = await alone(ears, lab)

    async def broken(request: Request) -> AsyncIterator[View]:
        if request.text or request.data:
            raise ZeroDivisionError
        yield View()

    ears.bot.answering = broken
    with capture_logs() as logs:
        used = await ears.uses(lab.ada, lab.papers, "start")
        pressed = await ears.presses(lab.ada, card)
        await ears.settled(pressed.interaction, "sorry")
    assert used.text == "sorry"
    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("answer not shown", "error")
    ] * 2


async def test_what_discord_does_not_take_is_answered_politely(ears: Ears, lab: Lab) -> None:
    """A refusal of what was said is none of who says it."""
    ears.local.fault("refuse", route="answer", code=50006)
    answer = await ears.uses(lab.ada, lab.papers, "start")
    assert answer.text == "sorry"


async def test_regret_may_be_lost_as_well(ears: Ears, lab: Lab) -> None:
    """That is a line in the log, and all."""
    ears.local.fault("refuse", route="answer", code=50006, times=2)
    with capture_logs() as logs:
        ears.local.invoke(lab.ada, lab.papers, "start")
        await until(lambda: len(logs) == 2)
    assert [line["event"] for line in logs] == ["answer not shown", "nothing shown"]
    ears.local.forgive()


async def test_forged_buttons_are_denied_politely(ears: Ears, lab: Lab) -> None:
    """Those that stand in no message, those of other programs, whatever they look like."""
    card = await alone(ears, lab)
    for forged in ("1:forget:all", "expand:1", "0", "\N{WAVING HAND SIGN}" * 20, "1:more:2512#2"):
        answer = await ears.local.answered(ears.local.forge(lab.bob, card, forged))
        assert plain(answer.text) == "heard -"
    assert {request.data for request in ears.bot.heard[1:]} == {"-"}


async def test_buttons_survive_a_restart(local: LocalDiscord, lab: Lab) -> None:
    """Another process knows yesterday's button by what it carries."""
    async with listening(local) as ears:
        digest = await public(ears, lab)
    async with listening(local) as ears:
        answer = await ears.presses(lab.bob, digest)
        assert plain(answer.text) == "heard 1:more:2512.10863"


async def test_the_same_data_twice_is_the_same_press(ears: Ears, lab: Lab) -> None:
    """What makes ids unique in a message is taken off again."""
    ears.bot.answering = in_turn(saying("twice", MORE, MORE))
    twice = await alone(ears, lab)
    assert len(set(twice.custom_ids)) == 2
    for custom_id in twice.custom_ids:
        number = ears.local.press(lab.ada, twice, custom_id)
        await ears.local.answered(number)
    assert {request.data for request in ears.bot.heard[1:]} == {MORE.data}


async def test_commands_that_are_not_known_are_left_to_the_bot(ears: Ears, lab: Lab) -> None:
    """Discord may still offer what was registered before."""
    commands = ears.local.commands[None]
    old = {"name": "old", "type": 1, "description": "Old", "id": "1"}
    option = {"name": "rule", "type": 3, "description": "Which"}
    commands.append({**old, "options": [option]})
    answer = await ears.uses(lab.ada, lab.papers, "old", rule="cs.CV")
    assert plain(answer.text) == "heard /old cs.CV"


async def test_the_end_waits_for_answers(ears: Ears, lab: Lab) -> None:
    """What is under way is finished; nothing more is taken up."""
    ears.bot.answering = slow = Slow(saying("done"))
    number = ears.local.invoke(lab.ada, lab.papers, "start")
    await until(lambda: ears.bot.heard)
    ending = asyncio.ensure_future(ears.finish())
    await asyncio.sleep(0.02)
    assert not ending.done()
    slow.may.set()
    await ending
    assert (await ears.local.answered(number)).text == "done"
    ears.local.invoke(lab.ada, lab.papers, "start")
    await asyncio.sleep(0.05)
    assert len(ears.bot.heard) == 1
