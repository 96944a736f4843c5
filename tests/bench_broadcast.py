"""
Broadcasting, measured: a digest for each of 1,000 private chats, at a strict Telegram.

It all happens: the outbox is an SQLite file with `synchronous=FULL`, the library makes the calls,
and the local Telegram, a process of its own, answers them after 45 ms and refuses what is too much.
Meanwhile people ask for something, twice a second.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram.ext import ExtBot

from adapters.audience import OfReadersAlone
from adapters.conversation import Bot
from adapters.telegram.door import Door
from adapters.telegram.limiter import PacedLimiter, Sending, limits
from adapters.telegram.messenger import Messenger
from adapters.telegram.render import fits
from adapters.views import Action, Item, Line, Span, View, ViewKind, dump
from bot.deliver import Deliverer
from bot.pacing import Pacer
from storage.connect import connect
from storage.outbox import Page
from storage.people import Address, ChatKind, ChatSettings
from storage.store import Store
from tests.fakes.telegram.process import TelegramProcess

CHATS = 1_000
UNPACED = 400  # messages that are sent as quickly as can be
RATE = 30.0
ANSWER = 0.045  # seconds that Telegram takes
MOST = 31  # messages that Telegram is to take in any second
PEOPLE = 50
PAPERS = 5  # in a digest
ASKED_EACH = 0.5  # seconds


class TimedTurns:
    """The pacer, and how long people waited for it."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self.waits: list[float] = []

    async def turn(self, chat: Address | None = None, *, answer: bool = False) -> None:
        """The pacer's."""
        asked = time.perf_counter()
        await self._pacer.turn(chat, answer=answer)
        if answer:
            self.waits.append(time.perf_counter() - asked)

    def pause(self, seconds: float, chat: Address | None = None) -> None:
        """The pacer's."""
        self._pacer.pause(seconds, chat)


