"""A rule in a reader's words: what was understood of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.rules import Parts, Rule
from bot.subjects import subject_named
from bot.wording import Wording

NAMED = 3  # categories that are told by their names; more of them by their ids


def in_words(rule: Rule, wording: Wording) -> str:
    """`cs.CV flow -survey` -> "cs.CV Computer Vision …; with “flow”; without “survey”"."""
    return wording.say("; ").join(_told(rule, wording))


def _told(rule: Rule, wording: Wording) -> Iterator[str]:
    either, both = wording.say(" or "), wording.say(" and ")
    yield _subjects(rule.categories, wording) or wording.say("all of arXiv")
    if texts := _quoted(rule, wording):
        yield wording.say("with {what}", what=both.join(texts))
    if rule.authors:
        yield wording.say("by {names}", names=either.join(rule.authors))
    if without := [*rule.without.categories, *_quoted(rule.without, wording)]:
        yield wording.say("without {what}", what=either.join(without))
    if rule.without.authors:
        yield wording.say("not by {names}", names=either.join(rule.without.authors))


def _subjects(subjects: Sequence[str], wording: Wording) -> str:
    names = (
        [subject_named(subject, wording) for subject in subjects]
        if len(subjects) <= NAMED
        else subjects
    )
    return wording.say(" or ").join(names)


def _quoted(parts: Parts, wording: Wording) -> list[str]:
    return [wording.say("“{text}”", text=text) for text in (*parts.words, *parts.phrases)]
