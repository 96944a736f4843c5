"""
A portion of a planning: many chats that are chosen for, and whose digests are composed. Pure.

In two steps, since what was chosen has to be summarised in between. A portion may be worked on in
another process, so all that comes in and goes out is plain data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from adapters.messages import Entry
from adapters.paging import Fits
from bot.composing import Composer, Moment
from bot.cover import Followings
from bot.draft import Draft, Drafting, Due, Reading
from bot.packed import Packed
from bot.shape import Shape
from storage.people import Chat
from storage.planning import KeptDigest, Plan

UNFINISHED = 8  # portions that something was chosen for, and that are not composed yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """
    Chats that are due, with all that was read for them; its *number* is no other's.

    What there is many of in it has no slots: such a dataclass is sent to another process in a
    fifth of the time.
    """

    number: int
    due: Sequence[Due]
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A chat for which nothing arrived in what it *follows*; *last* is its last digest."""

    chat: Chat
    last: KeptDigest | None
    follows: Followings


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """
    What came of choosing; who gets nothing.

    *shown*: ids of papers by language, each with the number of chats that it is shown in.
    """

    shown: Mapping[str, Mapping[str, int]]
    quiet: Sequence[Quiet]


@dataclass(frozen=True, kw_only=True)
class Entries(Packed):
    """Papers with their summaries, in one language, by id."""

    by_id: Mapping[str, Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """
    What digests of the portion of this *number* are composed of, beside what was chosen.

    *entries* are papers with their summaries, by language; *said_late* the messages that said that
    arXiv is late, by chat and batch day.
    """

    number: int
    moment: Moment
    entries: Mapping[str, Entries]
    said_late: Mapping[tuple[int, date], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """
    How pages are drawn: what *fits* a message of each platform, and the *shapes* of its pages.

    *heals*: better summaries may follow a sentence of the abstract.
    """

    fits: Mapping[str, Fits]
    shapes: Mapping[str, Shape]
    heals: bool


class Portions:
    """
    Works on portions, on each first `choose`, then `compose`.

    It may choose for a second one while the first waits for what it is composed of.
    """

    def __init__(self, drawing: Drawing) -> None:
        self._composer = Composer(
            lambda name: drawing.fits[name], drawing.shapes, heals=drawing.heals
        )
        self._drafting = Drafting()
        self._drafts: dict[int, list[Draft]] = {}

    def choose(self, portion: Portion) -> Outline:
        """Choose for the chats of *portion*."""
        drafts = self.drafts(portion)
        with_news = self._drafts[portion.number] = [draft for draft in drafts if draft.has_news]
        while len(self._drafts) > UNFINISHED:  # what was given up is never composed
            del self._drafts[min(self._drafts)]
        shown: dict[str, Counter[str]] = {}
        for draft in with_news:
            counts = shown.setdefault(draft.due.chat.settings.language, Counter())
            counts.update(choice.candidate.paper.id for choice in draft.chosen.shown)
        quiet = [
            Quiet(chat=draft.due.chat, last=draft.due.last, follows=draft.follows)
            for draft in drafts
            if not draft.has_news
        ]
        return Outline(shown=shown, quiet=quiet)

    def compose(self, material: Material) -> list[Plan]:
        """The digests of those that something was chosen for."""
        drafts = self._drafts.pop(material.number)
        return [self._plan(draft, material) for draft in drafts]

    def drafts(self, portion: Portion) -> list[Draft]:
        """What each chat gets."""
        return self._drafting.drafts(portion.due, portion.reading)

    def _plan(self, draft: Draft, material: Material) -> Plan:
        entries = material.entries[draft.due.chat.settings.language].by_id
        plan = self._composer.plan(draft, entries, material.moment, self._drafting.nearest)
        return _replacing(plan, material.said_late)


def _replacing(plan: Plan, said: Mapping[tuple[int, date], str]) -> Plan:
    """*plan* as the edit of the message that *said* that arXiv is late, if there is one."""
    if not plan.pages or plan.last_batch_day is None:
        return plan
    message = said.get((plan.chat, plan.last_batch_day))
    if message is None:
        return plan
    first, *rest = plan.pages
    return replace(plan, pages=(replace(first, edits=message), *rest))
