"""Why a paper came to a chat, or did not: for any paper, in one answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.views import View, load
from bot.commands.desk import Desk
from bot.commands.why import MOST_RULES, Why
from bot.refusal import Refusal
from bot.turning import MOST_PAGES
from storage.people import ChatKind, Revisions
from storage.store import Store
from tests.bot.commands.conftest import AskFor, answered
from tests.bot.planned import (
    CROSS,
    MONDAY,
    REPLACE,
    TUESDAY,
    WEDNESDAY,
    World,
    ids,
    numbered,
    text_of,
)
from tests.making import a_paper, sighted

A_DAY = timedelta(days=1)
WRITTEN = st.text(max_size=60) | st.text(alphabet="2511.0v/:hep-thcsCV \n", max_size=40)


@pytest.fixture
def world(store: Store) -> World:
    """Announcements, and what plans digests of them."""
    return World(store)


@pytest.fixture
def why(desk: Desk, world: World) -> Why:
    """The family."""
    return Why(desk, world.planner)


async def twelve_of_seventeen(world: World) -> View:
    """What a private chat got that wants twelve of seventeen papers."""
    await world.announce(WEDNESDAY, *numbered(1, 17))
    await world.chat("cs.CV", limit=12)
    (delivery,) = await world.planned()
    return load(delivery.page.view)


async def said(ask_for: AskFor, why: Why, words: str) -> list[str]:
    """What `/why` says of a paper, below its title."""
    (view,) = await ask_for(why.why, words)
    return [line.text for line in view.lines[1:]]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("2511.00099", "2511.00099 is not stored here; /paper 2511.00099 asks arXiv about it."),
        ("2511.00001 2511.00002", "names more than one paper"),
        ("rivers", "'rivers' is no arXiv identifier; one looks like 2401.12345"),
        (" ", "Name a paper, for example: /why 2401.12345."),
    ],
)
async def test_why_asks_for_a_paper_that_is_stored(
    why: Why, world: World, ask_for: AskFor, words: str, sentence: str
) -> None:
    """What is unknown or malformed is told with what to do."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    with pytest.raises(Refusal) as refusal:
        await ask_for(why.why, words)
    assert sentence in str(refusal.value)


async def test_why_of_a_paper_that_was_never_announced_here(
    why: Why, world: World, ask_for: AskFor
) -> None:
    """It was looked up, say; a chat without rules is told that it has none."""
    await world.store.keep_papers([a_paper(1)])
    (view,) = await ask_for(why.why, "https://arxiv.org/abs/2511.00001v3")
    assert [line.text for line in view.lines] == [
        "On rivers, part 1",
        "Not announced in anything that was collected here.",
        "Nothing is followed.",
    ]
    assert [a.data for row in view.actions for a in row] == ["1:card:2511.00001"]


async def test_how_it_was_announced_is_told_in_the_chats_language(
    why: Why, world: World, ask_for: AskFor
) -> None:
    """ArXiv's own words for it are English."""
    await world.announce(TUESDAY, *numbered(1, 1))
    (view,) = await ask_for(why.why, "2511.00001", language="zh")
    assert view.lines[1].text == "2025年11月25日 周二 在 cs.CV 公布（新论文）。"


async def test_why_names_what_each_rule_lacks(why: Why, world: World, ask_for: AskFor) -> None:
    """Announced in two subjects, wanted by none of the rules."""
    await world.announce(TUESDAY, *numbered(1, 1, categories=("cs.CV", "cs.AI")))
    crossed = sighted(1, kind=CROSS, categories=("cs.CV", "cs.AI"))
    await world.announce(WEDNESDAY, *crossed, subject="cs.AI")
    await world.chat("cs.CV lakes", "hep-th @Knuth", "cs.AI -rivers")
    assert await said(ask_for, why, "2511.00001") == [
        "Announced Tue 25 Nov 2025 in cs.CV (new).",
        "Announced Wed 26 Nov 2025 in cs.AI (cross-listed).",
        "cs.CV lakes: lacks lakes.",
        "hep-th @knuth: lacks hep-th, @knuth.",
        "cs.AI -rivers: lacks -rivers.",
    ]


