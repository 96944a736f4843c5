"""A strict local endpoint for language models, on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from http import HTTPStatus
from threading import RLock
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.discord.wire import Wire, cut
from tests.fakes.llm.control import Control
from tests.fakes.llm.kinds import ERRORS, FINISHES, SORRY, Kind, text_of
from tests.fakes.llm.manners import Manners
from tests.fakes.llm.reading import read_request
from tests.fakes.llm.records import Asked, Call, Refused, Wrong
from tests.fakes.llm.script import Rule, Script

KEY = "sk-local-0123456789abcdefghijklmnop"
MODEL = "local-model-1"
BASE = "/v1"
DENSE = re.compile("[\u3000-\ud7ff\uf900-\uffef]")
PAGE = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Welcome</body></html>"


class LocalLlm:
    """
    An endpoint for the time of a `with`; it answers well where its script does not say otherwise.

    Change it from the test at any time, from any thread. *latency* is how many seconds each answer
    takes; *base* is the path before `/chat/completions`; an empty *key* is not asked for.
    """

    def __init__(
        self, *, key: str = KEY, model: str = MODEL, base: str = BASE, latency: float = 0.0
    ) -> None:
        self.key = key
        self.model = model
        self.base = base
        self.latency = latency
        self.models: list[str] = []  # what is listed instead of the model alone
        self.models_status = HTTPStatus.OK.value
        self.answers = Script()
        self.manners = Manners()
        self.calls: list[Call] = []
        self.refusals: list[Refused] = []
        self.violations: list[str] = []
        self.headers: list[dict[str, str]] = []  # of each call that was admitted
        self.most_at_once = 0
        self.lock = RLock()
        self._at_once = 0
        self._papers: Counter[str] = Counter()
        self._prefixes: set[str] = set()
        self._wire = Wire(self._answer)
        self._control = Control(self)
        self._running = False

    @property
    def url(self) -> str:
        """What LLM_BASE_URL is to be."""
        if not self._running:
            raise RuntimeError("the local endpoint runs only inside its `with`")
        return f"http://127.0.0.1:{self._wire.port}{self.base}"

    @property
    def papers(self) -> dict[str, int]:
        """How often each paper was asked about, by its title; refused calls not counted."""
        with self.lock:
            return dict(self._papers)

    @property
    def tokens(self) -> tuple[int, int, int]:
        """All tokens so far: sent, cached of these, answered."""
        with self.lock:
            return (
                sum(call.sent for call in self.calls),
                sum(call.cached for call in self.calls),
                sum(call.answered for call in self.calls),
            )

    def kinds(self) -> dict[str, int]:
        """How many calls were answered with what."""
        with self.lock:
            return dict(Counter(call.kind for call in self.calls))

    def forgive(self) -> list[str]:
        """The violations so far, which are forgotten."""
        with self.lock:
            found, self.violations = self.violations, []
        return found

    def forget(self) -> None:
        """Count from nothing again; the script stays."""
        with self.lock:
            self.calls, self.refusals, self.most_at_once = [], [], self._at_once
            self._papers.clear()

    def go_down(self) -> None:
        """It cannot be reached: what was connected is cut, and no connection is taken."""
        self._wire.go_down()

    def come_back(self) -> None:
        """It is there again, at the same address."""
        self._wire.come_back()

    def start(self, port: int = 0) -> None:
        """Begin to answer."""
        self._wire.start(port)
        self._running = True

    def stop(self) -> None:
        """End every connection; raises what failed in the server itself."""
        if self._running:
            self._running = False
            self._wire.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if request.path.startswith("/control/"):
            return self._control.answer(request.path.removeprefix("/control/"), body)
        if request.path == f"{self.base}/models":
            return self._models(request)
        try:
            asked = self._admit(request, body)
        except Refused as refusal:
            return self._refused(refusal)
        with self.lock:
            self.headers.append(dict(request.headers))
            call, rule = self._begin(asked)
        try:
            await asyncio.sleep(self.latency if rule is None else self._seconds(rule))
            return self._reply(request, call, rule)
        finally:
            with self.lock:
                self._at_once -= 1
                call.ended = time.monotonic()

    def _admit(self, request: web.Request, body: bytes) -> Asked:
        """What is asked, if it may be; raises `Refused`."""
        if request.path != f"{self.base}/chat/completions":
            raise Wrong(404, f"Invalid URL ({request.method} {request.path})")
        if request.method != "POST":
            raise Wrong(405, "Not allowed to GET on /v1/chat/completions")
        if request.content_type != "application/json":
            raise Wrong(400, "The Content-Type is application/json.")
        self._check_key(request)
        asked = read_request(body)
        if asked.body.get("model") != self.model:
            said = f"The model `{asked.body.get('model')}` does not exist."
            raise Refused(404, said, param="model", code="model_not_found")
        self.manners.check(asked)
        return asked

    def _check_key(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        if self.key and given != f"Bearer {self.key}":
            key = given.removeprefix("Bearer ")
            raise Refused(401, f"Incorrect API key provided: {key}.", code="invalid_api_key")
        if not self.key and given:
            raise Wrong(400, "Nobody asked for a key.")

    def _models(self, request: web.Request) -> web.StreamResponse:
        """The list of models, as far as this endpoint keeps one."""
        try:
            if request.method != "GET":
                raise Wrong(405, "Not allowed to POST on /v1/models")
            self._check_key(request)
        except Refused as refusal:
            return self._refused(refusal)
        if self.models_status != HTTPStatus.OK:
            return web.json_response({"error": {"message": "No."}}, status=self.models_status)
        listed = [{"id": name, "object": "model"} for name in self.models or [self.model]]
        return web.json_response({"object": "list", "data": listed})

    def _refused(self, refusal: Refused) -> web.StreamResponse:
        with self.lock:
            self.refusals.append(refusal)
            if isinstance(refusal, Wrong):
                self.violations.append(refusal.message)
        error = {
            "message": refusal.message,
            "type": "invalid_request_error",
            "param": refusal.param or None,
            "code": refusal.code or None,
        }
        return web.json_response({"error": error}, status=refusal.status)

    def _begin(self, asked: Asked) -> tuple[Call, Rule | None]:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        number = len(self.calls) + 1
        self._papers[asked.title] += 1
        nth = self._papers[asked.title]
        rule = self.answers.rule_for(asked, number, nth)
        kind = rule.kind if rule else "valid"
        call = Call(number, nth, asked, kind, began=time.monotonic())
        self.calls.append(call)
        return call, rule

    def _seconds(self, rule: Rule) -> float:
        return rule.seconds if rule.kind == "slow" else self.latency

    def _reply(self, request: web.Request, call: Call, rule: Rule | None) -> web.StreamResponse:
        kind: Kind = rule.kind if rule else "valid"
        if kind == "cut":
            cut(request)
            return web.Response()
        if rule is not None and kind == "reply":
            call.status = rule.status
            return web.Response(status=rule.status, text=rule.text, headers=rule.headers)
        if kind == "html":
            call.status = 200
            return web.Response(text=PAGE, content_type="text/html")
        if rule is not None and kind in ERRORS:
            return self._error(call, rule)
        call.status = 200
        text = rule.text if rule and kind == "say" else text_of(kind, call.asked)
        return web.json_response(self._completion(call, kind, text))

    def _error(self, call: Call, rule: Rule) -> web.StreamResponse:
        status, message, name, code = ERRORS[rule.kind]
        call.status = status
        headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
        said = message.format(key=self.key, model=self.model)
        error = {"message": said, "type": name or None, "param": None, "code": code or None}
        return web.json_response({"error": error}, status=status, headers=headers | rule.headers)

    def _completion(self, call: Call, kind: Kind, text: str) -> dict[str, Any]:
        content: Any = [{"type": "text", "text": text}] if kind == "parts" else text
        message = {
            "role": "assistant",
            "content": None if kind in ("null", "refused") else content,
            "refusal": SORRY if kind == "refused" else None,
        }
        choice = {"index": 0, "message": message, "finish_reason": FINISHES.get(kind, "stop")}
        return {
            "id": f"chatcmpl-{call.number}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": self.model,
            "choices": [] if kind == "no_choices" else [choice],
            "usage": self._usage(call, text),
        }

    def _usage(self, call: Call, text: str) -> dict[str, Any]:
        """Tokens as they would be counted; the rules are cached once they were sent."""
        prompt = "".join(message["content"] for message in call.asked.body["messages"])
        form = json.dumps(call.asked.body.get("response_format", ""))
        with self.lock:
            call.sent = counted(prompt) + counted(form)
            call.cached = counted(call.asked.rules) if call.asked.rules in self._prefixes else 0
            call.answered = counted(text)
            self._prefixes.add(call.asked.rules)
        return {
            "prompt_tokens": call.sent,
            "completion_tokens": call.answered,
            "total_tokens": call.sent + call.answered,
            "prompt_tokens_details": {"cached_tokens": call.cached},
        }


def counted(text: str) -> int:
    """Tokens of *text*, about as tokenizers of today count them."""
    dense = len(DENSE.findall(text))
    return dense + -(-(len(text) - dense) // 4)


def local_llm(**options: Any) -> LocalLlm:
    """The endpoint, to be used by `with`; see `LocalLlm`."""
    return LocalLlm(**options)
