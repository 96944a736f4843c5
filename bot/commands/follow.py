"""Commands to follow something: what was understood, what it would bring, the latest of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from adapters.conversation import Who
from adapters.views import Action, Line, Span, Style, View, ViewKind
from bot.buttons import button, line, notice
from bot.commands.command import Asked, Command, Family, Kind, Parameter, Press
from bot.commands.desk import Desk
from bot.days import due_day
from bot.jobs import JobName
from bot.lists import entries_stored, numbers, stored_item
from bot.refusal import Refusal, sentence
from bot.rules import BadRule, Fault, Rule, parse_rules
from bot.saying import in_words
from bot.subjects import subject_named
from bot.wording import Wording
from bot.work import EVERYTHING, subjects_of
from bot.yields import Yield, Yields, yield_in_words
from storage.people import ChatKind, ChatState
from storage.records import Batch, BatchState
from storage.text import one_line

MOST_RULES = 50  # of one chat
PATIENCE = timedelta(seconds=60)  # that an answer waits for arXiv
LOOK = 0.5  # seconds between two looks whether it has answered
MOST_AWAITED = 5  # subjects; more take longer than a person waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A rule that is followed from now on, by its *key*; none where it was followed before."""

    rule: Rule
    key: int

    @property
    def subjects(self) -> tuple[str, ...]:
        """What arXiv is asked for it."""
        return subjects_of([self.rule])


