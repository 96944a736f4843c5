"""Commands about digests: any day's, the pages of one, and what it did not show."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from adapters.views import Line, Span, Style, View, ViewKind
from bot.buttons import instead
from bot.commands.command import (
    Asked,
    Command,
    Family,
    Kind,
    Parameter,
    Press,
    first_of,
    page_named,
)
from bot.commands.desk import Desk
from bot.commands.passes import is_pass, pass_for
from bot.compose import Day, papers_of
from bot.cover import followings
from bot.digest import digest_items
from bot.lists import numbers
from bot.matching import matches, words_of
from bot.plan import Planner
from bot.refusal import Refusal, sentence
from bot.rules import Rule, parse_rules
from bot.turning import arrows
from bot.typed import typed
from storage.people import Chat, ChatKind
from storage.records import Paper

A_PAGE = 5  # papers on a page of what was not chosen
TURNED = "t"  # an arrow of such a page, not the button under the digest
DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[\s,]+|$)")


class DigestCommands:
    """`/digest`, and the buttons under digests."""

    def __init__(self, desk: Desk, planner: Planner) -> None:
        self._desk = desk
        self._planner = planner

    def family(self) -> Family:
        """The commands and presses."""
        return Family(
            commands=(
                Command(
                    name="digest",
                    description=sentence("A day's papers, now: all that you follow, or one rule's"),
                    run=self.digest,
                    parameters=(
                        Parameter(
                            name="date", kind=Kind.DATE, description=sentence("As 2025-12-31")
                        ),
                        Parameter(
                            name="rule", kind=Kind.RULE, description=sentence("Instead of yours")
                        ),
                    ),
                ),
            ),
            presses=(
                Press(verb="page", run=self.page),
                Press(verb="rest", run=self.rest, is_private=True, shows=True),
                Press(verb="day", run=self.of_day, shows=True),
            ),
        )

    async def digest(self, asked: Asked) -> AsyncIterator[View]:
        """`/digest [date] [RULE]`: marks nothing, and hides nothing."""
        text = typed(asked.words).strip()
        dated = DATED.match(text)
        day = _day(dated[1]) if dated else None
        if dated and day:
            text = text[dated.end() :]
        yield await self._of_day(asked, day, text, 1)

    async def of_day(self, asked: Asked) -> AsyncIterator[View]:
        """Another page of it."""
        written, at, token = first_of(asked.parts, 3)
        text = await self._desk.carried(token) if token else ""
        yield instead(await self._of_day(asked, _day(written), text, page_named(at)))

    async def page(self, asked: Asked) -> AsyncIterator[View]:
        """Another page of a digest that was sent."""
        written, at = first_of(asked.parts, 2)
        day = _day(written)
        view = day and await self._desk.digests.page(asked.chat, day, page_named(at))
        if not view:
            raise Refusal(sentence("This digest is not kept any more."))
        yield instead(view)

    async def rest(self, asked: Asked) -> AsyncIterator[View]:
        """
        What a digest matched beyond its limit.

        Of a chat that others read along it is shown to who pressed alone, perhaps elsewhere: the
        arrows have a pass for that chat.
        """
        written, at, turned, *named = first_of(asked.parts, 5)
        chat, behind = await self._rest_of(asked, *named)
        day = _day(written)
        draft = await self._planner.looked_at(chat, day) if day else None
        if day is None or draft is None:
            raise Refusal(sentence("This digest is not kept any more."))
        chosen = draft.within(0)
        if not chosen.more:
            raise Refusal(sentence("Nothing more of it matches what this chat follows now."))
        title = asked.wording.say("{n} more", n=len(chosen.more))
        papers = [choice.candidate.paper for choice in chosen.more]
        turn = Turn(verb="rest", before=(day.isoformat(),), behind=(TURNED, *behind))
        view = await self._paged(replace(asked, chat=chat), papers, page_named(at), title, turn)
        yield instead(view) if turned else view

    async def _rest_of(self, asked: Asked, key: str, token: str) -> tuple[Chat, tuple[str, ...]]:
        """The chat whose digest it is, and what arrows carry to name it, where they have to."""
        if key:
            is_known = await is_pass(token, f"rest {key}", self._desk)
            chat = await self._desk.store.chat_by_key(int(key)) if is_known else None
            if chat is None:
                raise Refusal(sentence("This digest is not kept any more."))
            return chat, (key, token)
        if asked.chat.kind is ChatKind.PRIVATE:
            return asked.chat, ()
        key = str(asked.chat.key)
        kept = timedelta(days=self._desk.deployment.keep_days)
        return asked.chat, (key, await pass_for(f"rest {key}", self._desk, lasts=kept))

    async def _of_day(self, asked: Asked, day: date | None, text: str, at: int) -> View:
        store, wording = self._desk.store, asked.wording
        rules = parse_rules(text) if text else await rules_followed(asked.chat, self._desk)
        if not rules:
            raise Refusal(
                sentence("You follow nothing yet. Name a rule: /digest cs.CV, or see /categories.")
            )
        follows = followings(rules)
        categories = () if follows.is_all else sorted(follows.categories)
        day = day or await store.newest_day_filed(categories)
        if day is None:
            raise Refusal(sentence("Nothing of that is stored yet."))
        listed = papers_of(
            Day(
                day=day,
                announced=await store.announced(day=day),
                batches=await store.batches(day=day),
            )
        )
        if not listed:
            raise Refusal(
                sentence("Nothing that was announced on {day} is stored here."),
                day=wording.day(day),
            )
        found = [one.paper for one in listed if _is_wanted(one.paper, rules)]
        if not found:
            raise Refusal(
                sentence("Stored of {day}: {papers}, and none matches."),
                day=wording.day(day),
                papers=wording.count("{n} paper", "{n} papers", len(listed)),
            )
        behind = (await self._desk.carry(text),) if text else ()
        turn = Turn(verb="day", before=(day.isoformat(),), behind=behind)
        return await self._paged(asked, found, at, wording.day(day), turn)

    async def _paged(
        self, asked: Asked, papers: Sequence[Paper], at: int, title: str, turn: Turn
    ) -> View:
        of = -(-len(papers) // A_PAGE)
        at = max(1, min(at, of))
        shown = papers[(at - 1) * A_PAGE : at * A_PAGE]
        language = asked.chat.settings.language
        entries = await self._desk.digests.entries(shown, language)
        first = (at - 1) * A_PAGE + 1
        items = digest_items([entries[paper.id] for paper in shown], first, asked.wording)
        count = asked.wording.count("{n} paper", "{n} papers", len(papers))
        rows = [*numbers([(item.number, item.paper_id) for item in items])]
        if of > 1:
            rows.append(arrows(at, of, turn.verb, *turn.before, behind=turn.behind))
        head = [Span(title, Style.BOLD), Span(f" · {count}")]
        view = View(
            kind=ViewKind.DIGEST, head=(Line(tuple(head)),), items=items, actions=tuple(rows)
        )
        return self._desk.fitted(view, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How the arrows of a list name it: the verb, and what stands before and behind the page."""

    verb: str
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


def _is_wanted(paper: Paper, rules: Sequence[Rule]) -> bool:
    words = words_of(paper)
    return any(matches(rule, words) for rule in rules)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


async def rules_followed(chat: Chat, desk: Desk) -> tuple[Rule, ...]:
    """The rules of *chat*, oldest first."""
    held = await desk.store.rules_of(chat.key)
    return tuple(rule for followed in held for rule in parse_rules(followed.rule))
