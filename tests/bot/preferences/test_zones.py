"""Time zones, as people call them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preferences.cities import CALLED, SHARED
from bot.preferences.zones import (
    REGIONS,
    UnknownZone,
    cities_of,
    folded,
    is_fixed,
    offset_name,
    parse_zone,
    region_of,
    spelled,
    zone_name,
)
from bot.refusal import Refusal
from bot.wording import Wording

NOW = datetime(2025, 11, 26, 15, 0, tzinfo=UTC)
PLACES = [zone for region in REGIONS for zone in cities_of(region, NOW)]
FULL_HOURS = [ZoneInfo(f"Etc/GMT{-hour:+d}") for hour in range(-12, 15) if hour]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" Europe Berlin ", "Europe/Berlin"),
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("上海", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("中国", "Asia/Shanghai"),
        ("纽约", "America/New_York"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("Eastern Time", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("MÜNCHEN", "Europe/Berlin"),
        ("St. John’s", "America/St_Johns"),
        ("Calcutta", "Asia/Kolkata"),
        ("US/Eastern", "America/New_York"),
        ("Japan", "Asia/Tokyo"),
        ("法国", "Europe/Paris"),
        ("UTC", "UTC"),
        ("GMT", "UTC"),
        ("Etc/UTC", "UTC"),
        ("utc+0", "UTC"),
        ("UTC+8", "Etc/GMT-8"),
        ("ＵＴＣ＋８", "Etc/GMT-8"),
        ("Etc/GMT-8", "Etc/GMT-8"),
        ("gmt -3", "Etc/GMT+3"),
        ("UTC−05:00", "Etc/GMT+5"),
        ("+05:30", "Asia/Kolkata"),
        ("GMT+5:30", "Asia/Kolkata"),
        ("+0545", "Asia/Kathmandu"),
        ("-9:30", "Pacific/Marquesas"),
    ],
)
def test_a_zone_has_many_names(words: str, key: str) -> None:
    """Keys, cities, countries, abbreviations, and distances from UTC."""
    assert parse_zone(words).key == key


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("Belrin", ("Europe/Berlin",)),
        ("Shangai", ("Asia/Shanghai",)),
        ("New Yrok", ("America/New_York",)),
        ("+05:15", ("UTC+5", "Asia/Kolkata", "Asia/Kathmandu")),
        ("+15", ("UTC+14", "UTC+13")),
        ("CST", ("America/Chicago", "Asia/Shanghai", "America/Havana")),
        ("United States", ("America/New_York", "America/Chicago", "America/Los_Angeles")),
        ("Mongolia", ("Asia/Ulaanbaatar", "Asia/Hovd")),
    ],
)
def test_what_is_mistyped_or_shared_has_the_nearest(words: str, nearest: tuple[str, ...]) -> None:
    """At most three, the nearest first, as they are to be written."""
    with pytest.raises(UnknownZone) as refused:
        parse_zone(words)
    told = tuple(map(spelled, refused.value.nearest))
    assert told[: len(nearest)] == nearest
    assert len(told) <= 3
    assert f"is called {words}. Did you mean {', '.join(told)}?" in str(refused.value)


def test_what_is_like_nothing_is_told_what_to_write() -> None:
    """With examples, in the reader's language."""
    with pytest.raises(UnknownZone, match=r"Name a large city near you") as refused:
        parse_zone("xyzzyx")
    assert refused.value.nearest == ()
    assert Wording("zh", ZoneInfo("UTC")).told(refused.value).startswith("没有 xyzzyx 这个时区")


def test_what_is_printed_is_understood() -> None:
    """Every place by its key and by its names, every full hour, UTC."""
    for zone in (*PLACES, *FULL_HOURS, ZoneInfo("UTC")):
        assert parse_zone(spelled(zone)) == zone
        assert parse_zone(zone_name(zone, "en")) == zone
        assert parse_zone(zone_name(zone, "zh")) == zone


def test_what_a_computer_prints_is_understood() -> None:
    """Every key that Python knows is a zone with the same clocks, except those that many share."""
    for key in available_timezones() - {"localtime", "Factory"}:
        if folded(key) in SHARED or key in ("CET", "EET", "EST", "WET"):
            continue  # a city's clocks are meant, which have summer time
        zone = parse_zone(key)
        assert NOW.astimezone(zone).utcoffset() == NOW.astimezone(ZoneInfo(key)).utcoffset(), key


def test_the_tables_hold_what_they_say() -> None:
    """Their names are folded, their zones are places."""
    assert {name for name in CALLED if folded(name) != name} <= {
        "münchen", "tübingen", "göttingen", "köln"
    }  # fmt: skip
    places = {zone.key for zone in (*PLACES, ZoneInfo("UTC"))}
    assert set(CALLED.values()) <= places
    assert {key for keys in SHARED.values() for key in keys} <= places


def test_a_region_has_its_cities_from_west_to_east() -> None:
    """By the clocks of the day, then by name; no city twice."""
    zones = cities_of("Europe", NOW)
    offsets = [NOW.astimezone(zone).utcoffset() for zone in zones]
    assert offsets == sorted(offsets, key=str)
    assert [zone.key for zone in zones[:2]] == ["Europe/Dublin", "Europe/Guernsey"]
    assert len(PLACES) == len(set(PLACES)) > 400
    assert all(region_of(zone) for zone in PLACES)
    assert region_of(ZoneInfo("Etc/GMT-8")) == ""


@pytest.mark.parametrize(
    ("key", "english", "chinese", "offset"),
    [
        ("Europe/Berlin", "Berlin", "柏林", "UTC+1"),
        ("Asia/Kolkata", "Kolkata", "加尔各答", "UTC+5:30"),
        ("America/St_Johns", "St. John’s", "圣约翰斯", "UTC-3:30"),
        ("America/Coyhaique", "Coyhaique", "Coyhaique", "UTC-3"),
        ("Etc/GMT-8", "UTC+8", "UTC+8", "UTC+8"),
        ("UTC", "UTC", "UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city(key: str, english: str, chinese: str, offset: str) -> None:
    """In the reader's language, English where the bot does not speak it; and how far from UTC."""
    zone = ZoneInfo(key)
    assert (zone_name(zone, "en"), zone_name(zone, "zh")) == (english, chinese)
    assert zone_name(zone, "ja") == english
    assert offset_name(zone, NOW) == offset
    assert is_fixed(zone) == key.startswith("Etc/")


@given(
    st.text(st.characters(codec=None), max_size=4096)
    | st.from_regex(r"(utc|GMT)? ?[-+] ?[0-9]{1,3}(:[0-9]{1,3})?", fullmatch=True)
    | st.sampled_from(sorted(CALLED)).map(lambda name: f"{name[1:]}{name[:1]}")
)
def test_any_words_are_answered(words: str) -> None:
    """By a zone that prints and reads as the same, or by a short refusal."""
    try:
        zone = parse_zone(words)
    except Refusal as refusal:
        said = str(refusal)
        assert len(said) < 250
    else:
        assert parse_zone(spelled(zone)) == zone