async def test_why_before_the_first_digest(why: Why, world: World, ask_for: AskFor) -> None:
    """It matches, and is to come."""
    await world.announce(WEDNESDAY, *numbered(1, 1))
    await world.chat("cs.CV")
    assert (await said(ask_for, why, "2511.00001"))[-2:] == [
        "cs.CV: matches.",
        "It comes with the next digest, if arXiv announced it.",
    ]


async def test_why_of_a_paper_that_was_shown(why: Why, world: World, ask_for: AskFor) -> None:
    """When, as which, by which rule; also where it is announced again."""
    first = await twelve_of_seventeen(world)
    world.now += A_DAY
    again = sighted(1, kind=CROSS, categories=("cs.CV", "cs.AI"))
    await world.announce(WEDNESDAY + A_DAY, *again, *numbered(31, 31), subject="cs.AI")
    await world.planned()
    assert ids(first)[0] == "2511.00001"
    assert (await said(ask_for, why, "2511.00001"))[-1] == (
        "Shown on Wed 26 Nov 2025, number 1, by cs.CV."
    )


async def test_why_of_a_paper_beyond_the_limit(why: Why, world: World, ask_for: AskFor) -> None:
    """With its rank, which goes on behind those that were shown."""
    await twelve_of_seventeen(world)
    ranks = [(await said(ask_for, why, f"2511.000{n}"))[-1] for n in (13, 17)]
    assert ranks == [
        "Beyond the limit of 12: rank 13 of the last digest.",
        "Beyond the limit of 12: rank 17 of the last digest.",
    ]


async def test_why_of_a_paper_for_which_a_groups_messages_had_no_room(
    why: Why, world: World, ask_for: AskFor
) -> None:
    """Three messages held fewer than the limit: it is among "more", and no setting kept it out."""
    await world.announce(WEDNESDAY, *numbered(1, 21))
    await world.chat("cs.CV", kind=ChatKind.GROUP, limit=50)
    assert len(await world.planned()) == MOST_PAGES
    told = (await said(ask_for, why, "2511.00016"))[-1]
    assert "rank 16 of the last digest" in told
    assert "limit of 50" not in told


async def test_why_of_a_paper_beyond_the_limit_of_a_further_rule(
    why: Why, world: World, ask_for: AskFor
) -> None:
    """What that rule brought besides the digest counts with it."""
    await world.announce(WEDNESDAY, *numbered(1, 1))
    strings = numbered(11, 16, categories=("hep-th",))
    await world.announce(WEDNESDAY, *strings, subject="hep-th")
    chat = await world.chat("cs.CV", limit=4)
    await world.planned()
    assert await world.planner.plan_rule(chat.key, await world.follow(chat, "hep-th")) == 1
    await world.due()
    assert [(await said(ask_for, why, f"2511.000{n}"))[-1] for n in (11, 15)] == [
        "Shown on Wed 26 Nov 2025, number 2, by hep-th.",
        "Beyond the limit of 4: rank 6 of the last digest.",
    ]


async def test_why_of_what_the_settings_keep_out(why: Why, world: World, ask_for: AskFor) -> None:
    """A cross-list, a new version: the chat wants none."""
    await world.announce(
        WEDNESDAY,
        *numbered(1, 1),
        *sighted(2, kind=CROSS, categories=("hep-th", "cs.CV")),
        *sighted(3, kind=REPLACE, version=2),
    )
    await world.chat("cs.CV", cross_lists=False, revisions=Revisions.SAVED)
    await world.planned()
    assert [(await said(ask_for, why, f"2511.0000{n}"))[-1] for n in (2, 3)] == [
        "It is a cross-list, and none are wanted (/settings).",
        "It is a new version, and none are followed (/settings).",
    ]


