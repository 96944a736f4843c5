"""Settings, by buttons and by words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.audience import Audience, Role
from adapters.conversation import Who
from adapters.views import Manner, View, ViewKind, dump
from bot.commands.command import Kind, by_name
from bot.commands.desk import Desk
from bot.commands.prefer import Prefer
from bot.preferences.settable import Setting
from bot.refusal import Refusal
from bot.wording import Wording
from storage.people import Address, Chat, ChatKind, ChatSettings, ChatState, Layout, Order
from storage.planning import Plan
from storage.store import Store
from tests.bot.commands.conftest import BERLIN, NOW, SETTINGS, AskFor

HERE = Address(platform="sink", chat_id="7")


@pytest.fixture
def prefer(desk: Desk) -> Prefer:
    """The family."""
    return Prefer(desk)


async def chat_of(store: Store, kind: ChatKind = ChatKind.PRIVATE) -> Chat:
    """The chat that asks, as it is stored."""
    return await store.open_chat(HERE, kind, SETTINGS)


def said(view: View) -> list[str]:
    """All lines of a view."""
    return [line.text for line in (*view.head, *view.lines, *view.foot)]


def buttons(view: View) -> dict[str, str]:
    """What the buttons of a view carry, by their labels."""
    return {action.label: action.data for row in view.actions for action in row}


def test_the_family_declares_what_it_answers(prefer: Prefer) -> None:
    """One command, one press, both for those who administer a chat."""
    family = prefer.family()
    command = by_name((family,))["settings"]
    assert [parameter.kind for parameter in command.parameters] == [Kind.SETTING, Kind.VALUE]
    assert [(press.verb, press.who) for press in family.presses] == [("set", Who.SETTLERS)]
    assert command.who is Who.SETTLERS


@pytest.mark.parametrize("words", ["", "  ", "\u200b"])
async def test_all_settings_are_shown(prefer: Prefer, ask_for: AskFor, words: str) -> None:
    """A message of its own; a newcomer has no digest to come."""
    (view,) = await ask_for(prefer.settings, words)
    assert (view.kind, view.manner) == (ViewKind.MENU, Manner.MESSAGE)
    assert said(view)[:3] == ["Settings", "Language: English", "Hour: 08:30"]
    assert said(view)[-1].startswith("Nothing is followed here yet")


async def test_a_menu_opens_in_its_place(prefer: Prefer, ask_for: AskFor) -> None:
    """But the welcome, whose button names no setting, stays above it."""
    (welcome,) = await ask_for(prefer.pressed, "")
    (home,) = await ask_for(prefer.pressed, "all")
    (hour,) = await ask_for(prefer.pressed, "hour")
    assert welcome.manner is Manner.MESSAGE
    assert home == replace(welcome, manner=Manner.INSTEAD)
    assert (hour.manner, said(hour)[0]) == (Manner.INSTEAD, "Hour: 08:30")


async def test_a_setting_named_alone_is_its_menu(prefer: Prefer, ask_for: AskFor) -> None:
    """With the values to choose from."""
    (view,) = await ask_for(prefer.settings, "limit")
    assert view.manner is Manner.MESSAGE
    assert buttons(view)["20"] == "1:set:limit:20"


@pytest.mark.parametrize(
    ("words", "changes", "told"),
    [
        ("hour 20:15", {"hour": time(20, 15)}, "Changed. Hour: 20:15"),
        ("days Mon, Fri", {"days": (0, 4)}, "Changed. Days: Mon and Fri"),
        ("days weekdays", {"days": (0, 1, 2, 3, 4)}, "Changed. Days: weekdays"),
        ("limit 20", {"limit": 20}, "Changed. Papers a digest: 20"),
        ("limit 10", {}, "As it was. Papers a digest: 10"),
        ("zone Shanghai", {"zone": ZoneInfo("Asia/Shanghai")}, "Changed. Time zone: Shanghai"),
        ("cross-lists off", {"cross_lists": False}, "Changed. Cross-lists: off"),
        ("layout cards", {"layout": Layout.CARDS}, "Changed. Layout: cards"),
        ("order for you", {"order": Order.FOR_YOU}, "Changed. Order: for you"),
    ],
)
async def test_words_change_a_setting(
    prefer: Prefer, store: Store, ask_for: AskFor, words: str, changes: dict[str, object], told: str
) -> None:
    """At once; the menu says what changed."""
    (view,) = await ask_for(prefer.settings, words)
    assert said(view)[:2] == ["Settings", told]
    stored = (await chat_of(store)).settings
    fields = ChatSettings.__dataclass_fields__
    assert {name: getattr(stored, name) for name in fields} == {
        **{name: getattr(SETTINGS, name) for name in fields},
        **changes,
    }


async def test_buttons_change_a_setting(prefer: Prefer, store: Store, ask_for: AskFor) -> None:
    """Menus that are pressed more than once stay; the others give way to all settings."""
    (limit,) = await ask_for(prefer.pressed, "limit:20")
    (hour,) = await ask_for(prefer.pressed, "hour:07.30")
    (days,) = await ask_for(prefer.pressed, "days:-6")
    stored = (await chat_of(store)).settings
    assert (stored.limit, stored.hour, stored.days) == (20, time(7, 30), (0, 1, 2, 3, 4, 5))
    assert said(limit)[:2] == ["Settings", "Changed. Papers a digest: 20"]
    assert said(hour)[:2] == ["Hour: 07:30", "Changed. Hour: 07:30"]
    assert buttons(days)["Sun"] == "1:set:days:+6"
    assert {limit.manner, hour.manner, days.manner} == {Manner.INSTEAD}


async def test_every_button_of_every_menu_does_something(
    prefer: Prefer, store: Store, ask_for: AskFor
) -> None:
    """Each that leads to a menu shows it, each that sets something sets it."""
    chat = await chat_of(store)
    for setting in set(Setting) - {Setting.PUBLISH, Setting.PING}:
        (view,) = await ask_for(prefer.pressed, setting.value)
        for data in buttons(view).values():
            await store.set_settings(chat.key, SETTINGS)
            (answer,) = await ask_for(prefer.pressed, data.removeprefix("1:set:"))
            assert answer.manner is Manner.INSTEAD


async def test_the_last_day_stays(prefer: Prefer, store: Store, ask_for: AskFor) -> None:
    """Never none; the refusal says what is meant instead."""
    await ask_for(prefer.settings, "days Fri")
    with pytest.raises(Refusal, match=r"/pause"):
        await ask_for(prefer.pressed, "days:-4")
    assert (await chat_of(store)).settings.days == (4,)


async def test_a_change_of_language_is_answered_in_it(
    prefer: Prefer, store: Store, ask_for: AskFor
) -> None:
    """In a private chat it is the reader's own from then on."""
    (view,) = await ask_for(prefer.settings, "language 中文")
    assert said(view)[:3] == ["设置", "已更改。语言：中文", "语言：中文"]
    assert (await chat_of(store)).settings.language == "zh"
    assert (await store.open_reader("sink", "7", at=NOW)).language == "zh"


