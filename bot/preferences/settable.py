"""The settings of a chat: what each is, how words become its value, how its value is said. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from adapters.audience import NOBODY_ELSE, Audience
from bot.preferences.hours import parse_hour
from bot.preferences.reached import (
    NO_FOLLOWERS,
    NO_ROLES,
    ping_in_words,
    role_choices,
    with_ping,
)
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
from bot.preferences.zones import parse_zone, zone_name
from bot.refusal import Refusal, sentence
from bot.wording import Wording
from storage.people import ChatSettings, Layout, Order, Revisions


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
    PUBLISH = "publish"
    PING = "ping"


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


def preferences(
    languages: Sequence[str], audience: Audience = NOBODY_ELSE
) -> Mapping[Setting, Preference]:
    """
    Every setting, in the order of reading; *languages* are those that are offered.

    *audience* are those whom the chat may reach beyond its readers.
    """
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
        **_reached(audience),
    }


def check_has_meaning(setting: Setting, settings: ChatSettings, audience: Audience) -> None:
    """Raise `Refusal` where a chat with this *audience* cannot have *setting*."""
    if setting is Setting.PUBLISH and not (audience.publishes or settings.publish):
        raise Refusal(NO_FOLLOWERS)
    if setting is Setting.PING and not (audience.roles or settings.ping):
        raise Refusal(NO_ROLES)


def meant_for(
    settings: ChatSettings, audience: Audience, every: Mapping[Setting, Preference]
) -> Mapping[Setting, Preference]:
    """Those of *every* setting that a chat with this *audience* can have."""
    return {setting: one for setting, one in every.items() if _fits(setting, settings, audience)}


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


def _reached(audience: Audience) -> Mapping[Setting, Preference]:
    """Whom digests reach beyond their readers."""
    return {
        Setting.PUBLISH: _one_of(
            (ON, OFF),
            lambda settings: switch(on=settings.publish),
            lambda settings, written: replace(settings, publish=written == ON.written),
            label=sentence("Publish"),
            purpose=sentence(
                "Whether the first message of each digest is published, so that the servers which"
                " follow this channel get it too."
            ),
        ),
        Setting.PING: Preference(
            label=sentence("Role called"),
            purpose=sentence(
                "One role of this server that the first message of each digest calls; nobody,"
                " unless you name it here."
            ),
            example="@Papers",
            put=partial(with_ping, audience),
            said=partial(ping_in_words, audience),
            choices=role_choices(audience),
        ),
    }


def _fits(setting: Setting, settings: ChatSettings, audience: Audience) -> bool:
    try:
        check_has_meaning(setting, settings, audience)
    except Refusal:
        return False
    return True


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
