"""
What the operators say to all chats: how it is said, whom it is for, how it gets into the outbox.

In portions, each one transaction: people's answers and digests never wait for long for the store.
Whoever goes on, after a kill or beside another, goes on where the last portion ended.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache

import structlog

from adapters.cleaning import is_visible
from adapters.views import Line, Span, Style, View, dump
from bot.buttons import line
from bot.wording import Wording
from storage.broadcasts import Broadcast, BroadcastState
from storage.people import UTC_ZONE
from storage.recipients import Recipients
from storage.store import Store
from storage.text import speakable

log = structlog.get_logger()

AT_ONCE = 500  # chats in one transaction
# Due in a second: less than any platform takes, so that digests that become due come in between.
A_SECOND = 20
NEW_LINE = re.compile(r"[^\S\n]*(?<!\S)\\n(?!\S)[^\S\n]*")
GAP = re.compile(r"\n{3,}")


def text_of(words: str) -> str:
    r"""
    *words* as they will be said: plain text, its lines kept; '' where nothing of it is seen.

    A `\n` that stands alone is a new line: Discord's commands are written in one.
    """
    text = NEW_LINE.sub("\n", speakable(words).replace("\u2028", "\n").replace("\u2029", "\n"))
    lines = (one.rstrip() if is_visible(one) else "" for one in text.split("\n"))
    return GAP.sub("\n\n", "\n".join(lines).strip("\n"))


def message(text: str, operator_name: str, wording: Wording) -> View:
    """What every chat of a language reads: a line that says who speaks, and the text."""
    if operator_name:
        said = wording.say("From {operator}, who runs this bot:", operator=operator_name)
    else:
        said = wording.say("From the people who run this bot:")
    return View(
        head=(Line((Span(said, Style.BOLD),)),),
        lines=tuple(map(line, text.split("\n"))),
    )


class Broadcasting:
    """
    Puts broadcasts into the outbox, and takes back what waits of those that are to stop.

    *who* are they for; *operator_name* is who speaks ('': nobody by name). *wake* lets the
    deliverer look at once.
    """

    def __init__(
        self,
        store: Store,
        who: Recipients,
        operator_name: str,
        now: Callable[[], datetime],
        wake: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._who = who
        self._operator_name = operator_name
        self._now = now
        self._wake = wake

    async def go_on(self) -> None:
        """Do what is to be done, until nothing is; a stop in between is obeyed."""
        while found := await self._store.broadcasts_to_do():
            for broadcast in found:
                if broadcast.state is BroadcastState.GOING:
                    await self._spread(broadcast)
            stopping = [one for one in found if one.state is BroadcastState.STOPPING]
            for broadcast in stopping:
                await take_back(self._store, broadcast.key, self._now())
            if len(stopping) == len(found):  # what is being sent just now is looked at again later
                return

    async def _spread(self, broadcast: Broadcast) -> None:
        @cache
        def view_in(language: str) -> str:
            wording = Wording(language, UTC_ZONE)
            return dump(message(broadcast.text, self._operator_name, wording))

        while await self._store.spread_broadcast(
            broadcast.key, self._who, view_in, most=AT_ONCE, a_second=A_SECOND
        ):
            await self._wake()
        log.info("broadcast spread", broadcast=broadcast.key)


async def take_back(store: Store, key: int, at: datetime) -> None:
    """Take back all that waits of the broadcast *key*, which is to stop."""
    after: int | None = 0
    while after is not None:
        after = await store.take_back_broadcast(key, after=after, at=at, most=AT_ONCE)
