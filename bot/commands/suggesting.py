"""
What may be filled in for a parameter, while somebody types it (autocomplete).

It is asked at every letter: answered from memory, or by one quick look into the store.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta

from adapters.conversation import Filling, Suggestion
from adapters.cutting import cut
from bot.commands.command import Command, Kind, Parameter
from bot.commands.desk import Desk
from bot.days import due_day, is_weekend
from bot.guess import ZONES, guessed
from bot.preferences.hours import parse_hour
from bot.preferences.naming import setting_named
from bot.preferences.settable import (
    Preference,
    Setting,
    meant_for,
    preferences,
)
from bot.preferences.values import Choice
from bot.preferences.zones import offset_name, spelled, zone_name, zones_beginning
from bot.refusal import Refusal
from bot.subjects import archives, subject_named, subjects_with
from bot.typed import folded, typed
from bot.wording import Wording
from storage.people import UTC_ZONE
from storage.records import Paper

MOST = 25  # suggestions, and characters below: what Discord shows
LONGEST = 100
LOOKED_AT = 200  # characters of what is typed
A_DAY = timedelta(days=1)
# Up to three words at the end of a rule, from each place where they may begin.
LAST_WORDS = re.compile(
    r'(?:^|(?<=[\s,;]))-?(?=(?P<words>[^\s,;"@-]\S*(?: [^\s,;"@-][^\s,;"]*){0,2})$)'
)

Suggestions = Sequence[Suggestion]
Suggest = Callable[[Filling, Wording], Awaitable[Suggestions]]


class Suggesting:
    """Suggests words for the parameters of *commands*; they are in English, whatever is shown."""

    def __init__(self, desk: Desk, commands: Mapping[str, Command]) -> None:
        self._desk = desk
        self._commands = commands
        self._by_kind: Mapping[Kind, Suggest] = {
            Kind.RULE: self._rules,
            Kind.FOLLOWED: self._followed,
            Kind.PAPER: self._papers,
            Kind.CATEGORY: self._categories,
            Kind.COMMAND: self._names,
            Kind.DATE: self._dates,
            Kind.SETTING: self._settings,
            Kind.VALUE: self._values,
            Kind.HOUR: self._times,
        }

    async def __call__(self, filling: Filling) -> tuple[Suggestion, ...]:
        """The best first; none for what nobody declared."""
        parameter = _parameter(self._commands.get(filling.command), filling.parameter)
        suggest = self._by_kind.get(parameter.kind) if parameter else None
        if suggest is None:
            return ()
        deployment = self._desk.deployment
        first = guessed(deployment.defaults, filling.language, deployment.languages)
        found = await suggest(filling, Wording(first.language, first.zone))
        taken = {one.words: one for one in reversed(found) if 0 < len(one.words) <= LONGEST}
        return tuple(_whole(one) for one in reversed(taken.values()))[:MOST]

    async def _rules(self, filling: Filling, wording: Wording) -> Suggestions:
        """What is typed as it stands, then with its last words made a category."""
        written = typed(filling.words)[:LOOKED_AT].lstrip()
        before, found = _completed(written)
        own = [Suggestion(written, written)] if written.strip() else []
        return own + [
            Suggestion(f"{before}{subject}", subject_named(subject, wording)) for subject in found
        ]

    async def _categories(self, filling: Filling, wording: Wording) -> Suggestions:
        found = _subjects(filling.words[:LOOKED_AT])
        return [Suggestion(subject, subject_named(subject, wording)) for subject in found]

    async def _papers(self, filling: Filling, wording: Wording) -> Suggestions:
        """Those that the reader saved, newest first."""
        store = self._desk.store
        reader = await store.reader(filling.address.platform, filling.reader)
        if reader is None:
            return ()
        papers = await store.saved(reader.key)
        sought = folded(filling.words[:LOOKED_AT]).split()
        return [Suggestion(one.id, _named(one)) for one in papers if _has_all(_named(one), sought)]

    async def _followed(self, filling: Filling, wording: Wording) -> Suggestions:
        """The rules that the chat follows, by their numbers where they are long."""
        store = self._desk.store
        chat = await store.chat(filling.address)
        rules = await store.rules_of(chat.key) if chat else ()
        told = [(str(number), one.rule) for number, one in enumerate(rules, 1)]
        found = [
            Suggestion(text if len(text) <= LONGEST else number, f"{number}. {text}")
            for number, text in told
        ]
        every = [Suggestion("all", wording.say("all"))] if found else []
        return _with(filling.words, (*found, *every))

    async def _names(self, filling: Filling, wording: Wording) -> Suggestions:
        found = (
            Suggestion(name, f"/{name} - {wording.say(command.description)}")
            for name, command in self._commands.items()
        )
        return _with(filling.words.removeprefix("/"), found)

    async def _dates(self, filling: Filling, wording: Wording) -> Suggestions:
        """The newest days on which arXiv announces."""
        found = (
            Suggestion(day.isoformat(), f"{day.isoformat()} - {wording.day(day)}")
            for day in _days_before(due_day(self._desk.now()), MOST)
        )
        return _with(filling.words, found)

    async def _settings(self, filling: Filling, wording: Wording) -> Suggestions:
        found = (
            Suggestion(setting.value, f"{setting} - {wording.say(one.label)}")
            for setting, one in (await self._settings_of(filling)).items()
        )
        return _with(filling.words, found)

    async def _values(self, filling: Filling, wording: Wording) -> Suggestions:
        """What the setting that is named beside it may be."""
        try:
            setting, _ = setting_named(" ".join(filling.others.values()))
        except Refusal:  # none is named yet, or half of it
            return ()
        words = filling.words[:LOOKED_AT]
        if setting is Setting.ZONE:
            return self._zones(words, wording)
        if setting is Setting.HOUR:
            return _hours(words)
        its = (await self._settings_of(filling)).get(setting)
        return _with(words, _choices(its, wording)) if its else ()

    async def _settings_of(self, filling: Filling) -> Mapping[Setting, Preference]:
        """The settings that the chat can have; the gateway has told of its roles before."""
        audience = await self._desk.audience(filling.address)
        every = preferences(self._desk.deployment.languages, audience)
        return meant_for(self._desk.deployment.defaults, audience, every)

    async def _times(self, filling: Filling, wording: Wording) -> Suggestions:
        return _hours(filling.words[:LOOKED_AT])

    def _zones(self, words: str, wording: Wording) -> Suggestions:
        """Time zones, by the cities and countries that people name."""
        now = self._desk.now()
        return [
            Suggestion(
                spelled(zone),
                f"{zone_name(zone, wording.language)} - {spelled(zone)} - {offset_name(zone, now)}",
            )
            for zone in zones_beginning(words, (*ZONES.values(), UTC_ZONE.key))[:MOST]
        ]


def _parameter(command: Command | None, name: str) -> Parameter | None:
    parameters = command.parameters if command else ()
    return next((one for one in parameters if one.name == name), None)


def _whole(suggestion: Suggestion) -> Suggestion:
    """It with a label that is not too long, and not empty."""
    label = cut(" ".join(suggestion.label.split()), LONGEST)
    return Suggestion(suggestion.words, label or suggestion.words)


def _subjects(written: str) -> Sequence[str]:
    """Archives and categories that *written* may become: by their ids before by their names."""
    asked = folded(written)
    if not asked:
        return archives()
    found = subjects_with(written)
    return sorted(found, key=lambda subject: not subject.lower().startswith(asked))


def _completed(written: str) -> tuple[str, Sequence[str]]:
    """
    What stays of a rule, and the subjects that the rest may become: `diffusion vis`, `-computer v`.

    As many of the last words are taken as are in one name; none of a phrase, or of an author.
    """
    if written.count('"') % 2:
        return written, ()
    for match in LAST_WORDS.finditer(written):
        if found := _subjects(match["words"]):
            return written[: match.start("words")], found
    is_between = not written or written[-1] in " ,;"
    return written, archives() if is_between else ()


def _named(paper: Paper) -> str:
    return f"{paper.id} - {paper.title.plain}"


def _has_all(text: str, sought: Sequence[str]) -> bool:
    told = folded(text)
    return all(word in told for word in sought)


def _with(written: str, suggestions: Iterable[Suggestion]) -> Suggestions:
    """Those of *suggestions* that have all words of what is *written*."""
    sought = folded(written[:LOOKED_AT]).split()
    return [one for one in suggestions if _has_all(f"{one.words} {one.label}", sought)]


def _days_before(day: date, count: int) -> Iterator[date]:
    """*day* and days before it, without weekends."""
    while count:
        if not is_weekend(day):
            yield day
            count -= 1
        day -= A_DAY


def _hours(words: str) -> Suggestions:
    """Full hours, and the time that *words* say."""
    full = [f"{hour:02}:00" for hour in range(24)]
    asked = folded(words)
    found = [hour for hour in full if hour.startswith(asked)]
    with suppress(Refusal):  # half a time, say: more letters follow
        found.insert(0, parse_hour(words).isoformat("minutes"))
    return [Suggestion(hour, hour) for hour in found]


def _choices(preference: Preference, wording: Wording) -> Iterator[Suggestion]:
    """All values, or the usual ones; an example where there is no end of them."""
    choices = preference.choices or (Choice(preference.example, preference.example),)
    for choice in choices:
        label = choice.said(wording)
        is_same = folded(label) == folded(choice.written)
        yield Suggestion(choice.written, label if is_same else f"{choice.written} - {label}")
