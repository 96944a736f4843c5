"""What the administrators of a deployment do: see how it stands, and admit people."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

from adapters.conversation import Who
from adapters.views import Action, Line, Span, Style, View
from bot.buttons import button, line, notice
from bot.commands.access import is_admitted, recipients_of
from bot.commands.broadcast_views import standing_said, stop_button
from bot.commands.command import Asked, Command, Family, Kind, Parameter
from bot.commands.costs import costs_of, costs_said
from bot.commands.desk import Access, Desk
from bot.commands.status import jobs, running, sent, told_of_day, what_is_there
from bot.days import due_day
from bot.payloads import invite_payload
from bot.refusal import Refusal, sentence
from bot.typed import typed
from bot.wording import Wording
from storage.people import ChatKind
from storage.text import one_line

INVITED_FOR = timedelta(days=7)
CLAIMED_WITHIN = timedelta(minutes=15)
MOST_ADMITTED = 1_000  # people by one link
A_DAY = timedelta(hours=24)
WHAT_OPERATORS_DO = sentence(
    "/status shows its accounts and its health; /broadcast tells all chats something; /invite makes"
    " links that admit people, and in a group admits the group."
)
WHERE_OPERATORS_DO = sentence(
    "/status and /broadcast exist here only in the servers that ADMIN_GUILDS names; /invite, in our"
    " private chat, makes what admits people, and in a channel admits the channel."
)
CHAT_ADMITTED = sentence("Everybody in this chat may use me now.")


class Operate:
    """`/status`, `/invite`, and what their links do: `claim` and `admitted` answer `/start`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._recipients = recipients_of(desk.deployment)

    def family(self) -> Family:
        """The commands; the handlers of links belong to `/start`."""
        return Family(
            commands=(
                Command(
                    name="status",
                    description=sentence("Accounts and health of this deployment"),
                    run=self.status,
                    who=Who.OPERATORS,
                    is_private=True,
                ),
                Command(
                    name="invite",
                    description=sentence("Admit people by a link, or the group you are in"),
                    run=self.invite,
                    parameters=(
                        Parameter(
                            name="people",
                            kind=Kind.NUMBER,
                            description=sentence("How many; 1 where you name none"),
                        ),
                    ),
                    who=Who.OPERATORS_ANYWHERE,  # it admits the chat where it is asked
                ),
            ),
        )

    async def status(self, asked: Asked) -> AsyncIterator[View]:
        """`/status`: what is there, batches and messages of a day, jobs, costs, a broadcast."""
        store, now, wording = self._desk.store, self._desk.now(), asked.wording
        standing, day = await store.standing(), due_day(now)
        batches = await store.batches(day=day)
        deliveries = await store.delivery_counts(since=now - A_DAY)
        last = await store.last_broadcast(self._recipients)
        deployment = self._desk.deployment
        costs = await costs_of(store, deployment.model, deployment.terms, now)
        texts = [
            *what_is_there(standing, wording),
            *told_of_day(day, batches, wording),
            *sent(deliveries, wording),
            *jobs(standing, wording),
            *costs_said(costs, wording),
            *([standing_said(last, wording)] if last else []),
        ]
        view = View(
            lines=(running(deployment.started_at, wording), *map(line, texts)),
            actions=((stop_button(last, wording),),) if last and last.is_under_way else (),
        )
        yield self._desk.fitted(view, asked)

    async def invite(self, asked: Asked) -> AsyncIterator[View]:
        """`/invite [n]`: a link that admits people; in a group or channel, that chat."""
        access = self._desk.deployment.access
        if access is Access.OPEN:
            raise Refusal(sentence("Nobody needs an invitation here: this bot is open to all."))
        if access is Access.LIST:
            raise Refusal(
                sentence("People are admitted by ACCESS_LIST in the settings here, not by links.")
            )
        if asked.chat.kind is not ChatKind.PRIVATE:
            await self._desk.store.admit_chat(asked.chat.key)
            yield notice(asked.wording.say(CHAT_ADMITTED))
            return
        yield await self._invitation(asked, _people(asked.words))

    async def claim(self, asked: Asked) -> AsyncIterator[View]:
        """The link that `run` prints while nobody administers the deployment."""
        store = self._desk.store
        if not asked.is_operator:
            if await _has_operator(self._desk):
                raise Refusal(
                    sentence("Somebody administers this bot already; ask them for an invitation.")
                )
            if not await store.use_invite(one_line(asked.words), "claim", at=self._desk.now()):
                raise Refusal(
                    sentence("This link is used up or too old; a new start of the bot prints one.")
                )
            await store.make_operator(asked.reader.key)
        say = asked.wording.say
        what = say(WHAT_OPERATORS_DO if asked.request.may_operate else WHERE_OPERATORS_DO)
        yield notice(say("You administer this bot now."), what, actions=_start(asked.wording))

    async def admitted(self, asked: Asked) -> AsyncIterator[View]:
        """A link of `/invite`; it admits the reader, in a group or channel that chat."""
        store, is_in = self._desk.store, self._is_in(asked)
        if not is_in:
            await self._use(asked)
            if asked.chat.kind is ChatKind.PRIVATE:
                await store.admit(asked.reader.key)
            else:
                await store.admit_chat(asked.chat.key)
        yield notice(_welcome(asked, is_in=is_in), actions=_start(asked.wording))

    async def _invitation(self, asked: Asked, people: int) -> View:
        """A new link, or the words to write where a platform has no links."""
        token, until = self._desk.token(), self._desk.now() + INVITED_FOR
        await self._desk.store.keep_invite(token, "invite", uses=people, until=until)
        wording, written = asked.wording, f"/start {invite_payload(token)}"
        link = self._desk.link(asked.request.address, invite_payload(token))
        lines = [
            line(
                wording.count(
                    "This admits {n} person, until {moment}:",
                    "This admits {n} people, until {moment}:",
                    people,
                    moment=wording.moment(until),
                )
            ),
            Line((Span(link, link=link) if link else Span(written, Style.CODE),)),
        ]
        if not link:
            lines.append(line(wording.say("Whoever is to be admitted writes that to me.")))
        copy = Action(label=wording.say("Copy"), copy=link or written)
        return View(lines=tuple(lines), actions=((copy,),))

    async def _use(self, asked: Asked) -> None:
        """Use an invitation once; raises `Refusal`."""
        if self._desk.deployment.access is Access.LIST:
            raise Refusal(
                sentence("Invitations admit nobody here; ask those who run this bot to list you.")
            )
        token = one_line(asked.words)
        if not await self._desk.store.use_invite(token, "invite", at=self._desk.now()):
            raise Refusal(sentence("This invitation is used up or too old; ask for a new one."))

    def _is_in(self, asked: Asked) -> bool:
        """Whether nothing has to be admitted: the reader, or in a group the chat, is in."""
        deployment = self._desk.deployment
        if asked.chat.kind is ChatKind.PRIVATE:
            return is_admitted(asked.request, asked.chat, asked.reader, deployment)
        return deployment.access is Access.OPEN or asked.chat.admitted


