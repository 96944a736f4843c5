"""How arXiv wants to be asked: every request is held against its rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.arxiv.faults import Where
from tests.fakes.arxiv.wire import Asked

# arXiv throttles the names that libraries give themselves: https://github.com/TideDra/zotero-arxiv-daily/issues/145
LIBRARY = re.compile(r"(python|aiohttp|curl|wget|go-http|okhttp|java|node|axios)\b", re.IGNORECASE)
MOST_IDS = 100
AGAIN = timedelta(minutes=1)  # so long the same request after a 400 is a loop
JITTER = 0.05  # seconds by which two starts may look closer here than they were over there

ALLOWED: Mapping[Where, frozenset[str]] = {
    "feed": frozenset({"version"}),
    "listing": frozenset({"skip", "show"}),
    "catchup": frozenset({"abs", "page"}),
    "api": frozenset(
        {"search_query", "id_list", "start", "max_results", "sortBy", "sortOrder"}
    ),
    "oai": frozenset(
        {"verb", "metadataPrefix", "set", "from", "until", "identifier", "resumptionToken"}
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request as it was received: when, by both clocks, beside how many, and its answer."""

    where: Where | None
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    target: str
    started: float  # seconds, of the machine's monotonic clock
    clock: datetime  # of the hand-moved clock
    at_once: int
    status: int  # 0 where nothing was answered


@dataclass(slots=True)
class Manners:
    """The rules, and what must be remembered of earlier requests."""

    pause: float = 0.0
    tokens: set[str] = field(default_factory=set)
    _last_start: float | None = None
    _forbidden: bool = False
    _mistakes: dict[str, datetime] = field(default_factory=dict)

    def judge(self, asked: Asked, seen: Seen) -> tuple[str, ...]:
        """What is wrong with this request."""
        found = (*self._timing(seen), *self._headers(asked), *self._contents(asked, seen))
        self._last_start = seen.started
        self._forbidden = self._forbidden or seen.status == 403
        if seen.status == 400:
            self._mistakes[seen.target] = seen.clock
        return tuple(f"{seen.method} {seen.target}: {what}" for what in found)

    def _timing(self, seen: Seen) -> Iterator[str]:
        if seen.at_once > 1:
            yield f"{seen.at_once} requests at once"
        since = seen.started - self._last_start if self._last_start is not None else self.pause
        if since < self.pause - min(JITTER, self.pause / 4):
            yield f"only {since:.3f} s after the one before, not {self.pause} s"
        if self._forbidden:
            yield "asked again after a 403"
        mistaken = self._mistakes.get(seen.target)
        if mistaken is not None and seen.clock - mistaken < AGAIN:
            yield "the same request again within a minute of a 400"

    def _headers(self, asked: Asked) -> Iterator[str]:
        agent = asked.headers.get("user-agent", "")
        if not agent or LIBRARY.match(agent):
            yield f"no honest User-Agent ({agent!r})"
        if asked.headers.get("accept", "*/*") == "*/*":  # what libraries send by themselves
            yield "no Accept of its own"

    def _contents(self, asked: Asked, seen: Seen) -> Iterator[str]:
        if seen.where is None:
            yield "nothing of arXiv's has this address"
            return
        unknown = {name for name, _ in asked.query} - ALLOWED[seen.where]
        if unknown:
            yield f"unknown parameters: {', '.join(sorted(unknown))}"
        if seen.where == "api":
            yield from _ids(asked.parameters)
        if seen.where == "oai":
            yield from self._token(asked.parameters.get("resumptionToken"))

    def _token(self, token: str | None) -> Iterator[str]:
        """A token is opaque: sent back as it came, only encoded once for the address."""
        if token is not None and token not in self.tokens:
            yield f"a resumption token that was never given, or badly encoded: {token}"


def _ids(parameters: Mapping[str, str]) -> Iterator[str]:
    ids = [written for written in parameters.get("id_list", "").split(",") if written]
    if len(ids) > MOST_IDS:
        yield f"{len(ids)} ids in one request, {MOST_IDS} at most"
    results = parameters.get("max_results", "10")
    if results.isdigit() and len(ids) > int(results):
        yield f"{len(ids)} ids, but max_results is {results}: the rest would be cut off"
