"""Time zones: a person's words -> the one they mean; the names of cities, by region. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import chain
from types import MappingProxyType
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global

from bot.preferences.cities import BESIDE_THE_HOUR, CALLED, SHARED
from bot.refusal import Refusal, sentence
from bot.typed import shortened, typed
from bot.wording import SPOKEN
from storage.people import UTC_ZONE

SUGGESTED = 3
REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "Africa": sentence("Africa"),
        "America": sentence("America"),
        "Antarctica": sentence("Antarctica"),
        "Arctic": sentence("Arctic"),
        "Asia": sentence("Asia"),
        "Atlantic": sentence("Atlantic Ocean"),
        "Australia": sentence("Australia"),
        "Europe": sentence("Europe"),
        "Indian": sentence("Indian Ocean"),
        "Pacific": sentence("Pacific Ocean"),
    }
)
FIXED = "Etc/GMT"  # and the hours, with the sign turned round: Etc/GMT-8 is UTC+8
WEST, EAST = -12, 14  # the outermost of them, as hours from UTC
OFFSET = re.compile(r"(?:utc|gmt|z)?\s*([-+])\s*([0-9]{1,2})(?:[:.]?([0-5][0-9]))?")
NOT_SAID = re.compile(r"['.’()]")
BETWEEN = re.compile(r"[\s_/,-]+")
BEHIND = re.compile(r"\s*(?:time zone|timezone|time|标准时间|时间|时区|市)$")
MACHINES_OWN = frozenset({"localtime", "Factory"})  # listed beside the names, and no place


class UnknownZone(Refusal):
    """What was *written* is no time zone, or several; *nearest* are some to choose from."""

    def __init__(self, written: str, keys: Sequence[str]) -> None:
        self.nearest = tuple(map(ZoneInfo, keys[:SUGGESTED]))
        if self.nearest:
            super().__init__(
                sentence("No single time zone is called {written}. Did you mean {nearest}?"),
                written=shortened(written),
                nearest=", ".join(map(spelled, self.nearest)),
            )
        else:
            super().__init__(
                sentence(
                    "There is no time zone {written}. Name a large city near you, such as Berlin,"
                    " Shanghai or New York, or an offset such as UTC+8."
                ),
                written=shortened(written),
            )


def parse_zone(words: str) -> ZoneInfo:
    """
    The zone that *words* name: `Berlin`, `asia/shanghai`, `上海`, `UTC+8`, `+05:30`.

    A full hour from UTC is a clock without summer time; beside the full hour it is the clock of a
    place that keeps it. Raises `UnknownZone`.
    """
    written = typed(words).strip()
    if match := OFFSET.fullmatch(written.casefold()):
        return _at_offset(written, match)
    name = folded(written)
    for asked in (name, BEHIND.sub("", name)):
        zones = _named().get(asked, ())
        if len(zones) == 1:
            return ZoneInfo(zones[0])
        if zones:
            raise UnknownZone(written, zones)
    raise UnknownZone(written, _nearest(name))


def zones_beginning(words: str, usual: Sequence[str]) -> Sequence[ZoneInfo]:
    """
    The zones with a name that begins like *words*, then those with one that has them within.

    While nothing is typed, the *usual* ones, by their keys.
    """
    written = typed(words).strip()
    if match := OFFSET.fullmatch(written.casefold()):
        return _nearest_offsets(written, match)
    name = folded(written)
    if not name:
        return tuple(map(ZoneInfo, dict.fromkeys(usual)))
    called = _named()
    first = (key for one, keys in called.items() if one.startswith(name) for key in keys)
    then = (key for one, keys in called.items() if f" {name}" in one for key in keys)
    return tuple(map(ZoneInfo, dict.fromkeys((*first, *then))))


def spelled(zone: ZoneInfo) -> str:
    """How *zone* is written for `parse_zone`: `Europe/Berlin`, `UTC+8`."""
    if not is_fixed(zone):
        return zone.key
    return f"UTC{-int(zone.key.removeprefix(FIXED)):+d}"


def is_fixed(zone: ZoneInfo) -> bool:
    """Whether *zone* is a number of hours from UTC, and no place."""
    return bool(re.fullmatch(rf"{FIXED}[-+][0-9]+", zone.key))


def zone_name(zone: ZoneInfo, language: str) -> str:
    """What *zone* is called in *language*: a city, or its distance from UTC."""
    if is_fixed(zone) or zone == UTC_ZONE:
        return spelled(zone)
    return _city(zone.key, language if language in SPOKEN else "en")


def offset_name(zone: ZoneInfo, now: datetime) -> str:
    """How far the clocks of *zone* are from UTC just *now*: `UTC+5:30`."""
    minutes = _minutes(zone, now)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def cities_of(region: str, now: datetime) -> tuple[ZoneInfo, ...]:
    """The zones of *region*, from west to east by their clocks of *now*, then by name."""
    zones = [ZoneInfo(key) for key in _places() if key.startswith(f"{region}/")]
    return tuple(sorted(zones, key=lambda zone: (_minutes(zone, now), zone.key)))


def region_of(zone: ZoneInfo) -> str:
    """The region of *zone*, one of `REGIONS`; '' where it is in none of them."""
    region, _, _ = zone.key.partition("/")
    return region if region in REGIONS else ""


def folded(text: str) -> str:
    """*text* without difference of case, accents, and signs between its words."""
    apart = normalize("NFKD", typed(text).casefold())
    plain = normalize("NFKC", "".join(sign for sign in apart if not combining(sign)))
    return BETWEEN.sub(" ", NOT_SAID.sub("", plain)).strip()


def _minutes(zone: ZoneInfo, now: datetime) -> int:
    offset = now.astimezone(zone).utcoffset()
    return round(offset.total_seconds() / 60) if offset else 0


def _at_offset(written: str, match: re.Match[str]) -> ZoneInfo:
    """The zone whose clocks are so far from UTC; raises `UnknownZone` with those nearest to it."""
    sign, hours, rest = match.groups()
    minutes = (int(hours) * 60 + int(rest or 0)) * (-1 if sign == "-" else 1)
    known = _by_offset()
    if minutes in known:
        return ZoneInfo(known[minutes])
    near = sorted(known, key=lambda one: abs(one - minutes))
    raise UnknownZone(written, [known[one] for one in near])


def _nearest_offsets(written: str, match: re.Match[str]) -> Sequence[ZoneInfo]:
    """The zone at that distance from UTC, or some that are near."""
    try:
        return (_at_offset(written, match),)
    except UnknownZone as unknown:
        return unknown.nearest


def _nearest(name: str) -> Sequence[str]:
    """The zones whose names are the most like *name*, which is none of them."""
    near = get_close_matches(shortened(name), _named(), n=3 * SUGGESTED)
    return list(dict.fromkeys(key for one in near for key in _named()[one]))


@cache
def _by_offset() -> Mapping[int, str]:
    """Minutes from UTC -> the zone that keeps them all year, as far as there is one."""
    whole = {hour * 60: f"{FIXED}{-hour:+d}" for hour in range(WEST, EAST + 1) if hour}
    return {0: UTC_ZONE.key, **whole, **BESIDE_THE_HOUR}


@cache
def _places() -> tuple[str, ...]:
    """The keys of places, each once: those of tzdata's table of countries."""
    return tuple(key for _, key in _table())


