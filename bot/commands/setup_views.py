"""The steps of `/setup` as views: where, what, when, and all of it before it is done. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from adapters.destinations import Destination, DestinationKind
from adapters.views import Action, Line, Picking, Span, Style, View, ViewKind
from bot.buttons import button, data_of, line
from bot.commands.guide import EXAMPLE
from bot.languages import NAMES
from bot.refusal import sentence
from bot.rules import SENTENCES, Fault, Rule
from bot.saying import in_words
from bot.typed import shortened
from bot.wording import Wording
from bot.yields import Yield, yield_in_words
from storage.people import ChatSettings

VERB = "setup"
HOURS = (time(7), time(8, 30), time(12), time(18))  # some that people choose
RULE_FIELD = sentence('Categories, words, "phrases", @authors')
HOUR_FIELD = sentence("An hour, as 08:30, 8 pm or 20h")
KINDS: Mapping[DestinationKind, str] = {
    DestinationKind.CHANNEL: sentence("Where: {place}, a channel"),
    DestinationKind.ANNOUNCEMENTS: sentence("Where: {place}, an announcement channel"),
    DestinationKind.FORUM: sentence("Where: {place}, a forum; each digest is a post"),
    DestinationKind.THREAD: sentence("Where: {place}, a thread"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    All that was chosen, with what is known of it.

    *present* are the settings of the chat *there*, none where it is new; *settings* those that it
    will have. *followed* are the rules that it follows already.
    """

    there: Destination
    rules: Sequence[Rule]
    yields: Sequence[Yield]
    settings: ChatSettings
    present: ChatSettings | None
    followed: Sequence[str]


def where_view(token: str, wording: Wording) -> View:
    """Step 1: a menu of places, and the one where it is asked."""
    say = wording.say
    return View(
        kind=ViewKind.MENU,
        head=(_head(say("Set up digests, 1 of 3: where")),),
        lines=(
            line(say("Choose a channel, a thread or a forum; in a forum each digest is a post.")),
        ),
        foot=(line(say("Only you see this. Nothing is stored before you confirm.")),),
        picks=Picking(data=data_of(VERB, "pick", token), prompt=say("Choose where digests go")),
        actions=((_step(say("This channel"), "here", token), _off(token, wording)),),
    )


def what_view(token: str, title: str, rules: Sequence[tuple[str, str]], wording: Wording) -> View:
    """Step 2: examples as buttons, by their text and what carries it; or a rule of one's own."""
    say = wording.say
    examples = tuple(button(rule, VERB, "rule", token, carried) for rule, carried in rules)
    return View(
        kind=ViewKind.MENU,
        head=(_head(say("Set up digests, 2 of 3: what")), *_so_far(title)),
        lines=(_example(wording), line(say("or begin with one of these."))),
        actions=(examples, (_write(token, wording), _off(token, wording))),
    )


def mistyped_view(
    token: str, told: str, nearest: Sequence[tuple[str, str]], wording: Wording
) -> View:
    """No category is called so: what may be meant, each with what carries the whole rule."""
    rows = tuple((button(name, VERB, "rule", token, carried),) for name, carried in nearest)
    last = (_write(token, wording), _off(token, wording))
    return View(
        kind=ViewKind.MENU,
        head=(_head(wording.say("Set up digests, 2 of 3: what")),),
        lines=(line(told),),
        actions=(*rows, last),
    )


def when_view(
    token: str, title: str, settings: ChatSettings, now: datetime, wording: Wording
) -> View:
    """Step 3: a few hours, by the clock of the place."""
    say = wording.say
    hours = sorted({*HOURS, settings.hour})
    choices = tuple(
        button(
            hour.isoformat("minutes"),
            VERB,
            "hour",
            token,
            f"{hour:%H.%M}",
            strong=hour == settings.hour,
        )
        for hour in hours
    )
    another = button(say("Another hour …"), VERB, "time", token)
    there = Wording(wording.language, settings.zone).clock(now)
    zone = settings.zone.key
    return View(
        kind=ViewKind.MENU,
        head=(_head(say("Set up digests, 3 of 3: when")), *_so_far(title)),
        lines=(line(say("By the clocks of {zone}, where it is {now}.", zone=zone, now=there)),),
        actions=(choices, (replace(another, asks=say(HOUR_FIELD)), _off(token, wording))),
    )


