"""One call from its arrival to its answer, with what goes wrong before its effect and after."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tests.fakes.telegram.belonging import Belonging
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.flood import Who
from tests.fakes.telegram.methods import Method
from tests.fakes.telegram.methods_own import allowed_updates
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.records import Call
from tests.fakes.telegram.refusal import Refused
from tests.fakes.telegram.rooms import asked_chat
from tests.fakes.telegram.wire import Reply, Request

LOOK = 0.01  # seconds between two looks whether a fault is healed


class Calling:
    """Answers calls for the scene."""

    def __init__(self, scene: Belonging) -> None:
        self._scene = scene

    async def answer(self, method: Method, asked: Parameters, request: Request) -> Reply:
        """Do what is asked, unless something goes wrong, and tell how it went."""
        call, fault = self._begin(method, asked)
        early = fault if fault is not None and not fault.after else None
        late = fault if fault is not None and fault.after else None
        await _dawdle(early)  # who hangs up meanwhile is served all the same
        reply = early.reply() if early is not None else None
        if reply is None:
            reply = await self._truth(method, asked, request, call, early)
        await _dawdle(late)
        if late is not None:
            reply = late.reply() or reply
        self._end(call, reply)
        if self._scene.delay and method.name != "getUpdates":
            await asyncio.sleep(self._scene.delay)
        return reply

    def _begin(self, method: Method, asked: Parameters) -> tuple[Call, Fault | None]:
        scene = self._scene
        with scene.changed:
            scene.changed.notify_all()
            chat = asked_chat(scene, asked)
            call = Call(method.name, chat, scene.clock.now(), asked.values)
            scene.calls.append(call)
            for unknown in sorted(asked.names - method.parameters):
                scene.violations.append(f"{method.name}: there is no parameter {unknown!r}")
            scene.manners.judge_call(asked, chat if method.writes else None)
            return call, scene.faults.strike(method.name, chat)

    def _end(self, call: Call, reply: Reply) -> None:
        with self._scene.changed:
            call.status = reply.status
            self._scene.changed.notify_all()

    async def _truth(
        self, method: Method, asked: Parameters, request: Request, call: Call, fault: Fault | None
    ) -> Reply:
        """The answer of the Bot API itself."""
        try:
            if fault is not None:
                self._refuse(fault, method, call.chat)
            if method.name == "getUpdates":
                result = await self._poll(asked, request)
            else:
                result = self._result(method, asked, call.chat)
        except Refused as refusal:
            with self._scene.lock:
                call.description = refusal.description
                chat = call.chat if method.writes else None
                self._scene.manners.judge_refusal(asked, chat, refusal)
            return refusal_reply(refusal)
        return Reply(200, json.dumps({"ok": True, "result": result}).encode())

    def _result(self, method: Method, asked: Parameters, chat: int | None) -> Any:
        scene = self._scene
        with scene.changed:
            scene.flood.check_waits(method.name, chat, writing=method.writes)
            result = method.run(scene, asked)
            scene.changed.notify_all()
            return result

    def _refuse(self, fault: Fault, method: Method, chat: int | None) -> None:
        """Raise what *fault* says in words."""
        if fault.kind == "refuse":
            raise fault.refusal()
        if fault.kind == "429":
            who: Who = chat if method.writes and chat is not None else method.name
            with self._scene.lock:
                raise self._scene.flood.tell(
                    "everyone" if fault.everyone else who, fault.retry_after
                )

    async def _poll(self, asked: Parameters, request: Request) -> Any:
        scene = self._scene
        with scene.lock:
            scene.flood.check_waits(asked.method, None, writing=False)
            scene.updates.allow(allowed_updates(scene, asked))
            offset, limit = asked.integer("offset"), asked.integer("limit", 100)
            seconds = asked.integer("timeout")
        return await scene.updates.poll(offset, limit, seconds, request.gone)


async def _dawdle(fault: Fault | None) -> None:
    if fault is None or fault.kind != "slow":
        return
    loop = asyncio.get_running_loop()
    end = loop.time() + fault.seconds
    while not fault.healed and (left := end - loop.time()) > 0:  # noqa: ASYNC110 - a flag is silent
        await asyncio.sleep(min(left, LOOK))


def refusal_reply(refusal: Refused) -> Reply:
    """The answer that says *refusal*."""
    return Reply(refusal.code, json.dumps(refusal.told()).encode())