@cache
def _named() -> Mapping[str, tuple[str, ...]]:
    """Folded name -> the keys of the zones that are called so."""
    countries: dict[str, tuple[str, ...]] = {}
    for name, key in _countries():
        countries[folded(name)] = (*countries.get(folded(name), ()), key)
    named: dict[str, tuple[str, ...]] = {}
    for name, key in chain(CALLED.items(), _cities(), _keys(), _old_keys()):
        named.setdefault(folded(name), (key,))
    return {**countries, **named, **SHARED}


def _cities() -> Iterator[tuple[str, str]]:
    """Cities, in each language that the bot speaks."""
    for language in SPOKEN:
        yield from ((_city(key, language), key) for key in _places())


def _keys() -> Iterator[tuple[str, str]]:
    """Whole keys, and the last parts of those that are places."""
    for key in sorted(available_timezones() - MACHINES_OWN):
        yield key, _of_today(key)
    for key in _places():
        yield key.rpartition("/")[2], key


def _old_keys() -> Iterator[tuple[str, str]]:
    """The last parts of keys that were given up: `Calcutta`, `Kiev`."""
    return ((old.rpartition("/")[2], key) for old, key in _renamed().items() if key in _places())


def _countries() -> Iterator[tuple[str, str]]:
    """Countries, in each language, with every zone of theirs."""
    for code, key in _table():
        yield from ((Locale(language).territories.get(code, code), key) for language in SPOKEN)


@cache
def _table() -> tuple[tuple[str, str], ...]:
    """Each place's country and key, as tzdata has them."""
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    known = available_timezones()
    return tuple((row[0], row[2]) for row in rows if row[2] in known)


def _renamed() -> Mapping[str, str]:
    """Keys that were given up -> those that took their places."""
    return get_global("zone_aliases")


def _of_today(key: str) -> str:
    """*key*, or the one that took its place."""
    today = _renamed().get(key, key)
    return UTC_ZONE.key if today in ("Etc/UTC", "Etc/GMT") else today


@cache
def _city(key: str, language: str) -> str:
    """The city of a zone in *language*; CLDR has some by keys that were given up."""
    told = Locale(language).time_zones
    keys = (key, *(old for old, today in _renamed().items() if today == key))
    names = (told.get(one, {}).get("city") for one in keys)
    return next(filter(None, names), None) or key.rpartition("/")[2].replace("_", " ")
