"""The gateway: a websocket that tells events, with its heartbeats and its sessions."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
import zlib
from collections import deque
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from tests.fakes.discord.scene import Scene
from tests.fakes.discord.sessions import ALL_INTENTS, PRIVILEGED, Json, Session
from tests.fakes.discord.wire import cut

HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 1, 2, 3, 6, 7
INVALID, HELLO, ACK = 9, 10, 11
NOT_MODELLED = (4, 8)  # voices, lists of members; and how the bot looks to people has no effect
UNKNOWN, UNDECODABLE, UNKNOWN_PERSON, UNAUTHORIZED, TWICE = 4001, 4002, 4003, 4004, 4005
INVALID_SEQUENCE, TOO_FAST, TIMED_OUT, INVALID_SHARD = 4007, 4008, 4009, 4010
INVALID_INTENTS, DISALLOWED_INTENTS = 4013, 4014
PAYLOAD_LIMIT = 4096  # bytes
SENDS = 120  # in 60 seconds
PATIENCE = 1.5  # heartbeat intervals that pass before a connection counts as dead


class Close(Exception):
    """The connection ends with *code*."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Connection:
    """One conversation with a shard of a bot."""

    def __init__(self, scene: Scene, request: web.Request) -> None:
        self._scene = scene
        self._request = request
        self._socket = web.WebSocketResponse(max_msg_size=1 << 20, timeout=0.5)
        self._loop = asyncio.get_running_loop()
        self._outbox: asyncio.Queue[Json | int] = asyncio.Queue()
        compressed = request.query.get("compress") == "zlib-stream"
        self._packer = zlib.compressobj() if compressed else None
        self._interval = scene.heartbeat
        self._beat = time.monotonic()
        self._sends: deque[float] = deque()
        self._session: Session | None = None
        self._closing = False  # by this side

    @property
    def shard(self) -> int | None:
        """Which shard it is; none before it has said so."""
        return self._session.shard if self._session else None

    def put(self, payload: Json) -> None:
        """Send this, after what was put before; from whatever thread."""
        self._loop.call_soon_threadsafe(self._outbox.put_nowait, payload)

    def finish(self, code: int) -> None:
        """Close it in good order, after what was put before."""
        self._loop.call_soon_threadsafe(self._outbox.put_nowait, code)

    def cut(self) -> None:
        """End it as a torn cable does."""
        self._loop.call_soon_threadsafe(cut, self._request)

    async def run(self) -> web.StreamResponse:
        """Talk until one side ends it."""
        await self._socket.prepare(self._request)
        with self._scene.lock:
            self._scene.connections.append(self)
        self.put({"op": HELLO, "d": {"heartbeat_interval": int(self._interval * 1000)}})
        listening, watching = (
            asyncio.create_task(work) for work in (self._listen(), self._watch())
        )
        writing = asyncio.create_task(self._write())
        try:
            await asyncio.wait((listening, writing), return_when=asyncio.FIRST_COMPLETED)
            # Who waits for a message cannot wait for the other side's good-bye as well.
            await _end(listening, watching)
            if writing.done() and (code := writing.result()):
                await self._close(code)
        finally:
            await _end(writing)
            self._part()
        return self._socket

    async def _listen(self) -> None:
        async for message in self._socket:
            try:
                self._take(message)
            except Close as closing:
                self.finish(closing.code)

    async def _write(self) -> int:
        """Send what there is to send; the code to close by, 0 where the other side has gone."""
        while True:
            payload = await self._outbox.get()
            if isinstance(payload, int):
                return payload
            written = json.dumps(payload, ensure_ascii=False).encode()
            try:
                if self._packer is None:
                    await self._socket.send_str(written.decode())
                else:
                    packed = self._packer.compress(written)
                    packed += self._packer.flush(zlib.Z_SYNC_FLUSH)
                    await self._socket.send_bytes(packed)
            except ConnectionError:
                return 0

    async def _close(self, code: int) -> None:
        self._closing = True
        with self._scene.changed:
            self._scene.sessions.closes.append(code)
            self._scene.changed.notify_all()
        await self._socket.close(code=code)

    async def _watch(self) -> None:
        """End the connection where no heartbeat comes."""
        while True:
            left = self._beat + PATIENCE * self._interval - time.monotonic()
            if left <= 0:
                with self._scene.lock:
                    self._scene.sessions.timeouts += 1
                return self.finish(TIMED_OUT)
            await asyncio.sleep(left)

    def _part(self) -> None:
        """The conversation is over; only a bot that says good-bye loses its session."""
        with self._scene.changed:
            self._scene.connections.remove(self)
            session = self._session
            if session is not None and session.tell == self.put:
                session.tell = None
                if self._socket.close_code in (1000, 1001) and not self._closing:
                    self._scene.sessions.known.pop(session.id, None)
            self._scene.changed.notify_all()

    def _take(self, message: WSMessage) -> None:
        if message.type is not WSMsgType.TEXT:
            raise Close(UNDECODABLE)
        self._not_too_fast(message.data)
        try:
            payload = json.loads(message.data)
            op, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError) as error:
            raise Close(UNDECODABLE) from error
        with self._scene.changed:
            self._obey(op, data)
            self._scene.changed.notify_all()

    def _obey(self, op: int, data: Any) -> None:
        if op == HEARTBEAT:
            self._beat = time.monotonic()
            if not self._scene.deaf:
                self.put({"op": ACK})
        elif op in (IDENTIFY, RESUME):
            if self._session is not None:
                raise Close(TWICE)
            (self._identify if op == IDENTIFY else self._resume)(data)
        elif op not in (PRESENCE, *NOT_MODELLED):
            raise Close(UNKNOWN)
        elif self._session is None:
            raise Close(UNKNOWN_PERSON)
        elif op in NOT_MODELLED:
            self._scene.violations.append(f"gateway: the request {op} is not modelled")

    def _not_too_fast(self, written: str) -> None:
        now = time.monotonic()
        while self._sends and self._sends[0] <= now - 60:
            self._sends.popleft()
        self._sends.append(now)
        if len(self._sends) > SENDS:
            raise Close(TOO_FAST)
        if len(written.encode()) > PAYLOAD_LIMIT:
            raise Close(UNDECODABLE)

    def _identify(self, asked: Json) -> None:
        scene = self._scene
        scene.sessions.identifies += 1
        if asked.get("token") != scene.token:
            raise Close(UNAUTHORIZED)
        if scene.sessions.identifies > scene.identify_limit:
            scene.token = secrets.token_hex()
            raise Close(UNAUTHORIZED)
        shard, shards = asked.get("shard", (0, 1))
        if not 0 <= shard < shards:
            raise Close(INVALID_SHARD)
        intents = asked.get("intents")
        if not isinstance(intents, int) or intents & ~ALL_INTENTS:
            raise Close(INVALID_INTENTS)
        if intents & PRIVILEGED and not scene.privileged:
            raise Close(DISALLOWED_INTENTS)
        session = Session(secrets.token_hex(16), shard, shards, intents, tell=self.put)
        self._session = scene.sessions.known[session.id] = session
        session.welcome(scene.world, f"{scene.gateway_url}/resume")

    def _resume(self, asked: Json) -> None:
        scene = self._scene
        if asked.get("token") != scene.token:
            raise Close(UNAUTHORIZED)
        session = scene.sessions.known.get(str(asked.get("session_id")))
        if session is None:
            self.put({"op": INVALID, "d": False})
            return
        last = asked.get("seq")
        if not isinstance(last, int) or last > len(session.events):
            raise Close(INVALID_SEQUENCE)
        scene.sessions.resumes += 1
        self._session, session.tell = session, self.put
        for payload in session.events[last:]:
            self.put(payload)
        session.dispatch("RESUMED", {})


async def _end(*tasks: asyncio.Task[Any]) -> None:
    """End *tasks*; raises what failed in them."""
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended


async def connect(scene: Scene, request: web.Request) -> web.StreamResponse:
    """Answer a handshake, unless this part of the gateway is shut."""
    where = "resume" if request.path.endswith("/resume") else "gateway"
    if where in scene.shut or request.headers.get("upgrade", "").lower() != "websocket":
        return web.Response(status=503, text="no healthy upstream")
    if request.query.get("v") != "10" or request.query.get("encoding") != "json":
        return web.Response(status=400)
    return await Connection(scene, request).run()
