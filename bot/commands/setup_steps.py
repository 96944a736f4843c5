"""Which step of `/setup` comes next, and what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.destinations import Destination
from adapters.views import View
from bot.commands.command import Asked
from bot.commands.desk import Desk
from bot.commands.follow import Follow
from bot.commands.guide import FIRST_RULES
from bot.commands.setup_draft import Draft, carried_by
from bot.commands.setup_storing import first_settings
from bot.commands.setup_views import (
    Plan,
    mistyped_view,
    plan_view,
    what_view,
    when_view,
    where_view,
)
from bot.days import due_day
from bot.refusal import Refusal, sentence
from bot.rules import BadRule, Fault, parse_rules
from bot.subjects import subject_named
from bot.yields import Yields
from storage.people import Address

NOT_SEEN = sentence(
    "I do not see that place. If it is still there, allow me View Channel in its permissions, and"
    " choose it again."
)
NOT_OF_HERE = sentence("That place is not in this server; choose one that is.")
NOT_THEIRS = sentence(
    "Only who may manage {place} sets it up: you need Manage Channels there, or Manage Server."
)


@dataclass(frozen=True, slots=True)
class Steps:
    """Makes the view of each step; *follow* shows the latest papers as `/subscribe` does."""

    desk: Desk
    yields: Yields
    follow: Follow

    async def after(self, asked: Asked, draft: Draft, there: Destination | None = None) -> View:
        """The first step that *draft* leaves open; *there*: its place was just looked at."""
        desk = self.desk
        token = await carried_by(draft, asked.request.reader, desk)
        if draft.address is None:
            view = where_view(token, asked.wording)
        elif not draft.rule:
            view = what_view(token, draft.title, await self._carried(FIRST_RULES), asked.wording)
        elif draft.hour is None:
            chat = await desk.store.chat(draft.address)
            settings = first_settings(asked, chat, desk)
            view = when_view(token, draft.title, settings, desk.now(), asked.wording)
        else:
            there = there or await self.destination(asked, draft.address)
            view = await self._plan(asked, draft, there, token)
        return desk.fitted(view, asked)

    async def with_rule(self, asked: Asked, draft: Draft, words: str) -> View:
        """The next step with the rules of *words*, or with what may be meant by them."""
        try:
            rules = dict.fromkeys(map(str, parse_rules(words)))
        except BadRule as fault:
            if fault.fault is not Fault.CATEGORY:
                raise
            return await self._mistyped(asked, draft, fault)
        return await self.after(asked, replace(draft, rule=", ".join(rules)))

    async def destination(self, asked: Asked, address: Address) -> Destination:
        """The place at *address*, if the reader may set it up from here; raises `Refusal`."""
        look, request = self.desk.destination, asked.request
        there, here = await asyncio.gather(
            look(address, request.reader), look(request.address, request.reader)
        )
        if there is None or here is None:
            raise Refusal(NOT_SEEN)
        if there.server != here.server:
            raise Refusal(NOT_OF_HERE)
        if not there.may_settle:
            raise Refusal(NOT_THEIRS, place=there.title)
        return there

    async def _plan(self, asked: Asked, draft: Draft, there: Destination, token: str) -> View:
        """All of it, with the latest papers that it would bring."""
        rules, store, now = parse_rules(draft.rule), self.desk.store, self.desk.now()
        chat = await store.chat(there.address)
        settings = first_settings(asked, chat, self.desk)
        followed = await store.rules_of(chat.key) if chat else ()
        plan = Plan(
            there=there,
            rules=rules,
            yields=await self.yields.of(rules, due_day(now)),
            settings=replace(settings, hour=draft.hour or settings.hour),
            present=chat.settings if chat else None,
            followed=[one.rule for one in followed],
        )
        view = plan_view(token, plan, now, asked.wording)
        return await self.follow.with_latest(view, plan.yields, asked)

    async def _mistyped(self, asked: Asked, draft: Draft, fault: BadRule) -> View:
        """The nearest categories, each with the whole rule; all else that was chosen is kept."""
        token = await carried_by(draft, asked.request.reader, self.desk)
        whole = await self._carried([fault.completed(subject) for subject in fault.nearest])
        nearest = [
            (subject_named(subject, asked.wording), carried)
            for subject, (_, carried) in zip(fault.nearest, whole, strict=True)
        ]
        view = mistyped_view(token, asked.wording.told(fault), nearest, asked.wording)
        return self.desk.fitted(view, asked)

    async def _carried(self, rules: Sequence[str]) -> list[tuple[str, str]]:
        """Each of *rules* with what carries it in a button."""
        return [(rule, await self.desk.carry(rule)) for rule in rules]
