"""Everything that the local Discord remembers, under one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar, Unpack

from tests.fakes.discord.buckets import Buckets, Limits
from tests.fakes.discord.clock import Clock
from tests.fakes.discord.drafts import Draft, pinged
from tests.fakes.discord.faults import Fault, Faults, How, Kind
from tests.fakes.discord.manners import Manners
from tests.fakes.discord.messages_json import message_json
from tests.fakes.discord.permissions import BITS, in_channel
from tests.fakes.discord.records import Call, Interaction, Message, snapshot
from tests.fakes.discord.sessions import Line, Sessions
from tests.fakes.discord.world import COMPONENTS_V2, EPHEMERAL, LOADING, Channel, Post, World

TOKEN = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.Glocal.discord-token-that-opens-nothing-else"  # noqa: S105
BOT_ID = 1_100_000_000_000_000_001
USERNAME = "paperround"
NONCES = 300.0  # seconds in which a nonce counts: "the past few minutes"

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

    `sent` are the messages of the bot as they arrived, `edits` as they became, `calls` all
    requests, `violations` all that a correct bot never does: a test asserts that it is empty.
    """

    def __init__(self, *, token: str = TOKEN, username: str = USERNAME) -> None:
        self.token = token
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.clock = Clock()
        self.world = World(self.clock, BOT_ID, username)
        self.violations: list[str] = []
        self.buckets = Buckets(self.clock, violations=self.violations)
        self.manners = Manners(self.clock, violations=self.violations)
        self.faults = Faults()
        self.sessions = Sessions()
        self.calls: list[Call] = []
        self.sent: list[Message] = []
        self.edits: list[Message] = []
        self.interactions: dict[int, Interaction] = {}
        self.commands: dict[int | None, list[dict[str, Any]]] = {None: []}
        self.nonces: dict[str, tuple[float, Post]] = {}
        self.repeats: list[str] = []  # nonces that came again, and gave the first message
        self.delay = 0.0
        self.gateway_url = ""
        self.shards = 1  # as many as a bot is advised to take
        self.connections: list[Line] = []
        self.heartbeat = 41.25  # seconds
        self.deaf = False  # heartbeats are not acknowledged
        self.privileged = False  # whether the bot has the privileged intents
        self.identify_limit = 1000  # a day; beyond it the token is reset
        self.shut: set[str] = set()  # of "gateway" and "resume": where the handshake is refused

    @property
    def limits(self) -> Limits:
        """How much is taken before a 429; for a test to set."""
        return self.buckets.limits

    @property
    def delay(self) -> float:
        """How many seconds each answer takes."""
        return self.buckets.delay

    @delay.setter
    def delay(self, seconds: float) -> None:
        self.buckets.delay = self.manners.delay = seconds

    @at_once
    def advance(self, seconds: float) -> None:
        """Let time pass at once; who waits in truth is not kept waiting less."""
        self.clock.ahead += seconds

    @at_once
    def hold(self) -> None:
        """Let no time pass any more but by `advance`."""
        self.clock.hold()

    @at_once
    def fault(self, kind: Kind, **how: Unpack[How]) -> Fault:
        """Let something go wrong with the requests it fits; see `How`. The answer counts them."""
        return self.faults.add(Fault(kind, **how))

    @as_it_stands
    def struck(self, number: int) -> int:
        """How many requests the fault of this *number* has spoilt."""
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
    def dispatch(
        self, name: str, data: Any, guild: int | None = None, *, private: bool = False
    ) -> int:
        """Tell the bot of an event, also of one that makes no sense; to how many shards."""
        return self.sessions.dispatch(name, data, guild=guild, private=private)

    def add_post(self, channel: Channel, author: int, **fields: Any) -> Post:
        """A new message in *channel*."""
        number = fields.pop("id", None) or self.clock.snowflake()
        post = Post(number, channel.id, author, self.clock.now(), self.clock.written(), **fields)
        channel.posts[post.id] = post
        return post

    def add_draft(self, channel: Channel, draft: Draft, **fields: Any) -> Post:
        """What the bot has said."""
        post = self.add_post(channel, self.world.bot_id, **fields)
        self.apply(post, draft, only=None)
        post.nonce = draft.nonce
        post.reply_to = draft.reply_to
        self.sent.append(snapshot(post))
        self.tell_of(channel, post, "MESSAGE_CREATE")
        return post

    def edit(self, channel: Channel, post: Post, draft: Draft, *, counts: bool = True) -> Post:
        """What the bot has said becomes something else; *counts*: people see that it was edited."""
        self.apply(post, draft, only=draft.given)
        post.flags &= ~LOADING
        if counts:
            post.edits += 1
            post.edited = self.clock.written()
        self.edits.append(snapshot(post))
        self.tell_of(channel, post, "MESSAGE_UPDATE")
        return post

    def apply(self, post: Post, draft: Draft, *, only: frozenset[str] | None) -> None:
        """Write what *draft* says into *post*: all, or *only* these fields."""
        for name in ("content", "embeds", "components"):
            if only is None or name in only:
                setattr(post, name, getattr(draft, name))
        if only is None or "flags" in only:
            sticky = post.flags & (EPHEMERAL | LOADING | COMPONENTS_V2)  # these never go
            post.flags = draft.flags | sticky
        if only is not None and "attachments" in only:
            post.files = [file for file in post.files if file.id in draft.kept]
        for file in draft.files:
            file_id = self.clock.snowflake()
            post.files.append(type(file)(file_id, file.name, file.content, file.description))
        if only is None:
            channel = self.world.channels[post.channel]
            post.pings = self._heard(channel, pinged(snapshot(post).text, draft.mentions))

    def _heard(self, channel: Channel, pings: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Those of *pings* that the bot may do."""
        held = in_channel(self.world, channel, self.world.bot_id)
        if channel.guild is None or held & BITS["mention_everyone"]:
            return pings
        roles = self.world.guilds[channel.guild].roles
        return tuple(
            one
            for one in pings
            if isinstance(one, int) and (one not in roles or roles[one].mentionable)
        )

    def tell_of(self, channel: Channel, post: Post, event: str) -> None:
        """Tell the bot of a message, if it listens to messages."""
        if post.only_for is not None:
            return
        told = message_json(self.world, post)
        if channel.guild is not None:
            told["guild_id"] = str(channel.guild)
        private = channel.guild is None
        self.sessions.dispatch(event, told, guild=channel.guild, private=private)
