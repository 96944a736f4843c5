"""One request from its arrival to its answer, with what goes wrong before its effect and after."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from tests.fakes.discord.asked import Asked
from tests.fakes.discord.faults import Fault
from tests.fakes.discord.forms import read_form
from tests.fakes.discord.records import Call
from tests.fakes.discord.refusal import Collapse, Refused, plain_status, refused
from tests.fakes.discord.routes import Route, found
from tests.fakes.discord.scene import Scene
from tests.fakes.discord.wire import cut

LOOK = 0.01  # seconds between two looks whether a fault is healed
PAGES = {  # what is no JSON comes from the servers in front
    502: "<html><head><title>502 Bad Gateway</title></head></html>",
    503: "upstream connect error or disconnect/reset before headers",
    504: "<html><head><title>504 Gateway Time-out</title></head></html>",
    524: "<html><head><title>524 A timeout occurred</title></head></html>",
}


@dataclass(slots=True)
class Reply:
    """One answer; none of it is sent where *dropped*."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    dropped: bool = False


class Calling:
    """Answers requests for the scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """Do what is asked, unless something goes wrong, and tell how it went."""
        match found(request.method, path):
            case int(status):
                reply = self._nowhere(request, path, status)
            case route, names:
                reply = await self._routed(request, path, route, names)
        if reply.dropped:
            cut(request)
        return web.Response(
            status=reply.status,
            body=reply.body,
            headers=reply.headers,
            content_type=reply.content_type if reply.body else None,
        )

    def _nowhere(self, request: web.Request, path: str, status: int) -> Reply:
        phrase = "Not Found" if status == 404 else "Method Not Allowed"
        with self._scene.changed:
            self._scene.violations.append(f"{request.method} {path} is not modelled")
            self._scene.calls.append(
                Call("", None, self._scene.clock.now(), path, status=status, message=phrase)
            )
        return refusal_reply(plain_status(status, phrase))

    async def _routed(
        self, request: web.Request, path: str, route: Route, names: Mapping[str, str]
    ) -> Reply:
        try:
            raw = await request.read()
        except web.HTTPRequestEntityTooLarge:
            with self._scene.lock:
                self._scene.violations.append(f"{route.name}: more than 25 MiB")
            return refusal_reply(refused(40005))
        call, fault = self._begin(route, names, path)
        early = fault if fault is not None and not fault.after else None
        late = fault if fault is not None and fault.after else None
        await _dawdle(early)  # who hangs up meanwhile is served all the same
        reply = _spoilt(early)
        if reply is None:
            asked = Asked(path, names, request.query)
            reply = self._truth(route, asked, call, early, request.headers, raw)
        await _dawdle(late)
        reply = _spoilt(late) or reply
        with self._scene.changed:
            call.status = 0 if reply.dropped else reply.status
            self._scene.changed.notify_all()
        await asyncio.sleep(self._scene.delay)
        return reply

    def _begin(
        self, route: Route, names: Mapping[str, str], path: str
    ) -> tuple[Call, Fault | None]:
        scene = self._scene
        with scene.changed:
            channel = int(names["channel"]) if "channel" in names else self._channel(names)
            call = Call(route.name, channel, scene.clock.now(), path)
            scene.calls.append(call)
            scene.changed.notify_all()
            return call, scene.faults.strike(route.name, channel)

    def _channel(self, names: Mapping[str, str]) -> int | None:
        """The channel of the interaction that is answered."""
        for interaction in self._scene.interactions.values():
            if interaction.token == names.get("token"):
                return interaction.channel
        return None

    def _truth(
        self,
        route: Route,
        asked: Asked,
        call: Call,
        fault: Fault | None,
        headers: Mapping[str, str],
        raw: bytes,
    ) -> Reply:
        """The answer of Discord itself."""
        scene = self._scene
        written = (route.name, asked.path, raw)
        posted = call.channel if route.writes else None
        limits: dict[str, str] = {}
        with scene.changed:
            if scene.buckets.banned():
                return _cloudflare()
            try:
                limits |= self._admitted(route, asked, headers)
                if asked.path and route.method != "GET":
                    scene.manners.judge_call(route.name, written, posted)
                self._ordered(route, asked, fault)
                form = read_form(headers.get("content-type", ""), raw)
                call.body = form.body
                asked = Asked(asked.path, asked.names, asked.query, form)
                result = route.run(scene, asked)
            except Refused as refusal:
                call.code, call.message = refusal.code, refusal.message
                scene.buckets.note_invalid(refusal)
                if 400 <= refusal.status < 500 and route.method != "GET":
                    scene.manners.judge_refusal(route.name, written, posted, refusal)
                return refusal_reply(refusal, limits)
            except Collapse as collapse:
                scene.violations.append(f"{route.name}: {collapse}")
                return _spoilt(Fault("500")) or Reply(500)
            finally:
                scene.changed.notify_all()
        if result is None:
            return Reply(204, headers=limits)
        return Reply(route.status, json.dumps(result).encode(), limits)

    def _admitted(self, route: Route, asked: Asked, headers: Mapping[str, str]) -> dict[str, str]:
        """Who asks may ask, and there is room; the headers that tell of it."""
        if not route.open and headers.get("authorization") != f"Bot {self._scene.token}":
            raise plain_status(401, "Unauthorized")
        if not route.kind:
            return {}
        return self._scene.buckets.admit(
            f"{route.method} {route.name}",
            route.kind,
            route.major(asked.names),
            counted=not route.open,
        )

    def _ordered(self, route: Route, asked: Asked, fault: Fault | None) -> None:
        """Raise what *fault* says in words."""
        if fault is not None and fault.kind == "refuse":
            raise fault.refusal()
        if fault is not None and fault.kind == "429":
            key = (f"{route.method} {route.name}", route.major(asked.names))
            who: object = "all" if fault.everyone else key
            scope = "global" if fault.everyone else "user"
            raise self._scene.buckets.tell(who, fault.retry_after, scope=scope)


async def _dawdle(fault: Fault | None) -> None:
    if fault is None or fault.kind != "slow":
        return
    loop = asyncio.get_running_loop()
    end = loop.time() + fault.seconds
    while not fault.healed and (left := end - loop.time()) > 0:  # noqa: ASYNC110 - a flag is silent
        await asyncio.sleep(min(left, LOOK))


def _spoilt(fault: Fault | None) -> Reply | None:
    """What is answered instead of the truth; none where the truth is told, or only late."""
    if fault is None:
        return None
    if fault.kind == "drop":
        return Reply(dropped=True)
    if fault.kind == "cloudflare":
        return _cloudflare()
    if fault.status == 500:
        return Reply(500, b'{"message": "500: Internal Server Error", "code": 0}')
    if fault.status:
        return Reply(fault.status, PAGES[fault.status].encode(), {}, "text/html")
    return None


def _cloudflare() -> Reply:
    """The address is blocked: no JSON, and no `Via`."""
    return Reply(429, b"error code: 1015", {"Retry-After": "600"}, "text/plain")


def refusal_reply(refusal: Refused, limits: Mapping[str, str] | None = None) -> Reply:
    """The answer that says *refusal*."""
    headers = {**(limits or {}), **refusal.headers}
    return Reply(refusal.status, json.dumps(refusal.told()).encode(), headers)
