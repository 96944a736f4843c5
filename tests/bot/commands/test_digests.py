"""Any day's digest, the pages of one that was sent, what it did not show, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.views import Manner, View, load
from bot.commands.desk import Desk
from bot.commands.digests import DigestCommands
from bot.refusal import Refusal
from storage.people import Chat
from storage.store import Store
from tests.bot.commands.conftest import AskFor, answered
from tests.bot.planned import (
    CROSS,
    REPLACE,
    TUESDAY,
    WEDNESDAY,
    World,
    data,
    ids,
    labels,
    numbered,
    text_of,
)
from tests.making import a_paper, sighted

LONG_RULE = 'rivers "on rivers" -"flow matching" -diffusion'
A_DAY = timedelta(days=1)
WRITTEN = (
    st.text(max_size=60)
    | st.text(alphabet='2511.0:-=tcsCV@", \n，', max_size=40)
    | st.dates().map(lambda day: f"{day} cs.CV")
)


@pytest.fixture
def world(store: Store) -> World:
    """Announcements, and what plans digests of them."""
    return World(store)


@pytest.fixture
def digests(desk: Desk, world: World) -> DigestCommands:
    """The family."""
    return DigestCommands(desk, world.planner)


async def twelve_of_seventeen(world: World) -> tuple[Chat, View]:
    """A private chat that got twelve of seventeen papers, and its digest."""
    await world.announce(WEDNESDAY, *numbered(1, 17))
    chat = await world.chat("cs.CV", limit=12)
    (delivery,) = await world.planned()
    return chat, load(delivery.page.view)


async def refused(ask_for: AskFor, digests: DigestCommands, words: str) -> str:
    """The sentence with which `/digest` is refused."""
    with pytest.raises(Refusal) as refusal:
        await ask_for(digests.digest, words)
    return str(refusal.value)


async def test_the_newest_days_papers_come_by_the_chats_own_rules(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """Without a date: the newest of what is followed; nothing is marked by it."""
    await world.announce(TUESDAY, *numbered(1, 2))
    await world.announce(WEDNESDAY, *numbered(3, 4), *sighted(5, title="On lakes", abstract="Wet."))
    chat = await world.chat("cs.CV rivers")
    (view,) = await ask_for(digests.digest)
    assert (view.manner, text_of(view)) == (Manner.MESSAGE, "Wed 26 Nov 2025 · 2 papers")
    assert ids(view) == ["2511.00003", "2511.00004"]
    assert labels(view) == [["1", "2"]]
    assert await world.store.told_of([a_paper(n).key for n in range(1, 6)]) == {}
    assert await world.store.digest_of(chat.key, WEDNESDAY) is None
    (chinese,) = await ask_for(digests.digest, language="zh")
    assert text_of(chinese) == "2025年11月26日 周三 · 2 篇"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("2025-11-25", ["2511.00001", "2511.00002"]),
        (" 2025-11-25  hep-th ", ["2511.00011"]),
        ("hep-th", ["2511.00021"]),
        ("cs.CV -part, hep-th", ["2511.00021"]),
        ("2025-11-26 rivers", ["2511.00003", "2511.00021"]),
    ],
)
async def test_a_date_and_a_rule_may_be_named(
    digests: DigestCommands, world: World, ask_for: AskFor, words: str, found: list[str]
) -> None:
    """Either, or both, the date first; a rule stands instead of the chat's own."""
    for day, number in ((TUESDAY, 1), (WEDNESDAY, 3)):
        await world.announce(day, *numbered(number, 4 - number % 2 if number == 3 else 2))
    for day, number in ((TUESDAY, 11), (WEDNESDAY, 21)):
        paper = sighted(number, categories=("hep-th",), title="On strings in rivers")
        await world.announce(day, *paper, subject="hep-th")
    await world.chat("cs.CV")
    (view,) = await ask_for(digests.digest, words)
    assert ids(view) == found