async def test_why_of_a_paper_that_was_shown_in_a_digest_that_is_no_more(
    why: Why, world: World, ask_for: AskFor
) -> None:
    """Two chats became one: the papers of both were shown, one digest of that day is kept."""
    await world.announce(WEDNESDAY, *numbered(1, 1))
    await world.announce(WEDNESDAY, *numbered(2, 2, categories=("hep-th",)), subject="hep-th")
    old = await world.chat("cs.CV", name="6")
    await world.chat("hep-th")
    await world.planned()
    assert await world.store.move_chat(old.address, "7") == 1
    assert (await said(ask_for, why, "2511.00002"))[-3:] == [
        "cs.CV: lacks cs.CV.",
        "hep-th: matches.",
        "It was shown before.",
    ]


async def test_why_never_says_that_a_paper_was_shown_which_was_not(
    why: Why, world: World, ask_for: AskFor
) -> None:
    """A new version that the chat follows only since its last digest, by a setting, or saved."""
    await world.announce(WEDNESDAY, *numbered(1, 1), *sighted(3, kind=REPLACE, version=2))
    chat = await world.chat("cs.CV", revisions=Revisions.OFF)
    await world.planned()
    await world.set(chat, revisions=Revisions.ALL)
    assert "It was shown before." not in await said(ask_for, why, "2511.00003")


async def test_why_calls_nothing_beyond_a_limit_that_was_not_reached(
    why: Why, world: World, ask_for: AskFor
) -> None:
    """A cross-list that the chat wants only since its last digest, which had room for it."""
    await world.announce(
        WEDNESDAY, *numbered(1, 1), *sighted(2, kind=CROSS, categories=("hep-th", "cs.CV"))
    )
    chat = await world.chat("cs.CV", cross_lists=False, limit=10)
    await world.planned()
    await world.set(chat, cross_lists=True)
    assert not (await said(ask_for, why, "2511.00002"))[-1].startswith("Beyond the limit")


async def test_why_of_a_paper_that_the_last_digest_did_not_look_at(
    why: Why, world: World, ask_for: AskFor
) -> None:
    """Announced since, or so long before that it was of no digest."""
    await world.announce(MONDAY, *numbered(1, 1))
    await world.announce(TUESDAY, *numbered(2, 2))
    await world.chat("cs.CV")
    await world.planned()
    await world.announce(WEDNESDAY, *numbered(3, 3))
    expected = "The last digest did not look at it: it was announced before or since."
    for number in (1, 3):
        assert (await said(ask_for, why, f"2511.0000{number}"))[-1] == expected


async def test_why_goes_through_some_rules_only_and_fits_one_message(
    desk: Desk, world: World, ask_for: AskFor
) -> None:
    """However long they are: a platform refuses what is longer than it takes."""
    await world.announce(WEDNESDAY, *numbered(1, 1))
    words = " ".join(f"{'z' * 20}{n:02}" for n in range(38))
    await world.chat(*(f"cs.CV {words} y{n}" for n in range(MOST_RULES + 2)))

    def fits(view: View) -> bool:
        return len(text_of(view)) <= 4096

    why = Why(replace(desk, fits=lambda _: fits), world.planner)
    (view,) = await ask_for(why.why, "2511.00001")
    assert sum("lacks" in line.text or "…" in line.text for line in view.lines) <= MOST_RULES
    assert fits(view)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=WRITTEN, times=st.sampled_from([1, 120]))
async def test_anything_is_answered(
    why: Why, world: World, ask_for: AskFor, text: str, times: int
) -> None:
    """By a view or a refusal, up to 4,096 characters, in the midst of identifiers or not."""
    if await world.store.paper("2511.00001") is None:
        await twelve_of_seventeen(world)
    words = (text * times)[:4000]
    for some in (words, f"{words} 2511.00001", f"2511.00013{words}"):
        assert await answered(ask_for, why.why, some)