def plan_view(token: str, plan: Plan, now: datetime, wording: Wording) -> View:
    """The last step: all that was chosen, and what will come of it."""
    say = wording.say
    back = (
        _step(say("Where"), "where", token),
        _step(say("What"), "what", token),
        _step(say("When"), "when", token),
    )
    confirm = button(say("Confirm"), VERB, "go", token, strong=True)
    return View(
        kind=ViewKind.LIST,
        head=(_head(say("Set up digests: is this right?")),),
        lines=(
            line(say(KINDS[plan.there.kind], place=named(plan.there.title))),
            *_what(plan, wording),
            *map(line, _when(plan, now, wording)),
            *map(line, _changes(plan, wording)),
            *map(line, lacks_told(plan.there, wording)),
        ),
        foot=(line(say("Only you see this. Nothing is stored before you confirm.")),),
        actions=((confirm, *back, _off(token, wording)),),
    )


def lacks_told(there: Destination, wording: Wording) -> Iterator[str]:
    """What the bot may not do there, by name."""
    if there.lacks:
        yield wording.say(
            "Digests need more than I may there. Allow me this in its permissions: {lacks}. What I"
            " cannot post comes as soon as I may.",
            lacks=", ".join(there.lacks),
        )


def done_head(there: Destination, wording: Wording) -> Line:
    """Above what follows once it is confirmed."""
    return _head(wording.say("Digests go to {place} now.", place=named(there.title)))


def named(title: str) -> str:
    """The name of a place, which its people chose, not too long."""
    return shortened(title)


def _what(plan: Plan, wording: Wording) -> Iterator[Line]:
    """Each rule: as it is written, as it is understood, and how much it brings."""
    for rule, found in zip(plan.rules, plan.yields, strict=True):
        yield Line((Span(wording.say("What: ")), Span(str(rule), Style.CODE)))
        yield line(in_words(rule, wording))
        told = yield_in_words(found, wording)
        yield line(told or wording.say("Nothing of it is stored yet: arXiv is asked afterwards."))


def _when(plan: Plan, now: datetime, wording: Wording) -> Iterator[str]:
    settings = plan.settings
    yield wording.say(
        "When: {hour}, {zone} (now {now}) · {language}",
        hour=settings.hour.isoformat("minutes"),
        zone=settings.zone.key,
        now=Wording(wording.language, settings.zone).clock(now),
        language=NAMES[settings.language][1],
    )
    if plan.there.kind is DestinationKind.FORUM:
        yield wording.say("/settings in one of its posts changes zone, language and more.")
    else:
        yield wording.say("/settings there changes zone, language and more.")


def _changes(plan: Plan, wording: Wording) -> Iterator[str]:
    """What becomes of what is followed there already."""
    others = [rule for rule in plan.followed if rule not in set(map(str, plan.rules))]
    if len(others) < len(plan.followed):
        yield wording.say("Some of this is followed there already.")
    if others:
        yield wording.count(
            "{n} more rule is followed there already, and stays.",
            "{n} more rules are followed there already, and stay.",
            len(others),
        )
    if plan.followed and plan.present and plan.present.hour != plan.settings.hour:
        hour = plan.present.hour.isoformat("minutes")
        yield wording.say("All of it comes at the new hour; so far it is {hour}.", hour=hour)


def _head(text: str) -> Line:
    return Line((Span(text, Style.BOLD),))


def _so_far(title: str) -> tuple[Line, ...]:
    return (line(named(title)),) if title else ()


def _example(wording: Wording) -> Line:
    """What a rule looks like."""
    told = wording.say(SENTENCES[Fault.NOTHING])
    before, _, after = told.partition(EXAMPLE)
    return Line((Span(before), Span(EXAMPLE, Style.CODE), Span(after)))


def _step(label: str, step: str, token: str) -> Action:
    return button(label, VERB, step, token)


def _write(token: str, wording: Wording) -> Action:
    written = button(wording.say("Write a rule …"), VERB, "say", token)
    return replace(written, asks=wording.say(RULE_FIELD))


def _off(token: str, wording: Wording) -> Action:
    return button(wording.say("Cancel"), VERB, "off", token)
