"""`/setup`: where, what and when; all of it shown before it is done; done once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from adapters.views import Manner
from bot.commands.desk import Desk
from bot.commands.follow import MOST_RULES
from bot.jobs import JobName
from storage.people import Address, Chat, ChatKind, ChatState
from storage.records import Batch, BatchState
from storage.store import Store
from tests.bot.commands.conftest import NOW, SETTINGS, Office
from tests.bot.commands.wizard import (
    DAILY,
    GENERAL,
    NEWS,
    PAPERS,
    TALK,
    Walk,
    a_walk,
)
from tests.making import sighted

WEDNESDAY = date(2025, 11, 26)
CONFIRM = ["Confirm", "Where", "What", "When", "Cancel"]


@pytest.fixture
async def walk(desk: Desk, store: Store) -> Walk:
    """An administrator; three papers of cs.CV are stored."""
    batch = Batch(subject="cs.CV", day=WEDNESDAY, state=BatchState.FRESH, checked_at=NOW)
    await store.keep_batch(batch, sighted(1, 2, 3))
    return a_walk(desk)


async def the_chat(store: Store, address: Address) -> Chat:
    """The chat at *address*, which is stored."""
    chat = await store.chat(address)
    assert chat is not None
    return chat


async def followed(store: Store, address: Address) -> list[str]:
    """What the chat at *address* follows."""
    chat = await store.chat(address)
    return [one.rule for one in await store.rules_of(chat.key)] if chat else []


async def test_three_steps_and_a_confirmation(walk: Walk, store: Store, office: Office) -> None:
    """Nothing is stored of the place before the end; then it is followed at once."""
    first = await walk.begins()
    assert walk.said[0] == "Set up digests, 1 of 3: where"
    assert (first.manner, walk.labels) == (Manner.ALONE, ["This channel", "Cancel"])
    second = await walk.picks(PAPERS)
    assert second.manner is Manner.INSTEAD
    assert walk.said[:2] == ["Set up digests, 2 of 3: what", "#papers"]
    assert walk.labels == ["cs.CV", "hep-th", '"LLM agents"', "Write a rule …", "Cancel"]
    await walk.presses("cs.CV")
    assert walk.said == [
        "Set up digests, 3 of 3: when",
        "#papers",
        "By the clocks of Europe/Berlin, where it is 16:00.",
    ]
    assert walk.labels == ["07:00", "08:30", "12:00", "18:00", "Another hour …", "Cancel"]
    assert walk.action("08:30").strong
    last = await walk.presses("18:00")
    assert walk.said == [
        "Set up digests: is this right?",
        "Where: #papers, a channel",
        "What: cs.CV",
        "cs.CV Computer Vision and Pattern Recognition",
        "About 3 a day: 3 of 3 on one day.",
        "When: 18:00, Europe/Berlin (now 16:00) · English",
        "/settings there changes zone, language and more.",
        "Only you see this. Nothing is stored before you confirm.",
    ]
    assert [item.paper_id for item in last.items] == ["2511.00001", "2511.00002", "2511.00003"]
    assert walk.labels == ["1", "2", "3", *CONFIRM]
    assert await store.chat(PAPERS) is None
    assert office.jobs == []
    done = await walk.presses("Confirm")
    assert done.manner is Manner.INSTEAD
    assert walk.said[:2] == ["Digests go to #papers now.", "Following cs.CV"]
    assert walk.said[-1] == "What is new comes at 18:00 (Europe/Berlin)."
    assert walk.labels == ["1", "2", "3"]
    chat = await the_chat(store, PAPERS)
    assert (chat.kind, chat.settings) == (ChatKind.GROUP, replace(SETTINGS, hour=time(18)))
    assert await followed(store, PAPERS) == ["cs.CV"]
    assert await followed(store, GENERAL) == []
    ((job, arguments),) = office.jobs
    assert (job, arguments["chat"]) == (JobName.COLLECT, chat.key)


async def test_what_is_given_is_not_asked_for(walk: Walk, store: Store) -> None:
    """With rule and hour, only the place is open."""
    await walk.begins(rule="CS.cv flow", hour="8 pm")
    assert walk.said[0] == "Set up digests, 1 of 3: where"
    await walk.presses("This channel")
    assert "Where: #general, a channel" in walk.said
    assert "What: cs.CV flow" in walk.said
    await walk.presses("Confirm")
    assert (await the_chat(store, GENERAL)).settings.hour == time(20)
    assert walk.labels == ["All that is followed here"]


async def test_each_choice_can_be_made_again(walk: Walk, store: Store) -> None:
    """The others stay as they are."""
    await walk.begins(rule="cs.CV", hour="08:30")
    await walk.picks(PAPERS)
    await walk.presses("What")
    await walk.writes("Write a rule …", "hep-th, cs.CV\ncs.cv")
    assert [line for line in walk.said if line.startswith("What")] == [
        "What: hep-th",
        "What: cs.CV",
    ]
    await walk.presses("When")
    await walk.writes("Another hour …", "晚上9点")
    await walk.presses("Where")
    await walk.picks(DAILY)
    assert "Where: #daily, a forum; each digest is a post" in walk.said
    assert "When: 21:00, Europe/Berlin (now 16:00) · English" in walk.said
    assert "/settings in one of its posts changes zone, language and more." in walk.said
    await walk.presses("Confirm")
    assert await followed(store, DAILY) == ["hep-th", "cs.CV"]
    assert await store.chat(PAPERS) is None


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (NEWS, "Where: #news, an announcement channel"),
        (TALK, "Where: talk, a thread"),
        (DAILY, "Where: #daily, a forum; each digest is a post"),
    ],
)
async def test_every_kind_of_place_is_said(walk: Walk, place: Address, told: str) -> None:
    """As its people know it."""
    await walk.begins(rule="cs.CV", hour="9")
    await walk.picks(place)
    assert told in walk.said


async def test_a_mistyped_category_costs_nothing(walk: Walk, store: Store) -> None:
    """The nearest are buttons, also for what was given with the command; all else is kept."""
    await walk.begins(rule='cs.VC "gaussian splatting"', hour="7")
    assert walk.said[1].startswith("There is no category cs.VC. Did you mean: cs.CV")
    await walk.presses("cs.CV Computer Vision and Pattern Recognition")
    await walk.picks(PAPERS)
    assert 'What: cs.CV "gaussian splatting"' in walk.said
    await walk.presses("What")
    await walk.writes("Write a rule …", "cs.VC")
    await walk.writes("Write a rule …", "hep-ph")
    assert "What: hep-ph" in walk.said
    assert "When: 07:00, Europe/Berlin (now 16:00) · English" in walk.said


async def test_what_the_bot_lacks_there_is_named(walk: Walk, store: Store) -> None:
    """Before and after; it can be confirmed all the same. What lacks here is no matter."""
    walk.server.change(PAPERS, lacks=("Send Messages", "Embed Links"))
    told = (
        "Digests need more than I may there. Allow me this in its permissions: Send Messages,"
        " Embed Links. What I cannot post comes as soon as I may."
    )
    await walk.begins(rule="cs.CV", hour="9")
    await walk.picks(PAPERS, lacks=("View Channel",))
    assert told in walk.said
    assert not [line for line in walk.said if "View Channel" in line]
    await walk.presses("Confirm")
    assert walk.said[-1] == told
    assert await followed(store, PAPERS) == ["cs.CV"]


async def test_rules_that_are_followed_there_stay(walk: Walk, store: Store) -> None:
    """It is said, and that the hour is that of all of them."""
    chat = await store.open_chat(PAPERS, ChatKind.GROUP, replace(SETTINGS, hour=time(6), limit=3))
    for rule in ("hep-th", "cs.CV"):
        await store.follow(chat.key, rule, at=NOW, most=MOST_RULES)
    await walk.begins(rule="cs.CV, gr-qc")
    await walk.picks(PAPERS)
    assert walk.action("06:00").strong
    await walk.presses("12:00")
    assert walk.said[-5:-1] == [
        "/settings there changes zone, language and more.",
        "Some of this is followed there already.",
        "1 more rule is followed there already, and stays.",
        "All of it comes at the new hour; so far it is 06:00.",
    ]
    await walk.presses("Confirm")
    assert [line for line in walk.said if line.startswith("Follow")] == [
        "Followed already: cs.CV",
        "Following gr-qc",
    ]
    assert await followed(store, PAPERS) == ["hep-th", "cs.CV", "gr-qc"]
    assert (await the_chat(store, PAPERS)).settings == replace(SETTINGS, hour=time(12), limit=3)


async def test_confirmed_twice_it_is_done_once(walk: Walk, store: Store, office: Office) -> None:
    """The second time says that it is followed already."""
    await walk.begins(rule="cs.CV", hour="9")
    await walk.picks(PAPERS)
    confirming = walk.view
    await walk.presses("Confirm")
    walk.view = confirming
    await walk.presses("Confirm")
    assert walk.said[:2] == ["Digests go to #papers now.", "Followed already: cs.CV"]
    assert await followed(store, PAPERS) == ["cs.CV"]
    assert len(office.jobs) == 1


async def test_a_place_that_was_given_up_is_back(walk: Walk, store: Store, office: Office) -> None:
    """Its people have let the bot in again."""
    chat = await store.open_chat(PAPERS, ChatKind.GROUP, SETTINGS)
    await store.follow(chat.key, "hep-th", at=NOW, most=MOST_RULES)
    await store.set_state(chat.key, ChatState.GONE)
    await walk.begins(rule="cs.CV", hour="9")
    await walk.picks(PAPERS)
    await walk.presses("Confirm")
    assert (await the_chat(store, PAPERS)).state is ChatState.ACTIVE
    assert (JobName.COLLECT, {}) in office.jobs


async def test_nothing_is_left_of_what_was_cancelled(walk: Walk, store: Store) -> None:
    """But a word."""
    await walk.begins(rule="cs.CV", hour="9")
    await walk.picks(PAPERS)
    await walk.presses("Cancel")
    assert (walk.said, walk.labels) == (["Nothing was set up. /setup begins anew."], [])
    assert await store.chat(PAPERS) is None


async def test_in_chinese(desk: Desk, store: Store) -> None:
    """Every step, and the chat that is made speaks it too."""
    walk = a_walk(desk)
    walk.language = "zh-CN"
    await walk.begins()
    assert walk.said[0] == "设置摘要（1/3）：送到哪里"
    walk.server.change(PAPERS, lacks=("Send Messages",))
    await walk.picks(PAPERS)
    assert walk.action("写一条规则……").asks == '分类、词语、"短语"、@作者'
    await walk.presses("cs.CV")
    assert walk.said[2] == "按 Asia/Shanghai 的时间，那里现在是 23:00。"
    await walk.writes("其他时间……", "早上八点半")
    assert "时间：08:30，Asia/Shanghai（当地现在 23:00）· 中文" in walk.said
    assert "还没有收录相关论文；确认之后会向 arXiv 查询。" in walk.said
    await walk.presses("确认")
    assert walk.said[0] == "摘要今后送到 #papers。"
    assert walk.said[-1].startswith("我在那里的权限还不够。请在它的权限里允许我：Send Messages。")
    chat = await the_chat(store, PAPERS)
    assert (chat.settings.language, chat.settings.zone.key) == ("zh", "Asia/Shanghai")


async def test_labels_and_data_are_what_platforms_take(walk: Walk) -> None:
    """Labels of at most 80 characters, fields of forms of at most 45."""
    for language in ("en", "zh"):
        walk.language = language
        await walk.begins(rule="cs.VC")
        for view in (walk.view, await walk.begins(), await walk.picks(PAPERS)):
            for action in (one for row in view.actions for one in row):
                assert len(action.label) <= 80
                assert len(action.asks) <= 45
                assert len(action.data.encode()) <= 64