async def claim_token(desk: Desk) -> str | None:
    """What makes whoever comes first an administrator; none where there is one."""
    if await _has_operator(desk):
        return None
    token = desk.token()
    until = desk.now() + CLAIMED_WITHIN
    await desk.store.keep_invite(token, "claim", uses=1, until=until)
    return token


async def _has_operator(desk: Desk) -> bool:
    return bool(desk.deployment.admins) or await desk.store.has_operator()


def _people(words: str) -> int:
    """How many people a link is to admit; raises `Refusal`."""
    written = typed(words).strip() or "1"
    count = int(written) if re.fullmatch("[0-9]{1,4}", written) else 0
    if not 1 <= count <= MOST_ADMITTED:
        raise Refusal(
            sentence("Say how many people it admits, 1 to {most}, for example: /invite 20."),
            most=MOST_ADMITTED,
        )
    return count


def _welcome(asked: Asked, *, is_in: bool) -> str:
    say = asked.wording.say
    if asked.chat.kind is ChatKind.PRIVATE:
        return say("You are admitted already.") if is_in else say("You are admitted.")
    return say("This chat is admitted already.") if is_in else say(CHAT_ADMITTED)


def _start(wording: Wording) -> tuple[tuple[Action, ...], ...]:
    return ((button(wording.say("Start"), "start", strong=True),),)
