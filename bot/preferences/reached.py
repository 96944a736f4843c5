"""Whom digests reach beyond their readers, as settings: followers of a channel, one role. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from adapters.audience import Audience, Role
from bot.preferences.values import Choice
from bot.refusal import Refusal, sentence
from bot.typed import folded, shortened, typed
from bot.wording import Wording
from storage.people import ChatSettings

MENTION = re.compile(r"\s*<@&([0-9]{1,20})>\s*")  # as Discord's apps write a role that is chosen
MOST_SHOWN = 10  # roles, as buttons; any other can be written
EVERYBODY = frozenset({"everyone", "everybody", "here", "所有人", "全体成员"})
NOBODY = Choice(
    "none",
    sentence("nobody"),
    ("off", "no", "false", "0", "无", "没有", "关", "关闭", "否", "不提醒"),
)
NO_FOLLOWERS = sentence(
    "Only an announcement channel of a Discord server can be followed from elsewhere, so nothing is"
    " published here."
)
NO_ROLES = sentence("Only a Discord server has roles that a digest can call; here it calls nobody.")


def role_choices(audience: Audience) -> tuple[Choice, ...]:
    """Nobody, and the first roles, those before that hear when they are called."""
    roles = sorted(audience.roles, key=lambda role: not role.hears)[:MOST_SHOWN]
    named = (Choice(role.id, shortened(role.name), is_name=True) for role in roles)
    return (NOBODY, *named)


def with_ping(audience: Audience, settings: ChatSettings, words: str) -> ChatSettings:
    """The one role that *words* name, by its mention, id or name, or none; raises `Refusal`."""
    mention = MENTION.fullmatch(words)
    asked = folded(mention[1] if mention else words)
    if asked in map(folded, (NOBODY.written, NOBODY.label, *NOBODY.also)):
        return replace(settings, ping="")
    name = asked.removeprefix("@")
    if name in EVERYBODY:
        raise Refusal(
            sentence("Everybody at once is never called; name one role: /settings ping @Papers.")
        )
    by_id = [role for role in audience.roles if role.id == asked]
    found = by_id or [role for role in audience.roles if _bare(role.name) == name]
    if len(found) > 1:
        raise Refusal(
            sentence(
                "Several roles here are called {written}; write @ and choose it from what Discord"
                " offers, so that I know which."
            ),
            written=shortened(words),
        )
    if not found:
        raise Refusal(
            sentence(
                "This server has no role {written} that I can call; /settings ping shows some."
            ),
            written=shortened(words),
        )
    return replace(settings, ping=found[0].id)


def ping_in_words(audience: Audience, settings: ChatSettings, wording: Wording) -> str:
    """The role that digests call, by its name."""
    if not settings.ping:
        return wording.say(NOBODY.label)
    role = _called(audience, settings)
    if role is None:
        return wording.say("a role that is not there any more")
    return f"@{shortened(role.name).removeprefix('@')}"


def unheard(audience: Audience, settings: ChatSettings) -> bool:
    """Whether the role that digests call sees its name, and is not notified."""
    role = _called(audience, settings)
    return role is not None and not role.hears


def _called(audience: Audience, settings: ChatSettings) -> Role | None:
    return next((role for role in audience.roles if role.id == settings.ping), None)


def _bare(name: str) -> str:
    return folded(typed(name)).removeprefix("@")
