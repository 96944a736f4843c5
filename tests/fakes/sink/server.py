"""The local sink: takes messages over HTTP on loopback, counts them, and refuses on demand."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from tests.fakes.arxiv.wire import Asked, Ending, Reply, Wire


@dataclass(frozen=True, slots=True)
class Got:
    """
    One message that was sent at one moment and arrived at another.

    Both in seconds, by the performance counter, which all processes share. *life* is the number of
    the process that sent it.
    """

    key: str
    chat: str
    text: str
    life: int
    sent: float
    message_id: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """
    How the sink answers instead of taking a message: see `platform.py` for what it means.

    *taken*: the message arrives all the same, and only the answer is spoilt.
    """

    status: int = HTTPStatus.BAD_REQUEST
    told: dict[str, Any] = field(default_factory=dict)
    ending: Ending = "whole"
    taken: bool = False


class LocalSink:
    """
    Counts what arrives, for the time of a `with`; its loop is a thread of its own.

    Each answer takes *latency* seconds. A chat in `refusals` is answered with the refusals there,
    one after the other.
    """

    def __init__(self, *, latency: float = 0.0) -> None:
        self.got: list[Got] = []
        self.asked: list[str] = []  # the chat of each request, refused or not
        self.refusals: dict[str, list[Refusal]] = {}
        self._latency = latency
        self._wire = Wire(self._answer)

    def __enter__(self) -> Self:
        self._wire.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wire.stop()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._wire.port}/messages"

    @property
    def counts(self) -> Counter[str]:
        """How often each key arrived."""
        return Counter(got.key for got in self.got)

    @property
    def texts(self) -> list[str]:
        """What arrived, in order."""
        return [got.text for got in self.got]

    def _answer(self, asked: Asked, _: int) -> Reply:
        if asked.method == "GET":
            return Reply()
        told = json.loads(asked.body)
        chat = told["chat"]
        self.asked.append(chat)
        waiting = self.refusals.get(chat)
        refusal = waiting.pop(0) if waiting else None
        if refusal is None or refusal.taken:
            number = len(self.got) + 1
            self.got.append(Got(message_id=f"m{number}", at=time.perf_counter(), **told))
        if refusal is None:
            told = {"message_id": self.got[-1].message_id}
            return Reply(body=json.dumps(told), delay=self._latency)
        return Reply(
            status=refusal.status,
            body=json.dumps(refusal.told),
            ending=refusal.ending,
            delay=self._latency,
        )
