"""Chats that got digests: a real planner on a real store, a platform that writes down, a clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from adapters.audience import OfReadersAlone
from adapters.conversation import Bot, DeliveryError
from adapters.paging import Fits
from adapters.summaries.extractive.summariser import ExtractiveSummariser
from adapters.views import View
from bot.digests import Digests
from bot.plan import Planner
from bot.rules import parse_rules
from bot.shape import Shape
from bot.summarise import Summaries
from storage.outbox import Delivery
from storage.people import Address, Chat, ChatKind, ChatSettings
from storage.records import AnnounceType, Batch, BatchState, Sighting, Summarised
from storage.store import Store
from tests.making import a_summary, sighted

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, TUESDAY, WEDNESDAY = (date(2025, 11, day) for day in (24, 25, 26))
NOW = datetime(2025, 11, 26, 15, 0, tzinfo=UTC)  # a Wednesday, ten o'clock in New York
SINK = "sink"  # the platform
LONGEST = 5  # papers on a page
CROSS, REPLACE = AnnounceType.CROSS, AnnounceType.REPLACE


@dataclass
class Sink(OfReadersAlone):
    """A platform that writes down what it edits; *refusals* are raised instead, one after other."""

    name: str = SINK
    edits: list[tuple[str, View]] = field(default_factory=list)
    refusals: list[DeliveryError] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[object]] | None = None  # what happens during the next edit

    async def listen(self, bot: Bot) -> None:
        """Nobody says anything."""

    async def send(self, address: Address, view: View, key: str, below: str = "") -> str:
        """Nothing is sent by it here: `World.due` settles deliveries itself."""
        raise NotImplementedError

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Write the edit down, unless it is to be refused."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.edits.append((message_id, view))
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()

    def fits(self, view: View) -> bool:
        """A few papers a page."""
        return len(view.items) <= LONGEST

    async def has_member(self, address: Address, reader: str) -> bool:
        """Nobody is."""
        return False

    def link(self, payload: str) -> str:
        """No links lead here."""
        return ""


class World:
    """A store with announcements, and what plans digests on it, at the moment *now*."""

    def __init__(self, store: Store, *, heals: bool = False) -> None:
        self.store = store
        self.now = NOW
        self.platform = Sink()
        self.summaries = Summaries(
            store, ExtractiveSummariser(), self._now, lambda *_: None, heals=heals
        )
        self.planner = self.planner_for(self.platform.fits)
        self.digests = Digests(
            store, self.summaries, lambda _: self.platform.fits, lambda: self.now
        )

    def planner_for(self, fits: Fits, **changes: int) -> Planner:
        """One more planner, for a platform whose messages hold what *fits*."""
        return Planner(
            self.store,
            self.summaries,
            lambda _: fits,
            {SINK: Shape(a_page=LONGEST)},
            self._now,
            **changes,
        )

    def _now(self) -> datetime:
        return self.now

    async def announce(
        self, day: date, *sightings: Sighting, subject: str = "cs.CV", declared: int | None = None
    ) -> None:
        """Let *subject* announce these on *day*."""
        batch = Batch(
            subject=subject,
            day=day,
            state=BatchState.FRESH,
            checked_at=self.now,
            declared=declared,
        )
        await self.store.keep_batch(batch, sightings)

    async def chat(
        self,
        *rules: str,
        name: str = "7",
        kind: ChatKind = ChatKind.PRIVATE,
        **settings: object,
    ) -> Chat:
        """A chat that follows *rules*, with these *settings*."""
        wanted = replace(
            ChatSettings(language="en", hour=time(8, 30), zone=BERLIN),
            **settings,  # type: ignore[arg-type]
        )
        chat = await self.store.open_chat(Address(platform=SINK, chat_id=name), kind, wanted)
        for text in rules:
            await self.follow(chat, text)
        return chat

    async def follow(self, chat: Chat, text: str) -> int:
        """One more rule of a chat; its key."""
        (rule,) = parse_rules(text)
        return await self.store.follow(chat.key, str(rule), at=self.now, most=50)

    async def again(self, chat: Chat) -> Chat:
        """The chat as it is stored now."""
        found = await self.store.chat_by_key(chat.key)
        assert found is not None
        return found

    async def set(self, chat: Chat, **changes: object) -> Chat:
        """The chat with changed settings."""
        changed = replace(chat.settings, **changes)  # type: ignore[arg-type]
        await self.store.set_settings(chat.key, changed)
        return await self.again(chat)

    async def due(self) -> list[Delivery]:
        """What waits for the platform, part by part, each settled as sent when it was seen."""
        found: list[Delivery] = []
        while some := await self.store.due(SINK, self.now, limit=99):
            for delivery in some:
                assert await self.store.claim(delivery.key, self.now)
                await self.store.mark_sent(delivery.key, f"m{delivery.key}", self.now)
            found += some
        return found

    async def planned(self) -> list[Delivery]:
        """Plan what is due, and let it arrive."""
        await self.planner.plan_due()
        return await self.due()

    async def summarise(self, *ids: str, language: str = "en") -> None:
        """Let a model's summaries of these papers land."""
        summary = a_summary(language=language, tldr="One sentence.")
        made = [Summarised(paper_id=name, version=1, summary=summary) for name in ids]
        await self.store.keep_summaries(made, at=self.now)


def ids(view: View) -> list[str]:
    """The papers on a page."""
    return [item.paper_id for item in view.items]


def text_of(view: View) -> str:
    """All lines of a view, without papers."""
    return "\n".join(line.text for line in (*view.head, *view.lines, *view.foot))


def labels(view: View) -> list[list[str]]:
    """What its buttons say, row by row."""
    return [[action.label for action in row] for row in view.actions]


def data(view: View, label: str) -> str:
    """What the button with this label carries, without its version and verb."""
    (found,) = (a.data for row in view.actions for a in row if a.label == label)
    return found.split(":", 2)[2]


def numbered(first: int, last: int, **changes: object) -> tuple[Sighting, ...]:
    """New papers with these numbers, *first* to *last*."""
    return sighted(*range(first, last + 1), **changes)  # type: ignore[arg-type]