class Speaking(OfReadersAlone):
    """Telegram as a platform that only speaks."""

    name = "telegram"
    fits = staticmethod(fits)

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    async def listen(self, bot: Bot) -> None:
        """Nobody says anything."""

    async def send(self, address: Address, view: View, key: str, below: str = "") -> str:
        """A delivery."""
        return await self._messenger.send(address, view)

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Nothing is edited."""

    async def has_member(self, address: Address, reader: str) -> bool:
        """Not asked."""
        return False

    def link(self, payload: str) -> str:
        """Not needed."""
        return ""


@dataclass
class Told:
    """What came of a broadcast, as the server counted it, and what it cost this process."""

    messages: int
    rate: float
    most: int
    refused: int
    share: float  # of one core
    waits: list[float] = field(default_factory=list)


def digest(number: int) -> View:
    """A digest of the usual size, different for each chat."""
    title = "A title of about the usual length, with an & in it, as some have"
    about = "What it finds, in one sentence of about this length, so that a reader knows. " * 2
    items = tuple(
        Item(
            paper_id=f"2511.{n:05}",
            title=f"{n} {title}",
            link=f"https://arxiv.org/abs/2511.{n:05}",
            number=n,
            byline="Ada Lovelace, Wu Li, K. Ito",
            text=about,
        )
        for n in range(1, PAPERS + 1)
    )
    buttons = tuple(Action(label=str(n), data=f"1:card:2511.{n:05}") for n in range(1, PAPERS + 1))
    head = (Line((Span(f"Digest for chat {number}"),)),)
    return View(kind=ViewKind.DIGEST, head=head, items=items, actions=(buttons,))


async def fill(store: Store, people: list[int], now: datetime) -> None:
    """A digest in the outbox for each of *people*."""
    for number, person in enumerate(people):
        chat = await store.open_chat(address_of(person), ChatKind.PRIVATE, ChatSettings())
        view = dump(digest(number))
        page = Page(kind="digest", chat=chat.key, day=now.date(), part=1, view=view, due_at=now)
        await store.enqueue([page])


def address_of(person: int) -> Address:
    """The private chat with *person*."""
    return Address(platform="telegram", chat_id=str(person))


@asynccontextmanager
async def speaking(process: TelegramProcess, turns: TimedTurns) -> AsyncIterator[Messenger]:
    """The real library, through the connections that it has in earnest."""
    door = Door(token=process.ask("token"), api_url=process.base_url.removesuffix("/bot"))
    bot: ExtBot[Sending] = ExtBot(
        door.token,
        base_url=process.base_url,
        request=door.calls(),
        get_updates_request=door.calls(),
        rate_limiter=PacedLimiter(turns, asyncio.get_running_loop().time),
    )
    async with bot:
        yield Messenger(bot)


async def ask(messenger: Messenger, people: list[int]) -> None:
    """Answer one of *people* after the other, until cancelled."""
    number = 0
    async with asyncio.TaskGroup() as answers:
        while True:
            await asyncio.sleep(ASKED_EACH)
            person = people[number % len(people)]
            answers.create_task(messenger.send(address_of(person), digest(number), answers=True))
            number += 1


@contextmanager
def telegram(chats: int) -> Iterator[tuple[TelegramProcess, list[int]]]:
    """A Telegram that so many have met."""
    with TelegramProcess("--delay", str(ANSWER)) as process:
        people = [process.ask("person", first_name=f"Reader {n}") for n in range(chats)]
        for person in people:
            process.ask("begin", person=person)
        yield process, people


async def broadcast(folder: Path, chats: int, pacer: Pacer, *, asked: bool, **free: Any) -> Told:
    """Send a digest to so many chats; *asked*: while others ask, *free* are limits to lift."""
    with telegram(chats + PEOPLE) as (process, people):
        process.ask("set", **free)
        now = datetime.now(UTC)
        store = await connect(f"sqlite:///{folder}/{time.monotonic_ns()}.db")
        await fill(store, people[PEOPLE:], now)
        turns = TimedTurns(pacer)
        async with speaking(process, turns) as messenger:
            deliverer = Deliverer(
                store,
                {"telegram": Speaking(messenger)},
                {"telegram": pacer},
                lambda: datetime.now(UTC),
                asyncio.sleep,
            )
            gc.collect()
            gc.freeze()  # else what was made before would be looked through: a stop of 80 ms
            asking = asyncio.create_task(ask(messenger, people[:PEOPLE])) if asked else None
            wall, cpu = time.perf_counter(), time.process_time()
            await deliverer.deliver_due()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            if asking is not None:
                asking.cancel()
                await asyncio.wait([asking])
        await store.close()
        return counted(process, cpu / wall, turns.waits)


def counted(process: TelegramProcess, share: float, waits: list[float]) -> Told:
    """What the server saw."""
    gaps = process.ask("gaps")
    return Told(
        messages=len(gaps) + 1,
        rate=len(gaps) / sum(gaps),
        most=process.ask("most_in", seconds=1.0),
        refused=len(process.ask("refusals")),
        share=share,
        waits=waits,
    )


async def measured(folder: Path, chats: int) -> tuple[Told, Told]:
    """At the pace of Telegram, and as quickly as can be."""
    clock = asyncio.get_running_loop().time
    pacer = Pacer(RATE, clock, asyncio.sleep, limits)
    paced = await broadcast(folder, chats, pacer, asked=True, overall=MOST)
    unpaced = Pacer(1e6, clock, asyncio.sleep)
    quick = await broadcast(folder, UNPACED, unpaced, asked=False, overall=None, burst=None)
    return paced, quick


def main(chats: int = CHATS) -> None:
    """Print the rates, what they cost, and how soon people are answered meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        paced, quick = asyncio.run(measured(Path(folder), chats))
    middle, longest = statistics.median(paced.waits) * 1e3, max(paced.waits) * 1e3
    lines = (
        f"{chats:,} chats, {paced.messages:,} messages, answers after {ANSWER * 1e3:.0f} ms:",
        f"  a second                 {paced.rate:9.2f}    = {paced.rate / RATE:.1%} (goal: 98 %)",
        f"  most in any second       {paced.most:9}    (goal: at most {MOST})",
        f"  refused                  {paced.refused:9}    (goal: none)",
        f"  of one core              {paced.share:9.1%}    (goal: at most 25 %)",
        f"  a person waits           {middle:9.1f} ms, at most {longest:.1f} (goal: under 100)",
        f"  a second, unpaced        {quick.rate:9.2f}    = {quick.rate / RATE:.1f}x (goal: 3x),"
        f" {quick.share:.0%} of one core",
    )
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CHATS)