async def test_what_cannot_be_shown_is_told(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """Nothing followed, nothing stored, nothing that matches: each has its sentence."""
    assert await refused(ask_for, digests, "") == (
        "You follow nothing yet. Name a rule: /digest cs.CV, or see /categories."
    )
    assert await refused(ask_for, digests, "2025-11-26") == (
        "You follow nothing yet. Name a rule: /digest cs.CV, or see /categories."
    )
    assert await refused(ask_for, digests, "cs.CV") == "Nothing of that is stored yet."
    await world.announce(WEDNESDAY, *numbered(1, 2))
    assert await refused(ask_for, digests, "cs.CV zeppelin") == (
        "Stored of Wed 26 Nov 2025: 2 papers, and none matches."
    )
    assert await refused(ask_for, digests, "2024-01-01 cs.CV") == (
        "Nothing that was announced on Mon 1 Jan 2024 is stored here."
    )
    assert await refused(ask_for, digests, "hep-th") == "Nothing of that is stored yet."
    assert (await refused(ask_for, digests, "cs.VC")).startswith("There is no category cs.VC.")


@pytest.mark.parametrize(
    "written", ["2025-13-45", "26.11.2025", "2025-11", "11/26/2025", "yesterday"]
)
async def test_what_is_no_date_is_read_as_a_rule(
    digests: DigestCommands, world: World, ask_for: AskFor, written: str
) -> None:
    """And is answered as one, kindly."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    await world.chat("cs.CV")
    assert await refused(ask_for, digests, written) == (
        "Stored of Wed 26 Nov 2025: 2 papers, and none matches."
    )


@pytest.mark.parametrize(
    "words",
    [
        "2025-11-25\ncs.CV",
        "2025-11-25\u3000cs.CV",
        "２０２５－１１－２５ cs.CV",
        "2025-11-25, cs.CV",
    ],
)
async def test_a_date_is_read_as_phones_write_it(
    digests: DigestCommands, world: World, ask_for: AskFor, words: str
) -> None:
    """On a line of its own, before a wide blank, in wide digits: else it silently is a rule."""
    await world.announce(TUESDAY, *numbered(1, 1))
    await world.announce(WEDNESDAY, *numbered(2, 2))
    (view,) = await ask_for(digests.digest, words)
    assert ids(view) == ["2511.00001"]


async def test_the_newest_day_is_that_of_all_rules_together(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """A rule without a category looks everywhere, also beside one that names some."""
    await world.announce(TUESDAY, *numbered(1, 1))
    lake = sighted(2, categories=("hep-th",), title="Zeppelins")
    await world.announce(WEDNESDAY, *lake, subject="hep-th")
    await world.chat("cs.CV", "zeppelins")
    (view,) = await ask_for(digests.digest)
    assert ids(view) == ["2511.00002"]


async def test_the_newest_day_may_have_cross_lists_alone(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """A paper matches by all of its categories; so the day of one is a day of them all."""
    await world.announce(TUESDAY, *numbered(1, 1))
    crossed = sighted(2, kind=CROSS, categories=("hep-th", "cs.CV"))
    await world.announce(WEDNESDAY, *crossed)
    await world.chat("cs.CV")
    (view,) = await ask_for(digests.digest)
    assert ids(view) == ["2511.00002"]


async def test_a_day_of_replacements_alone_is_not_the_newest(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """A day's digest has none of them: the newest day is the newest that has something to show."""
    await world.announce(TUESDAY, *numbered(1, 1))
    await world.announce(WEDNESDAY, *sighted(2, kind=REPLACE, version=2))
    await world.chat("cs.CV")
    (view,) = await ask_for(digests.digest)
    assert ids(view) == ["2511.00001"]


async def test_arrows_turn_a_days_pages_in_place(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """A long rule goes behind a token; a page too far is the last."""
    await world.announce(WEDNESDAY, *numbered(1, 12))
    (first,) = await ask_for(digests.digest, f"2025-11-26 {LONG_RULE}")
    assert labels(first)[-1] == ["1/3", "›"]
    (second,) = await ask_for(digests.of_day, data(first, "›"))
    assert (second.manner, labels(second)[-1]) == (Manner.INSTEAD, ["‹", "2/3", "›"])
    assert [item.number for item in second.items] == [6, 7, 8, 9, 10]
    (last,) = await ask_for(digests.of_day, data(second, "›").replace(":3:", ":99999:"))
    assert (len(last.items), labels(last)[-1]) == (2, ["‹", "3/3"])
    (again,) = await ask_for(digests.of_day, data(second, "‹").replace(":1:", ":0:"))
    assert again == replace(first, manner=Manner.INSTEAD)


async def test_the_arrows_of_a_short_rule_and_of_the_chats_own_need_no_token(
    digests: DigestCommands, world: World, ask_for: AskFor
) -> None:
    """The button carries them as they are; words that were forgotten are told."""
    await world.announce(WEDNESDAY, *numbered(1, 6))
    await world.chat("cs.CV")
    (by_rule,) = await ask_for(digests.digest, "cs.CV rivers")
    assert data(by_rule, "›") == "2025-11-26:2:=cs.CV rivers"
    (own,) = await ask_for(digests.digest, "")
    assert data(own, "›") == "2025-11-26:2"
    for view in (by_rule, own):
        assert ids((await ask_for(digests.of_day, data(view, "›")))[0]) == ["2511.00006"]
    with pytest.raises(Refusal, match="too old"):
        await ask_for(digests.of_day, "2025-11-26:2:0123456789abcdef")


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=WRITTEN, times=st.sampled_from([1, 120]))
async def test_anything_is_answered(
    digests: DigestCommands, world: World, ask_for: AskFor, text: str, times: int
) -> None:
    """By a view or a refusal, up to 4,096 characters; also what no button ever carried."""
    if await world.store.paper("2511.00001") is None:
        await twelve_of_seventeen(world)
    words = (text * times)[:4096]
    asked = ((text, words), (f"{WEDNESDAY}:{text}", f"{WEDNESDAY}:{words}"))
    handlers = (digests.digest, digests.page, digests.rest, digests.of_day)
    for handler in handlers:
        for some in {one for pair in asked for one in pair}:
            assert await answered(ask_for, handler, some[:4096])


def test_each_verb_is_said_by_one_press(digests: DigestCommands) -> None:
    """What buttons carry finds its handler; commands and presses are declared once."""
    family = digests.family()
    assert [command.name for command in family.commands] == ["digest"]
    assert [press.verb for press in family.presses] == ["page", "rest", "day"]