async def test_the_language_of_a_group_is_nobodys_own(
    prefer: Prefer, store: Store, ask_for: AskFor
) -> None:
    """Who set it there reads cards as before."""
    await ask_for(prefer.settings, "language zh", kind=ChatKind.GROUP)
    assert (await chat_of(store)).settings.language == "zh"
    assert (await store.open_reader("sink", "7", at=NOW)).language == ""


async def test_only_languages_that_are_offered_can_be_chosen(desk: Desk, ask_for: AskFor) -> None:
    """Those of the deployment, by their own names."""
    prefer = Prefer(replace(desk, deployment=replace(desk.deployment, languages=("en", "ja"))))
    (view,) = await ask_for(prefer.pressed, "language")
    assert buttons(view)["日本語"] == "1:set:language:ja"
    with pytest.raises(Refusal, match=r"中文 is not offered here; there are English, 日本語"):
        await ask_for(prefer.settings, "language 中文")


async def test_a_zone_changes_the_clock_at_once(prefer: Prefer, ask_for: AskFor) -> None:
    """Local time is that of the new zone; hours from UTC are explained."""
    (city,) = await ask_for(prefer.pressed, "zone:Asia/Shanghai")
    assert "Local time: Wed 26 Nov, 23:00 (UTC+8)" in said(city)
    (fixed,) = await ask_for(prefer.settings, "zone UTC+8")
    assert said(fixed)[2].startswith("UTC+8 is the same all the year")


