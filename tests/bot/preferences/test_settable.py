"""Settings, as people name them and their values."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.audience import NOBODY_ELSE, Audience, Role
from bot.preferences.naming import CALLED, setting_named
from bot.preferences.settable import (
    Setting,
    check_has_meaning,
    meant_for,
    preferences,
)
from bot.refusal import Refusal
from bot.wording import Wording
from storage.people import ChatSettings, Layout, Order, Revisions

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
LANGUAGES = ("en", "zh", "ja")
PAPERS = Role(id="101", name="Papers")
ROLES = (
    PAPERS,
    Role(id="102", name="@深度 学习", hears=False),
    Role(id="103", name="{x} [a](b) *"),
)
LAB = Audience(publishes=True, roles=ROLES)
ALL = preferences(LANGUAGES, LAB)
BEFORE = ChatSettings(zone=BERLIN)
SETTINGS = st.builds(
    ChatSettings,
    language=st.sampled_from(LANGUAGES),
    hour=st.times().map(lambda hour: hour.replace(second=0, microsecond=0)),
    zone=st.sampled_from([BERLIN, SHANGHAI, ZoneInfo("UTC"), ZoneInfo("Etc/GMT+3")]),
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    limit=st.integers(1, 100),
    layout=st.sampled_from(Layout),
    order=st.sampled_from(Order),
    cross_lists=st.booleans(),
    revisions=st.sampled_from(Revisions),
    empty_days=st.booleans(),
    publish=st.booleans(),
    ping=st.sampled_from(["", *(role.id for role in ROLES)]),
)


def test_everything_that_a_chat_has_can_be_set() -> None:
    """A setting a field, in one order everywhere."""
    fields = [setting.value.replace("-", "_") for setting in ALL]
    assert fields == list(ChatSettings.__dataclass_fields__)
    assert list(ALL) == list(Setting) == list(CALLED)


@pytest.mark.parametrize(
    ("words", "setting", "value"),
    [
        ("hour", Setting.HOUR, ""),
        ("hour 08:30", Setting.HOUR, "08:30"),
        ("Hour: 08:30", Setting.HOUR, "08:30"),
        ("hour=8", Setting.HOUR, "8"),
        ("hour:", Setting.HOUR, ""),
        ("time 8 pm", Setting.HOUR, "8 pm"),
        ("zone New York", Setting.ZONE, "New York"),
        ("time zone New York", Setting.ZONE, "New York"),
        ("timezone Berlin", Setting.ZONE, "Berlin"),
        ("cross-lists off", Setting.CROSS_LISTS, "off"),
        ("cross_lists off", Setting.CROSS_LISTS, "off"),
        ("Cross lists off", Setting.CROSS_LISTS, "off"),
        ("empty days on", Setting.EMPTY_DAYS, "on"),
        ("papers a digest 20", Setting.LIMIT, "20"),
        ("days Mon, Fri", Setting.DAYS, "Mon, Fri"),
        ("语言 中文", Setting.LANGUAGE, "中文"),
        ("时区：上海", Setting.ZONE, "上海"),
    ],
)
def test_a_setting_is_found_by_its_names(words: str, setting: Setting, value: str) -> None:
    """Of one word or several, with any sign behind them."""
    assert setting_named(words) == (setting, value)


@pytest.mark.parametrize("setting", Setting)
def test_a_setting_is_found_by_what_menus_call_it(setting: Setting) -> None:
    """In every language."""
    for language in ("en", "zh"):
        label = Wording(language, BERLIN).say(ALL[setting].label)
        assert setting_named(f"{label} x") == (setting, "x")


def test_a_mistyped_setting_has_the_nearest() -> None:
    """Or all of them, where none is near."""
    with pytest.raises(Refusal, match=r"no setting languge\. Did you mean language\?"):
        setting_named("languge zh")
    with pytest.raises(Refusal, match=r"no setting 08; there are language, hour, zone"):
        setting_named("08:30")
    with pytest.raises(Refusal, match=r"no setting :; there are"):
        setting_named(":")


@pytest.mark.parametrize(
    ("setting", "words", "changes"),
    [
        (Setting.LANGUAGE, "中文", {"language": "zh"}),
        (Setting.LANGUAGE, "Chinese", {"language": "zh"}),
        (Setting.LANGUAGE, "zh-CN", {"language": "zh"}),
        (Setting.LANGUAGE, "日语", {"language": "ja"}),
        (Setting.HOUR, "20h15", {"hour": time(20, 15)}),
        (Setting.ZONE, "上海", {"zone": SHANGHAI}),
        (Setting.DAYS, "Mon, Fri", {"days": (0, 4)}),
        (Setting.DAYS, "-0", {"days": (1, 2, 3, 4, 5, 6)}),
        (Setting.DAYS, "+0", {}),
        (Setting.LIMIT, "1", {"limit": 1}),
        (Setting.LIMIT, "100 papers", {"limit": 100}),
        (Setting.LIMIT, "２０篇", {"limit": 20}),
        (Setting.LAYOUT, "Cards", {"layout": Layout.CARDS}),
        (Setting.LAYOUT, "卡片", {"layout": Layout.CARDS}),
        (Setting.ORDER, "for you", {"order": Order.FOR_YOU}),
        (Setting.ORDER, "for-you", {"order": Order.FOR_YOU}),
        (Setting.ORDER, "ARXIV", {}),
        (Setting.CROSS_LISTS, "off", {"cross_lists": False}),
        (Setting.CROSS_LISTS, "关", {"cross_lists": False}),
        (Setting.REVISIONS, "all", {"revisions": Revisions.ALL}),
        (Setting.REVISIONS, "no", {"revisions": Revisions.OFF}),
        (Setting.EMPTY_DAYS, "否", {"empty_days": False}),
        (Setting.EMPTY_DAYS, "yes", {}),
    ],
)
def test_words_become_values(setting: Setting, words: str, changes: dict[str, object]) -> None:
    """In English and Chinese; nothing else changes."""
    after = ALL[setting].put(BEFORE, words)
    found = {name: getattr(after, name) for name in ChatSettings.__dataclass_fields__}
    wanted = {name: getattr(BEFORE, name) for name in ChatSettings.__dataclass_fields__}
    assert found == {**wanted, **changes}


@pytest.mark.parametrize(
    ("setting", "words", "said"),
    [
        (
            Setting.LANGUAGE,
            "Klingon",
            r"Klingon is not offered here; there are English, 中文, 日本語",
        ),
        (Setting.LANGUAGE, "de", r"de is not offered here"),
        (Setting.LIMIT, "0", r"from 1 to 100 papers"),
        (Setting.LIMIT, "101", r"from 1 to 100 papers"),
        (Setting.LIMIT, "many", r"from 1 to 100 papers"),
        (Setting.LAYOUT, "wide", r"wide is not one of its values: compact, cards\."),
        (Setting.CROSS_LISTS, "maybe", r"maybe is not one of its values: on, off\."),
    ],
)
def test_what_is_no_value_is_told_kindly(setting: Setting, words: str, said: str) -> None:
    """With those that are."""
    with pytest.raises(Refusal, match=said):
        ALL[setting].put(BEFORE, words)


def test_one_day_stays() -> None:
    """However the others were taken away."""
    friday = ALL[Setting.DAYS].put(BEFORE, "Fri")
    with pytest.raises(Refusal, match=r"One day stays at least"):
        ALL[Setting.DAYS].put(friday, "-4")
    assert ALL[Setting.DAYS].put(friday, "-3") == friday


def test_a_language_without_a_name_is_its_code() -> None:
    """A deployment may have set one that is not known here."""
    only = preferences(["xx"])[Setting.LANGUAGE]
    assert only.put(BEFORE, "xx").language == only.example == "xx"
    assert only.said(ChatSettings(language="xx"), Wording("en", BERLIN)) == "xx"


@given(settings=SETTINGS, language=st.sampled_from(["en", "zh"]), setting=st.sampled_from(Setting))
def test_what_is_said_is_understood(
    settings: ChatSettings, language: str, setting: Setting
) -> None:
    """Each value, printed and read again, is the same; so is each choice, and the example."""
    preference, wording = ALL[setting], Wording(language, BERLIN)
    assert preference.put(settings, preference.said(settings, wording)) == settings
    for choice in preference.choices:
        by_code = preference.put(settings, choice.written)
        assert by_code == preference.put(settings, choice.said(wording))
    assert preference.put(settings, preference.example)


@given(st.text(st.characters(codec=None), max_size=4096), st.sampled_from(Setting))
def test_any_words_are_answered(words: str, setting: Setting) -> None:
    """By settings, or a short refusal that can be said in Chinese."""
    for put in (
        lambda: ALL[setting].put(BEFORE, words),
        lambda: setting_named(f"{setting}{words}"),
        lambda: setting_named(words),
    ):
        try:
            assert put()
        except Refusal as refusal:
            said = Wording("zh", BERLIN).told(refusal)
            assert len(said) < 250


@pytest.mark.parametrize(
    "words", ["<@&101>", " <@&101> ", "101", "Papers", "@papers", "PAPERS", "@Ｐapers"]
)
def test_a_role_is_named_as_people_name_it(words: str) -> None:
    """By what Discord's app fills in, by its id, by its name."""
    ping = ALL[Setting.PING]
    after = ping.put(BEFORE, words)
    assert after.ping == PAPERS.id
    assert ping.said(after, Wording("en", BERLIN)) == "@Papers"
    assert ping.put(after, "none").ping == ping.put(after, "off").ping == ""


