"""`/broadcast`: a message of the operators to all chats, shown to them before it goes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import timedelta

import structlog

from adapters.conversation import Who
from adapters.paging import most
from adapters.views import View
from bot.broadcast import message, take_back, text_of
from bot.buttons import instead, notice
from bot.commands.access import recipients_of
from bot.commands.broadcast_views import VERB, preview, standing_view
from bot.commands.command import Asked, Command, Family, Kind, Parameter, Press, first_of
from bot.commands.desk import Desk
from bot.jobs import JobName
from bot.refusal import Refusal, sentence
from bot.wording import SPOKEN, Wording
from storage.broadcasts import Broadcast, BroadcastState
from storage.people import UTC_ZONE

log = structlog.get_logger()

CONFIRMED_WITHIN = timedelta(hours=24)  # a notice of yesterday is not sent by a slip
LONGEST_MESSAGE = 4096  # characters; no platform takes more, so none is looked for
ON_ITS_WAY = (BroadcastState.GOING, BroadcastState.OUT)
TOO_OLD = sentence("This button is too old; please write it anew.")


class Speak:
    """`/broadcast`, and the buttons that send, drop, stop and look."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._who = recipients_of(desk.deployment)
        self._by_part: Mapping[str, Callable[[Asked, Broadcast], AsyncIterator[View]]] = {
            "send": self._send,
            "drop": self._drop,
            "stop": self._stop,
            "look": self._look,
        }

    def family(self) -> Family:
        """The command and its one press."""
        return Family(
            commands=(
                Command(
                    name="broadcast",
                    description=sentence("Tell all chats something; you see it before it goes"),
                    run=self.broadcast,
                    parameters=(
                        Parameter(
                            name="text",
                            kind=Kind.TEXT,
                            description=sentence(r"What to say; \n alone begins a new line"),
                            is_required=True,
                        ),
                    ),
                    who=Who.OPERATORS,
                    is_private=True,
                ),
            ),
            presses=(Press(verb=VERB, run=self.pressed, who=Who.OPERATORS, is_private=True),),
        )

    async def broadcast(self, asked: Asked) -> AsyncIterator[View]:
        """`/broadcast TEXT`: what every chat would read, and how many chats that are."""
        chats = await self._desk.store.recipients(self._who)
        text = text_of(asked.words)
        self._check(text, chats, asked)
        if not chats:
            raise Refusal(sentence("There is no chat yet that would get it."))
        now, reader = self._desk.now(), asked.reader.key
        key = await self._desk.store.draft_broadcast(text, reader=reader, at=now)
        yield preview(self._message(text, asked.wording), chats, key, asked.wording)

    async def pressed(self, asked: Asked) -> AsyncIterator[View]:
        """Any of the buttons; a forged one names no broadcast, or asks for nothing known."""
        part, written = first_of(asked.parts, 2)
        do = self._by_part.get(part)
        is_key = re.fullmatch("[0-9]{1,15}", written)
        found = await self._desk.store.broadcast(int(written)) if is_key else None
        if do is None or found is None:
            raise Refusal(TOO_OLD)
        async for view in do(asked, found):
            yield view

    async def _send(self, asked: Asked, found: Broadcast) -> AsyncIterator[View]:
        """Send it; pressed again, or by another operator, tell how far it has come."""
        now = self._desk.now()
        if found.state is BroadcastState.DRAFT:
            if now - found.at > CONFIRMED_WITHIN:
                raise Refusal(TOO_OLD)
            if await self._desk.store.begin_broadcast(found.key, at=now):
                log.info("broadcast begun", broadcast=found.key, by=asked.reader.key)
        # Also where another was first: who was killed in between has not put the job.
        await self._desk.ask(JobName.BROADCAST)
        yield await self._standing(asked, found)

    async def _drop(self, asked: Asked, found: Broadcast) -> AsyncIterator[View]:
        """Never send it; once it is on its way, that is told, with the button that stops it."""
        if await self._desk.store.drop_broadcast(found.key):
            log.info("broadcast dropped", broadcast=found.key, by=asked.reader.key)
        yield await self._standing(asked, found)

    async def _stop(self, asked: Asked, found: Broadcast) -> AsyncIterator[View]:
        """Take back what is not sent yet."""
        store = self._desk.store
        if await store.stop_broadcast(found.key):
            log.info("broadcast stopped", broadcast=found.key, by=asked.reader.key)
            await self._desk.ask(JobName.BROADCAST)  # goes on with it if this process is killed
            await take_back(store, found.key, self._desk.now())
        yield await self._standing(asked, found)

    async def _look(self, asked: Asked, found: Broadcast) -> AsyncIterator[View]:
        """How far it has come."""
        yield await self._standing(asked, found)

    async def _standing(self, asked: Asked, found: Broadcast) -> View:
        """What became of it, in the place of what was pressed; a draft stays as it was."""
        standing = await self._desk.store.broadcast_standing(found.key, self._who)
        if standing is None or standing.broadcast.state is BroadcastState.DRAFT:
            raise Refusal(TOO_OLD)
        if standing.broadcast.state is BroadcastState.DROPPED:
            return instead(notice(asked.wording.say("Cancelled; nothing is sent.")))
        return instead(self._desk.fitted(standing_view(standing, asked.wording), asked))

    def _message(self, text: str, wording: Wording) -> View:
        return message(text, self._desk.deployment.operator_name, wording)

    def _check(self, text: str, chats: Mapping[str, int], asked: Asked) -> None:
        """Raise `Refusal` where there is nothing to be said, or too much for one message."""
        if not text:
            raise Refusal(
                sentence(
                    "Write behind the command what all chats are to read, at most about {most}"
                    " letters, for example: /broadcast The bot will be away from 8 to 9 tonight."
                ),
                most=f"{self._room('x' * LONGEST_MESSAGE, chats, asked):,}",
            )
        room = self._room(text, chats, asked)
        if room < len(text):
            raise Refusal(
                sentence(
                    "That is too long for one message everywhere: of its {length} characters"
                    " {most} fit. Please shorten it."
                ),
                length=f"{len(text):,}",
                most=f"{room:,}",
            )

    def _room(self, text: str, chats: Mapping[str, int], asked: Asked) -> int:
        """How many characters of *text* fit one message on each platform, in each language."""

        def passes(length: int) -> bool:
            return all(self._fit(text[:length], chats, asked))

        longest = min(len(text), LONGEST_MESSAGE)
        return most(passes, longest, guess=longest)

    def _fit(self, text: str, chats: Mapping[str, int], asked: Asked) -> Iterable[bool]:
        """Whether each form of the message fits where it would be shown; here as a preview."""
        here = asked.chat.address.platform
        shown = preview(self._message(text, asked.wording), chats, 0, asked.wording)
        yield self._desk.fits(here)(shown)
        for platform in chats:
            for language in SPOKEN:
                said = self._message(text, Wording(language, UTC_ZONE))
                yield self._desk.fits(platform)(said)
