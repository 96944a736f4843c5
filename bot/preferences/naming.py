"""What people call settings: the setting that words begin with, and the rest of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from bot.preferences.settable import Setting
from bot.preferences.zones import folded
from bot.refusal import Refusal, sentence
from bot.typed import shortened, typed

NAMED = re.compile(r"\s*[:=]\s*|\s+")

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
        Setting.PUBLISH: "published, publishing, crosspost, 发布",
        Setting.PING: "role, role called, mention, call, 提醒, 身份组, 提醒的身份组",
    }
)


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