@pytest.mark.parametrize("words", ["zone Europe", "zone 欧洲"])
async def test_a_region_is_no_zone_but_has_them(
    prefer: Prefer, ask_for: AskFor, words: str
) -> None:
    """By its name in words, and page by page behind arrows."""
    (view,) = await ask_for(prefer.settings, words, language="zh")
    assert "✓ 柏林 16:00" in buttons(view)
    (second,) = await ask_for(prefer.pressed, "zone:Europe:2")
    assert (second.manner, "2/4" in buttons(second)) == (Manner.INSTEAD, True)
    (first,) = await ask_for(prefer.pressed, "zone:Europe:x")
    assert "1/4" in buttons(first)


async def test_a_mistyped_zone_is_offered_the_nearest(
    prefer: Prefer, store: Store, ask_for: AskFor
) -> None:
    """As buttons that set them; nothing is stored; what is like nothing is refused."""
    (view,) = await ask_for(prefer.settings, "zone Belrin")
    assert said(view)[0].startswith("No single time zone is called Belrin. Did you mean")
    assert buttons(view)["Europe/Berlin"] == "1:set:zone:Europe/Berlin"
    with pytest.raises(Refusal, match=r"There is no time zone xyzzyx"):
        await ask_for(prefer.settings, "zone xyzzyx")
    assert (await chat_of(store)).settings == SETTINGS


async def test_cards_are_for_private_chats(prefer: Prefer, store: Store, ask_for: AskFor) -> None:
    """A group is told so, and shown as compact whatever it was set to."""
    with pytest.raises(Refusal, match=r"only a private chat can have cards"):
        await ask_for(prefer.settings, "layout cards", kind=ChatKind.GROUP)
    chat = await chat_of(store, ChatKind.GROUP)
    await store.set_settings(chat.key, replace(SETTINGS, layout=Layout.CARDS))
    (view,) = await ask_for(prefer.settings, kind=ChatKind.GROUP)
    assert "Layout: compact" in said(view)


async def test_the_next_digest_is_told(prefer: Prefer, store: Store, ask_for: AskFor) -> None:
    """When it is due; that it is waited for; that the chat is paused."""
    chat = await chat_of(store)
    await store.follow(chat.key, "cs.CV", at=NOW, most=50)
    (waited,) = await ask_for(prefer.settings)
    assert said(waited)[-1] == "Next digest: as soon as arXiv's list is here"
    today = date(2025, 11, 26)
    plan = Plan(
        chat=chat.key,
        day=today,
        first_batch_day=today,
        last_batch_day=today,
        arrival=1,
        accounts="{}",
    )
    await store.keep_plans([plan])
    (due,) = await ask_for(prefer.settings, "hour 9")
    assert said(due)[-1] == "Next digest: Thu 27 Nov, 09:00"
    (chinese,) = await ask_for(prefer.settings, language="zh")
    assert said(chinese)[-1] == "下一期：11月27日（周四）09:00"
    until = NOW + timedelta(days=3)
    await store.set_state(chat.key, ChatState.PAUSED, resumes_at=until)
    (paused,) = await ask_for(prefer.settings)
    assert said(paused)[-1] == "This chat is paused; /resume brings digests again."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("colour", "not known any more"),
        ("colour:red", "not known any more"),
        ("limit:1000", "from 1 to 100"),
        ("hour:99", "Write an hour"),
        ("days:+9", "Write days"),
        ("language:xx", "not offered here"),
        ("layout:wide", "not one of its values"),
    ],
)
async def test_old_and_strange_buttons_are_told_kindly(
    prefer: Prefer, store: Store, ask_for: AskFor, words: str, told: str
) -> None:
    """And change nothing."""
    with pytest.raises(Refusal, match=told):
        await ask_for(prefer.pressed, words)
    assert (await chat_of(store)).settings == SETTINGS


