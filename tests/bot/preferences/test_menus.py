"""The menus of settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.audience import Audience, Role
from adapters.discord.sizes import fits as fits_discord
from adapters.telegram.render import fits as fits_telegram
from adapters.views import View, ViewKind, dump, load
from bot.preferences.menus import A_PAGE, Menus, changed_in_words
from bot.preferences.settable import Setting, preferences
from bot.preferences.zones import REGIONS, cities_of
from bot.wording import Wording
from storage.people import ChatKind, ChatSettings, Layout

NOW = datetime(2025, 11, 26, 15, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
LANGUAGES = ("en", "zh")
FITS = (fits_telegram, fits_discord)


def menus(language: str = "en", **changes: Any) -> Menus:
    """The menus of a private chat in Berlin, with *changes*."""
    facts: dict[str, Any] = {
        "preferences": preferences(LANGUAGES),
        "settings": ChatSettings(language=language, zone=BERLIN),
        "kind": ChatKind.PRIVATE,
        "wording": Wording(language, BERLIN),
        "now": NOW,
        "heals": True,
    }
    return Menus(**{**facts, **changes})


def said(view: View) -> list[str]:
    """All lines of a view."""
    return [line.text for line in (*view.head, *view.lines, *view.foot)]


def labels(view: View) -> list[list[str]]:
    """The labels of its buttons, row by row."""
    return [[action.label for action in row] for row in view.actions]


def data(view: View) -> list[str]:
    """What its buttons carry."""
    return [action.data for row in view.actions for action in row]


def test_all_settings_are_shown_with_their_values() -> None:
    """In words, with the local time, what comes next, and a button each."""
    view = menus().home("Next digest: soon")
    assert view.kind is ViewKind.MENU
    assert said(view) == [
        "Settings",
        "Language: English",
        "Hour: 08:30",
        "Time zone: Berlin",
        "Days: every day",
        "Papers a digest: 10",
        "Layout: compact",
        "Order: arXiv",
        "Cross-lists: on",
        "New versions: of saved papers",
        "Empty days: on",
        "Local time: Wed 26 Nov, 16:00 (UTC+1)",
        "Next digest: soon",
    ]
    everywhere = [one for one in Setting if one not in (Setting.PUBLISH, Setting.PING)]
    assert data(view) == [f"1:set:{setting}" for setting in everywhere]


def test_settings_are_said_in_the_chats_language() -> None:
    """Names, values, days, the local time."""
    settings = ChatSettings(language="zh", zone=BERLIN, days=(0, 4))
    view = menus("zh", settings=settings).home("")
    assert {"语言：中文", "时区：柏林", "送达日：周一和周五", "新版本：已收藏的论文"} <= set(
        said(view)
    )
    assert "当地时间：11月26日（周三）16:00（UTC+1）" in said(view)
    assert labels(view)[0] == ["语言", "送达时间", "时区", "送达日"]


def test_what_was_changed_is_said_first() -> None:
    """Above all else, in the whole menu and in that of one setting."""
    told = menus(told=("Changed.",))
    assert said(told.home(""))[1] == said(told.of(Setting.HOUR))[1] == "Changed."


@pytest.mark.parametrize("setting", Setting)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_menu_fits_a_platform(setting: Setting, language: str) -> None:
    """A way back, at most forty buttons, at most five in a row, and it can be stored."""
    view = menus(language).of(setting)
    assert data(view)[-1] == "1:set:all"
    assert len(data(view)) <= 40
    assert max(map(len, labels(view))) <= 5
    assert load(dump(view)) == view
    assert "/settings" in said(view)[-1]
    assert all(fits(view) for fits in FITS)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_of_cities_fits_a_platform(region: str, language: str) -> None:
    """However long their names are."""
    zones = cities_of(region, NOW)
    for page in range(1, -(-len(zones) // A_PAGE) + 1):
        view = menus(language, told=("Changed.",)).cities(region, page)
        assert all(fits(view) for fits in FITS)


@pytest.mark.parametrize(
    ("setting", "rows"),
    [
        (Setting.LANGUAGE, [["✓ English", "中文"]]),
        (Setting.LIMIT, [["5", "✓ 10", "20", "30", "50"]]),
        (Setting.LAYOUT, [["✓ compact", "cards"]]),
        (Setting.ORDER, [["✓ arXiv", "for you"]]),
        (Setting.CROSS_LISTS, [["✓ on", "off"]]),
        (Setting.REVISIONS, [["✓ of saved papers", "all"], ["off"]]),
        (
            Setting.DAYS,
            [
                ["✓ Mon", "✓ Tue", "✓ Wed", "✓ Thu"],
                ["✓ Fri", "✓ Sat", "✓ Sun"],
                ["✓ every day", "weekdays"],
            ],
        ),
    ],
)
def test_the_present_choice_is_marked(setting: Setting, rows: list[list[str]]) -> None:
    """The others are not."""
    assert labels(menus().of(setting)) == [*rows, ["Back"]]


def test_an_hour_is_chosen_from_a_grid() -> None:
    """All hours with the minutes of now, and the quarters of the present hour."""
    view = menus(settings=ChatSettings(hour=time(8, 20), zone=BERLIN)).of(Setting.HOUR)
    rows = labels(view)
    assert rows[0] == ["00:20", "01:20", "02:20", "03:20", "04:20"]
    assert rows[1][3] == "✓ 08:20"
    assert rows[5] == ["08:00", "08:15", "08:30", "08:45"]
    assert data(view)[0] == "1:set:hour:00.20"


def test_days_are_added_and_taken_away() -> None:
    """Whatever an old message shows: a button says what it does."""
    view = menus(settings=ChatSettings(zone=BERLIN, days=(0,))).of(Setting.DAYS)
    assert data(view)[:2] == ["1:set:days:-0", "1:set:days:+1"]
    assert data(view)[7:9] == ["1:set:days:daily", "1:set:days:weekdays"]


def test_a_zone_is_chosen_by_its_region() -> None:
    """The present one is marked; UTC is there as well."""
    rows = labels(menus().of(Setting.ZONE))
    assert [label for row in rows for label in row][:2] == ["Africa", "America"]
    assert ["Australia", "✓ Europe"] in rows
    assert rows[-2:] == [["UTC 15:00"], ["Back"]]


def test_a_region_opens_where_the_chat_is() -> None:
    """Pages of cities with their clocks, arrows, and two ways back."""
    view = menus().cities("Europe", 0)
    assert said(view)[:2] == ["Time zone: Berlin", "Europe"]
    assert "✓ Berlin 16:00" in [label for row in labels(view) for label in row]
    assert "1:set:zone:Europe/Berlin" in data(view)
    assert labels(view)[-2:] == [["1/4", "›"], ["All regions", "Back"]]
    assert data(view)[-4:] == [
        "1:set:zone:Europe:1",
        "1:set:zone:Europe:2",
        "1:set:zone",
        "1:set:all",
    ]
    assert menus().cities("Europe", 99) == menus().cities("Europe", 4)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_region_fits_a_platform(region: str, language: str) -> None:
    """On each page at most 25 buttons; all pages together have every city."""
    seen: set[str] = set()
    for page in range(1, 9):
        view = menus(language).cities(region, page)
        assert len(data(view)) <= 25
        assert max(map(len, labels(view))) <= 5
        seen |= {one for one in data(view) if "/" in one}
    assert seen == {f"1:set:zone:{zone.key}" for zone in cities_of(region, NOW)}


def test_one_page_of_cities_needs_no_arrows() -> None:
    """Nor a page that is not there."""
    assert labels(menus().cities("Arctic", 7)) == [
        ["Longyearbyen 16:00"],
        ["All regions", "Back"],
    ]


def test_a_group_is_told_that_it_has_no_cards() -> None:
    """And is offered none."""
    view = menus(kind=ChatKind.GROUP).of(Setting.LAYOUT)
    assert said(view)[1:] == ["Here digests are compact; only a private chat can have cards."]
    assert labels(view) == [["Back"]]


def test_languages_come_with_what_they_bring() -> None:
    """Without a language model, and where the bot speaks no more than English."""
    plain = said(menus().of(Setting.LANGUAGE))
    assert not any("language model" in line for line in plain)
    offline = said(menus(heals=False).of(Setting.LANGUAGE))
    assert any("sentences of the abstract, in its own language" in line for line in offline)
    assert not any("stay English" in line for line in offline)
    more = said(menus(preferences=preferences(("en", "ja"))).of(Setting.LANGUAGE))
    assert any("in other languages they stay English" in line for line in more)


def test_a_change_is_told_with_what_it_means() -> None:
    """What did not change is said so; hours from UTC have no summer time."""
    before = menus()
    fixed = replace(before, settings=ChatSettings(zone=ZoneInfo("Etc/GMT-8")))
    cards = replace(before, settings=replace(before.settings, layout=Layout.CARDS))
    assert changed_in_words(before, cards, Setting.LAYOUT) == ("Changed. Layout: cards",)
    assert changed_in_words(cards, cards, Setting.LAYOUT) == ("As it was. Layout: cards",)
    assert changed_in_words(before, fixed, Setting.ZONE) == (
        "Changed. Time zone: UTC+8",
        "UTC+8 is the same all the year; a city such as Berlin has its summer time.",
    )


def test_the_roles_of_a_server_are_buttons() -> None:
    """By their names, whatever they are; one that would not hear is told of."""
    roles = (Role(id="5", name="{Papers}"), Role(id="6", name="Hour", hears=False))
    audience = Audience(roles=roles)
    settings = ChatSettings(language="zh", zone=BERLIN, ping="6")
    facts = {"preferences": preferences(LANGUAGES, audience), "audience": audience}
    view = menus("zh", settings=settings, kind=ChatKind.GROUP, **facts).of(Setting.PING)
    assert [label for row in labels(view) for label in row][:3] == ["不提醒", "{Papers}", "✓ Hour"]
    assert data(view)[:3] == ["1:set:ping:none", "1:set:ping:5", "1:set:ping:6"]
    assert "@Hour" in said(view)[0]
    assert any("不会收到通知" in text for text in said(view))
