"""What happens to the bot's connections with the gateway."""

from __future__ import annotations

from typing import Literal

from tests.fakes.discord.gateway import INVALID, RECONNECT
from tests.fakes.discord.scene import Scene, as_it_stands, at_once
from tests.fakes.discord.sessions import Line

Where = Literal["gateway", "resume", "both"]


class Lines(Scene):
    """Connections torn, sessions lost, the gateway shut; *shard*: only this one, none: all."""

    def _lines(self, shard: int | None) -> list[Line]:
        return [line for line in self.connections if shard in (None, line.shard)]

    @at_once
    def drop_gateway(self, shard: int | None = None) -> None:
        """Connections are torn; what happens meanwhile is told again after a RESUME."""
        for line in self._lines(shard):
            line.cut()

    @at_once
    def close_gateway(self, code: int = 4000, shard: int | None = None) -> None:
        """Connections are closed with *code*, such as 4004 or 4014, which are final."""
        for line in self._lines(shard):
            line.finish(code)

    @at_once
    def reconnect_gateway(self, shard: int | None = None) -> None:
        """The bot is told to come back and resume."""
        for line in self._lines(shard):
            line.put({"op": RECONNECT, "d": None})

    @at_once
    def invalidate(self, shard: int | None = None, *, resumable: bool = False) -> None:
        """The bot is told that its session counts no more; it must identify again, or resume."""
        for line in self._lines(shard):
            line.put({"op": INVALID, "d": resumable})
        if not resumable:
            self.lose_sessions(shard)

    @at_once
    def lose_sessions(self, shard: int | None = None) -> None:
        """Sessions are forgotten; who comes to resume one hears that it is invalid."""
        for session in list(self.sessions.known.values()):
            if shard in (None, session.shard):
                del self.sessions.known[session.id]

    @at_once
    def shut_gateway(self, where: Where = "both") -> None:
        """Handshakes are refused by 503: those of new sessions, of old ones, or both."""
        self.shut |= {"gateway", "resume"} if where == "both" else {where}

    @at_once
    def open_gateway(self) -> None:
        """They are taken again."""
        self.shut.clear()

    @as_it_stands
    def connected(self) -> int:
        """How many shards are connected and have said who they are."""
        return sum(line.shard is not None for line in self.connections)
