"""
What is known of an endpoint: in which manner it answers, remembered over restarts.

A lesser manner is believed only once it has worked where a better one was refused. One that has
worked is given up only for a refusal that names what it refuses: a storm of errors teaches nothing.
What was learnt holds for a day; then one call, and no more, tries the best manner again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from adapters.conversation import Remembered
from adapters.summaries.modes import BEST, Feature, Manner, manner_in, named_in
from adapters.summaries.replies import Reply, complaint_in
from adapters.summaries.troubles import is_elsewhere

HELD_FOR = timedelta(days=1)
ENDPOINTS = 8  # that are remembered, the newest last
MOST_TRIED = 7  # manners of one question: as many as can be given up one by one
WIDEST = 8  # times the usual room
DOUBTS = (
    3  # errors that name nothing, each beside a lesser manner that worked, until it is believed
)
# Statuses by which servers refuse what they do not know; 404 is OpenRouter's, where it names it,
# 500 that of llama-cpp-python.
SURE = frozenset({400, 415, 422})
NAMING = SURE | {404, 500, 501}
UNSURE = frozenset({500, 501})


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    A question under way: the *manner* it is asked in, and those that were refused (*tried*).

    *sure*: all these refusals can only mean the manner. *widened*: see `Learning.widen`.
    """

    manner: Manner
    widened: int = 1
    tried: tuple[Manner, ...] = ()
    sure: bool = True


class Learning:
    """
    The manner for the endpoint called *name*; *now* is the clock.

    *remembered* keeps it, and beside it that of others.
    """

    def __init__(self, name: str, remembered: Remembered, now: Callable[[], datetime]) -> None:
        self._name = name
        self._remembered = remembered
        self._now = now
        self._recalling = asyncio.Lock()
        self._recalled = False
        self._manner = BEST
        self._widened = 1
        self._at: datetime | None = None
        self._worked: set[Manner] = set()
        self._doubts = 0

    async def begin(self) -> Attempt:
        """The manner to ask in now."""
        async with self._recalling:
            if not self._recalled:
                self._recall(await self._remembered.read())
        if self._manner != BEST and self._is_old():
            self._at = self._now()  # nobody else tries as well
            self._worked.discard(BEST)
            return Attempt(BEST, self._widened)
        return Attempt(self._manner, self._widened)

    def instead(self, attempt: Attempt, reply: Reply) -> Attempt | None:
        """What to try where *reply* refuses; none where it does not mean the manner."""
        complaint = complaint_in(reply.body)
        named = named_in(complaint) if reply.status in NAMING else None
        proved = attempt.manner in self._worked
        if named is None and (proved or reply.status not in SURE | UNSURE):
            return None
        if is_elsewhere(complaint, named=named is not None):
            return None
        tried = (*attempt.tried, attempt.manner)
        wished = attempt.manner.without(named) if named else None
        others = () if proved else _others(attempt.manner, reply.status)
        manner = _first([self._manner, wished, *others], without=tried)
        if manner is None or len(tried) > MOST_TRIED:
            return None
        server_error = reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        unsure = server_error and (named is None or proved)
        return Attempt(manner, self._widened, tried, sure=attempt.sure and not unsure)

    async def worked(self, attempt: Attempt) -> None:
        """The endpoint has answered *attempt*: believe in its manner, if that is due."""
        is_new = attempt.manner not in self._worked
        self._worked.add(attempt.manner)
        if attempt.manner != self._manner:
            if self._is_due(attempt):
                self._believe(attempt.manner)
                await self._keep()
            return
        if not attempt.tried:
            self._doubts = 0
        if is_new or attempt.tried:
            await self._keep()

    async def widen(self, attempt: Attempt) -> None:
        """*attempt* was left no room after thinking: let answers be twice as long from now on."""
        if attempt.widened == self._widened < WIDEST:  # others may have come before
            self._widened *= 2
            await self._keep()

    def _is_old(self) -> bool:
        return self._at is None or self._now() - self._at >= HELD_FOR

    def _is_due(self, attempt: Attempt) -> bool:
        """Whether a manner that has worked takes the place of the one believed in."""
        if not attempt.tried:
            return attempt.manner == BEST  # it was given up wrongly, or is known by now
        if self._manner not in attempt.tried:
            return False  # another question has found something out meanwhile
        self._doubts += not attempt.sure
        return attempt.sure or self._doubts >= DOUBTS

    def _believe(self, manner: Manner) -> None:
        self._worked.discard(self._manner)
        self._worked.add(manner)
        self._manner, self._at, self._doubts = manner, self._now(), 0

    def _recall(self, text: str) -> None:
        self._recalled = True
        known = _told(text).get(self._name)
        manner = manner_in(known.get("manner")) if isinstance(known, dict) else None
        if not isinstance(known, dict) or manner is None:
            return
        self._manner = manner
        self._worked.add(manner)
        widened = known.get("widened")
        self._widened = widened if isinstance(widened, int) and 1 <= widened <= WIDEST else 1
        self._at = _moment(known.get("at"))

    async def _keep(self) -> None:
        self._at = self._at or self._now()
        told = _told(await self._remembered.read())
        told.pop(self._name, None)
        told[self._name] = {
            "manner": self._manner.as_json(),
            "widened": self._widened,
            "at": self._at.isoformat(),
        }
        newest = dict(list(told.items())[-ENDPOINTS:])
        await self._remembered.write(json.dumps(newest))


def _others(manner: Manner, status: int) -> Iterable[Manner | None]:
    """What to try where nothing is named; a server breaks on a schema, if on anything."""
    return (manner.without(Feature.FORMAT),) if status in UNSURE else manner.lesser()


def _first(manners: Iterable[Manner | None], *, without: Sequence[Manner]) -> Manner | None:
    return next((one for one in manners if one is not None and one not in without), None)


def _told(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _moment(written: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None