class Follow:
    """
    `/subscribe`, and every button and link that follows a rule.

    *sleep* waits between two looks at what is being collected.
    """

    def __init__(
        self,
        desk: Desk,
        yields: Yields,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._desk = desk
        self._yields = yields
        self._sleep = sleep

    def family(self) -> Family:
        """The command and the press."""
        return Family(
            commands=(
                Command(
                    name="subscribe",
                    description=sentence('Follow a rule: cs.CV "gaussian splatting" -survey'),
                    run=self.subscribe,
                    who=Who.SETTLERS,
                    parameters=(
                        Parameter(
                            name="rule",
                            kind=Kind.RULE,
                            description=sentence('Categories, words, "phrases", @authors'),
                            is_required=True,
                        ),
                    ),
                ),
            ),
            presses=(Press(verb="follow", run=self.pressed, who=Who.SETTLERS),),
        )

    async def subscribe(self, asked: Asked) -> AsyncIterator[View]:
        """`/subscribe RULE`: each rule of the text is followed beside those followed already."""
        try:
            rules = tuple(dict.fromkeys(parse_rules(asked.words)))
        except BadRule as fault:
            if fault.fault is not Fault.CATEGORY:
                raise
            yield await self._mistyped(asked, fault)
            return
        begun = await self._begun(asked, rules)
        if any(one.key for one in begun) and await self._is_awaited(begun):
            yield await self._told(asked, begun, is_asking=True)
            await self._collected(asked, begun)
        yield await self._told(asked, begun)

    async def pressed(self, asked: Asked) -> AsyncIterator[View]:
        """The same for the rule that a button carries."""
        words = await self._desk.carried(asked.words)
        async for view in self.subscribe(replace(asked, words=words)):
            yield view

    async def offered(self, asked: Asked) -> AsyncIterator[View]:
        """A rule that somebody shared by a link: what it is, and a button to follow it."""
        rules = parse_rules(asked.words)
        found = await self._yields.of(rules, due_day(self._desk.now()))
        lines = [
            text
            for rule, its in zip(rules, found, strict=True)
            for text in (in_words(rule, asked.wording), yield_in_words(its, asked.wording))
            if text
        ]
        carried = await self._desk.carry(", ".join(map(str, rules)))
        follow = button(asked.wording.say("Follow"), "follow", carried, strong=True)
        yield self._desk.fitted(notice(*lines, actions=((follow,),)), asked)

    async def written(self, asked: Asked) -> AsyncIterator[View]:
        """
        What was written without a command, and names no paper.

        What holds a category is a rule; other words may be one, or a search.
        """
        rules = parse_rules(asked.words)
        if any(rule.categories for rule in rules):
            async for view in self.subscribe(asked):
                yield view
            return
        say = asked.wording.say
        carried = await self._desk.carry(one_line(asked.words))
        yield self._desk.fitted(
            notice(
                say("Follow new papers with this, or search those stored here?"),
                *(in_words(rule, asked.wording) for rule in rules),
                actions=(
                    (
                        button(say("Follow"), "follow", carried, strong=True),
                        button(say("Search"), "find", carried, 1),
                    ),
                ),
            ),
            asked,
        )

    async def _begun(self, asked: Asked, rules: Sequence[Rule]) -> list[Begun]:
        """Follow *rules*, and ask arXiv for them; raises `Refusal` where they are too many."""
        store, chat, now = self._desk.store, asked.chat.key, self._desk.now()
        held = await store.rules_of(chat)
        new = {str(rule) for rule in rules} - {followed.rule for followed in held}
        if len(held) + len(new) > MOST_RULES:
            raise Refusal(
                sentence("A chat follows at most {most} rules; /unsubscribe makes room."),
                most=MOST_RULES,
            )
        by = 0 if asked.chat.kind is ChatKind.PRIVATE else asked.reader.key
        begun = [
            Begun(
                rule=rule,
                key=await store.follow(chat, str(rule), at=now, most=MOST_RULES, by=by),
            )
            for rule in rules
        ]
        for one in begun:
            if one.key:
                await self._desk.ask(JobName.COLLECT, **_job(asked, one))
        return begun

    async def _is_awaited(self, begun: Sequence[Begun]) -> bool:
        """Whether something of it is not stored yet that arXiv tells soon."""
        if not self._desk.asks_arxiv:
            return False
        subjects = {subject for one in begun if one.key for subject in one.subjects}
        batches = await self._desk.store.batches(day=due_day(self._desk.now()))
        known = {batch.subject for batch in batches if batch.state is BatchState.FRESH}
        return len(subjects) <= MOST_AWAITED and not subjects <= known

    async def _collected(self, asked: Asked, begun: Sequence[Begun]) -> None:
        """Wait until arXiv was asked for it, or until a person has waited long enough."""
        until = self._desk.now() + PATIENCE
        jobs = [_job(asked, one) for one in begun if one.key]
        while self._desk.now() < until:
            under_way = [await self._desk.under_way(JobName.COLLECT, **job) for job in jobs]
            if not any(under_way):
                return
            await self._sleep(LOOK)

    async def _told(self, asked: Asked, begun: Sequence[Begun], *, is_asking: bool = False) -> View:
        """What was understood of each rule, what it brings, and the latest papers."""
        say, today = asked.wording.say, due_day(self._desk.now())
        found = await self._yields.of([one.rule for one in begun], today)
        batches = await self._desk.store.batches(day=today)
        lines: list[Line] = []
        for one, its in zip(begun, found, strict=True):
            lines += _rule_lines(one, its, asked.wording)
            lines += map(line, () if is_asking else _lacking(one, batches, asked.wording))
        if is_asking:
            lines.append(line(say("Asking arXiv for the latest …")))
        lines += map(line, self._when(asked))
        view = View(kind=ViewKind.LIST, lines=tuple(lines), actions=((_list(asked.wording),),))
        return self._desk.fitted(await self.with_latest(view, found, asked), asked)

    async def with_latest(self, view: View, found: Sequence[Yield], asked: Asked) -> View:
        """*view* with up to three of the latest papers; showing them here marks none."""
        wording = asked.wording
        best = next((its for its in found if its.latest), None)
        if best is None or best.day is None:
            return view
        stored = await self._desk.store.summaries([paper.id for paper in best.latest])
        entries = entries_stored(best.latest, stored, wording.language)
        items = tuple(stored_item(at, entry, wording) for at, entry in enumerate(entries, 1))
        heading = wording.say("The latest, of {day}", day=wording.day(best.day))
        rows = numbers([(item.number, item.paper_id) for item in items])
        return replace(view, items=items, headings=((0, heading),), actions=(*rows, *view.actions))

    def _when(self, asked: Asked) -> list[str]:
        """When the digest comes; that the chat is paused, if it is."""
        settings, say = asked.chat.settings, asked.wording.say
        if asked.chat.state is ChatState.PAUSED:
            return [say("This chat is paused; /resume brings digests again.")]
        hour = settings.hour.strftime("%H:%M")
        now = self._desk.now().astimezone(settings.zone)
        if now.time() >= settings.hour and now.weekday() in settings.days:
            return [say("What is new comes now, and from then on at {hour}.", hour=hour)]
        return [say("What is new comes at {hour} ({zone}).", hour=hour, zone=settings.zone.key)]

    async def _mistyped(self, asked: Asked, fault: BadRule) -> View:
        """The nearest categories as buttons; the rest of the rule is kept."""
        actions = [
            (
                button(
                    subject_named(subject, asked.wording),
                    "follow",
                    await self._desk.carry(fault.completed(subject)),
                ),
            )
            for subject in fault.nearest
        ]
        return self._desk.fitted(notice(asked.wording.told(fault), actions=tuple(actions)), asked)


def _job(asked: Asked, begun: Begun) -> dict[str, str | int]:
    """The arguments of the job that collects for a new rule."""
    subjects = () if begun.subjects == EVERYTHING else begun.subjects
    return {"subjects": " ".join(subjects), "chat": asked.chat.key, "rule": begun.key}


def _rule_lines(begun: Begun, found: Yield, wording: Wording) -> list[Line]:
    say = wording.say
    did = say("Following ") if begun.key else say("Followed already: ")
    lines = [
        Line((Span(did), Span(str(begun.rule), Style.CODE))),
        line(in_words(begun.rule, wording)),
    ]
    if told := yield_in_words(found, wording):
        lines.append(line(told))
    if begun.key and not begun.rule.categories:
        lines.append(
            line(
                say(
                    "It names no category, so all of arXiv is asked for; that takes a few minutes"
                    " at first."
                )
            )
        )
    return lines


def _lacking(begun: Begun, batches: Sequence[Batch], wording: Wording) -> list[str]:
    """What is not out yet, or could not be asked for."""
    mine = [batch for batch in batches if batch.subject in begun.subjects]
    return [told for batch in mine if (told := wording.notice(batch))][:MOST_AWAITED]


def _list(wording: Wording) -> Action:
    return button(wording.say("All that is followed here"), "subs")
