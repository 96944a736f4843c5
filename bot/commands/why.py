"""`/why`: why a paper came to a chat, or what kept it out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from adapters.views import Line, Span, Style, View, ViewKind
from bot.buttons import card_button, line
from bot.choose import Section, fate_of
from bot.commands.command import A_PAPER, Asked, Command, Family, Press
from bot.commands.desk import Desk
from bot.commands.digests import rules_followed
from bot.draft import Draft
from bot.fit import lack
from bot.ledger import Ledger
from bot.lookup import not_an_identifier
from bot.matching import matches, words_of
from bot.plan import Planner
from bot.refusal import Refusal, sentence
from bot.wording import TYPES, Wording
from storage.identifiers import NotAnIdentifier, parse_identifier
from storage.people import Chat, ChatKind
from storage.records import Paper

MOST_RULES = 10  # that an answer goes through


class Why:
    """`/why`, and the button that asks the same."""

    def __init__(self, desk: Desk, planner: Planner) -> None:
        self._desk = desk
        self._planner = planner

    def family(self) -> Family:
        """The command and the press."""
        return Family(
            commands=(
                Command(
                    name="why",
                    description=sentence("Why a paper came, or did not"),
                    run=self.why,
                    parameters=(A_PAPER,),
                ),
            ),
            presses=(Press(verb="why", run=self.why, is_private=True, shows=True),),
        )

    async def why(self, asked: Asked) -> AsyncIterator[View]:
        """`/why ID|link`: where it was announced, which rule wanted it, and what became of it."""
        if not asked.words.strip():
            raise Refusal(sentence("Name a paper, for example: /why 2401.12345."))
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
        if asked.request.data and asked.chat.kind is not ChatKind.PRIVATE:  # answered alone
            lines.append(line(wording.say("In the chat where you asked:")))
        lines += map(line, await self._by_rules(asked.chat, paper, wording))
        lines += map(line, await self._told(asked.chat, paper, wording))
        actions = ((card_button(wording.say("Open"), paper.id),),)
        view = View(kind=ViewKind.NOTICE, lines=tuple(lines), actions=actions)
        yield self._desk.fitted(view, asked)

    async def _announced(self, paper: Paper, wording: Wording) -> list[str]:
        told = await self._desk.store.announcements_of(paper.id)
        if not told:
            return [wording.say("Not announced in anything that was collected here.")]
        return [
            wording.say(
                "Announced {day} in {subject} ({type}).",
                day=wording.day(one.day),
                subject=one.subject,
                type=wording.say(TYPES[one.type]),
            )
            for one in told
        ]

    async def _by_rules(self, chat: Chat, paper: Paper, wording: Wording) -> list[str]:
        rules = await rules_followed(chat, self._desk)
        if not rules:
            return [wording.say("Nothing is followed.")]
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
                    "Shown on {day}, number {rank}, by {rule}.",
                    day=wording.day(day),
                    rank=one.rank,
                    rule=one.rule,
                )
                for day, one in before
            ]
        rules = await rules_followed(chat, self._desk)
        if not any(matches(rule, words_of(paper)) for rule in rules):
            return []
        last = (await store.last_digests([chat.key])).get(chat.key)
        draft = await self._planner.looked_at(chat, last.day) if last else None
        if draft is None:
            return [wording.say("It comes with the next digest, if arXiv announced it.")]
        digest = await store.digest_of(chat.key, last.day) if last else None
        told = digest.told if digest else ()
        shown = sum(one.section != Section.REVISION for one in told)
        had_more = bool(last and Ledger.load(last.accounts).accounts.more)
        # A group's messages may hold less than the limit.
        limit = shown if had_more else draft.limit
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
        "cross-list": wording.say("It is a cross-list, and none are wanted (/settings)."),
        "revision": wording.say("It is a new version, and none are followed (/settings)."),
    }
    return said.get(fate.value, wording.say("It was shown before."))
