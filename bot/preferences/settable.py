"""The settings of a chat: what each is, how words become its value, how its value is said. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import partial
from types import MappingProxyType

from bot.preferences.hours import parse_hour
from bot.preferences.values import (
    KEPT,
    LAYOUTS,
    LIMITS,
    OFF,
    ON,
    ORDERS,
    Choice,
    chosen,
    own_name,
    switch,
    with_days,
    with_language,
    with_limit,
)
from bot.preferences.weekdays import days_in_words
from bot.preferences.zones import folded, parse_zone, zone_name
from bot.refusal import Refusal, sentence
from bot.typed import shortened, typed
from bot.wording import Wording
from storage.people import ChatSettings, Layout, Order, Revisions

NAMED = re.compile(r"\s*[:=]\s*|\s+")


class Setting(StrEnum):
    """What can be set, by the names that people write and buttons carry."""

    LANGUAGE = "language"
    HOUR = "hour"
    ZONE = "zone"
    DAYS = "days"
    LIMIT = "limit"
    LAYOUT = "layout"
    ORDER = "order"
    CROSS_LISTS = "cross-lists"
    REVISIONS = "revisions"
    EMPTY_DAYS = "empty-days"


CALLED: Mapping[Setting, str] = MappingProxyType(
    {
        Setting.LANGUAGE: "lang, 语言",
        Setting.HOUR: "time, delivery, 时间, 送达时间",
        Setting.ZONE: "time zone, timezone, tz, 时区",
        Setting.DAYS: "day, 日期, 送达日",
        Setting.LIMIT: "papers, papers a digest, 上限, 篇数, 每期篇数",
        Setting.LAYOUT: "版式",
        Setting.ORDER: "顺序, 排序",
        Setting.CROSS_LISTS: "cross list, crosslists, cross listed, 交叉列出",
        Setting.REVISIONS: "revision, versions, new versions, 新版本",
        Setting.EMPTY_DAYS: "empty day, empty, 空白日",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """
    One setting: *label* and *purpose* are sentences, *example* is a value as it may be written.

    *put* gives the settings with the value that words name, or raises `Refusal`; *said* says the
    value that settings have. *choices* are all values, or the usual ones; none where they are many.
    """

    label: str
    purpose: str
    example: str
    put: Callable[[ChatSettings, str], ChatSettings]
    said: Callable[[ChatSettings, Wording], str]
    choices: tuple[Choice, ...] = ()


def preferences(languages: Sequence[str]) -> Mapping[Setting, Preference]:
    """Every setting, in the order of reading; *languages* are those that are offered."""
    return {
        Setting.LANGUAGE: Preference(
            label=sentence("Language"),
            purpose=sentence("The language of messages, labels and summaries."),
            example=own_name(languages[-1]),
            put=partial(with_language, languages),
            said=lambda settings, _: own_name(settings.language),
            choices=tuple(Choice(code, own_name(code)) for code in languages),
        ),
        **_times(),
        **_contents(),
    }


def setting_named(words: str) -> tuple[Setting, str]:
    """`hour 08:30`: the setting that *words* begin with, and the rest; raises `Refusal`."""
    parts = NAMED.split(typed(words).strip(), maxsplit=3)
    known = {folded(name): one for one in Setting for name in (one, *CALLED[one].split(", "))}
    for length in range(len(parts), 0, -1):
        name = folded(" ".join(parts[:length]))
        if name in known:
            return known[name], _after(typed(words).strip(), length)
    near = get_close_matches(folded(shortened(parts[0])), known, n=1)
    raise _unknown(parts[0] or words, [known[name] for name in near])


def _times() -> Mapping[Setting, Preference]:
    """When digests come."""
    return {
        Setting.HOUR: Preference(
            label=sentence("Hour"),
            purpose=sentence("When digests come, by the clocks of your time zone."),
            example="08:30",
            put=lambda settings, words: replace(settings, hour=parse_hour(words)),
            said=lambda settings, _: settings.hour.isoformat("minutes"),
        ),
        Setting.ZONE: Preference(
            label=sentence("Time zone"),
            purpose=sentence("Whose clocks the hour goes by. Choose a region, then a city."),
            example="Berlin",
            put=lambda settings, words: replace(settings, zone=parse_zone(words)),
            said=lambda settings, wording: zone_name(settings.zone, wording.language),
        ),
        Setting.DAYS: Preference(
            label=sentence("Days"),
            purpose=sentence(
                "On which days digests come. What arXiv announces on others waits for the next."
            ),
            example="Mon, Fri",
            put=with_days,
            said=lambda settings, wording: days_in_words(settings.days, wording),
        ),
    }


def _contents() -> Mapping[Setting, Preference]:
    """What digests hold, and how they look."""
    return {
        Setting.LIMIT: Preference(
            label=sentence("Papers a digest"),
            purpose=sentence(
                "How many papers a digest shows at most, from 1 to 100; one tap shows the others."
            ),
            example="20",
            put=with_limit,
            said=lambda settings, _: str(settings.limit),
            choices=tuple(Choice(str(limit), str(limit)) for limit in LIMITS),
        ),
        Setting.LAYOUT: _one_of(
            LAYOUTS,
            lambda settings: settings.layout,
            lambda settings, written: replace(settings, layout=Layout(written)),
            label=sentence("Layout"),
            purpose=sentence(
                "Compact: many papers a message. Cards: each paper is a message with its buttons."
            ),
        ),
        Setting.ORDER: _one_of(
            ORDERS,
            lambda settings: settings.order,
            lambda settings, written: replace(settings, order=Order(written)),
            label=sentence("Order"),
            purpose=sentence(
                "arXiv: as announced. For you: first what is like the papers that you saved or"
                " wanted more of, last what you wanted less of; it learns from these buttons."
            ),
        ),
        Setting.CROSS_LISTS: _one_of(
            (ON, OFF),
            lambda settings: switch(on=settings.cross_lists),
            lambda settings, written: replace(settings, cross_lists=written == ON.written),
            label=sentence("Cross-lists"),
            purpose=sentence(
                "Papers of other categories that are listed in yours as well; they come last."
            ),
        ),
        Setting.REVISIONS: _one_of(
            KEPT,
            lambda settings: settings.revisions,
            lambda settings, written: replace(settings, revisions=Revisions(written)),
            label=sentence("New versions"),
            purpose=sentence(
                "Whether a digest tells, a line each, of new versions of papers announced before."
            ),
        ),
        Setting.EMPTY_DAYS: _one_of(
            (ON, OFF),
            lambda settings: switch(on=settings.empty_days),
            lambda settings, written: replace(settings, empty_days=written == ON.written),
            label=sentence("Empty days"),
            purpose=sentence(
                "Whether you are told why no digest comes: arXiv is late, has a holiday, or brought"
                " nothing that you follow for some days."
            ),
        ),
    }


def _one_of(
    choices: tuple[Choice, ...],
    read: Callable[[ChatSettings], str],
    write: Callable[[ChatSettings, str], ChatSettings],
    *,
    label: str,
    purpose: str,
) -> Preference:
    """A setting that has one of few values, each with a name."""
    labels = {choice.written: choice.label for choice in choices}

    def put(settings: ChatSettings, words: str) -> ChatSettings:
        return write(settings, chosen(choices, words))

    def said(settings: ChatSettings, wording: Wording) -> str:
        return wording.say(labels[read(settings)])

    return Preference(
        label=label,
        purpose=purpose,
        example=choices[-1].written,
        put=put,
        said=said,
        choices=choices,
    )


def _after(text: str, length: int) -> str:
    """*text* behind its first *length* parts."""
    parts = NAMED.split(text, maxsplit=length)
    return parts[length] if len(parts) > length else ""


def _unknown(written: str, near: Sequence[Setting]) -> Refusal:
    if near:
        return Refusal(
            sentence("There is no setting {written}. Did you mean {nearest}?"),
            written=shortened(written),
            nearest=near[0].value,
        )
    return Refusal(
        sentence("There is no setting {written}; there are {names}."),
        written=shortened(written),
        names=", ".join(Setting),
    )
