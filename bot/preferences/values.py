"""The values that settings have: what words become which. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from babel import Locale

from bot.languages import NAMES, parse_language
from bot.preferences.weekdays import parse_days
from bot.preferences.zones import folded
from bot.refusal import Refusal, sentence
from bot.typed import shortened, typed
from bot.wording import SPOKEN, Wording
from storage.people import ChatSettings, Layout, Order, Revisions

LIMITS = (5, 10, 20, 30, 50)  # papers a digest, as buttons
HIGHEST = 100
LIMIT = re.compile(r"([0-9]{1,9})(?: ?(?:papers?|篇))?")
ONE_DAY = re.compile(r"([-+])([0-6])")  # a button that adds a weekday, or takes it away


@dataclass(frozen=True, slots=True)
class Choice:
    """
    One value of a setting as it is *written*; *label* is a sentence, *also* more names of it.

    *is_name*: its label is a name that people gave, and the same in every language.
    """

    written: str
    label: str
    also: tuple[str, ...] = ()
    is_name: bool = False

    def said(self, wording: Wording) -> str:
        """What it is called."""
        return self.label if self.is_name else wording.say(self.label)


ON = Choice("on", sentence("on"), ("yes", "true", "1", "开", "是", "开启", "打开"))
OFF = Choice("off", sentence("off"), ("no", "none", "false", "0", "关", "否", "关闭"))
LAYOUTS = (
    Choice(Layout.COMPACT, sentence("compact"), ("紧凑",)),
    Choice(Layout.CARDS, sentence("cards"), ("card", "卡片")),
)
ORDERS = (
    Choice(Order.ARXIV, sentence("arXiv")),
    Choice(Order.FOR_YOU, sentence("for you"), ("foryou", "me", "为你", "为你推荐")),
)
KEPT = (
    Choice(Revisions.SAVED, sentence("of saved papers"), ("saved papers", "收藏", "已收藏的论文")),
    Choice(Revisions.ALL, sentence("all"), ("on", "全部", "所有")),
    OFF,
)


def own_name(code: str) -> str:
    """How a language calls itself."""
    return NAMES[code][1] if code in NAMES else code


def chosen(choices: Sequence[Choice], words: str) -> str:
    """The one of *choices* that *words* name, as it is written; raises `Refusal`."""
    asked = folded(words)
    for choice in choices:
        if asked in map(folded, (choice.written, choice.label, *choice.also)):
            return choice.written
    raise Refusal(
        sentence("{written} is not one of its values: {names}."),
        written=shortened(words),
        names=", ".join(choice.written for choice in choices),
    )


def switch(*, on: bool) -> str:
    """What is written for a setting that is either on or off."""
    return ON.written if on else OFF.written


def with_language(languages: Sequence[str], settings: ChatSettings, words: str) -> ChatSettings:
    """The language that *words* name, one of *languages*; raises `Refusal`."""
    named = {folded(name): code for code in languages for name in _names_of(code)}
    code = named.get(folded(words)) or _by_another_name(words)
    if code not in languages:
        raise Refusal(
            sentence("The language {written} is not offered here; there are {names}."),
            written=shortened(words),
            names=", ".join(map(own_name, languages)),
        )
    return replace(settings, language=code)


def with_days(settings: ChatSettings, words: str) -> ChatSettings:
    """The days that *words* name; or, from a button, one day more or less; raises `Refusal`."""
    match = ONE_DAY.fullmatch(words)
    if match is None:
        return replace(settings, days=parse_days(words))
    day = int(match[2])
    days = {*settings.days, day} if match[1] == "+" else {*settings.days} - {day}
    if not days:
        raise Refusal(sentence("One day stays at least. /pause keeps digests away for a while."))
    return replace(settings, days=tuple(sorted(days)))


def with_limit(settings: ChatSettings, words: str) -> ChatSettings:
    """The number of papers that *words* name; raises `Refusal`."""
    match = LIMIT.fullmatch(folded(words))
    if match is None or not 1 <= int(match[1]) <= HIGHEST:
        raise Refusal(
            sentence("A digest shows from 1 to {most} papers: /settings limit 20."), most=HIGHEST
        )
    return replace(settings, limit=int(match[1]))


def _names_of(code: str) -> Iterator[str]:
    """What a language is called: by itself, and in those that the bot speaks."""
    yield from (code, own_name(code))
    yield from (Locale(spoken).languages.get(code, code) for spoken in SPOKEN)


def _by_another_name(words: str) -> str:
    try:
        return parse_language(typed(words))
    except Refusal:
        return ""
