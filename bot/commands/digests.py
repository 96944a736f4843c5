"""Commands about digests: any day's, the pages of one, what it did not show; and why."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.views import Action, Line, Span, Style, View, ViewKind
from bot.buttons import button, instead, line
from bot.choose import Section, fate_of
from bot.commands.command import (
    A_PAPER,
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
from bot.compose import Day, papers_of
from bot.digest import digest_items
from bot.draft import Draft, followings
from bot.fit import lack
from bot.ledger import Ledger
from bot.lookup import not_an_identifier
from bot.matching import matches, words_of
from bot.plan import Planner
from bot.refusal import Refusal, sentence
from bot.rules import Rule, parse_rules
from bot.turning import arrows
from bot.typed import typed
from bot.wording import Wording
from storage.identifiers import NotAnIdentifier, parse_identifier
from storage.people import Chat
from storage.records import Paper

A_PAGE = 5  # papers on a page of what was not chosen
TURNED = "t"  # an arrow of such a page, not the button under the digest
DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[\s,]+|$)")
MOST_RULES = 10  # that an answer to /why goes through


class DigestCommands:
    """`/digest`, `/why`, and the buttons under digests."""

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
                Command(
                    name="why",
                    description=sentence("Why a paper came, or did not"),
                    run=self.why,
                    parameters=(A_PAPER,),
                ),
            ),
            presses=(
                Press(verb="page", run=self.page),
                Press(verb="rest", run=self.rest),
                Press(verb="day", run=self.of_day),
                Press(verb="why", run=self.why),
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
        """What a digest matched beyond its limit."""
        written, at, turned = first_of(asked.parts, 3)
        day = _day(written)
        draft = await self._planner.looked_at(asked.chat, day) if day else None
        if day is None or draft is None:
            raise Refusal(sentence("This digest is not kept any more."))
        chosen = draft.within(0)
        if not chosen.more:
            raise Refusal(sentence("All of it was shown."))
        title = asked.wording.say("{n} more", n=len(chosen.more))
        papers = [choice.candidate.paper for choice in chosen.more]
        turn = Turn(verb="rest", before=(day.isoformat(),), behind=(TURNED,))
        view = await self._paged(asked, papers, page_named(at), title, turn)
        yield instead(view) if turned else view

    async def why(self, asked: Asked) -> AsyncIterator[View]:
        """Where a paper was announced, which rule wanted it, and what became of it."""
        try:
            identifier = parse_identifier(asked.words)
        except NotAnIdentifier as error:
            raise not_an_identifier(asked.words, error) from None
        paper = await self._desk.store.paper(identifier.id)
        if paper is None:
            raise Refusal(
                sentence("{id} is not stored here; /paper {id} asks arXiv about it."),
                id=identifier.id,
            )
        wording = asked.wording
        lines = [Line((Span(paper.title.plain, Style.BOLD),))]
        lines += map(line, await self._announced(paper, wording))
        lines += map(line, await self._by_rules(asked.chat, paper, wording))
        lines += map(line, await self._told(asked.chat, paper, wording))
        actions = ((button(wording.say("Open"), "card", paper.id),),)
        view = View(kind=ViewKind.NOTICE, lines=tuple(lines), actions=actions)
        yield self._desk.fitted(view, asked)

    async def _of_day(self, asked: Asked, day: date | None, text: str, at: int) -> View:
        store, wording = self._desk.store, asked.wording
        rules = parse_rules(text) if text else await self._rules(asked.chat)
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
        found = [one.paper for one in listed if _is_wanted(one.paper, rules)]
        if not found:
            raise Refusal(
                sentence("Of {n} papers that are stored of {day}, none matches."),
                n=len(listed),
                day=wording.day(day),
            )
        behind = (await self._desk.carry(text),) if text else ()
        turn = Turn(verb="day", before=(day.isoformat(),), behind=behind)
        return await self._paged(asked, found, at, wording.day(day), turn)

    async def _rules(self, chat: Chat) -> tuple[Rule, ...]:
        return tuple(
            rule
            for followed in await self._desk.store.rules_of(chat.key)
            for rule in parse_rules(followed.rule)
        )

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
        numbers = tuple(button(str(item.number), "card", item.paper_id) for item in items)
        rows: list[tuple[Action, ...]] = [numbers]
        if of > 1:
            rows.append(arrows(at, of, turn.verb, *turn.before, behind=turn.behind))
        head = [Span(title, Style.BOLD), Span(f" · {count}")]
        view = View(
            kind=ViewKind.DIGEST, head=(Line(tuple(head)),), items=items, actions=tuple(rows)
        )
        return self._desk.fitted(view, asked)

    async def _announced(self, paper: Paper, wording: Wording) -> list[str]:
        told = await self._desk.store.announcements_of(paper.id)
        if not told:
            return [wording.say("Not announced in anything that was collected here.")]
        return [
            wording.say(
                "Announced {day} in {subject} ({type}).",
                day=wording.day(one.day),
                subject=one.subject,
                type=one.type.value,
            )
            for one in told
        ]

    async def _by_rules(self, chat: Chat, paper: Paper, wording: Wording) -> list[str]:
        rules = await self._rules(chat)
        if not rules:
            return [wording.say("This chat follows nothing.")]
        words = words_of(paper)
        said = []
        for rule in rules[:MOST_RULES]:
            missing = lack(rule, words)
            said.append(
                wording.say("{rule}: lacks {what}.", rule=rule, what=", ".join(missing))
                if missing
                else wording.say("{rule}: matches.", rule=rule)
            )
        return said

    async def _told(self, chat: Chat, paper: Paper, wording: Wording) -> list[str]:
        """In which digest it was shown; or what kept it out of the last one."""
        store = self._desk.store
        before = await store.told_to(chat.key, paper.id)
        if before:
            return [
                wording.say(
                    "Shown here on {day}, number {rank}, by {rule}.",
                    day=wording.day(day),
                    rank=one.rank,
                    rule=one.rule,
                )
                for day, one in before
            ]
        if not any(matches(rule, words_of(paper)) for rule in await self._rules(chat)):
            return []
        last = (await store.last_digests([chat.key])).get(chat.key)
        draft = await self._planner.looked_at(chat, last.day) if last else None
        if draft is None:
            return [wording.say("It comes with this chat's next digest, if arXiv announced it.")]
        digest = await store.digest_of(chat.key, last.day) if last else None
        told = digest.told if digest else ()
        shown = sum(one.section != Section.REVISION for one in told)
        had_more = bool(last and Ledger.load(last.accounts).accounts.more)
        limit = (
            shown if had_more else draft.limit
        )  # a group's messages may hold less than the limit
        return [_kept_out(paper, draft, Room(shown=shown, limit=limit), wording)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many papers a digest has *shown*, and how many it could have."""

    shown: int
    limit: int


def _kept_out(paper: Paper, draft: Draft, room: Room, wording: Wording) -> str:
    """Why the last digest, with its *room*, did not show a paper that a rule matches."""
    match = next((m for m in draft.matches if m.candidate.paper.id == paper.id), None)
    if match is None:
        return wording.say("The last digest did not look at it: it was announced before or since.")
    settings = draft.due.chat.settings
    fate = fate_of(match, settings, draft.memory)
    beyond = draft.within(0).more  # all that was not shown
    ranks = {choice.candidate.paper.id: room.shown + choice.rank for choice in beyond}
    if paper.id in ranks and room.shown >= room.limit:
        return wording.say(
            "Beyond the limit of {limit}: rank {rank} of the last digest.",
            limit=room.limit,
            rank=ranks[paper.id],
        )
    said = {
        "shown": wording.say("The last digest left it out, by the settings of then."),
        "cross-list": wording.say("It is a cross-list, and this chat wants none (/settings)."),
        "revision": wording.say("It is a new version, and this chat follows no such (/settings)."),
    }
    return said.get(fate.value, wording.say("It was shown here before."))


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
