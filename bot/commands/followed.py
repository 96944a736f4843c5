"""Commands about what is followed already: the list, an end to some of it, a pause."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from adapters.conversation import Who
from adapters.views import Action, Line, Span, Style, View, ViewKind
from bot.buttons import button, instead, line, notice
from bot.commands.command import Asked, Command, Family, Kind, Parameter, Press, page_named
from bot.commands.desk import Desk
from bot.days import due_day
from bot.jobs import JobName
from bot.refusal import Refusal, sentence
from bot.rules import parse_rules
from bot.turning import arrows
from bot.typed import shortened as repeated
from bot.typed import typed
from bot.wording import Wording
from bot.yields import Yield, Yields, yield_in_words
from storage.people import ChatState, Followed

A_PAGE = 10  # rules
A_ROW = 5  # buttons
LONGEST_PAUSE = 365  # days
ALL = frozenset({"all", "everything", "*", "全部", "所有"})
NUMBERS = re.compile(r"#?\d{1,3}(?:[\s,]+#?\d{1,3})*")
DAYS = re.compile(r"(\d{1,4})\s*(?:d|days?|天)?", re.IGNORECASE)


class KeepFollowing:
    """`/subscriptions`, `/unsubscribe`, `/pause`, `/resume`, and the buttons of the list."""

    def __init__(self, desk: Desk, yields: Yields) -> None:
        self._desk = desk
        self._yields = yields

    def family(self) -> Family:
        """The commands and presses."""
        which = Parameter(
            name="which",
            kind=Kind.FOLLOWED,
            description=sentence("Its number in /subscriptions, the rule itself, or all"),
            is_required=True,
        )
        days = Parameter(
            name="days", kind=Kind.NUMBER, description=sentence("How long; else until /resume")
        )
        return Family(
            commands=(
                Command(
                    name="unsubscribe",
                    description=sentence("Stop following a rule"),
                    run=self.unsubscribe,
                    parameters=(which,),
                    who=Who.SETTLERS,
                ),
                Command(
                    name="subscriptions",
                    description=sentence("What is followed here"),
                    run=self.subscriptions,
                ),
                Command(
                    name="pause",
                    description=sentence("No digests for some days"),
                    run=self.pause,
                    parameters=(days,),
                    who=Who.SETTLERS,
                ),
                Command(
                    name="resume",
                    description=sentence("Digests again, with what was missed"),
                    run=self.resume,
                    who=Who.SETTLERS,
                ),
            ),
            presses=(
                Press(verb="subs", run=self.listed),
                Press(verb="drop", run=self.dropped, who=Who.SETTLERS),
                Press(verb="resume", run=self.resume, who=Who.SETTLERS),
                Press(verb="stay", run=self.stay),
            ),
        )

    async def subscriptions(self, asked: Asked) -> AsyncIterator[View]:
        """`/subscriptions`: each rule with what it brings, and a button to end it."""
        yield await self._list(asked, 1)

    async def listed(self, asked: Asked) -> AsyncIterator[View]:
        """The list behind a button, or another page of it."""
        if not asked.words:
            yield await self._list(asked, 1)
        else:
            page = page_named(asked.words)
            yield instead(await self._list(asked, page))

    async def unsubscribe(self, asked: Asked) -> AsyncIterator[View]:
        """`/unsubscribe NUMBER…|RULE|all`."""
        held = await self._desk.store.rules_of(asked.chat.key)
        yield await self._ended(asked, held, _named(asked.words, held))

    async def dropped(self, asked: Asked) -> AsyncIterator[View]:
        """A rule's own button: the list without it."""
        held = await self._desk.store.rules_of(asked.chat.key)
        ended = [followed for followed in held if str(followed.key) == asked.words]
        if not ended:
            raise Refusal(sentence("This rule is not followed any more."))
        await self._end(asked, held, ended)
        view = await self._list(asked, 1, ended=ended)
        yield instead(view)

    async def pause(self, asked: Asked) -> AsyncIterator[View]:
        """`/pause [days]`: what waits is taken back; what is missed is joined afterwards."""
        store, now, wording = self._desk.store, self._desk.now(), asked.wording
        days = _days(asked.words)
        until = now + timedelta(days=days) if days else None
        await store.set_state(asked.chat.key, ChatState.PAUSED, resumes_at=until)
        await store.withdraw(asked.chat.key, now)
        said = (
            wording.say("No digests until {moment}.", moment=wording.moment(until))
            if until
            else wording.say("No digests until you write /resume.")
        )
        joined = wording.say("The first one then joins the last seven announcement days.")
        yield notice(said, joined, actions=((button(wording.say("Resume"), "resume"),),))

    async def resume(self, asked: Asked) -> AsyncIterator[View]:
        """`/resume`: what was missed comes at the chat's hour, or now where that has passed."""
        if asked.chat.state is ChatState.ACTIVE:
            raise Refusal(sentence("Digests are not paused here."))
        await self._desk.store.set_state(asked.chat.key, ChatState.ACTIVE)
        await self._desk.ask(JobName.COLLECT)  # perhaps nobody else follows what it follows
        hour = asked.chat.settings.hour.strftime("%H:%M")
        yield notice(
            asked.wording.say("Digests come again, at {hour}; what was missed first.", hour=hour)
        )

    async def stay(self, asked: Asked) -> AsyncIterator[View]:
        """After days without a match: the rules stay as they are."""
        yield notice(asked.wording.say("Your rules stay as they are."))

    async def _ended(
        self, asked: Asked, held: Sequence[Followed], ended: Sequence[Followed]
    ) -> View:
        await self._end(asked, held, ended)
        lines = _end_lines(ended, len(held) - len(ended), asked.wording)
        carried = await self._desk.carry(", ".join(followed.rule for followed in ended))
        again = button(asked.wording.say("Follow again"), "follow", carried)
        view = View(kind=ViewKind.NOTICE, lines=lines, actions=((again,),))
        return self._desk.fitted(view, asked)

    async def _end(self, asked: Asked, held: Sequence[Followed], ended: Sequence[Followed]) -> None:
        """Follow *ended* no longer; what waits for the chat is planned anew without them."""
        store = self._desk.store
        for followed in ended:
            await store.unfollow(followed.key)
        await store.withdraw(asked.chat.key, self._desk.now())
        if len(ended) < len(held):
            await self._desk.ask(JobName.PLAN)

    async def _list(self, asked: Asked, page: int, *, ended: Sequence[Followed] = ()) -> View:
        held = await self._desk.store.rules_of(asked.chat.key)
        wording = asked.wording
        above = list(_end_lines(ended, len(held), wording)) if ended else []
        if not held:
            said = wording.say("Nothing is followed here. Write /subscribe cs.CV, or browse:")
            browse = button(wording.say("All categories"), "cats")
            return View(lines=(*above, line(said)), actions=((browse,),))
        of = -(-len(held) // A_PAGE)
        page = max(1, min(page, of))
        first = (page - 1) * A_PAGE
        shown = held[first : first + A_PAGE]
        rules = [rule for followed in shown for rule in parse_rules(followed.rule)]
        found = await self._yields.of(rules, due_day(self._desk.now()))
        lines = [
            _rule_line(at, followed, its, wording)
            for at, (followed, its) in enumerate(zip(shown, found, strict=True), first + 1)
        ]
        head = wording.count("{n} rule followed here", "{n} rules followed here", len(held))
        view = View(
            kind=ViewKind.MENU,
            head=(line(head),),
            lines=(*above, *lines, *map(line, self._state(asked))),
            actions=(*_drops(shown, first + 1), *_turn(page, of)),
        )
        return self._desk.fitted(view, asked)

    def _state(self, asked: Asked) -> list[str]:
        if asked.chat.state is not ChatState.PAUSED:
            return []
        return [asked.wording.say("This chat is paused; /resume brings digests again.")]


def _named(words: str, held: Sequence[Followed]) -> list[Followed]:
    """Which of the rules *held* a person means; raises `Refusal` where it is none of them."""
    asked = typed(words).strip()
    if not held:
        raise Refusal(sentence("Nothing is followed here."))
    if not asked:
        raise Refusal(sentence("Name what to end, as /unsubscribe 2; /subscriptions numbers them."))
    if asked.lower() in ALL:
        return list(held)
    if NUMBERS.fullmatch(asked):
        return _numbered([int(number) for number in re.findall(r"\d+", asked)], held)
    wanted = {str(rule) for rule in parse_rules(asked)}
    found = [followed for followed in held if followed.rule in wanted]
    if not found:
        raise Refusal(
            sentence("{written} is not followed here; /subscriptions lists what is."),
            written=repeated(asked),
        )
    return found


def _numbered(numbers: Sequence[int], held: Sequence[Followed]) -> list[Followed]:
    wrong = [number for number in numbers if not 1 <= number <= len(held)]
    if wrong:
        raise Refusal(
            sentence(
                "There is no rule {number} here; /subscriptions numbers them from 1 to {most}."
            ),
            number=wrong[0],
            most=len(held),
        )
    return [held[number - 1] for number in sorted(set(numbers))]


def _days(words: str) -> int:
    """How many days a pause lasts; 0 where it has no end."""
    asked = typed(words).strip()
    if not asked:
        return 0
    match = DAYS.fullmatch(asked)
    if match is None or not 1 <= int(match[1]) <= LONGEST_PAUSE:
        raise Refusal(
            sentence("Say for how many days, from 1 to {most}: /pause 10."), most=LONGEST_PAUSE
        )
    return int(match[1])


def _end_lines(ended: Sequence[Followed], left: int, wording: Wording) -> tuple[Line, ...]:
    lines = [
        Line((Span(wording.say("No longer followed: ")), Span(followed.rule, Style.CODE)))
        for followed in ended
    ]
    if not left:
        lines.append(line(wording.say("Nothing is followed here any more; no digest comes.")))
    return tuple(lines)


def _rule_line(number: int, followed: Followed, found: Yield, wording: Wording) -> Line:
    told = yield_in_words(found, wording)
    return Line(
        (
            Span(f"{number}. "),
            Span(followed.rule, Style.CODE),
            *((Span(f" · {told}"),) if told else ()),
        )
    )


def _drops(shown: Sequence[Followed], first: int) -> tuple[tuple[Action, ...], ...]:
    """A button for each rule that ends it."""
    drops = [button(f"✕ {at}", "drop", one.key) for at, one in enumerate(shown, first)]
    return tuple(tuple(drops[n : n + A_ROW]) for n in range(0, len(drops), A_ROW))


def _turn(page: int, of: int) -> tuple[tuple[Action, ...], ...]:
    return (arrows(page, of, "subs"),) if of > 1 else ()