@pytest.mark.parametrize("words", ["@everyone", "everyone", "@here", "@Everyone", "所有人"])
def test_everybody_is_never_called(words: str) -> None:
    """Nobody's server is woken up as a whole."""
    with pytest.raises(Refusal, match="Everybody at once is never called"):
        ALL[Setting.PING].put(BEFORE, words)


@pytest.mark.parametrize("words", ["<@&999>", "@Chemists", "<@101>", "<@&101> <@&102>", "999"])
def test_a_role_of_nobody_here_is_not_called(words: str) -> None:
    """Also one of another server, a person, or two at once."""
    with pytest.raises(Refusal, match="This server has no role"):
        ALL[Setting.PING].put(BEFORE, words)


def test_which_of_two_roles_is_asked() -> None:
    """By name it is not known."""
    twins = (PAPERS, Role(id="104", name="papers"))
    ping = preferences(LANGUAGES, Audience(roles=twins))[Setting.PING]
    with pytest.raises(Refusal, match="Several roles"):
        ping.put(BEFORE, "Papers")
    assert ping.put(BEFORE, "<@&104>").ping == "104"


def test_a_role_that_is_gone_is_said_to_be() -> None:
    """It can be taken back all the same."""
    before = replace(BEFORE, ping="7")
    ping = ALL[Setting.PING]
    assert ping.said(before, Wording("en", BERLIN)) == "a role that is not there any more"
    assert ping.put(before, "none").ping == ""


def test_only_settings_with_a_meaning_are_shown() -> None:
    """What is set already can be taken back, wherever it is."""
    hidden = {Setting.PUBLISH, Setting.PING}
    assert set(Setting) - set(meant_for(BEFORE, NOBODY_ELSE, ALL)) == hidden
    assert set(meant_for(BEFORE, LAB, ALL)) == set(Setting)
    reached = replace(BEFORE, publish=True, ping="101")
    assert set(meant_for(reached, NOBODY_ELSE, ALL)) == set(Setting)
    for setting, told in ((Setting.PUBLISH, "announcement channel"), (Setting.PING, "has roles")):
        with pytest.raises(Refusal, match=told):
            check_has_meaning(setting, BEFORE, NOBODY_ELSE)
        check_has_meaning(setting, BEFORE, LAB)


def test_roles_that_hear_are_shown_first() -> None:
    """Only some of many, and never the role of everybody, which no audience has."""
    many = tuple(Role(id=str(n), name=f"r{n}", hears=n > 20) for n in range(1, 40))
    choices = preferences(LANGUAGES, Audience(roles=many))[Setting.PING].choices
    assert [choice.label for choice in choices[:3]] == ["nobody", "r21", "r22"]
    assert len(choices) == 11