PARTS = st.lists(
    st.sampled_from([*Setting, "all", ":", "=", " ", "Europe", "-4", "8pm", "{x}", "off", "日"]),
    max_size=5,
).map("".join)


@example(words="zone " + "é" * 4091, language="zh")
@example(words="days " + "mon-fri," * 511, language="en")
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    words=st.text(st.characters(codec=None), max_size=4096) | PARTS,
    language=st.sampled_from(["en", "zh"]),
)
async def test_whatever_is_written_gets_a_kind_answer(
    prefer: Prefer, ask_for: AskFor, words: str, language: str
) -> None:
    """A view, or a short refusal that can be said in the chat's language."""
    for run in (prefer.settings, prefer.pressed):
        try:
            assert all(map(dump, await ask_for(run, words, language=language)))
        except Refusal as refusal:
            told = Wording(language, BERLIN).told(refusal)
            assert 0 < len(told) < 300


LAB = Audience(publishes=True, roles=(Role(id="5", name="Papers"), Role(id="6", name="Chemists")))


def of_a_server(desk: Desk, audience: Audience = LAB) -> Prefer:
    """The family, where chats have this *audience*."""

    async def of(address: Address) -> Audience:
        return audience

    return Prefer(replace(desk, audience=of))


async def test_a_server_is_told_whom_its_digests_reach(
    desk: Desk, store: Store, ask_for: AskFor
) -> None:
    """Set by words and by buttons; a role by its mention, and shown by its name."""
    prefer = of_a_server(desk)
    await ask_for(prefer.settings, kind=ChatKind.GROUP)
    (home,) = await ask_for(prefer.settings)
    assert {"Publish: off", "Role called: nobody"} <= set(said(home))
    (home,) = await ask_for(prefer.settings, "publish yes")
    assert said(home)[1] == "Changed. Publish: on"
    (home,) = await ask_for(prefer.settings, "ping <@&5>")
    assert said(home)[1] == "Changed. Role called: @Papers"
    (menu,) = await ask_for(prefer.pressed, "ping")
    assert buttons(menu)["✓ Papers"] == "1:set:ping:5"
    (home,) = await ask_for(prefer.pressed, "ping:6")
    assert "Role called: @Chemists" in said(home)
    settings = (await chat_of(store)).settings
    assert (settings.publish, settings.ping) == (True, "6")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("publish yes", "Only an announcement channel"),
        ("publish", "Only an announcement channel"),
        ("ping @Papers", "Only a Discord server has roles"),
    ],
)
async def test_elsewhere_nobody_else_is_reached(
    prefer: Prefer, store: Store, ask_for: AskFor, words: str, told: str
) -> None:
    """A kind sentence, and nothing is changed; the menu does not speak of it."""
    with pytest.raises(Refusal, match=told):
        await ask_for(prefer.settings, words)
    (home,) = await ask_for(prefer.settings)
    assert not {"Publish: off", "Role called: nobody"} & set(said(home))
    assert (await chat_of(store)).settings == SETTINGS


async def test_what_was_set_is_taken_back_anywhere(
    desk: Desk, prefer: Prefer, store: Store, ask_for: AskFor
) -> None:
    """Also where the channel is no announcement channel any more, or nobody knows its roles."""
    chat = await chat_of(store)
    await store.set_settings(chat.key, replace(SETTINGS, publish=True, ping="5"))
    (home,) = await ask_for(prefer.settings)
    assert "Role called: a role that is not there any more" in said(home)
    (home,) = await ask_for(prefer.settings, "ping none")
    assert said(home)[1] == "Changed. Role called: nobody"
    (home,) = await ask_for(prefer.settings, "publish no")
    assert said(home)[1] == "Changed. Publish: off"
    assert (await chat_of(store)).settings == SETTINGS


async def test_a_role_that_would_not_hear_is_told_of(desk: Desk, ask_for: AskFor) -> None:
    """At once when it is chosen."""
    deaf = Audience(roles=(Role(id="5", name="Papers", hears=False),))
    (home,) = await ask_for(of_a_server(desk, deaf).settings, "ping @Papers")
    assert said(home)[1] == "Changed. Role called: @Papers"
    assert said(home)[2].startswith("This role sees its name, but is not notified")
