"""
`paperround run`, killed in the middle of a broadcast on Telegram, and started again.

Telegram knows no key that would let it tell a message sent twice, so what was under way at a kill
comes again: rate x answer time messages, by Little's law. Nothing else does, and nothing is lost.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from adapters.views import Line, Span, View, dump
from bot.lane import IN_FLIGHT
from storage.arrived import DeliveryCounts
from storage.connect import connect
from storage.outbox import DeliveryState, Page
from storage.people import Address, ChatKind, ChatSettings
from tests.fakes.telegram.process import TelegramProcess
from tests.stories.runs import Installation, Run

CHATS = 200
RATE = 30.0  # messages a second
ANSWER = 0.04  # seconds
USUAL = ceil(RATE * ANSWER) + 1
ENDS = 3
BETWEEN = CHATS // (ENDS + 1)  # messages that arrive in each life but the last
SEED = 20261125
HOUR = 3600.0  # seconds


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A message for each of 200 people, who all wait at a Telegram that answers after 40 ms."""

    telegram: TelegramProcess
    installation: Installation
    chance: random.Random
    ended: list[float] = field(default_factory=list)

    @property
    def arrived(self) -> int:
        """How many messages have arrived, those that came twice counted twice."""
        return int(self.telegram.ask("most_in", seconds=HOUR))

    def live(self, end: signal.Signals) -> int:
        """A life that is ended some moment after its share has arrived; how it ended."""
        share = self.arrived + BETWEEN
        with self.installation.running() as run:
            run.until(lambda: self.arrived >= share)
            time.sleep(self.chance.uniform(0, 2 / RATE))
            status = run.ends(end)
            self.ended.append(time.monotonic())
        return status

    async def live_to_the_end(self) -> int:
        """The last life, ended gently when nothing is left to do."""
        with self.installation.running() as run:
            run.until(lambda: len(self.counts) == CHATS)
            await self._settled(run)
            return run.ends()

    async def _settled(self, run: Run) -> None:
        while (await self.accounts()).unsettled:
            run.until(lambda: True)  # it lives
            time.sleep(0.1)  # noqa: ASYNC251 - nothing else runs here

    async def accounts(self) -> DeliveryCounts:
        """What the outbox says of itself."""
        store = await connect(self.installation.database)
        counts = await store.delivery_counts(since=datetime.now(UTC) - timedelta(days=1))
        await store.close()
        return counts

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The messages as they arrived."""
        return list(self.telegram.ask("sent"))

    @property
    def counts(self) -> Counter[str]:
        """How often each message arrived."""
        return Counter(message["text"] for message in self.sent)

    def costs(self) -> list[list[float]]:
        """When those messages of each life arrived that came again in a later one."""
        begun = [call["at"] for call in self.telegram.ask("calls_of", method="getMe")]
        costs: list[list[float]] = [[] for _ in begun]
        again: set[str] = set()
        for message in reversed(self.sent):
            if message["text"] in again:
                life = sum(at <= message["at"] for at in begun) - 1
                costs[life].append(message["at"])
            again.add(message["text"])
        return costs


@pytest.fixture
def telegram() -> Iterator[TelegramProcess]:
    """A Telegram that outlives the bot; no bot behaves badly there."""
    with TelegramProcess("--delay", str(ANSWER)) as telegram:
        yield telegram
        assert telegram.ask("violations") == []


@pytest.fixture
async def broadcast(telegram: TelegramProcess, tmp_path: Path) -> Broadcast:
    """People who have begun, a database with a page for each of them, nobody who sends it yet."""
    url, token = telegram.base_url.removesuffix("/bot"), telegram.ask("token")
    installation = Installation(tmp_path, url, token)
    people = [telegram.ask("person", first_name=f"Reader {n}") for n in range(CHATS)]
    for person in people:
        telegram.ask("begin", person=person)
    forget_updates(url, token)
    store = await connect(installation.database)
    now = datetime.now(UTC)
    for person in people:
        address = Address(platform="telegram", chat_id=str(person))
        chat = await store.open_chat(address, ChatKind.PRIVATE, ChatSettings())
        view = View(lines=(Line((Span(f"The digest of {person}"),)),))
        page = Page(
            kind="digest", chat=chat.key, day=now.date(), part=1, view=dump(view), due_at=now
        )
        await store.enqueue([page])
    await store.close()
    return Broadcast(telegram, installation, random.Random(SEED))  # noqa: S311 - no secrets


def forget_updates(url: str, token: str) -> None:
    """What these people wrote is answered already."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request("POST", f"/bot{token}/deleteWebhook?drop_pending_updates=true")
    assert connection.getresponse().status == 200
    connection.close()


def allowed(lost: list[float], ended: float) -> int:
    """How many messages a kill may cost, at the answer time that there was."""
    answer = max(ANSWER, ended - min(lost, default=ended))
    return min(ceil(RATE * answer) + 1, IN_FLIGHT)


@pytest.mark.alone
async def test_three_kills_lose_nothing(
    broadcast: Broadcast, capsys: pytest.CaptureFixture[str]
) -> None:
    """And each costs no more than was under way."""
    begun = time.monotonic()
    ends = [broadcast.live(signal.SIGKILL) for _ in range(ENDS)]
    assert ends == [-signal.SIGKILL] * ENDS
    assert await broadcast.live_to_the_end() == 0
    counts, costs, told = broadcast.counts, broadcast.costs(), await broadcast.accounts()
    with capsys.disabled():
        print(  # noqa: T201 - the counts are what people want of this test
            f"\n{ENDS} kills on Telegram (seed {SEED}, {time.monotonic() - begun:.0f} s):"
            f" {CHATS - len(counts)} lost, {counts.total() - CHATS} doubled,"
            f" {[*map(len, costs)]} by life, usually at most {USUAL};"
            f" {told.second_sends} sent again"
        )
    assert len(counts) == CHATS
    assert told.states == {DeliveryState.SENT: CHATS}
    assert costs[ENDS] == []
    for lost, ended in zip(costs, broadcast.ended, strict=False):
        assert len(lost) <= allowed(lost, ended)
    assert counts.total() - CHATS <= told.second_sends


@pytest.mark.alone
async def test_three_gentle_ends_send_nothing_twice(
    broadcast: Broadcast, capsys: pytest.CaptureFixture[str]
) -> None:
    """SIGTERM lets what is being sent arrive."""
    begun = time.monotonic()
    ends = [broadcast.live(signal.SIGTERM) for _ in range(ENDS)]
    assert ends == [0] * ENDS
    assert await broadcast.live_to_the_end() == 0
    counts, told = broadcast.counts, await broadcast.accounts()
    with capsys.disabled():
        print(  # noqa: T201 - the counts are what people want of this test
            f"\n{ENDS} gentle ends on Telegram (seed {SEED}, {time.monotonic() - begun:.0f} s):"
            f" {CHATS - len(counts)} lost, {counts.total() - CHATS} doubled;"
            f" {told.second_sends} sent again"
        )
    assert (len(counts), counts.total()) == (CHATS, CHATS)
    assert told.states == {DeliveryState.SENT: CHATS}
    assert told.second_sends == 0
