"""
`/setup`: walks an administrator of a server through place, rule and hour, and stores it at the end.

All that was chosen travels in the buttons; whether it may be done is looked at anew each time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

from adapters.conversation import Who
from adapters.destinations import Destination
from adapters.views import View
from bot.buttons import data_of, instead, line, notice
from bot.commands.command import Asked, Command, Family, Handler, Kind, Parameter, Press, first_of
from bot.commands.desk import Desk
from bot.commands.follow import Follow
from bot.commands.setup_draft import Draft, draft_of
from bot.commands.setup_steps import NOT_SEEN, Steps
from bot.commands.setup_storing import check_admitted_there, check_room, first_settings, settled
from bot.commands.setup_views import RULE_FIELD, VERB, done_head, lacks_told
from bot.preferences.hours import parse_hour
from bot.refusal import Refusal, sentence
from bot.rules import parse_rules
from bot.typed import typed
from bot.yields import Yields
from storage.people import Address, ChatKind

ELSEWHERE = sentence(
    "/setup is for channels of a Discord server. Here, write /subscribe and what you follow, such"
    " as /subscribe cs.CV; /settings sets the hour."
)
NO_HOUR = sentence("That is no hour. Write one such as 08:30, 8 pm or 20h.")
ALL_FOLLOWED = "subs"  # the button that lists what is followed where it is pressed


class Setup:
    """The command and its buttons; *follow* does what is confirmed."""

    def __init__(self, desk: Desk, yields: Yields, follow: Follow) -> None:
        self._desk = desk
        self._follow = follow
        self._steps = Steps(desk, yields, follow)
        self._by_name: Mapping[str, Handler] = {
            "where": self._where_again,
            "here": self._here,
            "pick": self._picked,
            "what": self._what_again,
            "rule": self._rule,
            "say": self._rule_written,
            "when": self._when_again,
            "hour": self._hour,
            "time": self._hour_written,
            "go": self._confirmed,
            "off": self._cancelled,
        }

    def family(self) -> Family:
        """The command and the press."""
        rule = Parameter(name="rule", kind=Kind.RULE, description=RULE_FIELD)
        hour = Parameter(
            name="hour", kind=Kind.HOUR, description=sentence("When digests come, as 08:30")
        )
        return Family(
            commands=(
                Command(
                    name="setup",
                    description=sentence("Bring digests to a channel, thread or forum, in 3 steps"),
                    run=self.setup,
                    parameters=(rule, hour),
                    who=Who.SETTLERS,
                    is_private=True,
                    picks=True,
                ),
            ),
            presses=(
                Press(verb=VERB, run=self.pressed, who=Who.SETTLERS, is_private=True, picks=True),
            ),
        )

    async def setup(self, asked: Asked) -> AsyncIterator[View]:
        """`/setup [rule] [hour]`: the first step that is still open."""
        self._check_can_pick(asked)
        options, draft = asked.request.options, Draft()
        if hour := options.get("hour"):
            draft = _at(draft, hour)
        if rule := options.get("rule"):
            yield await self._steps.with_rule(asked, draft, rule)
        else:
            yield await self._steps.after(asked, draft)

    async def pressed(self, asked: Asked) -> AsyncIterator[View]:
        """A button, a place that was picked, or words that were asked for."""
        self._check_can_pick(asked)
        step = self._by_name.get(first_of(asked.parts, 1)[0])
        if step is None:
            raise Refusal(sentence("This button is too old; please write it anew."))
        async for view in step(asked):
            yield instead(view)

    async def _where_again(self, asked: Asked) -> AsyncIterator[View]:
        draft = await self._draft(asked)
        yield await self._steps.after(asked, replace(draft, address=None, title=""))

    async def _here(self, asked: Asked) -> AsyncIterator[View]:
        """The chat in which it is asked."""
        yield await self._placed(asked, asked.request.address)

    async def _picked(self, asked: Asked) -> AsyncIterator[View]:
        if asked.request.picked is None:  # forged, or something that is no channel
            raise Refusal(NOT_SEEN)
        yield await self._placed(asked, asked.request.picked)

    async def _placed(self, asked: Asked, address: Address) -> View:
        """The step after a place was chosen."""
        draft = await self._draft(asked)
        there = await self._steps.destination(asked, address)
        draft = replace(draft, address=there.address, title=there.title)
        return await self._steps.after(asked, draft, there)

    async def _what_again(self, asked: Asked) -> AsyncIterator[View]:
        yield await self._steps.after(asked, replace(await self._draft(asked), rule=""))

    async def _rule(self, asked: Asked) -> AsyncIterator[View]:
        """A rule that a button carries."""
        draft, rule = await self._draft(asked), await self._desk.carried(_value(asked))
        yield await self._steps.with_rule(asked, draft, rule)

    async def _rule_written(self, asked: Asked) -> AsyncIterator[View]:
        yield await self._steps.with_rule(asked, await self._draft(asked), asked.request.text)

    async def _when_again(self, asked: Asked) -> AsyncIterator[View]:
        yield await self._steps.after(asked, replace(await self._draft(asked), hour=None))

    async def _hour(self, asked: Asked) -> AsyncIterator[View]:
        """An hour that a button carries."""
        yield await self._steps.after(asked, _at(await self._draft(asked), _value(asked)))

    async def _hour_written(self, asked: Asked) -> AsyncIterator[View]:
        yield await self._steps.after(asked, _at(await self._draft(asked), asked.request.text))

    async def _confirmed(self, asked: Asked) -> AsyncIterator[View]:
        """Store it, and follow it as `/subscribe` does; a second time, nothing changes."""
        draft, desk = await self._draft(asked), self._desk
        if draft.address is None or draft.hour is None:  # forged: no such view has this button
            yield await self._steps.after(asked, draft)
            return
        there, rules = await self._steps.destination(asked, draft.address), parse_rules(draft.rule)
        chat = await desk.store.chat(there.address)
        check_admitted_there(asked, there, chat, desk)
        await check_room(rules, chat, desk)
        settings = replace(first_settings(asked, chat, desk), hour=draft.hour)
        chat = await settled(there, settings, desk, is_admitted=asked.chat.admitted)
        follows = replace(asked, chat=chat, words=draft.rule)
        async for view in self._follow.subscribe(follows):
            yield desk.fitted(_done(view, there, asked), asked)

    async def _cancelled(self, asked: Asked) -> AsyncIterator[View]:
        await self._draft(asked)
        yield notice(asked.wording.say("Nothing was set up. /setup begins anew."))

    async def _draft(self, asked: Asked) -> Draft:
        """What was chosen so far; raises `Refusal`."""
        _, token = first_of(asked.parts, 2)
        request = asked.request
        return await draft_of(token, request.reader, request.address.platform, self._desk)

    def _check_can_pick(self, asked: Asked) -> None:
        """Raise `Refusal` where there are no places to choose from: all it takes is a rule."""
        request = asked.request
        picks = self._desk.shape(request.address.platform).picks
        if not picks or request.kind is ChatKind.PRIVATE:
            raise Refusal(ELSEWHERE)


def _at(draft: Draft, words: str) -> Draft:
    """*draft* with the hour that *words* name; raises `Refusal`."""
    try:
        return replace(draft, hour=parse_hour(typed(words)))
    except Refusal:
        raise Refusal(NO_HOUR) from None


def _value(asked: Asked) -> str:
    """What a button carries beside the draft."""
    return first_of(asked.parts, 3)[2]


def _done(view: View, there: Destination, asked: Asked) -> View:
    """What `/subscribe` answers, said of another place; its list would be that of this one."""
    is_here = there.address == asked.request.address
    listed = data_of(ALL_FOLLOWED)
    rows = (tuple(a for a in row if is_here or a.data != listed) for row in view.actions)
    return replace(
        view,
        head=(done_head(there, asked.wording), *view.head),
        lines=(*view.lines, *map(line, lacks_told(there, asked.wording))),
        actions=tuple(filter(None, rows)),
    )
