"""Following: what was understood, what it brings, the latest of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.views import View
from bot.commands.desk import Desk
from bot.commands.follow import MOST_RULES, Follow
from bot.jobs import JobName
from bot.refusal import Refusal
from bot.yields import Yields
from storage.people import Address, ChatState
from storage.records import AnnounceType, Batch, BatchState
from storage.store import Store
from tests.bot.commands.conftest import NOW, AskFor, Office, answered
from tests.making import sighted

WEDNESDAY = date(2025, 11, 26)
TUESDAY = date(2025, 11, 25)
WRITTEN = st.text(max_size=60) | st.text(alphabet='cs.CV@-", \n“，？x', max_size=40)


async def at_once(_: float) -> None:
    """Waiting takes no time."""


@pytest.fixture
def follow(desk: Desk) -> Follow:
    """The family, on a store of its own."""
    return Follow(desk, Yields(desk.store), at_once)


def a_batch(day: date, subject: str = "cs.CV", state: BatchState = BatchState.FRESH) -> Batch:
    """A batch that is out."""
    return Batch(subject=subject, day=day, state=state, checked_at=NOW)


def said(view: View) -> list[str]:
    """The lines of a view."""
    return [line.text for line in view.lines]


def buttons(view: View) -> list[tuple[str, str]]:
    """Label and data of each button."""
    return [(action.label, action.data) for row in view.actions for action in row]


async def followed(store: Store) -> list[str]:
    """What the chat follows."""
    chat = await store.chat(Address(platform="sink", chat_id="7"))
    assert chat is not None
    return [one.rule for one in await store.rules_of(chat.key)]


async def test_a_rule_is_told_in_words_with_its_yield_and_the_latest(
    follow: Follow, office: Office, store: Store, ask_for: AskFor
) -> None:
    """Collected already: one answer at once; showing papers here marks none."""
    await store.keep_batch(a_batch(TUESDAY), sighted(1, 2, 3, 4))
    await store.keep_batch(a_batch(WEDNESDAY), sighted(5, 6, title="On lakes"))
    (view,) = await ask_for(follow.subscribe, "CS.cv rivers -survey")
    assert said(view) == [
        "Following cs.CV rivers -survey",
        "cs.CV Computer Vision and Pattern Recognition; with “rivers”; without “survey”",
        "About 3 a day: 6 of 6 in 2 days.",
        "What is new comes now, and from then on at 08:30.",
    ]
    assert [item.title for item in view.items] == ["On lakes", "On lakes"]
    assert view.headings == ((0, "The latest, of Wed 26 Nov 2025"),)
    assert buttons(view) == [
        ("1", "1:card:2511.00005"),
        ("2", "1:card:2511.00006"),
        ("All that is followed here", "1:subs"),
    ]
    assert await followed(store) == ["cs.CV rivers -survey"]
    ((job, arguments),) = office.jobs
    assert (job, arguments["subjects"]) == (JobName.COLLECT, "cs.CV")
    assert await store.told_of([item.key for item in [s.paper for s in sighted(5, 6)]]) == {}


async def test_what_is_not_collected_yet_follows_by_an_edit(
    follow: Follow, desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """The first answer says that arXiv is asked; the second has what it told."""
    looks = []

    async def under_way(name: JobName, **arguments: str | int) -> bool:
        looks.append((name, arguments["subjects"]))
        if len(looks) < 3:
            return True
        await store.keep_batch(a_batch(WEDNESDAY), sighted(1))
        return False

    waiting = Follow(replace(desk, under_way=under_way), Yields(store), at_once)
    first, second = await ask_for(waiting.subscribe, "cs.CV")
    assert "Asking arXiv for the latest …" in said(first)
    assert first.items == ()
    assert looks == [(JobName.COLLECT, "cs.CV")] * 3
    assert "About 1 a day: 1 of 1 on one day." in said(second)
    assert [item.paper_id for item in second.items] == ["2511.00001"]


async def test_nobody_waits_for_arxiv_for_ever(desk: Desk, store: Store, ask_for: AskFor) -> None:
    """A minute by the clock; then what could not be had is said."""
    moments = iter([NOW] * 6)

    async def under_way(name: JobName, **_: str | int) -> bool:
        return True

    def now() -> object:
        return next(moments, NOW.replace(minute=2))

    failed = a_batch(WEDNESDAY, state=BatchState.FAILED)
    await store.keep_batch(failed)
    slow = replace(desk, under_way=under_way, now=now)  # type: ignore[arg-type]
    *_, last = await ask_for(Follow(slow, Yields(store), at_once).subscribe, "cs.CV")
    assert "cs.CV: arXiv could not be asked about Wed 26 Nov 2025 (last try 16:00)." in said(last)


async def test_the_same_rule_twice_changes_nothing(
    follow: Follow, office: Office, store: Store, ask_for: AskFor
) -> None:
    """It is said, and arXiv is not asked again."""
    await store.keep_batch(a_batch(WEDNESDAY), sighted(1))
    await ask_for(follow.subscribe, "cs.CV")
    _, view = await ask_for(follow.subscribe, "CS.cv, hep-th, cs.cv")
    assert [text for text in said(view) if text.startswith("Follow")] == [
        "Followed already: cs.CV",
        "Following hep-th",
    ]
    assert await followed(store) == ["cs.CV", "hep-th"]
    assert len(office.jobs) == 2


async def test_a_rule_without_a_category_asks_for_all_of_arxiv(
    follow: Follow, office: Office, store: Store, ask_for: AskFor
) -> None:
    """And says so; nobody waits for that."""
    (view,) = await ask_for(follow.subscribe, '"zeppelin racing" @"Ada Lovelace"')
    assert said(view)[1] == "all of arXiv; with “zeppelin racing”; by ada lovelace"
    assert said(view)[2].startswith("It names no category, so all of arXiv is asked for")
    assert office.jobs[0][1]["subjects"] == ""


async def test_too_many_rules_are_refused_whole(follow: Follow, ask_for: AskFor) -> None:
    """Fifty a chat; nothing is followed of what goes beyond."""
    await ask_for(follow.subscribe, ", ".join(f"cs.CV w{n}" for n in range(MOST_RULES - 1)))
    with pytest.raises(Refusal, match="at most 50 rules"):
        await ask_for(follow.subscribe, "hep-th, gr-qc")
    await ask_for(follow.subscribe, "hep-th")


async def test_a_mistyped_category_is_answered_with_the_nearest(
    follow: Follow, store: Store, ask_for: AskFor
) -> None:
    """As buttons that follow the whole rule; what else was written is kept."""
    (view,) = await ask_for(follow.subscribe, 'cs.VC "gaussian splatting"')
    assert said(view) == [
        "There is no category cs.VC. Did you mean: cs.CV, cs.CC, cs.CE?"
        ' The rest of your rule is kept: "gaussian splatting".'
    ]
    (label, data), *_ = buttons(view)
    assert label == "cs.CV Computer Vision and Pattern Recognition"
    await ask_for(follow.pressed, data.removeprefix("1:follow:"))
    assert await followed(store) == ['cs.CV "gaussian splatting"']


async def test_words_without_a_command_may_be_a_rule_or_a_search(
    follow: Follow, store: Store, ask_for: AskFor
) -> None:
    """With a category they are a rule; else the person is asked which."""
    (asked,) = await ask_for(follow.written, "optical flow")
    assert said(asked)[0].startswith("Follow new papers with this, or search")
    assert buttons(asked) == [
        ("Follow", "1:follow:=optical flow"),
        ("Search", "1:find:=optical flow:1"),
    ]
    assert await followed(store) == []
    await ask_for(follow.written, "cs.CV flow")
    assert await followed(store) == ["cs.CV flow"]
    with pytest.raises(Refusal, match="not in Latin letters"):
        await ask_for(follow.written, "你好")


async def test_a_shared_rule_is_offered_first(
    follow: Follow, store: Store, ask_for: AskFor
) -> None:
    """A link followed by accident follows nothing."""
    await store.keep_batch(a_batch(WEDNESDAY), sighted(1, 2, kind=AnnounceType.REPLACE))
    await store.keep_batch(a_batch(TUESDAY), sighted(3))
    (view,) = await ask_for(follow.offered, "cs.CV flow, hep-th")
    assert said(view) == [
        "cs.CV Computer Vision and Pattern Recognition; with “flow”",
        "None of 1 papers on the last day.",
        "hep-th High Energy Physics - Theory",
    ]
    assert buttons(view) == [("Follow", "1:follow:=cs.CV flow, hep-th")]
    assert await followed(store) == []


async def test_a_paused_chat_is_told_that_nothing_comes(
    follow: Follow, store: Store, ask_for: AskFor
) -> None:
    """The rule is followed all the same."""
    await store.keep_batch(a_batch(WEDNESDAY), sighted(1))
    await ask_for(follow.subscribe, "cs.CV")
    chat = await store.chat(Address(platform="sink", chat_id="7"))
    assert chat is not None
    await store.set_state(chat.key, ChatState.PAUSED)
    (view,) = await ask_for(follow.subscribe, "cs.CV flow", language="zh")
    assert said(view)[-1] == "这个聊天已暂停；发送 /resume 恢复送达。"


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=WRITTEN, times=st.sampled_from([1, 70]))
async def test_anything_is_answered(follow: Follow, ask_for: AskFor, text: str, times: int) -> None:
    """By a view or a refusal, up to 4,096 characters."""
    for handler in (follow.subscribe, follow.written, follow.offered):
        assert await answered(ask_for, handler, (text * times)[:4096])
