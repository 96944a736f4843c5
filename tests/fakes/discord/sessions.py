"""Sessions of the gateway: what was told to whom, so that it can be told again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.fakes.discord.faces import person_json, whole_guild_json
from tests.fakes.discord.world import World

Json = dict[str, Any]
Tell = Callable[[Json], None]

INTENTS = {  # docs/events/gateway#gateway-intents; what is missing here needs none
    "GUILD_CREATE": 1 << 0,
    "GUILD_UPDATE": 1 << 0,
    "GUILD_DELETE": 1 << 0,
    "GUILD_ROLE_CREATE": 1 << 0,
    "GUILD_ROLE_UPDATE": 1 << 0,
    "CHANNEL_CREATE": 1 << 0,
    "CHANNEL_UPDATE": 1 << 0,
    "CHANNEL_DELETE": 1 << 0,
    "THREAD_CREATE": 1 << 0,
    "THREAD_UPDATE": 1 << 0,
    "THREAD_DELETE": 1 << 0,
    "GUILD_MEMBER_ADD": 1 << 1,
    "GUILD_MEMBER_REMOVE": 1 << 1,
}
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = (1 << 1) | (1 << 8) | MESSAGE_CONTENT
ALL_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))


class Line(Protocol):
    """A connection of a bot, to be spoken to from whatever thread."""

    @property
    def shard(self) -> int | None:
        """Which shard it is; none before it has said so."""

    def put(self, payload: Json) -> None:
        """Send this, after what was put before."""

    def finish(self, code: int) -> None:
        """Close it in good order, after what was put before."""

    def cut(self) -> None:
        """End it as a torn cable does."""


@dataclass(slots=True)
class Session:
    """One shard's conversation, which outlives its connections; *tell* is the present one."""

    id: str
    shard: int
    shards: int
    intents: int
    events: list[Json] = field(default_factory=list)
    tell: Tell | None = None

    def dispatch(self, name: str, data: Any) -> None:
        """Tell *name*, now or when the bot comes back."""
        payload = {"op": 0, "t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(payload)
        if self.tell is not None:
            self.tell(payload)

    def hears(self, name: str, guild: int | None, *, private: bool) -> bool:
        """Whether an event of *guild* (none: of nobody's) is told to this shard."""
        shard = (guild >> 22) % self.shards if guild else 0
        if shard != self.shard:
            return False
        if name.startswith("MESSAGE_"):
            return bool(self.intents & (DIRECT_MESSAGES if private else GUILD_MESSAGES))
        needed = INTENTS.get(name, 0)
        return not needed or bool(self.intents & needed)

    def welcome(self, world: World, url: str) -> None:
        """Tell READY, then every guild of this shard that is not out of order."""
        guilds = [
            guild
            for guild in world.guilds.values()
            if world.has_bot(guild) and (guild.id >> 22) % self.shards == self.shard
        ]
        ready = {
            "v": 10,
            "user": {**person_json(world.people[world.bot_id]), "verified": True, "flags": 0},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": self.id,
            "session_type": "normal",
            "resume_gateway_url": url,
            "shard": [self.shard, self.shards],
            "application": {"id": str(world.bot_id), "flags": 0},
            "private_channels": [],
            "relationships": [],
            "presences": [],
        }
        self.dispatch("READY", ready)
        if self.intents & 1:
            for guild in guilds:
                if guild.available:
                    self.dispatch("GUILD_CREATE", whole_guild_json(world, guild))


@dataclass(slots=True)
class Sessions:
    """All sessions that can be taken up again, and what the gateway has seen."""

    known: dict[str, Session] = field(default_factory=dict)
    identifies: int = 0
    resumes: int = 0
    timeouts: int = 0  # connections closed because no heartbeat came
    closes: list[int] = field(default_factory=list)  # the codes by which the server closed

    def dispatch(
        self, name: str, data: Any, *, guild: int | None = None, private: bool = False
    ) -> int:
        """Tell everyone whom it concerns; how many that are."""
        concerned = [one for one in self.known.values() if one.hears(name, guild, private=private)]
        for session in concerned:
            session.dispatch(name, data)
        return len(concerned)
