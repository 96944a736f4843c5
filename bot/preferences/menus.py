"""The settings of a chat -> menus: all of them, and what each may be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from adapters.audience import NOBODY_ELSE, Audience
from adapters.views import Action, Line, Span, Style, View, ViewKind
from bot.buttons import button, line
from bot.preferences.reached import unheard
from bot.preferences.settable import Preference, Setting, meant_for
from bot.preferences.values import Choice
from bot.preferences.weekdays import day_name
from bot.preferences.zones import (
    REGIONS,
    cities_of,
    is_fixed,
    offset_name,
    region_of,
    spelled,
    zone_name,
)
from bot.refusal import sentence
from bot.turning import arrows
from bot.wording import SPOKEN, Wording
from storage.people import EVERY_DAY, UTC_ZONE, ChatKind, ChatSettings

VERB = "set"
HOME = "all"  # what the button that leads back carries
A_ROW = 5  # buttons, if they are short
ROW_WIDTH = 36  # Latin letters of labels that a row holds on a phone
A_PAGE = 18  # cities; with their rows, Discord takes hardly more
HOURS_A_ROW = 5  # all of a day are as much as one message of Discord takes
DAYS_A_ROW = 4
QUARTERS = (0, 15, 30, 45)  # minutes
TO_ALL = sentence("Back")


@dataclass(frozen=True, slots=True, kw_only=True)
class Menus:
    """
    The menus of one chat at one moment.

    *heals*: better summaries follow those taken from the abstract. *audience* are those whom its
    digests may reach beyond its readers. *told* says first what has just been changed.
    """

    preferences: Mapping[Setting, Preference]
    settings: ChatSettings
    kind: ChatKind
    wording: Wording
    now: datetime
    heals: bool
    audience: Audience = NOBODY_ELSE
    told: tuple[str, ...] = ()

    def home(self, upcoming: str) -> View:
        """All that it can have, with the values, and *upcoming*, which tells of the next digest."""
        say = self.wording.say
        shown = meant_for(self.settings, self.audience, self.preferences)
        labels = [(setting, say(one.label)) for setting, one in shown.items()]
        return View(
            kind=ViewKind.MENU,
            head=(_bold(say("Settings")), *map(line, self.told)),
            lines=tuple(line(self.value(setting)) for setting in shown),
            foot=(line(self._clock()), line(upcoming)),
            actions=_rows([button(label, VERB, setting) for setting, label in labels]),
        )

    def of(self, setting: Setting) -> View:
        """One setting: what it is for, its values as buttons, and how it is written."""
        return self._submenu(setting, self._notes(setting), self._rows(setting))

    def cities(self, region: str, page: int) -> View:
        """A page of the cities of *region*; page 0 is the one with the chat's own city."""
        zones, present = cities_of(region, self.now), self.settings.zone
        of = -(-len(zones) // A_PAGE)
        own = zones.index(present) // A_PAGE + 1 if present in zones else 1
        page = max(1, min(page or own, of))
        shown = zones[(page - 1) * A_PAGE : page * A_PAGE]
        rows = list(_rows([self._city(zone) for zone in shown], fewest=2))
        if of > 1:
            rows.append(arrows(page, of, VERB, Setting.ZONE, region))
        regions = button(self.wording.say("All regions"), VERB, Setting.ZONE)
        return self._submenu(
            Setting.ZONE, [self.wording.say(REGIONS[region])], rows, beside=(regions,)
        )

    def notes_on_change(self, told: str) -> Iterator[str]:
        """What is said after another role was chosen."""
        yield told
        if unheard(self.audience, self.settings):
            yield self._about_hearing()

    def value(self, setting: Setting) -> str:
        """`Hour: 08:30`."""
        one = self.preferences[setting]
        value = one.said(self.settings, self.wording)
        return self.wording.say("{label}: {value}", label=self.wording.say(one.label), value=value)

    def _submenu(
        self,
        setting: Setting,
        notes: Iterable[str],
        rows: Iterable[tuple[Action, ...]],
        *,
        beside: tuple[Action, ...] = (),
    ) -> View:
        say = self.wording.say
        example = f"/settings {setting} {self.preferences[setting].example}"
        written = (Span(say("Or in words: ")), Span(example, Style.CODE))
        back = button(say(TO_ALL), VERB, HOME)
        shown = tuple(rows)
        return View(
            kind=ViewKind.MENU,
            head=(_bold(self.value(setting)), *map(line, self.told)),
            lines=(*map(line, notes), *((Line(written),) if shown else ())),
            actions=(*shown, (*beside, back)),
        )

    def _notes(self, setting: Setting) -> Iterator[str]:
        """What is to be known of a setting before it is changed."""
        say = self.wording.say
        if setting is Setting.LAYOUT and self.kind is not ChatKind.PRIVATE:
            yield say("Here digests are compact; only a private chat can have cards.")
            return
        yield say(self.preferences[setting].purpose)
        if setting is Setting.LANGUAGE:
            yield from self._about_languages()
        if setting in (Setting.HOUR, Setting.ZONE):
            yield self._clock()
        if setting is Setting.PING and unheard(self.audience, self.settings):
            yield self._about_hearing()

    def _about_languages(self) -> Iterator[str]:
        offered = {choice.written for choice in self.preferences[Setting.LANGUAGE].choices}
        if offered - set(SPOKEN):
            yield self.wording.say(
                "Messages and labels are in English or Chinese; in other languages they stay"
                " English."
            )
        if not self.heals:
            yield self.wording.say(
                "No language model is set up here: summaries are sentences of the abstract, in its"
                " own language; messages and labels are in the one you choose."
            )

    def _about_hearing(self) -> str:
        """Why the role that is called would not hear it."""
        return self.wording.say(
            "This role sees its name, but is not notified: it may not be mentioned by everybody."
            " That is changed in the server's settings, under Roles."
        )

    def _clock(self) -> str:
        """What the chat's clocks show now."""
        zone, wording = self.settings.zone, self.wording
        return wording.say(
            "Local time: {day}, {time} ({offset})",
            day=wording.short_day(self.now.astimezone(zone).date()),
            time=wording.clock(self.now),
            offset=offset_name(zone, self.now),
        )

    def _rows(self, setting: Setting) -> tuple[tuple[Action, ...], ...]:
        if setting is Setting.HOUR:
            return self._hours()
        if setting is Setting.DAYS:
            return self._days()
        if setting is Setting.ZONE:
            return self._regions()
        if setting is Setting.LAYOUT and self.kind is not ChatKind.PRIVATE:
            return ()
        choices = self.preferences[setting].choices
        fewest = 2 if setting is Setting.PING else 1  # names of roles may be long
        return _rows([self._chosen(setting, choice) for choice in choices], fewest=fewest)

    def _chosen(self, setting: Setting, choice: Choice) -> Action:
        """The button of *choice*, marked where choosing it would change nothing."""
        put = self.preferences[setting].put
        is_present = put(self.settings, choice.written) == self.settings
        label = choice.said(self.wording)
        return button(_marked(label, is_present=is_present), VERB, setting, choice.written)

    def _hours(self) -> tuple[tuple[Action, ...], ...]:
        """Every hour with the minutes of now; then the present hour at each quarter."""
        present = self.settings.hour
        hours = [self._hour(present.replace(hour=hour)) for hour in range(24)]
        quarters = tuple(self._hour(present.replace(minute=minute)) for minute in QUARTERS)
        return (*_in_rows(hours, HOURS_A_ROW), quarters)

    def _hour(self, hour: time) -> Action:
        label = _marked(hour.isoformat("minutes"), is_present=hour == self.settings.hour)
        return button(label, VERB, Setting.HOUR, hour.strftime("%H.%M"))

    def _days(self) -> tuple[tuple[Action, ...], ...]:
        """Each weekday to be added or taken away; and those that people mostly want."""
        days = self.settings.days
        single = [
            button(
                _marked(day_name(day, self.wording), is_present=day in days),
                VERB,
                Setting.DAYS,
                f"{'-' if day in days else '+'}{day}",
            )
            for day in EVERY_DAY
        ]
        usual = (Choice("daily", sentence("every day")), Choice("weekdays", sentence("weekdays")))
        together = tuple(self._chosen(Setting.DAYS, choice) for choice in usual)
        return (*_in_rows(single, DAYS_A_ROW), together)

    def _regions(self) -> tuple[tuple[Action, ...], ...]:
        present = region_of(self.settings.zone)
        regions = [
            button(
                _marked(self.wording.say(label), is_present=region == present),
                VERB,
                Setting.ZONE,
                region,
            )
            for region, label in REGIONS.items()
        ]
        return _rows([*regions, self._city(UTC_ZONE)])

    def _city(self, zone: ZoneInfo) -> Action:
        """`Berlin 14:04`."""
        clock = Wording(self.wording.language, zone).clock(self.now)
        city, _, _ = zone_name(zone, self.wording.language).partition(", ")  # without its state
        label = f"{city} {clock}"
        is_present = zone == self.settings.zone
        return button(_marked(label, is_present=is_present), VERB, Setting.ZONE, spelled(zone))


def changed_in_words(before: Menus, after: Menus, setting: Setting) -> tuple[str, ...]:
    """What is said of a *setting* that was chosen: its value, whether it is new, what it means."""
    wording, zone = after.wording, after.settings.zone
    is_new = before.settings != after.settings
    said = sentence("Changed. {setting}") if is_new else sentence("As it was. {setting}")
    told = wording.say(said, setting=after.value(setting))
    if setting is Setting.ZONE and is_fixed(zone):
        return told, wording.say(
            "{zone} is the same all the year; a city such as Berlin has its summer time.",
            zone=spelled(zone),
        )
    if setting is Setting.PING:
        return tuple(after.notes_on_change(told))
    return (told,)


def _bold(text: str) -> Line:
    return Line((Span(text, Style.BOLD),))


def _marked(label: str, *, is_present: bool) -> str:
    return f"✓ {label}" if is_present else label


def _rows(buttons: Sequence[Action], *, fewest: int = 1) -> tuple[tuple[Action, ...], ...]:
    """The buttons in rows, as many side by side as the longest label allows, and *fewest*."""
    longest = max(_width(action.label) for action in buttons)
    return _in_rows(buttons, max(fewest, min(A_ROW, ROW_WIDTH // longest)))


def _width(label: str) -> int:
    """How wide *label* is, in Latin letters: Chinese signs are twice as wide."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in label)


def _in_rows(buttons: Sequence[Action], width: int) -> tuple[tuple[Action, ...], ...]:
    return tuple(tuple(buttons[n : n + width]) for n in range(0, len(buttons), width))
