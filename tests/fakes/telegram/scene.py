"""Everything that the local Telegram remembers, under one lock."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import update_wrapper
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar, Unpack

from tests.fakes.clock import HandClock
from tests.fakes.telegram.faces import message_json, person_json
from tests.fakes.telegram.faults import Fault, Faults, How, Kind
from tests.fakes.telegram.flood import Flood, Limits
from tests.fakes.telegram.manners import Manners
from tests.fakes.telegram.records import Call, Message, Query
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.world import Chat, Person, Post, World

TOKEN = "7000000001:AAlocal-telegram-token-of-35-letters"  # noqa: S105 - opens nothing but this
USERNAME = "paperround_bot"

S = TypeVar("S", bound="Scene")
P = ParamSpec("P")
R = TypeVar("R")


def at_once(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Run *method* alone, from whatever thread, and tell those who wait for a change."""

    def whole(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.changed:
            result = method(self, *args, **kwargs)
            self.changed.notify_all()
            return result

    update_wrapper(whole, method)
    return whole


def as_it_stands(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Run *method*, which changes nothing, while nothing else changes anything."""

    def whole(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.lock:
            return method(self, *args, **kwargs)

    update_wrapper(whole, method)
    return whole


class Scene:
    """
    The world and what is recorded of it.

    `sent` are the messages of the bot as they arrived, `edits` as they became, `calls` all calls,
    `violations` all that a correct bot never does: a test asserts that it is empty.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, *, token: str, username: str) -> None:
        self.token = token
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.clock = HandClock()
        self.world = World(bot_id=int(token.partition(":")[0]), bot_username=username)
        self.updates = Updates(self.clock, loop, self.lock)
        self.violations: list[str] = []
        self.flood = Flood(self.clock, violations=self.violations)
        self.manners = Manners(self.clock, violations=self.violations)
        self.faults = Faults()
        self.calls: list[Call] = []
        self.sent: list[Message] = []
        self.edits: list[Message] = []
        self.queries: dict[str, Query] = {}
        self.routes: dict[str, str] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.inline_feedback = True
        self.numbers = count(4_611_686_018_427_387_905)  # of queries: beyond what a float holds

    @property
    def limits(self) -> Limits:
        """How much is taken before a 429; for a test to set."""
        return self.flood.limits

    @property
    def delay(self) -> float:
        """How many seconds each answer takes."""
        return self.flood.delay

    @delay.setter
    def delay(self, seconds: float) -> None:
        self.flood.delay = self.manners.delay = seconds

    @at_once
    def advance(self, seconds: float) -> None:
        """Let time pass at once; who waits for updates is not kept waiting less."""
        self.clock.ahead += seconds

    @at_once
    def hold(self) -> None:
        """Let no time pass any more but by `advance`."""
        self.clock.hold()

    @at_once
    def fault(self, kind: Kind, **how: Unpack[How]) -> Fault:
        """Let something go wrong with the calls it fits; see `How`. The answer counts them."""
        return self.faults.add(Fault(kind, **how))

    @as_it_stands
    def struck(self, number: int) -> int:
        """How many calls the fault of this *number* has spoilt."""
        return self.faults.ordered[number].struck

    @at_once
    def heal(self) -> None:
        """Let nothing go wrong any more; what is slow is answered now."""
        self.faults.heal()

    @at_once
    def forgive(self) -> list[str]:
        """The violations so far, which are forgotten."""
        found = list(self.violations)
        self.violations.clear()
        return found

    @at_once
    def push(self, kind: str = "", content: dict[str, Any] | None = None) -> int | None:
        """Any update, also one that makes no sense; without a kind it is empty."""
        return self.updates.push(kind, content)

    def add_post(self, chat: Chat, **fields: Any) -> Post:
        """A new message in *chat*."""
        moment = self.clock.now()
        post = Post(chat.id, next(chat.numbers), self.clock.date(), moment, **fields)
        chat.posts[post.message_id] = post
        return post

    def announce(self, chat: Chat, sender: int | None, thread: int | None, **told: Any) -> Post:
        """A service message; the bot hears of all of them where it is."""
        post = self.add_post(chat, sender=sender, service=told, thread=thread)
        self.hear(chat, post)
        return post

    def hear(self, chat: Chat, post: Post, *, edited: bool = False) -> None:
        """Tell the bot of *post*, if it is there."""
        if chat.kind != "private" and not (chat.bot and chat.bot.inside):
            return
        self.manners.returned(chat.id)
        kind = "channel_post" if chat.kind == "channel" else "message"
        told = message_json(self.world, post)
        self.updates.push(f"edited_{kind}" if edited else kind, told)

    def meet(self, person_id: int) -> dict[str, Any]:
        """The JSON of somebody whom the bot knows from now on."""
        person: Person = self.world.person(person_id)
        person.known = True
        return person_json(person)
