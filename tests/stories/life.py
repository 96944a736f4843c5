"""The bot's life over weeks: a local arXiv, chats on a platform that writes down, and a clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.audience import OfReadersAlone
from adapters.conversation import Bot, DeliveryError
from adapters.summaries.extractive.summariser import ExtractiveSummariser
from adapters.views import View
from bot.cover import followings
from bot.deliver import Deliverer
from bot.pacing import Pacer
from bot.plan import Planner
from bot.rules import parse_rules
from bot.shape import Shape
from bot.summarise import Summaries
from storage.people import Address, Chat, ChatKind, ChatSettings
from storage.taxonomy import ARCHIVES
from tests.stories.conftest import House

STEP = timedelta(minutes=30)
NAME = "paper"  # of the platform
LONGEST = 5  # papers on a page


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it arrived: when, where, under which id; or as it was edited."""

    at: datetime
    chat: str
    message_id: str
    view: View
    is_edit: bool = False

    @property
    def papers(self) -> list[str]:
        """The papers on it."""
        return [item.paper_id for item in self.view.items]

    @property
    def text(self) -> str:
        """All its lines, without papers."""
        return "\n".join(line.text for line in (*self.view.head, *self.view.lines, *self.view.foot))

    def clock(self, zone: str) -> str:
        """When it arrived, by the clock in *zone*."""
        return self.at.astimezone(ZoneInfo(zone)).strftime("%a %H:%M")


@dataclass
class PaperPlatform(OfReadersAlone):
    """A platform that writes down what it is told, at the moment that the story tells."""

    life: Life
    name: str = NAME
    letters: list[Letter] = field(default_factory=list)
    refusals: list[DeliveryError] = field(default_factory=list)

    async def listen(self, bot: Bot) -> None:
        """Nobody says anything."""

    async def send(self, address: Address, view: View, key: str, below: str = "") -> str:
        """Write it down."""
        if address.chat_id in self.life.unreachable:
            raise DeliveryError("nobody there", gone=True)
        message_id = f"m{len(self.letters) + 1}"
        self.letters.append(Letter(self.life.now, address.chat_id, message_id, view))
        return message_id

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Write the edit down, unless it is to be refused."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.letters.append(Letter(self.life.now, address.chat_id, message_id, view, is_edit=True))

    def fits(self, view: View) -> bool:
        """A few papers a page."""
        return len(view.items) <= LONGEST

    async def has_member(self, address: Address, reader: str) -> bool:
        """Nobody is."""
        return False

    def link(self, payload: str) -> str:
        """No links lead here."""
        return ""


class Life:
    """A bot that lives beside the local arXiv; `until` lets time pass."""

    def __init__(self, house: House, now: datetime) -> None:
        self.house = house
        self.store = house.app.store
        self.unreachable: set[str] = set()
        self.house.arxiv.at(now)
        self.platform = PaperPlatform(self)
        self.summaries = Summaries(self.store, ExtractiveSummariser(), self._now, lambda *_: None)
        self.planner = self.a_planner()
        pacer = Pacer(1e6, lambda: 0.0, _at_once)
        self.deliverer = Deliverer(
            self.store, {NAME: self.platform}, {NAME: pacer}, self._now, _at_once
        )

    def a_planner(self) -> Planner:
        """One more planner on the same database."""
        return Planner(
            self.store,
            self.summaries,
            lambda _: self.platform.fits,
            {NAME: Shape(a_page=LONGEST)},
            self._now,
        )

    @property
    def now(self) -> datetime:
        """The moment of the story."""
        return self.house.arxiv.now

    def _now(self) -> datetime:
        return self.now.astimezone(UTC)

    async def chat(self, name: str, zone: str, hour: str, *rules: str, **settings: object) -> Chat:
        """Somebody begins to follow *rules*."""
        kind = settings.pop("kind", ChatKind.PRIVATE)
        assert isinstance(kind, ChatKind)
        wanted = ChatSettings(
            hour=time.fromisoformat(hour),
            zone=ZoneInfo(zone),
            **settings,  # type: ignore[arg-type]
        )
        address = Address(platform=NAME, chat_id=name)
        chat = await self.store.open_chat(address, kind, wanted)
        for rule in rules:
            await self.follow(chat, rule)
        return chat

    async def follow(self, chat: Chat, rule: str) -> None:
        """One more rule, as `/subscribe` does it: collected now, planned now."""
        (parsed,) = parse_rules(rule)
        await self.store.follow(chat.key, str(parsed), at=self._now(), most=50)
        key = (await self.store.rules_of(chat.key))[-1].key
        await self.collect()
        await self.planner.plan_rule(chat.key, key)
        await self.tick()

    async def collect(self) -> None:
        """Look at arXiv for all that is followed."""
        rules = [r for text in await self.store.rule_texts() for r in parse_rules(text)]
        subjects = {subject for rule in rules for subject in rule.categories}
        if followings(rules).is_all:
            subjects |= {name for name, archive in ARCHIVES.items() if archive.active}
        await (await self.house.app.collector()).collect(sorted(subjects))

    async def tick(self) -> None:
        """What the bot does every minute."""
        await self.planner.plan_due()
        await self.store.expire(self._now())
        await self.deliverer.deliver_due()

    async def until(self, moment: datetime, *, down: bool = False) -> None:
        """Let time pass, half an hour by half an hour; *down*: the bot does not run meanwhile."""
        while self.now < moment:
            self.house.arxiv.at(min(moment, (self.now.astimezone(UTC) + STEP)))
            if not down:
                await self.collect()
                await self.tick()

    def letters(self, chat: Chat, *, edits: bool = False) -> list[Letter]:
        """What arrived in a chat."""
        found = [one for one in self.platform.letters if one.chat == chat.address.chat_id]
        return [one for one in found if edits or not one.is_edit]


async def _at_once(_: float) -> None:
    """Waiting takes no time."""


def at(moment: str, zone: str) -> datetime:
    """A moment by the clock in *zone*."""
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
